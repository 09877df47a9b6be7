/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONTENT_FILE_H
#define EDGE_CONTENT_FILE_H
/*
 * content_file.h — the line's words of one language: <content_dir>/<language>/texts.json.
 *
 * All or nothing: a file that lacks a text, has one too many, or names a word nobody will fill in
 * is refused, because the place where it would be missed is a person's phone.
 */
#include "base/err.h"
#include "rules/content.h"

/* On error `why` is one sentence: file, key and reason. */
MUST_CHECK enum err content_file_load(const char *content_dir, const char *language,
                                      struct content *content, char *why, size_t why_size);

#endif
