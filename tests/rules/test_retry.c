/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P5. A reply is sent once; when that cannot be known, it is said so. */
#include "rules/retry.h"

#include "../check.h"

static const struct timing timing = { .settle = SECONDS(15) };

struct retry_case {
    const char *sentence;
    enum lane lane;
    enum send_outcome outcome;
    bool was_look_up;
    int tries;
    ms retry_after;
    enum verdict verdict;
    ms pause; /* to `due`; -1: none is given */
};

static const struct retry_case cases[] = {
    { "taken is taken", LANE_REPLY, SEND_ACCEPTED, false, 0, 0, VERDICT_ACCEPTED, -1 },
    { "refused for good", LANE_REPLY, SEND_REFUSED, false, 1, 0, VERDICT_REFUSED, -1 },
    { "the number opted out", LANE_REPLY, SEND_STOPPED, false, 1, 0, VERDICT_STOPPED, -1 },
    { "what never left goes again", LANE_REPLY, SEND_LATER, false, 1, 0, VERDICT_AGAIN, 2000 },
    { "with growing pauses", LANE_REPLY, SEND_LATER, false, 4, 0, VERDICT_AGAIN, 16000 },
    { "or as long as the provider says", LANE_REPLY, SEND_LATER, false, 1, SECONDS(40),
      VERDICT_AGAIN, SECONDS(40) },
    { "but not for ever", LANE_REPLY, SEND_LATER, false, 9, 0, VERDICT_REFUSED, -1 },
    { "what may have gone is not sent again", LANE_REPLY, SEND_UNKNOWN, false, 1, 0, VERDICT_SETTLE,
      SECONDS(15) },
    { "a look-up may find it", LANE_REPLY, SEND_ACCEPTED, true, 0, 0, VERDICT_ACCEPTED, -1 },
    { "if not, a person decides", LANE_REPLY, SEND_NOT_FOUND, true, 1, 0, VERDICT_UNSETTLED, -1 },
    { "a look-up that fails is tried again", LANE_REPLY, SEND_UNKNOWN, true, 2, 0, VERDICT_SETTLE,
      4000 },
    { "a look-up that never left, too", LANE_REPLY, SEND_LATER, true, 2, 0, VERDICT_SETTLE, 4000 },
    { "three times", LANE_REPLY, SEND_UNKNOWN, true, 3, 0, VERDICT_UNSETTLED, -1 },
    { "a page that may not have gone goes again at once", LANE_PAGE, SEND_UNKNOWN, false, 1, 0,
      VERDICT_AGAIN, 0 },
    { "a page that never left, soon", LANE_PAGE, SEND_LATER, false, 1, 0, VERDICT_AGAIN, 2000 },
    { "a page gives up: the ladder does not", LANE_PAGE, SEND_UNKNOWN, false, 6, 0, VERDICT_REFUSED,
      -1 },
    { "a page to a wrong number fails at once", LANE_PAGE, SEND_REFUSED, false, 1, 0,
      VERDICT_REFUSED, -1 },
};

/* The line's own words: nobody is there to decide what becomes of them. */
static const struct retry_case own_words[] = {
    { "what may have gone is looked up", LANE_REPLY, SEND_UNKNOWN, false, 1, 0, VERDICT_SETTLE,
      SECONDS(15) },
    { "what the provider never had goes again", LANE_REPLY, SEND_NOT_FOUND, true, 2, 0,
      VERDICT_AGAIN, 4000 },
    { "but not for ever, either", LANE_REPLY, SEND_NOT_FOUND, true, 9, 0, VERDICT_REFUSED, -1 },
    { "it is looked up for longer", LANE_REPLY, SEND_UNKNOWN, true, 3, 0, VERDICT_SETTLE, 8000 },
    { "and then left as unknown", LANE_REPLY, SEND_UNKNOWN, true, 9, 0, VERDICT_UNSETTLED, -1 },
};

static void check_cases(const struct retry_case *rows, size_t count, bool by_line)
{
    for (size_t i = 0; i < count; i++) {
        const struct retry_case *row = &rows[i];
        struct attempt attempt = { row->lane, row->outcome, row->was_look_up,
                                   by_line,   row->tries,   row->retry_after };
        struct send_next next = retry_next(&attempt, &timing, 1000);

        CHECK_CASE(next.verdict == row->verdict, row->sentence);
        CHECK_CASE(row->pause < 0 || next.due == 1000 + row->pause, row->sentence);
    }
}

int main(void)
{
    check_cases(cases, sizeof cases / sizeof cases[0], false);
    check_cases(own_words, sizeof own_words / sizeof own_words[0], true);
    return check_end();
}
