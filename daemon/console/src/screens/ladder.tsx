/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ladder.tsx — who is woken when, by level: changed by supervisors, saved only over the version they
 * saw. What a step would do now stands beside it, so that an empty one is noticed by day.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { t } from "../i18n";
import {
  effectWords,
  faultOf,
  gapWords,
  isEmpty,
  stepAfter,
  stepsMax,
  stepsOf,
  stepWords,
  timeWords,
  whoOptions,
  type StepDraft,
  type StepFault,
} from "../ladder";
import { editingOf, editOf, isChanged, openLadder, putEdit, unsavedLadders, type Editing } from "../ladder-edits";
import { errorWords, tell, useAct } from "../notice";
import type { Id, Ladder, LadderStep, Tier } from "../nouns";
import { Icon } from "../parts/icon";
import { Select } from "../parts/select";
import { TierMark } from "../parts/tier";
import { ladderPath, route, tiersWoken } from "../route";
import { line, lines, rotaMoves } from "../state";
import { ApiError } from "../wire";

/* ---- one step ---- */

interface StepProps {
  n: number;
  draft: StepDraft;
  ladder: Ladder;
  fault: StepFault | null;
  onChange: (change: Partial<StepDraft>) => void;
  onRemove: (() => void) | null;
}

function NumberField(props: {
  words: string;
  value: string;
  fault: string | undefined;
  tel?: boolean;
  onInput: (value: string) => void;
}) {
  return (
    <label class="field">
      <span>{props.words}</span>
      <input
        type="text"
        inputMode={props.tel ? "tel" : "numeric"}
        autocomplete="off"
        value={props.value}
        aria-invalid={props.fault ? true : undefined}
        aria-describedby={props.fault}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  );
}

function When({ n, draft, fault, faultId, onChange }: StepProps & { faultId: string }) {
  if (n === 1) return <p class="at-once">{t("ladder.first")}</p>;
  const wrong = fault?.field === "time" ? faultId : undefined;
  return (
    <div class="side-by-side">
      <NumberField
        words={t("ladder.field.minutes")}
        value={draft.minutes}
        fault={wrong}
        onInput={(minutes) => onChange({ minutes })}
      />
      <NumberField
        words={t("ladder.field.seconds")}
        value={draft.seconds}
        fault={wrong}
        onInput={(seconds) => onChange({ seconds })}
      />
    </div>
  );
}

function Step(props: StepProps) {
  const { n, draft, ladder, fault, onChange, onRemove } = props;
  const faultId = `step-fault-${draft.key}`;
  return (
    <fieldset class="card ladder-step">
      <legend>{t("ladder.step", { n })}</legend>
      <When {...props} faultId={faultId} />
      <Select
        words={t("ladder.field.who")}
        value={draft.who}
        options={whoOptions(ladder)}
        onChange={(who) => onChange({ who })}
      />
      {draft.who === "number" && (
        <NumberField
          tel
          words={t("ladder.field.number")}
          value={draft.number}
          fault={fault?.field === "number" ? faultId : undefined}
          onInput={(number) => onChange({ number })}
        />
      )}
      {!draft.who.startsWith("waker:") && (
        <Select
          words={t("ladder.field.way")}
          value={draft.way}
          options={(["text", "call"] as const).map((value) => ({
            value,
            words: t(`ladder.way.${value}`),
          }))}
          onChange={(way) => onChange({ way })}
        />
      )}
      {onRemove && (
        <button type="button" class="button" onClick={onRemove}>
          {t("ladder.remove", { n })}
        </button>
      )}
      {fault && (
        <p class="trouble" id={faultId}>
          {fault.words}
        </p>
      )}
      <p class={isEmpty(draft, ladder) ? "pending" : "hint"}>{effectWords(draft, ladder)}</p>
    </fieldset>
  );
}

/* ---- somebody was faster ---- */

function StepList({ title, steps }: { title: string; steps: LadderStep[] }) {
  return (
    <section class="stack small-gap" aria-label={title}>
      <h3>{title}</h3>
      <ol class="ladder-lines">
        {steps.map((step, i) => (
          <li key={i}>{stepWords(step)}</li>
        ))}
      </ol>
    </section>
  );
}

interface BothProps {
  theirs: Ladder;
  mine: StepDraft[];
  busy: boolean;
  onTheirs: () => void;
  onMine: () => void;
}

function BothVersions({ theirs, mine, busy, onTheirs, onMine }: BothProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="card both" aria-labelledby="both-heading">
      <h2 id="both-heading" ref={heading} tabIndex={-1}>
        {t("ladder.conflict")}
      </h2>
      <div class="side-by-side">
        <StepList title={t("ladder.theirs")} steps={theirs.steps} />
        <StepList title={t("ladder.mine")} steps={stepsOf(mine)} />
      </div>
      <div class="actions">
        <button type="button" class="button" onClick={onTheirs}>
          {t("ladder.take_theirs")}
        </button>
        <button type="button" class="button" disabled={busy} onClick={onMine}>
          {t("ladder.save_mine")}
        </button>
      </div>
    </section>
  );
}

/* ---- the editor ---- */

function useLadder(line: Id, tier: Tier) {
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    openLadder(line, tier).then(
      () => setTrouble(null),
      (error) => setTrouble(errorWords(error)),
    );
  }, [line, tier, rotaMoves.value]);
  return { editing: editOf(line, tier), trouble };
}

function focusFirstFault(form: HTMLElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
}

/* The conflict, if that is how it ended; anything else goes on to useAct. */
function conflictOf(error: unknown): Ladder {
  if (error instanceof ApiError && error.code === "conflict" && error.current)
    return error.current as Ladder;
  throw error;
}

interface EditorProps {
  editing: Editing;
}

/* Saves over the version that was seen, unless something is wrong or somebody was faster. */
function useSaving({ editing }: EditorProps) {
  const { seen, drafts } = editing;
  const [theirs, setTheirs] = useState<Ladder | null>(null);
  const [tried, setTried] = useState(false);
  const [busy, run] = useAct();
  const form = useRef<HTMLFormElement>(null);
  const faults = drafts.map((_, i) => faultOf(drafts, i));

  const begin = (ladder: Ladder) => {
    setTheirs(null);
    setTried(false);
    putEdit(editingOf(ladder));
  };
  const save = (rev: number) =>
    run(async () => {
      setTried(true);
      if (faults.some((fault) => fault)) return focusFirstFault(form.current);
      let conflict: Ladder | null = null;
      const saved = await api
        .setLadder(seen.line, seen.tier, stepsOf(drafts), rev)
        .catch((error) => (conflict = conflictOf(error)));
      if (conflict) return setTheirs(conflict);
      begin(saved);
      tell(t("ladder.saved"));
    });
  return { form, theirs, busy, begin, save, faults: tried ? faults : [] };
}

interface StepsProps extends EditorProps {
  faults: (StepFault | null)[];
}

function Steps({ editing: { seen, drafts }, faults }: StepsProps) {
  const put = (fresh: StepDraft[]) => putEdit({ seen, drafts: fresh });
  const add = useRef<HTMLButtonElement>(null);
  const change = (key: number, values: Partial<StepDraft>) =>
    put(drafts.map((one) => (one.key === key ? { ...one, ...values } : one)));
  const remove = (key: number) => {
    put(drafts.filter((one) => one.key !== key));
    add.current?.focus();
  };
  return (
    <>
      <ol class="ladder">
        {drafts.map((draft, i) => (
          <li key={draft.key}>
            <Step
              n={i + 1}
              draft={draft}
              ladder={seen}
              fault={faults[i] ?? null}
              onChange={(values) => change(draft.key, values)}
              onRemove={drafts.length > 1 ? () => remove(draft.key) : null}
            />
            {gapWords(drafts, i, seen) && <p class="hint gap">{gapWords(drafts, i, seen)}</p>}
          </li>
        ))}
      </ol>
      <p class="hint">{t("ladder.again", { again: timeWords(seen.repage_ms) })}</p>
      <button
        type="button"
        class="button start"
        ref={add}
        disabled={drafts.length >= stepsMax}
        onClick={() => put([...drafts, stepAfter(drafts)])}
      >
        <Icon name="plus" /> {t("ladder.add")}
      </button>
      {drafts.every((draft) => isEmpty(draft, seen)) && (
        <p class="failure">{t("ladder.wakes_nobody")}</p>
      )}
    </>
  );
}

function Editor(props: EditorProps) {
  const { seen, drafts } = props.editing;
  const { form, theirs, busy, begin, save, faults } = useSaving(props);
  const changed = isChanged(props.editing);
  return (
    <form
      class="stack"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        void save(seen.rev);
      }}
    >
      <Steps {...props} faults={faults} />
      {theirs && (
        <BothVersions
          theirs={theirs}
          mine={drafts}
          busy={busy}
          onTheirs={() => begin(theirs)}
          onMine={() => save(theirs.rev)}
        />
      )}
      {changed && <p class="hint">{t("ladder.unsaved")}</p>}
      <div class="actions">
        <button type="submit" class="button primary" disabled={busy || !changed}>
          {t("ladder.save")}
        </button>
        {changed && (
          <button type="button" class="button" onClick={() => begin(seen)}>
            {t("ladder.undo")}
          </button>
        )}
      </div>
    </form>
  );
}

/* ---- whose ladder ---- */

export function Unsaved({ of }: { of: (ladder: Ladder) => boolean }) {
  const some = unsavedLadders.value.some(({ seen }) => of(seen));
  return some ? <span class="mark draft">{t("ladder.unsaved_mark")}</span> : null;
}

function Lines({ here, tier }: { here: Id; tier: Tier }) {
  return (
    <nav class="levels" aria-label={t("ladder.lines")}>
      {lines.value.map(({ id, name }) => (
        <a
          key={id}
          class="button"
          href={ladderPath(tier, id)}
          aria-current={id === here ? "page" : undefined}
        >
          {name} <Unsaved of={(ladder) => ladder.line === id} />
        </a>
      ))}
    </nav>
  );
}

function Levels({ here, tier }: { here: Id; tier: Tier }) {
  return (
    <nav class="levels" aria-label={t("ladder.levels")}>
      {tiersWoken.map((one) => (
        <a
          key={one}
          class="button"
          href={ladderPath(one, here)}
          aria-current={one === tier ? "page" : undefined}
        >
          <TierMark tier={one} />{" "}
          <Unsaved of={(ladder) => ladder.line === here && ladder.tier === one} />
        </a>
      ))}
    </nav>
  );
}

function OfLine({ here, tier }: { here: Id; tier: Tier }) {
  const { editing, trouble } = useLadder(here, tier);
  return (
    <>
      {lines.value.length > 1 && <Lines here={here} tier={tier} />}
      <Levels here={here} tier={tier} />
      <p>{t(editing?.seen.rev === 0 ? "ladder.configured" : "ladder.words")}</p>
      {trouble && <p class="failure">{trouble}</p>}
      {editing && <Editor key={`${here} ${tier}`} editing={editing} />}
    </>
  );
}

export function LadderScreen() {
  const { line: wanted, tier } = route.value;
  const here = lines.value.find(({ id }) => id === wanted) ?? line.value;
  return (
    <section class="team" id="conversation" data-pane tabIndex={-1} aria-labelledby="ladder-heading">
      <div class="with-act">
        <h1 id="ladder-heading">{t("ladder.title")}</h1>
        <a class="button" href="#/team">
          {t("ladder.back")}
        </a>
      </div>
      {here && <OfLine here={here.id} tier={tier} />}
    </section>
  );
}
