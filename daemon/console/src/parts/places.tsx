/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * places.tsx — the search in the directory: words, and what the places must be. Whether one is open
 * now has three answers, for nobody knows the hours of all of them.
 */
import { signal, useSignalEffect } from "@preact/signals";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { announce } from "../announce";
import { api } from "../api";
import { checkedWords, helpedWords } from "../directory";
import { t, tn } from "../i18n";
import { errorWords } from "../notice";
import { Icon } from "./icon";
import type { Filters, Resource } from "../nouns";

const searchAfter = 250;

/* Set by a key from anywhere in the conversation; the search field takes it up once it is there. */
export const searchWanted = signal(false);

/* ---- one place ---- */

/* What the people of this line ask first of all, as far as it is known. */
function callsOthers({ emergency }: Resource): string {
  return emergency && emergency !== "unknown" ? t("resource.emergency", { answer: emergency }) : "";
}

function factsOf(resource: Resource): string {
  return [
    resource.hours,
    resource.cost,
    resource.languages,
    resource.area,
    resource.for,
    callsOthers(resource),
  ]
    .filter(Boolean)
    .join(" · ");
}

function Place({
  resource,
  added,
  onAdd,
}: {
  resource: Resource;
  added: boolean;
  onAdd: (() => void) | null;
}) {
  const name = resource.label || resource.name;
  const off = added || !onAdd;
  return (
    <li class="resource">
      <div class="resource-words">
        <strong>{name}</strong>
        <span>{resource.blurb}</span>
        <span class="hint">
          <span class={`open-${resource.open_now}`}>{t(`resource.open.${resource.open_now}`)}</span>
          {" · "}
          {factsOf(resource)}
        </span>
        <span class={resource.stale ? "warning" : "hint"}>
          {checkedWords(resource.checked)}
          {resource.stale && ` ${t("resource.stale")}`}
        </span>
        {resource.alert && <span class="warning">{resource.alert}</span>}
        {resource.reported && <span class="warning">{t("entry.reported")}</span>}
        {helpedWords(resource) && <span class="hint">{helpedWords(resource)}</span>}
      </div>
      <button
        type="button"
        class="button small"
        aria-disabled={off} /* not disabled: whoever pressed it would lose their place */
        aria-label={t(added ? "resource.added_name" : "resource.add_name", { name })}
        onClick={() => !off && onAdd?.()}
      >
        {added ? (
          t("resource.added")
        ) : (
          <>
            <Icon name="plus" /> {t("resource.add")}
          </>
        )}
      </button>
    </li>
  );
}

/* ---- the search ---- */

const noFilters: Filters = { open_now: "", free: "", area: "", lang: "", for: "" };

function useSearch() {
  const [query, setQuery] = useState("");
  const [filters, setFilters] = useState(noFilters);
  const [found, setFound] = useState<Resource[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const asked = useRef(0);
  const look = async (before: string) => {
    const turn = ++asked.current;
    try {
      const page = await api.resources(query, filters, before);
      if (turn !== asked.current) return;
      setFound((known) => (before && known ? [...known, ...page.items] : page.items));
      setNext(page.next);
      setTrouble(null);
      if (query || filters !== noFilters) announce(tn("list.found", page.items.length));
    } catch (error) {
      if (turn === asked.current) setTrouble(errorWords(error));
    }
  };
  useEffect(() => {
    const timer = setTimeout(() => void look(""), found ? searchAfter : 0);
    return () => {
      asked.current++;
      clearTimeout(timer);
    };
  }, [query, filters]);
  const more = next === null ? null : () => void look(next);
  return { found, more, trouble, query, setQuery, filters, setFilters };
}

/* ---- the filters ---- */

interface FilterProps {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

const written = ["area", "lang", "for"] as const;
const opens = ["open", "unknown", "closed"] as const;

function FilterFields({ filters, onChange }: FilterProps) {
  return (
    <div class="filters" role="group" aria-label={t("filter.legend")}>
      <label class="field">
        <span>{t("filter.open")}</span>
        <select
          value={filters.open_now}
          onChange={(event) =>
            onChange({ ...filters, open_now: event.currentTarget.value as Filters["open_now"] })
          }
        >
          <option value="">{t("filter.open_any")}</option>
          {opens.map((value) => (
            <option key={value} value={value}>
              {t(`resource.open.${value}`)}
            </option>
          ))}
        </select>
      </label>
      {written.map((name) => (
        <label key={name} class="field">
          <span>{t(`filter.${name}`)}</span>
          <input
            type="text"
            value={filters[name]}
            maxLength={60}
            autocomplete="off"
            onInput={(event) => onChange({ ...filters, [name]: event.currentTarget.value })}
          />
        </label>
      ))}
      <label class="choice-row">
        <input
          type="checkbox"
          checked={filters.free === "1"}
          onChange={(event) =>
            onChange({ ...filters, free: event.currentTarget.checked ? "1" : "" })
          }
        />
        <span>{t("filter.free")}</span>
      </label>
      <button
        type="button"
        class="button small"
        disabled={filters === noFilters}
        onClick={() => onChange(noFilters)}
      >
        {t("filter.none")}
      </button>
    </div>
  );
}

function filterWords(filters: Filters): string {
  const count = Object.values(filters).filter(Boolean).length;
  return count ? tn("filter.count", count) : t("filter.title");
}

/* `onAdd` is null when the list is full. */
export function Places({
  taken,
  onAdd,
}: {
  taken: (id: string) => boolean;
  onAdd: ((resource: Resource) => void) | null;
}) {
  const { found, more, trouble, query, setQuery, filters, setFilters } = useSearch();
  const field = useRef<HTMLInputElement>(null);
  const heading = useId();
  useSignalEffect(() => {
    if (!searchWanted.value) return;
    searchWanted.value = false;
    field.current?.focus();
  });
  return (
    <section class="stack small-gap" aria-labelledby={heading}>
      <h2 id={heading}>{t("list.directory")}</h2>
      <label class="field">
        <span>{t("list.search")}</span>
        <input
          type="search"
          ref={field}
          value={query}
          autocomplete="off"
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </label>
      <details class="history">
        <summary>{filterWords(filters)}</summary>
        <FilterFields filters={filters} onChange={setFilters} />
      </details>
      {trouble && <p class="trouble">{trouble}</p>}
      {found?.length === 0 && <p class="empty">{t("list.nothing")}</p>}
      <ul class="resources" aria-label={t("list.results")}>
        {found?.map((resource) => (
          <Place
            key={resource.id}
            resource={resource}
            added={taken(resource.id)}
            onAdd={onAdd && (() => onAdd(resource))}
          />
        ))}
      </ul>
      {more && (
        <button type="button" class="button" onClick={more}>
          {t("list.more")}
        </button>
      )}
    </section>
  );
}
