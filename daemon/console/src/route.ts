/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * route.ts — where in the console one is, kept in the fragment: Back works, and never loses a draft.
 *
 *   #/desk   #/crisis   #/crisis/9   #/team   #/team/ladder/high/harbor
 *   #/conversation/41   #/conversation/41/list   #/directory   #/directory/7b1f8a52-…   #/directory/new
 *   #/directory/import
 *   #/p/TOKEN: the one-time link of a page, which leads to its alert
 */
import { computed, signal } from "@preact/signals";
import { t } from "./i18n";
import type { Id, Tier } from "./nouns";
import { line, rows } from "./state";

const screens = ["crisis", "team", "directory"] as const;
const panels = ["about", "list", "notes", "wrapup"] as const;
/* An alert is never of the lowest. */
export const tiersWoken = ["watch", "high", "imminent"] as const;
export type Panel = (typeof panels)[number];
export interface Route {
  screen: "desk" | "crisis" | "team" | "ladder" | "directory" | "conversation" | "page";
  conversation: Id | null;
  alert: Id | null;
  entry: Id | null;
  tier: Tier;
  line: Id | null;
  token: string | null;
  panel: Panel | null;
  title: string;
}

const hash = signal(location.hash);
addEventListener("hashchange", () => (hash.value = location.hash));

function titleOf(screen: Route["screen"], conversation: Id | null): string {
  const place =
    screen === "conversation"
      ? (rows.value.get(conversation ?? "")?.alias ?? t("nav.conversation"))
      : screen === "ladder"
        ? t("ladder.title")
        : t(`nav.${screen === "page" ? "crisis" : screen}`);
  return `${place} · ${line.value?.name ?? t("app.name")}`;
}

function screenOf(name: string | undefined, id: Id | null): Route["screen"] {
  if (name === "conversation" && id) return "conversation";
  if (name === "p" && id) return "page";
  if (name === "team" && id === "ladder") return "ladder";
  return screens.find((one) => one === name) ?? "desk";
}

export const route = computed<Route>(() => {
  const [name, part, panel, last] = hash.value.replace(/^#\//, "").split("/");
  const id = part ? decodeURIComponent(part) : null;
  const screen = screenOf(name, id);
  const conversation = screen === "conversation" ? id : null;
  return {
    screen,
    conversation,
    alert: screen === "crisis" ? id : null,
    entry: screen === "directory" ? id : null,
    tier: tiersWoken.find((one) => one === panel) ?? "high",
    line: last ? decodeURIComponent(last) : null,
    token: screen === "page" ? id : null,
    panel: panels.find((one) => one === panel) ?? null,
    title: titleOf(screen, conversation),
  };
});

export const newEntry = "new";
export const importEntry = "import";
export const entryPath = (id: Id) => `#/directory/${encodeURIComponent(id)}`;
export const ladderPath = (tier: Tier, line: Id) =>
  `#/team/ladder/${tier}/${encodeURIComponent(line)}`;
export const alertPath = (id: Id) => `#/crisis/${encodeURIComponent(id)}`;
export const conversationPath = (id: string, panel?: Panel) =>
  `#/conversation/${encodeURIComponent(id)}${panel ? `/${panel}` : ""}`;

/* To where one already is: nothing happens, and nothing is lost. */
export function go(path: string): void {
  if (location.hash !== path) location.hash = path;
}
