/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/follow_up.h"

#include "base/err.h"
#include "rules/phrases.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* ---- states ---- */

/* clang-format off */
#define GO(next_state) { true, FOLLOW_UP_##next_state }
/* clang-format on */

/* What may happen in which state. An empty cell is refused, not ignored. */
static const struct {
    bool allowed;
    enum follow_up_state next;
} steps[FOLLOW_UP_STATES][FOLLOW_UP_HAPPENINGS] = {
    [FOLLOW_UP_ASKING] = {
        [CONSENT_GIVEN]   = GO(PLANNED),
        [CONSENT_REFUSED] = GO(REFUSED),
        [COVERED]         = GO(CANCELLED),
    },
    [FOLLOW_UP_REFUSED] = {
        [CONSENT_GIVEN]   = GO(PLANNED),
    },
    [FOLLOW_UP_PLANNED] = {
        [CONSENT_GIVEN]   = GO(PLANNED),
        [CONSENT_REFUSED] = GO(REFUSED),
        [MOMENT_CAME]     = GO(SENT),
        [COVERED]         = GO(CANCELLED),
    },
    [FOLLOW_UP_SENT] = {
        [CONSENT_REFUSED] = GO(REFUSED),
        [OUTCOME_TOLD]    = GO(ANSWERED),
        [ANSWER_MISSED]   = GO(UNANSWERED),
        [COVERED]         = GO(CANCELLED),
    },
    [FOLLOW_UP_CANCELLED] = {
        [CONSENT_GIVEN]   = GO(PLANNED),
        [CHOSEN_AGAIN]    = GO(ASKING),
    },
};

bool follow_up_happens(struct follow_up *follow_up, enum follow_up_happening happening)
{
    must((size_t)follow_up->state < FOLLOW_UP_STATES && (size_t)happening < FOLLOW_UP_HAPPENINGS);
    if (!steps[follow_up->state][happening].allowed) return false;
    follow_up->state = steps[follow_up->state][happening].next;
    return true;
}

bool referral_is_chosen(enum referral_state state)
{
    return state != REFERRAL_OFFERED && state != REFERRAL_NONE_FIT && state != REFERRAL_WITHDRAWN;
}

/* ---- may we ask, and when ---- */

enum { MEANS_YES = 1, MEANS_NO, MEANS_IN_DAYS, MEANS_ON_MONDAY = 16 };

#define DAYS_NAMED(count) (MEANS_IN_DAYS + (count)-1)

/* Portuguese weekdays are ordinals, too: only with "feira" or "na". */
static const struct phrases consent_phrases[] = {
    { MEANS_YES, YES_WORDS "|you can|you may|you can ask|id be happy to|puedes|puede ser" },
    { MEANS_NO, NO_WORDS "|dont ask|do not ask|dont ask me|please dont ask" },
    { PHRASE_NOTHING, POLITE_WORDS "|ask me|text me|ask|check in|preguntame|escribeme|pergunta" },
    { DAYS_NAMED(1), "tomorrow|manana|amanha|in a day|in one day|in 1 day" },
    { DAYS_NAMED(2), "in two days|in 2 days|2 days|two days|in a couple of days|in a couple days"
                     "|day after tomorrow|the day after tomorrow|pasado manana|en dos dias"
                     "|en 2 dias|depois de amanha|em dois dias|em 2 dias" },
    { DAYS_NAMED(3), "in a few days|a few days|few days|in three days|in 3 days|3 days"
                     "|three days|en unos dias|unos dias|en tres dias|en 3 dias|em alguns dias"
                     "|alguns dias|em tres dias|em 3 dias" },
    { DAYS_NAMED(4), "in four days|in 4 days|4 days|en cuatro dias|en 4 dias|em quatro dias"
                     "|em 4 dias" },
    { DAYS_NAMED(5), "in five days|in 5 days|5 days|en cinco dias|en 5 dias|em cinco dias"
                     "|em 5 dias" },
    { DAYS_NAMED(7), "next week|in a week|in one week|in 1 week|a week|in seven days|in 7 days"
                     "|la semana que viene|la proxima semana|proxima semana|en una semana"
                     "|semana que vem|na semana que vem|em uma semana|numa semana" },
    { MEANS_ON_MONDAY, "monday|on monday|lunes|el lunes|segunda feira|na segunda"
                       "|na segunda feira" },
    { MEANS_ON_MONDAY + 1, "tuesday|on tuesday|martes|el martes|terca feira|na terca"
                           "|na terca feira" },
    { MEANS_ON_MONDAY + 2, "wednesday|on wednesday|miercoles|el miercoles|quarta feira|na quarta"
                           "|na quarta feira" },
    { MEANS_ON_MONDAY + 3, "thursday|on thursday|jueves|el jueves|quinta feira|na quinta"
                           "|na quinta feira" },
    { MEANS_ON_MONDAY + 4, "friday|on friday|viernes|el viernes|sexta feira|na sexta"
                           "|na sexta feira" },
    { MEANS_ON_MONDAY + 5, "saturday|on saturday|sabado|el sabado" },
    { MEANS_ON_MONDAY + 6, "sunday|on sunday|domingo|el domingo" },
};

/* The day that was named, if it was exactly one. */
static bool day_read(unsigned seen, struct consent_reply *reply)
{
    unsigned named = seen & ~(1u << MEANS_YES | 1u << MEANS_NO);
    int bit = 0;

    if (!named) return true;
    if (named & (named - 1)) return false;
    while (!(named & 1u << bit)) bit++;
    if (bit >= MEANS_ON_MONDAY)
        reply->weekday = bit - MEANS_ON_MONDAY + 1;
    else
        reply->days = bit - MEANS_IN_DAYS + 1;
    return true;
}

/* A day alone is a yes; a day beside a no is nothing we understand. */
struct consent_reply consent_read(const char *s)
{
    struct consent_reply reply = { .answer = CONSENT_UNREAD };
    struct meanings meanings;
    struct words words;
    bool yes, no;

    words_read(s, &words);
    meanings = phrases_read(consent_phrases, COUNT(consent_phrases), &words);
    if (meanings.left_over || meanings.asks || !meanings.seen) return reply;
    yes = meanings.seen & 1u << MEANS_YES;
    no = meanings.seen & 1u << MEANS_NO;
    if (no && meanings.seen == 1u << MEANS_NO) reply.answer = CONSENT_NO;
    if (no || !day_read(meanings.seen, &reply)) return reply;
    if (yes || reply.days || reply.weekday) reply.answer = CONSENT_YES;
    return reply;
}

bool consent_is_taken_back(const char *s)
{
    static const struct phrases phrases[] = {
        { 1, "dont ask|do not ask|dont ask me|please dont ask|please dont ask me"
             "|dont ask me later|dont ask me again|dont text me about it|no follow up|no followup"
             "|dont follow up|no preguntes|no preguntar|no me preguntes|no pregunten"
             "|no me pregunten|nao pergunte|nao me pergunte|nao perguntem|nao perguntar" },
        { PHRASE_NOTHING, POLITE_WORDS },
    };
    struct meanings meanings;
    struct words words;

    words_read(s, &words);
    meanings = phrases_read(phrases, COUNT(phrases), &words);
    return phrases_only(&meanings) == 1;
}

/* ---- how it went ---- */

#define OUTCOME_FIRST REFERRAL_HELPED

/* clang-format off */
static const struct phrases outcome_phrases[] = {
    { REFERRAL_HELPED, "1|one|uno|it helped|helped|that helped|yes it helped|it did help|it helped me"
                       "|it helped a lot|helped a lot|it helps|me ayuda|me ayudo|si me ayudo"
                       "|si me ayuda|me sirvio|ajudou|me ajudou|sim ajudou|ajudou muito" },
    { REFERRAL_NOT_FOR_ME, "2|two|dos|dois|not for me|its not for me|it wasnt for me|wasnt for me"
                           "|it was not for me|not my thing|no es para mi|no era para mi"
                           "|no fue para mi|no es lo que busco|nao e para mim|nao era para mim"
                           "|nao foi para mim" },
    { REFERRAL_NOT_REACHED, "3|three|tres|couldnt reach|couldnt reach them|i couldnt reach them"
                            "|could not reach them|cant reach them|nobody answered"
                            "|no one answered|nobody picked up|they didnt answer"
                            "|they never answered|nadie responde|nadie contesta|nadie contesto"
                            "|no contestaron|no pude llegar|ninguem atendeu|nao atenderam"
                            "|nao consegui falar" },
    { REFERRAL_NOT_TRIED, "4|four|cuatro|quatro|havent yet|i havent yet|not yet|havent tried"
                          "|i havent tried|havent tried yet|i havent tried yet|havent called"
                          "|havent called yet|i havent called yet|todavia no|aun no"
                          "|falta|falta ir|me falta ir|ainda nao" },
    { PHRASE_NOTHING, POLITE_WORDS "|option|number|opcion|numero|opcao|sorry|perdon|desculpa" },
};
/* clang-format on */

static bool is_one_digit(const struct word *word)
{
    return word->s[0] >= '1' && word->s[0] <= '4' && !word->s[1];
}

/* "2. they were full": a number with a clear break behind it, and no other number after. */
static bool outcome_head(const struct words *words, enum referral_state *outcome)
{
    if (words->cut || words->count < 2 || !is_one_digit(&words->word[0]) ||
        !words->word[0].breaks || words->word[0].asks)
        return false;
    for (size_t i = 1; i < words->count; i++)
        if (is_one_digit(&words->word[i])) return false;
    *outcome = (enum referral_state)(OUTCOME_FIRST + words->word[0].s[0] - '1');
    return true;
}

_Static_assert(REFERRAL_NOT_TRIED == OUTCOME_FIRST + 3, "answers 1 to 4, in this order");

bool outcome_read(const char *s, enum referral_state *outcome)
{
    struct meanings meanings;
    struct words words;
    int only;

    words_read(s, &words);
    meanings = phrases_read(outcome_phrases, COUNT(outcome_phrases), &words);
    only = phrases_only(&meanings);
    if (only == PHRASE_NOTHING) return outcome_head(&words, outcome);
    *outcome = (enum referral_state)only;
    return true;
}

/* ---- when ---- */

#define BEFORE_CLOSING 60 /* minutes: time to answer, and to be answered */

static bool is_within(const struct day_hours *hours, int minute)
{
    if (hours->opens == hours->closes) return true;
    if (hours->opens < hours->closes) return minute >= hours->opens && minute < hours->closes;
    return minute >= hours->opens || minute < hours->closes; /* over midnight */
}

ms hours_next(const struct day_hours *hours, const struct zone *zone, ms at)
{
    ms wall = zone_to_wall(zone, at);
    ms opens = DAYS(wall_day(wall)) + MINUTES(hours->opens);

    if (is_within(hours, wall_minute(wall))) return at;
    return zone_from_wall(zone, opens > wall ? opens : opens + DAYS(1));
}

/* The nearest to `minute` at which the line asks on the same day. */
static int minute_within(const struct day_hours *hours, int minute)
{
    if (is_within(hours, minute)) return minute;
    if (minute < hours->opens || hours->closes - BEFORE_CLOSING < hours->opens) return hours->opens;
    return hours->closes - BEFORE_CLOSING;
}

/* Days until the next such weekday, 1 Monday to 7 Sunday; never today. */
static int days_until(int today, int weekday)
{
    int ahead = (weekday - 1 - today + 7) % 7;

    return ahead ? ahead : 7;
}

ms follow_up_moment(const struct consent_reply *reply, const struct day_hours *hours,
                    const struct zone *zone, ms now)
{
    ms wall = zone_to_wall(zone, now);
    int days = reply->days ? reply->days : FOLLOW_UP_DAYS;

    if (reply->weekday) days = days_until(wall_weekday(wall), reply->weekday);
    return zone_from_wall(zone, DAYS(wall_day(wall) + days) +
                                    MINUTES(minute_within(hours, wall_minute(wall))));
}
