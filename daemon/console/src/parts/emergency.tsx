/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * emergency.tsx — the checklist for when emergency services may be needed: what was tried, what the
 * texter says to it, and the call. It decides nothing; each step is stamped with who and when.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { clock, t } from "../i18n";
import { useAct } from "../notice";
import type { Alert, EmergencyStep, Id, TimelineEntry } from "../nouns";
import { putAlert } from "../state";
import { ShownNumber, useReveal } from "./reveal";
import { NoteField, Sheet } from "./sheet";

const parts = [
  ["before", ["danger_asked", "plan_tried", "company_asked", "told"]],
  ["consent", ["agreed", "not_agreed", "not_asked"]],
  ["call", ["place_asked", "called"]],
  ["after", ["help_told", "arrived"]],
] as const satisfies readonly (readonly [string, readonly EmergencyStep[]])[];

/* How often and by whom a step was taken, as the timeline has it. */
function useTaken(alert: Alert) {
  const [entries, setEntries] = useState<TimelineEntry[]>([]);
  useEffect(() => {
    api.alert(alert.id).then(
      ({ timeline }) => setEntries(timeline),
      () => undefined,
    );
  }, [alert.rev]);
  return (step: EmergencyStep) => entries.filter(({ what }) => what === `emergency_${step}`);
}

function Taken({ entry }: { entry: TimelineEntry }) {
  return (
    <p class="taken">
      <span class="mark ok">
        {t("emergency.taken", { name: entry.who?.name ?? "", time: clock(entry.at) })}
      </span>
      {entry.reason && <q dir="auto">{entry.reason}</q>}
    </p>
  );
}

interface StepProps {
  step: EmergencyStep;
  taken: TimelineEntry[];
  busy: boolean;
  onTake: () => void;
}

function Step({ step, taken, busy, onTake }: StepProps) {
  const words = t(`emergency.${step}`);
  const act = t(taken.length ? "emergency.again" : "emergency.done");
  return (
    <li class="emergency-step">
      <div>
        <p>{words}</p>
        {taken.map((entry, i) => (
          <Taken key={i} entry={entry} />
        ))}
      </div>
      <button
        type="button"
        class="button"
        disabled={busy}
        aria-label={t("emergency.act_name", { act, step: words })}
        onClick={onTake}
      >
        {act}
      </button>
    </li>
  );
}

/* Why is plain here, so it takes one press; it is on record all the same. */
function NumberToTell({ conv }: { conv: Id }) {
  const button = useRef<HTMLButtonElement>(null);
  const { phone, busy, ask } = useReveal(conv);
  return (
    <div class="actions">
      <ShownNumber phone={phone} button={button} />
      <button
        type="button"
        class="button"
        disabled={busy}
        ref={button}
        onClick={() => ask("emergency_services")}
      >
        {t("reveal.for_emergency")}
      </button>
    </div>
  );
}

export function EmergencySheet({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const [note, setNote] = useState("");
  const [busy, run] = useAct();
  const key = useRef(crypto.randomUUID());
  const taken = useTaken(alert);
  const take = (step: EmergencyStep) =>
    run(async () => {
      putAlert(await api.emergency(alert.id, step, note.trim(), key.current));
      key.current = crypto.randomUUID();
      setNote("");
    });
  return (
    <Sheet
      wide
      title={t("emergency.title", { code: alert.code, alias: alert.alias })}
      onClose={onClose}
    >
      <p>{t("emergency.words")}</p>
      <NoteField words={t("emergency.note")} value={note} max={240} onChange={setNote} />
      {parts.map(([part, steps]) => (
        <section key={part} class="stack small-gap" aria-labelledby={`emergency-${part}`}>
          <h3 id={`emergency-${part}`}>{t(`emergency.part.${part}`)}</h3>
          {part === "call" && <p class="hint">{t("emergency.call_words")}</p>}
          {part === "call" && <NumberToTell conv={alert.conv} />}
          <ul class="emergency-steps">
            {steps.map((step) => (
              <Step
                key={step}
                step={step}
                taken={taken(step)}
                busy={busy}
                onTake={() => take(step)}
              />
            ))}
          </ul>
        </section>
      ))}
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          {t("close")}
        </button>
      </div>
    </Sheet>
  );
}
