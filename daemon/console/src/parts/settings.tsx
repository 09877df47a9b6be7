/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* settings.tsx — how the console looks, sounds and speaks here; and the list of its keys. */
import { t } from "../i18n";
import { bindings } from "../keys";
import { change, settings, type Theme } from "../settings";
import { play, unlockSound } from "../sound";
import { Choice, Sheet } from "./sheet";

const themes = ["system", "light", "dark", "night"] as const;

function Switch({
  words,
  on,
  onChange,
}: {
  words: string;
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <label class="choice-row">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span class="choice-words">{words}</span>
    </label>
  );
}

async function setVolume(volume: number): Promise<void> {
  change({ volume });
  await unlockSound();
  play("offer");
}

export function SettingsSheet({ onClose }: { onClose: () => void }) {
  const { theme, language, volume, keys, speakMessages, privateNotes } = settings.value;
  return (
    <Sheet title={t("settings.title")} onClose={onClose}>
      <Choice<Theme>
        legend={t("settings.theme")}
        name="theme"
        value={theme}
        onChange={(value) => change({ theme: value })}
        options={themes.map((value) => ({ value, words: t(`theme.${value}`) }))}
      />
      <label class="field">
        <span>{t("settings.language")}</span>
        <select
          value={language}
          onChange={(event) => change({ language: event.currentTarget.value })}
        >
          <option value="">{t("settings.browser")}</option>
          <option value="en" lang="en">
            English
          </option>
          <option value="es" lang="es">
            Español
          </option>
        </select>
      </label>
      <label class="field">
        <span>{t("settings.volume")}</span>
        <input
          type="range"
          min="0"
          max="1"
          step="0.1"
          value={volume}
          onChange={(event) => void setVolume(Number(event.currentTarget.value))}
        />
      </label>
      <Switch words={t("settings.keys")} on={keys} onChange={(on) => change({ keys: on })} />
      <Switch
        words={t("settings.speak")}
        on={speakMessages}
        onChange={(on) => change({ speakMessages: on })}
      />
      <Switch
        words={t("settings.private")}
        on={privateNotes}
        onChange={(on) => change({ privateNotes: on })}
      />
    </Sheet>
  );
}

export function KeysSheet({ onClose }: { onClose: () => void }) {
  return (
    <Sheet title={t("keys.title")} onClose={onClose}>
      <p class="hint">{t("keys.words")}</p>
      <dl class="key-list">
        {bindings.map((binding) => (
          <div key={binding.keys}>
            <dt>
              {binding.keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(binding.words)}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
