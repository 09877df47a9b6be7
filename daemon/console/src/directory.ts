/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * directory.ts — places of the directory as they are kept: what is being written about one, and what
 * becomes of it when somebody else has written meanwhile.
 *
 * Words that are being written are never taken away: an event only says that there is something new.
 * Every change is sent with the version that was seen, so two people cannot undo each other unawares.
 */
import { signal } from "@preact/signals";
import { vaultDrop, vaultGet, vaultPut } from "./drafts";
import { locale, t } from "./i18n";
import type { Entry, Id, Place, PlaceChange, Resource } from "./nouns";
import { me } from "./state";
import { onEvent } from "./stream";

export type Field = keyof Place;

/* As they are shown, with how many characters each may have. */
export const bounds: Record<Field, number> = {
  label: 30,
  expect: 306,
  call: 63,
  text: 63,
  url: 255,
  hours: 127,
  name: 400,
  blurb: 160,
  area: 127,
  for: 127,
  languages: 63,
  cost: 63,
  emergency: 31,
  tags: 127,
};
export const fields = Object.keys(bounds) as Field[];

/* Of a place with a publisher only these are the line's own to write. */
const local: Field[] = ["label", "expect", "blurb", "emergency", "tags"];
export const mayWrite = (entry: Resource | null, field: Field) =>
  !entry?.feed || local.includes(field);

/* null in place of words: its publisher's again. */
export type Words = Record<Field, string | null>;

export const wordsOf = (place: Place) =>
  Object.fromEntries(fields.map((field) => [field, place[field]])) as Record<Field, string>;
export const noWords = Object.fromEntries(fields.map((field) => [field, ""])) as Record<
  Field,
  string
>;

export function changesOf(words: Words, base: Place): PlaceChange {
  return Object.fromEntries(
    fields.filter((field) => words[field] !== base[field]).map((field) => [field, words[field]]),
  );
}

/* What is wrong with a field, as a key of its words; null: nothing. */
export function troubleOf(field: Field, value: string | null) {
  if (value === null) return null;
  if ((field === "label" || field === "name") && !value.trim()) return "entry.needed";
  if ([...value].length > bounds[field]) return "entry.too_long";
  return field === "url" && value && !/^https?:\/\//.test(value) ? "entry.no_link" : null;
}

/* ---- somebody else was faster ---- */

export interface Difference {
  field: Field;
  before: string;
  mine: string | null;
  theirs: string;
  chosen: "mine" | "theirs" | null; /* null where both have written: nobody decides for them */
}

export function differencesOf(mine: Words, before: Place, theirs: Place): Difference[] {
  return fields
    .filter((field) => mine[field] !== theirs[field])
    .map((field) => {
      const iWrote = mine[field] !== before[field];
      const theyWrote = theirs[field] !== before[field];
      const chosen = iWrote && theyWrote ? null : iWrote ? "mine" : "theirs";
      return { field, before: before[field], mine: mine[field], theirs: theirs[field], chosen };
    });
}

/* The words that come of it, on top of the newest version. */
export function settled(theirs: Place, differences: Difference[]): Words {
  const words: Words = wordsOf(theirs);
  for (const { field, mine, chosen } of differences) if (chosen === "mine") words[field] = mine;
  return words;
}

/* ---- what is being written, kept until it is saved or dropped ---- */

export interface Draft {
  base: Entry | null; /* the version that was seen; null: a new place */
  words: Words;
}

const drafts = new Map<string, Draft>();
const draftName = (id: Id) => `entry:${me.peek()?.id ?? ""}:${id}`;

export function keepDraft(id: Id, draft: Draft | null): void {
  const name = draftName(id);
  if (draft) {
    drafts.set(name, draft);
    void vaultPut(name, draft);
  } else {
    drafts.delete(name);
    vaultDrop(name);
  }
}

export const draftOf = async (id: Id) =>
  drafts.get(draftName(id)) ?? (await vaultGet<Draft>(draftName(id)));

/* ---- news ---- */

/* The last that was told; without an id many have changed. */
export const told = signal<{ id: Id | null; rev: number | null } | null>(null);
onEvent((event) => {
  if (event.name === "resource.updated") told.value = event.data as typeof told.value;
  if (event.name === "reset") told.value = { id: null, rev: null };
});

/* ---- words ---- */

export function checkedWords(checked: string): string {
  if (!checked) return t("resource.unchecked");
  const day = new Intl.DateTimeFormat(locale.value, {
    month: "short",
    day: "numeric",
    year: "numeric",
  });
  return t("resource.checked", { day: day.format(new Date(`${checked}T12:00:00`)) });
}

/* "7 of 9 who told us: helped"; nothing before anybody has told. */
export function helpedWords({ outcomes }: Resource): string {
  const { helped, answered } = outcomes;
  return answered ? t("resource.helped", { helped, answered }) : "";
}
