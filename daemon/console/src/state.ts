/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * state.ts — what the console knows: one snapshot, and every event since, applied in order.
 *
 * Snapshots carry the position they were taken at, so an event may arrive before, after or twice,
 * and is counted once. Nothing in here ever touches what a person is writing: see drafts.ts.
 */
import { computed, signal } from "@preact/signals";
import { api } from "./api";
import type {
  Alert,
  ConversationState,
  Id,
  Line,
  List,
  ListMade,
  Me,
  Message,
  MessageUpdate,
  Named,
  Note,
  Offer,
  Person,
  Queue,
  Reason,
  Risk,
  Row,
  State,
  Talk,
  WrapUp,
} from "./nouns";

export type Stage = "starting" | "signed_out" | "locked" | "ready";

/* One frame of the event stream. Without an id it does not move the position. */
export interface Event {
  id: string | null;
  name: string;
  conv: Id | null;
  data: unknown;
}

/* The conversation is no longer ours: why, and who has it. */
export interface Left {
  why: string;
  to: Named | null;
}

export interface Thread {
  messages: Message[];
  more: boolean;
  list: List | null;
  made: ListMade;
  wrapUp: WrapUp | null; /* null: it has changed, and whoever shows it asks again */
  notes: Note[];
  pending: Risk["pending"];
  reasons: Reason[];
  openedAt: string;
  left: Left | null;
}

const emptyList: ListMade = { rev: 0, by: null, items: [] };
const nobody: Queue = { waiting: 0, longest_ms: 0, peers_on: 0, active: 0, high: 0 };

export const stage = signal<Stage>("starting");
export const me = signal<Me | null>(null);
export const line = signal<Line | null>(null);
export const lines = signal<Line[]>([]);
export const offers = signal<Offer[]>([]);
export const rows = signal<ReadonlyMap<Id, Row>>(new Map());
export const alerts = signal<ReadonlyMap<Id, Alert>>(new Map());
export const roster = signal<Person[]>([]);
/* Who wants to talk, told to supervisors alone: whoever has waited longest is first. */
export const talks = signal<Talk[]>([]);
/* Counts what has changed of hours on call and ladders: who shows them asks again. */
export const rotaMoves = signal(0);
export const threads = signal<ReadonlyMap<Id, Thread>>(new Map());

/* The server's clock: waiting times must not depend on a wrong one on the desk. */
let skew = 0;
export const now = signal(Date.now());
setInterval(() => (now.value = Date.now() + skew), 1000);

/* What was told of the queue, and when: whoever waited longest has waited on since. */
const toldQueue = signal({ queue: nobody, at: 0 });
const setQueue = (queue: Queue) => (toldQueue.value = { queue, at: Date.now() + skew });
export const queue = computed<Queue>(() => {
  const { queue, at } = toldQueue.value;
  return { ...queue, longest_ms: queue.longest_ms + Math.max(0, now.value - at) };
});

let position = "";
let early: Event[] = [];
const loading = new Map<Id, Event[]>();

export const amResponder = computed(
  () => !!me.value?.roles.some((role) => role === "responder" || role === "supervisor"),
);
export const supervises = computed(
  () => !!me.value?.roles.some((role) => role === "supervisor" || role === "admin"),
);
export const onShift = computed(() => me.value?.shift.status !== "off" && me.value !== null);

const byLastText = (a: Row, b: Row) =>
  (a.texter_wrote_at ?? a.last_at).localeCompare(b.texter_wrote_at ?? b.last_at);
export const isMine = (row: Row) => row.state === "active" && row.assignee?.id === me.value?.id;

/* Only one person's words go out: the peer's, or a responder's to whom the word was handed over. */
export const speaks = (row: Row) => row.state === "active" && row.speaker?.id === me.value?.id;

/* Is this conversation ours to answer? */
export function holds(id: Id): boolean {
  const row = rows.value.get(id);
  return row !== undefined && speaks(row);
}

export const mine = computed(() => [...rows.value.values()].filter(isMine).sort(byLastText));
export const waiting = computed(() =>
  [...rows.value.values()]
    .filter((row) => row.state === "waiting" || row.state === "offered")
    .sort((a, b) => (a.waiting_since ?? "").localeCompare(b.waiting_since ?? "")),
);
export const openAlerts = computed(() =>
  [...alerts.value.values()].sort(
    (a, b) => Number(!!a.holder) - Number(!!b.holder) || b.raised_at.localeCompare(a.raised_at),
  ),
);

export function alertOf(conv: Id): Alert | undefined {
  return [...alerts.value.values()].find((alert) => alert.conv === conv);
}

function changed<V>(map: ReadonlyMap<Id, V>, id: Id, value: V | undefined): ReadonlyMap<Id, V> {
  const next = new Map(map);
  if (value === undefined) next.delete(id);
  else next.set(id, value);
  return next;
}

/* ---- positions: "<epoch>-<sequence>" ---- */

function isAfter(id: string, than: string): boolean {
  const [epoch, sequence] = id.split("-");
  const [knownEpoch, known] = than.split("-");
  return epoch !== knownEpoch || Number(sequence) > Number(known);
}

export function streamPosition(): string {
  return position;
}

/* ---- messages: by key, then by id, never blindly appended ---- */

export function mergeMessages(known: Message[], fresh: Message[]): Message[] {
  const merged = known.filter(
    (old) =>
      !fresh.some(
        (message) => message.id === old.id || (message.key !== null && message.key === old.key),
      ),
  );
  return [...merged, ...fresh].sort((a, b) => a.seq - b.seq);
}

export function patchThread(id: Id, patch: (thread: Thread) => Partial<Thread>): void {
  const thread = threads.value.get(id);
  if (thread) threads.value = changed(threads.value, id, { ...thread, ...patch(thread) });
}

export function addMessages(id: Id, messages: Message[]): void {
  patchThread(id, (thread) => ({ messages: mergeMessages(thread.messages, messages) }));
  const row = rows.value.get(id);
  const last = messages.filter((message) => message.dir !== "system").at(-1);
  if (row && last && last.at >= row.last_at) rows.value = changed(rows.value, id, { ...row, last_preview: last.body });
}

export function addNotes(id: Id, notes: Note[]): void {
  patchThread(id, (thread) => ({
    notes: [...thread.notes.filter((old) => !notes.some((note) => note.id === old.id)), ...notes],
  }));
}

export function putRisk(id: Id, { reasons, pending }: Risk): void {
  patchThread(id, () => ({ reasons, pending }));
}

/* By its rev: the answer to a change and the event of a later one may come in either order. */
export function putListMade(id: Id, made: ListMade): void {
  patchThread(id, (thread) => (made.rev > thread.made.rev ? { made } : {}));
}

function updateMessage(update: MessageUpdate): void {
  patchThread(update.conv, (thread) => ({
    messages: thread.messages.map((message) =>
      message.id === update.id ? { ...message, ...update } : message,
    ),
  }));
}

/* ---- rows and alerts ---- */

export function putRow(row: Row): void {
  const known = rows.value.get(row.id);
  if (known && known.rev > row.rev) return;
  /* Events go to several people and so carry no words: what is known here stays. */
  const last_preview = row.last_preview ?? known?.last_preview ?? null;
  rows.value = changed(rows.value, row.id, { ...row, last_preview });
  if (isMine(row)) patchThread(row.id, () => ({ left: null }));
}

export function putAlert(alert: Alert): void {
  const known = alerts.value.get(alert.id);
  if (known && known.rev > alert.rev) return;
  alerts.value = changed(alerts.value, alert.id, alert.state === "resolved" ? undefined : alert);
}

function removeRow({ id, why, to }: { id: Id; why: string; to: Named | null }): void {
  patchThread(id, () => ({ left: { why, to } }));
  const row = rows.value.get(id);
  if (row && threads.value.has(id))
    rows.value = changed(rows.value, id, { ...row, assignee: to, speaker: to, offer: null, state: "closed" });
  else rows.value = changed(rows.value, id, undefined);
}

export function dropOffer(id: Id): void {
  offers.value = offers.value.filter((offer) => offer.id !== id);
}

function putPerson(person: Person & { gone?: boolean }): void {
  const others = roster.value.filter((other) => other.id !== person.id);
  roster.value = person.gone ? others : [...others, person];
  if (me.value?.id === person.id && !person.gone)
    me.value = { ...me.value, shift: { status: person.status, capacity: person.capacity } };
}

const byWait = (a: Talk, b: Talk) => (a.since ?? "").localeCompare(b.since ?? "");

function putTalk(talk: Talk): void {
  const { person, since } = talk;
  if (me.value?.id === person.id) me.value = { ...me.value, talk_since: since };
  const others = talks.value.filter((other) => other.person.id !== person.id);
  talks.value = since ? [...others, talk].sort(byWait) : others;
}

/* ---- events ---- */

const appliers: Record<string, (data: never, conv: Id | null) => void> = {
  "queue.updated": setQueue,
  "offer.created": (data: Offer) =>
    (offers.value = [data, ...offers.value.filter((offer) => offer.id !== data.id)]),
  "offer.gone": (data: { id: Id }) => dropOffer(data.id),
  "conversation.updated": putRow,
  "conversation.removed": removeRow,
  "message.created": (data: Message) => addMessages(data.conv, [data]),
  "message.updated": updateMessage,
  "message.read": (data: { conv: Id }) => markRead(data.conv),
  "alert.raised": putAlert,
  "alert.updated": putAlert,
  "alert.closed": (data: Alert) => (alerts.value = changed(alerts.value, data.id, undefined)),
  "note.created": (data: Note) => addNotes(data.conv, [data]),
  "list.updated": (data: List, conv: Id | null) =>
    conv && patchThread(conv, () => ({ list: data })),
  "list.made": (data: ListMade, conv: Id | null) => conv && putListMade(conv, data),
  "wrap_up.updated": (_: unknown, conv: Id | null) =>
    conv && patchThread(conv, () => ({ wrapUp: null })),
  "roster.updated": putPerson,
  "talk.updated": putTalk,
  "rota.updated": () => rotaMoves.value++,
};

/* False when the event was seen before, so that nobody is told twice. */
export function applyEvent(event: Event): boolean {
  if (event.id && !position) {
    early.push(event);
    return false;
  }
  if (event.id && !isAfter(event.id, position)) return false;
  if (event.conv) loading.get(event.conv)?.push(event);
  appliers[event.name]?.(event.data as never, event.conv);
  if (event.id) position = event.id;
  return true;
}

/* The heartbeat says that everything before this has been told. */
export function movePosition(cursor: string): void {
  if (position && isAfter(cursor, position)) position = cursor;
}

/* ---- snapshots ---- */

export function setMe(fresh: Me): void {
  me.value = fresh;
}

function applyState(state: State): void {
  skew = Date.parse(state.server_time) - Date.now();
  now.value = Date.now() + skew;
  me.value = state.me;
  line.value = state.line;
  lines.value = state.lines;
  setQueue(state.queue);
  offers.value = state.offers;
  rows.value = new Map([...state.mine, ...state.waiting].map((row) => [row.id, row]));
  alerts.value = new Map(state.alerts.map((alert) => [alert.id, alert]));
  roster.value = state.roster;
  talks.value = state.talks.sort(byWait);
  rotaMoves.value++;
  position = state.cursor;
}

/* Everything anew. Opened conversations are asked for again too: events may have been missed. */
export async function loadState(): Promise<void> {
  position = "";
  const kept = rows.value;
  applyState(await api.state());
  const missed = early;
  early = [];
  missed.forEach(applyEvent);
  for (const id of threads.value.keys()) {
    const row = kept.get(id);
    if (row && !rows.value.has(id)) rows.value = changed(rows.value, id, row);
    void loadThread(id).catch(() => undefined);
  }
}

function threadFrom(loaded: ConversationState, known: Thread | undefined): Thread {
  return {
    messages: mergeMessages(known?.messages ?? [], loaded.messages),
    more: known?.more ?? loaded.more,
    list: loaded.list,
    made: loaded.list_made ?? emptyList,
    wrapUp: { follow_up: loaded.follow_up, wins: loaded.wins },
    notes: loaded.notes,
    pending: known?.pending ?? null,
    reasons: loaded.conversation.reasons,
    openedAt: loaded.conversation.opened_at,
    left: null,
  };
}

/* Loads one conversation. Events that arrive meanwhile are applied again on top of it. */
export async function loadThread(id: Id): Promise<ConversationState> {
  const meanwhile: Event[] = [];
  loading.set(id, meanwhile);
  try {
    const loaded = await api.conversation(id);
    threads.value = changed(threads.value, id, threadFrom(loaded, threads.value.get(id)));
    putRow(loaded.conversation);
    if (loaded.alert) putAlert(loaded.alert);
    for (const event of meanwhile) {
      if (!event.id || isAfter(event.id, loaded.cursor))
        appliers[event.name]?.(event.data as never, event.conv);
    }
    return loaded;
  } finally {
    loading.delete(id);
  }
}

export async function loadEarlier(id: Id): Promise<void> {
  const first = threads.value.get(id)?.messages[0];
  if (!first) return;
  const page = await api.earlier(id, first.seq);
  addMessages(id, page.items);
  patchThread(id, () => ({ more: page.next !== null }));
}

export function markRead(id: Id): void {
  const row = rows.value.get(id);
  if (row && row.unread > 0) rows.value = changed(rows.value, id, { ...row, unread: 0 });
}

/* Nothing of anybody's stays on the screen or in memory when the session is locked or over. */
export function forget(next: Stage): void {
  stage.value = next;
  me.value = null;
  setQueue(nobody);
  offers.value = [];
  rows.value = new Map();
  alerts.value = new Map();
  roster.value = [];
  talks.value = [];
  threads.value = new Map();
  position = "";
  early = [];
}
