/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A tier is raised by one, lowered by two; and every decision says who made it, and why. */
#include "crisis.h"

static void with_a_peer(struct line_world *line)
{
    line_open(line);
    line_shift(line, DANA, 2);
    line_text(line, TEXTER, "hello");
    crisis_conversation = line_accept(line, DANA);
}

static enum outcome wants(struct line_world *line, enum who who, enum tier tier, const char *reason)
{
    struct command *change = line_command(line, COMMAND_TIER, who);

    change->u.tier_change.conversation = crisis_conversation;
    change->u.tier_change.tier = tier;
    snprintf(change->u.tier_change.reason, sizeof change->u.tier_change.reason, "%s", reason);
    line_apply(line, change);
    return line->receipt.outcome;
}

static enum outcome confirms(struct line_world *line, enum who who, bool agree)
{
    struct command *confirm = line_command(line, COMMAND_TIER_CONFIRM, who);

    confirm->u.tier_confirm.conversation = crisis_conversation;
    confirm->u.tier_confirm.agree = agree;
    line_apply(line, confirm);
    return line->receipt.outcome;
}

/* The newest decision about the tier. */
static struct decision_view decision_now(struct line_world *line)
{
    struct query *query = ask_conversation(line, QUERY_CONVERSATION, KIM);
    struct decision_view newest = { 0 };

    if (query->answer.decision_count) newest = query->answer.decisions[0];
    query_free(query);
    return newest;
}

static void a_peer_raises_at_once(void)
{
    static struct line_world line;
    struct decision_view made;

    with_a_peer(&line);
    CHECK(wants(&line, DANA, TIER_HIGH, "") == DONE);
    made = decision_now(&line);
    CHECK(conversation_now(&line).tier == TIER_HIGH);
    CHECK_CASE(alert_view_now(&line).alert.state == ALERT_PAGING, "and the crisis team is woken");
    CHECK(made.decision.state == DECISION_MADE && made.decision.by.n == line.person[DANA].n);
    CHECK(made.decision.settled_at == line.now && !strcmp(made.by_name, "Dana"));
    line_close(&line);
}

static void lowering_needs_a_reason(void)
{
    static struct line_world line;

    with_a_peer(&line);
    CHECK(wants(&line, DANA, TIER_WATCH, "") == DONE);
    CHECK(wants(&line, DANA, TIER_STEADY, "") == REFUSED_REASON);
    CHECK_CASE(wants(&line, DANA, TIER_STEADY, "they laughed") == DONE,
               "from Watch nobody else is needed");
    CHECK(conversation_now(&line).tier == TIER_STEADY);
    CHECK(!strcmp(decision_now(&line).decision.reason, "they laughed"));
    line_close(&line);
}

static void from_high_it_waits_for_a_second_person(void)
{
    static struct line_world line;
    struct decision_view made;

    with_a_peer(&line);
    CHECK(wants(&line, DANA, TIER_HIGH, "") == DONE);
    CHECK(wants(&line, DANA, TIER_WATCH, "a friend is with them") == REFUSED_NEEDS_SECOND);
    CHECK_CASE(conversation_now(&line).tier == TIER_HIGH, "nothing has changed yet");
    CHECK(decision_now(&line).decision.state == DECISION_PENDING);
    CHECK_CASE(conversation_says(&line, KIM, MESSAGE_NOTE_TIER_ASKED, "watch"), "all can see it");
    CHECK_CASE(confirms(&line, DANA, true) == REFUSED_ROLE, "a peer is no second");
    CHECK(confirms(&line, SAM, true) == DONE);
    made = decision_now(&line);
    CHECK(conversation_now(&line).tier == TIER_WATCH);
    CHECK(made.decision.state == DECISION_MADE && made.decision.second.n == line.person[SAM].n);
    CHECK(!strcmp(made.second_name, "Sam") && !strcmp(made.by_name, "Dana"));
    CHECK(confirms(&line, KIM, true) == REFUSED_STATE);
    line_close(&line);
}

static void the_second_may_refuse(void)
{
    static struct line_world line;

    with_a_peer(&line);
    CHECK(wants(&line, DANA, TIER_IMMINENT, "") == DONE);
    CHECK(wants(&line, DANA, TIER_STEADY, "calmer") == REFUSED_NEEDS_SECOND);
    CHECK(confirms(&line, KIM, false) == DONE);
    CHECK(conversation_now(&line).tier == TIER_IMMINENT);
    CHECK(decision_now(&line).decision.state == DECISION_REFUSED);
    CHECK(conversation_says(&line, DANA, MESSAGE_NOTE_TIER_ASKED, "refused"));
    line_close(&line);
}

static void nobody_is_their_own_second(void)
{
    static struct line_world line;

    with_a_peer(&line);
    CHECK(wants(&line, DANA, TIER_HIGH, "") == DONE);
    CHECK(wants(&line, SAM, TIER_WATCH, "calmer") == REFUSED_NEEDS_SECOND);
    CHECK(confirms(&line, SAM, true) == REFUSED_NEEDS_SECOND);
    CHECK(confirms(&line, KIM, true) == DONE && conversation_now(&line).tier == TIER_WATCH);
    line_close(&line);
}

static void new_danger_ends_the_wish(void)
{
    static struct line_world line;

    with_a_peer(&line);
    CHECK(wants(&line, DANA, TIER_HIGH, "") == DONE);
    CHECK(wants(&line, DANA, TIER_STEADY, "calmer") == REFUSED_NEEDS_SECOND);
    line_text(&line, TEXTER, "sometimes i think about killing myself");
    CHECK(confirms(&line, KIM, true) == REFUSED_STATE);
    CHECK(conversation_now(&line).tier == TIER_HIGH);
    line_close(&line);
}

static void a_newer_wish_replaces_it(void)
{
    static struct line_world line;

    with_a_peer(&line);
    CHECK(wants(&line, DANA, TIER_IMMINENT, "") == DONE);
    CHECK(wants(&line, DANA, TIER_STEADY, "calmer") == REFUSED_NEEDS_SECOND);
    CHECK(wants(&line, DANA, TIER_HIGH, "a bit") == REFUSED_NEEDS_SECOND);
    CHECK(confirms(&line, KIM, true) == DONE && conversation_now(&line).tier == TIER_HIGH);
    line_close(&line);
}

static void software_says_why_and_never_lowers(void)
{
    static struct line_world line;
    struct query *query;

    with_a_peer(&line);
    line_text(&line, TEXTER, "sometimes i think about killing myself");
    query = ask_conversation(&line, QUERY_CONVERSATION, DANA);
    CHECK(query->answer.reasons.count > 0 && query->answer.reasons.reason[0].rule[0]);
    CHECK_CASE(query->answer.reasons.reason[0].len > 0, "with the place in the text");
    CHECK_CASE(query->answer.reason_version[0], "and the version of the phrases");
    CHECK(query->answer.decisions[0].decision.by.n == 0);
    CHECK(query->answer.decisions[0].decision.message.n == query->answer.reason_message.n);
    query_free(query);
    line_text(&line, TEXTER, "i am fine really, all good");
    CHECK(conversation_now(&line).tier == TIER_HIGH);
    line_close(&line);
}

/* What raised it is told also where no text did. */
static void a_flag_explains_itself(void)
{
    static struct line_world line;
    struct command *flag;
    struct decision_view made;

    with_a_peer(&line);
    flag = line_command(&line, COMMAND_FLAG, DANA);
    flag->u.flag.conversation = crisis_conversation;
    flag->u.flag.cause = CAUSE_FLAG_JOIN;
    snprintf(flag->u.flag.note, sizeof flag->u.flag.note, "they gave the dog away");
    line_apply(&line, flag);
    made = decision_now(&line);
    CHECK(made.decision.to == TIER_HIGH && made.decision.by.n == line.person[DANA].n);
    CHECK(made.decision.at == line.now);
    CHECK(!strcmp(made.decision.reason, "they gave the dog away"));
    line_close(&line);
}

int main(void)
{
    a_peer_raises_at_once();
    lowering_needs_a_reason();
    from_high_it_waits_for_a_second_person();
    the_second_may_refuse();
    nobody_is_their_own_second();
    new_danger_ends_the_wish();
    a_newer_wish_replaces_it();
    software_says_why_and_never_lowers();
    a_flag_explains_itself();
    return check_end();
}
