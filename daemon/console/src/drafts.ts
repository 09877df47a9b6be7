/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * drafts.ts — what is being written, by conversation. Never lost.
 *
 * Each keystroke goes to memory at once, to this device encrypted, and soon after to the server.
 * Only the peer and sending empty a draft: no event, no navigation, no refetch, no other window of
 * the same peer: whichever was slower is told, and the peer decides. The key comes with the session
 * and lives in memory only, so what is left on the device says nothing to others.
 */
import { signal, type Signal } from "@preact/signals";
import { api } from "./api";
import type { Draft, Id } from "./nouns";
import { holds } from "./state";
import { ApiError } from "./wire";

interface Kept {
  body: string;
  rev: number;
  unsaved: boolean;
  at: number;
}

const keptFor = 24 * 60 * 60 * 1000;
const saveAfter = 800;

let key: CryptoKey | null = null;
let onDevice = true;
const texts = new Map<Id, Signal<string>>();
const unsaved = new Set<Id>();
const timers = new Map<Id, ReturnType<typeof setTimeout>>();
const saves = new Map<Id, Promise<void>>();
const revs = new Map<Id, number>();

/* What another window has saved since this one last looked: its words, until the peer decides. */
export const elsewhere = signal<ReadonlyMap<Id, Draft>>(new Map());

/* ---- the vault: anything as JSON, under AES-GCM, in this browser ---- */

const encoder = new TextEncoder();
const bytesOf = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const textOf = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

export async function vaultPut(name: string, value: unknown): Promise<void> {
  if (!key || !onDevice) return;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const context = { name: "AES-GCM", iv, additionalData: encoder.encode(name) };
  const sealed = await crypto.subtle.encrypt(context, key, encoder.encode(JSON.stringify(value)));
  if (key) localStorage.setItem(`vault:${name}`, `${textOf(iv)}.${textOf(new Uint8Array(sealed))}`);
}

export async function vaultGet<T>(name: string): Promise<T | null> {
  const [iv, sealed] = localStorage.getItem(`vault:${name}`)?.split(".") ?? [];
  if (!key || !iv || !sealed) return null;
  try {
    const context = { name: "AES-GCM", iv: bytesOf(iv), additionalData: encoder.encode(name) };
    const opened = await crypto.subtle.decrypt(context, key, bytesOf(sealed));
    return JSON.parse(new TextDecoder().decode(opened)) as T;
  } catch {
    localStorage.removeItem(`vault:${name}`); /* of a session that is over */
    return null;
  }
}

export function vaultDrop(name: string): void {
  localStorage.removeItem(`vault:${name}`);
}

export function vaultNames(prefix: string): string[] {
  return Object.keys(localStorage)
    .filter((name) => name.startsWith(`vault:${prefix}`))
    .map((name) => name.slice("vault:".length));
}

/* ---- drafts ---- */

export function draftOf(id: Id): Signal<string> {
  let text = texts.get(id);
  if (!text) texts.set(id, (text = signal("")));
  return text;
}

export function hasDraft(id: Id): boolean {
  return draftOf(id).value.trim() !== "";
}

export function anyDraft(): boolean {
  return [...texts.values()].some((text) => text.peek().trim() !== "");
}

async function keep(id: Id): Promise<void> {
  const kept: Kept = {
    body: draftOf(id).peek(),
    rev: revs.get(id) ?? 0,
    unsaved: unsaved.has(id),
    at: Date.now(),
  };
  await vaultPut(`draft:${id}`, kept);
}

function setElsewhere(id: Id, draft: Draft | null): void {
  const next = new Map(elsewhere.value);
  if (draft) next.set(id, draft);
  else next.delete(id);
  elsewhere.value = next;
}

/* Ours were written on what is no longer there. Only where both have words is there a question. */
async function meet(id: Id, other: Draft): Promise<void> {
  const body = draftOf(id).peek();
  if (body !== "" && other.body !== body) return setElsewhere(id, other);
  unsaved.delete(id);
  if (body === "") return;
  revs.set(id, other.rev);
  await keep(id);
}

/* The server takes drafts from the conversation's own peer; words for one that moved stay here. */
async function saveNow(id: Id, keepalive: boolean): Promise<void> {
  if (!unsaved.has(id) || !holds(id) || elsewhere.peek().has(id)) return;
  const body = draftOf(id).peek();
  try {
    revs.set(id, (await api.saveDraft(id, body, revs.get(id) ?? 0, keepalive)).rev);
  } catch (error) {
    /* Else it stays here, and goes with the next keystroke or the next opening. */
    if (error instanceof ApiError && error.code === "conflict")
      await meet(id, error.current as Draft);
    return;
  }
  if (draftOf(id).peek() === body) unsaved.delete(id);
  await keep(id);
}

/* One after another: each says which rev it was written on. Leaving the page waits for nothing. */
function save(id: Id, keepalive = false): Promise<void> {
  clearTimeout(timers.get(id));
  if (keepalive) return saveNow(id, true);
  const next = (saves.get(id) ?? Promise.resolve()).then(() => saveNow(id, false));
  saves.set(id, next);
  return next;
}

export function writeDraft(id: Id, body: string): void {
  draftOf(id).value = body;
  unsaved.add(id);
  void keep(id);
  clearTimeout(timers.get(id));
  timers.set(
    id,
    setTimeout(() => void save(id), saveAfter),
  );
}

/* The peer has seen both: these stay, or the others come in their place. */
export function decideDraft(id: Id, keepThese: boolean): void {
  const other = elsewhere.peek().get(id);
  if (!other) return;
  setElsewhere(id, null);
  revs.set(id, other.rev);
  if (keepThese) return void save(id);
  draftOf(id).value = other.body;
  unsaved.delete(id);
  void keep(id);
}

/* The text has become a message in the outbox, which keeps it from now on. */
export function clearDraft(id: Id): void {
  writeDraft(id, "");
  vaultDrop(`draft:${id}`);
}

/* What this device holds. Words already on the screen are never replaced. */
async function recall(id: Id): Promise<void> {
  if (draftOf(id).peek() !== "") return;
  const kept = await vaultGet<Kept>(`draft:${id}`);
  if (!kept || Date.now() - kept.at > keptFor || draftOf(id).peek() !== "") return;
  draftOf(id).value = kept.body;
  revs.set(id, kept.rev);
  if (kept.unsaved) unsaved.add(id);
}

/* On opening: unsaved words of this device win, else what the server has from elsewhere. */
export async function openDraft(id: Id, saved: Draft | null): Promise<void> {
  await recall(id);
  if (unsaved.has(id)) return save(id);
  if (!saved || saved.rev < (revs.get(id) ?? 0)) return;
  revs.set(id, saved.rev);
  draftOf(id).value = saved.body;
}

/* Before locking, signing out or leaving the page: everything to the server, now. */
export async function saveAllDrafts(keepalive = false): Promise<void> {
  await Promise.all([...unsaved].map((id) => save(id, keepalive)));
}

/* ---- the session's key ---- */

export async function openVault(draftKey: string, keepOnDevice: boolean): Promise<void> {
  onDevice = keepOnDevice;
  key = crypto.subtle
    ? await crypto.subtle.importKey("raw", bytesOf(draftKey), "AES-GCM", false, [
        "encrypt",
        "decrypt",
      ])
    : null;
}

export function closeVault(): void {
  key = null;
}

/* At sign-out nothing stays, neither in memory nor on the device. */
export function wipeVault(): void {
  key = null;
  texts.clear();
  unsaved.clear();
  saves.clear();
  revs.clear();
  elsewhere.value = new Map();
  vaultNames("").forEach(vaultDrop);
}
