/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * help.tsx — asking for the crisis team, and seeing who took it. The state of an alert stays fixed
 * in the conversation. A page that did not go out says so at once, and whom to call.
 */
import { useRef, useState } from "preact/hooks";
import { announce, interrupt } from "../announce";
import { api } from "../api";
import { clock, countdown, t, tcode } from "../i18n";
import type { Alert, FlagKind, Row } from "../nouns";
import { callWords, pagedWords, pagingOf } from "../paging";
import { line, me, now, putAlert, roster } from "../state";
import { sayWords } from "./joining";
import { Choice, NoteField, Sheet, SheetActions } from "./sheet";

const kinds = ["watch", "join", "danger"] as const;
const countsEvery = 10_000;

function whoIsPaged(): string {
  const names = roster.value
    .filter((person) => person.role === "responder")
    .map((person) => person.name);
  const list = new Intl.ListFormat(document.documentElement.lang).format(names);
  return names.length ? t("flag.what_happens", { names: list }) : t("flag.what_happens_team");
}

/* On a phone one tap calls. */
export function CallNow() {
  const number = line.value?.call;
  return number ? (
    <a class="call" href={`tel:${number}`}>
      {callWords()}
    </a>
  ) : (
    <span>{callWords()}</span>
  );
}

export function GetHelpSheet({ row, onClose }: { row: Row; onClose: () => void }) {
  const [kind, setKind] = useState<FlagKind>("join");
  const [note, setNote] = useState("");
  const [state, setState] = useState<"asking" | "sending" | "failed">("asking");
  const key = useRef(crypto.randomUUID());
  const send = async () => {
    setState("sending");
    try {
      putAlert(await api.flag(row.id, kind, note, key.current));
      announce(t("flag.sent"));
      onClose();
    } catch {
      setState("failed");
      interrupt(`${t("flag.failed")} ${callWords()}`);
    }
  };
  return (
    <Sheet title={t("flag.title", { alias: row.alias })} onClose={onClose}>
      {state === "failed" && (
        <p class="failure">
          <strong>{t("flag.failed")}</strong> {callWords()}
        </p>
      )}
      <Choice
        legend={t("flag.legend")}
        name="kind"
        value={kind}
        onChange={setKind}
        options={kinds.map((value) => ({
          value,
          words: t(`flag.${value}`),
          hint: t(`flag.${value}_hint`),
        }))}
      />
      <NoteField words={t("flag.note")} value={note} max={500} onChange={setNote} />
      <p class="hint">{whoIsPaged()}</p>
      <SheetActions
        words={t(state === "sending" ? "flag.sending" : "flag.send")}
        act={send}
        disabled={state === "sending"}
        onClose={onClose}
        danger
      />
    </Sheet>
  );
}

function holderWords(alert: Alert): string {
  const state = alert.state === "joined" ? "joined" : "held";
  const time = alert.acked_at ? clock(alert.acked_at) : "";
  if (alert.holder?.id === me.value?.id) return t(`alert.${state}_you`, { time });
  return t(`alert.${state}`, { name: alert.holder?.name ?? "", time });
}

/* "Paged Dana 20 s ago. Dana has it (14:03)." Stays in the conversation until the alert is over. */
export function AlertLine({ alert }: { alert: Alert }) {
  const paging = pagingOf(alert);
  return (
    <section class={`alert-line tier-${alert.level}`} aria-label={t("alert.status")}>
      <strong>{t("alert.name", { code: alert.code })}</strong>
      {paging === "answered" && <span>{holderWords(alert)}</span>}
      {paging === "failed" && <strong>{t("flag.failed")}</strong>}
      {paging !== "answered" && paging !== "failed" && <span>{pagedWords(alert)}</span>}
      {paging === "answered" && <span>{sayWords(alert)}</span>}
      {paging === "late" && <span>{t("alert.late")}</span>}
      {(paging === "late" || paging === "failed") && <CallNow />}
    </section>
  );
}

export function alertWhy(alert: Alert): string {
  const why = tcode("alert.kind", alert.kind);
  return alert.raised_by ? t("alert.why_by", { why, name: alert.raised_by.name }) : why;
}

/* Told anew every ten seconds: a number that races helps nobody to write. */
export function contactLeft(alert: Alert): string | null {
  if (alert.state !== "held" || !alert.contact_due) return null;
  const left = Math.round((Date.parse(alert.contact_due) - now.value) / countsEvery) * countsEvery;
  return left > 0 ? t("alert.contact_in", { time: countdown(left) }) : t("alert.contact_due");
}
