/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* select.tsx — one of several in a row of a form, with its label. */
interface SelectProps {
  words: string;
  value: string;
  options: { value: string; words: string }[];
  onChange: (value: string) => void;
}

export function Select({ words, value, options, onChange }: SelectProps) {
  return (
    <label class="field">
      <span>{words}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.words}
          </option>
        ))}
      </select>
    </label>
  );
}
