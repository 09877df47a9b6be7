/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Two windows of one person do not write over each other's draft unseen. */
#include "line.h"
#include "talk.h"

/* What a window saves that knew of this rev; the new one. */
static int64_t window_saves(struct line_world *line, conversation_id conversation, int64_t known,
                            const char *words)
{
    struct command *command = line_command(line, COMMAND_DRAFT, DANA);
    struct draft *draft = &command->u.draft;

    draft->conversation = conversation;
    draft->if_rev = true;
    draft->rev = known;
    draft->body.len = (uint16_t)snprintf(draft->body.s, sizeof draft->body.s, "%s", words);
    line_apply(line, command);
    return line->receipt.ref;
}

static void kept_is(struct line_world *line, conversation_id conversation, int64_t rev,
                    const char *words)
{
    struct query *asked = query_new(QUERY_CONVERSATION, line->now);

    asked->caller = line->caller[DANA];
    asked->conversation = conversation;
    reader_answer(&line->reader, asked);
    CHECK_CASE(asked->answer.draft_rev == rev, words);
    CHECK_STR(asked->answer.draft.s, words);
    CHECK_CASE(asked->answer.rows[0].draft == (rev != 0), words);
    query_free(asked);
}

static void whoever_was_slower_is_told(void)
{
    static struct line_world line;
    conversation_id conversation;
    int64_t first, second;

    line_open(&line);
    conversation = talk_begin(&line);
    kept_is(&line, conversation, 0, "");
    first = window_saves(&line, conversation, 0, "one window");
    kept_is(&line, conversation, first, "one window");
    window_saves(&line, conversation, 0, "another, that knew of none");
    CHECK(line.receipt.outcome == REFUSED_CONFLICT);
    kept_is(&line, conversation, first, "one window");
    second = window_saves(&line, conversation, first, "another, that has seen it");
    CHECK(line.receipt.outcome == DONE && second != first);
    window_saves(&line, conversation, first, "");
    CHECK(line.receipt.outcome == REFUSED_CONFLICT);
    kept_is(&line, conversation, second, "another, that has seen it");
    CHECK(window_saves(&line, conversation, second, "") == 0);
    CHECK(line.receipt.outcome == DONE);
    kept_is(&line, conversation, 0, "");
    window_saves(&line, conversation, second, ""); /* sending has taken it along */
    CHECK(line.receipt.outcome == DONE);
    first = window_saves(&line, conversation, second, "typed on meanwhile");
    CHECK(line.receipt.outcome == DONE && first != 0);
    kept_is(&line, conversation, first, "typed on meanwhile");
    line_close(&line);
}

int main(void)
{
    whoever_was_slower_is_told();
    return check_end();
}
