/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * making.ts — the list in the making, by conversation. It is kept on the server, so that a reload,
 * another window, a transfer and whoever reads along see it.
 *
 * What the peer has changed since is shown at once and saved one after another, each on the rev it
 * was made on. When somebody else was faster nothing is written over: both stay until the peer
 * decides. What the server could not be told waits on this device, and goes again by itself: less
 * and less often, and at once when the link is back.
 */
import { effect, signal } from "@preact/signals";
import { api } from "./api";
import { vaultDrop, vaultGet, vaultPut } from "./drafts";
import { errorWords } from "./notice";
import type { Id, ListMade, MadeItem } from "./nouns";
import { patchThread, putListMade, threads } from "./state";
import { link } from "./stream";
import { ApiError } from "./wire";

/* What is not on the server yet. */
interface Unsaved {
  items: MadeItem[];
  rev: number;
  other: ListMade | null; /* somebody was faster; the peer decides */
  trouble: string | null;
  goesAgain: boolean; /* by itself: the server was away, it did not say no */
}

const againAfter = 2_000;
const againMax = 30_000;

const changes = signal<ReadonlyMap<Id, Unsaved>>(new Map());
const saves = new Map<Id, Promise<void>>();
const pauses = new Map<Id, number>();
const timers = new Map<Id, ReturnType<typeof setTimeout>>();
const vaultName = (id: Id) => `list:${id}`;

function put(id: Id, unsaved: Unsaved | null): void {
  const next = new Map(changes.value);
  if (unsaved) next.set(id, unsaved);
  else next.delete(id);
  changes.value = next;
  if (unsaved) void vaultPut(vaultName(id), { items: unsaved.items, rev: unsaved.rev });
  else vaultDrop(vaultName(id));
}

const told = (id: Id): ListMade => threads.value.get(id)?.made ?? { rev: 0, by: null, items: [] };

export const itemsOf = (id: Id): MadeItem[] => changes.value.get(id)?.items ?? told(id).items;
export const otherOf = (id: Id): ListMade | null => changes.value.get(id)?.other ?? null;
export const goesAgain = (id: Id): boolean => changes.value.get(id)?.goesAgain ?? false;
export const troubleOf = (id: Id): string | null => changes.value.get(id)?.trouble ?? null;

const wording = (items: MadeItem[]) =>
  JSON.stringify(items.map(({ resource_id, text, state }) => [resource_id ?? text, state]));

/* Two who did the same need not decide anything. */
function refused(id: Id, unsaved: Unsaved, error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
  const other = error.code === "conflict" ? (error.current as ListMade) : null;
  if (other) putListMade(id, other);
  if (other && wording(other.items) === wording(unsaved.items)) put(id, null);
  else put(id, { ...unsaved, other, trouble: other ? null : errorWords(error), goesAgain: error.mayPass });
  if (error.mayPass) saveLater(id);
}

function saveLater(id: Id): void {
  const pause = pauses.get(id) ?? againAfter;
  pauses.set(id, Math.min(againMax, 2 * pause));
  timers.set(
    id,
    setTimeout(() => void saveList(id), pause * (0.7 + 0.6 * Math.random())),
  );
}

effect(() => {
  if (link.value !== "live") return;
  for (const [id, { goesAgain }] of changes.peek()) if (goesAgain) void saveList(id);
});

async function saveNow(id: Id): Promise<void> {
  clearTimeout(timers.get(id));
  const unsaved = changes.peek().get(id);
  if (!unsaved || unsaved.other) return;
  try {
    const made = await api.saveList(id, unsaved.items, unsaved.rev);
    const now = changes.peek().get(id);
    pauses.delete(id);
    putListMade(id, made);
    put(id, now && now.items !== unsaved.items ? { ...now, rev: made.rev } : null);
  } catch (error) {
    refused(id, changes.peek().get(id) ?? unsaved, error);
  }
}

/* Resolves when everything changed so far is saved, or was refused. */
export function saveList(id: Id): Promise<void> {
  const next = (saves.get(id) ?? Promise.resolve()).then(() => saveNow(id));
  saves.set(id, next);
  return next;
}

export function changeList(id: Id, items: MadeItem[]): void {
  const before = changes.peek().get(id);
  put(id, {
    items,
    rev: before?.rev ?? told(id).rev,
    other: before?.other ?? null,
    trouble: null,
    goesAgain: false,
  });
  void saveList(id);
}

/* The peer has seen both versions: theirs, or ours in its place. */
export function decideList(id: Id, keepOurs: boolean): void {
  const unsaved = changes.peek().get(id);
  if (!unsaved?.other) return;
  put(id, keepOurs ? { ...unsaved, rev: told(id).rev, other: null } : null);
  void saveList(id);
}

/* Frozen as it is now; false when it could not be, and then it is said why beside the list. */
export async function sendList(id: Id): Promise<boolean> {
  await saveList(id);
  if (changes.peek().has(id)) return false;
  const items = itemsOf(id);
  const { rev } = told(id);
  try {
    const { list, list_made } = await api.sendList(id, rev);
    putListMade(id, list_made);
    patchThread(id, () => ({ list }));
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "conflict") throw error;
    refused(id, { items, rev, other: null, trouble: null, goesAgain: false }, error);
    return false;
  }
}

/* What this device could not save before it was closed. */
export async function recallList(id: Id): Promise<void> {
  const kept = await vaultGet<Pick<Unsaved, "items" | "rev">>(vaultName(id));
  if (!kept || changes.peek().has(id)) return;
  put(id, { ...kept, other: null, trouble: null, goesAgain: false });
  void saveList(id);
}

/* At the lock and at sign-out nothing stays in memory. */
export function forgetLists(): void {
  changes.value = new Map();
  saves.clear();
  pauses.clear();
  timers.forEach(clearTimeout);
}
