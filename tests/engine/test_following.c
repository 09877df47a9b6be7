/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A list is made with the texter, answers to it are read, and the question how it went comes only
 * with a yes. P9. STOP stops. P8. Danger pierces all of it.
 */
#include "line.h"
#include "talk.h"

/* ---- the list in the making ---- */

static void a_list_in_the_making_is_changed_by_one_hand(void)
{
    static struct line_world line;
    struct command *save;
    struct query *asked;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_begin(&line);
    save = talk_list(&line, COMMAND_LIST_SAVE, conversation, 2);
    snprintf(save->u.list_send.item[2].words, sizeof save->u.list_send.item[2].words,
             "The library, ask for Ana");
    save->u.list_send.item[1].state = ITEM_NOT_FOR_THEM;
    save->u.list_send.count = 3;
    line_apply(&line, save);
    CHECK(line.receipt.outcome == DONE);
    asked = talk_ask(&line, conversation);
    CHECK(asked->answer.has_list_made && asked->answer.list_made.rev == 1);
    CHECK(asked->answer.list_made.count == 3);
    CHECK_STR(asked->answer.list_made.author_name, "Dana");
    CHECK_STR(asked->answer.list_made.item[2].label, "The library, ask for Ana");
    CHECK(!asked->answer.has_list);
    query_free(asked);

    save = talk_list(&line, COMMAND_LIST_SAVE, conversation, 1);
    save->u.list_send.if_rev = true; /* as if there were none yet */
    line_apply(&line, save);
    CHECK(line.receipt.outcome == REFUSED_CONFLICT);
    save = talk_list(&line, COMMAND_LIST_SAVE, conversation, 1);
    snprintf(save->u.list_send.item[0].resource, 64, "no such place");
    line_apply(&line, save);
    CHECK(line.receipt.outcome == REFUSED_INPUT);
    line_close(&line);
}

/* The events of one kind since the line began, newest last. */
static struct query *events_of(struct line_world *line, enum event_kind kind, size_t *count,
                               const struct event **newest)
{
    struct query *query = query_new(QUERY_EVENTS, line->now);

    query->caller.is_operator = true;
    query->limit = QUERY_EVENTS_MAX;
    reader_answer(&line->reader, query);
    *count = 0;
    *newest = NULL;
    for (size_t i = 0; i < query->answer.event_count; i++) {
        if (query->answer.events[i].kind != kind) continue;
        *newest = &query->answer.events[i];
        ++*count;
    }
    return query;
}

/* Another window of the peer, and whoever reads along, see it grow; nobody else does (P11). */
static void whoever_reads_along_sees_the_list_grow(void)
{
    static struct line_world line;
    const struct event *newest;
    struct query *events;
    size_t count;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_begin(&line);
    line_apply(&line, talk_list(&line, COMMAND_LIST_SAVE, conversation, 1));
    line_apply(&line, talk_list(&line, COMMAND_LIST_SAVE, conversation, 2));
    events = events_of(&line, EVENT_LIST_MADE, &count, &newest);
    CHECK(count == 2 && newest->about.list->list.count == 2);
    CHECK(audience_includes(&newest->audience, (struct viewer){ line.person[DANA], ROLE_PEER }));
    CHECK(!audience_includes(&newest->audience, (struct viewer){ line.person[LEE], ROLE_PEER }));
    query_free(events);
    line_close(&line);
}

/* What is ruled out is not sent; what was sent is frozen, and all of it is kept. */
static void sending_freezes_a_version(void)
{
    static struct line_world line;
    struct command *command;
    struct query *asked;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_begin(&line);
    command = talk_list(&line, COMMAND_LIST_SAVE, conversation, 3);
    command->u.list_send.item[1].state = ITEM_NOT_FOR_THEM;
    line_apply(&line, command);
    asked = query_new(QUERY_LIST_PREVIEW, line.now);
    asked->caller = line.caller[DANA];
    asked->conversation = asked->list.conversation = conversation;
    reader_answer(&line.reader, asked);
    CHECK(asked->answer.preview_count == 1 && asked->answer.previews[0].segments <= 2);
    line_forget(&line);
    line_apply(&line, talk_list(&line, COMMAND_LIST_SEND, conversation, 0));
    CHECK(line.receipt.outcome == DONE);
    CHECK(line_left(&line, TEXTER, asked->answer.previews[0].body.s) != NULL);
    query_free(asked);
    line_apply(&line, talk_list(&line, COMMAND_LIST_SEND, conversation, 1));
    CHECK(line.receipt.outcome == DONE);
    asked = line_ask(&line, QUERY_LISTS, LEE);
    CHECK(asked->answer.outcome == REFUSED_MISSING); /* none of theirs (P11) */
    query_free(asked);
    asked = talk_look(&line, QUERY_LISTS, conversation);
    CHECK(asked->answer.list_count == 2);
    CHECK(asked->answer.lists[0].list.count == 1 && asked->answer.lists[1].list.count == 2);
    CHECK_STR(asked->answer.lists[1].list.author_name, "Dana");
    query_free(asked);
    line_close(&line);
}

/* It is a version now, and nothing is left to be sent by mistake; what was ruled out stays known.
 */
static void what_was_sent_is_no_longer_in_the_making(void)
{
    static struct line_world line;
    struct command *command;
    struct query *asked;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_begin(&line);
    command = talk_list(&line, COMMAND_LIST_SEND, conversation, 3);
    command->u.list_send.item[1].state = ITEM_NOT_FOR_THEM;
    line_apply(&line, command);
    asked = talk_ask(&line, conversation);
    CHECK(asked->answer.list.count == 2 && asked->answer.list_made.count == 1);
    CHECK_STR(asked->answer.list_made.item[0].resource, talk_resource(&line, 1));
    query_free(asked);
    line_apply(&line, talk_list(&line, COMMAND_LIST_SEND, conversation, 0));
    CHECK(line.receipt.outcome == REFUSED_INPUT);
    line_close(&line);
}

/* Asked first, in the line's words; an empty list is none. */
static void a_list_can_be_asked_for_first(void)
{
    static struct line_world line;
    struct command *offer;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_begin(&line);
    offer = line_command(&line, COMMAND_LIST_OFFER, DANA);
    offer->u.conversation = conversation;
    line_forget(&line);
    line_apply(&line, offer);
    CHECK(line.receipt.outcome == DONE && line_left(&line, TEXTER, "rather just talk"));
    line_apply(&line, talk_list(&line, COMMAND_LIST_SEND, conversation, 0));
    CHECK(line.receipt.outcome == REFUSED_INPUT);
    line_close(&line);
}

/* One tap, counted without the text. */
static void the_peer_sets_a_reading_right(void)
{
    static struct line_world line;
    struct query *asked;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_listed(&line, 3);
    line_text(&line, TEXTER, "2");
    line_forget(&line);
    talk_choose(&line, conversation, 2, ITEM_NOT_FOR_THEM);
    CHECK(line.flight_count == 0);
    talk_choose(&line, conversation, 3, ITEM_WANTED);
    CHECK(line.flight_count == 1); /* what to expect of it */
    talk_choose(&line, conversation, 3, ITEM_WANTED);
    CHECK(line.flight_count == 1);
    asked = talk_ask(&line, conversation);
    CHECK(asked->answer.choice_count == 2);
    CHECK(asked->answer.choices[0].state == REFERRAL_WITHDRAWN);
    CHECK(asked->answer.choices[1].state == REFERRAL_TOLD);
    CHECK(asked->answer.list.item[1].state == ITEM_NOT_FOR_THEM);
    CHECK(asked->answer.list.item[2].state == ITEM_WANTED);
    query_free(asked);
    CHECK(talk_status(&line).corrections == 2);
    line_close(&line);
}

static void none_of_these_is_kept_as_such(void)
{
    static struct line_world line;
    struct query *asked;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_listed(&line, 2);
    line_text(&line, TEXTER, "none of these");
    asked = talk_ask(&line, conversation);
    CHECK(!asked->answer.list.open && asked->answer.choice_count == 2);
    CHECK(asked->answer.choices[0].state == REFERRAL_NONE_FIT);
    CHECK(asked->answer.follow_up.id.n == 0);
    query_free(asked);
    line_close(&line);
}

/* ---- may we ask? ---- */

static void nobody_is_asked_twice_whether_they_may_be_asked(void)
{
    static struct line_world line;

    line_open(&line);
    talk_listed(&line, 3);
    line_forget(&line);
    line_text(&line, TEXTER, "1");
    CHECK(line_left(&line, TEXTER, "OK if we ask you") != NULL);
    line_forget(&line);
    line_text(&line, TEXTER, "and 2");
    CHECK(line.flight_count == 1 && !line_left(&line, TEXTER, "OK if we ask you"));
    line_close(&line);
}

/* What they say, and what is then planned. */
static const struct {
    const char *says;
    enum follow_up_state state;
    int days;
} answers[] = {
    { "yes", FOLLOW_UP_PLANNED, 3 },
    { "sure, tomorrow", FOLLOW_UP_PLANNED, 1 },
    { "sí, en una semana", FOLLOW_UP_PLANNED, 7 },
    { "no thanks", FOLLOW_UP_REFUSED, 0 },
    { "não", FOLLOW_UP_REFUSED, 0 },
    { "what does that place cost", FOLLOW_UP_ASKING, 0 },
    { "yes i want to kill myself", FOLLOW_UP_ASKING, 0 },
};

static void a_yes_or_no_belongs_to_its_message(void)
{
    static struct line_world line;

    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        const struct follow_up *follow_up;
        struct query *asked;
        conversation_id conversation;
        int64_t message;
        bool answered = answers[i].state != FOLLOW_UP_ASKING;

        line_open(&line);
        conversation = talk_listed(&line, 2);
        line_text(&line, TEXTER, "1");
        line_text(&line, TEXTER, answers[i].says);
        message = line.receipt.ref;
        asked = talk_ask(&line, conversation);
        follow_up = &asked->answer.follow_up;
        CHECK_CASE(follow_up->state == answers[i].state, answers[i].says);
        CHECK_CASE((follow_up->consent.n == message) == answered, answers[i].says);
        if (answers[i].days)
            CHECK_CASE(follow_up->due / DAYS(1) == line.now / DAYS(1) + answers[i].days,
                       answers[i].says);
        else
            CHECK_CASE(follow_up->due == 0, answers[i].says);
        query_free(asked);
        line_close(&line);
    }
}

/* Said in other words, on record by the text that said so. */
static void the_peer_puts_a_yes_on_record(void)
{
    static struct line_world line;
    conversation_id conversation;
    message_id message;

    line_open(&line);
    conversation = talk_begin(&line);
    line_text(&line, TEXTER, "you could ask me some time");
    message.n = line.receipt.ref;
    talk_agree(&line, conversation, message, true);
    CHECK(line.receipt.outcome == REFUSED_STATE); /* nothing was chosen */
    line_apply(&line, talk_list(&line, COMMAND_LIST_SEND, conversation, 2));
    line_text(&line, TEXTER, "1");
    talk_agree(&line, conversation, (message_id){ 999999 }, true);
    CHECK(line.receipt.outcome == REFUSED_INPUT);
    talk_agree(&line, conversation, message, true);
    CHECK(line.receipt.outcome == DONE);
    CHECK(talk_follow_up(&line, conversation).state == FOLLOW_UP_PLANNED);
    talk_agree(&line, conversation, message, false);
    CHECK(talk_follow_up(&line, conversation).state == FOLLOW_UP_REFUSED);
    line_close(&line);
}

/* ---- how it went ---- */

/* In the line's hours, by the peer if they are there, once. */
static void it_is_asked_once_in_the_lines_hours(void)
{
    static struct line_world line;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_agreed(&line);
    talk_close(&line, conversation);
    line_forget(&line);
    talk_until(&line, line.now + DAYS(2));
    CHECK(line.flight_count == 0);
    line.now += DAYS(2) - HOURS(2); /* the process was down; it is night now */
    talk_until(&line, line.now + MINUTES(30));
    CHECK(line.flight_count == 0);
    talk_until(&line, line.now + HOURS(24));
    CHECK(line.flight_count == 1 && line_left(&line, TEXTER, "Dana from Test Line") != NULL);
    talk_until(&line, line.now + DAYS(6));
    CHECK(line.flight_count == 1);
    CHECK(talk_follow_up(&line, conversation).state == FOLLOW_UP_SENT);
    talk_until(&line, line.now + DAYS(2));
    CHECK(talk_follow_up(&line, conversation).state == FOLLOW_UP_UNANSWERED);
    CHECK(line.flight_count == 1);
    line_close(&line);
}

static const struct {
    const char *says;
    enum referral_state outcome;
    const char *answered;
} outcomes[] = {
    { "1", REFERRAL_HELPED, "Good to hear" },
    { "not for me", REFERRAL_NOT_FOR_ME, "Not every place fits" },
    { "3. nobody picked up", REFERRAL_NOT_REACHED, "another way" },
    { "haven't yet", REFERRAL_NOT_TRIED, "no rush" },
    { "they were kind and we talked long", REFERRAL_ASKED, NULL },
};

static void an_answer_reopens_the_conversation_for_a_person(void)
{
    static struct line_world line;

    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        struct resource_outcomes counted;
        conversation_id conversation;
        struct query *asked;

        line_open(&line);
        conversation = talk_asked(&line);
        line.now += DAYS(1);
        line_forget(&line);
        line_text(&line, TEXTER, outcomes[i].says);
        asked = talk_ask(&line, conversation);
        CHECK_CASE(asked->answer.rows[0].conversation.state != CONVERSATION_CLOSED,
                   outcomes[i].says);
        query_free(asked);
        if (outcomes[i].answered)
            CHECK_CASE(line_left(&line, TEXTER, outcomes[i].answered) != NULL, outcomes[i].says);
        CHECK_CASE(talk_referral(&line, conversation, 1) == outcomes[i].outcome, outcomes[i].says);
        counted = talk_outcomes(&line, talk_resource(&line, 0));
        CHECK_CASE(counted.told == 1, outcomes[i].says);
        CHECK_CASE(counted.helped == (outcomes[i].outcome == REFERRAL_HELPED) &&
                       counted.not_tried == (outcomes[i].outcome == REFERRAL_NOT_TRIED),
                   outcomes[i].says);
        line_close(&line);
    }
}

/* Without blame: the rest of the list comes again, as a list of its own. */
static void not_for_me_reopens_the_list(void)
{
    static struct line_world line;
    conversation_id conversation;
    struct query *asked;

    line_open(&line);
    conversation = talk_asked(&line);
    line_text(&line, TEXTER, "2");
    asked = talk_ask(&line, conversation);
    CHECK(asked->answer.list.open && asked->answer.list.count == 1);
    CHECK_STR(asked->answer.list.item[0].resource, talk_resource(&line, 1));
    query_free(asked);
    line_forget(&line);
    line_text(&line, TEXTER, "1");
    CHECK(line_left(&line, TEXTER, "1 ") != NULL);
    asked = talk_ask(&line, conversation);
    CHECK(asked->answer.choice_count == 1 && asked->answer.choices[0].state == REFERRAL_TOLD);
    query_free(asked);
    line_close(&line);
}

/* P9. Two questions were open: who said no to the nearer one has not agreed to the other. */
static void a_no_to_the_crisis_team_is_no_yes_later(void)
{
    static struct line_world line;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_listed(&line, 2);
    line_text(&line, TEXTER, "1");
    line_text(&line, TEXTER, "sometimes i think about killing myself");
    CHECK(line_left(&line, TEXTER, "1 yes, 2 not now, 3 tell me more") != NULL);
    line_text(&line, TEXTER, "no");
    CHECK(line_left(&line, TEXTER, "OK, not now.") != NULL);
    CHECK(talk_follow_up(&line, conversation).state == FOLLOW_UP_REFUSED);
    line_text(&line, TEXTER, "ok");
    CHECK(talk_follow_up(&line, conversation).state == FOLLOW_UP_REFUSED);
    line_close(&line);
}

/* P8. An answer with danger in it is danger, and nothing automatic is said to it. */
static void danger_in_an_answer_is_danger(void)
{
    static struct line_world line;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_asked(&line);
    line_forget(&line);
    line_text(&line, TEXTER, "2. i want to kill myself tonight");
    CHECK(talk_status(&line).alerts_open == 1);
    CHECK(!line_left(&line, TEXTER, "Not every place fits"));
    CHECK(talk_follow_up(&line, conversation).state == FOLLOW_UP_SENT);
    line_close(&line);
}

/* ---- when it is not asked ---- */

static void says_stop(struct line_world *line)
{
    line_text(line, TEXTER, "STOP");
}
static void takes_it_back(struct line_world *line)
{
    line_text(line, TEXTER, "don't ask");
}
/* It keeps what was to be erased, and takes the yes back all the same. */
static void takes_it_back_in_another_answer(struct line_world *line)
{
    line_text(line, TEXTER, "FORGET ME");
    line_text(line, TEXTER, "don't ask");
}
static void comes_back_much_later(struct line_world *line)
{
    talk_until(line, line->now + DAYS(3) - HOURS(1));
    line->settings->timing.continuity = HOURS(1);
    line_text(line, TEXTER, "hello again");
}

static const struct {
    const char *sentence;
    void (*happens)(struct line_world *line);
    enum follow_up_state state;
    enum cancelled_why why;
} ends[] = {
    { "STOP (P9)", says_stop, FOLLOW_UP_CANCELLED, CANCELLED_STOPPED },
    { "the yes is taken back", takes_it_back, FOLLOW_UP_REFUSED, CANCELLED_NOT },
    { "the yes is taken back where another question was open", takes_it_back_in_another_answer,
      FOLLOW_UP_REFUSED, CANCELLED_NOT },
    { "they begin a new conversation", comes_back_much_later, FOLLOW_UP_CANCELLED,
      CANCELLED_TALKING },
};

static void it_is_not_asked_when(size_t i)
{
    static struct line_world line;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_agreed(&line);
    if (ends[i].state == FOLLOW_UP_CANCELLED) talk_close(&line, conversation);
    ends[i].happens(&line);
    CHECK_CASE(talk_follow_up(&line, conversation).state == ends[i].state, ends[i].sentence);
    CHECK_CASE(talk_follow_up(&line, conversation).why == ends[i].why, ends[i].sentence);
    line_forget(&line);
    talk_until(&line, line.now + DAYS(5));
    CHECK_CASE(!line_left(&line, TEXTER, "it helped"), ends[i].sentence);
    line_close(&line);
}

/* Chosen by mistake: there is nothing to ask about, until something is chosen again. */
static void a_choice_taken_back_is_not_asked_about(void)
{
    static struct line_world line;
    struct follow_up follow_up;
    const struct event *newest;
    struct query *events;
    size_t before, after;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_agreed(&line);
    query_free(events_of(&line, EVENT_WRAP_UP_UPDATED, &before, &newest));
    talk_choose(&line, conversation, 1, ITEM_NOT_FOR_THEM);
    follow_up = talk_follow_up(&line, conversation);
    CHECK(follow_up.state == FOLLOW_UP_CANCELLED && follow_up.why == CANCELLED_NOT_CHOSEN);
    talk_choose(&line, conversation, 2, ITEM_WANTED);
    follow_up = talk_follow_up(&line, conversation);
    CHECK(follow_up.state == FOLLOW_UP_PLANNED && follow_up.why == CANCELLED_NOT);
    CHECK(follow_up.number == 2 && follow_up.due > line.now);
    events = events_of(&line, EVENT_WRAP_UP_UPDATED, &after, &newest);
    CHECK(after == before + 2 && newest->conversation.n == conversation.n);
    query_free(events);
    line_close(&line);
}

/* Of several, one was chosen by mistake: the question is about what else they chose. */
static void what_is_asked_about_follows_the_choice(void)
{
    static struct line_world line;
    struct follow_up before, after;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_listed(&line, 3);
    line_text(&line, TEXTER, "1");
    line_text(&line, TEXTER, "yes, tomorrow");
    before = talk_follow_up(&line, conversation);
    line_text(&line, TEXTER, "and 3");
    CHECK(talk_follow_up(&line, conversation).number == 3);
    talk_choose(&line, conversation, 3, ITEM_NOT_FOR_THEM);
    after = talk_follow_up(&line, conversation);
    CHECK(after.state == FOLLOW_UP_PLANNED && after.number == 1 && after.due == before.due);
    line_text(&line, TEXTER, "sorry, 2");
    after = talk_follow_up(&line, conversation);
    CHECK(after.state == FOLLOW_UP_PLANNED && after.number == 2 && after.due == before.due);
    CHECK(talk_referral(&line, conversation, 1) == REFERRAL_WITHDRAWN);
    line_close(&line);
}

/* A thank-you on the next morning is no new conversation: it is asked when that is over, too. */
static void it_waits_while_they_talk(void)
{
    static struct line_world line;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_agreed(&line);
    talk_close(&line, conversation);
    talk_until(&line, line.now + HOURS(71));
    line_text(&line, TEXTER, "thanks again");
    line_forget(&line);
    talk_until(&line, line.now + DAYS(2));
    CHECK(!line_left(&line, TEXTER, "it helped"));
    CHECK(talk_follow_up(&line, conversation).state == FOLLOW_UP_PLANNED);
    line_shift(&line, DANA, 2);
    (void)line_accept(&line, DANA);
    talk_close(&line, conversation);
    line_forget(&line);
    talk_until(&line, line.now + DAYS(1));
    CHECK(line_left(&line, TEXTER, "it helped") != NULL && line.flight_count == 1);
    line_close(&line);
}

/* The words of the conversation are gone by then; the yes is not. */
static void a_yes_outlives_the_words(void)
{
    static struct line_world line;
    conversation_id conversation;
    struct query *asked;

    line_open(&line);
    conversation = talk_agreed(&line);
    talk_close(&line, conversation);
    line.settings->timing.retention = 0;
    line_forget(&line);
    talk_until(&line, line.now + HOURS(1));
    asked = talk_ask(&line, conversation);
    CHECK(asked->answer.message_count == 0 && !asked->answer.has_list);
    query_free(asked);
    line.settings->timing.retention = DAYS(90);
    talk_until(&line, line.now + DAYS(4));
    CHECK(line_left(&line, TEXTER, "it helped") != NULL && line.flight_count == 1);
    line_text(&line, TEXTER, "2");
    CHECK(line_left(&line, TEXTER, "Not every place fits") != NULL);
    CHECK(talk_outcomes(&line, talk_resource(&line, 0)).not_for_me == 1);
    line_close(&line);
}

int main(void)
{
    a_list_in_the_making_is_changed_by_one_hand();
    whoever_reads_along_sees_the_list_grow();
    sending_freezes_a_version();
    what_was_sent_is_no_longer_in_the_making();
    a_list_can_be_asked_for_first();
    the_peer_sets_a_reading_right();
    none_of_these_is_kept_as_such();
    nobody_is_asked_twice_whether_they_may_be_asked();
    a_yes_or_no_belongs_to_its_message();
    the_peer_puts_a_yes_on_record();
    it_is_asked_once_in_the_lines_hours();
    an_answer_reopens_the_conversation_for_a_person();
    not_for_me_reopens_the_list();
    a_no_to_the_crisis_team_is_no_yes_later();
    danger_in_an_answer_is_danger();
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) it_is_not_asked_when(i);
    a_choice_taken_back_is_not_asked_about();
    what_is_asked_about_follows_the_choice();
    it_waits_while_they_talk();
    a_yes_outlives_the_words();
    return check_end();
}
