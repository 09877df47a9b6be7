/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * main.tsx — several simulated phones on one page: texters, and the phone of whoever is on call.
 *
 * Everything shown came through the line as it would from a carrier. Nothing here leaves the machine.
 */
import { render } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { CallLine, isOver, LiveCall, RingingAloud, screenId } from "./call";
import {
  addPhone,
  calls,
  current,
  line,
  listen,
  messages,
  phones,
  sendText,
  trouble,
  type Known,
  type PhoneMessage,
} from "./line";

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

/*
 * Texts leave one after another. Enter while one is on its way is remembered, and what was written
 * meanwhile stays: only the words that were taken leave the field.
 */
function useWriter(phone: Known) {
  const [body, setBody] = useState("");
  const field = useRef("");
  const state = useRef<"idle" | "sending" | "once_more">("idle");
  const write = (words: string) => setBody((field.current = words));
  const send = async () => {
    const sent = field.current;
    if (state.current !== "idle") {
      state.current = "once_more";
      return;
    }
    if (!sent.trim()) return;
    state.current = "sending";
    const taken = await sendText(phone.number, sent);
    if (taken && field.current.startsWith(sent)) write(field.current.slice(sent.length));
    const onceMore = taken && state.current !== "sending";
    state.current = "idle";
    if (onceMore) void send();
  };
  return { body, write, send: () => void send() };
}

function Writer({ phone }: { phone: Known }) {
  const { body, write, send } = useWriter(phone);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="writer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label>
        <span class="unseen">Text from {phone.name}</span>
        <textarea
          rows={1}
          value={body}
          placeholder="Text message"
          dir="auto"
          onKeyDown={onKeyDown}
          onInput={(event) => write(event.currentTarget.value)}
        />
      </label>
      <button type="submit" disabled={!body.trim()} aria-label={`Send from ${phone.name}`}>
        Send
      </button>
    </form>
  );
}

/* Texts and calls that are over, as they came. */
function entriesOf({ number, name }: Known) {
  const texts = (messages.value.get(number) ?? []).map((message) => ({
    at: message.at,
    shown: <Bubble key={message.id} message={message} phone={name ?? number} />,
  }));
  const past = (calls.value.get(number) ?? []).filter(isOver).map((call) => ({
    at: call.at,
    shown: (
      <li class="past-call" key={call.id}>
        <CallLine call={call} />
        <time dateTime={call.at}>{clock(call.at)}</time>
      </li>
    ),
  }));
  return [...texts, ...past].sort((a, b) => a.at.localeCompare(b.at)).map(({ shown }) => shown);
}

function Phone({ phone }: { phone: Known }) {
  const list = useRef<HTMLDivElement>(null);
  const entries = entriesOf(phone);
  useLayoutEffect(
    () => list.current?.scrollTo(0, list.current.scrollHeight),
    [entries.length, current.value],
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
      <LiveCall phone={phone} />
      <div
        class="screen"
        id={screenId(phone)}
        ref={list}
        tabIndex={0}
        role="group"
        aria-label={`Texts on the phone of ${phone.name}`}
      >
        <p class="to">{line.value ? `${line.value.name} · ${line.value.number}` : "…"}</p>
        <ol>{entries}</ol>
        {entries.length === 0 && <p class="quiet">No texts yet.</p>}
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
      <RingingAloud />
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
