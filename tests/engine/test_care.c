/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A peer who wants a pause has one, a peer who wants to talk is heard, and nothing of it is kept.
 */
#include "store/record.h"

#include "crisis.h"

static void does(struct line_world *line, enum command_kind kind, enum who who)
{
    line_apply(line, line_command(line, kind, who));
    CHECK_CASE(line->receipt.outcome == DONE, people_names[who]);
}

static enum outcome asks_to_talk(struct line_world *line, enum who who, bool wanted)
{
    struct command *talk = line_command(line, COMMAND_TALK, who);

    talk->u.talk_wanted = wanted;
    line_apply(line, talk);
    return line->receipt.outcome;
}

static enum outcome takes(struct line_world *line, enum who who, enum who whom)
{
    struct command *take = line_command(line, COMMAND_TALK_TAKE, who);

    take->u.talk_with = line->person[whom];
    line_apply(line, take);
    return line->receipt.outcome;
}

/* When Dana began to wait for somebody, as `who` is told at their first load; 0: not at all. */
static ms told_at_first(struct line_world *line, enum who who)
{
    struct query *state = line_ask(line, QUERY_STATE, who);
    ms since = 0;

    for (size_t i = 0; i < state->answer.person_count; i++)
        if (state->answer.people[i].id.n == line->person[DANA].n)
            since = state->answer.people[i].talk_since;
    query_free(state);
    return since;
}

static ms rests_until(struct line_world *line, enum who who)
{
    struct query *me = line_ask(line, QUERY_ME, who);
    ms until = me->answer.me.resting_until;

    query_free(me);
    return until;
}

/* The newest event that Dana's wish to talk has brought. */
static struct event talk_event(struct line_world *line)
{
    struct query *events = query_new(QUERY_EVENTS, line->now);
    struct event newest = { .id = { 0 } };

    events->caller.is_operator = true;
    events->limit = QUERY_EVENTS_MAX;
    reader_answer(&line->reader, events);
    for (size_t i = 0; i < events->answer.event_count; i++)
        if (events->answer.events[i].kind == EVENT_TALK_UPDATED) newest = events->answer.events[i];
    query_free(events);
    return newest;
}

static size_t on_record(struct line_world *line)
{
    static struct audit_line lines[256];
    size_t count = 0;

    CHECK(!audit_since(&line->engine.store, 0, lines, 256, &count));
    CHECK(count < 256);
    return count;
}

static void who_wants_a_pause_has_one(void)
{
    static struct line_world line;

    line_open(&line);
    line_shift(&line, DANA, 2);
    does(&line, COMMAND_REST, DANA);
    CHECK(rests_until(&line, DANA) == line.now + REST_WISHED);
    line_text(&line, TEXTER, "hello");
    CHECK_CASE(!line_accept(&line, DANA).n, "no offer comes");
    line_time(&line, REST_WISHED - SECONDS(1));
    CHECK_CASE(!line_accept(&line, DANA).n, "until it is over");
    line_time(&line, SECONDS(1));
    CHECK(line_accept(&line, DANA).n != 0);
    line_close(&line);
}

static void a_pause_is_taken_back_by_its_peer(void)
{
    static struct line_world line;

    line_open(&line);
    line_shift(&line, DANA, 2);
    does(&line, COMMAND_REST, DANA);
    line_text(&line, TEXTER, "hello");
    does(&line, COMMAND_REST_WAIVE, KIM);
    CHECK_CASE(!line_accept(&line, DANA).n, "nobody waives it for them");
    does(&line, COMMAND_REST_WAIVE, DANA);
    CHECK(line_accept(&line, DANA).n != 0);
    line_close(&line);
}

static void a_pause_makes_no_longer_rest_shorter(void)
{
    static struct line_world line;
    ms until;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    CHECK(resolves(&line, SAM, "plan_made", "") == DONE);
    until = line.now + line.settings->timing.rest;
    CHECK(rests_until(&line, DANA) == until && until > line.now + REST_WISHED);
    does(&line, COMMAND_REST, DANA);
    CHECK(rests_until(&line, DANA) == until);
    line_close(&line);
}

static void who_wants_to_talk_is_heard_by_supervisors(void)
{
    static struct line_world line;
    struct event event;
    ms asked;

    line_open(&line);
    line_shift(&line, DANA, 2);
    asked = line.now;
    CHECK(asks_to_talk(&line, DANA, true) == DONE);
    event = talk_event(&line);
    CHECK(event.about.talk.person.id.n == line.person[DANA].n && !event.about.talk.taken_by.n);
    CHECK(event.about.talk.person.talk_since == asked && !event.conversation.n);
    for (int who = 0; who < PEOPLE; who++) {
        struct viewer viewer = { line.person[who], people_roles[who] };
        bool hears = who == DANA || who == KIM;

        CHECK_CASE(audience_includes(&event.audience, viewer) == hears, people_names[who]);
        CHECK_CASE(told_at_first(&line, (enum who)who) == (who == KIM ? asked : 0),
                   people_names[who]);
    }
    line_time(&line, MINUTES(1));
    CHECK(asks_to_talk(&line, DANA, true) == DONE);
    CHECK_CASE(told_at_first(&line, KIM) == asked,
               "who asks again has waited since the first time");
    line_close(&line);
}

static void one_supervisor_goes_to_them(void)
{
    static struct line_world line;
    struct event event;

    line_open(&line);
    CHECK_CASE(takes(&line, KIM, DANA) == REFUSED_GONE, "nobody asked");
    CHECK(asks_to_talk(&line, DANA, true) == DONE);
    for (int who = DANA; who <= SAM; who++)
        CHECK_CASE(takes(&line, (enum who)who, DANA) == REFUSED_ROLE, people_names[who]);
    CHECK(takes(&line, KIM, DANA) == DONE);
    event = talk_event(&line);
    CHECK(event.about.talk.taken_by.n == line.person[KIM].n && !event.about.talk.person.talk_since);
    CHECK_STR(event.about.talk.taken_by_name, "Kim");
    CHECK(told_at_first(&line, KIM) == 0);
    CHECK_CASE(takes(&line, KIM, DANA) == REFUSED_GONE, "one is enough");
    line_close(&line);
}

static void it_can_be_taken_back_and_is_not_kept(void)
{
    static struct line_world line;
    size_t before;

    line_open(&line);
    before = on_record(&line);
    CHECK(asks_to_talk(&line, DANA, true) == DONE);
    CHECK(asks_to_talk(&line, DANA, false) == DONE);
    CHECK(told_at_first(&line, KIM) == 0 && !talk_event(&line).about.talk.taken_by.n);
    CHECK(asks_to_talk(&line, DANA, true) == DONE && takes(&line, KIM, DANA) == DONE);
    does(&line, COMMAND_REST, DANA);
    CHECK_CASE(on_record(&line) == before, "nobody's record says how a peer was");
    line_close(&line);
}

int main(void)
{
    who_wants_a_pause_has_one();
    a_pause_is_taken_back_by_its_peer();
    a_pause_makes_no_longer_rest_shorter();
    who_wants_to_talk_is_heard_by_supervisors();
    one_supervisor_goes_to_them();
    it_can_be_taken_back_and_is_not_kept();
    return check_end();
}
