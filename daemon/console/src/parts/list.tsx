/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * list.tsx — the numbered list, built with the texter and sent as they will see it. Whoever talks
 * with them builds it; whoever reads along sees it grow.
 */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { announce } from "../announce";
import { api } from "../api";
import { t, tn } from "../i18n";
import { changeList, decideList, goesAgain, itemsOf, otherOf, recallList, saveList, sendList, troubleOf } from "../making";
import { tell, useAct } from "../notice";
import type { ListMade, ListText, MadeItem, Row, Wish } from "../nouns";
import { me, speaks, type Thread } from "../state";
import { Icon } from "./icon";
import { itemsMax, NewestList, Versions, wishes } from "./lists";
import { Places } from "./places";

const wordsMax = 30;

const itemKey = (item: MadeItem) => item.resource_id ?? `words:${item.text}`;

/* ---- one item ---- */

function moved<T>(items: T[], from: number, step: number): T[] {
  const to = from + step;
  if (to < 0 || to >= items.length) return items;
  const next = items.toSpliced(from, 1);
  return next.toSpliced(to, 0, items[from]!);
}

interface ItemProps {
  item: MadeItem;
  n: number;
  last: boolean;
  onMove: (step: 1 | -1) => void;
  onRemove: () => void;
  onWish: (wish: Wish) => void;
}

function PickedItem({ item, n, last, onMove, onRemove, onWish }: ItemProps) {
  const name = item.label;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    onMove(event.key === "ArrowDown" ? 1 : -1);
  };
  return (
    <li tabIndex={-1} onKeyDown={onKeyDown} class={item.state === "not_for_them" ? "ruled-out" : ""}>
      <span class="picked-name">
        {n}. {name}
      </span>
      <select
        class="wish"
        aria-label={t("list.wish", { name })}
        value={item.state}
        onChange={(event) => onWish(event.currentTarget.value as Wish)}
      >
        {wishes.map((wish) => (
          <option key={wish} value={wish}>
            {t(`list.made.${wish}`)}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="button quiet square"
        disabled={n === 1}
        aria-label={t("list.up", { name })}
        onClick={() => onMove(-1)}
      >
        <Icon name="up" />
      </button>
      <button
        type="button"
        class="button quiet square"
        disabled={last}
        aria-label={t("list.down", { name })}
        onClick={() => onMove(1)}
      >
        <Icon name="down" />
      </button>
      <button
        type="button"
        class="button quiet square"
        aria-label={t("list.remove", { name })}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

/* ---- all of them ---- */

function Picked({ items, onChange }: { items: MadeItem[]; onChange: (items: MadeItem[]) => void }) {
  const list = useRef<HTMLOListElement>(null);
  const focusItem = (i: number) =>
    requestAnimationFrame(() =>
      list.current?.querySelectorAll<HTMLElement>(":scope > li")[i]?.focus(),
    );
  const move = (i: number, step: number) => {
    const place = Math.max(0, Math.min(items.length - 1, i + step));
    onChange(moved(items, i, step));
    announce(t("list.moved", { name: items[i]!.label, n: place + 1 }));
    focusItem(place);
  };
  const remove = (i: number) => {
    onChange(items.toSpliced(i, 1));
    focusItem(Math.min(i, items.length - 2));
  };
  return (
    <ol class="picked" ref={list} aria-label={t("list.picked")}>
      {items.map((item, i) => (
        <PickedItem
          key={itemKey(item)}
          item={item}
          n={i + 1}
          last={i === items.length - 1}
          onMove={(step) => move(i, step)}
          onRemove={() => remove(i)}
          onWish={(state) => onChange(items.with(i, { ...item, state }))}
        />
      ))}
    </ol>
  );
}

function PickedToRead({ items }: { items: MadeItem[] }) {
  return (
    <ol class="sent-list" aria-label={t("list.picked")}>
      {items.map((item) => (
        <li key={itemKey(item)}>
          {item.label} <span class="mark">{t(`list.made.${item.state}`)}</span>
        </li>
      ))}
    </ol>
  );
}

function OwnWords({ items, onChange }: { items: MadeItem[]; onChange: (items: MadeItem[]) => void }) {
  const [words, setWords] = useState("");
  const text = words.trim();
  const known = items.some((item) => item.text === text);
  const add = (event: Event) => {
    event.preventDefault();
    if (!text || known) return;
    onChange([...items, { resource_id: null, text, label: text, state: "offered" }]);
    setWords("");
  };
  return (
    <form class="with-button" onSubmit={add}>
      <label class="field">
        <span>{t("list.own_words")}</span>
        <input
          type="text"
          value={words}
          maxLength={wordsMax}
          autocomplete="off"
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" disabled={!text || known}>
        {t("resource.add")}
      </button>
    </form>
  );
}

/* ---- somebody else was faster ---- */

function Side({ title, items }: { title: string; items: MadeItem[] }) {
  const heading = useId();
  return (
    <section class="one-list" aria-labelledby={heading}>
      <h3 id={heading}>{title}</h3>
      {items.length === 0 && <p class="empty">{t("list.conflict_empty")}</p>}
      <ol class="sent-list">
        {items.map((item) => (
          <li key={itemKey(item)}>
            {item.label}
            {item.state !== "offered" && ` (${t(`list.made.${item.state}`)})`}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Both({ row, items, other }: { row: Row; items: MadeItem[]; other: ListMade }) {
  const name = other.by && other.by.id !== me.value?.id ? other.by.name : null;
  return (
    <div class="two-lists" role="group" aria-label={t("list.conflict")}>
      <p>{name ? t("list.conflict_by", { name }) : t("list.conflict_window")}</p>
      <div class="side-by-side">
        <Side title={name ? t("list.conflict_theirs", { name }) : t("list.conflict_there")} items={other.items} />
        <Side title={t("list.conflict_yours")} items={items} />
      </div>
      <div class="actions">
        <button type="button" class="button" onClick={() => decideList(row.id, false)}>
          {name ? t("list.take_theirs", { name }) : t("list.take_there")}
        </button>
        <button type="button" class="button" onClick={() => decideList(row.id, true)}>
          {t("list.keep_yours")}
        </button>
      </div>
    </div>
  );
}

/* ---- and out ---- */

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

function Trouble({ row }: { row: Row }) {
  const trouble = troubleOf(row.id);
  if (!trouble) return null;
  return (
    <div class="failure" role="group" aria-label={t("list.unsaved")}>
      <p>
        {t("list.unsaved")} {goesAgain(row.id) ? t("list.goes_again") : trouble}
      </p>
      <button type="button" class="button small" onClick={() => void saveList(row.id)}>
        {t("try_again")}
      </button>
    </div>
  );
}

/* The exact texts, of the list as it is saved; gone as soon as anything in it changes. */
function usePreview(row: Row, items: MadeItem[]) {
  const [texts, setTexts] = useState<ListText[] | null>(null);
  useEffect(() => setTexts(null), [items]);
  const look = async () => {
    await saveList(row.id);
    if (!troubleOf(row.id) && !otherOf(row.id)) setTexts((await api.previewList(row.id)).texts);
  };
  return { texts, look };
}

function Making({ row, asksFirst }: { row: Row; asksFirst: boolean }) {
  const items = itemsOf(row.id);
  const other = otherOf(row.id);
  const { texts, look } = usePreview(row, items);
  const [busy, run] = useAct();
  const sendable = !row.opted_out && items.some((item) => item.state !== "not_for_them");
  const change = (next: MadeItem[]) => changeList(row.id, next);
  const askFirst = () =>
    run(async () => {
      await api.offerList(row.id);
      tell(t("list.asked_first"));
    });
  const send = () =>
    run(async () => {
      if (!(await sendList(row.id))) return;
      tell(t("list.sent_done"));
      requestAnimationFrame(() => document.getElementById("sent-list")?.focus());
    });
  if (other) return <Both row={row} items={items} other={other} />;
  return (
    <>
      {asksFirst && items.length === 0 && !row.opted_out && (
        <div class="actions">
          <button type="button" class="button" disabled={busy} onClick={askFirst}>
            {t("list.ask_first")}
          </button>
        </div>
      )}
      {items.length === 0 ? (
        <p class="empty">{t("list.empty")}</p>
      ) : (
        <Picked items={items} onChange={change} />
      )}
      {items.length < itemsMax && <OwnWords items={items} onChange={change} />}
      <Trouble row={row} />
      {texts && <Preview texts={texts} />}
      {items.length > 0 && (
        <div class="actions">
          <button type="button" class="button" disabled={busy || !sendable} onClick={() => run(look)}>
            {t("list.preview_do")}
          </button>
          <button type="button" class="button primary" disabled={busy || !sendable} onClick={send}>
            {t("list.send")}
          </button>
        </div>
      )}
    </>
  );
}

/* Whoever reads along, or holds it no longer. */
function MakingToRead({ row }: { row: Row }) {
  const items = itemsOf(row.id);
  return items.length === 0 ? (
    <p class="empty">{t("list.empty_yet")}</p>
  ) : (
    <PickedToRead items={items} />
  );
}

export function ListTab({ row, thread }: { row: Row; thread: Thread }) {
  const { list } = thread;
  const items = itemsOf(row.id);
  const builds = speaks(row);
  useEffect(() => void recallList(row.id), []);
  const add =
    items.length < itemsMax
      ? ({ id, label, name }: { id: string; label: string; name: string }) =>
          changeList(row.id, [
            ...itemsOf(row.id),
            { resource_id: id, text: null, label: label || name, state: "offered" },
          ])
      : null;
  return (
    <div class="stack">
      {list && <NewestList row={row} list={list} />}
      {list && <Versions row={row} newest={list} />}
      <section class="stack small-gap" aria-labelledby="build-heading">
        <h2 id="build-heading">{t("list.build", { alias: row.alias })}</h2>
        {builds ? <Making row={row} asksFirst={!list} /> : <MakingToRead row={row} />}
      </section>
      {builds && !otherOf(row.id) && (
        <Places taken={(id) => items.some((item) => item.resource_id === id)} onAdd={add} />
      )}
    </div>
  );
}
