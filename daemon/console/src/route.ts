/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * route.ts — where in the console one is, kept in the fragment: Back works, and never loses a draft.
 *
 *   #/desk   #/crisis   #/conversation/41   #/conversation/41/list   #/conversation/41/about
 */
import { computed, signal } from "@preact/signals";
import { t } from "./i18n";
import { line, rows } from "./state";

export type Panel = "about" | "list";
export interface Route {
  screen: "desk" | "crisis" | "conversation";
  conversation: string | null;
  panel: Panel | null;
  title: string;
}

const hash = signal(location.hash);
addEventListener("hashchange", () => (hash.value = location.hash));

function titleOf(screen: Route["screen"], conversation: string | null): string {
  const place =
    screen === "conversation"
      ? (rows.value.get(conversation ?? "")?.alias ?? t("nav.conversation"))
      : t(screen === "crisis" ? "nav.crisis" : "nav.desk");
  return `${place} · ${line.value?.name ?? t("app.name")}`;
}

export const route = computed<Route>(() => {
  const [screen, id, panel] = hash.value.replace(/^#\//, "").split("/");
  const conversation = screen === "conversation" && id ? decodeURIComponent(id) : null;
  const place = conversation ? "conversation" : screen === "crisis" ? "crisis" : "desk";
  return {
    screen: place,
    conversation,
    panel: panel === "list" || panel === "about" ? panel : null,
    title: titleOf(place, conversation),
  };
});

export const conversationPath = (id: string, panel?: Panel) =>
  `#/conversation/${encodeURIComponent(id)}${panel ? `/${panel}` : ""}`;

/* To where one already is: nothing happens, and nothing is lost. */
export function go(path: string): void {
  if (location.hash !== path) location.hash = path;
}
