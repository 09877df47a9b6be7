/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * log.tsx — the conversation as it was said. Nothing moves under a reader's eyes: it follows new
 * messages only from its very end, and else says how many there are. Not a live region: announce.ts.
 */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { day, t, tn } from "../i18n";
import { bind } from "../keys";
import { useAct } from "../notice";
import type { Id, Message, Row } from "../nouns";
import { outgoingOf, type Outgoing } from "../outbox";
import { loadEarlier, speaks, type Thread } from "../state";
import { MessageItem, OutgoingItem, SystemLine } from "./bubble";
import { Icon } from "./icon";

const endIsWithin = 48;
const groupFor = 5 * 60_000;
const places = new Map<Id, number>();

function sameGroup(a: Message | undefined, b: Message | undefined): boolean {
  if (!a || !b || a.dir !== b.dir || a.dir === "system" || a.kind !== b.kind) return false;
  return a.author?.id === b.author?.id && Math.abs(Date.parse(b.at) - Date.parse(a.at)) < groupFor;
}

const sameDay = (a: Message | undefined, b: Message) =>
  !!a && new Date(a.at).toDateString() === new Date(b.at).toDateString();

function Entries({
  messages,
  row,
  newFrom,
}: {
  messages: Message[];
  row: Row;
  newFrom: number | null;
}) {
  return (
    <>
      {messages.map((message, i) => {
        const before = messages[i - 1];
        return [
          !sameDay(before, message) && (
            <li class="divider" key={`day ${message.id}`}>
              {day(message.at)}
            </li>
          ),
          message.seq === newFrom && (
            <li class="divider new" key="new" data-new>
              {t("log.new")}
            </li>
          ),
          message.dir === "system" ? (
            <SystemLine key={message.id} message={message} />
          ) : (
            <MessageItem
              key={message.id}
              message={message}
              alias={row.alias}
              grouped={sameGroup(before, message)}
              last={!sameGroup(message, messages[i + 1])}
            />
          ),
        ];
      })}
    </>
  );
}

/* Messages the server has shown us under the same key are no longer the outbox's. */
function unsent(conv: Id, messages: Message[]): Outgoing[] {
  return outgoingOf(conv).filter(
    (outgoing) => !messages.some((message) => message.key === outgoing.key),
  );
}

function moveByMessage(event: KeyboardEvent, log: HTMLElement): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (!step || (event.target as HTMLElement).closest("button")) return;
  const items = [...log.querySelectorAll<HTMLElement>("li[tabindex]")];
  const here = items.indexOf(document.activeElement as HTMLElement);
  const next =
    items[here < 0 ? items.length - 1 : Math.max(0, Math.min(items.length - 1, here + step))];
  event.preventDefault();
  next?.focus();
}

/* Shows a new message from its first line, even when it is longer than the window. */
function showNewest(log: HTMLElement): void {
  const items = log.querySelectorAll<HTMLElement>("li[tabindex]");
  const newest = items[items.length - 1];
  log.scrollTop = log.scrollHeight;
  if (newest && newest.offsetHeight > log.clientHeight) log.scrollTop = newest.offsetTop;
}

function openAtPlace(log: HTMLElement, conv: Id): void {
  const place = places.get(conv);
  const divider = log.querySelector<HTMLElement>("[data-new]");
  if (place !== undefined) log.scrollTop = place;
  else if (divider) log.scrollTop = Math.max(0, divider.offsetTop - 24);
  else log.scrollTop = log.scrollHeight;
}

export function Log({
  row,
  thread,
  newFrom,
}: {
  row: Row;
  thread: Thread;
  newFrom: number | null;
}) {
  const log = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const seen = useRef({ first: 0, last: 0, unsent: 0, height: 0, opened: false });
  const [newSince, setNewSince] = useState<number | null>(null);
  const [busy, run] = useAct();
  const { messages } = thread;
  const waitingToGo = unsent(row.id, messages);
  const first = messages[0]?.seq ?? 0;
  const last = messages.at(-1)?.seq ?? 0;
  const missed =
    newSince === null
      ? 0
      : messages.filter((message) => message.seq > newSince && message.dir === "in").length;

  useLayoutEffect(() => {
    const element = log.current;
    if (!element) return;
    const before = seen.current;
    const wroteMyself = waitingToGo.length > before.unsent;
    if (!before.opened) openAtPlace(element, row.id);
    else if (first < before.first) element.scrollTop += element.scrollHeight - before.height;
    else if (wroteMyself || (last > before.last && atEnd.current)) showNewest(element);
    else if (last > before.last && newSince === null) setNewSince(before.last);
    else if (atEnd.current) element.scrollTop = element.scrollHeight;
    seen.current = {
      first,
      last,
      unsent: waitingToGo.length,
      height: element.scrollHeight,
      opened: true,
    };
  });

  const onScroll = () => {
    const element = log.current;
    if (!element) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < endIsWithin;
    if (atEnd.current) places.delete(row.id);
    else places.set(row.id, element.scrollTop);
    if (atEnd.current && newSince !== null) setNewSince(null);
  };
  const toNew = () => {
    const target = log.current?.querySelector<HTMLElement>(`li[data-seq="${(newSince ?? 0) + 1}"]`);
    if (target) target.scrollIntoView({ block: "start" });
    else log.current?.scrollTo(0, log.current.scrollHeight);
    setNewSince(null);
  };
  useLayoutEffect(() => bind("End", () => log.current?.scrollTo(0, log.current.scrollHeight)), []);

  return (
    <div class="log-frame">
      <section
        class="log"
        ref={log}
        tabIndex={0}
        data-pane
        aria-label={t("log.label", { alias: row.alias })}
        onScroll={onScroll}
        onKeyDown={(event) => log.current && moveByMessage(event, log.current)}
      >
        {thread.more && (
          <button
            type="button"
            class="button small centre"
            disabled={busy}
            onClick={() => run(() => loadEarlier(row.id))}
          >
            {t("log.earlier")}
          </button>
        )}
        <ol class="messages">
          <Entries messages={messages} row={row} newFrom={newFrom} />
          {waitingToGo.map((message) => (
            <OutgoingItem key={message.key} message={message} mine={speaks(row)} />
          ))}
        </ol>
      </section>
      {missed > 0 && (
        <button type="button" class="button primary chip" onClick={toNew}>
          {tn("log.missed", missed)} <Icon name="newest" />
        </button>
      )}
    </div>
  );
}
