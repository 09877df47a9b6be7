/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * keys.ts — the keyboard map. Single keys act only outside text fields and can be turned off; none
 * of them sends, flags or closes anything: they open the thing that does.
 */
import type { Key } from "./i18n";
import { settings } from "./settings";

type Act = () => void;
interface Binding {
  keys: string;
  words: Key;
}

/* The list that "?" shows. What belongs to one element, as sending does, is handled there. */
export const bindings: Binding[] = [
  { keys: "?", words: "keys.help" },
  { keys: "g d", words: "keys.desk" },
  { keys: "g c", words: "keys.crisis" },
  { keys: "g t", words: "keys.team" },
  { keys: "g r", words: "keys.directory" },
  { keys: "j", words: "keys.next" },
  { keys: "k", words: "keys.previous" },
  { keys: "1-9", words: "keys.nth" },
  { keys: "u", words: "keys.unanswered" },
  { keys: "a", words: "keys.accept" },
  { keys: "r", words: "keys.reply" },
  { keys: "Ctrl Enter", words: "keys.send" },
  { keys: "l", words: "keys.list" },
  { keys: "n", words: "keys.note" },
  { keys: "w", words: "keys.wrapup" },
  { keys: "y", words: "keys.why" },
  { keys: "!", words: "keys.flag" },
  { keys: "End", words: "keys.newest" },
  { keys: "Alt ↑ ↓", words: "keys.move" },
  { keys: "F6", words: "keys.pane" },
  { keys: "m", words: "keys.mute" },
  { keys: "Esc", words: "keys.back" },
];

const acts = new Map<string, Act>();
let leading = "";

/* Binds while a part of the screen is there; the answer unbinds. */
export function bind(keys: string, act: Act): () => void {
  acts.set(keys, act);
  return () => {
    if (acts.get(keys) === act) acts.delete(keys);
  };
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]")
  );
}

function pressed(event: KeyboardEvent): void {
  const free = event.key === "F6" || event.key === "Escape";
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!free && (isTyping(event.target) || !settings.value.keys)) return;
  if (document.querySelector("dialog[open]")) return;
  const name = (event.shiftKey && event.key === "F6" ? "Shift " : "") + event.key;
  const act = acts.get(leading ? `${leading} ${name}` : name);
  leading = !leading && name === "g" ? "g" : "";
  if (!act) return;
  event.preventDefault();
  act();
}

export function listenForKeys(): void {
  addEventListener("keydown", pressed);
}

/* Moves focus among the panes of the screen, in their order. */
export function nextPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")].filter(
    (pane) => pane.offsetParent,
  );
  const here = panes.findIndex((pane) => pane.contains(document.activeElement));
  panes.at((here + step + panes.length) % panes.length)?.focus();
}
