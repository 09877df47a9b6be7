/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * notes.tsx — what the people of the line tell each other about a conversation. A panel, a colour and
 * a route of its own: nothing written here can reach the texter.
 */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { clock, t } from "../i18n";
import { bind } from "../keys";
import { useAct } from "../notice";
import type { Note, Row } from "../nouns";
import { addNotes, alertOf, isMine, me, type Thread } from "../state";

const advises = ["coach", "asked", "speaking", "took_over"];

/* The peer, whoever joined to advise, and supervisors write; others only read. */
function mayWrite(row: Row): boolean {
  const joined = alertOf(row.id)?.joined.find((one) => one.id === me.value?.id);
  return (
    isMine(row) || !!me.value?.roles.includes("supervisor") || advises.includes(joined?.as ?? "")
  );
}

function NoteItem({ note }: { note: Note }) {
  return (
    <li class="note">
      <p class="words" dir="auto">
        {note.body}
      </p>
      <span class="note-by">
        {note.author.id === me.value?.id ? t("you") : note.author.name} ·{" "}
        <time dateTime={note.at}>{clock(note.at)}</time>
      </span>
    </li>
  );
}

function NoteForm({ row }: { row: Row }) {
  const [body, setBody] = useState("");
  const [busy, run] = useAct();
  const field = useRef<HTMLTextAreaElement>(null);
  const hint = useId();
  useEffect(() => bind("n", () => field.current?.focus()), []);
  const save = (event: Event) => {
    event.preventDefault();
    if (!body.trim()) return;
    void run(async () => {
      addNotes(row.id, [await api.addNote(row.id, body.trim())]);
      setBody("");
    });
  };
  return (
    <form class="stack small-gap" onSubmit={save}>
      <label class="field">
        <span>{t("notes.write")}</span>
        <textarea
          rows={3}
          maxLength={1000}
          ref={field}
          value={body}
          dir="auto"
          aria-describedby={hint}
          onInput={(event) => setBody(event.currentTarget.value)}
        />
      </label>
      <p class="note-by" id={hint}>
        {t("notes.words")}
      </p>
      <div class="actions">
        <button type="submit" class="button" disabled={busy || !body.trim()}>
          {t("notes.save")}
        </button>
      </div>
    </form>
  );
}

export function Notes({ row, thread }: { row: Row; thread: Thread }) {
  return (
    <section class="notes stack small-gap" aria-labelledby="notes-heading">
      <h2 id="notes-heading">{t("notes.title")}</h2>
      {thread.notes.length === 0 && <p>{t("notes.none")}</p>}
      <ol class="stack small-gap">
        {thread.notes.map((note) => (
          <NoteItem key={note.id} note={note} />
        ))}
      </ol>
      {mayWrite(row) && <NoteForm row={row} />}
    </section>
  );
}
