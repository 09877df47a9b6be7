/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * status.tsx — on shift or not, and the short check before it: can I hear it, will I be told, how
 * many can I take. The check's own click is what lets the browser play sounds.
 */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api } from "../api";
import { t, type Key } from "../i18n";
import { askForNotes, notesAllowed } from "../notify";
import { errorWords, tell, useAct } from "../notice";
import type { Me, ShiftStatus } from "../nouns";
import { playAll, soundReady, unlockSound } from "../sound";
import { me, mine } from "../state";
import { lock, signOut } from "../session";
import { Icon } from "./icon";
import { Menu } from "./menu";
import { Rows } from "./rows";
import { Choice, Sheet } from "./sheet";
import { ApiError } from "../wire";

export type OpenSheet = "check" | "leaving" | "settings" | "keys" | null;
export const openSheet = signal<OpenSheet>(null);

const statuses = ["on", "finishing", "break", "off"] as const;
const capacities = ["1", "2", "3", "4", "5", "6"] as const;

async function setShift(status: ShiftStatus, capacity: number): Promise<void> {
  const shift = await api.setStatus({ status, capacity });
  if (me.value) me.value = { ...me.value, shift };
  tell(t(`status_set.${status}`));
}

/* Off is refused while somebody is still here: then it is said who, and what can be done. */
export async function changeStatus(status: ShiftStatus, person: Me): Promise<void> {
  try {
    await setShift(status, person.shift.capacity);
  } catch (error) {
    if (error instanceof ApiError && error.code === "open_conversations")
      openSheet.value = "leaving";
    else tell(errorWords(error), true);
  }
}

export function LeavingSheet({ onClose }: { onClose: () => void }) {
  return (
    <Sheet title={t("leaving.title")} onClose={onClose}>
      <p>{t("leaving.words")}</p>
      <div onClick={onClose}>
        <Rows rows={mine.value} label={t("desk.mine")} />
      </div>
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          {t("leaving.stay")}
        </button>
      </div>
    </Sheet>
  );
}

function Step({
  done,
  title,
  children,
}: {
  done: boolean;
  title: string;
  children: ComponentChildren;
}) {
  return (
    <section class="step">
      <h3>
        {title}{" "}
        {done && (
          <span class="mark ok">
            <Icon name="check" /> {t("check.done")}
          </span>
        )}
      </h3>
      {children}
    </section>
  );
}

export function CheckSheet({ person, onClose }: { person: Me; onClose: () => void }) {
  const [heard, setHeard] = useState<boolean | null>(null);
  const [notes, setNotes] = useState(notesAllowed());
  const [capacity, setCapacity] = useState(String(person.shift.capacity));
  const [busy, run] = useAct();
  const start = () =>
    run(async () => {
      await unlockSound();
      await setShift("on", Number(capacity));
      onClose();
    });
  return (
    <Sheet title={t("check.title")} onClose={onClose}>
      <Step title={t("check.sound")} done={heard === true}>
        <p class="hint">{t("check.sound_words")}</p>
        <div class="actions">
          <button
            type="button"
            class="button"
            onClick={() => {
              setHeard(null);
              void playAll();
            }}
          >
            {t("check.play")}
          </button>
          <button
            type="button"
            class="button"
            aria-pressed={heard === true}
            onClick={() => setHeard(true)}
          >
            {t("check.heard")}
          </button>
          <button
            type="button"
            class="button"
            aria-pressed={heard === false}
            onClick={() => setHeard(false)}
          >
            {t("check.not_heard")}
          </button>
        </div>
        {heard === false && <p class="trouble">{t("check.no_sound")}</p>}
      </Step>
      <Step title={t("check.notes")} done={notes}>
        <p class="hint">{t("check.notes_words")}</p>
        {!notes && (
          <div class="actions">
            <button
              type="button"
              class="button"
              onClick={async () => setNotes(await askForNotes())}
            >
              {t("check.allow")}
            </button>
          </div>
        )}
      </Step>
      <label class="field inline">
        <span>{t("check.capacity")}</span>
        <select value={capacity} onChange={(event) => setCapacity(event.currentTarget.value)}>
          {capacities.map((n) => (
            <option key={n} value={n}>
              {n}
            </option>
          ))}
        </select>
      </label>
      <div class="actions">
        <button type="button" class="button primary" disabled={busy} onClick={start}>
          {t("check.start")}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {t("check.later")}
        </button>
      </div>
    </Sheet>
  );
}

function pick(status: ShiftStatus, person: Me, close: () => void): void {
  close();
  if (status === "on" && person.shift.status === "off") openSheet.value = "check";
  else if (status !== person.shift.status) void changeStatus(status, person);
}

export function StatusMenu({ person }: { person: Me }) {
  const [, run] = useAct();
  const words = t(`shift.${person.shift.status}` as Key);
  const open = (sheet: OpenSheet, close: () => void) => {
    close();
    openSheet.value = sheet;
  };
  return (
    <Menu
      name={t("menu.name", { name: person.name, status: words })}
      label={
        <>
          <span class={`dot dot-${person.shift.status}`} /> <span>{words}</span>{" "}
          <Icon name="down" />
        </>
      }
    >
      {(close) => (
        <>
          <p class="menu-head">
            <strong>{person.name}</strong>{" "}
            <span class="hint">{person.roles.map((role) => t(`role.${role}`)).join(", ")}</span>
          </p>
          <Choice
            legend={t("menu.status")}
            name="status"
            value={person.shift.status}
            hideLegend
            onChange={(status) => pick(status, person, close)}
            options={statuses.map((value) => ({
              value,
              words: t(`shift.${value}`),
              hint: t(`shift.${value}_hint`),
            }))}
          />
          <div class="menu-items">
            <button type="button" class="button quiet" onClick={() => open("check", close)}>
              {t("menu.check")}{" "}
              {!soundReady.value && <span class="mark">{t("menu.sound_off")}</span>}
            </button>
            <button type="button" class="button quiet" onClick={() => open("settings", close)}>
              {t("menu.settings")}
            </button>
            <button type="button" class="button quiet" onClick={() => open("keys", close)}>
              {t("menu.keys")}
            </button>
            <button type="button" class="button quiet" onClick={() => lock()}>
              {t("menu.lock")}
            </button>
            <button type="button" class="button quiet" onClick={() => run(signOut)}>
              {t("menu.sign_out")}
            </button>
          </div>
        </>
      )}
    </Menu>
  );
}
