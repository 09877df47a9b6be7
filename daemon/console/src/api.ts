/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* api.ts — what can be asked of the daemon, route by route: API.md in code. */
import type {
  Alert,
  AlertOutcome,
  Change,
  ConversationState,
  EmergencyStep,
  Ending,
  Entry,
  Filters,
  FlagKind,
  Id,
  Import,
  Items,
  Ladder,
  LadderStep,
  List,
  ListMade,
  ListText,
  Lists,
  MadeItem,
  Me,
  Message,
  Moved,
  NewDuty,
  Note,
  OnCall,
  Place,
  PlaceChange,
  Resource,
  RevealReason,
  Revealed,
  Risk,
  Row,
  Shift,
  Shifts,
  State,
  Tier,
  Time,
  TimelineEntry,
  Wanted,
  Wish,
  WrapUp,
} from "./nouns";
import { call } from "./wire";

const at = (...parts: (string | number)[]) =>
  "/" + parts.map((part) => encodeURIComponent(part)).join("/");

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
