/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * entry-form.tsx — writing about a place. What is written is kept until it is saved or dropped; when
 * somebody else was faster, both versions stand side by side and the person decides, field by field.
 */
import { useEffect, useId, useState } from "preact/hooks";
import { api } from "../api";
import {
  bounds,
  changesOf,
  draftOf,
  fields,
  keepDraft,
  mayWrite,
  noWords,
  settled,
  troubleOf,
  type Draft,
  type Field,
  type Words,
} from "../directory";
import { t } from "../i18n";
import { tell, useAct } from "../notice";
import type { Entry, Place, PlaceChange } from "../nouns";
import { entryPath, go, newEntry } from "../route";
import { PlaceHead, PlacePreview } from "./place";
import { Versions } from "./versions";
import { ApiError } from "../wire";

/* ---- fields ---- */

const groups: { title: "entry.group.texted" | "entry.group.reached" | "entry.group.found"; names: Field[] }[] = [
  { title: "entry.group.texted", names: ["label", "expect", "call", "text"] },
  { title: "entry.group.reached", names: ["url", "hours", "cost", "languages", "emergency"] },
  { title: "entry.group.found", names: ["name", "blurb", "area", "for", "tags"] },
];
const long: Field[] = ["expect", "blurb"];
const hints: Partial<Record<Field, "entry.hint.expect" | "entry.hint.emergency" | "entry.hint.tags">> = {
  expect: "entry.hint.expect",
  emergency: "entry.hint.emergency",
  tags: "entry.hint.tags",
};

interface FieldProps {
  field: Field;
  entry: Entry | null;
  value: string | null;
  onChange: (value: string | null) => void;
}

/* One line of text has no line breaks: on a phone one could pretend to be the next item. */
const oneLine = (value: string) => value.replaceAll(/[\r\n]+/g, " ");

function waitingWords(entry: Entry | null, field: Field): string | null {
  const proposal = entry?.proposals.find(({ what }) => what === field);
  return proposal
    ? t("entry.field_waits", { value: proposal.value || t("entry.empty"), name: proposal.by.name })
    : null;
}

function GiveBack({ entry, field, value, onChange }: FieldProps) {
  if (!entry?.feed || !entry.own.includes(field)) return null;
  return (
    <label class="choice-row">
      <input
        type="checkbox"
        checked={value === null}
        onChange={(event) => onChange(event.currentTarget.checked ? null : entry[field])}
      />
      <span>{t("entry.give_back", { feed: entry.feed })}</span>
    </label>
  );
}

function FieldInput(props: FieldProps) {
  const { field, entry, value, onChange } = props;
  const id = useId();
  const trouble = troubleOf(field, value);
  const left = bounds[field] - [...(value ?? "")].length;
  const notes = [
    hints[field] && t(hints[field]),
    waitingWords(entry, field),
    left < 20 && left >= 0 && t("entry.left", { n: left }),
  ].filter(Boolean);
  const shared = {
    value: value ?? "",
    disabled: value === null,
    dir: "auto" as const,
    "aria-describedby": id,
    "aria-invalid": trouble ? ("true" as const) : undefined,
    onInput: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      onChange(oneLine(event.currentTarget.value)),
  };
  return (
    <div class="field">
      <label class="field">
        <span>{t(`entry.field.${field}`)}</span>
        {long.includes(field) ? (
          <textarea rows={field === "expect" ? 5 : 3} {...shared} />
        ) : (
          <input type="text" autocomplete="off" {...shared} />
        )}
      </label>
      <span id={id}>
        {trouble && <span class="trouble">{t(trouble, { n: -left })} </span>}
        <span class="hint">{notes.join(" ")}</span>
      </span>
      <GiveBack {...props} />
    </div>
  );
}

function ReadOnly({ entry, field }: { entry: Entry; field: Field }) {
  return (
    <div class="field">
      <span>{t(`entry.field.${field}`)}</span>
      <span dir="auto">{entry[field] || t("entry.empty")}</span>
      <span class="hint">{t("entry.from_feed", { feed: entry.feed ?? "" })}</span>
    </div>
  );
}

interface FieldsProps {
  entry: Entry | null;
  words: Words;
  onChange: (words: Words) => void;
}

function Fields({ entry, words, onChange }: FieldsProps) {
  return (
    <>
      {groups.map(({ title, names }) => (
        <fieldset key={title} class="entry-group">
          <legend>{t(title)}</legend>
          {names.map((field) =>
            entry && !mayWrite(entry, field) ? (
              <ReadOnly key={field} entry={entry} field={field} />
            ) : (
              <FieldInput
                key={field}
                field={field}
                entry={entry}
                value={words[field]}
                onChange={(value) => onChange({ ...words, [field]: value })}
              />
            ),
          )}
        </fieldset>
      ))}
    </>
  );
}

/* As it will be texted: what is given back is not known before the next import. */
function shown(words: Words, base: Place): Place {
  const entries = fields.map((field) => [field, words[field] ?? base[field]]);
  return Object.fromEntries(entries) as Record<Field, string>;
}

const isSound = (words: Words) => fields.every((field) => !troubleOf(field, words[field]));

/* ---- a place that is there ---- */

interface FormProps {
  entry: Entry;
  draft: Draft;
  onSaved: (entry: Entry) => void;
  onClose: () => void;
}

/* A number that texters have is not changed by one person alone. */
function savedWords(entry: Entry, change: PlaceChange): string {
  const waits = entry.waiting.some((field) => field in change);
  return t(waits ? "entry.saved_waits" : "entry.saved");
}

function useSaving({ entry, draft, onSaved, onClose }: FormProps) {
  const [words, setWords] = useState(draft.words);
  const [base, setBase] = useState(draft.base ?? entry);
  const [theirs, setTheirs] = useState<Entry | null>(null);
  const [busy, run] = useAct();
  const keep = (next: Words) => {
    setWords(next);
    keepDraft(entry.id, { base, words: next });
  };
  const close = () => {
    keepDraft(entry.id, null);
    onClose();
  };
  const send = (from: Entry, next: Words) =>
    run(async () => {
      const change = changesOf(next, from);
      try {
        const saved = Object.keys(change).length
          ? await api.changeEntry(entry.id, change, from.rev)
          : from;
        onSaved(saved);
        close();
        tell(savedWords(saved, change));
      } catch (error) {
        if (!(error instanceof ApiError) || !error.current) throw error;
        setTheirs(error.current as Entry);
      }
    });
  /* The words as decided become what is being written, on top of the version they were decided on. */
  const decide = (chosen: Parameters<typeof settled>[1]) => {
    if (!theirs) return;
    const next = settled(theirs, chosen);
    setBase(theirs);
    setWords(next);
    keepDraft(entry.id, { base: theirs, words: next });
    setTheirs(null);
    void send(theirs, next);
  };
  const takeTheirs = () => {
    if (theirs) onSaved(theirs);
    close();
  };
  return { words, keep, base, theirs, busy, send, decide, takeTheirs, close };
}

export function EntryForm(props: FormProps) {
  const { entry } = props;
  const { words, keep, base, theirs, busy, send, decide, takeTheirs, close } = useSaving(props);
  if (theirs)
    return (
      <Versions
        id={entry.id}
        mine={words}
        before={base}
        theirs={theirs}
        busy={busy}
        onDecide={decide}
        onTheirs={takeTheirs}
      />
    );
  return (
    <form
      class="entry-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send(base, words);
      }}
    >
      {entry.rev !== base.rev && <p class="pending">{t("entry.news")}</p>}
      <Fields entry={base} words={words} onChange={keep} />
      <PlacePreview place={shown(words, base)} />
      <div class="actions entry-save">
        <button type="submit" class="button primary" disabled={busy || !isSound(words)}>
          {t("entry.save")}
        </button>
        <button type="button" class="button" onClick={close}>
          {t("entry.discard")}
        </button>
      </div>
    </form>
  );
}

/* ---- a new one ---- */

export function NewEntryForm() {
  const [words, setWords] = useState<Words>(noWords);
  const [busy, run] = useAct();
  const named = { ...words, name: words.name || words.label };
  useEffect(() => void draftOf(newEntry).then((kept) => kept && setWords(kept.words)), []);
  const keep = (next: Words) => {
    setWords(next);
    keepDraft(newEntry, { base: null, words: next });
  };
  const make = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      const made = await api.makeEntry(changesOf(named, noWords));
      keepDraft(newEntry, null);
      tell(t("entry.made"));
      go(entryPath(made.id));
    });
  };
  return (
    <section class="entry" id="conversation" data-pane tabIndex={-1} aria-labelledby="entry-heading">
      <PlaceHead words={t("entry.new")} />
      <form class="entry-form" onSubmit={make}>
        <p class="hint">{t("entry.new_words")}</p>
        <Fields entry={null} words={words} onChange={keep} />
        <PlacePreview place={shown(words, noWords)} />
        <div class="actions entry-save">
          <button type="submit" class="button primary" disabled={busy || !isSound(named)}>
            {t("entry.make")}
          </button>
          <a class="button" href="#/directory" onClick={() => keepDraft(newEntry, null)}>
            {t("entry.discard")}
          </a>
        </div>
      </form>
    </section>
  );
}
