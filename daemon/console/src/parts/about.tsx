/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* about.tsx — what is known, where the tier came from, and the peer's own judgement of it. */
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import { clock, t, tcode } from "../i18n";
import { tell, useAct } from "../notice";
import type { Alert, Reason, Row, Tier } from "../nouns";
import { alertOf, amResponder, me, putRisk, putRow, type Thread } from "../state";
import { alertWhy } from "./help";
import { Choice, NoteField, Sheet, SheetActions } from "./sheet";
import { TierMark } from "./tier";
import { ApiError } from "../wire";

const tiers = ["steady", "watch", "high", "imminent"] as const;

function languageName(tag: string): string {
  return (
    new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(tag) ?? tag
  );
}

function ReasonItem({ reason }: { reason: Reason }) {
  return (
    <li class="reason">
      {reason.source === "words" && reason.text ? (
        <q dir="auto">{reason.text}</q>
      ) : (
        <span>{reason.text ?? ""}</span>
      )}
      <span class="hint">
        {tcode("reason", reason.source)}
        {reason.rule && ` · ${reason.rule}`}
        {reason.by && ` · ${reason.by.name}`} · {clock(reason.at)}
      </span>
    </li>
  );
}

/* Who asked for the crisis team raised the level too; that has no words of the texter's. */
function AskedItem({ alert }: { alert: Alert }) {
  return (
    <li class="reason">
      <span>{alertWhy(alert)}</span>
      <span class="hint">
        {t("alert.name", { code: alert.code })} · {clock(alert.raised_at)}
      </span>
    </li>
  );
}

/* Lowering from High or Imminent is no failure: it is kept until somebody else agrees. */
function keptForSecond(error: unknown): null {
  if (error instanceof ApiError && error.code === "needs_second") return null;
  throw error;
}

function JudgeSheet({ row, onClose }: { row: Row; onClose: () => void }) {
  const [level, setLevel] = useState<Tier>(row.tier);
  const [reason, setReason] = useState("");
  const [busy, run] = useAct();
  const lower = tiers.indexOf(level) < tiers.indexOf(row.tier);
  const save = () =>
    run(async () => {
      const risk = await api.setRisk(row.id, level, reason).catch(keptForSecond);
      if (risk) {
        putRow({ ...row, tier: risk.level });
        putRisk(row.id, risk);
      } else {
        putRisk(row.id, await api.risk(row.id));
        tell(t("judge.kept"));
      }
      onClose();
    });
  return (
    <Sheet title={t("judge.title", { alias: row.alias })} onClose={onClose}>
      <Choice
        legend={t("judge.legend")}
        name="level"
        value={level}
        onChange={setLevel}
        options={tiers.map((value) => ({
          value,
          words: t(`tier.${value}`),
          hint: t(`tier.${value}_hint`),
        }))}
      />
      <NoteField
        words={t("judge.reason")}
        value={reason}
        max={300}
        required={lower}
        onChange={setReason}
      />
      {lower && <p class="hint">{t("judge.lower")}</p>}
      <SheetActions
        words={t("judge.do")}
        act={save}
        disabled={busy || (lower && !reason.trim())}
        onClose={onClose}
      />
    </Sheet>
  );
}

/* Asked for anew whenever the level moves, or somebody wants it to. */
function useRisk(row: Row, thread: Thread): void {
  const moves = thread.messages.filter(({ kind }) => kind === "tier" || kind === "tier_asked");
  useEffect(() => {
    api.risk(row.id).then(
      (risk) => putRisk(row.id, risk),
      () => undefined,
    );
  }, [row.tier, moves.length]);
}

function Pending({ row, pending }: { row: Row; pending: NonNullable<Thread["pending"]> }) {
  const [busy, run] = useAct();
  const isMine = pending.by.id === me.value?.id;
  const answer = (words: "yes" | "no") =>
    run(async () => {
      const risk = await api.confirmRisk(row.id, words);
      putRow({ ...row, tier: risk.level });
      putRisk(row.id, risk);
    });
  return (
    <div class="pending" role="group" aria-label={t("judge.pending")}>
      <p>
        {t(isMine ? "judge.pending_you" : "judge.pending_by", {
          name: pending.by.name,
          tier: t(`tier.${pending.level}`),
        })}
      </p>
      <p dir="auto">
        <q>{pending.reason}</q>
      </p>
      {!isMine && amResponder.value && (
        <div class="actions">
          <button type="button" class="button" disabled={busy} onClick={() => answer("yes")}>
            {t("judge.agree")}
          </button>
          <button type="button" class="button" disabled={busy} onClick={() => answer("no")}>
            {t("judge.not_yet")}
          </button>
        </div>
      )}
    </div>
  );
}

export function About({ row, thread }: { row: Row; thread: Thread }) {
  const [judging, setJudging] = useState(false);
  const alert = alertOf(row.id);
  const asked = alert && alert.kind !== "words" ? alert : null;
  useRisk(row, thread);
  return (
    <div class="stack">
      <section aria-labelledby="why-heading" class="stack small-gap">
        <h2 id="why-heading">{t("why.title")}</h2>
        <TierMark tier={row.tier} />
        {!asked && thread.reasons.length === 0 && <p class="empty">{t("why.none")}</p>}
        {(asked || thread.reasons.length > 0) && (
          <ul class="reasons">
            {asked && <AskedItem alert={asked} />}
            {thread.reasons.map((reason, i) => (
              <ReasonItem key={i} reason={reason} />
            ))}
          </ul>
        )}
        {thread.pending && <Pending row={row} pending={thread.pending} />}
        <p class="hint">{t("why.prompt")}</p>
        <div class="actions">
          <button type="button" class="button" onClick={() => setJudging(true)}>
            {t("why.change")}
          </button>
        </div>
      </section>
      <dl class="facts">
        <div>
          <dt>{t("about.number")}</dt>
          <dd>{row.phone_masked}</dd>
        </div>
        <div>
          <dt>{t("about.language")}</dt>
          <dd>{languageName(row.language)}</dd>
        </div>
        <div>
          <dt>{t("about.opened")}</dt>
          <dd>{clock(thread.openedAt)}</dd>
        </div>
        <div>
          <dt>{t("about.with")}</dt>
          <dd>
            {row.assignee
              ? row.assignee.id === me.value?.id
                ? t("you")
                : row.assignee.name
              : t("about.nobody")}
          </dd>
        </div>
      </dl>
      {judging && <JudgeSheet row={row} onClose={() => setJudging(false)} />}
    </div>
  );
}
