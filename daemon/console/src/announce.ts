/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * announce.ts — the one voice for screen readers.
 *
 * The two regions are in the first HTML, empty, or they would not be read. What comes close
 * together is folded; three or more become a count. Clocks, counters and logs never speak here.
 */
import { t } from "./i18n";

const foldFor = 700;
const pending: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

function say(region: "live" | "alert", words: string): void {
  const element = document.getElementById(region);
  if (!element) return;
  element.textContent = "";
  requestAnimationFrame(() => (element.textContent = words));
}

function flush(): void {
  const words = pending.splice(0);
  say("live", words.length > 2 ? t("announce.many", { n: words.length }) : words.join(" "));
}

export function announce(words: string): void {
  pending.push(words);
  clearTimeout(timer);
  timer = setTimeout(flush, foldFor);
}

/* Only for what cannot wait: a crisis alert, a page that failed, a session about to end. */
export function interrupt(words: string): void {
  say("alert", words);
}

/* Forgets what was said: the regions hold a texter's words as much as the screen does. */
export function hush(): void {
  clearTimeout(timer);
  pending.length = 0;
  for (const region of ["live", "alert"]) document.getElementById(region)?.replaceChildren();
}
