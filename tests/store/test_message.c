/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Messages come back as they were, byte by byte, and in their order. */
#include "fixture.h"
#include "store/erase.h"

static bool media_same(const struct message *a, const struct message *b)
{
    bool same = a->media_count == b->media_count;

    for (size_t i = 0; same && i < a->media_count; i++)
        same = !strcmp(a->media[i].type, b->media[i].type);
    return same;
}

static bool reasons_same(const struct reasons *a, const struct reasons *b)
{
    bool same = a->count == b->count;

    for (size_t i = 0; same && i < a->count; i++)
        same = a->reason[i].source == b->reason[i].source &&
               a->reason[i].tier == b->reason[i].tier && a->reason[i].start == b->reason[i].start &&
               a->reason[i].len == b->reason[i].len &&
               !strcmp(a->reason[i].rule, b->reason[i].rule);
    return same;
}

static bool message_same(const struct message *a, const struct message *b)
{
    return a->id.n == b->id.n && a->conversation.n == b->conversation.n && a->seq == b->seq &&
           a->direction == b->direction && a->kind == b->kind && a->state == b->state &&
           a->author.n == b->author.n && !strcmp(a->key, b->key) &&
           !strcmp(a->provider_id, b->provider_id) && !strcmp(a->error, b->error) &&
           a->segments == b->segments && media_same(a, b) && a->tier == b->tier &&
           reasons_same(&a->reasons, &b->reasons) && a->at == b->at && a->body.len == b->body.len &&
           !memcmp(a->body.s, b->body.s, a->body.len + 1u);
}

/* As long as everything may be, with words that look like borders. */
static void message_fill(struct message *message, struct conversation *conversation)
{
    message->conversation = conversation->id;
    message->seq = ++conversation->last_seq;
    message->direction = DIRECTION_OUT;
    message->kind = MESSAGE_EXPECT;
    message->state = MESSAGE_UNCONFIRMED;
    message->author.n = INT64_MAX;
    memset(message->key, 'k', TOKEN_BYTES_MAX);
    memset(message->provider_id, 'p', TOKEN_BYTES_MAX);
    memset(message->error, 'e', sizeof message->error - 1);
    message->segments = 10;
    message->media_count = MEDIA_MAX;
    for (size_t i = 0; i < MEDIA_MAX; i++)
        memset(message->media[i].type, "7:;/@"[i % 5], sizeof message->media[i].type - 1);
    message->tier = TIER_IMMINENT;
    message->reasons.count = REASONS_MAX;
    for (size_t i = 0; i < REASONS_MAX; i++) {
        struct reason *reason = &message->reasons.reason[i];

        *reason = (struct reason){ (enum reason_source)(i % REASON_SOURCES), (enum tier)(i % TIERS),
                                   "", UINT16_MAX, UINT16_MAX };
        memset(reason->rule, "3+/;@"[i % 5], sizeof reason->rule - 1);
    }
    message->at = INT64_MAX;
    message->body.len = TEXT_BYTES_MAX;
    memset(message->body.s, 'w', TEXT_BYTES_MAX);
}

static void a_message_comes_back_as_it_was(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct message message = { 0 }, loaded;

    message_fill(&message, &conversation);
    CHECK(message_add(&f->store, &message, "phones", "en-3") == OK);
    CHECK(message_load(&f->store, message.id, &loaded) == OK);
    CHECK(message_same(&message, &loaded));
    CHECK_STR(loaded.author_name, "");

    message.state = MESSAGE_DELIVERED;
    snprintf(message.provider_id, sizeof message.provider_id, "SM1");
    message.error[0] = '\0';
    message.segments = 0;
    CHECK(message_save(&f->store, &message) == OK);
    CHECK(message_load(&f->store, message.id, &loaded) == OK);
    CHECK(message_same(&message, &loaded));
    message.id.n++;
    CHECK(message_save(&f->store, &message) == ERR_MISSING);
    CHECK(message_load(&f->store, message.id, &loaded) == ERR_MISSING);
    fixture_close(f);
}

static void an_empty_body_and_any_byte_are_words_too(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct message message = message_make(&f->store, &conversation, DIRECTION_IN, ""), loaded;

    CHECK(message_load(&f->store, message.id, &loaded) == OK && loaded.body.len == 0);
    message = message_make(&f->store, &conversation, DIRECTION_IN, "\U0001F499 ação\n\t\x7f");
    CHECK(message_load(&f->store, message.id, &loaded) == OK);
    CHECK(message_same(&message, &loaded));
    fixture_close(f);
}

static void a_message_is_found_by_its_keys(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct person ana = person_make(&f->store, "Ana"), ben = person_make(&f->store, "Ben");
    struct message message = { .conversation = conversation.id,
                               .seq = 1,
                               .author = ana.id,
                               .direction = DIRECTION_OUT,
                               .key = "key-1",
                               .provider_id = "SM1" };
    struct message again = message, found;

    CHECK(message_add(&f->store, &message, "phones", "") == OK);
    CHECK(message_by_key(&f->store, ana.id, "key-1", &found) == OK && found.id.n == message.id.n);
    CHECK_STR(found.author_name, "Ana");
    CHECK(message_by_key(&f->store, ben.id, "key-1", &found) == ERR_MISSING);
    CHECK(message_by_key(&f->store, ana.id, "", &found) == ERR_MISSING);
    again.seq = 2;
    CHECK(message_add(&f->store, &again, "phones", "") == ERR_CONFLICT);
    again.author = ben.id;
    again.provider_id[0] = '\0';
    CHECK(message_add(&f->store, &again, "phones", "") == OK);

    CHECK(message_by_provider(&f->store, "phones", "SM1", &found) == OK);
    CHECK(found.id.n == message.id.n);
    CHECK(message_by_provider(&f->store, "others", "SM1", &found) == ERR_MISSING);
    CHECK(message_by_provider(&f->store, "phones", "", &found) == ERR_MISSING);
    fixture_close(f);
}

static void one_place_in_a_conversation_holds_one_message(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct message message = message_make(&f->store, &conversation, DIRECTION_IN, "one");

    CHECK(message_add(&f->store, &message, "phones", "") == ERR_CONFLICT);
    message.conversation.n = 4711;
    CHECK(message_add(&f->store, &message, "phones", "") == ERR_MISSING);
    fixture_close(f);
}

static void pages_end_with_the_newest(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1), other;
    struct message *found = calloc(8, sizeof *found);
    char words[16];
    size_t count;

    other = waiting_make(&f->store, 2);
    for (int i = 1; i <= 6; i++) {
        snprintf(words, sizeof words, "number %d", i);
        message_make(&f->store, &conversation, DIRECTION_IN, words);
        message_make(&f->store, &other, DIRECTION_IN, "not this");
    }
    CHECK(message_page(&f->store, conversation.id, 0, 4, found, &count) == OK && count == 4);
    CHECK_STR(found[0].body.s, "number 3");
    CHECK_STR(found[3].body.s, "number 6");
    CHECK(message_page(&f->store, conversation.id, 3, 8, found, &count) == OK && count == 2);
    CHECK_STR(found[0].body.s, "number 1");
    CHECK(message_page(&f->store, conversation.id, 1, 8, found, &count) == OK && count == 0);
    free(found);
    fixture_close(f);
}

static enum err earlier(struct fixture *f, const struct conversation *conversation, ms since,
                        struct text *texts, size_t *count)
{
    return message_earlier(&f->store, conversation->id, since, RECENT_TEXTS_MAX, texts, count);
}

static void earlier_texts_are_the_texters_own(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct text texts[4];
    size_t count;

    CHECK(message_earlier(&f->store, conversation.id, 0, 4, texts, &count) == OK && count == 0);
    message_make(&f->store, &conversation, DIRECTION_IN, "one"); /* NOW + 1 */
    message_make(&f->store, &conversation, DIRECTION_OUT, "theirs");
    message_make(&f->store, &conversation, DIRECTION_IN, "three");
    message_make(&f->store, &conversation, DIRECTION_IN, "four");
    CHECK(message_earlier(&f->store, conversation.id, 0, 4, texts, &count) == OK && count == 3);
    CHECK_STR(texts[0].s, "one");
    CHECK_STR(texts[2].s, "four");
    CHECK(message_earlier(&f->store, conversation.id, 0, 2, texts, &count) == OK && count == 2);
    CHECK_STR(texts[0].s, "three");
    CHECK(message_earlier(&f->store, conversation.id, NOW + 4, 4, texts, &count) == OK);
    CHECK(count == 1);
    CHECK_STR(texts[0].s, "four");
    fixture_close(f);
}

/* What message_earlier() has must be what the rows have, also where it did not look at them. */
static void earlier_texts_may_be_kept(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1),
                        other = waiting_make(&f->store, 2);
    struct text texts[RECENT_TEXTS_MAX];
    char longest[400];
    size_t count;

    message_make(&f->store, &conversation, DIRECTION_IN, "0"); /* NOW + 1, and so on */
    CHECK(earlier(f, &conversation, NOW, texts, &count) == OK && count == 1);
    for (int i = 1; i <= RECENT_TEXTS_MAX; i++) {
        char words[8];

        snprintf(words, sizeof words, "%d", i);
        message_make(&f->store, &conversation, DIRECTION_IN, words);
        message_make(&f->store, &other, DIRECTION_IN, "not this");
    }
    CHECK(earlier(f, &conversation, NOW, texts, &count) == OK && count == RECENT_TEXTS_MAX);
    CHECK_STR(texts[0].s, "1");
    CHECK_STR(texts[RECENT_TEXTS_MAX - 1].s, "5");
    CHECK(earlier(f, &conversation, NOW + 5, texts, &count) == OK && count == 2);
    CHECK_STR(texts[0].s, "4");
    CHECK(earlier(f, &conversation, NOW - 9, texts, &count) == OK && count == RECENT_TEXTS_MAX);
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    message_make(&f->store, &conversation, DIRECTION_IN, longest);
    CHECK(earlier(f, &conversation, NOW, texts, &count) == OK && count == RECENT_TEXTS_MAX);
    CHECK_STR(texts[RECENT_TEXTS_MAX - 1].s, longest);
    fixture_close(f);
}

static void what_is_undone_or_erased_is_not_kept(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct text texts[RECENT_TEXTS_MAX];
    size_t count;

    message_make(&f->store, &conversation, DIRECTION_IN, "one");
    CHECK(earlier(f, &conversation, NOW, texts, &count) == OK && count == 1);
    CHECK(db_mark(f->store.db) == OK);
    message_make(&f->store, &conversation, DIRECTION_IN, "never said");
    CHECK(store_undo(&f->store) == OK);
    CHECK(earlier(f, &conversation, NOW, texts, &count) == OK && count == 1);
    CHECK(words_erase(&f->store, conversation.id) == OK);
    CHECK(earlier(f, &conversation, NOW, texts, &count) == OK && count == 0);
    fixture_close(f);
}

static void the_newest_reason_is_found(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct message message = { .conversation = conversation.id, .tier = TIER_HIGH }, found;

    message_make(&f->store, &conversation, DIRECTION_IN, "calm");
    CHECK(message_reason(&f->store, conversation.id, &found) == ERR_MISSING);
    for (message.seq = 2; message.seq <= 3; message.seq++)
        CHECK(message_add(&f->store, &message, "phones", "en-1") == OK);
    message.direction = DIRECTION_OUT; /* what we say is no reason */
    CHECK(message_add(&f->store, &message, "phones", "") == OK);
    CHECK(message_reason(&f->store, conversation.id, &found) == OK && found.seq == 3);
    fixture_close(f);
}

static void a_peers_question_is_noticed(void)
{
    static const struct {
        const char *words;
        int64_t author;
        enum message_state state;
        bool asks;
    } cases[] = {
        { "How are you today?", 5, MESSAGE_SENT, true },
        { "How are you?", 0, MESSAGE_SENT, false },   /* the line itself */
        { "How are you?", 5, MESSAGE_FAILED, false }, /* never reached anybody */
        { "I hear you.", 5, MESSAGE_SENT, false },
        { "\u0643\u064a\u0641 \u062d\u0627\u0644\u0643\u061f", 5, MESSAGE_DELIVERED, true },
        { "\u5927\u4e08\u592b\uff1f", 5, MESSAGE_QUEUED, true },
    };
    struct fixture *f = fixture_open();

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct conversation conversation = waiting_make(&f->store, (int)i);
        struct message message = { .conversation = conversation.id,
                                   .seq = 7,
                                   .direction = DIRECTION_OUT,
                                   .state = cases[i].state,
                                   .author = { cases[i].author },
                                   .body = text_of(cases[i].words) };
        bool asked = !cases[i].asks;

        CHECK(message_add(&f->store, &message, "phones", "") == OK);
        CHECK(message_question_since(&f->store, conversation.id, 6, &asked) == OK);
        CHECK_CASE(asked == cases[i].asks, cases[i].words);
        CHECK(message_question_since(&f->store, conversation.id, 7, &asked) == OK && !asked);
    }
    fixture_close(f);
}

static void facts_come_by_id_without_words(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct message one = message_make(&f->store, &conversation, DIRECTION_IN, "one");
    struct message two = message_make(&f->store, &conversation, DIRECTION_OUT, "two");
    struct message_fact facts[4];
    size_t count;

    CHECK(message_facts(&f->store, 0, 4, facts, &count) == OK && count == 2);
    CHECK(facts[0].id.n == one.id.n && facts[0].direction == DIRECTION_IN);
    CHECK(facts[0].state == MESSAGE_RECEIVED && facts[0].at == one.at);
    CHECK(message_facts(&f->store, one.id.n, 4, facts, &count) == OK && count == 1);
    CHECK(facts[0].id.n == two.id.n && facts[0].conversation.n == conversation.id.n);
    fixture_close(f);
}

/* Damage of any kind is an answer, never a wrong text. */
static void an_unreadable_row_is_said_so(void)
{
    static const char *const damages[] = {
        "UPDATE message SET reasons = '4:rule@1+2/high/words'",
        "UPDATE message SET media = '99:image/png'",
        "UPDATE message SET kind = 'poem'",
        "UPDATE message SET body = x'00'",
        "UPDATE message SET body = zeroblob(60)",
        "UPDATE message SET body = zeroblob(7000)",
    };

    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        struct fixture *f = fixture_open();
        struct conversation conversation = waiting_make(&f->store, 1);
        struct message message = message_make(&f->store, &conversation, DIRECTION_IN, "words");
        size_t count;

        CHECK(sql_run(&f->store, damages[i]) == OK);
        CHECK_CASE(message_load(&f->store, message.id, &message) == ERR_DOWN, damages[i]);
        CHECK(message_page(&f->store, conversation.id, 0, 1, &message, &count) == ERR_DOWN);
        CHECK(count == 0);
        fixture_close(f);
    }
}

int main(void)
{
    a_message_comes_back_as_it_was();
    an_empty_body_and_any_byte_are_words_too();
    a_message_is_found_by_its_keys();
    one_place_in_a_conversation_holds_one_message();
    pages_end_with_the_newest();
    earlier_texts_are_the_texters_own();
    earlier_texts_may_be_kept();
    what_is_undone_or_erased_is_not_kept();
    the_newest_reason_is_found();
    a_peers_question_is_noticed();
    facts_come_by_id_without_words();
    an_unreadable_row_is_said_so();
    return check_end();
}
