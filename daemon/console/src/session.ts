/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * session.ts — coming in, going out, and the lock in between.
 *
 * Locking closes the stream and forgets what was on the screen; drafts go to the server first, and
 * unlocking comes back to the same place. The lock is counted here from the last touch of a hand:
 * events and refetches do not keep anybody signed in.
 */
import { signal } from "@preact/signals";
import { api } from "./api";
import { hush, interrupt } from "./announce";
import { closeVault, openVault, saveAllDrafts, wipeVault } from "./drafts";
import { forgetImport } from "./importing";
import { forgetLadders, recallLadders } from "./ladder-edits";
import { forgetLists } from "./making";
import { t } from "./i18n";
import { resumeOutbox, wipeOutbox } from "./outbox";
import { forget, me, setMe, stage } from "./state";
import { startStream, stopStream, tellSession } from "./stream";
import { ApiError, onSessionLost } from "./wire";

const warnBefore = 2 * 60 * 1000;
const touchAfter = 4 * 60 * 1000;

export const lockAt = signal<number | null>(null);
/* Said on the sign-in page: why one is here again. */
export const signedOutWhy = signal<string | null>(null);

let lastTold = Date.now();
let lastPerson: string | null = null;

/* Shared by the tabs of this browser, or one left open behind would lock the others. */
const touchedAt = () => Number(localStorage.getItem("touched"));
const setTouched = () => localStorage.setItem("touched", String(Date.now()));

const shared = () => sessionStorage.getItem("shared") === "yes";

function leave(to: "locked" | "signed_out", why: string | null): void {
  stopStream();
  closeVault();
  forgetLists();
  forgetImport();
  forgetLadders();
  signedOutWhy.value = why;
  forget(to);
  hush();
}

function lose(reason: string): void {
  if (stage.value !== "ready") return;
  if (reason === "locked") leave("locked", null);
  else leave("signed_out", reason);
}

function leaveNothing(): void {
  wipeVault();
  wipeOutbox();
}

async function enter(): Promise<void> {
  const person = await api.me();
  if (lastPerson !== null && lastPerson !== person.id) leaveNothing();
  lastPerson = person.id;
  await openVault(person.draft_key, !shared());
  setMe(person);
  lastTold = Date.now();
  setTouched();
  signedOutWhy.value = null;
  await startStream(lose);
  if (!me.value) return;
  stage.value = "ready";
  await recallLadders();
  await resumeOutbox();
}

/* At the first load: come in if there is a session, else show the door. */
export async function begin(): Promise<void> {
  onSessionLost(lose);
  for (;;) {
    try {
      return await enter();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!error.mayPass) {
        stage.value = error.code === "locked" ? "locked" : "signed_out";
        return;
      }
    }
  }
}

export async function signIn(
  user: string,
  password: string,
  sharedComputer: boolean,
): Promise<void> {
  await api.signIn(user, password);
  sessionStorage.setItem("shared", sharedComputer ? "yes" : "no");
  await enter();
}

export async function unlock(password: string): Promise<void> {
  await api.unlock(password);
  await enter();
}

export async function lock(): Promise<void> {
  await saveAllDrafts().catch(() => undefined);
  tellSession("locked");
  lose("locked");
  await api.lock().catch(() => undefined);
}

export async function signOut(): Promise<void> {
  await saveAllDrafts().catch(() => undefined);
  await api.signOut();
  tellSession("signed_out");
  leaveNothing();
  leave("signed_out", null);
}

/* ---- the idle lock ---- */

export function touch(): void {
  setTouched();
  if (lockAt.value !== null) lockAt.value = null;
  if (!me.value || Date.now() - lastTold < touchAfter) return;
  lastTold = Date.now();
  void api.me().catch(() => undefined);
}

function watch(): void {
  if (stage.value !== "ready" || !me.value) return;
  const locksAt = touchedAt() + me.value.idle_ms;
  const left = locksAt - Date.now();
  if (left <= 0) void lock();
  else if (left > warnBefore) lockAt.value = null;
  else if (lockAt.value === null) {
    lockAt.value = locksAt;
    interrupt(t("idle.announce"));
  }
}

/* While the warning stands only its button counts: a sleeve on the mouse is not a person. */
export function watchIdle(): void {
  const onInput = () => lockAt.value === null && touch();
  for (const name of ["pointerdown", "keydown", "wheel", "touchstart"])
    addEventListener(name, onInput, { passive: true, capture: true });
  setInterval(watch, 1000);
  addEventListener("pagehide", () => void saveAllDrafts(true));
}
