/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * api.ts — what goes over the wire, and the one function that sends it.
 *
 * Every act carries a key that was made before its first try. A repeat with the same key is the
 * same act, so trying again after silence is always safe, and is done here.
 */

export type Id = string;
export type Time = string;
export type Tier = "steady" | "watch" | "high" | "imminent";
export type Role = "peer" | "responder" | "supervisor" | "admin";
export type ShiftStatus = "on" | "finishing" | "break" | "off";
export type FlagKind = "watch" | "join" | "danger";
export type Ending = "goodbye" | "quiet" | "crisis" | "stopped" | "other";
export type AlertOutcome =
  "safe_for_now" | "plan_made" | "emergency_services" | "no_contact" | "not_a_crisis" | "other";

export type EmergencyStep =
  | "danger_asked"
  | "plan_tried"
  | "company_asked"
  | "told"
  | "agreed"
  | "not_agreed"
  | "not_asked"
  | "place_asked"
  | "called"
  | "help_told"
  | "arrived";

export interface Named {
  id: Id;
  name: string;
}
export interface Shift {
  status: ShiftStatus;
  capacity: number;
}
export interface Line {
  id: Id;
  name: string;
  call: string | null;
  zone: string;
}
export interface Queue {
  waiting: number;
  longest_ms: number;
  peers_on: number;
  active: number;
  high: number;
}

export interface Me {
  id: Id;
  name: string;
  roles: Role[];
  locale: string;
  settings: Record<string, unknown>;
  draft_key: string;
  shift: Shift;
  version: string;
  idle_ms: number;
  paged_at: Time | null;
  resting_until: Time | null;
  talk_since: Time | null;
}

/* Somebody of the line who wants to talk. Without `since` they wait no more. */
export interface Talk {
  person: Named;
  since: Time | null;
  taken_by: Named | null;
}

export interface Row {
  id: Id;
  alias: string;
  phone_masked: string;
  tier: Tier;
  state: "waiting" | "offered" | "active" | "closed";
  assignee: Named | null;
  offer: { id: Id; to: Named; expires_at: Time } | null;
  waiting_since: Time | null;
  texter_wrote_at: Time | null;
  last_at: Time;
  last_preview: string | null;
  last_dir: "in" | "out";
  unread: number;
  draft: boolean;
  opted_out: boolean;
  alert: Id | null;
  language: string;
  rev: number;
  speaker: Named | null;
}

export interface Offer {
  id: Id;
  conv: Id;
  alias: string;
  tier: Tier;
  language: string;
  waiting_since: Time;
  expires_at: Time;
  transfer: boolean;
  from: Named | null;
}

export type MessageStatus =
  | "received"
  | "queued"
  | "sending"
  | "sent"
  | "delivered"
  | "unconfirmed"
  | "failed"
  | "undelivered"
  | "blocked";
export type MessageKind =
  | "text"
  | "automatic"
  | "list"
  | "expect"
  | "taken"
  | "returned"
  | "moved"
  | "closed"
  | "reopened"
  | "tier"
  | "alert"
  | "alert_held"
  | "alert_resolved"
  | "tier_asked"
  | "joined"
  | "hand_over"
  | "say"
  | "consent"
  | "outcome"
  | "stopped"
  | "started"
  | "help"
  | "choice"
  | "revealed";

export interface Message {
  id: Id;
  conv: Id;
  seq: number;
  dir: "in" | "out" | "system";
  kind: MessageKind;
  key: string | null;
  body: string;
  language: string;
  author: Named | null;
  at: Time;
  status: MessageStatus;
  segments: number;
  error: string | null;
  media: string[];
}
export type MessageUpdate = Pick<Message, "id" | "conv" | "seq" | "status" | "segments" | "error">;

export type RevealReason = "emergency_services" | "call_agreed" | "safety_check" | "other";
/* A texter's number in full, to be masked again at that time. */
export interface Revealed {
  phone: string;
  until: Time;
}

export interface Page {
  who: string | null;
  via: string;
  state: string;
  at: Time;
}
export interface Joined extends Named {
  as: "watch" | "coach" | "asked" | "speaking" | "took_over";
  since: Time;
  wrote_at: Time | null;
}
export interface TexterChoice {
  policy: "ask" | "tell" | "tell_after";
  asked_at: Time | null;
  answered: "yes" | "not_now" | "none" | null;
  answered_at: Time | null;
  told_at: Time | null;
}
export interface TimelineEntry {
  at: Time;
  what: string;
  who: Named | null;
  reason: string | null;
}
export interface Note {
  id: Id;
  conv: Id;
  body: string;
  author: Named;
  at: Time;
}
export interface Alert {
  id: Id;
  code: string;
  conv: Id;
  alias: string;
  level: Tier;
  kind: string;
  raised_by: Named | null;
  raised_at: Time;
  state: "raised" | "paging" | "held" | "joined" | "resolved";
  paged: Page[];
  holder: Named | null;
  acked_at: Time | null;
  contact_due: Time | null;
  joined: Joined[];
  danger_now: boolean;
  texter_choice: TexterChoice;
  outcome: string | null;
  rev: number;
}

export type Wish = "offered" | "wanted" | "maybe" | "not_for_them";

export interface ListItem {
  n: number;
  resource_id: Id | null;
  label: string;
  state: string;
  wish: Wish;
}
export interface List {
  id: Id;
  sent_at: Time;
  open: boolean;
  by: Named | null;
  items: ListItem[];
}
/* A place of the directory, or words of the peer's own: then `text` has them, and there is no id. */
export interface MadeItem {
  resource_id: Id | null;
  text: string | null;
  label: string;
  state: Wish;
}
export interface ListMade {
  rev: number;
  by: Named | null;
  items: MadeItem[];
}
export interface Lists {
  list: List;
  list_made: ListMade;
}
export interface FollowUp {
  state: "asking" | "planned" | "sent" | "answered" | "unanswered" | "refused" | "cancelled";
  label: string;
  asked_at: Time;
  due: Time | null;
  message_id: Id | null;
  why: "stopped" | "new_conversation" | "not_chosen" | null;
}
export interface Win {
  id: Id;
  body: string;
  message_id: Id;
  at: Time;
}
/* What was agreed with the texter. Each yes names the text that said so. */
export interface WrapUp {
  follow_up: FollowUp | null;
  wins: Win[];
}
export interface ListText {
  body: string;
  segments: number;
}
/* What is said of a place, field by field. */
export interface Place {
  label: string;
  expect: string;
  call: string;
  text: string;
  url: string;
  hours: string;
  name: string;
  blurb: string;
  area: string;
  for: string;
  languages: string;
  cost: string;
  emergency: string;
  tags: string;
}
export interface Resource extends Place {
  id: Id;
  open_now: "open" | "closed" | "unknown";
  free: boolean;
  stale: boolean;
  checked: string;
  alert: string;
  active: boolean;
  status: "active" | "inactive" | "defunct" | "temporarily closed";
  approval: "none" | "on" | "off";
  gone: boolean;
  phone_changed: boolean;
  reported: boolean;
  feed: string | null;
  own: string[];
  waiting: string[];
  rev: number;
  outcomes: { told: number; answered: number; helped: number };
}
export interface Proposal {
  what: keyof Place;
  value: string;
  by: Named;
  at: Time;
}
/* One place alone, with all that is known of it. */
export interface Entry extends Resource {
  lists: number;
  proposals: Proposal[];
}
export interface Change {
  at: Time;
  by: Named | null;
  what: string;
  was: string;
  became: string;
}
/* What a person should know of records in a file; `items` are the first of `count`. */
export interface ImportNotes {
  count: number;
  items: { line: number; id: Id; field: string; why: string }[];
}
/* A file with a directory on its way into the line. */
export interface Import {
  id: Id;
  state: "awaited" | "reading" | "checking" | "checked" | "storing" | "done" | "failed";
  feed: string;
  part: boolean;
  total: number;
  at: number;
  counts: { added: number; changed: number; same: number; gone: number };
  refused: ImportNotes;
  notes: ImportNotes;
  trouble: string | null;
  why: string | null;
}
/* null: its publisher's word again. */
export type PlaceChange = { [field in keyof Place]?: string | null } & { active?: boolean };
export interface Person {
  id: Id;
  name: string;
  role: Role;
  status: ShiftStatus;
  open: number;
  capacity: number;
  connected: boolean;
}
export type Weekday = "Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun";

/* Hours of every week by the clocks of a zone: "22:00" to "06:00", which may be tomorrow's. */
export interface NewDuty {
  line: Id;
  person: Id;
  weekday: Weekday;
  starts: string;
  minutes: number;
  zone: string;
}
export interface Duty extends Omit<NewDuty, "person"> {
  id: Id;
  person: Named;
  ends: string;
  from: Time | null;
  until: Time | null;
  rev: number;
}
/* Hours of one time only: who comes instead of whom, or just comes, or is just away. */
export interface DutyChange {
  id: Id;
  line: Id;
  in: Named | null;
  out: Named | null;
  from: Time;
  until: Time;
}
export interface Gap {
  line: Id;
  from: Time;
  until: Time;
}
export interface Shifts {
  items: Duty[];
  changes: DutyChange[];
  gaps: Gap[];
}
export type Who = "on_call" | "responders" | "supervisors" | "everyone" | "number" | "waker";
export interface LadderStep {
  after_ms: number;
  who: Who;
  way: string;
  number: string | null;
  waker: string | null;
}
/* Who is woken when. `wakes`: how many people each would be now. */
export interface Ladder {
  line: Id;
  tier: Tier;
  rev: number;
  steps: LadderStep[];
  wakes: Partial<Record<Who, number>>;
  wakers: string[];
  calls: boolean;
  repage_ms: number;
}
export interface OnCall {
  line: Id;
  person: Named;
  by_rota: boolean;
  paged_at: Time | null;
}

export interface Reason {
  source: "words" | "rule" | "peer" | "history";
  rule: string | null;
  text: string | null;
  message_id: Id | null;
  by: Named | null;
  at: Time;
}
export interface Draft {
  body: string;
  rev: number;
}

export interface State {
  cursor: string;
  server_time: Time;
  me: Me;
  line: Line;
  lines: Line[];
  queue: Queue;
  offers: Offer[];
  mine: Row[];
  waiting: Row[];
  alerts: Alert[];
  roster: Person[];
  talks: Talk[];
}
export interface ConversationState {
  conversation: Row & { opened_at: Time; ending: string; reasons: Reason[] };
  messages: Message[];
  more: boolean;
  list: List | null;
  list_made: ListMade | null;
  follow_up: FollowUp | null;
  wins: Win[];
  draft: Draft | null;
  notes: Note[];
  alert: Alert | null;
  cursor: string;
}
export interface Risk {
  level: Tier;
  since: Time;
  reasons: Reason[];
  pending: { level: Tier; by: Named; reason: string; at: Time } | null;
  rev: number;
}
export interface Items<T> {
  items: T[];
  next: string | null;
}

/* Whoever gave a conversation away may not see it any more. */
export interface Moved {
  conversation: Row | null;
}

/* An answer that is not yes. Status 0: no answer came, and nobody knows what became of it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: Record<string, unknown> = {},
    /* With `conflict`: what somebody else has made of it meanwhile. */
    readonly current: unknown = null,
  ) {
    super(code);
  }
  get retryAfter(): number {
    return Number(this.detail.retry_after_ms) || 0;
  }
  get mayPass(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
interface Options {
  key?: string;
  rev?: number; /* of what was seen: another one by now is a conflict */
  tries?: number;
  timeout?: number;
  keepalive?: boolean;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const listeners = new Set<(code: string) => void>();

/* Tells when any answer says that the session is gone or locked. */
export function onSessionLost(listener: (code: string) => void): void {
  listeners.add(listener);
}

async function refusal(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => ({}));
  const detail = (body?.error ?? {}) as Record<string, unknown>;
  const code =
    typeof detail.code === "string" ? detail.code : response.status >= 500 ? "down" : "bad_request";
  return new ApiError(response.status, code, detail, body?.current ?? null);
}

async function once<T>(
  method: Method,
  path: string,
  body: unknown,
  key: string,
  options: Options,
): Promise<T> {
  const headers: Record<string, string> = {};
  const isFile = body instanceof Blob;
  if (method !== "GET") {
    headers["X-Console"] = "1";
    headers["Idempotency-Key"] = key;
    headers["Content-Type"] = isFile ? "application/octet-stream" : "application/json";
  }
  if (options.rev !== undefined) headers["If-Match"] = `"${options.rev}"`;
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      body:
        method === "GET" || body === undefined ? null : isFile ? body : JSON.stringify(body),
      cache: "no-store",
      keepalive: options.keepalive ?? false,
      signal: AbortSignal.timeout(options.timeout ?? 15000),
    });
  } catch {
    throw new ApiError(0, "unreachable");
  }
  if (!response.ok) throw await refusal(response);
  return (await response.json().catch(() => ({}))) as T;
}

async function call<T>(
  method: Method,
  path: string,
  body?: unknown,
  options: Options = {},
): Promise<T> {
  const key = options.key ?? crypto.randomUUID();
  for (let left = (options.tries ?? 3) - 1; ; left--) {
    try {
      return await once<T>(method, path, body, key, options);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "signed_out" || error.code === "locked")
        listeners.forEach((tell) => tell(error.code));
      if (!error.mayPass || left <= 0) throw error;
      await pause(error.retryAfter || 700);
    }
  }
}

const at = (...parts: (string | number)[]) =>
  "/" + parts.map((part) => encodeURIComponent(part)).join("/");

/* As the directory is asked for them; what is empty is not asked for. */
export interface Filters {
  open_now: "" | Resource["open_now"];
  free: "" | "1";
  area: string;
  lang: string;
  for: string;
}

export interface Wanted extends Filters {
  q: string;
  show: "" | "on" | "off" | "stale" | "waiting" | "look";
  tags: string;
}

function placesPath(wanted: Record<string, string>, limit: number): string {
  const asked = Object.entries(wanted).filter(([, value]) => value !== "");
  return `/resources?${new URLSearchParams([...asked, ["limit", String(limit)]])}`;
}

const itemOf = ({ resource_id, text, state }: MadeItem) =>
  resource_id ? { resource_id, state } : { text, state };

export const api = {
  signIn: (user: string, password: string) =>
    call<{ step: string }>("POST", "/session", { user, password }, { tries: 1 }),
  signOut: () => call("DELETE", "/session", undefined, { tries: 1 }),
  lock: () => call("POST", "/session/lock", {}, { tries: 5 }),
  unlock: (password: string) => call("POST", "/session/unlock", { password }, { tries: 1 }),
  me: () => call<Me>("GET", "/me"),
  rest: () => call("POST", "/me/rest", {}),
  endRest: () => call("DELETE", "/me/rest"),
  talk: () => call("POST", "/me/talk", {}),
  endTalk: () => call("DELETE", "/me/talk"),
  takeTalk: (person: Id) => call("POST", at("talks", person, "take"), {}),
  setStatus: (shift: Shift) => call<Shift>("PUT", "/me/status", shift),
  state: () => call<State>("GET", "/state"),

  conversation: (id: Id) => call<ConversationState>("GET", at("conversations", id)),
  earlier: (id: Id, seq: number) =>
    call<Items<Message>>("GET", `${at("conversations", id, "messages")}?before=${seq}&limit=50`),
  /* One try: the outbox decides what a silence means. */
  send: (id: Id, body: string, key: string) =>
    call<Message>("POST", at("conversations", id, "messages"), { body }, { key, tries: 1 }),
  sent: (id: Id, key: string) =>
    call<Message>("GET", at("conversations", id, "messages", "by-key", key), undefined, {
      tries: 1,
    }),
  retry: (id: Id, message: Id) =>
    call<Message>("POST", at("conversations", id, "messages", message, "retry"), {}),
  read: (id: Id, upto: number) => call("PUT", at("conversations", id, "read"), { upto }),
  saveDraft: (id: Id, body: string, rev: number, keepalive: boolean) =>
    call<{ rev: number }>("PUT", at("conversations", id, "draft"), { body, rev }, { keepalive }),
  transfer: (id: Id, to: Id) =>
    call<Moved>("POST", at("conversations", id, "transfer"), { to }),
  giveBack: (id: Id, reason: string) =>
    call<Moved>("POST", at("conversations", id, "return"), { reason }),
  close: (id: Id, outcome: Ending) =>
    call<Moved>("POST", at("conversations", id, "close"), { outcome }),
  /* One try: each is a line on record. */
  reveal: (id: Id, reason: RevealReason) =>
    call<Revealed>("POST", at("conversations", id, "reveal"), { reason }, { tries: 1 }),
  risk: (id: Id) => call<Risk>("GET", at("conversations", id, "risk")),
  setRisk: (id: Id, level: Tier, reason: string) =>
    call<Risk>("POST", at("conversations", id, "risk"), { level, reason }),
  confirmRisk: (id: Id, answer: "yes" | "no") =>
    call<Risk>("POST", at("conversations", id, "risk", "confirm"), { answer }),
  addNote: (id: Id, body: string) =>
    call<Note>("POST", at("conversations", id, "notes"), { body }),
  flag: (id: Id, kind: FlagKind, note: string, key: string) =>
    call<Alert>("POST", at("conversations", id, "flags"), { kind, note }, { key, timeout: 5000 }),

  accept: (offer: Id) => call<{ conversation: Row }>("POST", at("offers", offer, "accept"), {}),
  decline: (offer: Id, reason: string) => call("POST", at("offers", offer, "decline"), { reason }),
  alert: (id: Id) => call<Alert & { timeline: TimelineEntry[] }>("GET", at("alerts", id)),
  alertAct: (id: Id, act: "ack" | "pass") => call<Alert>("POST", at("alerts", id, act), {}),
  join: (id: Id, as: "watch" | "coach") => call<Alert>("POST", at("alerts", id, "join"), { as }),
  takeOver: (id: Id, how: "ask" | "force", reason: string) =>
    call<Alert>("POST", at("alerts", id, "take-over"), { how, reason }),
  handOver: (id: Id, answer: "yes" | "no") =>
    call<Alert>("POST", at("alerts", id, "hand-over"), { answer }),
  resolve: (id: Id, outcome: AlertOutcome, note: string) =>
    call<Alert>("POST", at("alerts", id, "resolve"), { outcome, note }),
  emergency: (id: Id, step: EmergencyStep, note: string, key: string) =>
    call<Alert>("POST", at("alerts", id, "emergency"), { step, note }, { key }),

  openPage: (token: string) => call<Alert>("POST", at("pages", token, "open"), {}),
  testPage: () => call("POST", "/oncall/test", {}),

  shifts: () => call<Shifts>("GET", "/shifts"),
  onCall: () => call<{ on_call: OnCall[] }>("GET", "/roster"),
  addDuty: (duty: NewDuty) => call<Shifts>("POST", "/shifts", duty),
  endDuty: (id: Id, until: Time, rev: number) =>
    call<Shifts>("PATCH", at("shifts", id), { until, rev }),
  swapDuty: (id: Id, from: Time, to: Id) =>
    call<Shifts>("POST", at("shifts", id, "swap"), { from, to }),

  ladder: (line: Id, tier: Tier) =>
    call<Ladder>("GET", `/oncall/ladder?${new URLSearchParams({ line, tier })}`),
  setLadder: (line: Id, tier: Tier, steps: LadderStep[], rev: number) =>
    call<Ladder>("PUT", `/oncall/ladder?${new URLSearchParams({ line, tier })}`, { steps, rev }),

  resources: (q: string, filters: Filters, before = "") =>
    call<Items<Resource>>("GET", placesPath({ q, ...filters, before }, 20)),
  offerList: (id: Id) => call("POST", at("conversations", id, "list", "offer"), {}),
  saveList: (id: Id, items: MadeItem[], rev: number) =>
    call<ListMade>("PUT", at("conversations", id, "list"), { items: items.map(itemOf), rev }),
  previewList: (id: Id) =>
    call<{ texts: ListText[] }>("POST", at("conversations", id, "list", "preview"), {}),
  sendList: (id: Id, rev: number) =>
    call<Lists>("POST", at("conversations", id, "list", "send"), { rev }),
  setWish: (id: Id, n: number, state: Wish) =>
    call<Lists>("POST", at("conversations", id, "list", "choice"), { n, state }),
  lists: (id: Id) => call<Items<List>>("GET", at("conversations", id, "list", "history")),

  wrapUp: (id: Id) => call<WrapUp>("GET", at("conversations", id, "wrap-up")),
  setFollowUp: (id: Id, answer: "yes" | "no", message_id: Id, days: number) =>
    call<WrapUp>("PUT", at("conversations", id, "follow-up"), { answer, message_id, days }),
  addWin: (id: Id, body: string, message_id: Id) =>
    call<WrapUp>("POST", at("conversations", id, "wins"), { body, message_id }),
  removeWin: (id: Id, win: Id) => call<WrapUp>("DELETE", at("conversations", id, "wins", win)),

  directory: (wanted: Wanted, all: boolean, before: string | null, atLeast: number) => {
    const limit = Math.min(200, Math.max(50, atLeast));
    const asked = { ...wanted, all: all ? "1" : "", before: before ?? "" };
    return call<Items<Resource>>("GET", placesPath(asked, limit));
  },
  entry: (id: Id) => call<Entry>("GET", at("resources", id)),
  entryHistory: (id: Id) => call<Items<Change>>("GET", at("resources", id, "history")),
  makeEntry: (place: PlaceChange) => call<Entry>("POST", "/resources", place),
  changeEntry: (id: Id, change: PlaceChange, rev: number) =>
    call<Entry>("PATCH", at("resources", id), change, { rev }),
  checkEntry: (id: Id, rev: number) =>
    call<Entry>("POST", at("resources", id, "checked"), {}, { rev }),
  publishEntry: (id: Id, answer: "yes" | "no", rev: number) =>
    call<Entry>("POST", at("resources", id, "publish"), { answer }, { rev }),
  reportEntry: (id: Id, body: string) =>
    call<Entry>("POST", at("resources", id, "reports"), { body }),
  previewEntry: ({ label, expect, call: number, text, url }: Place) =>
    call<{ texts: ListText[] }>("POST", "/resources/preview", {
      label,
      expect,
      call: number,
      text,
      url,
    }),
  exportPath: (form: "json" | "csv") => `/api/v1/resources/export?form=${form}`,
  beginImport: (bytes: number) => call<Import>("POST", "/resources/imports", { bytes }),
  sendImport: (id: Id, file: Blob, about: { name: string; feed: string; part: string }) =>
    call<Import>(
      "PUT",
      `${at("resources", "imports", id, "file")}?${new URLSearchParams(about)}`,
      file,
      { timeout: 60000 },
    ),
  importOf: (id: Id) => call<Import>("GET", at("resources", "imports", id)),
  startImport: (id: Id) => call<Import>("POST", at("resources", "imports", id, "start"), {}),
};
