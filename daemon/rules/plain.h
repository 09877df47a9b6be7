/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_PLAIN_H
#define RULES_PLAIN_H
/*
 * plain.h — words of strangers' directories as they can be put into a text message.
 *
 * A line break in a name could pretend to be another item of a list, and marks of direction could
 * turn it round; both go. All strings are valid UTF-8; nothing here grows.
 */
#include <stdbool.h>
#include <stddef.h>

/*
 * Takes out control characters and marks of direction. `one_line`: line breaks become spaces, and
 * blanks are drawn together. In place; true if anything but blanks had to go.
 */
bool plain_clean(char *s, bool one_line);

/* Without HTML, on one line. In place. */
void plain_flatten(char *s);

/* As many whole sentences as fit into `chars` characters, else whole words; "" of nothing. */
void plain_sentences(const char *s, size_t chars, char *out, size_t size);

/* As many whole words as fit. */
void plain_words(const char *s, size_t chars, char *out, size_t size);

/* The same link without what only tells who sent somebody: utm_…=. In place. */
void plain_url(char *url);

#endif
