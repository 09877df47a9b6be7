/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_WORDS_H
#define RULES_MODEL_WORDS_H
/*
 * model/words.h — what all nouns are made of: limits, ids, words and numbers of people.
 *
 * Ids are structs of one field, so that one kind cannot be passed where another is meant: a person
 * for a conversation does not compile.
 */
#include <stdint.h>

#define TEXT_CHARS_MAX 1600 /* what a provider takes or sends as one message */
#define TEXT_BYTES_MAX 6400 /* the same in UTF-8 */
#define PHONE_BYTES_MAX 19
#define NAME_BYTES_MAX 63 /* of a person, a line, a provider */
#define ALIAS_BYTES_MAX 47
#define TOKEN_BYTES_MAX 127 /* an id given by somebody else: provider's message, client's key */
#define LANGUAGE_BYTES_MAX 15
#define LINES_MAX 16
#define LANGUAGES_MAX 8

/* clang-format off */
typedef struct { int64_t n; } texter_id;
typedef struct { int64_t n; } conversation_id;
typedef struct { int64_t n; } message_id;
typedef struct { int64_t n; } offer_id;
typedef struct { int64_t n; } alert_id;
typedef struct { int64_t n; } page_id;
typedef struct { int64_t n; } list_id;
typedef struct { int64_t n; } referral_id;
typedef struct { int64_t n; } follow_up_id;
typedef struct { int64_t n; } win_id;
typedef struct { int64_t n; } person_id; /* a peer, responder, supervisor or admin */
typedef struct { int64_t n; } outbox_id;
typedef struct { int64_t n; } event_id;
typedef struct { int64_t n; } duty_id;
typedef struct { int64_t n; } note_id;
typedef struct { int64_t n; } decision_id;
/* clang-format on */

struct text {
    uint16_t len; /* bytes, without the end */
    char s[TEXT_BYTES_MAX + 1];
};

struct phone {
    char e164[PHONE_BYTES_MAX + 1];
};

#endif
