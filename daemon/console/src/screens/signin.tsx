/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* signin.tsx — the door, and the lock. An error never says which half was wrong. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t, tcode } from "../i18n";
import { errorWords } from "../notice";
import { signedOutWhy, signIn, signOut, unlock } from "../session";
import { unlockSound } from "../sound";
import { Icon } from "../parts/icon";

function Password({ trouble }: { trouble: boolean }) {
  const [shown, setShown] = useState(false);
  const kind = shown ? ({ type: "text" } as const) : ({ type: "password" } as const);
  return (
    <label class="field">
      <span>{t("signin.password")}</span>
      <span class="with-button">
        <input
          {...kind}
          name="password"
          autocomplete="current-password"
          required
          aria-invalid={trouble}
          aria-describedby={trouble ? "signin-trouble" : undefined}
        />
        <button
          type="button"
          class="button quiet square"
          aria-pressed={shown}
          aria-label={t("signin.show")}
          onClick={() => setShown(!shown)}
        >
          <Icon name="eye" />
        </button>
      </span>
    </label>
  );
}

interface DoorProps {
  title: string;
  words: string | null;
  button: string;
  enter: (form: FormData) => Promise<void>;
  children: (trouble: boolean) => ComponentChildren;
  other?: ComponentChildren;
}

function Door({ title, words, button, enter, children, other }: DoorProps) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (trouble) said.current?.focus();
  }, [trouble]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setTrouble(null);
    void unlockSound();
    try {
      await enter(form);
    } catch (error) {
      setTrouble(errorWords(error));
      setBusy(false);
    }
  };
  return (
    <main class="door">
      <form class="door-card" onSubmit={submit}>
        <img src="/icon.svg" alt="" width="56" height="56" />
        <h1>{title}</h1>
        {words && <p class="hint">{words}</p>}
        {trouble && (
          <p class="failure" id="signin-trouble" ref={said} tabIndex={-1}>
            {trouble}
          </p>
        )}
        {children(trouble !== null)}
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? t("signin.busy") : button}
        </button>
        {other}
      </form>
    </main>
  );
}

export function SignIn() {
  const why = signedOutWhy.value;
  const enter = (form: FormData) =>
    signIn(
      String(form.get("user")).trim(),
      String(form.get("password")),
      form.get("shared") === "on",
    );
  return (
    <Door
      title={t("app.name")}
      words={why ? tcode("signin.why", why) : t("signin.words")}
      button={t("signin.do")}
      enter={enter}
    >
      {(trouble) => (
        <>
          <label class="field">
            <span>{t("signin.user")}</span>
            <input
              name="user"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              required
              aria-invalid={trouble}
              aria-describedby={trouble ? "signin-trouble" : undefined}
            />
          </label>
          <Password trouble={trouble} />
          <label class="choice-row">
            <input type="checkbox" name="shared" />
            <span>
              <span class="choice-words">{t("signin.shared")}</span>
              <span class="hint">{t("signin.shared_hint")}</span>
            </span>
          </label>
        </>
      )}
    </Door>
  );
}

export function Locked() {
  const enter = (form: FormData) => unlock(String(form.get("password")));
  return (
    <Door
      title={t("locked.title")}
      words={t("locked.words")}
      button={t("locked.do")}
      enter={enter}
      other={
        <button type="button" class="button quiet" onClick={() => signOut()}>
          {t("locked.other")}
        </button>
      }
    >
      {(trouble) => <Password trouble={trouble} />}
    </Door>
  );
}
