/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* nouns.ts — the shapes of what goes over the wire, by family, as API.md has them. */

export type Id = string;
export type Time = string;
export interface Named {
  id: Id;
  name: string;
}
export interface Items<T> {
  items: T[];
  next: string | null;
}

/* ---- people and the line ---- */

export type Role = "peer" | "responder" | "supervisor" | "admin";
export type ShiftStatus = "on" | "finishing" | "break" | "off";
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
export interface Person {
  id: Id;
  name: string;
  role: Role;
  status: ShiftStatus;
  open: number;
  capacity: number;
  connected: boolean;
}

/* Somebody of the line who wants to talk. Without `since` they wait no more. */
export interface Talk {
  person: Named;
  since: Time | null;
  taken_by: Named | null;
}

/* ---- conversations ---- */

export type Tier = "steady" | "watch" | "high" | "imminent";
export type Ending = "goodbye" | "quiet" | "crisis" | "stopped" | "other";
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
export interface Note {
  id: Id;
  conv: Id;
  body: string;
  author: Named;
  at: Time;
}
export interface Draft {
  body: string;
  rev: number;
}
export interface Reason {
  source: "words" | "rule" | "peer" | "history";
  rule: string | null;
  text: string | null;
  message_id: Id | null;
  by: Named | null;
  at: Time;
}
export interface Risk {
  level: Tier;
  since: Time;
  reasons: Reason[];
  pending: { level: Tier; by: Named; reason: string; at: Time } | null;
  rev: number;
}

/* Whoever gave a conversation away may not see it any more. */
export interface Moved {
  conversation: Row | null;
}

/* ---- alerts ---- */

export type FlagKind = "watch" | "join" | "danger";
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

/* ---- lists, and what is agreed ---- */

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
export interface ListText {
  body: string;
  segments: number;
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

/* ---- the directory ---- */

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

/* null: its publisher's word again. */
export type PlaceChange = { [field in keyof Place]?: string | null } & { active?: boolean };

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

/* ---- who is on call, and who is woken ---- */

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
export interface OnCall {
  line: Id;
  person: Named;
  by_rota: boolean;
  paged_at: Time | null;
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

/* ---- all at once ---- */

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
