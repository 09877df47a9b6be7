/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* duty.tsx — hours on call: adding them, giving one time to a colleague, ending them. */
import { useState } from "preact/hooks";
import { api } from "../api";
import { t } from "../i18n";
import { useAct } from "../notice";
import type { Duty, Shifts, Weekday } from "../nouns";
import { minutesBetween, moment, nextStarts, weekdayName, weekdays } from "../rota";
import { line, now, roster } from "../state";
import { Select } from "./select";
import { Sheet, SheetActions } from "./sheet";

interface SheetProps {
  onDone: (shifts: Shifts) => void;
  onClose: () => void;
}

const canBePaged = () =>
  roster.value
    .filter((person) => person.role === "responder" || person.role === "supervisor")
    .sort((a, b) => a.name.localeCompare(b.name));

function Time({
  words,
  value,
  onChange,
}: {
  words: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <label class="field">
      <span>{words}</span>
      <input
        type="time"
        required
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

const peopleOptions = (except?: string) =>
  canBePaged()
    .filter((person) => person.id !== except)
    .map((person) => ({ value: person.id, words: person.name }));

const allWeekdays = () => weekdays.map((value) => ({ value, words: weekdayName(value) }));

export function AddDutySheet({ onDone, onClose }: SheetProps) {
  const [person, setPerson] = useState(canBePaged()[0]?.id ?? "");
  const [weekday, setWeekday] = useState<Weekday>("Mon");
  const [starts, setStarts] = useState("18:00");
  const [ends, setEnds] = useState("06:00");
  const [busy, run] = useAct();
  const here = line.value!;
  const complete = person && starts && ends;
  const add = () =>
    run(async () => {
      const minutes = minutesBetween(starts, ends);
      onDone(await api.addDuty({ line: here.id, zone: here.zone, person, weekday, starts, minutes }));
      onClose();
    });
  return (
    <Sheet title={t("duty.add_title")} onClose={onClose}>
      <Select
        words={t("duty.person")}
        value={person}
        options={peopleOptions()}
        onChange={setPerson}
      />
      <Select
        words={t("duty.weekday")}
        value={weekday}
        options={allWeekdays()}
        onChange={(value) => setWeekday(value as Weekday)}
      />
      <div class="side-by-side">
        <Time words={t("duty.starts")} value={starts} onChange={setStarts} />
        <Time words={t("duty.ends")} value={ends} onChange={setEnds} />
      </div>
      <p class="hint">{t("duty.overnight", { zone: here.zone })}</p>
      <SheetActions
        words={t("duty.add")}
        act={add}
        disabled={busy || !complete}
        onClose={onClose}
      />
    </Sheet>
  );
}

export function dutyWords(duty: Duty): string {
  return t("duty.hours", { from: duty.starts, until: duty.ends });
}

/* One time goes to somebody else, or all of them end: both from the same place. */
export function DutySheet({ duty, onDone, onClose }: SheetProps & { duty: Duty }) {
  const starts = nextStarts(duty, now.peek());
  const people = peopleOptions(duty.person.id);
  const [from, setFrom] = useState(String(starts[0] ?? ""));
  const [to, setTo] = useState(people[0]?.value ?? "");
  const [busy, run] = useAct();
  const done = (act: () => Promise<Shifts>) =>
    run(async () => {
      onDone(await act());
      onClose();
    });
  const swap = () => done(() => api.swapDuty(duty.id, new Date(Number(from)).toISOString(), to));
  const end = () =>
    done(() => api.endDuty(duty.id, new Date(now.peek()).toISOString(), duty.rev));
  return (
    <Sheet
      title={t("duty.title", { name: duty.person.name, weekday: weekdayName(duty.weekday) })}
      onClose={onClose}
    >
      <p>
        {dutyWords(duty)} <span class="hint">{duty.zone}</span>
      </p>
      <Select
        words={t("duty.swap_from")}
        value={from}
        options={starts.map((start) => ({ value: String(start), words: moment(start) }))}
        onChange={setFrom}
      />
      <Select words={t("duty.swap_to")} value={to} options={people} onChange={setTo} />
      <SheetActions
        words={t("duty.swap")}
        act={swap}
        disabled={busy || !from || !to}
        onClose={onClose}
      >
        <button type="button" class="button" disabled={busy} onClick={end}>
          {t("duty.end")}
        </button>
      </SheetActions>
    </Sheet>
  );
}
