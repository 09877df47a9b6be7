/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * alert.tsx — one alert, one card, one large button. Taking it is one tap; resolving asks how it
 * ended, in another place. None of the texter's words stand here.
 */
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import { clock, span, t } from "../i18n";
import { tell, useAct } from "../notice";
import type { Alert, AlertOutcome, TimelineEntry } from "../nouns";
import { newestPages, pageWords, pagingOf } from "../paging";
import { conversationPath, go } from "../route";
import { me, now, putAlert } from "../state";
import { EmergencySheet } from "./emergency";
import { alertWhy, CallNow, contactLeft } from "./help";
import { sayWords, Timeline } from "./joining";
import { Choice, NoteField, Sheet, SheetActions } from "./sheet";
import { TierMark } from "./tier";

const outcomes = [
  "safe_for_now",
  "plan_made",
  "emergency_services",
  "no_contact",
  "not_a_crisis",
  "other",
] as const;

function ResolveSheet({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const [outcome, setOutcome] = useState<AlertOutcome>("safe_for_now");
  const [note, setNote] = useState("");
  const [busy, run] = useAct();
  const resolve = () =>
    run(async () => {
      putAlert(await api.resolve(alert.id, outcome, note.trim()));
      onClose();
      tell(t("alert.resolved_done", { code: alert.code }));
    });
  return (
    <Sheet title={t("resolve.title", { code: alert.code, alias: alert.alias })} onClose={onClose}>
      <Choice
        legend={t("resolve.legend")}
        name="outcome"
        value={outcome}
        onChange={setOutcome}
        options={outcomes.map((value) => ({ value, words: t(`outcome.${value}`) }))}
      />
      <NoteField words={t("resolve.note")} value={note} max={240} onChange={setNote} />
      <SheetActions words={t("resolve.do")} act={resolve} disabled={busy} onClose={onClose} />
    </Sheet>
  );
}

export function useAlertActs(alert: Alert) {
  const [busy, run] = useAct();
  const ack = () =>
    run(async () => {
      const answer = await api.alertAct(alert.id, "ack");
      putAlert(answer);
      if (answer.holder && answer.holder.id !== me.value?.id)
        tell(
          t("alert.already", {
            name: answer.holder.name,
            time: answer.acked_at ? clock(answer.acked_at) : "",
          }),
        );
    });
  const pass = () => run(async () => putAlert(await api.alertAct(alert.id, "pass")));
  const join = () =>
    run(async () => {
      putAlert(await api.join(alert.id, "coach"));
      go(conversationPath(alert.conv));
    });
  return { busy, ack, pass, join };
}

function HolderLine({ alert }: { alert: Alert }) {
  if (!alert.holder)
    return (
      <p class="card-state">
        {t("alert.nobody", { ago: span(now.value - Date.parse(alert.raised_at)) })}
      </p>
    );
  const time = alert.acked_at ? clock(alert.acked_at) : "";
  const mine = alert.holder.id === me.value?.id;
  const left = contactLeft(alert);
  return (
    <p class="card-state">
      <strong>
        {mine ? t("alert.you_have") : t("alert.held", { name: alert.holder.name, time })}
      </strong>
      {mine && left && <> · {left}</>}
    </p>
  );
}

/* Each way to each person as it really stands: sent is not arrived. */
function Pages({ alert }: { alert: Alert }) {
  const pages = newestPages(alert);
  if (pagingOf(alert) === "failed")
    return (
      <p class="failure">
        <strong>{t("flag.failed")}</strong> <CallNow />
      </p>
    );
  return pages.length === 0 ? null : (
    <ul class="pages hint" aria-label={t("page.list")}>
      {pages.map((page) => (
        <li key={`${page.via} ${page.who}`} class={page.state === "failed" ? "trouble" : undefined}>
          {pageWords(page)}
        </li>
      ))}
    </ul>
  );
}

/* Asked for when it is opened, and whenever the alert moves on meanwhile. */
function History({ alert }: { alert: Alert }) {
  const [open, setOpen] = useState(false);
  const [entries, setEntries] = useState<TimelineEntry[]>([]);
  useEffect(() => {
    if (open)
      api.alert(alert.id).then(
        ({ timeline }) => setEntries(timeline),
        () => undefined,
      );
  }, [open, alert.rev]);
  return (
    <details class="history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("timeline.title")}</summary>
      {open && <Timeline entries={entries} />}
    </details>
  );
}

/* Always at most one: what a thumb finds first, half asleep. */
function PrimaryAct({ alert, acts }: { alert: Alert; acts: ReturnType<typeof useAlertActs> }) {
  const named = (words: string) => t("alert.button_name", { words, code: alert.code });
  const mine = alert.holder?.id === me.value?.id;
  if (!alert.holder || (mine && alert.state === "held")) {
    const act = alert.holder ? "join" : "ack";
    return (
      <button
        type="button"
        class={`button big ${act === "ack" ? "danger" : "primary"}`}
        disabled={acts.busy}
        aria-label={named(t(`alert.${act}`))}
        onClick={acts[act]}
      >
        {t(`alert.${act}`)}
      </button>
    );
  }
  if (!mine) return null;
  return (
    <a
      class="button primary big"
      href={conversationPath(alert.conv)}
      aria-label={named(t("alert.open"))}
    >
      {t("alert.open")}
    </a>
  );
}

export function AlertCard({ alert, place }: { alert: Alert; place: string | null }) {
  const [sheet, setSheet] = useState<"resolve" | "emergency" | null>(null);
  const acts = useAlertActs(alert);
  const mine = alert.holder?.id === me.value?.id;
  const named = (words: string) => t("alert.button_name", { words, code: alert.code });
  return (
    <article
      class={`card alert-card tier-${alert.level}`}
      aria-label={t("alert.card", { code: alert.code, alias: alert.alias })}
    >
      <header class="card-head">
        <TierMark tier={alert.level} />
        <span class="code">{alert.code}</span>
        <span class="row-wait">
          {t("ago", { time: span(now.value - Date.parse(alert.raised_at)) })}
        </span>
      </header>
      <div class="card-words">
        <h2>{alert.alias}</h2>
        <p>{alertWhy(alert)}</p>
        <HolderLine alert={alert} />
        <Pages alert={alert} />
        <p class="hint">{sayWords(alert)}</p>
        <History alert={alert} />
        {place && <p class="card-place hint">{place}</p>}
      </div>
      <div class="card-actions">
        <PrimaryAct alert={alert} acts={acts} />
        <div class="actions">
          {(!alert.holder || mine) && (
            <button
              type="button"
              class="button"
              disabled={acts.busy}
              aria-label={named(t("alert.pass"))}
              onClick={acts.pass}
            >
              {t("alert.pass")}
            </button>
          )}
          {mine && (
            <button
              type="button"
              class="button"
              aria-haspopup="dialog"
              aria-label={named(t("emergency.open"))}
              onClick={() => setSheet("emergency")}
            >
              {t("emergency.open")}
            </button>
          )}
          {mine && (
            <button
              type="button"
              class="button"
              aria-label={named(t("alert.resolve"))}
              aria-haspopup="dialog"
              onClick={() => setSheet("resolve")}
            >
              {t("alert.resolve")}
            </button>
          )}
        </div>
      </div>
      {sheet === "resolve" && <ResolveSheet alert={alert} onClose={() => setSheet(null)} />}
      {sheet === "emergency" && <EmergencySheet alert={alert} onClose={() => setSheet(null)} />}
    </article>
  );
}
