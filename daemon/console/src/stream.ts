/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * stream.ts — one event stream per browser, however many tabs.
 *
 * The tab that holds a Web Lock reads the stream and tells the others over a BroadcastChannel; when
 * it closes, the next takes over from its own position. The stream is read with fetch, not with
 * EventSource: that gives up for good after a 503 and cannot tell a sign-out from an outage.
 */
import { signal } from "@preact/signals";
import type { Id } from "./nouns";
import {
  alerts,
  applyEvent,
  loadState,
  me,
  mine,
  movePosition,
  streamPosition,
  waiting,
  type Event,
} from "./state";
import { ApiError } from "./wire";

export type Link = "connecting" | "live" | "reconnecting" | "offline" | "stale" | "ended";

export const link = signal<Link>("connecting");
export const lastHeard = signal(Date.now());
export const isLeader = signal(false);
export const newVersion = signal(false);

/* What the line's disk has left, as of the last heartbeat. */
export const disk = signal<"enough" | "low" | "short" | "none">("enough");

const silenceMax = 25_000; /* heartbeats come every 10 s: two missed ones are enough */
const staleAfter = 60_000;
const leaderSilenceMax = 30_000;
const waitMax = 15_000;

type Word =
  { event: Event } | { link: Link } | { here: true } | { wake: true } | { session: string };

let channel: BroadcastChannel | null = null;
let stopping: AbortController | null = null;
let attempt: AbortController | null = null;
let attemptBegan = 0;
let wakeUp: () => void = () => undefined;
let sessionEnded: (reason: string) => void = () => undefined;
const listeners = new Set<(event: Event) => void>();

/* Called once for each event that is new to this tab, after the state has it. */
export function onEvent(listener: (event: Event) => void): void {
  listeners.add(listener);
}

/* ---- what a frame means ---- */

let mismatches = 0;

function countsDiffer(data: Record<string, unknown>): boolean {
  const shown = {
    mine: mine.value.length,
    waiting: waiting.value.length,
    alerts: alerts.value.size,
  };
  return Object.entries(shown).some(
    ([name, count]) => typeof data[name] === "number" && data[name] !== count,
  );
}

function onHeartbeat(data: Record<string, unknown>): void {
  if (typeof data.cursor === "string") movePosition(data.cursor);
  disk.value = (data.disk as typeof disk.value | null) ?? "enough";
  mismatches = countsDiffer(data) ? mismatches + 1 : 0;
  if (mismatches < 2) return;
  mismatches = 0;
  void loadState().catch(() => undefined);
}

function receive(event: Event): void {
  lastHeard.value = Date.now();
  if (link.value === "connecting" || link.value === "stale") link.value = "live";
  const data = (event.data ?? {}) as Record<string, unknown>;
  if (event.name === "hb") onHeartbeat(data);
  if (event.name === "hello" && me.value) newVersion.value = data.version !== me.value.version;
  if (event.name === "reset") void loadState().catch(() => undefined);
  if (event.name === "session.ended") sessionEnded(String(data.reason));
  if (applyEvent(event)) listeners.forEach((tell) => tell(event));
}

/* Trouble that has lasted is not made fresh by another failed try. */
function setTrouble(): void {
  if (link.value !== "stale") setLink(navigator.onLine ? "reconnecting" : "offline");
}

function setLink(next: Link): void {
  link.value = next;
  if (isLeader.value) channel?.postMessage({ link: next } satisfies Word);
}

/* ---- reading ---- */

function parseFrame(text: string): Event | null {
  let id: string | null = null;
  let name = "message";
  let data = "";
  for (const row of text.split("\n")) {
    if (row.startsWith("id:")) id = row.slice(3).trim();
    else if (row.startsWith("event:")) name = row.slice(6).trim();
    else if (row.startsWith("data:")) data += row.slice(5).trim();
  }
  if (!data) return null;
  const envelope = JSON.parse(data) as { conv?: Id | null; data?: unknown };
  return { id, name, conv: envelope.conv ?? null, data: envelope.data };
}

async function* frames(body: ReadableStream<Uint8Array>): AsyncGenerator<Event> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const pieces = (rest + value.replaceAll("\r", "")).split("\n\n");
    rest = pieces.pop() ?? "";
    for (const piece of pieces) {
      const event = parseFrame(piece);
      if (event) yield event;
    }
  }
}

async function connect(signal: AbortSignal): Promise<void> {
  const response = await fetch(`/api/v1/events?since=${encodeURIComponent(streamPosition())}`, {
    cache: "no-store",
    signal,
    headers: { Accept: "text/event-stream" },
  });
  if (response.status === 401) {
    const body = await response.json().catch(() => null);
    sessionEnded(body?.error?.code ?? "signed_out");
  }
  if (!response.ok || !response.body) throw new ApiError(response.status, "down");
  setLink("live");
  for await (const event of frames(response.body)) {
    channel?.postMessage({ event } satisfies Word);
    receive(event);
    if (event.name === "superseded") stopStream("ended");
  }
}

/* ---- the leader's loop ---- */

function backOff(failures: number): Promise<void> {
  const base = Math.min(waitMax, 400 * 2 ** failures);
  const wait = base * (0.7 + 0.6 * Math.random());
  return new Promise((done) => {
    const timer = setTimeout(done, wait);
    wakeUp = () => {
      clearTimeout(timer);
      done();
    };
  });
}

async function lead(stop: AbortSignal): Promise<void> {
  isLeader.value = true;
  for (let failures = 0; !stop.aborted; failures++) {
    attempt = new AbortController();
    attemptBegan = Date.now();
    await connect(AbortSignal.any([stop, attempt.signal])).catch(() => undefined);
    if (stop.aborted) break;
    if (Date.now() - attemptBegan > silenceMax) failures = 0;
    setTrouble();
    await backOff(failures);
  }
  isLeader.value = false;
}

/* Waits for the lock and leads while holding it; a tab that fell silent has it taken away. */
async function runForOffice(stop: AbortSignal, steal: boolean): Promise<void> {
  for (
    let options: LockOptions = steal ? { steal } : { signal: stop };
    !stop.aborted;
    options = { signal: stop }
  ) {
    const office = new AbortController();
    const term = AbortSignal.any([stop, office.signal]);
    await navigator.locks
      .request("peerline-stream", options, () => lead(term))
      .catch(() => office.abort());
  }
}

/* ---- watching, waking ---- */

/* Opens the stream anew, now: after sleep a dead one looks alive. */
export function reconnect(): void {
  if (!isLeader.value) channel?.postMessage({ wake: true } satisfies Word);
  attempt?.abort();
  wakeUp();
}

function watch(stop: AbortSignal): void {
  const silence = Date.now() - lastHeard.value;
  const patience = Date.now() - Math.max(lastHeard.value, attemptBegan);
  if (silence > staleAfter && link.value !== "offline") link.value = "stale";
  if (isLeader.value && patience > silenceMax) reconnect();
  if (!isLeader.value && silence > leaderSilenceMax && navigator.onLine && !document.hidden) {
    lastHeard.value = Date.now();
    void runForOffice(stop, true);
  }
}

function hear(word: Word): void {
  if ("event" in word) receive(word.event);
  else if ("link" in word) link.value = word.link;
  else if ("here" in word && isLeader.value) setLink(link.value);
  else if ("wake" in word && isLeader.value) reconnect();
  else if ("session" in word) sessionEnded(word.session);
}

/* Tells the other tabs that the session they share was locked, ended or begun. */
export function tellSession(what: string): void {
  channel?.postMessage({ session: what } satisfies Word);
}

async function loadStateAtLast(stop: AbortSignal): Promise<void> {
  for (let failures = 0; !stop.aborted; failures++) {
    try {
      return await loadState();
    } catch {
      if (stop.aborted) return;
      setTrouble();
      await backOff(failures);
    }
  }
}

/*
 * Listens first, asks for the state then: what happens in between is told by another tab, and how
 * the link is by the one that holds it.
 */
export async function startStream(onSession: (reason: string) => void): Promise<void> {
  if (stopping) return;
  stopping = new AbortController();
  const { signal: stop } = stopping;
  sessionEnded = onSession;
  channel = new BroadcastChannel("peerline");
  channel.onmessage = (message) => hear(message.data as Word);
  addEventListener("online", reconnect, { signal: stop });
  addEventListener("offline", setTrouble, { signal: stop });
  document.addEventListener(
    "visibilitychange",
    () => {
      if (!document.hidden && Date.now() - lastHeard.value > 12_000) reconnect();
    },
    { signal: stop },
  );
  const timer = setInterval(() => watch(stop), 1000);
  stop.addEventListener("abort", () => clearInterval(timer));
  lastHeard.value = Date.now();
  link.value = "connecting";
  channel.postMessage({ here: true } satisfies Word);
  await loadStateAtLast(stop);
  void runForOffice(stop, false);
}

export function stopStream(last: Link = "ended"): void {
  stopping?.abort();
  stopping = null;
  channel?.close();
  channel = null;
  link.value = last;
}
