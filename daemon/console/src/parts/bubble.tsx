/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bubble.tsx — one message, as it stands. What people wrote is only ever a text node; links stay
 * words. The line under it says what is known of its way, and no more than that.
 */
import type { ComponentChildren } from "preact";
import { api } from "../api";
import { clock, span, t, tcode, tn, type Key } from "../i18n";
import { errorWords, tell, useAct } from "../notice";
import type { Message } from "../nouns";
import { discard, sendAgain, type Outgoing } from "../outbox";
import { addMessages, me, now } from "../state";
import { ApiError } from "../wire";

export async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  tell(t("copied"));
}

function CopyLinks({ body }: { body: string }) {
  const links = body.match(/\bhttps?:\/\/\S+/g) ?? [];
  return (
    <>
      {links.map((link, i) => (
        <button key={i} type="button" class="button small" onClick={() => copy(link)}>
          {t("copy_link")}
        </button>
      ))}
    </>
  );
}

function Media({ types }: { types: string[] }) {
  return (
    <>
      {types.map((type, i) => (
        <p class="media" key={i}>
          {t(type.startsWith("image/") ? "media.photo" : "media.file")}
        </p>
      ))}
    </>
  );
}

interface BubbleProps {
  dir: "in" | "out";
  automatic?: boolean;
  grouped?: boolean;
  label: string;
  language?: string;
  body: string;
  seq?: number;
  meta: ComponentChildren;
  children?: ComponentChildren;
}

function Bubble({
  dir,
  automatic,
  grouped,
  label,
  language,
  body,
  seq,
  meta,
  children,
}: BubbleProps) {
  const kind = automatic ? "automatic" : dir;
  return (
    <li class={`message ${dir}${grouped ? " grouped" : ""}`} tabIndex={-1} data-seq={seq}>
      <div class={`bubble bubble-${kind}`}>
        <span class="unseen">{label}: </span>
        <p class="words" dir="auto" lang={language}>
          {body}
        </p>
        {children}
      </div>
      {meta && <div class="meta">{meta}</div>}
    </li>
  );
}

function whyUndelivered(message: Message): string {
  return message.error ? tcode("carrier", message.error) : "";
}

function Way({ message }: { message: Message }) {
  const [busy, run] = useAct();
  const trouble = ["failed", "undelivered", "blocked"].includes(message.status);
  const again = () =>
    run(async () => addMessages(message.conv, [await api.retry(message.conv, message.id)]));
  return (
    <>
      <span class={trouble ? "trouble" : undefined}>
        {t(`status.${message.status}` as Key)} {trouble && whyUndelivered(message)}
      </span>
      {(message.status === "failed" || message.status === "unconfirmed") && (
        <button type="button" class="button small" disabled={busy} onClick={again}>
          {t("try_again")}
        </button>
      )}
      {trouble && (
        <button type="button" class="button small" onClick={() => copy(message.body)}>
          {t("copy")}
        </button>
      )}
    </>
  );
}

function writer(message: Message): string {
  if (message.kind !== "text") return t(`kind.${message.kind}` as Key);
  if (!message.author) return t("kind.automatic");
  return message.author.id === me.value?.id ? t("you") : message.author.name;
}

interface MessageProps {
  message: Message;
  alias: string;
  grouped: boolean;
  last: boolean;
}

export function MessageItem({ message, alias, grouped, last }: MessageProps) {
  const out = message.dir === "out";
  const who = out ? writer(message) : alias;
  const settled = message.status === "delivered" || !out;
  const shown = last || !settled;
  return (
    <Bubble
      dir={out ? "out" : "in"}
      automatic={out && message.kind !== "text"}
      grouped={grouped}
      label={who}
      language={message.language}
      body={message.body}
      seq={message.seq}
      meta={
        shown && (
          <>
            {out && <span>{who}</span>}
            <time dateTime={message.at}>{clock(message.at)}</time>
            {out && <Way message={message} />}
          </>
        )
      }
    >
      <Media types={message.media} />
      {!out && <CopyLinks body={message.body} />}
    </Bubble>
  );
}

/* ---- still in our hands ---- */

function outgoingWords(message: Outgoing): string {
  if (message.way === "failed")
    return t("outgoing.failed", {
      why: errorWords(new ApiError(400, message.code ?? "", message.detail)),
    });
  if (message.way === "old") return t("outgoing.old", { time: span(now.value - message.at) });
  if (message.way !== "local" || !message.code) return t(`outgoing.${message.way}`);
  if (message.code === "slow_down")
    return tn(
      "error.slow_down",
      Math.max(1, Math.ceil(((message.retryAt ?? 0) - Date.now()) / 1000)),
    );
  return t(message.code === "unreachable" ? "outgoing.offline" : "error.down");
}

export function OutgoingItem({ message, mine }: { message: Outgoing; mine: boolean }) {
  const asks = message.way === "failed" || message.way === "old";
  return (
    <Bubble
      dir="out"
      label={t("you")}
      body={message.body}
      meta={
        <>
          <span class={message.way === "failed" ? "trouble" : undefined}>
            {outgoingWords(message)}
          </span>
          {asks && mine && (
            <button type="button" class="button small" onClick={() => sendAgain(message.key)}>
              {t(message.way === "old" ? "outgoing.send_now" : "try_again")}
            </button>
          )}
          {asks && (
            <button type="button" class="button small" onClick={() => copy(message.body)}>
              {t("copy")}
            </button>
          )}
          {asks && (
            <button type="button" class="button small" onClick={() => discard(message.key)}>
              {t("delete")}
            </button>
          )}
        </>
      }
    />
  );
}

/* ---- what happened, in one quiet line ---- */

function systemWords(message: Message): string {
  const name = message.author?.name ?? "";
  const by = name ? "" : ".by_itself";
  const { kind, body } = message;
  if (kind === "returned")
    return t(`system.returned${by}` as Key, { name, why: tcode("returned", body) });
  if (kind === "closed")
    return t(`system.closed${by}` as Key, { name, why: tcode("ending", body) });
  if (kind === "revealed") return t("system.revealed", { name, why: tcode("revealed", body) });
  if (kind === "tier") return t(`system.tier${by}` as Key, { name, tier: tcode("tier", body) });
  if (kind === "alert")
    return t(`system.alert${by}` as Key, { name, why: tcode("alert.kind", body) });
  if (kind === "alert_resolved")
    return t("system.alert_resolved", { name, why: tcode("outcome", body) });
  if (kind === "say") return tcode("system.say", body);
  if (kind === "hand_over") return tcode("system.hand_over", body, { name });
  if (kind === "joined") return tcode("system.joined", body, { name });
  if (kind === "tier_asked")
    return body === "refused"
      ? t("system.tier_refused", { name })
      : t("system.tier_asked", { name, tier: tcode("tier", body) });
  if (kind === "consent") return tcode("system.consent", body);
  if (kind === "outcome") return tcode("system.outcome", body);
  if (kind === "choice") return t("system.choice", { choice: body });
  return t(`system.${kind}` as Key, { name, to: body });
}

export function SystemLine({ message }: { message: Message }) {
  return (
    <li class="system" tabIndex={-1} data-seq={message.seq}>
      {systemWords(message)} <time dateTime={message.at}>{clock(message.at)}</time>
    </li>
  );
}
