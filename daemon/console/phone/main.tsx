/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * main.tsx — several simulated phones on one page: texters, and the phone of whoever is on call.
 *
 * Everything shown came through the line as it would from a carrier. Nothing here leaves the machine.
 */
import { signal } from "@preact/signals";
import { render } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface PhoneMessage {
  id: string;
  dir: "to_line" | "to_phone";
  body: string;
  at: string;
}
interface Known {
  number: string;
  name: string | null;
}
interface State {
  line: { name: string; number: string };
  numbers: Known[];
  messages: PhoneMessage[];
}

/* Numbers kept for fiction: nobody has them. */
const texters: Known[] = [
  { number: "+16175550142", name: "Texter A" },
  { number: "+16175550143", name: "Texter B" },
];

const line = signal<State["line"] | null>(null);
const phones = signal<Known[]>(texters);
const current = signal(texters[0]!.number);
const messages = signal<ReadonlyMap<string, PhoneMessage[]>>(new Map());
const trouble = signal<string | null>(null);

function put(number: string, fresh: PhoneMessage[]): void {
  const known = (messages.value.get(number) ?? []).filter(
    (old) => !fresh.some((one) => one.id === old.id),
  );
  messages.value = new Map(messages.value).set(
    number,
    [...known, ...fresh].sort((a, b) => a.at.localeCompare(b.at)),
  );
}

function addPhone(phone: Known): void {
  if (phones.value.some((known) => known.number === phone.number)) return;
  const name =
    phone.name ??
    `Texter ${String.fromCharCode(65 + phones.value.filter((one) => one.name?.startsWith("Texter")).length)}`;
  phones.value = [...phones.value, { number: phone.number, name }];
}

async function load(number: string): Promise<void> {
  const response = await fetch(`/simulator/api/state?number=${encodeURIComponent(number)}`, {
    cache: "no-store",
  });
  if (!response.ok) throw new Error(String(response.status));
  const state = (await response.json()) as State;
  line.value = state.line;
  put(number, state.messages);
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
    trouble.value = "The line does not answer. Trying again.";
  }
}

/* EventSource comes back by itself, and what was missed is asked for then. */
function listen(): void {
  const stream = new EventSource("/simulator/api/events");
  stream.onopen = () => void loadAll();
  stream.onerror = () => {
    trouble.value = "The line does not answer. Trying again.";
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
  stream.addEventListener("message", (event) => {
    const { number, message } = JSON.parse(event.data) as { number: string; message: PhoneMessage };
    put(number, [message]);
    /* Whose it is, the state says. */
    if (!phones.value.some((phone) => phone.number === number))
      void load(number).catch(() => undefined);
  });
}

async function sendText(from: string, body: string): Promise<boolean> {
  const response = await fetch("/simulator/api/texts", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Console": "1" },
    body: JSON.stringify({ from, body }),
  }).catch(() => null);
  trouble.value = response?.ok
    ? null
    : "That text was not taken by the line. It is still in the field.";
  if (response?.ok) void load(from).catch(() => undefined);
  return response?.ok ?? false;
}

const clock = (at: string) =>
  new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" }).format(new Date(at));

function Bubble({ message, phone }: { message: PhoneMessage; phone: string }) {
  const own = message.dir === "to_line";
  return (
    <li class={own ? "message own" : "message"}>
      <p dir="auto">
        <span class="unseen">{own ? phone : (line.value?.name ?? "Line")}: </span>
        {message.body}
      </p>
      <time dateTime={message.at}>{clock(message.at)}</time>
    </li>
  );
}

function Writer({ phone }: { phone: Known }) {
  const [body, setBody] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (!body.trim() || busy) return;
    setBusy(true);
    if (await sendText(phone.number, body)) setBody("");
    setBusy(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) void send(event);
  };
  return (
    <form class="writer" onSubmit={send}>
      <label>
        <span class="unseen">Text from {phone.name}</span>
        <textarea
          rows={1}
          value={body}
          placeholder="Text message"
          dir="auto"
          onKeyDown={onKeyDown}
          onInput={(event) => setBody(event.currentTarget.value)}
        />
      </label>
      <button type="submit" disabled={!body.trim() || busy} aria-label={`Send from ${phone.name}`}>
        Send
      </button>
    </form>
  );
}

function Phone({ phone }: { phone: Known }) {
  const list = useRef<HTMLDivElement>(null);
  const shown = messages.value.get(phone.number) ?? [];
  useLayoutEffect(
    () => list.current?.scrollTo(0, list.current.scrollHeight),
    [shown.length, current.value],
  );
  return (
    <section
      class={current.value === phone.number ? "phone current" : "phone"}
      aria-label={`Phone of ${phone.name}`}
    >
      <header>
        <h2>{phone.name}</h2>
        <p>{phone.number}</p>
      </header>
      <div
        class="screen"
        ref={list}
        tabIndex={0}
        role="group"
        aria-label={`Texts on the phone of ${phone.name}`}
      >
        <p class="to">{line.value ? `${line.value.name} · ${line.value.number}` : "…"}</p>
        <ol>
          {shown.map((message) => (
            <Bubble key={message.id} message={message} phone={phone.name ?? phone.number} />
          ))}
        </ol>
        {shown.length === 0 && <p class="quiet">No texts yet.</p>}
      </div>
      <Writer phone={phone} />
    </section>
  );
}

function anotherPhone(): void {
  for (let last = 144; last < 200; last++) {
    const number = `+1617555${String(last).padStart(4, "0")}`;
    if (phones.value.some((phone) => phone.number === number)) continue;
    addPhone({ number, name: null });
    current.value = number;
    return;
  }
}

function Phones() {
  return (
    <main>
      <header class="head">
        <h1>Simulated phones</h1>
        <p>
          This is a simulation. No carrier and no real phone is involved: what you write here goes
          to the line on this machine.
        </p>
        <button type="button" onClick={anotherPhone}>
          Add a phone
        </button>
      </header>
      <p class="trouble" role="status">
        {trouble.value}
      </p>
      <nav class="pick" aria-label="Phones">
        {phones.value.map((phone) => (
          <button
            key={phone.number}
            type="button"
            aria-pressed={current.value === phone.number}
            onClick={() => (current.value = phone.number)}
          >
            {phone.name}
          </button>
        ))}
      </nav>
      <div class="phones">
        {phones.value.map((phone) => (
          <Phone key={phone.number} phone={phone} />
        ))}
      </div>
    </main>
  );
}

const root = document.getElementById("phones");
if (root) render(<Phones />, root);
listen();
