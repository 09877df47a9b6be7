/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* main.tsx — puts the console together and starts it. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { announce } from "./announce";
import { anyDraft } from "./drafts";
import { unsavedLadders } from "./ladder-edits";
import { countdown, t } from "./i18n";
import { bind, listenForKeys, nextPane } from "./keys";
import { tell } from "./notice";
import { mutedUntil, startNotifying } from "./notify";
import type { Me } from "./nouns";
import { outbox } from "./outbox";
import { Banners, Nav, TopBar } from "./parts/bar";
import { KeysSheet, SettingsSheet } from "./parts/settings";
import { Sheet } from "./parts/sheet";
import { CheckSheet, LeavingSheet, openSheet } from "./parts/status";
import { conversationPath, go, route } from "./route";
import { Conversation, NoConversation } from "./screens/conversation";
import { Crisis } from "./screens/crisis";
import { PageLink } from "./screens/page";
import { Desk } from "./screens/desk";
import { Directory } from "./screens/directory";
import { Locked, SignIn } from "./screens/signin";
import { LadderScreen } from "./screens/ladder";
import { Team } from "./screens/team";
import { begin, lockAt, touch, watchIdle } from "./session";
import { unlockSound } from "./sound";
import { amResponder, me, mine, now, stage } from "./state";
import { newVersion } from "./stream";

const muteFor = 10 * 60_000;

/* ---- keys that work on every screen ---- */

function step(by: 1 | -1): void {
  const list = mine.value;
  const here = list.findIndex((row) => row.id === route.value.conversation);
  const next = list[here < 0 ? 0 : (here + by + list.length) % list.length];
  if (next) go(conversationPath(next.id));
}

function openNth(n: number): void {
  const row = mine.value[n];
  if (row) go(conversationPath(row.id));
}

function nextUnanswered(): void {
  const row = mine.value.find(
    (one) => one.last_dir === "in" && one.id !== route.value.conversation,
  );
  if (row) go(conversationPath(row.id));
}

function mute(): void {
  mutedUntil.value = Date.now() + muteFor;
  tell(t("sound.muted"));
}

function back(): void {
  const { conversation, entry, panel } = route.value;
  if (entry) go("#/directory");
  if (conversation) go(panel ? conversationPath(conversation) : "#/desk");
}

function bindKeys(): void {
  bind("?", () => (openSheet.value = "keys"));
  bind("g d", () => go("#/desk"));
  bind("g c", () => amResponder.value && go("#/crisis"));
  bind("g t", () => amResponder.value && go("#/team"));
  bind("g r", () => go("#/directory"));
  bind("j", () => step(1));
  bind("k", () => step(-1));
  bind("u", nextUnanswered);
  bind("a", () => document.querySelector<HTMLElement>("[data-accept]")?.focus());
  bind("m", mute);
  bind("F6", () => nextPane(1));
  bind("Shift F6", () => nextPane(-1));
  bind("Escape", back);
  for (let n = 1; n <= 9; n++) bind(String(n), () => openNth(n - 1));
}

/* ---- the frame ---- */

function Sheets({ person }: { person: Me }) {
  const close = () => (openSheet.value = null);
  if (openSheet.value === "check") return <CheckSheet person={person} onClose={close} />;
  if (openSheet.value === "leaving") return <LeavingSheet onClose={close} />;
  if (openSheet.value === "settings") return <SettingsSheet onClose={close} />;
  return openSheet.value === "keys" ? <KeysSheet onClose={close} /> : null;
}

function IdleWarning({ at }: { at: number }) {
  return (
    <Sheet title={t("idle.title")} onClose={touch}>
      <p>{t("idle.words", { time: countdown(at - (now.value && Date.now())) })}</p>
      <div class="actions">
        <button type="button" class="button primary" onClick={touch}>
          {t("idle.stay")}
        </button>
      </div>
    </Sheet>
  );
}

function SkipLinks() {
  return (
    <nav class="skip" aria-label={t("skip.label")}>
      <a class="button" href="#list" onClick={(event) => focusOn(event, "list")}>
        {t("skip.list")}
      </a>
      <a class="button" href="#conversation" onClick={(event) => focusOn(event, "conversation")}>
        {t("skip.conversation")}
      </a>
    </nav>
  );
}

/* The fragment is the route, so skipping must not change it. */
function focusOn(event: Event, id: string): void {
  event.preventDefault();
  const target = document.getElementById(id);
  target?.setAttribute("tabindex", "-1");
  target?.focus();
}

function Panes() {
  const { screen, conversation, token } = route.value;
  if (token) return <PageLink key={token} token={token} />;
  if (screen === "crisis") return <Crisis />;
  if (screen === "team") return <Team />;
  if (screen === "directory") return <Directory />;
  if (screen === "ladder") return <LadderScreen />;
  return (
    <>
      <Desk />
      {conversation ? <Conversation key={conversation} id={conversation} /> : <NoConversation />}
    </>
  );
}

function Console({ person }: { person: Me }) {
  const { screen, conversation, entry } = route.value;
  useEffect(() => announce(route.value.title), [screen, conversation, entry]);
  return (
    <div class={`console at-${screen}${entry ? " at-entry" : ""}`}>
      <SkipLinks />
      <TopBar person={person} />
      <Banners />
      <Nav />
      <main class="panes">
        <Panes />
      </main>
      <Sheets person={person} />
      {lockAt.value !== null && <IdleWarning at={lockAt.value} />}
    </div>
  );
}

function App() {
  const person = me.value;
  if (stage.value === "signed_out") return <SignIn />;
  if (stage.value === "locked") return <Locked />;
  return person && stage.value === "ready" ? <Console person={person} /> : null;
}

/* ---- start ---- */

/* Under Trusted Types even the worker's address needs a policy: this one allows exactly one. */
const workerPolicy = window.trustedTypes?.createPolicy("console-worker", {
  createScriptURL: () => "/sw.js",
});

/* Signing out clears the worker away, so each coming in asks for it again. */
async function registerWorker(): Promise<void> {
  await navigator.serviceWorker?.register(
    (workerPolicy?.createScriptURL("") ?? "/sw.js") as string,
  );
}

/* A new version loads when nobody looks and nothing is being written, never under a person's hands. */
function reloadWhenIdle(): void {
  const writing = anyDraft() || unsavedLadders.value.length > 0 || outbox.value.length > 0;
  if (newVersion.value && document.hidden && !writing) location.reload();
}

declare global {
  interface Window {
    trustedTypes?: {
      createPolicy(name: string, rules: object): { createScriptURL(url: string): unknown };
    };
  }
}

const root = document.getElementById("console");
if (root) render(<App />, root);
listenForKeys();
bindKeys();
watchIdle();
startNotifying();
/* Not on the press: the banner that goes away then would move what the finger is on. */
addEventListener("click", () => void unlockSound(), { once: true });
addEventListener("keyup", () => void unlockSound(), { once: true });
document.addEventListener("visibilitychange", reloadWhenIdle);
effect(() => {
  if (stage.value === "ready") void registerWorker().catch(() => undefined);
});
void begin();
