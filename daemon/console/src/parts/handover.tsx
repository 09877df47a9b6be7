/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* handover.tsx — letting go of a conversation: to a colleague, to the queue, or because it ended. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api } from "../api";
import { t } from "../i18n";
import { tell, useAct } from "../notice";
import type { Ending, Moved, Person, Row } from "../nouns";
import { go } from "../route";
import { me, putRow, roster } from "../state";
import { askAfterClosing } from "./care";
import { Choice, Sheet, SheetActions } from "./sheet";

interface SheetProps {
  row: Row;
  onClose: () => void;
}

const returnReasons = ["shift_end", "need_break", "not_a_fit", "other"] as const;
const endings = ["goodbye", "quiet", "crisis", "stopped", "other"] as const;

/* When nothing is left to see, the events say where it went. */
function putMoved({ conversation }: Moved): void {
  if (conversation) putRow(conversation);
}

function canTake(person: Person): boolean {
  return person.id !== me.value?.id && person.status === "on" && person.role !== "admin";
}

function room(person: Person): string {
  return t("transfer.room", { open: person.open, capacity: person.capacity });
}

export function TransferSheet({ row, onClose }: SheetProps) {
  const people = roster.value.filter(canTake).sort((a, b) => a.name.localeCompare(b.name));
  const [to, setTo] = useState(people[0]?.id ?? "");
  const [busy, run] = useAct();
  const name = people.find((person) => person.id === to)?.name ?? "";
  const transfer = () =>
    run(async () => {
      putMoved(await api.transfer(row.id, to));
      onClose();
      tell(t("transfer.asked", { name }));
    });
  return (
    <Sheet title={t("transfer.title", { alias: row.alias })} onClose={onClose}>
      <p>{t("transfer.words")}</p>
      {people.length === 0 && <p class="empty">{t("transfer.nobody")}</p>}
      {people.length > 0 && (
        <Choice
          legend={t("transfer.legend")}
          name="to"
          value={to}
          onChange={setTo}
          options={people.map((person) => ({
            value: person.id,
            words: person.name,
            hint: room(person),
          }))}
        />
      )}
      <SheetActions
        words={t("transfer.do")}
        act={transfer}
        disabled={busy || !to}
        onClose={onClose}
      />
    </Sheet>
  );
}

export function ReturnSheet({ row, onClose }: SheetProps) {
  const [reason, setReason] = useState<(typeof returnReasons)[number]>("shift_end");
  const [busy, run] = useAct();
  const giveBack = () =>
    run(async () => {
      putMoved(await api.giveBack(row.id, reason));
      onClose();
      go("#/desk");
      tell(t("return.done", { alias: row.alias }));
    });
  return (
    <Sheet title={t("return.title", { alias: row.alias })} onClose={onClose}>
      <p>{t("return.words")}</p>
      <Choice
        legend={t("return.legend")}
        name="reason"
        value={reason}
        onChange={setReason}
        options={returnReasons.map((value) => ({ value, words: t(`returned.${value}`) }))}
      />
      <SheetActions words={t("return.do")} act={giveBack} disabled={busy} onClose={onClose} />
    </Sheet>
  );
}

/* How it ended is all that closing needs to know. */
export function CloseForm({ row, onClose, children }: SheetProps & { children?: ComponentChildren }) {
  const [outcome, setOutcome] = useState<Ending>("goodbye");
  const [busy, run] = useAct();
  const close = () =>
    run(async () => {
      putMoved(await api.close(row.id, outcome));
      onClose();
      go("#/desk");
      tell(t("close_conversation.done", { alias: row.alias }));
      askAfterClosing();
    });
  return (
    <>
      <Choice
        legend={t("close_conversation.legend")}
        name="outcome"
        value={outcome}
        onChange={setOutcome}
        options={endings.map((value) => ({ value, words: t(`ending.${value}`) }))}
      />
      <p class="hint">{t("close_conversation.words")}</p>
      <div class="actions">
        <button type="button" class="button primary" disabled={busy} onClick={close}>
          {t("close_conversation.do")}
        </button>
        {children}
      </div>
    </>
  );
}

export function CloseSheet({ row, onClose }: SheetProps) {
  return (
    <Sheet title={t("close_conversation.title", { alias: row.alias })} onClose={onClose}>
      <CloseForm row={row} onClose={onClose}>
        <button type="button" class="button" onClick={onClose}>
          {t("cancel")}
        </button>
      </CloseForm>
    </Sheet>
  );
}
