/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_PHRASES_FILE_H
#define EDGE_PHRASES_FILE_H
/*
 * phrases_file.h — a content folder's <language>/phrases.json, read and checked.
 *
 * A file is taken whole or refused whole: a line never works with half of its phrases. What is
 * refused is named so that its author finds it: file, place and reason.
 */
#include "rules/triage_phrases.h"

#define PHRASES_FILE_BYTES_MAX (1024 * 1024)

/*
 * The table for a language, which the caller frees with triage_phrases_free(). On failure NULL, and
 * why[why_size] says what is wrong, for a person: "en/phrases.json: rules[3].phrases[0] …".
 */
struct triage_phrases *phrases_file_new(const char *content_dir, const char *language, char *why,
                                        size_t why_size);

#endif
