/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Texts are applied many at a time; one that cannot be leaves the others as they would be alone. */
#include "line.h"

/* An answer to HELP that grows out of every text: the engine finds out halfway through. */
static void help_break(struct line_world *line)
{
    char *help = line->settings->content[0].text[CONTENT_HELP];
    size_t room = sizeof line->settings->content[0].text[CONTENT_HELP];

    for (size_t at = 0; at + sizeof "{FALLBACK}" <= room; at += strlen("{FALLBACK}"))
        memcpy(help + at, "{FALLBACK}", sizeof "{FALLBACK}");
    memset(line->settings->lines[0].fallback_text, 'x',
           sizeof line->settings->lines[0].fallback_text - 1);
}

static struct command *text_of(struct line_world *line, const char *body)
{
    struct command *command = command_new(COMMAND_INBOUND, line->now);
    struct inbound *in = &command->u.inbound;

    snprintf(in->provider, sizeof in->provider, "p");
    snprintf(in->provider_id, sizeof in->provider_id, "SM%d", ++line->texts);
    snprintf(in->from.e164, sizeof in->from.e164, "+1555100%04d", line->texts);
    snprintf(in->to.e164, sizeof in->to.e164, LINE_NUMBER);
    in->body.len = (uint16_t)snprintf(in->body.s, sizeof in->body.s, "%s", body);
    return command;
}

static int64_t texts_recorded(struct line_world *line)
{
    struct query *status = query_new(QUERY_STATUS, line->now);
    int64_t count;

    status->caller.is_operator = true;
    reader_answer(&line->reader, status);
    count = status->answer.status.messages_in;
    query_free(status);
    return count;
}

static void one_that_fails_takes_nothing_with_it(void)
{
    static struct line_world line;
    struct command *batch[4];

    line_open(&line);
    help_break(&line);
    for (size_t i = 0; i < 4; i++) batch[i] = text_of(&line, i == 2 ? "HELP" : "hello");
    engine_batch(&line.engine, batch, 4);
    CHECK(texts_recorded(&line) == 3);
    for (size_t i = 0; i < 4; i++) {
        CHECK(!batch[i]->receipt.err == (i != 2));
        CHECK(!batch[i]->receipt.repeated);
    }
    engine_batch(&line.engine, batch, 4);
    for (size_t i = 0; i < 4; i++) {
        CHECK(!batch[i]->receipt.err == (i != 2));
        CHECK_CASE(i == 2 || batch[i]->receipt.repeated, "recorded once, however it came to be");
        command_free(batch[i]);
    }
    CHECK(texts_recorded(&line) == 3);
    line_take_off(&line);
    line_close(&line);
}

int main(void)
{
    one_that_fails_takes_nothing_with_it();
    return check_end();
}
