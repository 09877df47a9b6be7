/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* notice.ts — one line of plain words at the top of the screen: what happened, what is safe. */
import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { announce } from "./announce";
import { t, tcode, tn } from "./i18n";
import type { Named } from "./nouns";
import { mine } from "./state";
import { ApiError } from "./wire";

export interface Notice {
  words: string;
  trouble: boolean;
}

const goodNewsFor = 10_000;

export const notice = signal<Notice | null>(null);

/* Good news goes by itself; trouble stays until it is dismissed or the next act. */
export function tell(words: string, trouble = false): void {
  const said = { words, trouble };
  notice.value = said;
  announce(words);
  if (!trouble) setTimeout(() => notice.value === said && (notice.value = null), goodNewsFor);
}

function specialWords(error: ApiError): string | null {
  const holder = error.detail.holder as Named | undefined;
  if (error.code === "not_assigned" && holder)
    return t("error.not_assigned_to", { name: holder.name });
  if (error.code === "slow_down")
    return tn("error.slow_down", Math.ceil(error.retryAfter / 1000) || 10);
  if (error.code === "too_long" && error.detail.segments)
    return t("error.too_long_by", {
      n: Number(error.detail.segments),
      limit: Number(error.detail.limit),
    });
  if (error.code === "open_conversations")
    return tn("error.open_conversations", Number(error.detail.count) || mine.value.length);
  return null;
}

export function errorWords(error: unknown): string {
  if (!(error instanceof ApiError)) throw error;
  return specialWords(error) ?? tcode("error", error.code);
}

/* A button that was off while it acted has lost the focus, and whoever has no mouse their place. */
function focusAgain(on: Element | null): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body && on instanceof HTMLElement) on.focus();
  });
}

/* Runs an act of the person; a refusal becomes words. `busy` keeps a double click from acting twice. */
export function useAct(): [busy: boolean, run: <T>(act: () => Promise<T>) => Promise<T | null>] {
  const [busy, setBusy] = useState(false);
  const run = async <T>(act: () => Promise<T>): Promise<T | null> => {
    const on = document.activeElement;
    if (busy) return null;
    setBusy(true);
    notice.value = null;
    try {
      return await act();
    } catch (error) {
      tell(errorWords(error), true);
      return null;
    } finally {
      setBusy(false);
      focusAgain(on);
    }
  };
  return [busy, run];
}
