/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A texter's number is shown to whom it concerns, for a reason, and never without a record. */
#include "store/record.h"

#include "crisis.h"

static enum outcome reveals(struct line_world *line, enum who who, const char *reason)
{
    struct command *reveal = line_command(line, COMMAND_REVEAL, who);

    reveal->u.reveal.conversation = crisis_conversation;
    snprintf(reveal->u.reveal.reason, sizeof reveal->u.reveal.reason, "%s", reason);
    line_apply(line, reveal);
    return line->receipt.outcome;
}

static int on_record(struct line_world *line, enum who who)
{
    static struct audit_line lines[64];
    size_t count = 0;
    int found = 0;

    CHECK(!audit_since(&line->engine.store, 0, lines, 64, &count));
    CHECK(count < 64);
    for (size_t i = 0; i < count; i++)
        found += !strcmp(lines[i].action, "reveal") && lines[i].person.n == line->person[who].n &&
                 lines[i].conversation.n == crisis_conversation.n;
    return found;
}

static void nothing_is_told(struct line_world *line, enum who who, enum outcome expected,
                            const char *reason)
{
    size_t before = message_count(line, KIM);

    CHECK_CASE(reveals(line, who, reason) == expected, people_names[who]);
    CHECK_STR(line->receipt.revealed.e164, "");
    CHECK_CASE(message_count(line, KIM) == before, people_names[who]);
    CHECK_CASE(on_record(line, who) == 0, people_names[who]);
}

static void is_told(struct line_world *line, enum who who, const char *reason)
{
    CHECK_CASE(reveals(line, who, reason) == DONE, people_names[who]);
    CHECK_STR(line->receipt.revealed.e164, TEXTER);
    CHECK_CASE(conversation_says(line, KIM, MESSAGE_NOTE_REVEALED, reason), reason);
    CHECK_CASE(on_record(line, who) == 1, people_names[who]);
}

static void whom_it_concerns_sees_the_number(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_DANGER);
    line_forget(&line);
    nothing_is_told(&line, LEE, REFUSED_MISSING, "other");
    nothing_is_told(&line, DANA, REFUSED_REASON, "");
    is_told(&line, DANA, "call_agreed");
    is_told(&line, SAM, "emergency_services");
    is_told(&line, KIM, "safety_check");
    CHECK(stands_in_timeline(&line, "revealed", DANA, "call_agreed"));
    CHECK(stands_in_timeline(&line, "revealed", SAM, "emergency_services"));
    CHECK_CASE(!line_left(&line, TEXTER, ""), "the texter gets nothing");
    line_close(&line);
}

static void a_responder_has_no_part_before_taking_it(void)
{
    static struct line_world line;

    line_open(&line);
    line_shift(&line, DANA, 2);
    line_text(&line, TEXTER, "hello");
    crisis_conversation = line_accept(&line, DANA);
    nothing_is_told(&line, SAM, REFUSED_MISSING, "emergency_services");
    CHECK(flags(&line, DANA, CAUSE_FLAG_JOIN) == DONE);
    nothing_is_told(&line, SAM, REFUSED_ROLE, "emergency_services");
    CHECK(acknowledges(&line, SAM) == DONE);
    is_told(&line, SAM, "emergency_services");
    line_close(&line);
}

static void every_look_is_one_of_its_own(void)
{
    static struct line_world line;
    struct command *reveal;

    crisis_open(&line, CAUSE_FLAG_DANGER);
    for (int i = 0; i < 2; i++) {
        reveal = line_command(&line, COMMAND_REVEAL, DANA);
        reveal->u.reveal.conversation = crisis_conversation;
        snprintf(reveal->key, sizeof reveal->key, "the same key");
        snprintf(reveal->u.reveal.reason, sizeof reveal->u.reveal.reason, "other");
        line_apply(&line, reveal);
        CHECK_STR(line.receipt.revealed.e164, TEXTER);
    }
    CHECK(on_record(&line, DANA) == 2);
    line_close(&line);
}

int main(void)
{
    whom_it_concerns_sees_the_number();
    a_responder_has_no_part_before_taking_it();
    every_look_is_one_of_its_own();
    return check_end();
}
