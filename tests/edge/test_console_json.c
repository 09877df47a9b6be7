/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What goes over the wire has the shapes of daemon/console/API.md; what comes in is believed
 * only whole. */
#include "edge/console_json.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/text.h"
#include "edge/console_event.h"
#include "edge/fields.h"
#include "tests/check.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* ---- ids, positions ---- */

static void test_ids(void)
{
    static const struct {
        const char *s;
        char letter;
        int64_t id; /* 0: refused */
    } cases[] = {
        { "c_12", 'c', 12 },
        { "c_9223372036854775807", 'c', INT64_MAX },
        { "c_9223372036854775808", 'c', 0 },
        { "m_12", 'c', 0 },
        { "12", 'c', 0 },
        { "c_0", 'c', 0 },
        { "c_012", 'c', 0 },
        { "c_-1", 'c', 0 },
        { "c_+1", 'c', 0 },
        { "c_1 ", 'c', 0 },
        { "c_1x", 'c', 0 },
        { "c_", 'c', 0 },
        { "c", 'c', 0 },
        { "", 'c', 0 },
        { "C_1", 'c', 0 },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t id = 0;
        bool read = console_id_parse(cases[i].s, cases[i].letter, &id);

        CHECK_CASE(read == (cases[i].id != 0), cases[i].s);
        if (read) CHECK_CASE(id == cases[i].id, cases[i].s);
    }
}

static void test_positions(void)
{
    static const char *const refused[] = { "",
                                           "-",
                                           "a1f3",
                                           "a1f3-",
                                           "-5",
                                           "A1-5",
                                           "a1--5",
                                           "a1-x",
                                           "a1-5 5",
                                           "g1-5",
                                           "a1-99999999999999999999",
                                           "12345678901234567-1" };
    char cursor[CURSOR_BYTES_MAX + 1];
    uint64_t epoch = 0;
    event_id event = { 0 };

    console_cursor_write(cursor, 0xa1f3, (event_id){ 10482 });
    CHECK_STR(cursor, "a1f3-10482");
    CHECK(console_cursor_parse(cursor, &epoch, &event));
    CHECK(epoch == 0xa1f3 && event.n == 10482);
    console_cursor_write(cursor, UINT64_MAX, (event_id){ INT64_MAX });
    CHECK(console_cursor_parse(cursor, &epoch, &event));
    CHECK(epoch == UINT64_MAX && event.n == INT64_MAX);
    for (size_t i = 0; i < COUNT(refused); i++)
        CHECK_CASE(!console_cursor_parse(refused[i], &epoch, &event), refused[i]);
}

/* ---- the writer ---- */

static void test_the_writer(void)
{
    struct json_writer writer = { 0 };

    json_write_open(&writer, NULL, '{');
    json_write_text(&writer, "quote", "say \"hi\"\\\n\t\x01 \xf0\x9f\x99\x82");
    json_write_text(&writer, "none", NULL);
    json_write_some(&writer, "empty", "");
    json_write_number(&writer, "least", INT64_MIN);
    json_write_bool(&writer, "yes", true);
    json_write_time(&writer, "at", 1772373729120);
    json_write_time(&writer, "never", 0);
    json_write_id(&writer, "id", 'c', 41);
    json_write_id(&writer, "nobody", 'p', 0);
    json_write_open(&writer, "list", '[');
    json_write_number(&writer, NULL, 1);
    json_write_open(&writer, NULL, '{');
    json_write_close(&writer, '}');
    json_write_close(&writer, ']');
    json_write_close(&writer, '}');
    CHECK_STR(writer.s, "{\"quote\":\"say \\u0022hi\\u0022\\u005c\\u000a\\u0009\\u0001 "
                        "\xf0\x9f\x99\x82\",\"none\":null,\"empty\":null,"
                        "\"least\":-9223372036854775808,\"yes\":true,"
                        "\"at\":\"2026-03-01T14:02:09.120Z\",\"never\":null,\"id\":\"c_41\","
                        "\"nobody\":null,\"list\":[1,{}]}");
    json_writer_wipe(&writer);
    CHECK(!writer.s && !writer.len);
}

static void test_base64(void)
{
    static const struct {
        const char *bytes, *text;
    } cases[] = {
        { "", "\"\"" },
        { "f", "\"Zg==\"" },
        { "fo", "\"Zm8=\"" },
        { "foo", "\"Zm9v\"" },
        { "foob", "\"Zm9vYg==\"" },
        { "fooba", "\"Zm9vYmE=\"" },
        { "foobar", "\"Zm9vYmFy\"" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct json_writer writer = { 0 };

        json_write_base64(&writer, NULL, (const uint8_t *)cases[i].bytes, strlen(cases[i].bytes));
        CHECK_STR(writer.s, cases[i].text);
        json_writer_wipe(&writer);
    }
}

static void test_a_long_text_grows_the_buffer(void)
{
    struct json_writer writer = { 0 };
    char text[5001];

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    json_write_text(&writer, NULL, text);
    CHECK(writer.len == 5002 && writer.s[5001] == '"' && writer.s[5002] == '\0');
    json_writer_wipe(&writer);
}

/* ---- bodies ---- */

static void test_bodies(void)
{
    static const struct {
        const char *body;
        const char *problem, *why; /* NULL: none */
    } cases[] = {
        { "{\"text\":\"hi\",\"n\":5}", NULL, NULL },
        { "{\"text\":\"hi\",\"n\":5,\"more\":[1]}", NULL, NULL },
        { "{\"text\":\"hi\"}", "n", "missing" },
        { "{\"text\":null,\"n\":5}", "text", "missing" },
        { "{\"text\":7,\"n\":5}", "text", "wrong_type" },
        { "{\"text\":\"hi\",\"n\":\"5\"}", "n", "wrong_type" },
        { "{\"text\":\"hi\",\"n\":5.0}", "n", "wrong_type" },
        { "{\"text\":\"hi\",\"n\":10}", "n", "out_of_range" },
        { "{\"text\":\"12345678\",\"n\":5}", "text", "too_long" },
        { "{\"text\":\"hi\",\"text\":\"ho\",\"n\":5}", "body", "malformed" },
        { "{\"text\":\"a\\u0000b\",\"n\":5}", "body", "malformed" },
        { "{\"text\":\"\xff\",\"n\":5}", "body", "malformed" },
        { "[\"text\"]", "body", "malformed" },
        { "{\"text\":\"hi\",\"n\":5}x", "body", "malformed" },
        { "{\"text\":\"hi\",\"n\":[[[[5]]]]}", "body", "malformed" },
        { "{\"text\":\"[[[[[\",\"n\":5}", NULL, NULL },
        { "{\"text\":\"\\\"[[[[\",\"n\":5}", NULL, NULL },
        { "{", "body", "malformed" },
        { "", "text", "missing" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fields fields;
        char text[8];
        int64_t n;

        fields_open(&fields, cases[i].body, strlen(cases[i].body));
        fields_text(&fields, "text", text, sizeof text);
        fields_number(&fields, "n", 1, 9, &n);
        CHECK_CASE(fields_fit(&fields) == !cases[i].problem, cases[i].body);
        if (cases[i].problem && fields.problem_count) {
            CHECK_STR(fields.problem[0].name, cases[i].problem);
            CHECK_STR(fields.problem[0].why, cases[i].why);
        }
        fields_close(&fields);
    }
}

static size_t texts_of(const char *body, char out[3][8], struct fields *fields)
{
    size_t count;

    fields_open(fields, body, strlen(body));
    count = fields_count(fields, "items", 1, 3);
    for (size_t i = 0; i < count; i++) fields_text_at(fields, "items", i, out[i], sizeof out[i]);
    fields_close(fields);
    return count;
}

static void test_arrays_of_texts(void)
{
    static const char *const refused[] = {
        "{\"items\":[]}",
        "{\"items\":[\"a\",\"b\",\"c\",\"d\"]}",
        "{\"items\":\"a\"}",
        "{\"items\":[\"a\",7]}",
        "{\"items\":[\"12345678\"]}",
        "{\"items\":[null,\"a\"]}",
    };
    struct fields fields;
    char out[3][8];

    CHECK(texts_of("{\"items\":[\"r-8\",\"r-2\"]}", out, &fields) == 2 && fields_fit(&fields));
    CHECK_STR(out[0], "r-8");
    CHECK_STR(out[1], "r-2");
    CHECK(texts_of("{}", out, &fields) == 0 && fields_fit(&fields));
    for (size_t i = 0; i < COUNT(refused); i++) {
        texts_of(refused[i], out, &fields);
        CHECK_CASE(!fields_fit(&fields), refused[i]);
    }
}

/* What is wrong in a row is wrong with its array. */
static void test_arrays_of_objects(void)
{
    static const char body[] = "{\"items\":[{\"id\":\"r-8\"},\"r-2\",{\"id\":7},null]}";
    struct fields fields, row;
    char id[8];

    fields_open(&fields, body, strlen(body));
    CHECK(fields_count(&fields, "items", 1, 4) == 4);
    CHECK(!fields_is_text(&fields, "items", 0) && fields_is_text(&fields, "items", 1));
    fields_row(&fields, "items", 0, &row);
    fields_text(&row, "id", id, sizeof id);
    fields_row_done(&fields, "items", &row);
    CHECK_STR(id, "r-8");
    CHECK(fields_fit(&fields));
    fields_row(&fields, "items", 2, &row);
    fields_text(&row, "id", id, sizeof id);
    fields_row_done(&fields, "items", &row);
    CHECK(fields.problem_count == 1 && !strcmp(fields.problem[0].why, "wrong_type"));
    fields_row(&fields, "items", 3, &row);
    CHECK(!fields_fit(&row));
    fields_close(&fields);
}

static void test_problems_are_told_once_each(void)
{
    struct json_writer writer = { 0 };
    struct fields fields = { 0 };

    fields_note(&fields, "to", "missing");
    fields_note(&fields, "to", "unknown");
    fields_note(&fields, "reason", "unknown");
    json_write_open(&writer, NULL, '{');
    fields_write_problems(&fields, &writer, "fields");
    json_write_close(&writer, '}');
    CHECK_STR(writer.s, "{\"fields\":{\"to\":\"missing\",\"reason\":\"unknown\"}}");
    json_writer_wipe(&writer);
}

/* ---- shapes ---- */

static json_t *parsed(struct json_writer *writer)
{
    json_t *root = json_loadb(writer->s, writer->len, JSON_REJECT_DUPLICATES, NULL);

    CHECK_CASE(root != NULL, writer->s);
    json_writer_wipe(writer);
    return root;
}

static const char *text_at(const json_t *root, const char *name)
{
    const json_t *value = json_object_get(root, name);

    return json_is_null(value) ? "null" : value ? json_string_value(value) : "absent";
}

static struct row *row_new(void)
{
    struct row *row = xcalloc(1, sizeof *row);

    row->conversation = (struct conversation){
        .id = { 41 },
        .state = CONVERSATION_ACTIVE,
        .tier = TIER_HIGH,
        .peer = { 3 },
        .opened_at = 1000,
        .waiting_since = 2000,
        .texter_wrote_at = 5000,
        .peer_wrote_at = 4000,
        .version = 7,
    };
    CHECK(!STR_COPY(row->alias, "Quiet Heron"));
    CHECK(!STR_COPY(row->peer_name, "Dana"));
    CHECK(!STR_COPY(row->preview, "i dont know what to do"));
    CHECK(!STR_COPY(row->phone_masked, "•••• 0142"));
    CHECK(!STR_COPY(row->language, "en"));
    row->conversation.unread = 2;
    row->draft = true;
    row->alert.n = 9;
    return row;
}

static void test_a_row_shows_words_only_to_its_peer(void)
{
    struct json_writer own = { 0 }, others = { 0 };
    struct row *row = row_new();
    json_t *root;

    console_json_row(&own, NULL, row, true);
    console_json_row(&others, NULL, row, false);
    root = parsed(&own);
    CHECK_STR(text_at(root, "id"), "c_41");
    CHECK_STR(text_at(root, "state"), "active");
    CHECK_STR(text_at(json_object_get(root, "assignee"), "id"), "p_3");
    CHECK_STR(text_at(root, "last_preview"), "i dont know what to do");
    CHECK_STR(text_at(root, "last_dir"), "in");
    CHECK_STR(text_at(root, "last_at"), "1970-01-01T00:00:05.000Z");
    CHECK_STR(text_at(root, "waiting_since"), "null");
    CHECK_STR(text_at(root, "alert"), "a_9");
    CHECK(json_integer_value(json_object_get(root, "unread")) == 2);
    CHECK(json_is_true(json_object_get(root, "draft")));
    CHECK(json_is_null(json_object_get(root, "offer")));
    json_decref(root);
    root = parsed(&others);
    CHECK_STR(text_at(root, "last_preview"), "null");
    CHECK(json_integer_value(json_object_get(root, "unread")) == 0);
    CHECK(json_is_false(json_object_get(root, "draft")));
    json_decref(root);
    free(row);
}

static void test_a_transfer_shows_but_a_first_offer_does_not(void)
{
    struct json_writer writer = { 0 };
    struct row *row = row_new();
    json_t *root;

    row->conversation.offer.n = 12;
    row->conversation.offered_to.n = 5;
    console_json_row(&writer, NULL, row, true);
    root = parsed(&writer);
    CHECK_STR(text_at(json_object_get(root, "offer"), "id"), "o_12");
    json_decref(root);
    row->conversation.state = CONVERSATION_OFFERED;
    console_json_row(&writer, NULL, row, true);
    root = parsed(&writer);
    CHECK(json_is_null(json_object_get(root, "offer")));
    CHECK_STR(text_at(root, "waiting_since"), "1970-01-01T00:00:02.000Z");
    json_decref(root);
    free(row);
}

static void test_only_the_author_learns_the_key(void)
{
    struct message *message = xcalloc(1, sizeof *message);
    struct json_writer own = { 0 }, others = { 0 };
    json_t *root;

    *message = (struct message){ .id = { 78 },
                                 .conversation = { 41 },
                                 .seq = 6,
                                 .direction = DIRECTION_OUT,
                                 .state = MESSAGE_QUEUED,
                                 .author = { 3 },
                                 .key = "6f1c",
                                 .segments = 1,
                                 .at = 1,
                                 .media_count = 1,
                                 .media = { { "image/jpeg" } } };
    console_json_message(&own, NULL, message, true);
    console_json_message(&others, NULL, message, false);
    root = parsed(&own);
    CHECK_STR(text_at(root, "key"), "6f1c");
    CHECK_STR(text_at(root, "status"), "queued");
    CHECK_STR(json_string_value(json_array_get(json_object_get(root, "media"), 0)), "image/jpeg");
    json_decref(root);
    root = parsed(&others);
    CHECK_STR(text_at(root, "key"), "null");
    json_decref(root);
    free(message);
}

static void test_a_reason_quotes_whole_characters(void)
{
    struct answer *answer = xcalloc(1, sizeof *answer);
    struct json_writer writer = { 0 };
    struct message *message;
    json_t *root;

    answer->messages = message = xcalloc(1, sizeof *message);
    answer->message_count = 1;
    message->id.n = 77;
    CHECK(!STR_COPY(message->body.s, "ich möchte nicht"));
    message->body.len = (uint16_t)strlen(message->body.s);
    answer->reason_message.n = 77;
    answer->reasons.count = 3;
    answer->reasons.reason[0] = (struct reason){ .rule = "a", .start = 6, .len = 5 };
    answer->reasons.reason[1] = (struct reason){ .rule = "b", .start = 6, .len = 600 };
    answer->reasons.reason[2] = (struct reason){ .rule = "c" };
    console_json_reasons(&writer, NULL, answer);
    root = parsed(&writer);
    CHECK(json_array_size(root) == 3);
    CHECK_STR(text_at(json_array_get(root, 0), "text"), "öchte");
    CHECK_STR(text_at(json_array_get(root, 0), "message_id"), "m_77");
    CHECK_STR(text_at(json_array_get(root, 1), "text"), "null");
    CHECK_STR(text_at(json_array_get(root, 2), "text"), "null");
    json_decref(root);
    free(message);
    free(answer);
}

static void test_a_list_tells_what_became_of_its_items(void)
{
    struct list *list = xcalloc(1, sizeof *list);
    const struct referral choices[] = { { .number = 2, .state = REFERRAL_TOLD } };
    struct json_writer writer = { 0 };
    const json_t *items;
    json_t *root;

    list->id.n = 5;
    list->count = 2;
    CHECK(!STR_COPY(list->item[1].label, "Warm line"));
    console_json_list(&writer, NULL, list, choices, 1);
    root = parsed(&writer);
    items = json_object_get(root, "items");
    CHECK_STR(text_at(root, "id"), "l_5");
    CHECK_STR(text_at(json_array_get(items, 0), "state"), "offered");
    CHECK_STR(text_at(json_array_get(items, 1), "state"), "told");
    CHECK_STR(text_at(json_array_get(items, 1), "label"), "Warm line");
    json_decref(root);
    free(list);
}

static void test_talk(void)
{
    struct talk_view talk = { .person = { .id = { 3 }, .name = "Dana" },
                              .taken_by = { 8 },
                              .taken_by_name = "Kim" };
    struct json_writer writer = { 0 };
    json_t *root;

    console_json_talk(&writer, NULL, &talk);
    root = parsed(&writer);
    CHECK_STR(text_at(json_object_get(root, "person"), "name"), "Dana");
    CHECK(json_is_null(json_object_get(root, "since")));
    CHECK_STR(text_at(json_object_get(root, "taken_by"), "id"), "p_8");
    json_decref(root);
}

static void test_me(void)
{
    struct person person = {
        .id = { 3 }, .name = "Dana", .role = ROLE_PEER, .shift = SHIFT_ON, .capacity = 2
    };
    struct console_me_view me = { .person = &person, .idle = 900000 };
    struct json_writer writer = { 0 };
    json_t *root;

    console_json_me(&writer, NULL, &me);
    root = parsed(&writer);
    CHECK_STR(text_at(root, "locale"), "en");
    CHECK_STR(json_string_value(json_array_get(json_object_get(root, "roles"), 0)), "peer");
    CHECK_STR(text_at(json_object_get(root, "shift"), "status"), "on");
    CHECK(strlen(text_at(root, "draft_key")) == 44);
    CHECK(json_integer_value(json_object_get(root, "idle_ms")) == 900000);
    json_decref(root);
}

/* ---- events ---- */

static struct event *event_new_row(enum conversation_state state)
{
    struct event *event = xcalloc(1, sizeof *event);
    struct row *row = row_new();

    *event = (struct event){
        .id = { 8 }, .kind = EVENT_CONVERSATION_UPDATED, .at = 1, .conversation = { 41 }
    };
    row->conversation.state = state;
    event->about.row = *row;
    free(row);
    return event;
}

static void test_sides(void)
{
    struct event *event = event_new_row(CONVERSATION_ACTIVE);

    event->audience =
        (struct audience){ .role = { [ROLE_SUPERVISOR] = true }, .count = 1, .person = { { 3 } } };
    event->removed =
        (struct audience){ .role = { [ROLE_PEER] = true }, .count = 1, .person = { { 5 } } };
    CHECK(event_side_of(event, (struct viewer){ { 3 }, ROLE_PEER }) == SIDE_OWN);
    CHECK(event_side_of(event, (struct viewer){ { 8 }, ROLE_SUPERVISOR }) == SIDE_OTHERS);
    CHECK(event_side_of(event, (struct viewer){ { 5 }, ROLE_PEER }) == SIDE_LOST);
    CHECK(event_side_of(event, (struct viewer){ { 6 }, ROLE_PEER }) == SIDE_UNSEEN);
    CHECK(event_side_of(event, (struct viewer){ { 7 }, ROLE_ADMIN }) == SIDE_NONE);
    event->kind = EVENT_SESSION_ENDED;
    CHECK(event_side_of(event, (struct viewer){ { 3 }, ROLE_PEER }) == SIDE_NONE);
    free(event);
}

/* The data of a frame, after its head has been compared. */
static json_t *frame_data(const struct json_writer *frame, const char *head)
{
    size_t len = strlen(head);
    json_t *root;

    CHECK_CASE(!strncmp(frame->s, head, len), frame->s);
    CHECK(frame->len > len + 2 && !strcmp(frame->s + frame->len - 2, "\n\n"));
    CHECK(!strchr(frame->s + len, '\n') ||
          strchr(frame->s + len, '\n') == frame->s + frame->len - 2);
    root = json_loadb(frame->s + len, frame->len - len, JSON_REJECT_DUPLICATES, NULL);
    CHECK(root != NULL);
    return root;
}

static void test_frames(void)
{
    static const struct {
        enum conversation_state state;
        enum event_side side;
        const char *why, *to;
    } cases[] = {
        { CONVERSATION_ACTIVE, SIDE_LOST, "moved", "p_3" },
        { CONVERSATION_ACTIVE, SIDE_UNSEEN, "taken", "p_3" },
        { CONVERSATION_WAITING, SIDE_LOST, "returned", NULL },
        { CONVERSATION_CLOSED, SIDE_LOST, "closed", NULL },
        { CONVERSATION_CLOSED, SIDE_UNSEEN, "closed", NULL },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct event *event = event_new_row(cases[i].state);
        struct event_frames frames = { 0 };
        const struct json_writer *frame = event_frame_get(&frames, event, 0xa1, cases[i].side);
        json_t *root = frame_data(frame, "id: a1-8\nevent: conversation.removed\ndata: ");
        const json_t *data = json_object_get(root, "data"), *to = json_object_get(data, "to");

        CHECK_STR(text_at(root, "conv"), "c_41");
        CHECK_STR(text_at(data, "why"), cases[i].why);
        CHECK(cases[i].to ? !strcmp(text_at(to, "id"), cases[i].to) : json_is_null(to));
        CHECK(event_frame_get(&frames, event, 0xa1, cases[i].side) == frame);
        json_decref(root);
        event_frames_wipe(&frames);
        free(event);
    }
}

static void test_every_kind_has_a_frame(void)
{
    struct event *event = xcalloc(1, sizeof *event);
    struct list_view *list = xcalloc(1, sizeof *list);

    for (int kind = 0; kind < EVENT_KINDS; kind++) {
        struct event_frames frames = { 0 };
        struct str head;
        char line[96];

        if (kind == EVENT_SESSION_ENDED) continue; /* the stream's own business */
        *event = (struct event){ .id = { 8 }, .kind = (enum event_kind)kind, .at = 1 };
        if (kind == EVENT_LIST_UPDATED || kind == EVENT_LIST_MADE) event->about.list = list;
        str_init(&head, line, sizeof line);
        str_addf(&head, "id: a1-8\nevent: %s\ndata: ", event_kind_name(event->kind));
        json_decref(frame_data(event_frame_get(&frames, event, 0xa1, SIDE_OTHERS), line));
        event_frames_wipe(&frames);
    }
    free(list);
    free(event);
}

int main(void)
{
    test_ids();
    test_positions();
    test_the_writer();
    test_base64();
    test_a_long_text_grows_the_buffer();
    test_bodies();
    test_arrays_of_texts();
    test_arrays_of_objects();
    test_problems_are_told_once_each();
    test_a_row_shows_words_only_to_its_peer();
    test_a_transfer_shows_but_a_first_offer_does_not();
    test_only_the_author_learns_the_key();
    test_a_reason_quotes_whole_characters();
    test_a_list_tells_what_became_of_its_items();
    test_me();
    test_talk();
    test_sides();
    test_frames();
    test_every_kind_has_a_frame();
    return check_end();
}
