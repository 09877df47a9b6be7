/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rows.tsx — lists of conversations. A list is one tab stop; arrow keys move inside it. */
import { useRef, useState } from "preact/hooks";
import { hasDraft } from "../drafts";
import { span, t, tn } from "../i18n";
import type { Row } from "../nouns";
import { conversationPath, route } from "../route";
import { now } from "../state";
import { TierMark } from "./tier";

function waitOf(row: Row): string {
  if (row.state !== "active") return span(now.value - Date.parse(row.waiting_since ?? row.last_at));
  return row.last_dir === "in"
    ? span(now.value - Date.parse(row.texter_wrote_at ?? row.last_at))
    : "";
}

function RowWords({ row }: { row: Row }) {
  const written = hasDraft(row.id) || row.draft;
  return (
    <>
      <span class="row-top">
        <span class="row-alias">{row.alias}</span>
        {row.unread > 0 && (
          <span class="count">
            {row.unread}
            <span class="unseen"> {tn("row.unread", row.unread)}</span>
          </span>
        )}
        <span class="row-wait">{waitOf(row)}</span>
      </span>
      <span class="row-bottom">
        <TierMark tier={row.tier} />
        {row.alert && <span class="mark">{t("row.alert")}</span>}
        {row.offer && <span class="mark">{t("row.moving", { name: row.offer.to.name })}</span>}
        {row.opted_out && <span class="mark">{t("row.stopped")}</span>}
        {written && <span class="mark draft">{t("row.draft")}</span>}
        {row.last_preview && (
          <span class="row-preview" dir="auto">
            {row.last_preview}
          </span>
        )}
      </span>
    </>
  );
}

interface RowsProps {
  rows: Row[];
  label: string;
  open?: boolean;
}

export function Rows({ rows, label, open = true }: RowsProps) {
  const list = useRef<HTMLUListElement>(null);
  const [current, setCurrent] = useState(0);
  const stop = Math.min(current, rows.length - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows.length - 1, stop + step));
    setCurrent(next);
    list.current?.querySelectorAll<HTMLElement>("a")[next]?.focus();
  };
  if (!open)
    return (
      <ul class="rows" aria-label={label}>
        {rows.map((row) => (
          <li class="row" key={row.id}>
            <RowWords row={row} />
          </li>
        ))}
      </ul>
    );
  return (
    <ul class="rows" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {rows.map((row, i) => (
        <li key={row.id}>
          <a
            class="row"
            href={conversationPath(row.id)}
            tabIndex={i === stop ? 0 : -1}
            aria-current={route.value.conversation === row.id ? "page" : undefined}
            onFocus={() => setCurrent(i)}
          >
            <RowWords row={row} />
          </a>
        </li>
      ))}
    </ul>
  );
}
