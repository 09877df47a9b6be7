/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A choice is read where nobody could doubt it; everything else is asked or left to the peer. */
#include "rules/list_reply.h"
#include "rules/words.h"

#include "base/text.h"

#include "../check.h"

static const char *const labels[] = {
    "Harbor warmline",    "City Crisis Line",   "Elm House respite", "Night Owls (call or text)",
    "County Crisis Line", "Book Club for Calm", "Food pantry North", "Bay Legal Helpline",
};

/* What stands around a text; all zero is a fresh first page of five of eight. */
struct state {
    size_t count, shown; /* 0: eight, five */
    int previous;        /* an item chosen before */
    int hours;
    bool peer_asked, asked, closed, danger;
};

struct sentence {
    const char *text, *meaning;
    struct state state;
};

static const struct sentence plain[] = {
    { "1", "choice 1", { 0 } },
    { " 3 ! ", "choice 3", { 0 } },
    { "#5", "choice 5", { 0 } },
    { "opt 4 pls", "choice 4", { 0 } },
    { "Option four, thank you so much", "choice 4", { 0 } },
    { "yep 2", "choice 2", { 0 } },
    { "I'd like to try the third one please", "choice 3", { 0 } },
    { "3rd", "choice 3", { 0 } },
    { "let's go with 2", "choice 2", { 0 } },
    { "5 works best", "choice 5", { 0 } },
    { "\u2460", "choice 1", { 0 } },
    { "\uff13", "choice 3", { 0 } },
    { "4\ufe0f\u20e3 \U0001F64F\U0001F3FD", "choice 4", { 0 } },
    { "2 :)", "choice 2", { 0 } },
    { "1\n\nEnviado desde mi iPhone", "choice 1", { 0 } },
    { "4 Sent from my Galaxy", "choice 4", { 0 } },
    { "I choose \"2\"", "choice 2", { 0 } },
    { "el segundo", "choice 2", { 0 } },
    { "quisiera la cuatro por favor", "choice 4", { 0 } },
    { "quero o tr\u00eas", "choice 3", { 0 } },
    { "a primeira", "choice 1", { 0 } },
    { "nimewo de", "choice 2", { 0 } },
    { "one", "choice 1", { 0 } },
    { "the last one", "choice 5", { 0 } },
    { "6", "choice 6", { .shown = 8 } },

    { "harbor", "choice 1", { 0 } },
    { "the respite", "choice 3", { 0 } },
    { "night owl", "choice 4", { 0 } },
    { "Night Owls (call or text)", "choice 4", { 0 } },
    { "4. Night Owls (call or text)", "choice 4", { 0 } },
    { "warm line", "choice 1", { 0 } },
    { "2 city crisis line", "choice 2", { 0 } },
    { "the legal helpline", "choice 8", { .shown = 8 } },

    { "1 and 3", "choices 1,3", { 0 } },
    { "5,2", "choices 5,2", { 0 } },
    { "2 & 4 please", "choices 2,4", { 0 } },
    { "1 y 3", "choices 1,3", { 0 } },
    { "dois e quatro", "choices 2,4", { 0 } },
    { "the first two", "choices 1,2", { 0 } },
    { "harbor and elm house", "choices 1,3", { 0 } },
    { "2 2", "choice 2", { 0 } },
    { "both", "choices 1,2", { .count = 2, .shown = 2 } },
    { "los dos", "choices 1,2", { .count = 2, .shown = 2 } },
    { "all three", "choices 1,2,3", { .count = 3, .shown = 3 } },
    { "all of them please", "choices 1,2,3", { .count = 3, .shown = 3 } },
};

static const struct sentence with_rest[] = {
    { "2. How long is the wait?", "choice 2 to_peer", { 0 } },
    { "Ok 3, my name is Sam", "choice 3 to_peer", { 0 } },
    { "1\nmy sister says hi", "choice 1 to_peer", { 0 } },
    { "2 but is it free?", "choice 2 to_peer", { 0 } },
    { "2, but I have 3 kids with me", "choice 2 to_peer", { 0 } },
    { "2, I already tried harbor", "choice 2 about 1 to_peer", { 0 } },
    { "2 but i only have 5 minutes", "choice 2 to_peer", { 0 } },
    { "1. I lost my job 2. My wife left", "peer candidates 1", { 0 } },
    { "2, my sister said 3", "peer candidates 2", { 0 } },
    { "2, already called them", "peer candidates 2", { 0 } },
    { "2. never again", "peer candidates 2", { 0 } },
    { "2, maybe I should wait", "peer candidates 2", { 0 } },
    { "2 days ago it was fine", "peer", { 0 } },
    { "9. what is this", "peer", { 0 } },
};

static const struct sentence more_and_none[] = {
    { "MORE", "more", { 0 } },
    { "do you have anything else?", "more", { 0 } },
    { "ok more please", "more", { .shown = 8 } },
    { "\u00bfhay m\u00e1s?", "more", { 0 } },
    { "outras op\u00e7\u00f5es", "more", { 0 } },
    { "none of these, any others?", "more", { 0 } },
    { "None.", "none", { 0 } },
    { "none of them feel right for me", "none", { 0 } },
    { "nah", "none", { 0 } },
    { "no gracias", "none", { 0 } },
    { "ninguno de estos", "none", { 0 } },
    { "nenhuma, obrigada", "none", { 0 } },
    { "no more", "peer", { 0 } },
    { "ya no m\u00e1s", "peer", { 0 } },
    { "nothing works", "peer", { 0 } },
    { "what else is there to live for", "peer", { 0 } },
    { "no one", "peer", { 0 } },
};

static const struct sentence unclear[] = {
    { "1 or 3", "ask 1,3", { 0 } },
    { "1 o 3", "ask 1,3", { 0 } },
    { "ou 2 ou 3", "ask 2,3", { 0 } },
    { "35", "ask 3,5", { 0 } },
    { "1-3", "ask 1,3", { 0 } },
    { "i think 4", "ask 4", { 0 } },
    { "tal vez la 2", "ask 2", { 0 } },
    { "2?", "ask 2", { 0 } },
    { "how about 3", "ask 3", { 0 } },
    { "8", "ask 8", { 0 } },
    { "food pantry", "ask 7", { 0 } },
    { "12", "ask 1,2", { 0 } },
    { "9", "ask", { 0 } },
    { "crisis line", "ask 2,5", { 0 } },
    { "3 harbor", "ask 3,1", { 0 } },
    { "harbr", "ask 1", { 0 } },
    { "tow", "ask 2", { 0 } },
    { "for", "ask 4", { 0 } },
    { "um", "ask 1", { 0 } },
    { "not 2", "ask 1,3,4,5", { 0 } },
    { "1, no wait, 3", "ask 1,3", { 0 } },
    { "no, 3", "ask 3", { 0 } },
    { "I want one", "ask 1", { 0 } },
    { "2 of them", "ask 2", { 0 } },
    { "3 2 1", "ask 3,2,1", { 0 } },
    { "2 first", "ask 2,1", { 0 } },
    { "both", "ask", { 0 } },
    { "both?", "ask 1,2", { .count = 2, .shown = 2 } },
    { "that one", "ask", { 0 } },
    { "ok", "ask", { 0 } },
    { "\U0001F44D\U0001F3FE", "ask", { 0 } },
    { "1 or 3", "peer candidates 1,3", { .asked = true } },
    { "3", "choice 3", { .asked = true } },
};

static const struct sentence moments[] = {
    { "3", "choice 3", { .hours = 24 } },
    { "3", "ask 3", { .hours = 25 } },
    { "2, but is it free?", "ask 2", { .hours = 48 } },
    { "more", "more", { .hours = 48 } },
    { "3", "ask 3", { .peer_asked = true } },
    { "harbor", "ask 1", { .peer_asked = true } },
    { "none", "ask", { .peer_asked = true } },
    { "yes", "peer", { .peer_asked = true } },
    { "no", "peer", { .peer_asked = true } },
    { "yes", "peer", { .previous = 2 } },
    { "no", "peer", { .previous = 2 } },
    { "3", "peer", { .closed = true } },
    { "sorry, 3", "choice 3 replace", { .previous = 2 } },
    { "no, 3", "choice 3 replace", { .previous = 2 } },
    { "quise decir la 3", "choice 3 replace", { .previous = 2 } },
    { "3 not 2", "choice 3 replace", { .previous = 2 } },
    { "and 4", "choice 4 add", { .previous = 2 } },
    { "4 too", "choice 4 add", { .previous = 2 } },
    { "4", "choice 4 add", { .previous = 2 } },
    { "1 and 4 as well", "choices 1,4 add", { .previous = 2 } },
    { "STOP", "reserved", { 0 } },
    { "help!", "reserved", { 0 } },
    { "stop", "reserved", { .closed = true } },
};

static const struct sentence speech[] = {
    { "I've not slept for 3 days", "peer", { 0 } },
    { "we are 4 people in a car", "peer", { 0 } },
    { "2am and wide awake", "peer", { 0 } },
    { "2am", "peer", { 0 } },
    { "me 2", "peer", { 0 } },
    { "me too", "peer", { 0 } },
    { "<3", "peer", { 0 } },
    { ":3", "peer", { 0 } },
    { "I have 2", "peer", { 0 } },
    { "i take 3", "peer", { 0 } },
    { "i use 2", "peer", { 0 } },
    { "24/7", "peer", { 0 } },
    { "2:30", "peer", { 0 } },
    { "$5", "peer", { 0 } },
    { "911", "peer", { 0 } },
    { "a second please", "peer", { 0 } },
    { "one second", "peer", { 0 } },
    { "de", "peer", { 0 } },
    { "all good", "peer", { 0 } },
    { "please help", "peer", { 0 } },
    { "2 \U0001F62D", "peer", { 0 } },
    { "thanks", "peer", { 0 } },
    { "idk", "peer", { 0 } },
    { "", "peer", { 0 } },
    { "\u2764\ufe0f", "peer", { 0 } },
    { "\u0434\u0432\u0430", "peer", { 0 } },
    { "Is 2 open on weekends?", "peer about 2", { 0 } },
    { "tell me about number 4", "peer about 4", { 0 } },
    { "I called harbor and nobody picked up", "peer about 1", { 0 } },
    { "does elm house take dogs", "peer about 3", { 0 } },
    { "Loved \u201c1 Harbor warmline 2 City Crisis Line\u201d", "peer", { 0 } },
    { "\U0001F44D to \u201c1 Harbor warmline\u201d", "peer", { 0 } },
};

static const struct sentence risk[] = {
    { "2. I can't do this anymore", "peer candidates 2 risk", { 0 } },
    { "3, I want to die", "peer candidates 3 risk", { 0 } },
    { "no quiero vivir", "peer risk", { 0 } },
    { "none, goodbye", "peer risk", { 0 } },
    { "2", "peer candidates 2 risk", { .danger = true } },
    { "more", "peer risk", { .danger = true } },
    { "1 or 2", "peer candidates 1,2 risk", { .danger = true } },
    { "I can't go on", "peer risk", { .closed = true } },
};

static void add_numbers(struct str *out, const char *name, const struct item_numbers *numbers)
{
    if (numbers->count) str_addf(out, "%s%s", name, name[1] ? " " : "");
    for (size_t i = 0; i < numbers->count; i++)
        str_addf(out, "%s%d", i ? "," : "", numbers->number[i]);
}

/* "choice 2 to_peer": the kind with its own numbers, then what else applies. */
static void meaning_of(const struct list_reply *reply, char *buffer, size_t size)
{
    static const char *const modes[] = { "", " add", " replace" };
    struct str out;

    str_init(&out, buffer, size);
    str_add(&out, reply_kind_name(reply->kind));
    add_numbers(&out, " ", &reply->items);
    add_numbers(&out, reply->kind == REPLY_ASK ? " " : " candidates", &reply->candidates);
    add_numbers(&out, " about", &reply->about);
    str_add(&out, modes[reply->mode]);
    if (reply->to_peer) str_add(&out, " to_peer");
    if (reply->risk) str_add(&out, " risk");
}

static void check_sentence(const struct sentence *sentence)
{
    const struct state *state = &sentence->state;
    struct list list = {
        .count = state->count ? state->count : sizeof labels / sizeof labels[0],
        .shown = state->shown ? state->shown : LIST_PAGE_ITEMS,
        .open = !state->closed,
        .asked = state->asked,
    };
    struct reply_context context = {
        .previous = { state->previous ? 1 : 0, { state->previous } },
        .age = HOURS(state->hours),
        .peer_asked_since = state->peer_asked,
        .danger = state->danger,
    };
    struct list_reply reply;
    char meaning[200];
    bool fits = true;

    for (size_t i = 0; i < list.count; i++)
        fits = fits && STR_COPY(list.item[i].label, labels[i]) == OK;
    CHECK(fits);
    reply = list_reply_read(&list, &context, sentence->text);
    meaning_of(&reply, meaning, sizeof meaning);
    if (!CHECK_STR(meaning, sentence->meaning)) printf("    text: %s\n", sentence->text);
}

#define CHECK_SENTENCES(table)                                                                     \
    for (size_t i = 0; i < sizeof(table) / sizeof(table)[0]; i++) check_sentence(&(table)[i])

/* A number is never a choice behind words that the vocabulary does not have. */
static void check_numbers_in_speech(void)
{
    static const char *const unknown[] = { "meds", "since", "Kansas", "\u043d\u0435\u0442" };

    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        for (int number = 1; number <= 5; number++) {
            struct sentence sentence = { "", "peer", { 0 } };
            char text[64];

            snprintf(text, sizeof text, "%s %d", unknown[i], number);
            sentence.text = text;
            check_sentence(&sentence);
            snprintf(text, sizeof text, "%d %s", number, unknown[i]);
            check_sentence(&sentence);
        }
    }
}

/* What was not read to its end is never answered by itself. */
static void check_long_text(void)
{
    struct sentence sentence = { "", "peer", { 0 } };
    char text[1000];
    struct str str;

    str_init(&str, text, sizeof text);
    str_add(&str, "2, ");
    for (int i = 0; i < 100; i++) str_add(&str, "please ");
    sentence.text = text;
    check_sentence(&sentence);

    /* The stroke is the last word that is read. */
    str_init(&str, text, sizeof text);
    for (int i = 0; i < WORDS_MAX - 2; i++) str_add(&str, "ok ");
    str_add(&str, "1/3");
    check_sentence(&sentence);
}

int main(void)
{
    CHECK_SENTENCES(plain);
    CHECK_SENTENCES(with_rest);
    CHECK_SENTENCES(more_and_none);
    CHECK_SENTENCES(unclear);
    CHECK_SENTENCES(moments);
    CHECK_SENTENCES(speech);
    CHECK_SENTENCES(risk);
    check_numbers_in_speech();
    check_long_text();
    return check_end();
}
