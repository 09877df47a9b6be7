/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_LETTER_H
#define RULES_LETTER_H
/*
 * letter.h — single code points: what a phone keyboard makes of plain letters and digits.
 *
 * Only Latin-1 accents are known. The three languages whose words are read (English, Spanish,
 * Portuguese) need no more, and a letter of another script is never guessed at.
 */
#include <stdbool.h>
#include <stdint.h>

/* The ASCII letter under an accented Latin one, in its own case: 'e' for é. 0: there is none. */
char letter_plain(uint32_t point);

/* Accents that follow their letter as a code point of their own. */
bool letter_is_combining(uint32_t point);

/* Any white space but a line's end, no-break and typographic ones included. */
bool letter_is_space(uint32_t point);

/* Marks that take no room on the screen: joiners, directions, variation selectors, skin tones. */
bool letter_is_invisible(uint32_t point);

#endif
