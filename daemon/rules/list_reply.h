/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_LIST_REPLY_H
#define RULES_LIST_REPLY_H
/*
 * list_reply.h — what a text after a numbered list means: "2 pls", "the respite", "none of these".
 *
 * The vocabulary is closed. A choice is read only if every word is known to belong to choosing, or
 * if a number stands first with a clear break behind it; anything left over is the texter speaking
 * to the peer. A number somewhere in a sentence ("up for 2 days") is never a choice. This only
 * suggests: every text reaches the peer whatever is read here, and several texts never add up.
 */
#include "rules/model.h"

/* A text from the texter is read against a list of at most this age without asking back. */
#define LIST_FRESH HOURS(24)

enum reply_kind {
    REPLY_CHOICE,
    REPLY_CHOICES,
    REPLY_MORE,     /* the next page, or to hear that there is none */
    REPLY_NONE,     /* nothing fits: close the list kindly, tell the peer */
    REPLY_ASK,      /* an answer, but which? one gentle question naming `candidates` */
    REPLY_PEER,     /* not an answer: no automatic text; the list stays open */
    REPLY_RESERVED, /* STOP, START, HELP, LIST, NOW: somebody else's */
};
#define REPLY_KINDS 7

/* How a choice goes with those made before from the same list. */
enum reply_mode { REPLY_FIRST, REPLY_ADDS, REPLY_REPLACES };

/* Items' numbers, from 1, each once. */
struct item_numbers {
    size_t count;
    int number[LIST_ITEMS_MAX];
};

/* What stands around the text. */
struct reply_context {
    struct item_numbers previous; /* chosen from this list before */
    ms age;                       /* since the list, a page of it or our question was sent */
    bool peer_asked_since;        /* the peer has sent a question after that */
    bool danger;                  /* triage found Watch or above in the text */
};

struct list_reply {
    enum reply_kind kind;
    enum reply_mode mode;
    struct item_numbers items;      /* chosen, in that order */
    struct item_numbers candidates; /* what to name when asking; for REPLY_PEER only a hint */
    struct item_numbers about;      /* mentioned without being chosen */
    bool to_peer; /* there are words beside the choice: the peer must read them too */
    bool risk;    /* words of risk: no automatic text at all, the peer first */
};

/* `s` is valid UTF-8. Of the list its items' labels, count, shown, open and asked are read. */
struct list_reply list_reply_read(const struct list *list, const struct reply_context *context,
                                  const char *s);

/* "choice", "choices", … Never NULL. */
const char *reply_kind_name(enum reply_kind kind);

#endif
