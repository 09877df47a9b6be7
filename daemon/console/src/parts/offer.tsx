/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * offer.tsx — somebody is waiting, and this peer is asked. The first words stay hidden until it is
 * taken. The time left is text that changes every ten seconds: nothing races, nothing pulses.
 */
import { useState } from "preact/hooks";
import { api } from "../api";
import { span, t } from "../i18n";
import { tell, useAct } from "../notice";
import type { Offer } from "../nouns";
import { conversationPath, go } from "../route";
import { dropOffer, now, offers, putRow } from "../state";
import { link } from "../stream";
import { Choice, Sheet, SheetActions } from "./sheet";
import { TierMark } from "./tier";
import { ApiError } from "../wire";

const reasons = ["need_a_moment", "full", "know_the_person", "other"] as const;
type DeclineReason = (typeof reasons)[number];

async function accept(offer: Offer): Promise<void> {
  try {
    const { conversation } = await api.accept(offer.id);
    putRow(conversation);
    go(conversationPath(conversation.id));
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "gone") throw error;
    tell(t("error.gone"));
  }
  dropOffer(offer.id);
}

function DeclineSheet({ offer, onClose }: { offer: Offer; onClose: () => void }) {
  const [reason, setReason] = useState<DeclineReason>("need_a_moment");
  const [busy, run] = useAct();
  const decline = () =>
    run(async () => {
      await api.decline(offer.id, reason);
      dropOffer(offer.id);
      onClose();
    });
  return (
    <Sheet title={t("decline.title")} onClose={onClose}>
      <p>{t("decline.words")}</p>
      <Choice
        legend={t("decline.reason")}
        name="reason"
        value={reason}
        onChange={setReason}
        options={reasons.map((value) => ({ value, words: t(`decline.${value}`) }))}
      />
      <SheetActions words={t("decline.do")} act={decline} disabled={busy} onClose={onClose} />
    </Sheet>
  );
}

function timeLeft(offer: Offer): string {
  const left = Math.max(0, Date.parse(offer.expires_at) - now.value);
  return t("offer.left", { time: span(Math.ceil(left / 10_000) * 10_000) });
}

export function OfferCard({ offer }: { offer: Offer }) {
  const [declining, setDeclining] = useState(false);
  const [busy, run] = useAct();
  const waited = span(now.value - Date.parse(offer.waiting_since));
  return (
    <article class="offer" aria-label={t("offer.label", { alias: offer.alias })}>
      <div class="offer-head">
        <h3>{offer.alias}</h3>
        <TierMark tier={offer.tier} />
      </div>
      <p class="hint">
        {offer.from
          ? t("offer.from", { name: offer.from.name })
          : t("offer.waited", { time: waited })}
        {" · "}
        {timeLeft(offer)}
      </p>
      <div class="actions">
        <button
          type="button"
          class="button primary grow"
          data-accept
          disabled={busy || link.value === "stale"}
          aria-label={t("offer.accept_name", { alias: offer.alias })}
          onClick={() => run(() => accept(offer))}
        >
          {t("offer.accept")}
        </button>
        <button
          type="button"
          class="button"
          aria-label={t("offer.decline_name", { alias: offer.alias })}
          onClick={() => setDeclining(true)}
        >
          {t("offer.decline")}
        </button>
      </div>
      {declining && <DeclineSheet offer={offer} onClose={() => setDeclining(false)} />}
    </article>
  );
}

/* On a phone with a conversation open the desk is away: one line says that somebody waits. */
export function OfferLine() {
  const offer = offers.value[0];
  if (!offer) return null;
  return (
    <a class="offer-line" href="#/desk">
      <TierMark tier={offer.tier} />
      <span>{t("offer.line")}</span>
      <span class="as-link">{t("offer.see")}</span>
    </a>
  );
}
