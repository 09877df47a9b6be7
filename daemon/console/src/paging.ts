/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* paging.ts — what is known of an alert's pages, and whom to call when they did not go out. */
import { span, t, tcode } from "./i18n";
import type { Alert, Page } from "./nouns";
import { line, now } from "./state";

/* The line keeps the first: later than this, there was nobody whom it could have paged. */
const firstPageWithin = 10_000;
const unansweredAfter = 60_000;

export type Paging = "starting" | "under_way" | "late" | "failed" | "answered";

/* Of each person and way only the newest says how it stands. */
export function newestPages(alert: Alert): Page[] {
  const newest = new Map<string, Page>();
  for (const page of alert.paged) {
    const known = newest.get(`${page.via} ${page.who}`);
    if (!known || known.at <= page.at) newest.set(`${page.via} ${page.who}`, page);
  }
  return [...newest.values()];
}

export function pagingOf(alert: Alert): Paging {
  if (alert.holder) return "answered";
  const pages = newestPages(alert);
  const age = now.value - Date.parse(alert.raised_at);
  if (pages.length === 0) return age < firstPageWithin ? "starting" : "failed";
  if (pages.every((page) => page.state === "failed")) return "failed";
  return age > unansweredAfter ? "late" : "under_way";
}

export const pageWay = (via: string, who: string | null): string =>
  tcode("page.via", via, { who: who ?? t("page.number") });

export function pageWords({ via, who, state }: Page): string {
  return t("page.words", { way: pageWay(via, who), state: tcode("page.state", state) });
}

export function pagedWords(alert: Alert): string {
  const names = [...new Set(alert.paged.flatMap((page) => page.who ?? []))];
  const who = new Intl.ListFormat(document.documentElement.lang).format(names);
  const ago = span(now.value - Date.parse(alert.raised_at));
  return names.length ? t("alert.paged", { who, ago }) : t("alert.paging", { ago });
}

export const callWords = () =>
  line.value?.call ? t("flag.call", { number: line.value.call }) : t("flag.call_lead");
