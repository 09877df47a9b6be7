/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sheet.tsx — a modal sheet. Focus goes to its first field, stays inside, and returns to the opener. */
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { Icon } from "./icon";

const firstField =
  ":is(input:checked, input[type='checkbox'], select, textarea, .step button, .primary)";

interface SheetProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
}

export function Sheet({ title, onClose, children, wide }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    element?.querySelector<HTMLElement>(firstField)?.focus();
    return () => {
      element?.close();
      if (opener?.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      class={wide ? "sheet wide" : "sheet"}
      ref={dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header class="sheet-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" class="button quiet square" aria-label={t("close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}

interface SheetActionsProps {
  words: string;
  act: () => void;
  disabled: boolean;
  onClose: () => void;
  danger?: boolean;
  children?: ComponentChildren;
}

/* How a sheet ends: what it is for, other acts if there are any, and away. */
export function SheetActions(props: SheetActionsProps) {
  const { words, act, disabled, onClose, danger, children } = props;
  return (
    <div class="actions">
      <button
        type="button"
        class={danger ? "button danger" : "button primary"}
        disabled={disabled}
        onClick={act}
      >
        {words}
      </button>
      {children}
      <button type="button" class="button" onClick={onClose}>
        {t("cancel")}
      </button>
    </div>
  );
}

interface NoteFieldProps {
  words: string;
  value: string;
  max: number;
  required?: boolean;
  onChange: (value: string) => void;
}

/* A few words of one's own. */
export function NoteField({ words, value, max, required = false, onChange }: NoteFieldProps) {
  return (
    <label class="field">
      <span>
        {words} {!required && <span class="hint">{t("optional")}</span>}
      </span>
      <textarea
        rows={2}
        maxLength={max}
        required={required}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}

interface ChoiceProps<T extends string> {
  legend: string;
  name: string;
  value: T;
  options: { value: T; words: string; hint?: string | undefined }[];
  onChange: (value: T) => void;
  hideLegend?: boolean;
}

/* One of several, as large rows: easy to hit with a thumb, plain for a screen reader. */
export function Choice<T extends string>({
  legend,
  name,
  value,
  options,
  onChange,
  hideLegend,
}: ChoiceProps<T>) {
  return (
    <fieldset class="choice">
      <legend class={hideLegend ? "unseen" : undefined}>{legend}</legend>
      {options.map((option) => (
        <label class="choice-row" key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>
            <span class="choice-words">{option.words}</span>
            {option.hint && <span class="hint">{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
