/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * entry.tsx — one place of the directory: what is known of it, who said so, and what of it waits for
 * a second person. Peers read it and say what is wrong; those who keep the directory change it.
 */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import {
  checkedWords,
  draftOf,
  helpedWords,
  told,
  wordsOf,
  type Draft,
  type Field,
} from "../directory";
import { t, tcode, tn } from "../i18n";
import { errorWords, tell, useAct } from "../notice";
import type { Change, Entry, Id, Proposal } from "../nouns";
import { moment } from "../rota";
import { me, supervises } from "../state";
import { EntryForm } from "./entry-form";
import { Icon } from "./icon";
import { Marks, PlaceHead, PlacePreview } from "./place";
import { Sheet, SheetActions } from "./sheet";
import { ApiError } from "../wire";

interface ActsProps {
  entry: Entry;
  onChange: (entry: Entry) => void;
}

/* A refusal because somebody was faster brings their version; the person looks again. */
function useEntryAct(onChange: (entry: Entry) => void) {
  const [busy, run] = useAct();
  const act = (doing: () => Promise<Entry>, done: (entry: Entry) => string) =>
    run(async () => {
      try {
        const entry = await doing();
        onChange(entry);
        tell(done(entry));
      } catch (error) {
        if (error instanceof ApiError && error.current) onChange(error.current as Entry);
        throw error;
      }
    });
  return [busy, act] as const;
}

/* ---- what waits for a second person ---- */

function ProposalItem({ entry, proposal }: { entry: Entry; proposal: Proposal }) {
  const isOwn = proposal.by.id === me.value?.id;
  return (
    <li>
      <p>
        <strong>{t(`entry.field.${proposal.what}`)}</strong> · {isOwn ? t("you") : proposal.by.name}
        , {moment(proposal.at)}
      </p>
      <p>
        <del dir="auto">{entry[proposal.what] || t("entry.empty")}</del>{" "}
        <ins dir="auto">{proposal.value || t("entry.empty")}</ins>
      </p>
    </li>
  );
}

function Proposals({ entry, onChange }: ActsProps) {
  const [busy, act] = useEntryAct(onChange);
  const others = entry.proposals.some(({ by }) => by.id !== me.value?.id);
  const answer = (word: "yes" | "no") =>
    act(
      () => api.publishEntry(entry.id, word, entry.rev),
      () => t(word === "yes" ? "entry.published" : "entry.dropped"),
    );
  if (entry.proposals.length === 0) return null;
  return (
    <section class="proposals" aria-labelledby="proposals-heading">
      <h2 id="proposals-heading">{t("entry.proposals")}</h2>
      <p>{t(others ? "entry.proposals_words" : "entry.proposals_own")}</p>
      <ul class="stack small-gap">
        {entry.proposals.map((proposal) => (
          <ProposalItem key={proposal.what} entry={entry} proposal={proposal} />
        ))}
      </ul>
      {supervises.value && (
        <div class="actions">
          {others && (
            <button
              type="button"
              class="button primary"
              disabled={busy}
              onClick={() => answer("yes")}
            >
              {t("entry.publish")}
            </button>
          )}
          <button type="button" class="button" disabled={busy} onClick={() => answer("no")}>
            {t(others ? "entry.refuse" : "entry.take_back")}
          </button>
        </div>
      )}
    </section>
  );
}

/* ---- acts ---- */

/* Switching on may not be enough: its publisher may say no, or nobody could reach it. */
function stateWords(entry: Entry): string {
  if (entry.active) return t("entry.is_on");
  return t(entry.approval === "off" ? "entry.stays_off" : "entry.cannot_be_on");
}

function OffSheet({ entry, onChange, onClose }: ActsProps & { onClose: () => void }) {
  const [busy, act] = useEntryAct(onChange);
  const turnOff = async () => {
    await act(
      () => api.changeEntry(entry.id, { active: false }, entry.rev),
      () => t("entry.is_off"),
    );
    onClose();
  };
  return (
    <Sheet title={t("entry.off_title", { name: entry.label })} onClose={onClose}>
      <p>{entry.lists ? tn("entry.off_words", entry.lists) : t("entry.off_words_none")}</p>
      <SheetActions words={t("entry.turn_off")} act={turnOff} disabled={busy} onClose={onClose} />
    </Sheet>
  );
}

const reportMax = 306;

function ReportSheet({ entry, onChange, onClose }: ActsProps & { onClose: () => void }) {
  const [body, setBody] = useState("");
  const [busy, act] = useEntryAct(onChange);
  const send = async () => {
    const words = body.replaceAll(/\s+/g, " ").trim();
    await act(
      () => api.reportEntry(entry.id, words),
      () => t("entry.report_sent"),
    );
    onClose();
  };
  return (
    <Sheet title={t("entry.report_title", { name: entry.label })} onClose={onClose}>
      <label class="field">
        <span>{t("entry.report_words")}</span>
        <textarea
          rows={4}
          maxLength={reportMax}
          dir="auto"
          value={body}
          onInput={(event) => setBody(event.currentTarget.value)}
        />
        <span class="hint">{t("entry.report_hint")}</span>
      </label>
      <SheetActions
        words={t("entry.report_send")}
        act={send}
        disabled={busy || !body.trim()}
        onClose={onClose}
      />
    </Sheet>
  );
}

type EditProps = ActsProps & { onEdit: () => void };
type Opened = "off" | "report" | null;

function KeeperActs({ entry, onChange, onEdit, onOff }: EditProps & { onOff: () => void }) {
  const [busy, act] = useEntryAct(onChange);
  const check = () =>
    act(
      () => api.checkEntry(entry.id, entry.rev),
      (checked) => `${t("entry.checked")} ${stateWords(checked)}`,
    );
  const turnOn = () =>
    act(() => api.changeEntry(entry.id, { active: true }, entry.rev), stateWords);
  return (
    <>
      <button
        type="button"
        class="button primary"
        disabled={busy}
        aria-describedby="check-hint"
        onClick={check}
      >
        <Icon name="check" /> {t("entry.check")}
      </button>
      <button type="button" class="button" onClick={onEdit}>
        {t("entry.edit")}
      </button>
      <button
        type="button"
        class="button"
        disabled={busy}
        onClick={entry.active ? onOff : turnOn}
      >
        {t(entry.active ? "entry.turn_off_ask" : "entry.turn_on")}
      </button>
    </>
  );
}

function Acts({ entry, onChange, onEdit }: EditProps) {
  const [opened, setOpened] = useState<Opened>(null);
  const close = () => setOpened(null);
  return (
    <div class="stack small-gap">
      <div class="actions">
        {supervises.value && (
          <KeeperActs
            entry={entry}
            onChange={onChange}
            onEdit={onEdit}
            onOff={() => setOpened("off")}
          />
        )}
        <button type="button" class="button" onClick={() => setOpened("report")}>
          {t("entry.report")}
        </button>
      </div>
      {supervises.value && (
        <p class="hint" id="check-hint">
          {t("entry.check_hint")}
        </p>
      )}
      {opened === "off" && <OffSheet entry={entry} onChange={onChange} onClose={close} />}
      {opened === "report" && <ReportSheet entry={entry} onChange={onChange} onClose={close} />}
    </div>
  );
}

/* ---- what is known ---- */

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return children ? (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  ) : null;
}

/* What the line has written over its publisher's words: it stays so at every import. */
const ownWords = ({ own }: Entry) =>
  own
    .filter((field) => field !== "checked")
    .map((field) => tcode("entry.field", field))
    .join(", ");

const ways: Field[] = ["call", "text", "url"];
const further: Field[] = ["area", "for", "languages", "cost", "emergency", "tags"];

function Facts({ entry }: { entry: Entry }) {
  const fact = (field: Field) => (
    <Fact key={field} name={t(`entry.field.${field}`)}>
      {entry[field]}
    </Fact>
  );
  const hours = [entry.hours, t(`resource.open.${entry.open_now}`)].filter(Boolean).join(" · ");
  return (
    <dl class="entry-facts">
      {ways.map(fact)}
      <Fact name={t("entry.field.hours")}>{hours}</Fact>
      {further.map(fact)}
      <Fact name={t("entry.last_checked")}>{checkedWords(entry.checked)}</Fact>
      <Fact name={t("entry.told_us")}>{helpedWords(entry) || t("entry.nobody_told")}</Fact>
      <Fact name={t("entry.in_lists")}>{entry.lists > 0 && tn("entry.lists", entry.lists)}</Fact>
      <Fact name={t("entry.publisher")}>{entry.feed}</Fact>
      <Fact name={t("entry.own")}>{entry.feed && ownWords(entry)}</Fact>
    </dl>
  );
}

/* ---- its history ---- */

const besides = ["proposed", "refused", "reported"]; /* said of it, and no change of it */

function whatWords({ what, was }: Change): string {
  const field = what === "proposed" || what === "refused" ? was : what;
  return tcode("entry.change", what, { field: tcode("entry.field", field) });
}

function ChangeItem({ change }: { change: Change }) {
  const value = (words: string) => tcode("entry.value", words, { value: words });
  return (
    <li>
      <span class="hint">
        <time dateTime={change.at}>{moment(change.at)}</time> ·{" "}
        {change.by?.name ?? t("entry.an_import")}
      </span>
      <span>
        {whatWords(change)}{" "}
        {!besides.includes(change.what) && change.was && (
          <>
            <del dir="auto">{value(change.was)}</del>{" "}
          </>
        )}
        {change.became && <ins dir="auto">{value(change.became)}</ins>}
      </span>
    </li>
  );
}

function History({ entry }: { entry: Entry }) {
  const [changes, setChanges] = useState<Change[] | null>(null);
  const [open, setOpen] = useState(false);
  const news = told.value;
  useEffect(() => {
    if (open)
      void api.entryHistory(entry.id).then(
        ({ items }) => setChanges(items),
        (error) => tell(errorWords(error), true),
      );
  }, [open, entry.rev, news]);
  return (
    <details class="history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t("entry.history")} <Icon name="down" />
      </summary>
      {changes?.length === 0 && <p class="empty">{t("entry.history_none")}</p>}
      <ol class="entry-history">
        {changes?.map((change) => (
          <ChangeItem key={`${change.at} ${change.what} ${change.became}`} change={change} />
        ))}
      </ol>
    </details>
  );
}

/* ---- the pane ---- */

function Reading({ entry, onChange, onEdit }: EditProps) {
  return (
    <>
      <div class="stack small-gap">
        {entry.name.toLowerCase() !== entry.label.toLowerCase() && <p dir="auto">{entry.name}</p>}
        {entry.blurb && <p dir="auto">{entry.blurb}</p>}
        <p class="place-marks">
          {entry.active && <span class="mark ok">{t("entry.on")}</span>}
          <Marks place={entry} />
        </p>
        {entry.alert && (
          <p class="failure" dir="auto">
            {entry.alert}
          </p>
        )}
      </div>
      <Acts entry={entry} onChange={onChange} onEdit={onEdit} />
      <Proposals entry={entry} onChange={onChange} />
      <Facts entry={entry} />
      <PlacePreview place={entry} />
      <History entry={entry} />
    </>
  );
}

/* An answer that was on its way while somebody saved must not bring the old version back. */
const newest = (known: Entry | null, entry: Entry) =>
  known && known.rev > entry.rev ? known : entry;

function useEntry(id: Id) {
  const [entry, setEntry] = useState<Entry | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const news = told.value;
  const put = (next: Entry) => setEntry((known) => newest(known, next));
  useEffect(() => void draftOf(id).then((kept) => kept && setDraft(kept)), []);
  useEffect(() => {
    if (entry && news?.id && news.id !== id) return;
    void api.entry(id).then(put, (error) => setTrouble(errorWords(error)));
  }, [news]);
  return { entry, put, trouble, draft, setDraft };
}

export function EntryPane({ id }: { id: Id }) {
  const { entry, put, trouble, draft, setDraft } = useEntry(id);
  const writing = supervises.value ? draft : null;
  return (
    <section class="entry" id="conversation" data-pane tabIndex={-1} aria-labelledby="entry-heading">
      <PlaceHead
        words={entry ? entry.label || entry.name : t("nav.directory")}
        writing={!!writing}
      />
      {trouble && <p class="failure">{trouble}</p>}
      {entry && writing && (
        <EntryForm entry={entry} draft={writing} onSaved={put} onClose={() => setDraft(null)} />
      )}
      {entry && !writing && (
        <Reading
          entry={entry}
          onChange={put}
          onEdit={() => setDraft({ base: entry, words: wordsOf(entry) })}
        />
      )}
    </section>
  );
}
