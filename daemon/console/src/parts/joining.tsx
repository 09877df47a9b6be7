/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * joining.tsx — the crisis team comes into a conversation: reading along, advising, or taking over.
 * The texter's say stands beside it, and the peer is asked before the word goes to somebody else.
 */
import { useState } from "preact/hooks";
import { api } from "../api";
import { clock, t, tcode } from "../i18n";
import { useAct } from "../notice";
import type { Alert, Joined, TimelineEntry } from "../nouns";
import { pageWay } from "../paging";
import { me, putAlert, rows } from "../state";
import { Choice, NoteField, Sheet, SheetActions } from "./sheet";

export const joinedBy = (alert: Alert, id: string | undefined): Joined | undefined =>
  alert.joined.find((one) => one.id === id);

/* What the texter was asked and what they said: one line, true at any time. */
export function sayWords(alert: Alert): string {
  const { answered, answered_at, asked_at, told_at } = alert.texter_choice;
  if (answered) return t(`say.${answered}`, { time: answered_at ? clock(answered_at) : "" });
  if (asked_at) return t("say.asked", { time: clock(asked_at) });
  return told_at ? t("say.told", { time: clock(told_at) }) : t("say.unknown");
}

/* ---- the responder ---- */

function TakeOverSheet({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const [how, setHow] = useState<"ask" | "force">("ask");
  const [reason, setReason] = useState("");
  const [busy, run] = useAct();
  const take = () =>
    run(async () => {
      putAlert(await api.takeOver(alert.id, how, reason.trim()));
      onClose();
    });
  return (
    <Sheet title={t("take_over.title", { alias: alert.alias })} onClose={onClose}>
      <p class="hint">{sayWords(alert)}</p>
      <Choice
        legend={t("take_over.legend")}
        name="how"
        value={how}
        onChange={setHow}
        options={(["ask", "force"] as const).map((value) => ({
          value,
          words: t(`take_over.${value}`),
          hint: t(`take_over.${value}_hint`),
        }))}
      />
      {how === "force" && (
        <NoteField
          words={t("take_over.reason")}
          value={reason}
          max={240}
          required
          onChange={setReason}
        />
      )}
      <SheetActions
        words={t("take_over.do")}
        act={take}
        disabled={busy || (how === "force" && !reason.trim())}
        onClose={onClose}
      />
    </Sheet>
  );
}

/* In the conversation, for whoever has the alert: what one is here, and what else one can be. */
export function JoiningBar({ alert }: { alert: Alert }) {
  const [taking, setTaking] = useState(false);
  const [busy, run] = useAct();
  const as = joinedBy(alert, me.value?.id)?.as;
  const join = (wanted: "watch" | "coach") =>
    run(async () => putAlert(await api.join(alert.id, wanted)));
  return (
    <section class="joining" aria-label={t("joining.label")}>
      <span>{t(`joining.as.${as ?? "none"}`)}</span>
      <span class="actions">
        {as !== "watch" && (
          <button type="button" class="button" disabled={busy} onClick={() => join("watch")}>
            {t("joining.watch")}
          </button>
        )}
        {as !== "coach" && (
          <button type="button" class="button" disabled={busy} onClick={() => join("coach")}>
            {t("joining.coach")}
          </button>
        )}
        {as !== "speaking" && as !== "took_over" && (
          <button
            type="button"
            class="button primary"
            aria-haspopup="dialog"
            onClick={() => setTaking(true)}
          >
            {t("joining.take_over")}
          </button>
        )}
      </span>
      {taking && <TakeOverSheet alert={alert} onClose={() => setTaking(false)} />}
    </section>
  );
}

/* ---- the peer ---- */

export function HandOverAsk({ alert }: { alert: Alert }) {
  const [busy, run] = useAct();
  const asking = alert.joined.find((one) => one.as === "asked");
  const answer = (words: "yes" | "no") =>
    run(async () => putAlert(await api.handOver(alert.id, words)));
  if (!asking || rows.value.get(alert.conv)?.assignee?.id !== me.value?.id) return null;
  return (
    <section class="joining asking" aria-label={t("hand_over.label")}>
      <span>{t("hand_over.words", { name: asking.name })}</span>
      <span class="actions">
        <button type="button" class="button primary" disabled={busy} onClick={() => answer("yes")}>
          {t("hand_over.yes")}
        </button>
        <button type="button" class="button" disabled={busy} onClick={() => answer("no")}>
          {t("hand_over.no")}
        </button>
      </span>
    </section>
  );
}

/* ---- afterwards ---- */

/* In these, `reason` is what somebody wrote; in all others it is a code. */
const inOwnWords = /^(raised|flag_.+|forced|resolved|emergency_.+)$/;

function lineWords({ what, who, reason }: TimelineEntry): string {
  if (what === "page") return pageWay(reason ?? "", who?.name ?? null);
  if (what === "revealed")
    return t("timeline.revealed", { name: who?.name ?? "", why: tcode("revealed", reason ?? "") });
  const step = what.match(/^emergency_(.+)$/)?.[1];
  const kind = step ? tcode("emergency", step) : tcode("timeline", what);
  return who ? t("timeline.by", { what: kind, name: who.name }) : kind;
}

/* Whose page it was says each page's own line: that a step of the ladder is done adds nothing. */
export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  return (
    <ol class="timeline">
      {entries
        .filter(({ what }) => what !== "paged")
        .map((entry, i) => (
          <li key={i}>
            <time dateTime={entry.at}>{clock(entry.at)}</time>
            <span>
              {lineWords(entry)}
              {entry.reason && inOwnWords.test(entry.what) && <q dir="auto">{entry.reason}</q>}
            </span>
          </li>
        ))}
    </ol>
  );
}
