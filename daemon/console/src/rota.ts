/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rota.ts — hours of a week by the clocks on somebody's wall, and the moments they stand for. */
import { locale } from "./i18n";
import type { Duty, Weekday } from "./nouns";

const minute = 60_000;
const day = 24 * 60 * minute;
const weeksAhead = 4;

export const weekdays: Weekday[] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/* What the clocks of a zone show at a moment, written as if it were UTC. */
function shownAt(time: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US-u-hc-h23", {
    timeZone: zone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(time);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
}

/* The moment at which they show it. The second look is for a change of clocks in between. */
function whenShown(shown: number, zone: string): number {
  const guess = 2 * shown - shownAt(shown, zone);
  return guess + shown - shownAt(guess, zone);
}

export function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

/* From one time to the next such time, which may be tomorrow's: never nothing, at most a day. */
export const minutesBetween = (starts: string, ends: string): number =>
  (minutesOf(ends) - minutesOf(starts) + 24 * 60 - 1) % (24 * 60) + 1;

export function nextStarts(duty: Duty, now: number): number[] {
  const today = Math.floor(shownAt(now, duty.zone) / day) * day;
  return Array.from({ length: weeksAhead * 7 + 1 }, (_, i) => today + i * day)
    .filter((date) => weekdays[(new Date(date).getUTCDay() + 6) % 7] === duty.weekday)
    .map((date) => whenShown(date + minutesOf(duty.starts) * minute, duty.zone))
    .filter((start) => start > now)
    .slice(0, weeksAhead);
}

/* 1 January 2024 was a Monday. */
export function weekdayName(weekday: Weekday): string {
  return new Intl.DateTimeFormat(locale.value, { weekday: "long", timeZone: "UTC" }).format(
    Date.UTC(2024, 0, 1 + weekdays.indexOf(weekday)),
  );
}

export function moment(time: number | string): string {
  return new Intl.DateTimeFormat(locale.value, {
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
  }).format(new Date(time));
}
