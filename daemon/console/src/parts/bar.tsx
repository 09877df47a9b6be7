/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* bar.tsx — what stands on every screen: the line, its queue, the link, and me. */
import { clock, span, t, tn } from "../i18n";
import { notice, type Notice } from "../notice";
import type { Me } from "../nouns";
import type { Alert } from "../nouns";
import { pagingOf } from "../paging";
import { alertPath, route } from "../route";
import { soundReady, unlockSound } from "../sound";
import { amResponder, line, onShift, openAlerts, queue } from "../state";
import { disk, lastHeard, link, newVersion, reconnect } from "../stream";
import { useAlertActs } from "./alert";
import { TalkBanner } from "./care";
import { alertWhy, CallNow } from "./help";
import { Icon, type IconName } from "./icon";
import { StatusMenu } from "./status";
import { TierMark } from "./tier";

function QueueStrip() {
  const { waiting, longest_ms, peers_on, high } = queue.value;
  const facts = [
    tn("queue.waiting", waiting),
    waiting > 0 && t("queue.longest", { time: span(longest_ms) }),
    tn("queue.peers", peers_on),
    high > 0 && t("queue.high", { n: high }),
  ].filter(Boolean);
  return (
    <p class="queue" aria-label={t("queue.label")} role="group">
      {facts.map((fact, i) => (
        <span key={i}>{fact}</span>
      ))}
    </p>
  );
}

/* The only place that says how the link is. */
function LinkPill() {
  const state = link.value;
  return (
    <button
      type="button"
      class={`pill pill-${state}`}
      aria-label={t("link.name", { state: t(`link.${state}`) })}
      onClick={reconnect}
    >
      <span class="dot" /> <span class="pill-words">{t(`link.${state}`)}</span>
    </button>
  );
}

/* Said where the queue stands, so that nothing below has to move or be covered. */
function NoticeLine({ words, trouble }: Notice) {
  return (
    <p class={trouble ? "notice warn" : "notice"}>
      <span>{words}</span>
      <button
        type="button"
        class="button quiet square"
        aria-label={t("notice.dismiss")}
        onClick={() => (notice.value = null)}
      >
        <Icon name="close" />
      </button>
    </p>
  );
}

export function TopBar({ person }: { person: Me }) {
  return (
    <header class="bar">
      <a class="brand" href="#/desk" aria-label={line.value?.name ?? t("app.name")}>
        <img src="/icon.svg" alt="" width="28" height="28" />
        <span>{line.value?.name ?? t("app.name")}</span>
      </a>
      {notice.value ? (
        <NoticeLine words={notice.value.words} trouble={notice.value.trouble} />
      ) : (
        <QueueStrip />
      )}
      <LinkPill />
      <StatusMenu person={person} />
    </header>
  );
}

function NavItem({
  href,
  words,
  icon,
  current,
  count,
}: {
  href: string;
  words: string;
  icon: IconName;
  current: boolean;
  count: number;
}) {
  return (
    <a class="nav-item" href={href} aria-current={current ? "page" : undefined}>
      <Icon name={icon} />
      <span>{words}</span>
      {count > 0 && (
        <span class="count">
          {count}
          <span class="unseen"> {tn("nav.open", count)}</span>
        </span>
      )}
    </a>
  );
}

export function Nav() {
  const { screen } = route.value;
  const unheld = openAlerts.value.filter((alert) => !alert.holder).length;
  return (
    <nav class="nav" aria-label={t("nav.label")}>
      <NavItem
        href="#/desk"
        words={t("nav.desk")}
        icon="desk"
        current={screen === "desk" || screen === "conversation"}
        count={0}
      />
      {amResponder.value && (
        <>
          <NavItem
            href="#/crisis"
            words={t("nav.crisis")}
            icon="crisis"
            current={screen === "crisis" || screen === "page"}
            count={unheld}
          />
          <NavItem
            href="#/team"
            words={t("nav.team")}
            icon="team"
            current={screen === "team" || screen === "ladder"}
            count={0}
          />
        </>
      )}
      <NavItem
        href="#/directory"
        words={t("nav.directory")}
        icon="directory"
        current={screen === "directory"}
        count={0}
      />
    </nav>
  );
}

/* ---- what must be seen on any screen ---- */

function AlertBanner({ alert }: { alert: Alert }) {
  const { busy, ack } = useAlertActs(alert);
  return (
    <section
      class={`banner alert-banner tier-${alert.level}`}
      aria-label={t("alert.card", { code: alert.code, alias: alert.alias })}
    >
      <TierMark tier={alert.level} />
      <span>
        <strong>{alert.alias}</strong> · {alertWhy(alert)}
      </span>
      <span class="actions">
        <button
          type="button"
          class="button danger"
          disabled={busy}
          aria-label={t("alert.button_name", { words: t("alert.ack"), code: alert.code })}
          onClick={ack}
        >
          {t("alert.ack")}
        </button>
        <a class="button" href={alertPath(alert.id)}>
          {t("alert.see")}
        </a>
      </span>
    </section>
  );
}

/* Where the alert itself is not on the screen. Stays until somebody has it. */
function FailedPages() {
  const { screen, conversation } = route.value;
  const failed = openAlerts.value.filter(
    (alert) => pagingOf(alert) === "failed" && alert.conv !== conversation,
  );
  return screen === "crisis" ? null : (
    <>
      {failed.map((alert) => (
        <p key={alert.id} class="banner failed-page">
          <strong>
            {t("alert.name", { code: alert.code })}: {t("flag.failed")}
          </strong>{" "}
          <CallNow />
        </p>
      ))}
    </>
  );
}

export function Banners() {
  const urgent =
    amResponder.value && route.value.screen !== "crisis"
      ? openAlerts.value.filter((alert) => !alert.holder)
      : [];
  return (
    <div class="banners" role="region" aria-label={t("notice.label")}>
      {urgent[0] && <AlertBanner alert={urgent[0]} />}
      <FailedPages />
      <TalkBanner />
      {link.value === "stale" && (
        <p class="banner warn">
          {t("link.stale_banner", { time: clock(new Date(lastHeard.value).toISOString()) })}
        </p>
      )}
      {disk.value !== "enough" && (
        <p class="banner warn">{t(disk.value === "none" ? "disk.none" : "disk.low")}</p>
      )}
      {onShift.value && !soundReady.value && (
        <p class="banner">
          <Icon name="bell" /> {t("sound.off")}{" "}
          <button type="button" class="button small" onClick={() => unlockSound()}>
            {t("sound.turn_on")}
          </button>
        </p>
      )}
      {newVersion.value && (
        <p class="banner">
          {t("update.ready")}{" "}
          <button type="button" class="button small" onClick={() => location.reload()}>
            {t("update.load")}
          </button>
        </p>
      )}
    </div>
  );
}
