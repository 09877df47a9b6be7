/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P11. People see only what their role and their conversations allow. */
#include "rules/access.h"

#include "../check.h"

static const struct viewer its_peer = { { 1 }, ROLE_PEER };
static const struct viewer other_peer = { { 2 }, ROLE_PEER };
static const struct viewer holder = { { 3 }, ROLE_RESPONDER };
static const struct viewer responder = { { 4 }, ROLE_RESPONDER };
static const struct viewer supervisor = { { 5 }, ROLE_SUPERVISOR };
static const struct viewer admin = { { 6 }, ROLE_ADMIN };

/* clang-format off */
static const struct access_facts active = { .state = CONVERSATION_ACTIVE, .peer = { 1 },
                                            .last_peer = { 2 }, .speaker = { 1 } };
static const struct access_facts in_alert = { .state = CONVERSATION_ACTIVE, .peer = { 1 },
                                              .speaker = { 1 }, .alert_open = true,
                                              .holder = { 3 } };
static const struct access_facts coached = { .state = CONVERSATION_ACTIVE, .peer = { 1 },
                                             .speaker = { 1 }, .adviser = { 3 },
                                             .alert_open = true, .holder = { 3 } };
static const struct access_facts advised = { .state = CONVERSATION_ACTIVE, .peer = { 1 },
                                             .speaker = { 1 }, .adviser = { 4 },
                                             .alert_open = true };
static const struct access_facts handed_over = { .state = CONVERSATION_ACTIVE, .peer = { 1 },
                                                 .speaker = { 3 }, .adviser = { 3 },
                                                 .alert_open = true, .holder = { 3 } };
/* clang-format on */
static const struct access_facts closed = { .state = CONVERSATION_CLOSED, .last_peer = { 1 } };

#define Y true
#define N false

struct access_case {
    enum act act;
    const struct access_facts *facts;
    bool its_peer, other_peer, holder, responder, supervisor, admin;
};

/*                                        peer other holder resp. superv. admin */
static const struct access_case cases[] = {
    { ACT_BE_SIGNED_IN, &active, Y, Y, Y, Y, Y, Y },
    { ACT_WORK_SHIFT, &active, Y, Y, Y, Y, Y, N },
    { ACT_SEE_QUEUE, &active, Y, Y, Y, Y, Y, N },
    { ACT_SEE_ROSTER, &active, Y, Y, Y, Y, Y, N },
    { ACT_SEE_DIRECTORY, &active, Y, Y, Y, Y, Y, Y },
    { ACT_EDIT_DIRECTORY, &active, N, N, N, N, Y, Y },
    { ACT_READ, &active, Y, N, N, N, Y, N },
    { ACT_READ, &in_alert, Y, N, Y, Y, Y, N },
    { ACT_READ, &closed, Y, N, N, N, Y, N },
    { ACT_ANSWER, &active, Y, N, N, N, N, N },
    { ACT_ANSWER, &in_alert, Y, N, N, N, N, N },
    { ACT_ANSWER, &closed, N, N, N, N, N, N },
    { ACT_ANSWER, &handed_over, N, N, Y, N, N, N },
    { ACT_MOVE, &handed_over, Y, N, N, N, Y, N },
    { ACT_HAND_OVER, &in_alert, Y, N, N, N, N, N },
    { ACT_NOTE, &active, Y, N, N, N, Y, N },
    { ACT_NOTE, &in_alert, Y, N, N, N, Y, N },
    { ACT_NOTE, &coached, Y, N, Y, N, Y, N },
    { ACT_SEE_NOTES, &coached, Y, N, Y, N, Y, N },
    { ACT_SEE_NOTES, &closed, Y, N, N, N, Y, N },
    { ACT_CONFIRM_TIER, &in_alert, N, N, Y, Y, Y, N },
    { ACT_CONFIRM_TIER, &active, N, N, N, N, Y, N },
    { ACT_MOVE, &active, Y, N, N, N, Y, N },
    { ACT_FLAG, &active, Y, N, N, N, Y, N },
    { ACT_FLAG, &closed, Y, N, N, N, Y, N },
    { ACT_CHANGE_TIER, &active, Y, N, N, N, Y, N },
    { ACT_CHANGE_TIER, &in_alert, Y, N, Y, Y, Y, N },
    { ACT_SEE_ALERT, &in_alert, Y, N, Y, Y, Y, N },
    { ACT_TAKE_ALERT, &in_alert, N, N, Y, Y, Y, N },
    { ACT_RESOLVE_ALERT, &in_alert, N, N, Y, N, Y, N },
    { ACT_EDIT_ROTA, &active, N, N, N, N, Y, Y },
    { ACT_REVEAL, &active, Y, N, N, N, Y, N },
    { ACT_REVEAL, &in_alert, Y, N, Y, N, Y, N },
    { ACT_REVEAL, &advised, Y, N, N, Y, Y, N },
    { ACT_REVEAL, &closed, N, N, N, N, Y, N },
    { ACT_HEAR_PEERS, &active, N, N, N, N, Y, N },
};

static void one(const struct access_case *row, struct viewer viewer, bool expected)
{
    struct audience audience = access_audience(row->act, row->facts);
    char sentence[64];

    snprintf(sentence, sizeof sentence, "act %d by a %s", (int)row->act, role_name(viewer.role));
    CHECK_CASE(access_may(viewer, row->act, row->facts) == expected, sentence);
    CHECK_CASE(audience_includes(&audience, viewer) == expected, sentence);
}

static void who_may_what(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        one(&cases[i], its_peer, cases[i].its_peer);
        one(&cases[i], other_peer, cases[i].other_peer);
        one(&cases[i], holder, cases[i].holder);
        one(&cases[i], responder, cases[i].responder);
        one(&cases[i], supervisor, cases[i].supervisor);
        one(&cases[i], admin, cases[i].admin);
    }
}

/* Who may write follows from how the responder is in it. */
static void the_word_follows_the_hand_over(void)
{
    const struct conversation conversation = { .state = CONVERSATION_ACTIVE, .peer = { 1 } };
    const struct alert alert = { .state = ALERT_JOINED, .holder = { 3 } };
    struct joining joining = { .responder = { 3 } };

    for (int state = 0; state < JOINING_STATES; state++) {
        struct access_facts facts;

        joining.state = (enum joining_state)state;
        facts = access_facts_of(&conversation, &alert, &joining);
        CHECK_CASE(facts.speaker.n == (state == JOINING_SPEAKING ? 3 : 1),
                   joining_state_name(joining.state));
        CHECK_CASE(facts.adviser.n == (state > JOINING_WATCH ? 3 : 0),
                   joining_state_name(joining.state));
    }
    CHECK(access_facts_of(&conversation, NULL, NULL).speaker.n == 1);
}

static void looking_in_is_on_record(void)
{
    CHECK(!access_is_look_in(its_peer, &active));
    CHECK(access_is_look_in(supervisor, &active));
    CHECK(!access_is_look_in(holder, &in_alert));
    CHECK(access_is_look_in(responder, &in_alert));
    CHECK_CASE(!access_is_look_in(its_peer, &closed), "one's own, afterwards, is no look-in");
}

int main(void)
{
    who_may_what();
    the_word_follows_the_hand_over();
    looking_in_is_on_record();
    return check_end();
}
