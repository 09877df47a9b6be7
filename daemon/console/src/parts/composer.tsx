/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * composer.tsx — where the peer answers. It belongs to one conversation and says whose; its text is
 * that conversation's draft. Nothing but the peer and sending changes the text, not even losing
 * the conversation: then only Send goes away.
 */
import { useEffect, useId, useRef } from "preact/hooks";
import { clearDraft, decideDraft, draftOf, elsewhere, writeDraft } from "../drafts";
import { t, tn } from "../i18n";
import { bind } from "../keys";
import type { Id, Row } from "../nouns";
import { post } from "../outbox";
import { countSegments, plainQuotes } from "../segments";
import { me, type Left } from "../state";
import { copy } from "./bubble";

const rowsMin = 2;
const rowsMax = 8;

function rowsFor(text: string): number {
  const lines = text
    .split("\n")
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 56)), 0);
  return Math.max(rowsMin, Math.min(rowsMax, lines));
}

/* Why nothing can be sent now, or null when it can. */
function whyNot(row: Row, left: Left | null): string | null {
  if (row.opted_out) return t("composer.stopped");
  if (left?.to) return t("composer.moved", { name: left.to.name, alias: row.alias });
  if (left?.why === "closed" || (row.state === "closed" && !left)) return t("composer.closed");
  if (left) return t("composer.left", { alias: row.alias });
  if (row.speaker && row.speaker.id !== me.value?.id)
    return t("composer.read_only", { name: row.speaker.name });
  return row.speaker ? null : t("composer.unassigned");
}

function Count({ text, onPlain }: { text: string; onPlain: () => void }) {
  const count = countSegments(text);
  const plain = count.gsm ? null : countSegments(plainQuotes(text));
  return (
    <div class="composer-count">
      <span class="hint">
        {tn("composer.characters", [...text].length)}, {tn("composer.texts", count.segments)}
      </span>
      {plain && (plain.gsm || plain.segments < count.segments) && (
        <button type="button" class="button small" onClick={onPlain}>
          {tn("composer.curly", count.segments)}
        </button>
      )}
    </div>
  );
}

/* Another window of the same peer has other words for this conversation: neither is lost unseen. */
function Elsewhere({ id, text }: { id: Id; text: string }) {
  const other = elsewhere.value.get(id);
  if (!other) return null;
  return (
    <div class="elsewhere" role="group" aria-label={t("draft.elsewhere")}>
      <p>{t("draft.elsewhere")}</p>
      <p class="words" dir="auto">
        <q>{other.body}</q>
      </p>
      <div class="actions">
        <button type="button" class="button small" onClick={() => decideDraft(id, false)}>
          {t("draft.use_those")}
        </button>
        <button type="button" class="button small" onClick={() => decideDraft(id, true)}>
          {t(text ? "draft.keep_these" : "draft.not_needed")}
        </button>
      </div>
    </div>
  );
}

export function Composer({ row, left, log }: { row: Row; left: Left | null; log: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const label = useId();
  const why = useId();
  const text = draftOf(row.id).value;
  const reason = whyNot(row, left);
  const sendable = reason === null && text.trim() !== "";

  useEffect(() => bind("r", () => field.current?.focus()), []);

  const send = () => {
    const words = draftOf(row.id).peek().trim();
    if (!sendable || !words) return;
    void post(row.id, words);
    clearDraft(row.id);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") {
      event.preventDefault();
      log();
    }
  };
  if (reason && !text && (row.speaker?.id !== me.value?.id || left))
    return (
      <p class="composer-note" role="note">
        {reason}
      </p>
    );
  return (
    <form
      class="composer"
      data-pane
      tabIndex={-1}
      aria-label={t("composer.form", { alias: row.alias })}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label id={label} htmlFor={`reply-${row.id}`}>
        {t("composer.label", { alias: row.alias })}
      </label>
      <textarea
        id={`reply-${row.id}`}
        ref={field}
        value={text}
        rows={rowsFor(text)}
        dir="auto"
        autocomplete="off"
        aria-describedby={reason ? why : undefined}
        onKeyDown={onKeyDown}
        enterkeyhint="enter"
        onInput={(event) => writeDraft(row.id, event.currentTarget.value)}
      />
      <Elsewhere id={row.id} text={text} />
      {reason && (
        <p class="composer-why" id={why}>
          {reason}{" "}
          {text && (
            <button type="button" class="button small" onClick={() => copy(text)}>
              {t("copy")}
            </button>
          )}
        </p>
      )}
      <div class="composer-foot">
        {text ? (
          <Count text={text} onPlain={() => writeDraft(row.id, plainQuotes(text))} />
        ) : (
          <span class="hint composer-hint">{t("composer.hint")}</span>
        )}
        <button
          type="submit"
          class="button primary"
          disabled={!sendable}
          aria-label={t("composer.send_name", { alias: row.alias })}
        >
          {t("composer.send")}
        </button>
      </div>
    </form>
  );
}
