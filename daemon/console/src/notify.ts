/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * notify.ts — who is told what by sound, desktop note and voice.
 *
 * Only the leader tab rings. What should be ringing is read from the state every second, not from
 * events, so a reload or a missed event rings just the same. Notes never hold a texter's words.
 */
import { effect, signal } from "@preact/signals";
import { announce, interrupt } from "./announce";
import { api } from "./api";
import { t, tcode, type Key } from "./i18n";
import { tell } from "./notice";
import type { Alert, Id, Message, Note, Offer, Row, Talk } from "./nouns";
import { onFailure } from "./outbox";
import { callWords, pagingOf } from "./paging";
import { alertPath, go, route } from "./route";
import { settings } from "./settings";
import { play } from "./sound";
import {
  alerts,
  amResponder,
  me,
  mine,
  now,
  offers,
  onShift,
  putAlert,
  rows,
  stage,
  type Event,
} from "./state";
import { isLeader, lastHeard, onEvent } from "./stream";

export const mutedUntil = signal(0);

const offerEvery = 20_000;
const alertEvery = 10_000;
const alertFor = 3 * 60_000;
const remindAt = [3 * 60_000, 6 * 60_000];
const lostAfter = 30_000;
const pulse = [300, 150, 300];

/* ---- desktop notes ---- */

export function notesAllowed(): boolean {
  return "Notification" in window && Notification.permission === "granted";
}

export async function askForNotes(): Promise<boolean> {
  return "Notification" in window && (await Notification.requestPermission()) === "granted";
}

async function note(tag: string, words: string, more: object = {}): Promise<void> {
  if (!notesAllowed()) return;
  const options = { tag, icon: "/icon.svg", silent: true, ...more };
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker) await worker.showNotification(words, options);
  else new Notification(words, options);
}

async function clearNote(tag: string): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration();
  for (const shown of (await worker?.getNotifications({ tag })) ?? []) shown.close();
}

/* ---- what rings now ---- */

const rungAt = new Map<string, number>();

/* True when this has not rung for so long; from now on it has. */
function isDue(name: string, every: number): boolean {
  if (Date.now() - (rungAt.get(name) ?? 0) < every) return false;
  rungAt.set(name, Date.now());
  return true;
}

const muted = () => Date.now() < mutedUntil.value || me.value?.shift.status === "break";

function ringOffer(offer: Offer): void {
  const name = `offer:${offer.id}`;
  const first = !rungAt.has(name);
  if (muted() || Date.parse(offer.expires_at) < now.value || !isDue(name, offerEvery)) return;
  play("offer");
  if (first) void note(name, t("note.offer"));
}

const wantsMe = (alert: Alert) => amResponder.value && !alert.holder;

function ringAlert(alert: Alert): void {
  const name = `alert:${alert.id}`;
  const age = now.value - Date.parse(alert.raised_at);
  const first = !rungAt.has(name);
  if (!wantsMe(alert) || (age > alertFor && !first) || !isDue(name, alertEvery)) return;
  play("alert", Math.min(1, 0.4 + age / 8000));
  navigator.vibrate?.(pulse);
  if (first)
    void note(name, t("note.alert", { code: alert.code }), {
      requireInteraction: true,
      data: { alert: alert.id },
      actions: [{ action: "ack", title: t("alert.ack") }],
    });
}

/* From the note's own button: the worker found this window and passes it on. */
async function ackFromNote(id: Id): Promise<void> {
  go(alertPath(id));
  const alert = await api.alertAct(id, "ack").catch(() => null);
  if (alert) putAlert(alert);
}

const onScreen = (conv: string) => route.value.conversation === conv && !document.hidden;
const aliasFor = (row: Row) => (settings.value.privateNotes ? t("note.someone") : row.alias);

function tellReply(row: Row): void {
  if (!muted()) play("tick");
  void note(`conversation:${row.id}`, t("note.reply", { alias: aliasFor(row) }));
}

function remindUnanswered(row: Row): void {
  if (row.last_dir !== "in" || !row.texter_wrote_at || onScreen(row.id)) return;
  const age = now.value - Date.parse(row.texter_wrote_at);
  for (const after of remindAt) {
    const late = age >= after && age < after + 15_000;
    if (late && isDue(`unanswered:${row.id}:${row.texter_wrote_at}:${after}`, Infinity))
      tellReply(row);
  }
}

function ringSilence(): void {
  if (!onShift.value || Date.now() - lastHeard.value < lostAfter) rungAt.delete("silence");
  else if (isDue("silence", Infinity)) {
    play("tick");
    void note("silence", t("note.silence"));
  }
}

/* Handled here or elsewhere: it stops ringing, and its note goes. */
function forgetGone(): void {
  const ringing = new Set([
    ...offers.value.map((offer) => `offer:${offer.id}`),
    ...[...alerts.value.values()].filter(wantsMe).map((alert) => `alert:${alert.id}`),
  ]);
  for (const name of rungAt.keys()) {
    if (ringing.has(name) || !/^(offer|alert):/.test(name)) continue;
    rungAt.delete(name);
    void clearNote(name);
  }
}

const saidFailed = new Set<Id>();

/* Said by each window and at once: the one that rings may be hidden, and this cannot wait. */
function tellFailed(alert: Alert): void {
  if (pagingOf(alert) !== "failed") saidFailed.delete(alert.id);
  else if (!saidFailed.has(alert.id)) {
    saidFailed.add(alert.id);
    interrupt(`${t("flag.failed")} ${callWords()}`);
  }
}

function ring(): void {
  alerts.value.forEach(tellFailed);
  if (stage.value !== "ready" || !isLeader.value) return;
  offers.value.forEach(ringOffer);
  alerts.value.forEach(ringAlert);
  mine.value.forEach(remindUnanswered);
  ringSilence();
  forgetGone();
}

/* ---- what is said, and told once ---- */

function onMessage(message: Message): void {
  const row = rows.value.get(message.conv);
  if (message.dir !== "in" || !row || row.assignee?.id !== me.value?.id) return;
  if (isLeader.value && !onScreen(row.id)) tellReply(row);
  if (!onScreen(row.id)) return;
  announce(
    settings.value.speakMessages
      ? `${row.alias}: ${message.body}`
      : t("announce.message", { alias: row.alias }),
  );
}

function onAlert(alert: Alert): void {
  if (wantsMe(alert))
    interrupt(t("announce.alert", { code: alert.code, level: t(`tier.${alert.level}`) }));
}

/* The words stay in the console: a note is about a texter. */
function onNote({ conv, author }: Note): void {
  if (author.id === me.value?.id) return;
  announce(t("note.team", { name: author.name }));
  if (isLeader.value && document.hidden)
    void note(`note:${conv}`, t("note.team", { name: author.name }));
}

/* Told to supervisors, and to whoever asked when somebody comes. */
function onTalk({ person, since, taken_by }: Talk): void {
  if (person.id === me.value?.id && taken_by) tell(t("talk.comes", { name: taken_by.name }));
  if (person.id === me.value?.id || !since || !onShift.value) return;
  announce(t("note.talk", { name: person.name }));
  if (!isLeader.value) return;
  if (!muted()) play("tick");
  if (document.hidden) void note(`talk:${person.id}`, t("note.talk", { name: person.name }));
}

const voices: Record<string, (data: never) => void> = {
  "message.created": onMessage,
  "alert.raised": onAlert,
  "note.created": onNote,
  "talk.updated": onTalk,
  "offer.created": () => announce(t("note.offer")),
  "offer.gone": ({ why }: { why: string }) =>
    why !== "accepted" && announce(tcode("offer.gone", why)),
  "message.updated": ({ status }: { status: string }) =>
    ["failed", "undelivered", "blocked"].includes(status) && announce(t(`status.${status}` as Key)),
  "message.read": ({ conv }: { conv: string }) => void clearNote(`conversation:${conv}`),
};

function hear(event: Event): void {
  voices[event.name]?.(event.data as never);
}

export function startNotifying(): void {
  onEvent(hear);
  onFailure(() => announce(t("announce.failed")));
  setInterval(ring, 1000);
  navigator.serviceWorker?.addEventListener("message", ({ data }) => {
    if (stage.value === "ready" && typeof data?.ack === "string") void ackFromNote(data.ack);
  });
  effect(() => {
    const waitingForMe = mine.value.reduce((sum, row) => sum + row.unread, 0) + offers.value.length;
    document.title = (waitingForMe ? `(${waitingForMe}) ` : "") + route.value.title;
  });
}
