/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ladder.ts — a ladder while it is being changed: what stands in its fields, what is wrong with it,
 * and what each step would do now, in words.
 */
import { t, tcode, tn } from "./i18n";
import type { Ladder, LadderStep, Who } from "./nouns";

export const stepsMax = 8;
const hour = 60 * 60_000;
const groups = ["on_call", "responders", "supervisors", "everyone"] as const;

/* As it is typed. `who` of a service has its name: "waker:pager". */
export interface StepDraft {
  key: number;
  minutes: string;
  seconds: string;
  who: string;
  way: string;
  number: string;
}

let keys = 0;

/* With keys of this page's own: others were given before a reload. */
export const rekeyed = (drafts: StepDraft[]): StepDraft[] =>
  drafts.map((draft) => ({ ...draft, key: keys++ }));

export function draftOf(step: LadderStep): StepDraft {
  return {
    key: keys++,
    minutes: String(Math.floor(step.after_ms / 60_000)),
    seconds: String(Math.floor((step.after_ms % 60_000) / 1000)),
    who: step.who === "waker" ? `waker:${step.waker}` : step.who,
    way: step.way,
    number: step.number ?? "",
  };
}

/* Whoever comes last is everyone, two minutes after the one before. */
export function stepAfter(steps: StepDraft[]): StepDraft {
  const last = steps.at(-1);
  const after_ms = last ? Math.min(hour, (afterOf(last, false) || 0) + 120_000) : 0;
  return draftOf({ after_ms, who: "everyone", way: "text", number: null, waker: null });
}

const wholeNumber = (text: string) => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : NaN);

/* The first step comes at once, whatever stood there. NaN: that is no time. */
export function afterOf(step: StepDraft, isFirst: boolean): number {
  if (isFirst) return 0;
  return (wholeNumber(step.minutes || "0") * 60 + wholeNumber(step.seconds || "0")) * 1000;
}

const wakerOf = (step: StepDraft) => step.who.match(/^waker:(.*)$/)?.[1] ?? null;
const whoOf = (step: StepDraft) => (wakerOf(step) === null ? (step.who as Who) : "waker");

export function stepsOf(drafts: StepDraft[]): LadderStep[] {
  return drafts.map((draft, i) => ({
    after_ms: afterOf(draft, i === 0),
    who: whoOf(draft),
    way: draft.way === "call" ? "call" : "text",
    number: draft.who === "number" ? draft.number.trim() : null,
    waker: wakerOf(draft),
  }));
}

/* ---- what is wrong ---- */

export interface StepFault {
  field: "time" | "number";
  words: string;
}

function timeFault(drafts: StepDraft[], i: number): string | null {
  const after = afterOf(drafts[i]!, i === 0);
  if (Number.isNaN(after)) return t("ladder.fault.time");
  if (after > hour) return t("ladder.fault.late");
  if (i > 0 && after < afterOf(drafts[i - 1]!, i === 1)) return t("ladder.fault.order", { n: i });
  return null;
}

export function faultOf(drafts: StepDraft[], i: number): StepFault | null {
  const { who, number } = drafts[i]!;
  const time = timeFault(drafts, i);
  if (time) return { field: "time", words: time };
  if (who === "number" && !/^\+[1-9]\d{6,14}$/.test(number.trim()))
    return { field: "number", words: t("ladder.fault.number") };
  return null;
}

/* ---- what it would do ---- */

export const whoOptions = (ladder: Ladder) => [
  ...groups.map((who) => ({ value: who as string, words: t(`ladder.who.${who}`) })),
  { value: "number", words: t("ladder.who.number") },
  ...ladder.wakers.map((id) => ({ value: `waker:${id}`, words: t("ladder.who.waker", { id }) })),
];

function peopleWords(who: Who, { wakes }: Ladder): string {
  const count = wakes[who] ?? 0;
  if (count) return tn("ladder.wakes", count);
  if (who === "on_call" && wakes.responders) return tn("ladder.stand_in", wakes.responders);
  return t("ladder.empty");
}

export const isEmpty = (draft: StepDraft, { wakes }: Ladder): boolean =>
  draft.who === "on_call"
    ? !wakes.on_call && !wakes.responders
    : groups.some((who) => who === draft.who) && !wakes[draft.who as Who];

export function effectWords(draft: StepDraft, ladder: Ladder): string {
  if (wakerOf(draft) !== null) return t("ladder.service");
  if (draft.who === "number") return t("ladder.only_hears");
  const people = peopleWords(whoOf(draft), ladder);
  return draft.way === "call" && !ladder.calls ? `${people} ${t("ladder.no_calls")}` : people;
}

export function timeWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.floor((ms % 60_000) / 1000);
  if (!seconds) return t("ladder.minutes", { n: minutes });
  return minutes ? t("ladder.both", { n: minutes, s: seconds }) : t("ladder.seconds", { n: seconds });
}

/* A gap that is longer than the line's bound does not stay one. */
export function gapWords(drafts: StepDraft[], i: number, { repage_ms }: Ladder): string | null {
  const next = drafts[i + 1];
  const gap = next ? afterOf(next, false) - afterOf(drafts[i]!, i === 0) : 0;
  if (!(gap > repage_ms)) return null;
  return t("ladder.gap", { gap: timeWords(gap), again: timeWords(repage_ms) });
}

/* One step in a line, for two ladders side by side. */
export function stepWords({ after_ms, who, way, number, waker }: LadderStep): string {
  const when = after_ms ? t("ladder.after", { time: timeWords(after_ms) }) : t("ladder.at_once");
  if (who === "waker") return t("ladder.line", { when, who: t("ladder.who.waker", { id: waker ?? "" }) });
  const whom = who === "number" ? (number ?? "") : t(`ladder.who.${who}`);
  return t("ladder.line_way", { when, who: whom, way: tcode("ladder.way", way) });
}
