/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * conversation.tsx — one conversation: who it is, what was said, the answer being written, and a
 * panel beside it. Opening moves the focus to its heading; nothing that happens later does.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api";
import { openDraft } from "../drafts";
import { t } from "../i18n";
import { bind } from "../keys";
import { errorWords } from "../notice";
import type { Id, Row } from "../nouns";
import { About } from "../parts/about";
import { Composer } from "../parts/composer";
import { CloseSheet, ReturnSheet, TransferSheet } from "../parts/handover";
import { AlertLine, GetHelpSheet } from "../parts/help";
import { Icon } from "../parts/icon";
import { ListTab } from "../parts/list";
import { HandOverAsk, JoiningBar } from "../parts/joining";
import { Log } from "../parts/log";
import { Menu } from "../parts/menu";
import { Notes } from "../parts/notes";
import { OfferLine } from "../parts/offer";
import { searchWanted } from "../parts/places";
import { TexterNumber } from "../parts/reveal";
import { TierMark } from "../parts/tier";
import { WrapUpTab } from "../parts/wrapup";
import { conversationPath, go, route, type Panel } from "../route";
import {
  alertOf,
  isMine,
  loadThread,
  markRead,
  me,
  rows,
  threads,
  type Thread,
} from "../state";

type Letting = "transfer" | "return" | "close" | "help" | null;

function MoveMenu({ open }: { open: (letting: Letting) => void }) {
  const choices = ["transfer", "return", "close"] as const;
  return (
    <Menu
      className="button"
      name={t("move.name")}
      label={
        <>
          <span class="wide-only">{t("move.words")}</span>
          <span class="narrow-only">
            <Icon name="more" />
          </span>
        </>
      }
    >
      {(close) => (
        <div class="menu-items">
          {choices.map((choice) => (
            <button
              key={choice}
              type="button"
              class="button quiet"
              onClick={() => {
                close();
                open(choice);
              }}
            >
              {t(`move.${choice}`)}
            </button>
          ))}
        </div>
      )}
    </Menu>
  );
}

function Head({ row, open }: { row: Row; open: (letting: Letting) => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <header class="conversation-head">
      <a class="button quiet square narrow-only" href="#/desk" aria-label={t("nav.back")}>
        <Icon name="back" />
      </a>
      <div class="conversation-name">
        <h1 tabIndex={-1} ref={heading}>
          {row.alias}
        </h1>
        <span>
          <TexterNumber row={row} />
          <a
            class="tier-why"
            href={conversationPath(row.id, "about")}
            aria-label={t("why.open", { tier: t(`tier.${row.tier}`) })}
          >
            <TierMark tier={row.tier} /> <span class="as-link">{t("why.short")}</span>
          </a>
        </span>
      </div>
      {isMine(row) && <MoveMenu open={open} />}
      {isMine(row) && (
        <button
          type="button"
          class="button help"
          aria-haspopup="dialog"
          onClick={() => open("help")}
        >
          <Icon name="hand" /> {t("flag.open")}
        </button>
      )}
    </header>
  );
}

function SidePanel({ row, thread, panel }: { row: Row; thread: Thread; panel: Panel }) {
  const tabs: Panel[] = ["about", "list", "notes", "wrapup"];
  return (
    <section
      class="panel"
      data-pane
      tabIndex={-1}
      aria-label={t("panel.label", { alias: row.alias })}
    >
      <nav class="panel-tabs" aria-label={t("panel.tabs")}>
        <a
          class="button quiet square panel-back"
          href={conversationPath(row.id)}
          aria-label={t("panel.back", { alias: row.alias })}
        >
          <Icon name="back" />
        </a>
        {tabs.map((tab) => (
          <a
            key={tab}
            class="panel-tab"
            href={conversationPath(row.id, tab)}
            aria-current={tab === panel ? "page" : undefined}
          >
            {t(`panel.${tab}`)}
          </a>
        ))}
        <h1 class="panel-title">{row.alias}</h1>
      </nav>
      <div class="panel-body">
        {panel === "about" && <About row={row} thread={thread} />}
        {panel === "list" && <ListTab row={row} thread={thread} />}
        {panel === "notes" && <Notes row={row} thread={thread} />}
        {panel === "wrapup" && <WrapUpTab row={row} thread={thread} />}
      </div>
    </section>
  );
}

/* The first message not yet read when the conversation was opened; it stays where it was. */
function firstUnread(row: Row, thread: Thread): number | null {
  if (row.unread === 0) return null;
  return thread.messages.filter((message) => message.dir === "in").at(-row.unread)?.seq ?? null;
}

function useReading(row: Row, thread: Thread): void {
  const last = thread.messages.findLast((message) => message.dir === "in")?.seq ?? 0;
  const told = useRef(0);
  useEffect(() => {
    const read = () => {
      if (document.hidden || !isMine(row) || last <= told.current) return;
      told.current = last;
      markRead(row.id);
      void api.read(row.id, last).catch(() => (told.current = 0));
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [last, row.unread]);
}

function LettingSheet({
  letting,
  row,
  onClose,
}: {
  letting: Letting;
  row: Row;
  onClose: () => void;
}) {
  if (letting === "transfer") return <TransferSheet row={row} onClose={onClose} />;
  if (letting === "return") return <ReturnSheet row={row} onClose={onClose} />;
  if (letting === "close") return <CloseSheet row={row} onClose={onClose} />;
  return letting === "help" ? <GetHelpSheet row={row} onClose={onClose} /> : null;
}

function Opened({ row, thread, panel }: { row: Row; thread: Thread; panel: Panel | null }) {
  const [letting, setLetting] = useState<Letting>(null);
  const [newFrom] = useState(() => firstUnread(row, thread));
  const alert = alertOf(row.id);
  useReading(row, thread);
  useEffect(() => bind("!", () => setLetting("help")), []);
  useEffect(() => bind("w", () => go(conversationPath(row.id, "wrapup"))), []);
  useEffect(() => bind("y", () => go(conversationPath(row.id, "about"))), []);
  useEffect(
    () =>
      bind("l", () => {
        searchWanted.value = true;
        go(conversationPath(row.id, "list"));
      }),
    [],
  );
  const toLog = () => document.querySelector<HTMLElement>(".log")?.focus();
  return (
    <>
      <section
        class={panel ? "conversation behind" : "conversation"}
        id="conversation"
        aria-label={t("nav.conversation")}
      >
        <Head row={row} open={setLetting} />
        <OfferLine />
        {alert && <AlertLine alert={alert} />}
        {alert && <HandOverAsk alert={alert} />}
        {alert && alert.holder?.id === me.value?.id && <JoiningBar alert={alert} />}
        {row.offer && (
          <p class="moving" role="note">
            {t("row.moving_words", { name: row.offer.to.name })}
          </p>
        )}
        <div class="subnav narrow-only">
          <a class="button small" href={conversationPath(row.id, "list")}>
            <Icon name="list" /> {t("panel.list")}
          </a>
          <a class="button small" href={conversationPath(row.id, "about")}>
            <Icon name="about" /> {t("panel.about")}
          </a>
          <a class="button small" href={conversationPath(row.id, "notes")}>
            <Icon name="note" /> {t("panel.notes")}
          </a>
          <a class="button small" href={conversationPath(row.id, "wrapup")}>
            {t("panel.wrapup")}
          </a>
        </div>
        <Log row={row} thread={thread} newFrom={newFrom} />
        <Composer row={row} left={thread.left} log={toLog} />
      </section>
      <div class={panel ? "panel-frame" : "panel-frame resting"}>
        <SidePanel row={row} thread={thread} panel={panel ?? "about"} />
      </div>
      <LettingSheet letting={letting} row={row} onClose={() => setLetting(null)} />
    </>
  );
}

/* Loads what is not here yet. A conversation that is already open is shown as it is. */
export function Conversation({ id }: { id: Id }) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [drafted, setDrafted] = useState(false);
  const row = rows.value.get(id);
  const thread = threads.value.get(id);
  useEffect(() => {
    loadThread(id)
      .then((loaded) => openDraft(id, loaded.draft))
      .then(
        () => setDrafted(true),
        (error) => setTrouble(errorWords(error)),
      );
  }, []);
  if (row && thread && drafted)
    return <Opened row={row} thread={thread} panel={route.value.panel} />;
  return (
    <section class="conversation" id="conversation" aria-label={t("nav.conversation")}>
      <div class="pause">
        {trouble ? (
          <>
            <p>{trouble}</p>
            <a class="button" href="#/desk">
              {t("nav.back")}
            </a>
          </>
        ) : (
          <p class="hint">{t("loading")}</p>
        )}
      </div>
    </section>
  );
}

export function NoConversation() {
  return (
    <section class="conversation resting" id="conversation" aria-label={t("nav.conversation")}>
      <div class="pause">
        <p class="hint">{t("desk.choose")}</p>
      </div>
    </section>
  );
}
