/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* line.ts — what the simulated phones know, and what they ask of the line on this machine. */
import { computed, signal } from "@preact/signals";

export interface PhoneMessage {
  id: string;
  dir: "to_line" | "to_phone";
  body: string;
  at: string;
}
export interface Call {
  id: string;
  state: "ringing" | "answered" | "over" | "declined" | "missed";
  said: string | null;
  language: string | null;
  asks: boolean;
  at: string;
}
export interface Known {
  number: string;
  name: string | null;
}
interface State {
  line: { name: string; number: string };
  numbers: Known[];
  messages: PhoneMessage[];
  calls: Call[];
}

/* Numbers kept for fiction: nobody has them. */
const texters: Known[] = [
  { number: "+16175550142", name: "Texter A" },
  { number: "+16175550143", name: "Texter B" },
];

export const line = signal<State["line"] | null>(null);
export const phones = signal<Known[]>(texters);
export const current = signal(texters[0]!.number);
export const messages = signal<ReadonlyMap<string, PhoneMessage[]>>(new Map());
export const calls = signal<ReadonlyMap<string, Call[]>>(new Map());
export const trouble = signal<string | null>(null);

export const ringing = computed(() =>
  phones.value.filter(({ number }) =>
    calls.value.get(number)?.some((call) => call.state === "ringing"),
  ),
);

const silence = "The line does not answer. Trying again.";

/* By id, never blindly appended: an event may come before or after the state that has it too. */
function merged<T extends { id: string; at: string }>(known: T[] | undefined, fresh: T[]): T[] {
  const others = (known ?? []).filter((old) => !fresh.some((one) => one.id === old.id));
  return [...others, ...fresh].sort((a, b) => a.at.localeCompare(b.at));
}

function putMessages(number: string, fresh: PhoneMessage[]): void {
  const known = messages.value.get(number);
  messages.value = new Map(messages.value).set(number, merged(known, fresh));
}

function putCall(number: string, call: Call): void {
  calls.value = new Map(calls.value).set(number, merged(calls.value.get(number), [call]));
}

export function addPhone(phone: Known): void {
  if (phones.value.some((known) => known.number === phone.number)) return;
  const texterCount = phones.value.filter((one) => one.name?.startsWith("Texter")).length;
  const name = phone.name ?? `Texter ${String.fromCharCode(65 + texterCount)}`;
  phones.value = [...phones.value, { number: phone.number, name }];
}

/* A call that a restarted line knows nothing of is over: only what it tells of is shown. */
async function load(number: string): Promise<void> {
  const response = await fetch(`/simulator/api/state?number=${encodeURIComponent(number)}`, {
    cache: "no-store",
  });
  if (!response.ok) throw new Error(String(response.status));
  const state = (await response.json()) as State;
  line.value = state.line;
  putMessages(number, state.messages);
  calls.value = new Map(calls.value).set(number, merged([], state.calls));
  const fresh = state.numbers.filter(
    (known) => !phones.value.some((phone) => phone.number === known.number),
  );
  fresh.forEach(addPhone);
  await Promise.all(fresh.map((known) => load(known.number)));
}

async function loadAll(): Promise<void> {
  try {
    await Promise.all(phones.value.map((phone) => load(phone.number)));
    trouble.value = null;
  } catch {
    trouble.value = silence;
  }
}

/* Whose a new phone is, the state says. */
function loadIfNew(number: string): void {
  if (!phones.value.some((phone) => phone.number === number))
    void load(number).catch(() => undefined);
}

/* EventSource comes back by itself, and what was missed is asked for then. */
export function listen(): void {
  const stream = new EventSource("/simulator/api/events");
  stream.onopen = () => void loadAll();
  stream.onerror = () => {
    trouble.value = silence;
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
  stream.addEventListener("message", (event) => {
    const { number, message } = JSON.parse(event.data) as { number: string; message: PhoneMessage };
    putMessages(number, [message]);
    loadIfNew(number);
  });
  stream.addEventListener("call", (event) => {
    const { number, call } = JSON.parse(event.data) as { number: string; call: Call };
    putCall(number, call);
    loadIfNew(number);
  });
}

function post(path: string, body: object): Promise<Response | null> {
  return fetch(`/simulator/api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Console": "1" },
    body: JSON.stringify(body),
  }).catch(() => null);
}

export async function sendText(from: string, body: string): Promise<boolean> {
  const response = await post("texts", { from, body });
  trouble.value = response?.ok
    ? null
    : "That text was not taken by the line. It is still in the field.";
  if (response?.ok) void load(from).catch(() => undefined);
  return response?.ok ?? false;
}

export type CallAct = "answer" | "decline" | "key" | "hang-up";

/* What became of the call comes back with the answer, or by the state if it is over already. */
export async function actOnCall(
  number: string,
  call: Call,
  act: CallAct,
  key?: "1" | "2",
): Promise<void> {
  const response = await post(`calls/${call.id}/${act}`, key ? { key } : {});
  trouble.value = null;
  if (response?.ok) putCall(number, (await response.json()) as Call);
  else if (response?.status === 410) await load(number).catch(() => undefined);
  else trouble.value = "The line did not take that. You can try it again.";
}
