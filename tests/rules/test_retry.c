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

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct retry_case *row = &cases[i];
        struct send_next next = retry_next(row->lane, row->outcome, row->was_look_up, row->tries,
                                           row->retry_after, &timing, 1000);

        CHECK_CASE(next.verdict == row->verdict, row->sentence);
        CHECK_CASE(row->pause < 0 || next.due == 1000 + row->pause, row->sentence);
    }
    return check_end();
}
