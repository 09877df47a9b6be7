/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * versions.tsx — two versions of a place side by side: mine and theirs, field by field. Where only one
 * of us wrote, that is chosen already; where both did, nobody but the person decides.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../announce";
import { api } from "../api";
import { differencesOf, type Difference, type Words } from "../directory";
import { t } from "../i18n";
import type { Entry, Id } from "../nouns";

interface SideProps {
  difference: Difference;
  side: "mine" | "theirs";
  who: string;
  onChoose: () => void;
}

function Side({ difference, side, who, onChoose }: SideProps) {
  const words = difference[side];
  return (
    <label class="version">
      <span class="version-who">
        <input
          type="radio"
          name={`version-${difference.field}`}
          checked={difference.chosen === side}
          onChange={onChoose}
        />
        {who}
      </span>
      <span class="words" dir="auto">
        {words === null ? t("entry.given_back") : words || t("entry.empty")}
      </span>
    </label>
  );
}

function DifferenceChoice({
  difference,
  name,
  onChoose,
}: {
  difference: Difference;
  name: string;
  onChoose: (chosen: "mine" | "theirs") => void;
}) {
  return (
    <fieldset class="difference">
      <legend>{t(`entry.field.${difference.field}`)}</legend>
      <p class="hint" dir="auto">
        {t("versions.before", { words: difference.before || t("entry.empty") })}
      </p>
      <div class="version-pair">
        <Side
          difference={difference}
          side="mine"
          who={t("versions.mine")}
          onChoose={() => onChoose("mine")}
        />
        <Side
          difference={difference}
          side="theirs"
          who={t("versions.theirs", { name })}
          onChoose={() => onChoose("theirs")}
        />
      </div>
    </fieldset>
  );
}

/* Who wrote last, by name. */
function useWriter(id: Id, rev: number): string {
  const [name, setName] = useState(t("versions.somebody"));
  useEffect(() => {
    void api.entryHistory(id).then(
      ({ items }) => items[0] && setName(items[0].by?.name ?? t("entry.an_import")),
      () => undefined,
    );
  }, [id, rev]);
  return name;
}

interface VersionsProps {
  id: Id;
  mine: Words;
  before: Entry;
  theirs: Entry;
  busy: boolean;
  onDecide: (differences: Difference[]) => void;
  onTheirs: () => void;
}

export function Versions({ id, mine, before, theirs, busy, onDecide, onTheirs }: VersionsProps) {
  const [differences, setDifferences] = useState(() => differencesOf(mine, before, theirs));
  const name = useWriter(id, theirs.rev);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    announce(t("versions.title"));
  }, []);
  const choose = (field: string, chosen: "mine" | "theirs") =>
    setDifferences(differences.map((one) => (one.field === field ? { ...one, chosen } : one)));
  const open = differences.filter(({ chosen }) => chosen === null).length;
  return (
    <form
      class="entry-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (open === 0) onDecide(differences);
      }}
    >
      <div class="stack small-gap">
        <h2 ref={heading} tabIndex={-1}>
          {t("versions.title")}
        </h2>
        <p>{t("versions.words", { name })}</p>
      </div>
      {differences.map((difference) => (
        <DifferenceChoice
          key={difference.field}
          difference={difference}
          name={name}
          onChoose={(chosen) => choose(difference.field, chosen)}
        />
      ))}
      {differences.length === 0 && <p>{t("versions.none")}</p>}
      <div class="actions entry-save">
        <button type="submit" class="button primary" disabled={busy || open > 0}>
          {t("versions.save")}
        </button>
        <button type="button" class="button" onClick={onTheirs}>
          {t("versions.drop_mine")}
        </button>
        {open > 0 && <p class="hint">{t("versions.open")}</p>}
      </div>
    </form>
  );
}
