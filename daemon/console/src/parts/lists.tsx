/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * lists.tsx — the lists that were sent. Each is frozen as it went out: a number means the same place
 * for ever. What the texter says of an item can be set right by whoever talks with them.
 */
import { useEffect, useState } from "preact/hooks";
import { api } from "../api";
import { clock, t, tcode, tn } from "../i18n";
import { errorWords, useAct } from "../notice";
import { changeList, itemsOf } from "../making";
import type { List, ListItem, Row, Wish } from "../nouns";
import { me, patchThread, putListMade, speaks } from "../state";

export const wishes = ["offered", "wanted", "maybe", "not_for_them"] as const;
export const itemsMax = 20;

/* The reading of a reply may be wrong: whoever talks with them sets it right in one step. */
function WishField({ row, item }: { row: Row; item: ListItem }) {
  const [busy, run] = useAct();
  const set = (wish: Wish) =>
    run(async () => {
      const { list, list_made } = await api.setWish(row.id, item.n, wish);
      patchThread(row.id, () => ({ list }));
      putListMade(row.id, list_made);
    });
  return (
    <select
      class="wish"
      aria-label={t("list.wish", { name: item.label })}
      value={item.wish}
      disabled={busy}
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

export function ItemState({ item }: { item: ListItem }) {
  return <span class={`mark ${item.state}`}>{tcode("list.state", item.state)}</span>;
}

function sentWords({ sent_at, by }: List): string {
  const time = clock(sent_at);
  if (!by) return t("list.sent_itself", { time });
  return by.id === me.value?.id ? t("list.sent", { time }) : t("list.sent_by", { time, name: by.name });
}

/* What is there already stays where it is; what the directory no longer has is refused with words. */
function buildOn(row: Row, list: List): void {
  const items = itemsOf(row.id);
  const known = new Set(items.map((item) => item.resource_id ?? item.text));
  const more = list.items
    .map(({ resource_id, label }) => ({
      resource_id,
      text: resource_id ? null : label,
      label,
      state: "offered" as const,
    }))
    .filter((item) => !known.has(item.resource_id ?? item.text));
  changeList(row.id, [...items, ...more].slice(0, itemsMax));
}

function BuildOn({ row, list }: { row: Row; list: List }) {
  if (!speaks(row)) return null;
  return (
    <div class="actions">
      <button type="button" class="button small" onClick={() => buildOn(row, list)}>
        {t("list.build_on")}
      </button>
    </div>
  );
}

export function NewestList({ row, list }: { row: Row; list: List }) {
  return (
    <section class="stack small-gap" aria-labelledby="sent-list">
      <h2 id="sent-list" tabIndex={-1}>
        {sentWords(list)}
      </h2>
      <ol class="sent-list">
        {list.items.map((item) => (
          <li key={item.n} value={item.n}>
            <span>{item.label}</span> {item.state !== "offered" && <ItemState item={item} />}
            {speaks(row) && <WishField row={row} item={item} />}
          </li>
        ))}
      </ol>
      {!list.open && <p class="hint">{t("list.over")}</p>}
      <BuildOn row={row} list={list} />
    </section>
  );
}

/* All that were sent, newest first; asked for again whenever the newest one changes. */
export function useLists(row: Row, newest: List | null) {
  const [lists, setLists] = useState<List[]>([]);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    if (!newest) return;
    let current = true;
    api.lists(row.id).then(
      ({ items }) => current && (setLists(items), setTrouble(null)),
      (error) => current && setTrouble(errorWords(error)),
    );
    return () => void (current = false);
  }, [newest]);
  return { lists, trouble };
}

function Version({ row, list }: { row: Row; list: List }) {
  return (
    <li class="earlier-list">
      <h3>{sentWords(list)}</h3>
      <ol class="sent-list">
        {list.items.map((item) => (
          <li key={item.n} value={item.n}>
            {item.label} {item.state !== "offered" && <ItemState item={item} />}
          </li>
        ))}
      </ol>
      <BuildOn row={row} list={list} />
    </li>
  );
}

/* Those before the newest. */
export function Versions({ row, newest }: { row: Row; newest: List }) {
  const { lists, trouble } = useLists(row, newest);
  const earlier = lists.filter((list) => list.id !== newest.id);
  if (trouble) return <p class="trouble">{trouble}</p>;
  if (earlier.length === 0) return null;
  return (
    <details class="history">
      <summary>{tn("list.versions", earlier.length)}</summary>
      <ol class="stack small-gap">
        {earlier.map((list) => (
          <Version key={list.id} row={row} list={list} />
        ))}
      </ol>
    </details>
  );
}
