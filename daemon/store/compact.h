/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_COMPACT_H
#define STORE_COMPACT_H
/*
 * compact.h — values of several parts as the text of one column.
 *
 * Words that come from outside stand behind their length, "10:image/jpeg", so nothing in them can
 * be taken for a border. Reading is strict: what was not written here is refused.
 */
#include "base/text.h"
#include "rules/model.h"

#define COMPACT_BYTES_MAX 1024 /* more than the longest of them */

/* As many as the languages that are not empty: "2:en2:es". */
void languages_write(struct str *out, const char languages[][LANGUAGE_BYTES_MAX + 1]);
bool languages_read(const char *text, char languages[][LANGUAGE_BYTES_MAX + 1]);

/* "10:image/jpeg9:image/png" */
void media_write(struct str *out, const struct message *message);
bool media_read(const char *text, struct message *message);

/* "22:ideation.kill-myself@3+12/high/words;" */
void reasons_write(struct str *out, const struct reasons *reasons);
bool reasons_read(const char *text, struct reasons *reasons);

/* "120000/number/text/12:+155555501000:;", the last one is the waker */
void ladder_write(struct str *out, const struct ladder *ladder);
bool ladder_read(const char *text, struct ladder *ladder);

#endif
