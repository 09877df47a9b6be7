/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* directory.tsx — all places of the directory: found by words and filters, each opened beside. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../announce";
import { api } from "../api";
import { checkedWords, helpedWords, told } from "../directory";
import { t, tn } from "../i18n";
import { errorWords } from "../notice";
import type { Id, Resource, Wanted } from "../nouns";
import { EntryPane } from "../parts/entry";
import { NewEntryForm } from "../parts/entry-form";
import { Icon } from "../parts/icon";
import { ImportPane } from "../parts/import";
import { Marks } from "../parts/place";
import { entryPath, importEntry, newEntry, route } from "../route";
import { supervises } from "../state";

const searchAfter = 200;
const newsAfter = 300;
const shows = ["", "on", "off", "stale", "waiting", "look"] as const;
const opens = ["", "open", "closed", "unknown"] as const;
const typed = ["area", "for", "lang", "tags"] as const;
const everything: Wanted = {
  q: "",
  show: "",
  open_now: "",
  free: "",
  area: "",
  lang: "",
  for: "",
  tags: "",
};

/* ---- finding ---- */

interface Found {
  items: Resource[];
  next: string | null;
}

/* An import brings news many times a second: they are taken together. */
function useNews() {
  const [news, setNews] = useState(told.value);
  const newest = told.value;
  useEffect(() => {
    const timer = setTimeout(() => setNews(newest), newsAfter);
    return () => clearTimeout(timer);
  }, [newest]);
  return news;
}

/* News refreshes what is shown, as much of it as there is, and says nothing aloud. */
function useFound(wanted: Wanted) {
  const [found, setFound] = useState<Found | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const shown = useRef(wanted);
  const all = supervises.value;
  const news = useNews();
  const fail = (error: unknown) => setTrouble(errorWords(error));
  useEffect(() => {
    let current = true;
    const isNew = shown.current !== wanted;
    const look = async () => {
      const page = await api.directory(wanted, all, null, isNew ? 0 : (found?.items.length ?? 0));
      if (!current) return;
      setFound(page);
      setTrouble(null);
      shown.current = wanted;
      if (isNew) announce(tn("list.found", page.items.length));
    };
    const tryLook = () => look().catch((error) => current && fail(error));
    const timer = setTimeout(tryLook, isNew ? searchAfter : 0);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted, all, news]);
  const more = async () => {
    const page = await api.directory(wanted, all, found?.next ?? null, 0);
    setFound({ items: [...(found?.items ?? []), ...page.items], next: page.next });
  };
  return { found, trouble, more: () => void more().catch(fail) };
}

interface FilterProps {
  wanted: Wanted;
  onChange: (wanted: Wanted) => void;
}

function Pick({ words, children }: { words: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{words}</span>
      {children}
    </label>
  );
}

function Filters({ wanted, onChange }: FilterProps) {
  const set = (change: Partial<Wanted>) => onChange({ ...wanted, ...change });
  const used = Object.entries(wanted).filter(([name, value]) => name !== "q" && value).length;
  return (
    <details class="directory-filters">
      <summary>
        {used ? tn("directory.filters", used) : t("directory.filters_none")} <Icon name="down" />
      </summary>
      <div class="filter-grid">
        {supervises.value && (
          <Pick words={t("directory.show")}>
            <select
              value={wanted.show}
              onChange={(event) => set({ show: event.currentTarget.value as Wanted["show"] })}
            >
              {shows.map((show) => (
                <option key={show} value={show}>
                  {t(show ? `directory.show.${show}` : "directory.all")}
                </option>
              ))}
            </select>
          </Pick>
        )}
        <Pick words={t("directory.open")}>
          <select
            value={wanted.open_now}
            onChange={(event) => set({ open_now: event.currentTarget.value as Wanted["open_now"] })}
          >
            {opens.map((open) => (
              <option key={open} value={open}>
                {t(open ? `directory.open.${open}` : "directory.all")}
              </option>
            ))}
          </select>
        </Pick>
        {typed.map((name) => (
          <Pick key={name} words={t(`directory.${name}`)}>
            <input
              type="text"
              autocomplete="off"
              value={wanted[name]}
              onInput={(event) => set({ [name]: event.currentTarget.value })}
            />
          </Pick>
        ))}
        <label class="choice-row">
          <input
            type="checkbox"
            checked={wanted.free === "1"}
            onChange={(event) => set({ free: event.currentTarget.checked ? "1" : "" })}
          />
          <span>{t("filter.free")}</span>
        </label>
        {used > 0 && (
          <button
            type="button"
            class="button"
            onClick={() => onChange({ ...everything, q: wanted.q })}
          >
            {t("directory.filters_clear")}
          </button>
        )}
      </div>
    </details>
  );
}

/* ---- what is to be done ---- */

const duties = ["waiting", "look"] as const;

/* How many places wait for those who keep the directory; "50" means at least so many. */
function useDuties() {
  const [counts, setCounts] = useState<Record<string, number>>({});
  const news = useNews();
  useEffect(() => {
    if (!supervises.value) return;
    const count = async (show: Wanted["show"]) =>
      [show, (await api.directory({ ...everything, show }, true, null, 0)).items.length] as const;
    void Promise.all(duties.map(count)).then(
      (pairs) => setCounts(Object.fromEntries(pairs)),
      () => undefined,
    );
  }, [news]);
  return counts;
}

function Duties({ wanted, onChange }: FilterProps) {
  const counts = useDuties();
  const open = duties.filter((show) => counts[show] && wanted.show !== show);
  if (open.length === 0) return null;
  return (
    <div class="actions">
      {open.map((show) => (
        <button
          key={show}
          type="button"
          class="button small"
          onClick={() => onChange({ ...everything, show })}
        >
          {tn(`directory.duty.${show}`, counts[show] ?? 0)}
        </button>
      ))}
    </div>
  );
}

/* ---- what is found ---- */

function PlaceItem({ place, current }: { place: Resource; current: boolean }) {
  const facts = [
    t(`resource.open.${place.open_now}`),
    place.area,
    checkedWords(place.checked),
    helpedWords(place),
  ].filter(Boolean);
  return (
    <li>
      <a class="row" href={entryPath(place.id)} aria-current={current ? "page" : undefined}>
        <span class="row-alias" dir="auto">
          {place.label || place.name}
        </span>
        {place.blurb && <span dir="auto">{place.blurb}</span>}
        <span class="hint">{facts.join(" · ")}</span>
        <span class="place-marks">
          <Marks place={place} />
        </span>
      </a>
    </li>
  );
}

function Places({ opened }: { opened: Id | null }) {
  const [wanted, setWanted] = useState(everything);
  const { found, trouble, more } = useFound(wanted);
  return (
    <div
      class="directory"
      id="list"
      data-pane
      tabIndex={-1}
      role="region"
      aria-labelledby="directory-heading"
    >
      <div class="with-act">
        {opened ? (
          <h2 id="directory-heading">{t("directory.title")}</h2>
        ) : (
          <h1 id="directory-heading">{t("directory.title")}</h1>
        )}
        {supervises.value && (
          <a class="button" href={entryPath(newEntry)}>
            <Icon name="plus" /> {t("entry.new")}
          </a>
        )}
      </div>
      {supervises.value && (
        <a class="button small directory-import" href={entryPath(importEntry)}>
          {t("import.title")}
        </a>
      )}
      <label class="field">
        <span>{t("list.search")}</span>
        <input
          type="search"
          autocomplete="off"
          value={wanted.q}
          onInput={(event) => setWanted({ ...wanted, q: event.currentTarget.value })}
        />
      </label>
      <Duties wanted={wanted} onChange={setWanted} />
      <Filters wanted={wanted} onChange={setWanted} />
      {trouble && <p class="trouble">{trouble}</p>}
      {found?.items.length === 0 && <p class="empty">{t("directory.nothing")}</p>}
      <ul class="rows" aria-label={t("list.results")}>
        {found?.items.map((place) => (
          <PlaceItem key={place.id} place={place} current={place.id === opened} />
        ))}
      </ul>
      {found?.next && (
        <button type="button" class="button centre" onClick={more}>
          {t("directory.more")}
        </button>
      )}
    </div>
  );
}

export function Directory() {
  const { entry } = route.value;
  return (
    <>
      <Places opened={entry} />
      {!entry && (
        <div class="entry resting" id="conversation">
          <p class="hint">
            {t(supervises.value ? "directory.pick_keeper" : "directory.pick")}
          </p>
        </div>
      )}
      {entry === newEntry && supervises.value && <NewEntryForm />}
      {entry === importEntry && supervises.value && <ImportPane />}
      {entry && entry !== newEntry && entry !== importEntry && <EntryPane key={entry} id={entry} />}
    </>
  );
}
