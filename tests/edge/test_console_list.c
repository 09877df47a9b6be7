/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The list in the making, the lists that were sent and what was agreed: bodies become the right
 * commands, and whoever was slower is shown both versions.
 */
#include "tests/edge/console_world.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define TALK "/api/v1/conversations/c_41"
#define LIST TALK "/list"

static bool says(struct world *world, const char *method, const char *path, const char *body,
                 int status, const char *words)
{
    return answered(world, method, path, OURS AS_DANA, body, status, words);
}

/* What the reader would tell of the conversation: Lee has changed the list, Dana sent one before.
 */
static void talk_answer(struct world *world, struct query *query)
{
    struct answer *answer = &query->answer;

    (void)world;
    CHECK(query->conversation.n == 41);
    answer->has_list_made = answer->has_list = answer->has_follow_up = true;
    answer->list_made =
        (struct list){ .rev = 4,
                       .count = 2,
                       .author = { 5 },
                       .author_name = "Lee",
                       .item = { { .resource = "r-8", .label = "Warm line" },
                                 { .state = ITEM_MAYBE, .label = "The library" } } };
    answer->list = (struct list){ .id = { 9 },
                                  .count = 1,
                                  .open = true,
                                  .sent_at = 1000,
                                  .item = { { .state = ITEM_WANTED, .label = "Warm line" } } };
    answer->choice_count = 1;
    answer->choices[0] = (struct referral){ .number = 1, .state = REFERRAL_TOLD };
    answer->follow_up = (struct follow_up){ .state = FOLLOW_UP_CANCELLED,
                                            .label = "Warm line",
                                            .why = CANCELLED_STOPPED,
                                            .due = 5000,
                                            .consent = { 77 } };
    answer->wins = xcalloc(1, sizeof *answer->wins);
    answer->win_count = 1;
    answer->wins[0] = (struct win){ .id = { 21 }, .consent = { 77 }, .body = { 8, "I got up" } };
    answer->draft_rev = 12;
    answer->draft = (struct text){ 9, "elsewhere" };
}

static void world_begin(struct world *world)
{
    world_open(world);
    world->answer = talk_answer;
}

/* ---- the list in the making ---- */

static void an_item_is_an_id_an_object_or_words(void)
{
    const struct list_send *in;
    struct world world;

    world_begin(&world);
    CHECK(says(&world, "PUT", LIST,
               "{\"items\":[\"r-1\",{\"resource_id\":\"r-2\",\"state\":\"not_for_them\"},"
               "{\"text\":\"The library\",\"state\":\"maybe\"}]}",
               200, "\"rev\":4,\"by\":{\"id\":\"p_5\",\"name\":\"Lee\"}"));
    in = &world.last.u.list_send;
    CHECK(world.kinds[COMMAND_LIST_SAVE] == 1 && in->conversation.n == 41 && in->count == 3);
    CHECK_STR(in->item[0].resource, "r-1");
    CHECK(in->item[0].state == ITEM_OFFERED && in->item[1].state == ITEM_NOT_FOR_THEM);
    CHECK_STR(in->item[1].resource, "r-2");
    CHECK_STR(in->item[2].words, "The library");
    CHECK(in->item[2].resource[0] == '\0' && in->item[2].state == ITEM_MAYBE);
    world_close(&world);
}

static void words_of_the_peers_own_are_told_as_such(void)
{
    struct world world;

    world_begin(&world);
    CHECK(says(
        &world, "PUT", LIST, "{\"items\":[]}", 200,
        "{\"resource_id\":\"r-8\",\"text\":null,\"label\":\"Warm line\",\"state\":\"offered\"},"
        "{\"resource_id\":null,\"text\":\"The library\",\"label\":\"The library\","
        "\"state\":\"maybe\"}"));
    CHECK(world.last.u.list_send.count == 0);
    world_close(&world);
}

#define SEVEN "\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\""
#define TOO_MANY "{\"items\":[" SEVEN "," SEVEN "," SEVEN "]}"

static void what_is_no_item_is_refused(void)
{
    static const char *const bodies[] = {
        "{\"items\":[{}]}",
        "{\"items\":[{\"resource_id\":\"r-1\",\"text\":\"both\"}]}",
        "{\"items\":[{\"resource_id\":\"r-1\",\"state\":\"liked\"}]}",
        "{\"items\":[7]}",
        "{\"items\":\"r-1\"}",
        TOO_MANY,
    };
    struct world world;

    world_begin(&world);
    for (size_t i = 0; i < COUNT(bodies); i++)
        CHECK_CASE(says(&world, "PUT", LIST, bodies[i], 400, "\"items\":"), bodies[i]);
    CHECK(world.kinds[COMMAND_LIST_SAVE] == 0);
    world_close(&world);
}

/* In the header or in the body; "there was none" is a rev like any other. */
static void the_rev_that_was_changed_goes_along(void)
{
    static const struct {
        const char *headers, *body;
        bool if_rev;
        int64_t rev;
    } cases[] = {
        { "", "{\"items\":[]}", false, 0 },
        { "", "{\"items\":[],\"rev\":0}", true, 0 },
        { "", "{\"items\":[],\"rev\":3}", true, 3 },
        { "If-Match: \"3\"\r\n", "{\"items\":[]}", true, 3 },
        { "If-Match: \"0\"\r\n", "{\"items\":[],\"rev\":9}", true, 0 },
    };
    struct world world;

    world_begin(&world);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct list_send *in = &world.last.u.list_send;
        char headers[256];

        snprintf(headers, sizeof headers, OURS AS_DANA "%s", cases[i].headers);
        CHECK_CASE(answered(&world, "PUT", LIST, headers, cases[i].body, 200, "\"rev\":4"),
                   cases[i].body);
        CHECK_CASE(in->if_rev == cases[i].if_rev && in->rev == cases[i].rev, cases[i].body);
    }
    CHECK(answered(&world, "PUT", LIST, OURS AS_DANA "If-Match: three\r\n", "{\"items\":[]}", 400,
                   "\"if_match\":\"malformed\""));
    world_close(&world);
}

/* Both versions can be shown side by side: the answer brings the other one. */
static void whoever_was_slower_is_shown_what_there_is(void)
{
    static const struct {
        const char *method, *path, *body, *current;
    } cases[] = {
        { "PUT", LIST, "{\"items\":[\"r-1\"],\"rev\":3}",
          "\"current\":{\"rev\":4,\"by\":{\"id\":" },
        { "POST", LIST "/send", "{\"rev\":3}", "\"current\":{\"rev\":4,\"by\":{\"id\":" },
        { "PUT", TALK "/draft", "{\"body\":\"here\",\"rev\":3}",
          "\"current\":{\"body\":\"elsewhere\",\"rev\":12}" },
    };
    struct world world;

    world_begin(&world);
    world.outcome = REFUSED_CONFLICT;
    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_CASE(says(&world, cases[i].method, cases[i].path, cases[i].body, 409,
                        "\"code\":\"conflict\""),
                   cases[i].path);
        CHECK_CASE(
            says(&world, cases[i].method, cases[i].path, cases[i].body, 409, cases[i].current),
            cases[i].path);
    }
    world_close(&world);
}

static void ref_of_twelve(struct world *world, struct command *command)
{
    (void)world;
    command->receipt.ref = 12;
}

static void a_draft_says_which_one_it_was(void)
{
    const struct draft *in;
    struct world world;

    world_begin(&world);
    world.apply = ref_of_twelve;
    CHECK(
        says(&world, "PUT", TALK "/draft", "{\"body\":\"I hear\",\"rev\":7}", 200, "{\"rev\":12}"));
    in = &world.last.u.draft;
    CHECK(in->if_rev && in->rev == 7);
    CHECK_STR(in->body.s, "I hear");
    CHECK(says(&world, "PUT", TALK "/draft", "{\"body\":\"I hear\"}", 200, "{\"rev\":12}"));
    CHECK(!in->if_rev);
    CHECK(says(&world, "PUT", TALK "/draft", "{\"body\":\"\",\"rev\":12}", 200, "{\"rev\":"));
    CHECK(in->if_rev && in->rev == 12 && in->body.len == 0);
    world_close(&world);
}

/* ---- lists that were sent ---- */

static void a_sent_list_tells_what_became_of_it(void)
{
    struct world world;

    world_begin(&world);
    CHECK(says(&world, "POST", LIST "/send", "{\"rev\":4}", 201,
               "\"open\":true,\"by\":null,\"items\":[{\"n\":1,\"resource_id\":null,"
               "\"label\":\"Warm line\",\"state\":\"told\",\"wish\":\"wanted\"}]},"
               "\"list_made\":{\"rev\":4,"));
    CHECK(says(&world, "POST", LIST "/choice", "{\"n\":1,\"state\":\"maybe\"}", 200, "\"list\":{"));
    CHECK(world.last.u.list_choice.number == 1 && world.last.u.list_choice.state == ITEM_MAYBE);
    CHECK(says(&world, "POST", LIST "/choice", "{\"n\":0,\"state\":\"maybe\"}", 400, "\"n\":"));
    CHECK(says(&world, "POST", LIST "/choice", "{\"n\":1,\"state\":\"gone\"}", 400, "\"state\":"));
    world_close(&world);
}

/* ---- what was agreed ---- */

static void what_was_agreed_is_told_whole(void)
{
    static const struct {
        const char *method, *path, *body;
    } cases[] = {
        { "GET", TALK "/wrap-up", "" },
        { "PUT", TALK "/follow-up", "{\"answer\":\"yes\",\"message_id\":\"m_77\",\"days\":3}" },
        { "POST", TALK "/wins", "{\"body\":\"I got up\",\"message_id\":\"m_77\"}" },
        { "DELETE", TALK "/wins/w_21", "" },
    };
    struct world world;

    world_begin(&world);
    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_CASE(says(&world, cases[i].method, cases[i].path, cases[i].body, 200,
                        "{\"follow_up\":{\"state\":\"cancelled\",\"label\":\"Warm line\""),
                   cases[i].path);
        CHECK_CASE(says(&world, cases[i].method, cases[i].path, cases[i].body, 200,
                        "\"due\":null,\"message_id\":\"m_77\",\"why\":\"stopped\"},\"wins\":[{"),
                   cases[i].path);
    }
    CHECK(world.last.u.win_remove.win.n == 21);
    world_close(&world);
}

static void a_yes_names_its_text(void)
{
    const struct consent *in;
    struct world world;

    world_begin(&world);
    CHECK(says(&world, "PUT", TALK "/follow-up",
               "{\"answer\":\"no\",\"message_id\":\"m_77\",\"days\":30}", 200, "\"wins\":"));
    in = &world.last.u.consent;
    CHECK(in->conversation.n == 41 && in->message.n == 77 && !in->agreed && in->days == 30);
    CHECK(says(&world, "PUT", TALK "/follow-up", "{\"answer\":\"yes\"}", 400, "\"message_id\":"));
    CHECK(says(&world, "PUT", TALK "/follow-up", "{\"answer\":\"maybe\",\"message_id\":\"m_77\"}",
               400, "\"answer\":"));
    CHECK(says(&world, "PUT", TALK "/follow-up",
               "{\"answer\":\"yes\",\"message_id\":\"m_77\",\"days\":31}", 400, "\"days\":"));
    world.outcome = REFUSED_STATE;
    CHECK(says(&world, "PUT", TALK "/follow-up", "{\"answer\":\"yes\",\"message_id\":\"m_77\"}",
               409, "\"code\":\"nothing_chosen\""));
    CHECK(says(&world, "POST", TALK "/wins", "{\"body\":\"I got up\",\"message_id\":\"m_77\"}", 409,
               "\"code\":\"enough\""));
    world_close(&world);
}

int main(void)
{
    an_item_is_an_id_an_object_or_words();
    words_of_the_peers_own_are_told_as_such();
    what_is_no_item_is_refused();
    the_rev_that_was_changed_goes_along();
    whoever_was_slower_is_shown_what_there_is();
    a_draft_says_which_one_it_was();
    a_sent_list_tells_what_became_of_it();
    what_was_agreed_is_told_whole();
    a_yes_names_its_text();
    return check_end();
}
