/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * list.tsx — the numbered list, built with the texter and sent as they will see it. What was sent is
 * frozen: a number means the same place for ever. What is being put together is kept like a draft.
 */
import { signal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { api, type Filters, type List, type ListItem, type ListText, type Resource, type Row, type Wish } from "../api";
import { vaultDrop, vaultGet, vaultPut } from "../drafts";
import { clock, t, tcode, tn } from "../i18n";
import { errorWords, tell, useAct } from "../notice";
import { announce } from "../announce";
import { isMine, patchThread } from "../state";
import { Icon } from "./icon";

const itemsMax = 20;
const searchAfter = 200;

/* Set by a key from anywhere in the conversation; the search field takes it up once it is there. */
export const searchWanted = signal(false);

/* ---- what was sent ---- */

const wishes = ["offered", "wanted", "maybe", "not_for_them"] as const;

/* The reading of a reply may be wrong: whoever talks with them sets it right in one step. */
function WishField({ row, item }: { row: Row; item: ListItem }) {
  const [busy, run] = useAct();
  const set = (wish: Wish) =>
    run(async () => {
      const { list } = await api.setWish(row.id, item.n, wish);
      patchThread(row.id, () => ({ list }));
    });
  return (
    <select
      class="wish"
      aria-label={t("list.wish", { name: item.label })}
      value={item.wish}
      disabled={busy || !isMine(row)}
      onChange={(event) => set(event.currentTarget.value as Wish)}
    >
      {wishes.map((wish) => (
        <option key={wish} value={wish}>
          {t(`list.wish.${wish}`)}
        </option>
      ))}
    </select>
  );
}

function SentList({ row, list }: { row: Row; list: List }) {
  return (
    <section class="stack small-gap" aria-labelledby="sent-list">
      <h2 id="sent-list" tabIndex={-1}>
        {t("list.sent", { time: clock(list.sent_at) })}
      </h2>
      <ol class="sent-list">
        {list.items.map((item) => (
          <li key={item.n} value={item.n}>
            <span>{item.label}</span>
            <span class={`mark ${item.state}`}>{tcode("list.state", item.state)}</span>
            <WishField row={row} item={item} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/* ---- the search ---- */

function ageOf(checked: string): string {
  if (!checked) return t("resource.unchecked");
  const day = new Intl.DateTimeFormat(document.documentElement.lang, {
    month: "short",
    day: "numeric",
    year: "numeric",
  });
  return t("resource.checked", { day: day.format(new Date(`${checked}T12:00:00`)) });
}

function ResourceItem({
  resource,
  added,
  onAdd,
}: {
  resource: Resource;
  added: boolean;
  onAdd: () => void;
}) {
  return (
    <li class="resource">
      <div class="resource-words">
        <strong>{resource.label || resource.name}</strong>
        <span>{resource.blurb}</span>
        <span class="hint">
          {[t(`resource.open.${resource.open_now}`), resource.hours, resource.cost, resource.languages, ageOf(resource.checked)]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
      <button
        type="button"
        class="button small"
        disabled={added}
        aria-label={t(added ? "resource.added_name" : "resource.add_name", {
          name: resource.label || resource.name,
        })}
        onClick={onAdd}
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

const noFilters: Filters = { open_now: false, free: false };

function useSearch() {
  const [query, setQuery] = useState("");
  const [filters, setFilters] = useState(noFilters);
  const [found, setFound] = useState<Resource[] | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      async () => {
        try {
          const { items } = await api.resources(query, filters);
          if (!current) return;
          setFound(items);
          setTrouble(null);
          if (query || filters !== noFilters) announce(tn("list.found", items.length));
        } catch (error) {
          if (current) setTrouble(errorWords(error));
        }
      },
      query ? searchAfter : 0,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query, filters]);
  return { found, trouble, query, setQuery, filters, setFilters };
}

function Search({ picked, onAdd }: { picked: Resource[]; onAdd: (resource: Resource) => void }) {
  const { found, trouble, query, setQuery, filters, setFilters } = useSearch();
  const field = useRef<HTMLInputElement>(null);
  useSignalEffect(() => {
    if (!searchWanted.value) return;
    searchWanted.value = false;
    field.current?.focus();
  });
  return (
    <section class="stack small-gap" aria-labelledby="search-heading">
      <h2 id="search-heading">{t("list.directory")}</h2>
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
      <fieldset class="filters">
        <legend class="unseen">{t("filter.legend")}</legend>
        {(["open_now", "free"] as const).map((name) => (
          <label key={name} class="choice-row">
            <input
              type="checkbox"
              checked={filters[name]}
              onChange={(event) => setFilters({ ...filters, [name]: event.currentTarget.checked })}
            />
            <span>{t(`filter.${name}`)}</span>
          </label>
        ))}
      </fieldset>
      {trouble && <p class="trouble">{trouble}</p>}
      {found?.length === 0 && <p class="empty">{t("list.nothing")}</p>}
      <ul class="resources" aria-label={t("list.results")}>
        {found?.map((resource) => (
          <ResourceItem
            key={resource.id}
            resource={resource}
            added={picked.some((one) => one.id === resource.id)}
            onAdd={() => onAdd(resource)}
          />
        ))}
      </ul>
    </section>
  );
}

/* ---- what is being put together ---- */

function moved<T>(items: T[], from: number, step: number): T[] {
  const to = from + step;
  if (to < 0 || to >= items.length) return items;
  const next = items.toSpliced(from, 1);
  return next.toSpliced(to, 0, items[from]!);
}

interface PickedProps {
  picked: Resource[];
  onChange: (picked: Resource[]) => void;
}

function Picked({ picked, onChange }: PickedProps) {
  const list = useRef<HTMLOListElement>(null);
  const focusItem = (i: number) =>
    requestAnimationFrame(() =>
      list.current?.querySelectorAll<HTMLElement>(":scope > li")[i]?.focus(),
    );
  const move = (i: number, step: number) => {
    onChange(moved(picked, i, step));
    const place = Math.max(0, Math.min(picked.length - 1, i + step));
    announce(t("list.moved", { name: picked[i]!.label, n: place + 1 }));
    focusItem(place);
  };
  const remove = (i: number) => {
    onChange(picked.toSpliced(i, 1));
    focusItem(Math.min(i, picked.length - 2));
  };
  const onKeyDown = (event: KeyboardEvent, i: number) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step || !event.altKey) return;
    event.preventDefault();
    move(i, step);
  };
  return (
    <ol class="picked" ref={list} aria-label={t("list.picked")}>
      {picked.map((resource, i) => (
        <li key={resource.id} tabIndex={-1} onKeyDown={(event) => onKeyDown(event, i)}>
          <span class="picked-name">
            {i + 1}. {resource.label || resource.name}
          </span>
          <button
            type="button"
            class="button quiet square"
            disabled={i === 0}
            aria-label={t("list.up", { name: resource.label })}
            onClick={() => move(i, -1)}
          >
            <Icon name="up" />
          </button>
          <button
            type="button"
            class="button quiet square"
            disabled={i === picked.length - 1}
            aria-label={t("list.down", { name: resource.label })}
            onClick={() => move(i, 1)}
          >
            <Icon name="down" />
          </button>
          <button
            type="button"
            class="button quiet square"
            aria-label={t("list.remove", { name: resource.label })}
            onClick={() => remove(i)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ol>
  );
}

function Preview({ texts }: { texts: ListText[] }) {
  return (
    <div class="preview" aria-label={t("list.preview")} role="group">
      {texts.map((text, i) => (
        <div key={i}>
          <p class="words" dir="auto">
            {text.body}
          </p>
          <p class="hint">{tn("composer.texts", text.segments)}</p>
        </div>
      ))}
    </div>
  );
}

function usePicked(conv: string): [Resource[], (picked: Resource[]) => void] {
  const [picked, setPicked] = useState<Resource[]>([]);
  const name = `list:${conv}`;
  useEffect(() => {
    void vaultGet<Resource[]>(name).then(
      (kept) => kept && setPicked((now) => (now.length ? now : kept)),
    );
  }, []);
  const change = (next: Resource[]) => {
    setPicked(next);
    if (next.length) void vaultPut(name, next);
    else vaultDrop(name);
  };
  return [picked, change];
}

export function ListBuilder({ row, list }: { row: Row; list: List | null }) {
  const [picked, setPicked] = usePicked(row.id);
  const [texts, setTexts] = useState<ListText[] | null>(null);
  const [busy, run] = useAct();
  const ids = picked.map((resource) => resource.id);
  const sendable = isMine(row) && !row.opted_out;
  const askFirst = () =>
    run(async () => {
      await api.offerList(row.id);
      tell(t("list.asked_first"));
    });
  const change = (next: Resource[]) => {
    setPicked(next);
    setTexts(null);
  };
  const preview = () => run(async () => setTexts((await api.previewList(row.id, ids)).texts));
  const send = () =>
    run(async () => {
      const { list: sent } = await api.sendList(row.id, ids);
      patchThread(row.id, () => ({ list: sent }));
      change([]);
      tell(t("list.sent_done"));
      requestAnimationFrame(() => document.getElementById("sent-list")?.focus());
    });
  return (
    <div class="stack">
      {list && <SentList row={row} list={list} />}
      <section class="stack small-gap" aria-labelledby="build-heading">
        <h2 id="build-heading">{t("list.build", { alias: row.alias })}</h2>
        {!list && picked.length === 0 && sendable && (
          <div class="actions">
            <button type="button" class="button" disabled={busy} onClick={askFirst}>
              {t("list.ask_first")}
            </button>
          </div>
        )}
        {picked.length === 0 ? (
          <p class="empty">{t("list.empty")}</p>
        ) : (
          <Picked picked={picked} onChange={change} />
        )}
        {texts && <Preview texts={texts} />}
        {picked.length > 0 && (
          <div class="actions">
            <button type="button" class="button" disabled={busy} onClick={preview}>
              {t("list.preview_do")}
            </button>
            <button
              type="button"
              class="button primary"
              disabled={busy || !sendable}
              onClick={send}
            >
              {t("list.send")}
            </button>
          </div>
        )}
      </section>
      <Search
        picked={picked}
        onAdd={(resource) => picked.length < itemsMax && change([...picked, resource])}
      />
    </div>
  );
}
