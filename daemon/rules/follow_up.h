/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_FOLLOW_UP_H
#define RULES_FOLLOW_UP_H
/*
 * follow_up.h — asking later how it went: only with a yes, once, at a moment the texter picked.
 *
 * follow_up_happens() is the only function that changes a state. Answers are read by a closed
 * vocabulary in English, Spanish and Portuguese; what is not read is for the peer, who sees every
 * text anyway.
 */
#include "rules/model.h"
#include "rules/zone.h"

#define FOLLOW_UP_DAYS 3 /* when the texter named no day */
#define FOLLOW_UP_DAYS_MAX 30
#define FOLLOW_UP_PATIENCE DAYS(7) /* no answer by then is an answer */
#define FOLLOW_UP_LATER HOURS(1)   /* while they talk with somebody here, or the line may not */

enum follow_up_happening {
    CONSENT_GIVEN,
    CONSENT_REFUSED, /* or taken back, at any time */
    MOMENT_CAME,
    OUTCOME_TOLD,
    ANSWER_MISSED,
    COVERED, /* STOP, or a new conversation, or it was chosen by mistake */
    CHOSEN_AGAIN,
};
#define FOLLOW_UP_HAPPENINGS 7

/* Chosen and not taken back: whatever came of it. */
bool referral_is_chosen(enum referral_state state);

/* Moves it on; false, and nothing changed, if that may not happen now. Its `due` is the caller's.
 */
bool follow_up_happens(struct follow_up *follow_up, enum follow_up_happening happening);

/* What a text says to "OK if we ask you later how it went?". */
struct consent_reply {
    enum { CONSENT_UNREAD, CONSENT_YES, CONSENT_NO } answer;
    int days;    /* after so many; 0: no day was named, or … */
    int weekday; /* … on the next such one: 1 Monday to 7 Sunday; 0: none named */
};
struct consent_reply consent_read(const char *s);

/* "Don't ask": takes the yes back, at any time and in whatever state of the conversation. */
bool consent_is_taken_back(const char *s);

/*
 * How it went, from "3", "it helped", or "2. they were full": HELPED, NOT_FOR_ME, NOT_REACHED or
 * NOT_TRIED. False: in words, for a person to read.
 */
bool outcome_read(const char *s, enum referral_state *outcome);

/* The moment the texter picked, within the line's hours. */
ms follow_up_moment(const struct consent_reply *reply, const struct day_hours *hours,
                    const struct zone *zone, ms now);

/* `at`, or the next moment after it that is within the line's hours. */
ms hours_next(const struct day_hours *hours, const struct zone *zone, ms at);

#endif
