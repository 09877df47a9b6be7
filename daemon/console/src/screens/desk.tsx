/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* desk.tsx — the peer's desk: who is offered, who is mine, who waits. */
import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import type { Row } from "../nouns";
import { AfterClosing, OwnTalk } from "../parts/care";
import { OfferCard } from "../parts/offer";
import { Rest } from "../parts/rest";
import { Rows } from "../parts/rows";
import { openSheet } from "../parts/status";
import { route } from "../route";
import { me, mine, offers, onShift, waiting } from "../state";

function Section({
  name,
  title,
  count,
  children,
}: {
  name: string;
  title: string;
  count?: number;
  children: ComponentChildren;
}) {
  return (
    <section class="desk-section" aria-labelledby={name}>
      <h2 id={name}>
        {title} {!!count && <span class="section-count">{count}</span>}
      </h2>
      {children}
    </section>
  );
}

function OffShift() {
  return (
    <div class="card rest">
      <p>
        <strong>{t("desk.off")}</strong>
      </p>
      <p class="hint">{t("desk.off_words")}</p>
      <button type="button" class="button primary" onClick={() => (openSheet.value = "check")}>
        {t("desk.start")}
      </button>
    </div>
  );
}

function Mine({ rows }: { rows: Row[] }) {
  const answering = rows.filter((row) => row.last_dir === "in");
  const resting = rows.filter((row) => row.last_dir === "out");
  return (
    <>
      <Section name="desk-mine" title={t("desk.mine")} count={answering.length}>
        {rows.length === 0 && (
          <p class="empty">{t(onShift.value ? "desk.mine_none" : "desk.mine_off")}</p>
        )}
        {rows.length > 0 && answering.length === 0 && (
          <p class="empty">{t("desk.mine_answered")}</p>
        )}
        {answering.length > 0 && <Rows rows={answering} label={t("desk.mine")} />}
      </Section>
      {resting.length > 0 && (
        <Section name="desk-texter" title={t("desk.on_texter")} count={resting.length}>
          <Rows rows={resting} label={t("desk.on_texter")} />
        </Section>
      )}
    </>
  );
}

/* Whoever is offered to me stands above, with the buttons, and not here once more. */
function stillWaiting(): Row[] {
  return waiting.value.filter((row) => !offers.value.some((offer) => offer.conv === row.id));
}

export function Desk() {
  const others = stillWaiting();
  return (
    <div class="desk" id="list" data-pane tabIndex={-1} role="region" aria-label={t("nav.desk")}>
      {!route.value.conversation && <h1 class="unseen">{t("desk.title")}</h1>}
      {me.value?.shift.status === "off" && <OffShift />}
      <AfterClosing />
      <OwnTalk />
      {onShift.value && <Rest />}
      {offers.value.length > 0 && (
        <Section name="desk-offers" title={t("desk.offers")} count={offers.value.length}>
          {offers.value.map((offer) => (
            <OfferCard key={offer.id} offer={offer} />
          ))}
        </Section>
      )}
      <Mine rows={mine.value} />
      <Section name="desk-waiting" title={t("desk.waiting")} count={others.length}>
        {others.length === 0 ? (
          <p class="empty">{t(offers.value.length ? "desk.waiting_others" : "desk.waiting_none")}</p>
        ) : (
          <Rows rows={others} label={t("desk.waiting")} open={false} />
        )}
      </Section>
    </div>
  );
}
