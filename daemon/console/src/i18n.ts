/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * i18n.ts — the words of the console. Nothing is shown that does not come through here, except
 * what people wrote. A key that English lacks does not compile, nor does one another table lacks.
 */
import { signal } from "@preact/signals";
import en from "../i18n/en.json";
import es from "../i18n/es.json";

export type Key = keyof typeof en;
type Stem<K> = K extends `${infer S}.other` ? S : never;
export type CountKey = Stem<Key>;
type Values = Record<string, string | number>;

const tables: Record<string, Record<Key, string>> = { en, es };

export const locale = signal("en");

export function setLocale(wanted: string): void {
  const language = wanted.split("-")[0] ?? "en";
  locale.value = language in tables ? language : "en";
  document.documentElement.lang = locale.value;
}

export function t(key: Key, values: Values = {}): string {
  const words = (tables[locale.value] ?? en)[key];
  return words.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/* The form for n: "1 text", "2 texts". {n} is the number itself. */
export function tn(stem: CountKey, n: number, values: Values = {}): string {
  const form = new Intl.PluralRules(locale.value).select(n);
  const key = `${stem}.${form}`;
  return t((key in en ? key : `${stem}.other`) as Key, { n, ...values });
}

/* The words for a code of the server, or for any other code when it has none of its own. */
export function tcode(group: string, code: string, values: Values = {}): string {
  const key = `${group}.${code}`;
  return t((key in en ? key : `${group}.unknown`) as Key, { code, ...values });
}

/* "Kim", "Kim and Ada". */
export function listed(names: string[]): string {
  return new Intl.ListFormat(locale.value).format(names);
}

export function clock(time: string): string {
  return new Intl.DateTimeFormat(locale.value, { hour: "numeric", minute: "2-digit" }).format(
    new Date(time),
  );
}

export function day(time: string): string {
  return new Intl.DateTimeFormat(locale.value, {
    weekday: "long",
    month: "long",
    day: "numeric",
  }).format(new Date(time));
}

/* A day and a time of it, for what is planned or was asked days ago. */
export function moment(time: string): string {
  return t("moment", { day: day(time), time: clock(time) });
}

/* "40 s", "6 min", "2 h 5 min": short, and never more exact than anybody needs. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return t("span.seconds", { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t("span.minutes", { n: minutes });
  return t("span.hours", { h: Math.floor(minutes / 60), m: minutes % 60 });
}

/* "4:32", for what must be done by then. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
