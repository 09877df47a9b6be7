/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* settings.ts — what a person likes on this device: no words of anybody, so it is kept in clear. */
import { effect, signal } from "@preact/signals";
import { setLocale } from "./i18n";

export type Theme = "system" | "light" | "dark" | "night";

export interface Settings {
  theme: Theme;
  language: string;
  volume: number;
  keys: boolean;
  speakMessages: boolean;
  privateNotes: boolean;
}

const first: Settings = {
  theme: "system",
  language: "",
  volume: 0.6,
  keys: true,
  speakMessages: true,
  privateNotes: true,
};

function load(): Settings {
  try {
    return { ...first, ...JSON.parse(localStorage.getItem("settings") ?? "{}") };
  } catch {
    return first;
  }
}

export const settings = signal<Settings>(load());

export function change(part: Partial<Settings>): void {
  settings.value = { ...settings.value, ...part };
  localStorage.setItem("settings", JSON.stringify(settings.value));
}

effect(() => {
  document.documentElement.dataset.theme = settings.value.theme;
  setLocale(settings.value.language || navigator.language);
});
