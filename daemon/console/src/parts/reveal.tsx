/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * reveal.tsx — a texter's number in full: asked for with a reason, on record, and masked again by
 * the line's clock. It is kept nowhere but in the part that shows it.
 */
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { t } from "../i18n";
import { useAct } from "../notice";
import type { Id, Revealed, RevealReason, Row } from "../nouns";
import { alertOf, isMine, me, now } from "../state";
import { Choice, Sheet, SheetActions } from "./sheet";

const reasons = ["emergency_services", "call_agreed", "safety_check", "other"] as const;

/* As the line itself judges it: its peer, who has the alert or advises in it, and supervisors. */
function mayReveal(row: Row): boolean {
  const id = me.value?.id;
  const alert = alertOf(row.id);
  const joined = alert?.joined.find((one) => one.id === id);
  return (
    isMine(row) ||
    alert?.holder?.id === id ||
    (!!joined && joined.as !== "watch") ||
    !!me.value?.roles.includes("supervisor")
  );
}

export function useReveal(conv: Id) {
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const [busy, run] = useAct();
  const ask = (reason: RevealReason) =>
    run(async () => {
      const answer = await api.reveal(conv, reason);
      setRevealed(answer);
      return answer;
    });
  const isOver = revealed !== null && Date.parse(revealed.until) <= now.value;
  useEffect(() => {
    if (isOver) setRevealed(null);
  }, [isOver]);
  return { phone: revealed?.phone ?? null, busy, ask };
}

type Button = RefObject<HTMLButtonElement | null>;

/* Whoever stands on it when it is masked again has their place on the button beside it. */
function NumberLink({ phone, button }: { phone: string; button: Button }) {
  const link = useRef<HTMLAnchorElement>(null);
  useLayoutEffect(() => {
    const element = link.current;
    return () => {
      if (document.activeElement === element) button.current?.focus();
    };
  }, []);
  return (
    <a class="call" href={`tel:${phone}`} ref={link}>
      {phone}
    </a>
  );
}

/* Said aloud when it comes; empty until then. */
export function ShownNumber({ phone, button }: { phone: string | null; button: Button }) {
  return <span role="status">{phone && <NumberLink phone={phone} button={button} />}</span>;
}

interface RevealSheetProps {
  row: Row;
  busy: boolean;
  ask: (reason: RevealReason) => Promise<Revealed | null>;
  onClose: () => void;
}

function RevealSheet({ row, busy, ask, onClose }: RevealSheetProps) {
  const [reason, setReason] = useState<RevealReason>("emergency_services");
  const show = async () => {
    if (await ask(reason)) onClose();
  };
  return (
    <Sheet title={t("reveal.title", { alias: row.alias })} onClose={onClose}>
      <p>{t("reveal.words")}</p>
      <Choice
        legend={t("reveal.legend")}
        name="reason"
        value={reason}
        onChange={setReason}
        options={reasons.map((value) => ({ value, words: t(`revealed.${value}`) }))}
      />
      <SheetActions words={t("reveal.do")} act={show} disabled={busy} onClose={onClose} />
    </Sheet>
  );
}

/* In a conversation's head: masked, until somebody has a reason. */
export function TexterNumber({ row }: { row: Row }) {
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { phone, busy, ask } = useReveal(row.id);
  return (
    <>
      {!phone && <span class="hint wide-only">{row.phone_masked}</span>}
      <ShownNumber phone={phone} button={button} />
      {mayReveal(row) && (
        <button
          type="button"
          class="reveal as-link"
          aria-haspopup="dialog"
          ref={button}
          onClick={() => setAsking(true)}
        >
          {t("reveal.open")}
        </button>
      )}
      {asking && (
        <RevealSheet row={row} busy={busy} ask={ask} onClose={() => setAsking(false)} />
      )}
    </>
  );
}
