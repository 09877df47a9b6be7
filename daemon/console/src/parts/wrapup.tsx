/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * wrapup.tsx — what was agreed: whether the line may ask later how it went, what became of the places
 * they chose, the strengths and small wins they want kept, and how it ended. Open at any time, not
 * only at the end. Every yes names the text that said so; nothing here asks for a diagnosis.
 */
import { useEffect, useId, useState } from "preact/hooks";
import { api } from "../api";
import { moment, t } from "../i18n";
import { errorWords, useAct } from "../notice";
import type { FollowUp, Id, List, Message, Row, Win, WrapUp } from "../nouns";
import { isMine, patchThread, type Thread } from "../state";
import { CloseForm } from "./handover";
import { ItemState, useLists } from "./lists";

const textsShown = 12;
const quoteMax = 60;
const winMax = 160;
const days = [1, 2, 3, 7, 14, 30] as const;
const daysUsual = 3;

/* Its peer, also after it has closed. The server has the last word. */
const mayWrapUp = (row: Row, thread: Thread) => isMine(row) || thread.left?.why === "closed";

/* ---- the text that says so ---- */

const short = (words: string) =>
  words.length > quoteMax ? `${words.slice(0, quoteMax).trimEnd()}…` : words;

interface TextFieldProps {
  label: string;
  messages: Message[];
  value: Id;
  onChange: (id: Id) => void;
}

function TextField({ label, messages, value, onChange }: TextFieldProps) {
  const theirs = messages.filter((message) => message.dir === "in" && message.body).slice(-textsShown);
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} required onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t("wrap.choose_text")}</option>
        {theirs.toReversed().map((message) => (
          <option key={message.id} value={message.id}>
            {short(message.body)}
          </option>
        ))}
      </select>
    </label>
  );
}

/* Their words, or that they stand further back than what is on the screen. */
function Said({ thread, id }: { thread: Thread; id: Id | null }) {
  const message = thread.messages.find((one) => one.id === id);
  if (!id) return null;
  return message ? (
    <q class="said" dir="auto">
      {message.body}
    </q>
  ) : (
    <span class="hint">{t("wrap.said_earlier")}</span>
  );
}

/* Each change is answered with all that was agreed. */
function useChange(row: Row) {
  const [busy, run] = useAct();
  const change = (ask: () => Promise<WrapUp>) =>
    run(async () => {
      const wrapUp = await ask();
      patchThread(row.id, () => ({ wrapUp }));
      return true;
    });
  return { busy, change };
}

/* ---- asked later how it went ---- */

function followUpWords(followUp: FollowUp): string {
  const { state, label, asked_at, due, why } = followUp;
  if (state === "cancelled") return t(`follow_up.cancelled.${why ?? "unknown"}`, { label });
  return t(`follow_up.${state}`, { label, time: moment(due ?? asked_at) });
}

interface FollowUpProps {
  row: Row;
  thread: Thread;
  followUp: FollowUp;
}

/* They said it in their own words, so the line did not read it as a yes or no. */
function ConsentForm({ row, thread, followUp }: FollowUpProps) {
  const [message, setMessage] = useState<Id>("");
  const [when, setWhen] = useState<number>(daysUsual);
  const { busy, change } = useChange(row);
  const set = async (answer: "yes" | "no") => {
    if (await change(() => api.setFollowUp(row.id, answer, message, when))) setMessage("");
  };
  return (
    <details class="history">
      <summary>{t("follow_up.set")}</summary>
      <div class="stack small-gap">
        <TextField
          label={t("follow_up.text")}
          messages={thread.messages}
          value={message}
          onChange={setMessage}
        />
        {followUp.state !== "sent" && (
          <label class="field">
            <span>{t("follow_up.when")}</span>
            <select
              value={when}
              onChange={(event) => setWhen(Number(event.currentTarget.value))}
            >
              {days.map((count) => (
                <option key={count} value={count}>
                  {t(`follow_up.days.${count}`)}
                </option>
              ))}
            </select>
          </label>
        )}
        <div class="actions">
          {followUp.state !== "sent" && (
            <button
              type="button"
              class="button"
              disabled={busy || !message}
              onClick={() => set("yes")}
            >
              {t("follow_up.yes")}
            </button>
          )}
          <button type="button" class="button" disabled={busy || !message} onClick={() => set("no")}>
            {t("follow_up.no")}
          </button>
        </div>
      </div>
    </details>
  );
}

const settled = ["answered", "unanswered"];

function Later({ row, thread, wrapUp }: { row: Row; thread: Thread; wrapUp: WrapUp }) {
  const followUp = wrapUp.follow_up;
  const sets = mayWrapUp(row, thread) && !row.opted_out;
  return (
    <section class="stack small-gap" aria-labelledby="later-heading">
      <h2 id="later-heading">{t("follow_up.title")}</h2>
      {!followUp && <p class="empty">{t("follow_up.none")}</p>}
      {followUp && (
        <p class="agreed">
          <span>{followUpWords(followUp)}</span>
          <Said thread={thread} id={followUp.message_id} />
        </p>
      )}
      {followUp && sets && !settled.includes(followUp.state) && (
        <ConsentForm row={row} thread={thread} followUp={followUp} />
      )}
    </section>
  );
}

/* ---- the places they chose ---- */

const chosen = (lists: List[]) =>
  lists.flatMap((list) =>
    list.items
      .filter((item) => item.state !== "offered")
      .map((item) => ({ ...item, key: `${list.id}-${item.n}` })),
  );

function Referrals({ row, thread }: { row: Row; thread: Thread }) {
  const { lists, trouble } = useLists(row, thread.list);
  const items = chosen(lists);
  return (
    <section class="stack small-gap" aria-labelledby="referrals-heading">
      <h2 id="referrals-heading">{t("referrals.title")}</h2>
      {trouble && <p class="trouble">{trouble}</p>}
      {items.length === 0 && <p class="empty">{t("referrals.none")}</p>}
      <ul class="stack small-gap">
        {items.map((item) => (
          <li key={item.key} class="referral">
            <span>{item.label}</span> <ItemState item={item} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/* ---- strengths and small wins ---- */

function WinItem({ row, thread, win }: { row: Row; thread: Thread; win: Win }) {
  const { busy, change } = useChange(row);
  return (
    <li class="win">
      <q class="words" dir="auto">
        {win.body}
      </q>
      {mayWrapUp(row, thread) && (
        <button
          type="button"
          class="button small"
          disabled={busy}
          aria-label={t("wins.remove_name", { words: short(win.body) })}
          onClick={() => change(() => api.removeWin(row.id, win.id))}
        >
          {t("wins.remove")}
        </button>
      )}
    </li>
  );
}

function WinForm({ row, thread }: { row: Row; thread: Thread }) {
  const [body, setBody] = useState("");
  const [message, setMessage] = useState<Id>("");
  const hint = useId();
  const { busy, change } = useChange(row);
  const words = body.trim();
  const save = async (event: Event) => {
    event.preventDefault();
    if (!words || !message) return;
    if (await change(() => api.addWin(row.id, words, message))) {
      setBody("");
      setMessage("");
    }
  };
  return (
    <form class="stack small-gap" onSubmit={save}>
      <label class="field">
        <span>{t("wins.write")}</span>
        <input
          type="text"
          value={body}
          maxLength={winMax}
          dir="auto"
          autocomplete="off"
          aria-describedby={hint}
          onInput={(event) => setBody(event.currentTarget.value)}
        />
      </label>
      <p class="hint" id={hint}>
        {t("wins.hint")}
      </p>
      <TextField
        label={t("wins.text")}
        messages={thread.messages}
        value={message}
        onChange={setMessage}
      />
      <div class="actions">
        <button type="submit" class="button" disabled={busy || !words || !message}>
          {t("wins.keep")}
        </button>
      </div>
    </form>
  );
}

function Wins({ row, thread, wrapUp }: { row: Row; thread: Thread; wrapUp: WrapUp }) {
  return (
    <section class="stack small-gap" aria-labelledby="wins-heading">
      <h2 id="wins-heading">{t("wins.title")}</h2>
      {wrapUp.wins.length === 0 && <p class="empty">{t("wins.none")}</p>}
      <ul class="wins" aria-label={t("wins.title")}>
        {wrapUp.wins.map((win) => (
          <WinItem key={win.id} row={row} thread={thread} win={win} />
        ))}
      </ul>
      {mayWrapUp(row, thread) && <WinForm row={row} thread={thread} />}
    </section>
  );
}

/* ---- the tab ---- */

/* It was told that something changed, not what: asked for only where it is shown. */
function useFresh(row: Row, thread: Thread): { wrapUp: WrapUp | null; trouble: string | null } {
  const [shown, setShown] = useState(thread.wrapUp);
  const [trouble, setTrouble] = useState<string | null>(null);
  const { wrapUp } = thread;
  useEffect(() => {
    if (wrapUp) return void (setShown(wrapUp), setTrouble(null));
    api.wrapUp(row.id).then(
      (fresh) => patchThread(row.id, () => ({ wrapUp: fresh })),
      (error) => setTrouble(errorWords(error)),
    );
  }, [wrapUp]);
  return { wrapUp: wrapUp ?? shown, trouble };
}

export function WrapUpTab({ row, thread }: { row: Row; thread: Thread }) {
  const { wrapUp, trouble } = useFresh(row, thread);
  return (
    <div class="stack">
      {trouble && <p class="trouble">{trouble}</p>}
      {wrapUp && <Later row={row} thread={thread} wrapUp={wrapUp} />}
      <Referrals row={row} thread={thread} />
      {wrapUp && <Wins row={row} thread={thread} wrapUp={wrapUp} />}
      {isMine(row) && (
        <section class="stack small-gap" aria-label={t("close_conversation.do")}>
          <CloseForm row={row} onClose={() => undefined} />
        </section>
      )}
    </div>
  );
}
