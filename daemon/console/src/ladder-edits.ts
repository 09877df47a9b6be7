/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ladder-edits.ts — ladders while they are being changed, by line and level. Wherever one goes, what
 * is not saved yet stays until it is saved or undone; over a reload this device keeps it.
 */
import { computed, signal } from "@preact/signals";
import { api } from "./api";
import { vaultDrop, vaultGet, vaultNames, vaultPut } from "./drafts";
import { draftOf, rekeyed, stepsOf, stepWords, type StepDraft } from "./ladder";
import type { Id, Ladder, Tier } from "./nouns";

export interface Editing {
  seen: Ladder; /* the version that is changed */
  drafts: StepDraft[];
}

const edits = signal<ReadonlyMap<string, Editing>>(new Map());

const nameOf = (line: Id, tier: Tier) => `ladder:${line}:${tier}`;

export const editOf = (line: Id, tier: Tier) => edits.value.get(nameOf(line, tier)) ?? null;

export const editingOf = (ladder: Ladder): Editing => ({
  seen: ladder,
  drafts: ladder.steps.map(draftOf),
});

export const isChanged = ({ seen, drafts }: Editing) =>
  JSON.stringify(stepsOf(drafts).map(stepWords)) !== JSON.stringify(seen.steps.map(stepWords));

export const unsavedLadders = computed(() => [...edits.value.values()].filter(isChanged));

export function putEdit(editing: Editing): void {
  const name = nameOf(editing.seen.line, editing.seen.tier);
  edits.value = new Map(edits.value).set(name, editing);
  if (isChanged(editing)) void vaultPut(name, editing);
  else vaultDrop(name);
}

/* What was not saved before a reload. */
export async function recallLadders(): Promise<void> {
  for (const name of vaultNames("ladder:")) {
    const kept = await vaultGet<Editing>(name);
    if (kept) putEdit({ ...kept, drafts: rekeyed(kept.drafts) });
  }
}

/* What others change meanwhile comes in only where nothing of one's own would be lost. */
export async function openLadder(line: Id, tier: Tier): Promise<void> {
  const fresh = await api.ladder(line, tier);
  const kept = edits.peek().get(nameOf(line, tier));
  if (!kept || !isChanged(kept)) return putEdit(editingOf(fresh));
  const { rev, steps } = kept.seen;
  putEdit({ ...kept, seen: { ...fresh, rev, steps } });
}

/* At the lock and at sign-out nothing stays in memory. */
export function forgetLadders(): void {
  edits.value = new Map();
}
