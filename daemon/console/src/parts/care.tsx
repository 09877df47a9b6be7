/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * care.tsx — peers are people too: how they are after a conversation, asked quietly and kept nowhere.
 * Whoever wants to talk is seen by the supervisors on shift, without a word of why or after whom.
 */
import { computed, effect, signal } from "@preact/signals";
import { announce } from "../announce";
import { api } from "../api";
import { clock, listed, t, tn } from "../i18n";
import { tell, useAct } from "../notice";
import type { Person } from "../nouns";
import { route } from "../route";
import { me, onShift, roster, setMe, stage, talks } from "../state";

/* ---- after a conversation ---- */

const asks = signal(false);

export function askAfterClosing(): void {
  asks.value = true;
  announce(t("care.title"));
}

/* Going on is an answer, too: to open a conversation, not that the one just closed is still shown. */
const opened = computed(() => route.value.conversation);
effect(() => {
  if (opened.value || stage.value !== "ready") asks.value = false;
});

/* The button that was pressed goes with the question: the desk keeps the place. */
function answered(): void {
  asks.value = false;
  document.getElementById("list")?.focus();
}

export function AfterClosing() {
  const [busy, run] = useAct();
  if (!asks.value) return null;
  const pause = () =>
    run(async () => {
      await api.rest();
      setMe(await api.me());
      answered();
      tell(t("care.paused"));
    });
  const talk = () =>
    run(async () => {
      await api.talk();
      setMe(await api.me());
      answered();
      announce(toldWords());
    });
  return (
    <div class="card rest" role="group" aria-labelledby="care-title">
      <p id="care-title">
        <strong>{t("care.title")}</strong>
      </p>
      <p class="hint">{t("care.words")}</p>
      <div class="actions">
        <button type="button" class="button" onClick={answered}>
          {t("care.ready")}
        </button>
        <button type="button" class="button" disabled={busy} onClick={pause}>
          {t("care.pause")}
        </button>
        <button type="button" class="button" disabled={busy} onClick={talk}>
          {t("care.talk")}
        </button>
      </div>
    </div>
  );
}

/* ---- who wants to talk ---- */

const hearsNow = (person: Person) =>
  person.role === "supervisor" &&
  person.status !== "off" &&
  person.connected &&
  person.id !== me.value?.id;

function toldWords(): string {
  const names = roster.value.filter(hearsNow).map((person) => person.name);
  return names.length ? t("talk.told", { names: listed(names) }) : t("talk.told_nobody");
}

/* What they asked for stands on their own desk until somebody comes. */
export function OwnTalk() {
  const [busy, run] = useAct();
  const since = me.value?.talk_since;
  if (!since) return null;
  const end = () =>
    run(async () => {
      await api.endTalk();
      setMe(await api.me());
    });
  return (
    <div class="card rest" role="group" aria-labelledby="talk-title">
      <p id="talk-title">
        <strong>{t("talk.asked", { time: clock(since) })}</strong>
      </p>
      <p class="hint">{toldWords()}</p>
      <button type="button" class="button" disabled={busy} onClick={end}>
        {t("talk.end")}
      </button>
    </div>
  );
}

/* On a supervisor's console: whoever has waited longest. */
export function TalkBanner() {
  const [busy, run] = useAct();
  const [first, ...others] = talks.value.filter((talk) => talk.person.id !== me.value?.id);
  if (!first?.since || !onShift.value) return null;
  const { id, name } = first.person;
  const take = () =>
    run(async () => {
      await api.takeTalk(id);
      tell(t("talk.taken", { name }));
    });
  return (
    <p class="banner">
      <span>{t("talk.wants", { name, time: clock(first.since) })}</span>
      {others.length > 0 && <span class="hint">{tn("talk.more", others.length)}</span>}
      <button type="button" class="button small" disabled={busy} onClick={take}>
        {t("talk.take")}
      </button>
    </p>
  );
}
