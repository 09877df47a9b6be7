/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P13. What comes in without end is all kept, and answered only so often. */
#include "line.h"

static size_t texts_to(const struct line_world *line, const char *phone)
{
    size_t count = 0;

    for (size_t i = 0; i < line->flight_count; i++)
        count += !strcmp(line->flight[i].to.e164, phone);
    return count;
}

static void two_machines_do_not_answer_each_other_for_ever(void)
{
    static struct line_world line;
    struct query *status;
    struct caller operator= { .operator= true };

    line_open(&line);
    for (int i = 0; i < 50; i++) {
        line.now += SECONDS(10);
        line_text(&line, TEXTER, "HELP");
    }
    CHECK_CASE(texts_to(&line, TEXTER) == 20, "no more than twenty automatic texts an hour");
    status = query_new(QUERY_STATUS, line.now);
    status->caller = operator;
    reader_answer(&line.reader, status);
    CHECK_CASE(status->answer.status.messages_in == 50, "every word is kept");
    query_free(status);
    line.now += HOURS(1);
    line_forget(&line);
    line_text(&line, TEXTER, "HELP");
    CHECK_CASE(line.flight_count > 0, "an hour later the line answers again");
    line_close(&line);
}

int main(void)
{
    two_machines_do_not_answer_each_other_for_ever();
    return check_end();
}
