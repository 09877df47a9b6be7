/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * import.tsx — the directory as a file: all of it to take along, and a list that comes in. What an
 * import would do is said in words before it does anything.
 */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { announce } from "../announce";
import { api } from "../api";
import { t, tcode, tn } from "../i18n";
import {
  checkFile,
  feedOf,
  forgetImport,
  importing,
  isBusy,
  newsOf,
  storeFile,
  type Importing,
} from "../importing";
import { PlaceHead } from "./place";
import type { Import, ImportNotes } from "../nouns";

/* ---- taking it along ---- */

function Export() {
  return (
    <section class="entry-group" aria-labelledby="export-heading">
      <h2 id="export-heading">{t("export.title")}</h2>
      <p class="hint">{t("export.words")}</p>
      <div class="actions">
        <a class="button" href={api.exportPath("json")} download="">
          {t("export.json")}
        </a>
        <a class="button" href={api.exportPath("csv")} download="">
          {t("export.csv")}
        </a>
      </div>
    </section>
  );
}

/* ---- choosing a file ---- */

interface ExplainedProps {
  words: string;
  hint: string;
  children: (hint: string) => ComponentChildren;
}

/* A field with more to say than its name; `children` gets the id of the rest. */
function Explained({ words, hint, children }: ExplainedProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field">
        <span>{words}</span>
        {children(id)}
      </label>
      <span class="hint" id={id}>
        {hint}
      </span>
    </div>
  );
}

function Chooser({ onCheck }: { onCheck: (file: File, feed: string, part: boolean) => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [feed, setFeed] = useState("");
  const [part, setPart] = useState(false);
  const choose = (chosen: File | null) => {
    setFile(chosen);
    if (chosen) setFeed(feedOf(chosen.name));
  };
  return (
    <form
      class="entry-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (file) onCheck(file, feed.trim(), part);
      }}
    >
      <Explained words={t("import.file")} hint={t("import.file_hint")}>
        {(hint) => (
          <input
            type="file"
            aria-describedby={hint}
            onChange={(event) => choose(event.currentTarget.files?.[0] ?? null)}
          />
        )}
      </Explained>
      <Explained words={t("import.feed")} hint={t("import.feed_hint")}>
        {(hint) => (
          <input
            type="text"
            autocomplete="off"
            maxLength={63}
            aria-describedby={hint}
            value={feed}
            onInput={(event) => setFeed(event.currentTarget.value)}
          />
        )}
      </Explained>
      <label class="choice-row">
        <input
          type="checkbox"
          checked={part}
          onChange={(event) => setPart(event.currentTarget.checked)}
        />
        <span>{t("import.part")}</span>
      </label>
      <div class="actions">
        <button type="submit" class="button primary" disabled={!file}>
          {t("import.check")}
        </button>
      </div>
    </form>
  );
}

/* ---- how far it is ---- */

function progressWords({ file, found }: Importing): string {
  const values = { file, at: found?.at ?? 0, total: found?.total ?? 0 };
  if (found?.state === "storing") return t("import.storing", values);
  if (found?.state === "checking") return t("import.checking", values);
  return t(found?.state === "reading" ? "import.reading" : "import.sending", values);
}

function Progress({ now }: { now: Importing }) {
  const { found } = now;
  const words = progressWords(now);
  const counted = found && ["checking", "storing"].includes(found.state) && found.total > 0;
  return (
    <div class="import-progress">
      <p>{words}</p>
      {counted ? (
        <progress aria-label={now.file} max={found.total} value={found.at} />
      ) : (
        <progress aria-label={now.file} />
      )}
    </div>
  );
}

/* ---- what it does ---- */

const kinds = ["added", "changed", "same", "gone"] as const;

function countWords({ counts, refused }: Import): string[] {
  const words = kinds
    .filter((kind) => counts[kind])
    .map((kind) => tn(`import.${kind}`, counts[kind]));
  return refused.count ? [...words, tn("import.refused", refused.count)] : words;
}

function noteWords({ line, field, why }: ImportNotes["items"][number]): string {
  const place = [line && t("import.line", { line }), field].filter(Boolean).join(" · ");
  return place ? t("import.note", { place, why }) : why;
}

function NoteList({ notes, label }: { notes: ImportNotes; label: string }) {
  const more = notes.count - notes.items.length;
  return (
    <ul class="import-notes" aria-label={label}>
      {notes.items.map((note, i) => (
        <li key={i} dir="auto">
          {noteWords(note)}
        </li>
      ))}
      {more > 0 && <li class="hint">{tn("import.more", more)}</li>}
    </ul>
  );
}

function Notes({ found }: { found: Import }) {
  const { refused, notes } = found;
  return (
    <>
      {refused.count > 0 && (
        <div class="pending">
          <h3>{tn("import.refused", refused.count)}</h3>
          <NoteList notes={refused} label={tn("import.refused", refused.count)} />
        </div>
      )}
      {notes.count > 0 && (
        <details class="history">
          <summary>{tn("import.notes", notes.count)}</summary>
          <NoteList notes={notes} label={tn("import.notes", notes.count)} />
        </details>
      )}
    </>
  );
}

/* Why there is no Import beside it; null: there is. */
function idleWords(found: Import): string | null {
  if (found.state === "done" || newsOf(found)) return null;
  return t(found.counts.same ? "import.nothing_new" : "import.nothing_readable");
}

function Result({ found }: { found: Import }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const done = found.state === "done";
  const idle = idleWords(found);
  useEffect(() => {
    heading.current?.focus();
    announce(countWords(found).join(", "));
  }, [found.state]);
  return (
    <>
      <h3 ref={heading} tabIndex={-1}>
        {t(done ? "import.done" : "import.would")}
      </h3>
      {!done && <p class="hint">{t("import.untouched")}</p>}
      <ul class="import-counts">
        {countWords(found).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      {idle && <p>{idle}</p>}
      {found.part && <p class="hint">{t("import.part_words")}</p>}
    </>
  );
}

function failedWords({ found, trouble }: Importing): string | null {
  if (trouble || found?.state !== "failed") return trouble;
  if (found.trouble === "unreadable") return t("import.unreadable", { why: found.why ?? "" });
  if (found.trouble === "conflict") return t("import.overtaken");
  if (found.trouble === "no_room") return t("import.no_room");
  return t("import.broke", { why: tcode("error", found.trouble ?? "down") });
}

function Trouble({ words }: { words: string }) {
  const shown = useRef<HTMLParagraphElement>(null);
  useEffect(() => shown.current?.focus(), [words]);
  return (
    <p class="trouble" ref={shown} tabIndex={-1}>
      {words}
    </p>
  );
}

function Course({ now }: { now: Importing }) {
  const { found } = now;
  const trouble = failedWords(now);
  if (isBusy(now)) return <Progress now={now} />;
  return (
    <>
      {trouble ? <Trouble words={trouble} /> : found && <Result found={found} />}
      <div class="actions">
        {!trouble && found?.state === "checked" && newsOf(found) > 0 && (
          <button type="button" class="button primary" onClick={() => void storeFile(now, found)}>
            {t("import.start")}
          </button>
        )}
        <button type="button" class="button" onClick={forgetImport}>
          {t("import.another")}
        </button>
      </div>
      {found && !trouble && <Notes found={found} />}
    </>
  );
}

export function ImportPane() {
  const now = importing.value;
  return (
    <section class="entry" id="conversation" data-pane tabIndex={-1} aria-labelledby="entry-heading">
      <PlaceHead words={t("import.title")} />
      <section class="entry-group" aria-labelledby="import-heading">
        <h2 id="import-heading">{now ? now.file : t("import.choose")}</h2>
        {now ? (
          <Course now={now} />
        ) : (
          <Chooser onCheck={(file, feed, part) => void checkFile(file, feed, part)} />
        )}
      </section>
      <Export />
    </section>
  );
}
