/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * segments.ts — how many texts a message becomes, as carriers count (3GPP TS 23.038, 23.040).
 *
 * One character outside the GSM alphabet turns the whole message into UCS-2: 70 instead of 160.
 * A character of two units is never cut by the end of a part.
 */

const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const extended = new Set("\f^{}\\[~]|€");

/* What word processors and phones put in by themselves, and the plain character for it. */
const plain: Record<string, string> = {
  "\u2018": "'",
  "\u2019": "'",
  "\u201A": "'",
  "\u201C": '"',
  "\u201D": '"',
  "\u201E": '"',
  "\u2013": "-",
  "\u2014": "-",
  "\u2026": "...",
  "\u00A0": " ",
  "\u0060": "'",
  "\u00B4": "'",
};

export interface Count {
  gsm: boolean;
  units: number;
  segments: number;
}

function width(character: string, gsm: boolean): number {
  if (!gsm) return character.length;
  return extended.has(character) ? 2 : 1;
}

function parts(characters: string[], gsm: boolean, size: number): number {
  let count = 1;
  let used = 0;
  for (const character of characters) {
    const units = width(character, gsm);
    if (used + units > size) {
      count++;
      used = 0;
    }
    used += units;
  }
  return count;
}

export function countSegments(text: string): Count {
  const characters = [...text];
  const gsm = characters.every((character) => basic.has(character) || extended.has(character));
  const units = characters.reduce((sum, character) => sum + width(character, gsm), 0);
  const fitsOne = units <= (gsm ? 160 : 70);
  return { gsm, units, segments: fitsOne ? 1 : parts(characters, gsm, gsm ? 153 : 67) };
}

/* The same words with plain quotes and dashes. */
export function plainQuotes(text: string): string {
  return [...text].map((character) => plain[character] ?? character).join("");
}
