/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* team.tsx — who is woken when, by name; hours with nobody, in words; and whether my phone rings. */
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import { t } from "../i18n";
import { errorWords, tell, useAct } from "../notice";
import type { Duty, DutyChange, Gap, OnCall, Shifts } from "../nouns";
import { AddDutySheet, DutySheet, dutyWords } from "../parts/duty";
import { Icon } from "../parts/icon";
import { Unsaved } from "./ladder";
import { ladderPath } from "../route";
import { minutesOf, moment, weekdayName, weekdays } from "../rota";
import { line, me, rotaMoves, setMe, supervises } from "../state";

function Gaps({ gaps }: { gaps: Gap[] }) {
  if (gaps.length === 0) return <p class="hint">{t("team.no_gaps")}</p>;
  return (
    <ul class="gaps" aria-label={t("team.gaps")}>
      {gaps.map((gap) => (
        <li key={`${gap.line} ${gap.from}`}>
          {t("team.gap", { from: moment(gap.from), until: moment(gap.until) })}
        </li>
      ))}
    </ul>
  );
}

function reachedWords(one: OnCall): string {
  return one.paged_at ? t("team.reached", { time: moment(one.paged_at) }) : t("team.not_reached");
}

function OnCallNow({ people }: { people: OnCall[] }) {
  if (people.length === 0) return <p class="failure">{t("team.nobody")}</p>;
  return (
    <ul class="on-call" aria-label={t("team.on_call")}>
      {people.map((one) => (
        <li key={one.person.id}>
          <strong>{one.person.name}</strong>
          <span class="hint">
            {t(one.by_rota ? "team.by_rota" : "team.stands_in")} · {reachedWords(one)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/* My own phone: the one thing that nobody else can check for me. */
function MyPhone() {
  const [busy, run] = useAct();
  const reached = me.value?.paged_at;
  const test = () =>
    run(async () => {
      await api.testPage();
      tell(t("test_page.sent"));
    });
  return (
    <div class="card rest">
      <p>{reached ? t("team.reached_you", { time: moment(reached) }) : t("team.never_reached_you")}</p>
      <button type="button" class="button" disabled={busy} onClick={test}>
        <Icon name="bell" /> {t("test_page.do")}
      </button>
    </div>
  );
}

function DutyItem({ duty, onOpen }: { duty: Duty; onOpen: () => void }) {
  const words = (
    <>
      <span class="duty-hours">{dutyWords(duty)}</span> <strong>{duty.person.name}</strong>
    </>
  );
  return (
    <li>
      {supervises.value ? (
        <button
          type="button"
          class="button duty"
          aria-haspopup="dialog"
          aria-label={t("duty.open", {
            name: duty.person.name,
            weekday: weekdayName(duty.weekday),
            hours: dutyWords(duty),
          })}
          onClick={onOpen}
        >
          {words}
        </button>
      ) : (
        <span class="duty">{words}</span>
      )}
    </li>
  );
}

function Week({ duties, onOpen }: { duties: Duty[]; onOpen: (duty: Duty) => void }) {
  const byStart = (a: Duty, b: Duty) => minutesOf(a.starts) - minutesOf(b.starts);
  return (
    <div class="week">
      {weekdays.map((weekday) => {
        const those = duties.filter((duty) => duty.weekday === weekday).sort(byStart);
        return (
          <section key={weekday} aria-label={weekdayName(weekday)}>
            <h3>{weekdayName(weekday)}</h3>
            {those.length === 0 && <p class="hint">{t("team.nobody_yet")}</p>}
            <ul>
              {those.map((duty) => (
                <DutyItem key={duty.id} duty={duty} onOpen={() => onOpen(duty)} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function changeWords(change: DutyChange): string {
  const values = {
    from: moment(change.from),
    until: moment(change.until),
    in: change.in?.name ?? "",
    out: change.out?.name ?? "",
  };
  if (change.in && change.out) return t("team.instead", values);
  return t(change.in ? "team.covers" : "team.away", values);
}

function useRota() {
  const [shifts, setShifts] = useState<Shifts | null>(null);
  const [onCall, setOnCall] = useState<OnCall[]>([]);
  const [trouble, setTrouble] = useState<string | null>(null);
  const load = () =>
    Promise.all([api.shifts(), api.onCall(), api.me()]).then(
      ([fresh, { on_call }, person]) => {
        setMe(person);
        setShifts(fresh);
        setOnCall(on_call);
      },
      (error) => setTrouble(errorWords(error)),
    );
  useEffect(() => void load(), [rotaMoves.value]);
  return { shifts, onCall, trouble, reload: () => void load() };
}

const inForce = (duty: Duty) => !duty.until || Date.parse(duty.until) > Date.now();

export function Team() {
  const { shifts, onCall, trouble, reload } = useRota();
  const [opened, setOpened] = useState<Duty | "new" | null>(null);
  const duties = shifts?.items.filter(inForce) ?? [];
  return (
    <section class="team" id="conversation" data-pane tabIndex={-1} aria-labelledby="team-heading">
      <h1 id="team-heading">{t("team.title")}</h1>
      {trouble && <p class="failure">{trouble}</p>}
      {shifts && (
        <>
          <section class="stack small-gap" aria-labelledby="on-call-heading">
            <h2 id="on-call-heading">{t("team.on_call")}</h2>
            <OnCallNow people={onCall} />
            {supervises.value && (
              <p>
                <a class="button" href={ladderPath("high", line.value?.id ?? "")}>
                  {t("ladder.see")} <Unsaved of={() => true} />
                </a>
              </p>
            )}
            <MyPhone />
          </section>
          <section class="stack small-gap" aria-labelledby="gaps-heading">
            <h2 id="gaps-heading">{t("team.gaps")}</h2>
            <Gaps gaps={shifts.gaps} />
          </section>
          <section class="stack small-gap" aria-labelledby="week-heading">
            <div class="with-act">
              <h2 id="week-heading">{t("team.week")}</h2>
              {supervises.value && (
                <button type="button" class="button" onClick={() => setOpened("new")}>
                  <Icon name="plus" /> {t("duty.add_title")}
                </button>
              )}
            </div>
            <Week duties={duties} onOpen={setOpened} />
          </section>
          {shifts.changes.length > 0 && (
            <section class="stack small-gap" aria-labelledby="changes-heading">
              <h2 id="changes-heading">{t("team.changes")}</h2>
              <ul class="changes">
                {shifts.changes.map((change) => (
                  <li key={change.id}>{changeWords(change)}</li>
                ))}
              </ul>
            </section>
          )}
        </>
      )}
      {opened === "new" && (
        <AddDutySheet onDone={reload} onClose={() => setOpened(null)} />
      )}
      {opened && opened !== "new" && (
        <DutySheet duty={opened} onDone={reload} onClose={() => setOpened(null)} />
      )}
    </section>
  );
}
