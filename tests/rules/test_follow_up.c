/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Nobody is asked how it went without a yes, and never at night. */
#include "rules/follow_up.h"

#include "../check.h"

/* 2026-01-01, a Thursday, 15:00 in UTC. */
#define NOON (INT64_C(1767225600000) + HOURS(15))

static const struct zone utc = { .name = "UTC" };
static const struct day_hours day = { 9 * 60, 20 * 60 };

static const char *const told[FOLLOW_UP_STATES] = {
    /* given, refused, moment, told, missed, covered, again: the first letter of what comes of it */
    [FOLLOW_UP_ASKING] = "PR---C-",    [FOLLOW_UP_REFUSED] = "P------",
    [FOLLOW_UP_PLANNED] = "PRS--C-",   [FOLLOW_UP_SENT] = "-R-AUC-",
    [FOLLOW_UP_ANSWERED] = "-------",  [FOLLOW_UP_UNANSWERED] = "-------",
    [FOLLOW_UP_CANCELLED] = "P-----?",
};

static char letter(enum follow_up_state state)
{
    static const char letters[FOLLOW_UP_STATES] = {
        [FOLLOW_UP_ASKING] = '?',    [FOLLOW_UP_REFUSED] = 'R',  [FOLLOW_UP_PLANNED] = 'P',
        [FOLLOW_UP_SENT] = 'S',      [FOLLOW_UP_ANSWERED] = 'A', [FOLLOW_UP_UNANSWERED] = 'U',
        [FOLLOW_UP_CANCELLED] = 'C',
    };

    return letters[state];
}

static void every_cell_of_the_matrix(void)
{
    for (int state = 0; state < FOLLOW_UP_STATES; state++)
        for (int happening = 0; happening < FOLLOW_UP_HAPPENINGS; happening++) {
            struct follow_up follow_up = { .state = (enum follow_up_state)state };
            char expected = told[state][happening];
            bool moved = follow_up_happens(&follow_up, (enum follow_up_happening)happening);

            CHECK(moved == (expected != '-'));
            CHECK(letter(follow_up.state) ==
                  (moved ? expected : letter((enum follow_up_state)state)));
        }
}

static const struct {
    const char *says;
    int answer, days, weekday;
} consents[] = {
    { "yes", CONSENT_YES, 0, 0 },
    { "Yes please!", CONSENT_YES, 0, 0 },
    { "sure, tomorrow", CONSENT_YES, 1, 0 },
    { "tomorrow", CONSENT_YES, 1, 0 },
    { "ok in a few days", CONSENT_YES, 3, 0 },
    { "ask me next week please", CONSENT_YES, 7, 0 },
    { "yes on Friday", CONSENT_YES, 0, 5 },
    { "sunday", CONSENT_YES, 0, 7 },
    { "Sí, mañana", CONSENT_YES, 1, 0 },
    { "el lunes", CONSENT_YES, 0, 1 },
    { "sim, amanhã", CONSENT_YES, 1, 0 },
    { "na segunda-feira", CONSENT_YES, 0, 1 },
    { "claro que sí, en unos días", CONSENT_YES, 3, 0 },
    { "no", CONSENT_NO, 0, 0 },
    { "no thanks", CONSENT_NO, 0, 0 },
    { "please don't", CONSENT_NO, 0, 0 },
    { "Não, obrigada", CONSENT_NO, 0, 0 },
    { "mejor no", CONSENT_NO, 0, 0 },
    { "no, not tomorrow", CONSENT_UNREAD, 0, 0 },
    { "no, tomorrow", CONSENT_UNREAD, 0, 0 },
    { "yes no", CONSENT_UNREAD, 0, 0 },
    { "maybe", CONSENT_UNREAD, 0, 0 },
    { "tomorrow?", CONSENT_UNREAD, 0, 0 },
    { "tomorrow or friday", CONSENT_UNREAD, 0, 0 },
    { "yes but i want to die", CONSENT_UNREAD, 0, 0 },
    { "yes they called me", CONSENT_UNREAD, 0, 0 },
    { "segunda", CONSENT_UNREAD, 0, 0 }, /* the second one of a list, too */
    { "2", CONSENT_UNREAD, 0, 0 },
    { "thanks", CONSENT_UNREAD, 0, 0 },
    { "", CONSENT_UNREAD, 0, 0 },
};

static void a_yes_is_read_only_beyond_doubt(void)
{
    for (size_t i = 0; i < sizeof consents / sizeof consents[0]; i++) {
        struct consent_reply reply = consent_read(consents[i].says);

        CHECK_CASE((int)reply.answer == consents[i].answer, consents[i].says);
        if (consents[i].answer != CONSENT_YES) continue;
        CHECK_CASE(reply.days == consents[i].days, consents[i].says);
        CHECK_CASE(reply.weekday == consents[i].weekday, consents[i].says);
    }
}

static void a_yes_can_be_taken_back(void)
{
    static const char *const back[] = { "Don't ask", "please dont ask me", "NO PREGUNTES",
                                        "não pergunte", "no follow up thanks" };
    static const char *const not_back[] = { "no", "don't", "dont ask why", "stop asking", "" };

    for (size_t i = 0; i < sizeof back / sizeof back[0]; i++)
        CHECK_CASE(consent_is_taken_back(back[i]), back[i]);
    for (size_t i = 0; i < sizeof not_back / sizeof not_back[0]; i++)
        CHECK_CASE(!consent_is_taken_back(not_back[i]), not_back[i]);
}

static const struct {
    const char *says;
    int outcome; /* -1: for a person to read */
} outcomes[] = {
    { "1", REFERRAL_HELPED },
    { "It helped!", REFERRAL_HELPED },
    { "me ayudó, gracias", REFERRAL_HELPED },
    { "ajudou muito", REFERRAL_HELPED },
    { "2", REFERRAL_NOT_FOR_ME },
    { "not for me sorry", REFERRAL_NOT_FOR_ME },
    { "no es para mí", REFERRAL_NOT_FOR_ME },
    { "2. they were kind but too busy", REFERRAL_NOT_FOR_ME },
    { "three", REFERRAL_NOT_REACHED },
    { "couldn't reach them", REFERRAL_NOT_REACHED },
    { "nadie responde", REFERRAL_NOT_REACHED },
    { "ninguém atendeu", REFERRAL_NOT_REACHED },
    { "4 please", REFERRAL_NOT_TRIED },
    { "haven't yet", REFERRAL_NOT_TRIED },
    { "todavía no", REFERRAL_NOT_TRIED },
    { "5", -1 },
    { "1 or 2", -1 },
    { "1 of them was rude", -1 },
    { "1?", -1 },
    { "no", -1 },
    { "helped?", -1 },
    { "it helped until it didnt", -1 },
    { "i called 3 times", -1 },
    { "2. or was it 3", -1 },
    { "", -1 },
};

static void an_answer_is_read_only_beyond_doubt(void)
{
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        enum referral_state outcome = REFERRAL_OFFERED;
        bool read = outcome_read(outcomes[i].says, &outcome);

        CHECK_CASE(read == (outcomes[i].outcome >= 0), outcomes[i].says);
        if (read) CHECK_CASE((int)outcome == outcomes[i].outcome, outcomes[i].says);
    }
}

static void the_moment_is_the_one_they_picked(void)
{
    struct consent_reply none = { .answer = CONSENT_YES }, tomorrow = { .days = 1 },
                         friday = { .weekday = 5 }, thursday = { .weekday = 4 };

    CHECK(follow_up_moment(&none, &day, &utc, NOON) == NOON + DAYS(3));
    CHECK(follow_up_moment(&tomorrow, &day, &utc, NOON) == NOON + DAYS(1));
    CHECK(follow_up_moment(&friday, &day, &utc, NOON) == NOON + DAYS(1));
    CHECK(follow_up_moment(&thursday, &day, &utc, NOON) == NOON + DAYS(7)); /* never today */
    /* At 23:00 and at 3:00: on that day, at the nearest time the line asks. */
    CHECK(follow_up_moment(&tomorrow, &day, &utc, NOON + HOURS(8)) == NOON + DAYS(1) + HOURS(4));
    CHECK(follow_up_moment(&tomorrow, &day, &utc, NOON - HOURS(12)) == NOON + DAYS(1) - HOURS(6));
}

/* New York: 9:00 there is 14:00 in winter and 13:00 in summer. */
static void the_hours_are_those_of_the_line(void)
{
    static const struct zone new_york = {
        .name = "America/New_York",
        .offset = -5 * 3600,
        .count = 1,
        .change = { { INT64_C(1772953200000), -4 * 3600 } } /* 2026-03-08 07:00 UTC */
    };
    ms winter = INT64_C(1767225600000), summer = winter + DAYS(180);
    static const struct day_hours night = { 20 * 60, 2 * 60 }, always = { 0, 0 };

    CHECK(hours_next(&day, &new_york, winter + HOURS(4)) == winter + HOURS(14));
    CHECK(hours_next(&day, &new_york, summer + HOURS(4)) == summer + HOURS(13));
    CHECK(hours_next(&day, &new_york, winter + HOURS(14)) == winter + HOURS(14));
    CHECK(hours_next(&day, &utc, winter + HOURS(20)) == winter + DAYS(1) + HOURS(9));
    CHECK(hours_next(&night, &utc, winter + HOURS(1)) == winter + HOURS(1));
    CHECK(hours_next(&night, &utc, winter + HOURS(3)) == winter + HOURS(20));
    CHECK(hours_next(&always, &utc, winter + HOURS(3)) == winter + HOURS(3));
}

int main(void)
{
    every_cell_of_the_matrix();
    a_yes_is_read_only_beyond_doubt();
    a_yes_can_be_taken_back();
    an_answer_is_read_only_beyond_doubt();
    the_moment_is_the_one_they_picked();
    the_hours_are_those_of_the_line();
    return check_end();
}
