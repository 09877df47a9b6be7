/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * outbox.ts — messages on their way to the server, one after another for each conversation.
 *
 * A message has its key before its first try and keeps it for ever, so the server can tell a
 * repeat. It is called failed only after a definite no; after silence it is "not confirmed", and the
 * server is asked by key. What has grown old is never sent without asking the peer.
 */
import { signal } from "@preact/signals";
import { api } from "./api";
import { vaultDrop, vaultGet, vaultNames, vaultPut } from "./drafts";
import type { Id } from "./nouns";
import { addMessages, holds, me } from "./state";
import { ApiError } from "./wire";

export type Way = "local" | "sending" | "unconfirmed" | "failed" | "old";

export interface Outgoing {
  key: string;
  conv: Id;
  body: string;
  at: number;
  way: Way;
  code: string | null; /* why it failed, or what it waits for */
  retryAt: number | null;
  tried: boolean; /* it may have reached the server */
  detail: Record<string, unknown>;
}

export const oldAfter = 2 * 60 * 1000;

export const outbox = signal<Outgoing[]>([]);
const running = new Set<Id>();
const failureListeners = new Set<(message: Outgoing) => void>();

export function onFailure(listener: (message: Outgoing) => void): void {
  failureListeners.add(listener);
}

export function outgoingOf(conv: Id): Outgoing[] {
  return outbox.value.filter((message) => message.conv === conv);
}

function patch(key: string, change: Partial<Outgoing>): void {
  outbox.value = outbox.value.map((message) =>
    message.key === key ? { ...message, ...change } : message,
  );
  const kept = outbox.value.find((message) => message.key === key);
  if (kept) void vaultPut(`outbox:${key}`, kept);
}

function drop(key: string): void {
  outbox.value = outbox.value.filter((message) => message.key !== key);
  vaultDrop(`outbox:${key}`);
}

/* True when the server has it after all. */
async function alreadyThere(message: Outgoing): Promise<boolean> {
  if (!message.tried) return false;
  try {
    addMessages(message.conv, [await api.sent(message.conv, message.key)]);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
}

async function attempt(message: Outgoing): Promise<void> {
  if (!(await alreadyThere(message))) {
    if (Date.now() - message.at > oldAfter || !holds(message.conv))
      return patch(message.key, { way: "old" });
    patch(message.key, {
      way: message.way === "unconfirmed" ? "unconfirmed" : "sending",
      tried: true,
    });
    addMessages(message.conv, [await api.send(message.conv, message.body, message.key)]);
  }
  drop(message.key);
}

/* How long to wait before the next try, or null when the answer was a definite no. */
function afterRefusal(message: Outgoing, error: ApiError, failures: number): number | null {
  const wait = error.retryAfter || Math.min(15_000, 1000 * 2 ** failures);
  const retryAt = Date.now() + wait;
  if (error.status === 0)
    patch(message.key, {
      way: navigator.onLine ? "unconfirmed" : "local",
      code: "unreachable",
      retryAt,
    });
  else if (error.status >= 500) patch(message.key, { way: "local", code: "down", retryAt });
  else if (error.status === 429) patch(message.key, { way: "local", code: "slow_down", retryAt });
  else if (error.status === 401) patch(message.key, { way: "local", code: error.code, retryAt });
  else return null;
  return wait;
}

async function settle(key: string): Promise<void> {
  for (let failures = 0; ; failures++) {
    const message = outbox.value.find((candidate) => candidate.key === key);
    if (!message || message.way === "old" || !me.value) return;
    try {
      return await attempt(message);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const wait = afterRefusal(message, error, failures);
      if (wait === null) {
        patch(key, { way: "failed", code: error.code, detail: error.detail });
        failureListeners.forEach((tell) => tell(message));
        return;
      }
      await new Promise((done) => setTimeout(done, wait));
    }
  }
}

/* One at a time and in order: a later message never overtakes an earlier one. */
async function run(conv: Id): Promise<void> {
  if (running.has(conv)) return;
  running.add(conv);
  const inOrder = () =>
    outgoingOf(conv).find((message) => message.way !== "failed" && message.way !== "old");
  try {
    for (let next = inOrder(); next && me.value; next = inOrder()) await settle(next.key);
  } finally {
    running.delete(conv);
  }
}

export async function post(conv: Id, body: string): Promise<void> {
  const message: Outgoing = {
    key: crypto.randomUUID(),
    conv,
    body,
    at: Date.now(),
    way: "local",
    code: null,
    retryAt: null,
    tried: false,
    detail: {},
  };
  outbox.value = [...outbox.value, message];
  void vaultPut(`outbox:${message.key}`, message);
  await run(conv);
}

/* The peer says: send it now, with the key it always had. */
export function sendAgain(key: string): void {
  const message = outbox.value.find((candidate) => candidate.key === key);
  if (!message) return;
  patch(key, { way: "local", at: Date.now(), code: null, detail: {} });
  void run(message.conv);
}

export function discard(key: string): void {
  drop(key);
}

/* After a reload or an unlock: what was left goes on if it is young, and asks if it is old. */
export async function resumeOutbox(): Promise<void> {
  for (const name of vaultNames("outbox:")) {
    const message = await vaultGet<Outgoing>(name);
    if (!message || outbox.value.some((known) => known.key === message.key)) continue;
    outbox.value = [...outbox.value, message].sort((a, b) => a.at - b.at);
  }
  for (const conv of new Set(outbox.value.map((message) => message.conv))) void run(conv);
}

export function wipeOutbox(): void {
  outbox.value = [];
}
