/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H
/*
 * outbox.h — texts on their way out. A row is claimed, and the claim committed, before the first
 * byte leaves; so after a crash we know which ones may have gone (P5).
 *
 *   queued → claimed → accepted
 *                    → refused            for good
 *                    → queued             certainly not sent: again at `due`
 *                    → unknown            may have gone: settles at `due`
 *   unknown → looking_up → accepted | unsettled | queued (pages)
 *
 * Replies to one texter leave one after another (P6): a row waits while an earlier one of the
 * same texter is queued, claimed, unknown or being looked up. Pages wait for nobody: out of order
 * is better than late (P7).
 */
#include "store/store.h"

enum outbox_state {
    OUTBOX_QUEUED,
    OUTBOX_CLAIMED,
    OUTBOX_UNKNOWN,
    OUTBOX_LOOKING_UP,
    OUTBOX_ACCEPTED,
    OUTBOX_REFUSED,
    OUTBOX_UNSETTLED, /* nobody knows; the peer was told */
    OUTBOX_DROPPED,   /* taken back before it left: STOP, or the alert was answered */
};
#define OUTBOX_STATES 8
const char *outbox_state_name(enum outbox_state state);

struct outbox_row {
    outbox_id id;
    enum lane lane;
    enum outbox_state state;
    char line[NAME_BYTES_MAX + 1];
    message_id message; /* LANE_REPLY: its words and its texter's number are the row's */
    page_id page;       /* LANE_PAGE: 0 for an answer to a responder */
    enum notice notice; /* LANE_PAGE: what the page's service is told */
    int attempt;        /* claims so far; names the present one */
    int tries;          /* failed ones since the last success of any kind, for the back-off */
    char token[ATTEMPT_TOKEN_BYTES + 1];
    ms claimed_at, created_at, due;
};

/* A reply: the words are the message's. */
MUST_CHECK enum err outbox_add_reply(struct store *store, const char *line, texter_id texter,
                                     message_id message, ms now);

/*
 * A page, or an answer to one (page 0): to a number, or to the page's service (an empty number),
 * with words that hold nothing private.
 */
MUST_CHECK enum err outbox_add_page(struct store *store, const char *line,
                                    const struct phone *phone, page_id page, enum notice notice,
                                    const struct text *body, ms now);

MUST_CHECK enum err outbox_load(struct store *store, outbox_id id, struct outbox_row *row);
MUST_CHECK enum err outbox_by_token(struct store *store, const char *token, struct outbox_row *row);
MUST_CHECK enum err outbox_by_message(struct store *store, message_id message,
                                      struct outbox_row *row);
/* A queued or unknown row must have a `due`. */
MUST_CHECK enum err outbox_save(struct store *store, const struct outbox_row *row);

/*
 * Those that may leave now, longest due first: queued with `due` reached and no reply to the same
 * texter before them, or unknown with `due` reached (to be looked up). At most `max`.
 */
MUST_CHECK enum err outbox_ready(struct store *store, enum lane lane, ms now, size_t max,
                                 struct outbox_row *rows, size_t *count);

/* How many are claimed or being looked up. */
MUST_CHECK enum err outbox_flying(struct store *store, enum lane lane, size_t *count);

/* Those in flight when the last process ended. */
MUST_CHECK enum err outbox_orphans(struct store *store, size_t max, struct outbox_row *rows,
                                   size_t *count);

/* Number and words of a row, for the courier. `from` is left to the caller, who knows the lines. */
MUST_CHECK enum err outbox_item_load(struct store *store, const struct outbox_row *row,
                                     struct outbox_item *item);

/* The messages of the first `max` replies to a texter that have not left. */
MUST_CHECK enum err outbox_queued_replies(struct store *store, texter_id texter, size_t max,
                                          message_id *messages, size_t *count);

/* Takes back what has not left: queued replies to a texter, or queued pages of an alert. */
MUST_CHECK enum err outbox_drop_replies(struct store *store, texter_id texter);
MUST_CHECK enum err outbox_drop_pages(struct store *store, alert_id alert);

#endif
