/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* call.tsx — a call to a simulated phone: it rings, the words are read out as text, a key is pressed. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { actOnCall, calls, current, line, ringing, type Call, type CallAct, type Known } from "./line";

const caller = () => line.value?.name ?? "The line";

export const isOver = (call: Call) => call.state !== "ringing" && call.state !== "answered";

export const screenId = (phone: Known) => `screen${phone.number}`;

/* One act at a time. Where its button is gone afterwards, the phone's texts are where one goes on. */
function useCall(phone: Known, call: Call) {
  const busy = useRef(false);
  return async (what: CallAct, key?: "1" | "2") => {
    if (busy.current) return;
    busy.current = true;
    await actOnCall(phone.number, call, what, key);
    busy.current = false;
    requestAnimationFrame(() => {
      if (document.activeElement === document.body)
        document.getElementById(screenId(phone))?.focus();
    });
  };
}

function Ringing({ phone, call }: { phone: Known; call: Call }) {
  const act = useCall(phone, call);
  return (
    <>
      <p>
        <strong>{caller()}</strong> is calling
      </p>
      <div class="call-acts">
        <button type="button" class="answer" onClick={() => act("answer")}>
          Answer
        </button>
        <button type="button" class="hang-up" onClick={() => act("decline")}>
          Decline
        </button>
      </div>
    </>
  );
}

function Keys({ press }: { press: (key: "1" | "2") => void }) {
  return (
    <>
      <button type="button" onClick={() => press("1")}>
        Press 1
      </button>
      <button type="button" onClick={() => press("2")}>
        Press 2
      </button>
    </>
  );
}

/* Whoever answered was on a button that is gone now: the words come next. */
function Speaking({ phone, call }: { phone: Known; call: Call }) {
  const act = useCall(phone, call);
  const words = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    if (document.activeElement === document.body) words.current?.focus();
  }, []);
  return (
    <>
      <p ref={words} tabIndex={-1} class="said" lang={call.language ?? undefined} dir="auto">
        <span class="unseen">{caller()} says: </span>
        {call.said ?? "…"}
      </p>
      <div class="call-acts">
        {call.asks && <Keys press={(key) => void act("key", key)} />}
        <button type="button" class="hang-up" onClick={() => act("hang-up")}>
          Hang up
        </button>
      </div>
    </>
  );
}

/* The call that this phone has now, above its texts: both can be used. */
export function LiveCall({ phone }: { phone: Known }) {
  const call = calls.value.get(phone.number)?.find((one) => !isOver(one));
  if (!call) return null;
  return (
    <section class={`call ${call.state}`} aria-label={`Call on the phone of ${phone.name}`}>
      {call.state === "ringing" ? (
        <Ringing phone={phone} call={call} />
      ) : (
        <Speaking key={call.id} phone={phone} call={call} />
      )}
    </section>
  );
}

const ends = {
  declined: () => `Declined call from ${caller()}`,
  missed: () => `Missed call from ${caller()}`,
};

/* What is left of a call among the texts. */
export function CallLine({ call }: { call: Call }) {
  if (call.state === "declined" || call.state === "missed") return <p>{ends[call.state]()}</p>;
  return (
    <p>
      Call from {caller()}
      {call.said ? ": " : ", without a word"}
      {call.said && (
        <q lang={call.language ?? undefined} dir="auto">
          {call.said}
        </q>
      )}
    </p>
  );
}

function show(phone: Known): void {
  current.value = phone.number;
  requestAnimationFrame(() => {
    const screen = document.getElementById(screenId(phone));
    screen?.closest("section")?.scrollIntoView({ block: "nearest", inline: "center" });
    screen?.focus();
  });
}

/* Said at once, and seen above all: a phone that rings is heard across the room. */
export function RingingAloud() {
  return (
    <div class="rings" role="alert">
      {ringing.value.map((phone) => (
        <p key={phone.number}>
          <span>
            The phone of <strong>{phone.name}</strong> is ringing
          </span>
          <button type="button" onClick={() => show(phone)}>
            Show it
            <span class="unseen">: {phone.name}</span>
          </button>
        </p>
      ))}
    </div>
  );
}
