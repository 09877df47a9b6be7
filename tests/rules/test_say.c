/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P12. What a texter answers to "may they join?" is read beyond doubt or left to the peer. */
#include "rules/say.h"

#include "../check.h"

struct sentence {
    const char *text;
    enum say_reply reply;
};

#define YES SAY_REPLY_YES
#define NOT_NOW SAY_REPLY_NOT_NOW
#define MORE SAY_REPLY_MORE
#define TO_PEER SAY_REPLY_TO_PEER

/* clang-format off */
static const struct sentence english[] = {
    { "1", YES }, { " 1. ", YES }, { "1 please", YES }, { "option 1", YES }, { "one", YES },
    { "yes", YES }, { "Yes please!", YES }, { "yeah", YES }, { "ok", YES }, { "sure", YES },
    { "yes thank you", YES }, { "they can join", YES }, { "\U0001F44D", YES },
    { "1, but please stay with me", YES },
    { "2", NOT_NOW }, { "two", NOT_NOW }, { "2 thanks", NOT_NOW }, { "no", NOT_NOW },
    { "no thanks", NOT_NOW }, { "not now", NOT_NOW }, { "No, not now please", NOT_NOW },
    { "not yet", NOT_NOW }, { "maybe later", NOT_NOW }, { "nope", NOT_NOW },
    { "2. I am scared", NOT_NOW },
    { "3", MORE }, { "three", MORE }, { "tell me more", MORE }, { "Tell me more please", MORE },
    { "more", MORE }, { "more info", MORE },
    { "4", TO_PEER }, { "1 or 2", TO_PEER }, { "1 and 3", TO_PEER }, { "maybe", TO_PEER },
    { "2, maybe", TO_PEER }, { "idk", TO_PEER }, { "yes no", TO_PEER }, { "ok thanks", TO_PEER },
    { "i was up for 2 days", TO_PEER }, { "no one cares", TO_PEER }, { "no more", TO_PEER },
    { "not you again", TO_PEER }, { "now please", TO_PEER }, { "who are they", TO_PEER },
    { "yes i took 2", TO_PEER }, { "one day", TO_PEER }, { "", TO_PEER }, { "NOW", TO_PEER },
    { "STOP", TO_PEER }, { "WHY", TO_PEER }, { "1 i want to die", TO_PEER },
    { "what do you mean", TO_PEER }, { "Liked \u201c1 yes, 2 not now\u201d", TO_PEER },
};

static const struct sentence english_too[] = {
    { "1!", YES }, { "#1", YES }, { "1\xef\xb8\x8f" "\xe2\x83\xa3", YES }, { "number 1", YES },
    { "number one please", YES }, { "i pick 1", YES }, { "1 is fine", YES },
    { "1 sounds good", YES }, { "ok 1", YES }, { "yes 1", YES }, { "yep", YES }, { "yup", YES },
    { "ya", YES }, { "k", YES }, { "okay", YES }, { "Ok.", YES }, { "sure, thanks", TO_PEER },
    { "of course", YES }, { "thats fine", YES }, { "that's ok", YES }, { "its ok", YES },
    { "fine", TO_PEER }, { "fine with me", YES }, { "im ok with that", YES },
    { "im fine with that", YES }, { "yes they can join", YES }, { "let them join", YES },
    { "they can come", YES }, { "bring them in", YES }, { "go ahead", YES }, { "please do", YES },
    { "yes go ahead", YES }, { "i guess", TO_PEER }, { "i guess so", TO_PEER },
    { "sure i guess", TO_PEER }, { "if you want", TO_PEER }, { "if you have to", TO_PEER },
    { "whatever", TO_PEER }, { "ok but who is it", TO_PEER }, { "yes but not the police", TO_PEER },
    { "will they call the cops", TO_PEER }, { "is it a doctor", TO_PEER }, { "2!", NOT_NOW },
    { "number 2 please", NOT_NOW }, { "not right now", NOT_NOW }, { "not now thanks", NOT_NOW },
    { "no not now", NOT_NOW }, { "nah", NOT_NOW }, { "no ty", NOT_NOW }, { "no please", NOT_NOW },
    { "please no", NOT_NOW }, { "no i dont want that", NOT_NOW }, { "i dont want them", NOT_NOW },
    { "i dont want anyone else", NOT_NOW }, { "dont let them join", NOT_NOW },
    { "just you", NOT_NOW }, { "only you please", NOT_NOW },
    { "i just want to talk to you", TO_PEER }, { "id rather not", NOT_NOW },
    { "not today", NOT_NOW }, { "later please", NOT_NOW }, { "not ready", NOT_NOW },
    { "im not ready", NOT_NOW }, { "no way", NOT_NOW }, { "never", TO_PEER }, { "no one", TO_PEER },
    { "no idea", TO_PEER }, { "no 1", TO_PEER }, { "not 2", TO_PEER }, { "not 1", TO_PEER },
    { "no more questions", TO_PEER }, { "3!", MORE }, { "number 3", MORE }, { "3 please", MORE },
    { "more please", MORE }, { "tell me more first", TO_PEER }, { "can you tell me more", MORE },
    { "i want to know more", MORE }, { "more info please", MORE },
    { "what does that mean", TO_PEER }, { "who would join", TO_PEER }, { "why", TO_PEER },
    { "2 of them", TO_PEER }, { "3 of them hurt me", TO_PEER }, { "1 time", TO_PEER },
    { "2 days", TO_PEER }, { "at 3", TO_PEER }, { "3am", TO_PEER }, { "1-3", TO_PEER },
    { "1/2", TO_PEER }, { "12", TO_PEER }, { "i want 2 go", TO_PEER }, { "me 2", TO_PEER },
    { "thanks", TO_PEER }, { "thank you", TO_PEER }, { "hello?", TO_PEER },
    { "i dont know", TO_PEER }, { "help", TO_PEER }, { "yes no maybe", TO_PEER },
    { "1 no 2", TO_PEER }, { "no wait yes", TO_PEER }, { "\xf0\x9f\x91\x8e", TO_PEER },
    { "\xf0\x9f\x98\xad", TO_PEER }, { "\xe2\x9d\xa4" "\xef\xb8\x8f", TO_PEER },
    { "yes i want to die", TO_PEER }, { "2 im going to kill myself", TO_PEER }, { "yeah ok", YES },
    { "yes ok", YES }, { "ok sure", YES }, { "okay yes please", YES },
};

static const struct sentence spanish[] = {
    { "s\u00ed", YES }, { "si, por favor", YES }, { "claro", YES }, { "uno", YES },
    { "la 1", YES }, { "de acuerdo", YES }, { "que venga", YES },
    { "ahora no", NOT_NOW }, { "No, ahora no", NOT_NOW }, { "todav\u00eda no", NOT_NOW },
    { "no gracias", NOT_NOW }, { "dos", NOT_NOW }, { "m\u00e1s tarde", NOT_NOW },
    { "cu\u00e9ntame m\u00e1s", MORE }, { "dime mas por favor", MORE }, { "tres", MORE },
    { "m\u00e1s", MORE },
    { "no s\u00e9", TO_PEER }, { "quiz\u00e1s", TO_PEER }, { "ya no mas", TO_PEER },
    { "no puedo mas", TO_PEER }, { "tengo dos hijos", TO_PEER },
};

static const struct sentence portuguese[] = {
    { "sim", YES }, { "sim, por favor", YES }, { "um", TO_PEER }, { "op\u00e7\u00e3o um", YES },
    { "pode vir", YES }, { "tudo bem", YES },
    { "n\u00e3o", NOT_NOW }, { "agora n\u00e3o", NOT_NOW }, { "n\u00e3o agora", NOT_NOW },
    { "ainda n\u00e3o", NOT_NOW }, { "mais tarde", NOT_NOW }, { "n\u00e3o obrigada", NOT_NOW },
    { "dois", NOT_NOW },
    { "me conta mais", MORE }, { "mais", MORE }, { "tr\u00eas", MORE },
    { "n\u00e3o sei", TO_PEER }, { "talvez", TO_PEER }, { "n\u00e3o aguento mais", TO_PEER },
};
/* clang-format on */

static void reads(const struct sentence *sentences, size_t count)
{
    const struct say_context fresh = { .age = SECONDS(30) };

    for (size_t i = 0; i < count; i++)
        CHECK_CASE(say_reply_read(&fresh, sentences[i].text) == sentences[i].reply,
                   sentences[i].text);
}

static void reads_nothing_into_other_moments(void)
{
    static const char *const answers[] = { "1", "2", "3", "yes", "not now", "no", "tell me more" };
    const struct say_context moments[] = { { .peer_asked_since = true }, { .danger = true } };

    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        for (size_t m = 0; m < 2; m++)
            CHECK_CASE(say_reply_read(&moments[m], answers[i]) == TO_PEER, answers[i]);
    CHECK_CASE(say_reply_read(&(struct say_context){ .age = HOURS(25) }, "1") == TO_PEER,
               "a day later it is no answer any more");
    CHECK(say_reply_read(&(struct say_context){ .age = HOURS(25) }, "yes") == TO_PEER);
}

static void each_cause_has_a_policy(void)
{
    struct crisis_policy policy = crisis_policy_default();

    CHECK(policy_of(&policy, CAUSE_WORDS, TIER_HIGH) == POLICY_ASK);
    CHECK(policy_of(&policy, CAUSE_NOW, TIER_HIGH) == POLICY_TELL);
    CHECK_CASE(policy_of(&policy, CAUSE_WORDS, TIER_IMMINENT) == POLICY_TELL,
               "danger now has a policy of its own");
    policy.of[CAUSE_FLAG_DANGER] = POLICY_TELL_AFTER;
    CHECK(policy_of(&policy, CAUSE_WORDS, TIER_IMMINENT) == POLICY_TELL_AFTER);
    CHECK_CASE(policy_of(&policy, CAUSE_NOW, TIER_HIGH) == POLICY_TELL,
               "and nothing less than that is told afterwards");
}

struct joining_case {
    const char *sentence;
    struct joining joining;
    enum tier tier;
    bool has_peer, allows;
};

/* clang-format off */
static const struct joining_case joinings[] = {
    { "a yes lets them in", { .say = SAY_YES }, TIER_HIGH, true, true },
    { "not now keeps them out", { .say = SAY_NOT_NOW }, TIER_HIGH, true, false },
    { "also where there is no peer", { .say = SAY_NOT_NOW }, TIER_HIGH, false, false },
    { "also under a policy of telling", { .say = SAY_NOT_NOW, .policy = POLICY_TELL }, TIER_HIGH,
      true, false },
    { "but not in danger now", { .say = SAY_NOT_NOW }, TIER_IMMINENT, true, true },
    { "without an answer they stay out", { .say = SAY_OPEN }, TIER_HIGH, true, false },
    { "without one for long, too", { .say = SAY_NONE }, TIER_HIGH, true, false },
    { "nobody is left alone for not answering", { .say = SAY_NONE }, TIER_HIGH, false, true },
    { "who is told is not asked", { .policy = POLICY_TELL }, TIER_HIGH, true, true },
};
/* clang-format on */

static void the_texter_has_a_say(void)
{
    for (size_t i = 0; i < sizeof joinings / sizeof joinings[0]; i++)
        CHECK_CASE(say_allows(&joinings[i].joining, joinings[i].tier, joinings[i].has_peer) ==
                       joinings[i].allows,
                   joinings[i].sentence);
}

int main(void)
{
    reads(english, sizeof english / sizeof english[0]);
    reads(english_too, sizeof english_too / sizeof english_too[0]);
    reads(spanish, sizeof spanish / sizeof spanish[0]);
    reads(portuguese, sizeof portuguese / sizeof portuguese[0]);
    reads_nothing_into_other_moments();
    each_cause_has_a_policy();
    the_texter_has_a_say();
    return check_end();
}
