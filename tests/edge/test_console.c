/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests become the right commands, and outcomes the right answers. */
#include "tests/edge/console_world.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* ---- who may ask at all ---- */

static const struct {
    const char *method, *path, *body;
} routes[] = {
    { "DELETE", "/api/v1/session", "" },
    { "POST", "/api/v1/session/lock", "{}" },
    { "POST", "/api/v1/session/unlock", "{\"password\":\"x\"}" },
    { "GET", "/api/v1/me", "" },
    { "PUT", "/api/v1/me/status", "{\"status\":\"on\",\"capacity\":2}" },
    { "GET", "/api/v1/state", "" },
    { "GET", "/api/v1/conversations?view=mine", "" },
    { "GET", "/api/v1/conversations/c_41", "" },
    { "GET", "/api/v1/conversations/c_41/messages?before=9", "" },
    { "POST", "/api/v1/conversations/c_41/messages", "{\"body\":\"hi\"}" },
    { "GET", "/api/v1/conversations/c_41/messages/by-key/6f1c2b3a", "" },
    { "POST", "/api/v1/conversations/c_41/messages/m_7/retry", "{}" },
    { "PUT", "/api/v1/conversations/c_41/read", "{\"upto\":5}" },
    { "PUT", "/api/v1/conversations/c_41/draft", "{\"body\":\"hi\"}" },
    { "POST", "/api/v1/conversations/c_41/transfer", "{\"to\":\"p_5\"}" },
    { "POST", "/api/v1/conversations/c_41/return", "{\"reason\":\"shift_end\"}" },
    { "POST", "/api/v1/conversations/c_41/close", "{\"outcome\":\"goodbye\"}" },
    { "GET", "/api/v1/conversations/c_41/risk", "" },
    { "POST", "/api/v1/conversations/c_41/risk", "{\"level\":\"high\",\"reason\":\"\"}" },
    { "POST", "/api/v1/conversations/c_41/flags", "{\"kind\":\"join\",\"note\":\"\"}" },
    { "POST", "/api/v1/conversations/c_41/list/preview", "{\"items\":[\"r-8\"]}" },
    { "POST", "/api/v1/conversations/c_41/list/send", "{\"items\":[\"r-8\"]}" },
    { "POST", "/api/v1/offers/o_12/accept", "{}" },
    { "POST", "/api/v1/offers/o_12/decline", "{\"reason\":\"full\"}" },
    { "GET", "/api/v1/alerts?state=open", "" },
    { "GET", "/api/v1/alerts/a_9", "" },
    { "POST", "/api/v1/alerts/a_9/ack", "{}" },
    { "POST", "/api/v1/alerts/a_9/pass", "{}" },
    { "POST", "/api/v1/alerts/a_9/join", "{}" },
    { "POST", "/api/v1/alerts/a_9/resolve", "{\"outcome\":\"plan_made\"}" },
    { "GET", "/api/v1/resources?q=warm", "" },
};

static bool is_unsafe(const char *method)
{
    return strcmp(method, "GET") != 0;
}

static void test_every_route_wants_a_session_and_our_own_page(void)
{
    struct world world;

    world_open(&world);
    for (size_t i = 0; i < COUNT(routes); i++) {
        CHECK_CASE(answered(&world, routes[i].method, routes[i].path, OURS, routes[i].body, 401,
                            "\"code\":\"signed_out\""),
                   routes[i].path);
        if (is_unsafe(routes[i].method))
            CHECK_CASE(answered(&world, routes[i].method, routes[i].path, AS_DANA, routes[i].body,
                                403, "\"code\":\"forbidden\""),
                       routes[i].path);
    }
    CHECK(world.last.ticket == 0); /* nothing reached the engine */
    world_close(&world);
}

/* ---- refusals ---- */

static void test_every_route_tells_a_refusal(void)
{
    struct world world;

    world_open(&world);
    world.session[0].locked = true;
    world.outcome = REFUSED_LOCKED;
    for (size_t i = 0; i < COUNT(routes); i++) {
        if (strstr(routes[i].path, "unlock")) continue;
        CHECK_CASE(answered(&world, routes[i].method, routes[i].path, OURS AS_DANA, routes[i].body,
                            401, "\"code\":\"locked\""),
                   routes[i].path);
    }
    CHECK(world.seen == 0);
    world_close(&world);
}

static void test_outcomes_have_statuses_and_codes(void)
{
    static const struct {
        enum outcome outcome;
        const char *path, *body;
        int status;
        const char *code;
    } cases[] = {
        { REFUSED_ROLE, "/me/status", "{\"status\":\"on\",\"capacity\":2}", 403, "forbidden" },
        { REFUSED_MISSING, "/conversations/c_41/read", "{\"upto\":5}", 404, "not_found" },
        { REFUSED_OPEN_CONVERSATIONS, "/me/status", "{\"status\":\"off\",\"capacity\":2}", 409,
          "open_conversations" },
        { REFUSED_NOT_ASSIGNED, "/conversations/c_41/draft", "{\"body\":\"x\"}", 409,
          "not_assigned" },
        { REFUSED_TOO_LONG, "/conversations/c_41/draft", "{\"body\":\"x\"}", 422, "too_long" },
        { REFUSED_STOPPED, "/conversations/c_41/draft", "{\"body\":\"x\"}", 423, "opted_out" },
        { REFUSED_KEY_REUSED, "/conversations/c_41/draft", "{\"body\":\"x\"}", 422, "key_reused" },
        { REFUSED_CONFLICT, "/conversations/c_41/draft", "{\"body\":\"x\"}", 409, "conflict" },
        { REFUSED_GONE, "/conversations/c_41/draft", "{\"body\":\"x\"}", 410, "gone" },
        { REFUSED_SIGNED_OUT, "/conversations/c_41/draft", "{\"body\":\"x\"}", 401, "signed_out" },
    };
    struct world world;

    world_open(&world);
    for (size_t i = 0; i < COUNT(cases); i++) {
        char path[96], code[64];

        snprintf(path, sizeof path, "/api/v1%s", cases[i].path);
        snprintf(code, sizeof code, "\"code\":\"%s\"", cases[i].code);
        world.outcome = cases[i].outcome;
        CHECK_CASE(
            answered(&world, "PUT", path, OURS AS_DANA, cases[i].body, cases[i].status, code),
            cases[i].code);
    }
    world_close(&world);
}

static void test_refusals_that_depend_on_what_was_tried(void)
{
    static const struct {
        enum outcome outcome;
        const char *path, *body;
        int status;
        const char *code;
    } cases[] = {
        { REFUSED_INPUT, "/conversations/c_41/messages", "{\"body\":\"x\"}", 422, "empty" },
        { REFUSED_STATE, "/conversations/c_41/messages/m_7/retry", "{}", 409, "not_retryable" },
        { REFUSED_STATE, "/conversations/c_41/transfer", "{\"to\":\"p_5\"}", 409, "not_available" },
        { REFUSED_INPUT, "/conversations/c_41/transfer", "{\"to\":\"p_5\"}", 409, "not_available" },
        { REFUSED_REASON, "/conversations/c_41/risk", "{\"level\":\"watch\"}", 422,
          "reason_needed" },
        { REFUSED_NEEDS_SECOND, "/conversations/c_41/risk", "{\"level\":\"watch\"}", 409,
          "needs_second" },
        { REFUSED_ROLE, "/alerts/a_9/resolve", "{\"outcome\":\"other\"}", 409, "not_holder" },
        { REFUSED_ROLE, "/alerts/a_9/ack", "{}", 403, "forbidden" },
    };
    struct world world;

    world_open(&world);
    for (size_t i = 0; i < COUNT(cases); i++) {
        char path[96], code[64];

        snprintf(path, sizeof path, "/api/v1%s", cases[i].path);
        snprintf(code, sizeof code, "\"code\":\"%s\"", cases[i].code);
        world.outcome = cases[i].outcome;
        CHECK_CASE(
            answered(&world, "POST", path, OURS AS_DANA, cases[i].body, cases[i].status, code),
            cases[i].path);
    }
    world_close(&world);
}

static void test_an_engine_that_is_down_says_when_to_try_again(void)
{
    struct browser browser;
    struct world world;

    world_open(&world);
    world.err = ERR_DOWN;
    ask(&world, &browser, "POST", "/api/v1/conversations/c_41/messages", OURS AS_DANA,
        "{\"body\":\"x\"}");
    CHECK(!strncmp(browser.heard, "HTTP/1.1 503 ", 13));
    CHECK(strstr(browser.heard, "\r\nRetry-After: 1\r\n") != NULL);
    CHECK(strstr(browser.heard, "{\"error\":{\"code\":\"down\",\"retry_after_ms\":1000,") != NULL);
    browser_close(&browser);
    world_close(&world);
}

/* ---- what makes no sense goes no further ---- */

static void test_bad_requests(void)
{
    static const struct {
        const char *method, *path, *body;
        int status;
        const char *words;
    } cases[] = {
        { "POST", "/conversations/c_41/messages", "{}", 400, "\"body\":\"missing\"" },
        { "POST", "/conversations/c_41/messages", "{\"body\":7}", 400, "\"body\":\"wrong_type\"" },
        { "POST", "/conversations/c_41/messages", "{\"body\":\"a\",\"body\":\"b\"}", 400,
          "\"body\":\"malformed\"" },
        { "POST", "/conversations/c_41/messages", "{\"body\":\" \\n\"}", 422, "\"empty\"" },
        { "POST", "/conversations/41/messages", "{\"body\":\"x\"}", 404, "\"not_found\"" },
        { "POST", "/conversations/m_41/messages", "{\"body\":\"x\"}", 404, "\"not_found\"" },
        { "POST", "/conversations/c_41/messages/7/retry", "{}", 404, "\"not_found\"" },
        { "PUT", "/conversations/c_41/read", "{\"upto\":-1}", 400, "\"upto\":\"out_of_range\"" },
        { "PUT", "/me/status", "{\"status\":\"away\",\"capacity\":2}", 400,
          "\"status\":\"unknown\"" },
        { "PUT", "/me/status", "{\"status\":\"on\",\"capacity\":10}", 400,
          "\"capacity\":\"out_of_range\"" },
        { "POST", "/conversations/c_41/transfer", "{\"to\":\"c_5\"}", 400, "\"to\":\"unknown\"" },
        { "POST", "/conversations/c_41/close", "{\"outcome\":\"none\"}", 400,
          "\"outcome\":\"unknown\"" },
        { "POST", "/conversations/c_41/flags", "{\"kind\":\"flag_join\"}", 400,
          "\"kind\":\"unknown\"" },
        { "POST", "/conversations/c_41/risk", "{\"level\":\"calm\"}", 400,
          "\"level\":\"unknown\"" },
        { "POST", "/offers/o_12/decline", "{\"reason\":\"because\"}", 400,
          "\"reason\":\"unknown\"" },
        { "POST", "/alerts/a_9/resolve", "{\"outcome\":\"done\"}", 400, "\"outcome\":\"unknown\"" },
        { "POST", "/conversations/c_41/list/send", "{\"items\":[]}", 400, "\"items\":\"empty\"" },
        { "GET", "/conversations?view=theirs", "", 400, "\"view\":\"unknown\"" },
        { "GET", "/conversations?limit=0", "", 400, "\"limit\":\"out_of_range\"" },
        { "GET", "/conversations?before=41", "", 400, "\"before\":\"malformed\"" },
        { "GET", "/conversations/c_41/messages?limit=51", "", 400, "\"limit\":\"out_of_range\"" },
        { "GET", "/alerts?state=closed", "", 400, "\"state\":\"unknown\"" },
    };
    struct world world;

    world_open(&world);
    for (size_t i = 0; i < COUNT(cases); i++) {
        char path[96];

        snprintf(path, sizeof path, "/api/v1%s", cases[i].path);
        CHECK_CASE(answered(&world, cases[i].method, path, OURS AS_DANA, cases[i].body,
                            cases[i].status, cases[i].words),
                   cases[i].path);
    }
    CHECK(answered(&world, "POST", "/api/v1/conversations/c_41/messages",
                   OURS AS_DANA "Idempotency-Key: x\r\n", "{\"body\":\"x\"}", 400,
                   "\"idempotency_key\":\"malformed\""));
    CHECK(world.last.ticket == 0);
    world_close(&world);
}

static void test_a_text_longer_than_any_text_is_too_long(void)
{
    struct world world;
    char body[8000] = "{\"body\":\"";
    size_t head = strlen(body);

    memset(body + head, 'x', 7000);
    memcpy(body + head + 7000, "\"}", 3);
    world_open(&world);
    CHECK(answered(&world, "POST", "/api/v1/conversations/c_41/messages", OURS AS_DANA, body, 422,
                   "\"too_long\""));
    world_close(&world);
}

/* ---- a message ---- */

static void message_answer(struct world *world, struct query *query)
{
    struct answer *answer = &query->answer;

    (void)world;
    if (query->kind != QUERY_MESSAGE) return;
    CHECK(query->conversation.n == 41);
    answer->messages = xcalloc(1, sizeof *answer->messages);
    answer->message_count = 1;
    answer->messages->id = query->message.n ? query->message : (message_id){ 78 };
    answer->messages->conversation = query->conversation;
    answer->messages->author.n = 3;
    answer->messages->direction = DIRECTION_OUT;
    answer->messages->state = MESSAGE_QUEUED;
    CHECK(!STR_COPY(answer->messages->key, "6f1c2b3a-0000"));
}

static void send_apply(struct world *world, struct command *command)
{
    (void)world;
    command->receipt.ref = 78;
}

static void test_a_message_is_sent_and_shown(void)
{
    static const char send[] = "/api/v1/conversations/c_41/messages";
    static const char keyed[] = OURS AS_DANA "Idempotency-Key: 6f1c2b3a-0000\r\n";
    uint8_t hash[SESSION_HASH_BYTES];
    struct world world;

    world_open(&world);
    world.answer = message_answer;
    world.apply = send_apply;
    CHECK(answered(&world, "POST", send, keyed, "{\"body\":\"Hi, I'm D\\u00e4na.\"}", 201,
                   "\"id\":\"m_78\""));
    CHECK(world.last.kind == COMMAND_SEND && world.last.u.send.conversation.n == 41);
    CHECK_STR(world.last.u.send.body.s, "Hi, I'm Däna.");
    CHECK(world.last.u.send.body.len == strlen("Hi, I'm Däna."));
    CHECK_STR(world.last.key, "6f1c2b3a-0000");
    CHECK(!memcmp(world.last.caller.session, world.session[0].hash, SESSION_HASH_BYTES));
    memcpy(hash, world.last.key_hash, sizeof hash);
    CHECK(answered(&world, "POST", send, keyed, "{\"body\":\"Hi, I'm D\\u00e4na.\"}", 201,
                   "\"key\":\"6f1c2b3a-0000\""));
    CHECK(!memcmp(hash, world.last.key_hash, sizeof hash));
    CHECK(answered(&world, "POST", send, keyed, "{\"body\":\"Other words\"}", 201, "\"m_78\""));
    CHECK(memcmp(hash, world.last.key_hash, sizeof hash) != 0);
    CHECK(answered(&world, "GET", "/api/v1/conversations/c_41/messages/by-key/6f1c2b3a-0000",
                   AS_DANA, "", 200, "\"m_78\""));
    world_close(&world);
}

/* ---- activity ---- */

static void test_a_session_is_seen_once_a_minute(void)
{
    struct world world;

    world_open(&world);
    CHECK(answered(&world, "GET", "/api/v1/state", AS_DANA, "", 200, "\"cursor\":\"a1f3-0\""));
    world_turn(&world);
    CHECK(world.seen == 0); /* the console asks for that by itself */
    for (int i = 0; i < 3; i++)
        CHECK(answered(&world, "GET", "/api/v1/me", AS_DANA, "", 200, "\"draft_key\":"));
    world_turn(&world);
    CHECK(world.seen == 1);
    CHECK(answered(&world, "GET", "/api/v1/me", "Cookie: s=" LEE "\r\n", "", 200, "\"p_5\""));
    world_turn(&world);
    CHECK(world.seen == 2);
    world_close(&world);
}

static void draft_key_of(struct world *world, const char *cookie, char key[45])
{
    struct browser browser;
    const char *at;

    ask(world, &browser, "GET", "/api/v1/me", cookie, "");
    at = strstr(browser.heard, "\"draft_key\":\"");
    CHECK(at != NULL);
    if (at) memcpy(key, at + 13, 44);
    key[44] = '\0';
    browser_close(&browser);
}

static void test_the_draft_key_belongs_to_the_session(void)
{
    char first[45] = "", again[45] = "", elsewhere[45] = "";
    struct world world;

    world_open(&world);
    draft_key_of(&world, AS_DANA, first);
    draft_key_of(&world, AS_DANA, again);
    draft_key_of(&world, "Cookie: s=" DANA_ELSEWHERE "\r\n", elsewhere);
    CHECK(strlen(first) == 44);
    CHECK_STR(first, again);
    CHECK(strcmp(first, elsewhere) != 0);
    world_close(&world);
}

/* ---- signing in ---- */

static void credential_answer(struct world *world, struct query *query)
{
    struct answer *answer = &query->answer;
    bool known = query->kind == QUERY_OWN_CREDENTIAL || !strcmp(query->words, "dana");

    (void)world;
    if (query->kind != QUERY_CREDENTIAL && query->kind != QUERY_OWN_CREDENTIAL) return;
    answer->credential_person.n = known ? 3 : 0;
    if (known)
        CHECK(!crypt_password_hash("correct horse battery", answer->password_hash));
    else
        CHECK(!STR_COPY(answer->password_hash, crypt_password_dummy()));
}

static void sign_in_apply(struct world *world, struct command *command)
{
    bool opens = command->kind == COMMAND_SIGN_IN || command->kind == COMMAND_SESSION_UNLOCK;

    (void)world;
    if (opens && !command->u.sign_in.password_right) command->receipt.outcome = REFUSED_SIGNED_OUT;
}

static void sign_in_world(struct world *world)
{
    world_open(world);
    world->answer = credential_answer;
    world->apply = sign_in_apply;
}

static void test_signing_in(void)
{
    struct browser browser;
    struct world world;

    sign_in_world(&world);
    ask(&world, &browser, "POST", "/api/v1/session", OURS,
        "{\"user\":\"DANA\",\"password\":\"correct horse battery\"}");
    CHECK(!strncmp(browser.heard, "HTTP/1.1 200 ", 13));
    CHECK(strstr(browser.heard, "{\"step\":\"done\"}") != NULL);
    CHECK(strstr(browser.heard, "\r\nSet-Cookie: s=") != NULL);
    CHECK(world.last.kind == COMMAND_SIGN_IN && world.last.u.sign_in.person.n == 3);
    CHECK(world.last.u.sign_in.password_right);
    browser_close(&browser);
    world_close(&world);
}

static void test_wrong_names_and_passwords_look_alike(void)
{
    static const char *const bodies[] = {
        "{\"user\":\"dana\",\"password\":\"correct horse batterz\"}",
        "{\"user\":\"nobody\",\"password\":\"correct horse battery\"}",
        "{\"user\":\"\",\"password\":\"\"}",
    };
    struct world world;

    sign_in_world(&world);
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct browser browser;

        world.last = (struct command){ 0 };
        ask(&world, &browser, "POST", "/api/v1/session", OURS, bodies[i]);
        CHECK_CASE(!strncmp(browser.heard, "HTTP/1.1 401 ", 13), bodies[i]);
        CHECK(strstr(browser.heard, "\"code\":\"bad_credentials\"") != NULL);
        CHECK(!strstr(browser.heard, "Set-Cookie"));
        CHECK(world.last.kind == COMMAND_SIGN_IN && !world.last.u.sign_in.password_right);
        browser_close(&browser);
    }
    world_close(&world);
}

static void test_failures_are_counted_by_name_and_address(void)
{
    static const char wrong[] = "{\"user\":\"dana\",\"password\":\"x\"}";
    struct sign_in first, second;
    struct world world;

    sign_in_world(&world);
    CHECK(answered(&world, "POST", "/api/v1/session", OURS "X-Forwarded-For: 192.0.2.1\r\n", wrong,
                   401, "bad_credentials"));
    first = world.last.u.sign_in;
    CHECK(answered(&world, "POST", "/api/v1/session", OURS "X-Forwarded-For: 192.0.2.2\r\n", wrong,
                   401, "bad_credentials"));
    second = world.last.u.sign_in;
    CHECK(!memcmp(first.name_hash, second.name_hash, SESSION_HASH_BYTES));
    CHECK(memcmp(first.address_hash, second.address_hash, SESSION_HASH_BYTES) != 0);
    world_close(&world);
}

static void slow_down_answer(struct world *world, struct query *query)
{
    (void)world;
    query->answer.outcome = REFUSED_SLOW_DOWN;
    query->answer.retry_after = 4000;
}

static void test_too_many_tries_are_slowed_down(void)
{
    struct world world;

    sign_in_world(&world);
    world.answer = slow_down_answer;
    CHECK(answered(&world, "POST", "/api/v1/session", OURS,
                   "{\"user\":\"dana\",\"password\":\"correct horse battery\"}", 429,
                   "{\"error\":{\"code\":\"slow_down\",\"retry_after_ms\":4000,"));
    CHECK(world.last.ticket == 0);
    world_close(&world);
}

static void test_a_session_before_is_ended(void)
{
    struct world world;

    sign_in_world(&world);
    CHECK(answered(&world, "POST", "/api/v1/session", OURS AS_DANA,
                   "{\"user\":\"dana\",\"password\":\"correct horse battery\"}", 200,
                   "Set-Cookie"));
    world_turn(&world);
    CHECK(world.kinds[COMMAND_SIGN_OUT] == 1);
    CHECK(!memcmp(world.last.caller.session, world.session[0].hash, SESSION_HASH_BYTES));
    world_close(&world);
}

static void test_unlocking(void)
{
    struct world world;

    sign_in_world(&world);
    world.session[0].locked = true;
    CHECK(answered(&world, "POST", "/api/v1/session/unlock", OURS AS_DANA,
                   "{\"password\":\"correct horse batterz\"}", 401, "bad_credentials"));
    CHECK(answered(&world, "POST", "/api/v1/session/unlock", OURS AS_DANA,
                   "{\"password\":\"correct horse battery\"}", 200, "\r\n\r\n{}"));
    CHECK(world.last.kind == COMMAND_SESSION_UNLOCK);
    world.session[0].ended = true;
    CHECK(answered(&world, "POST", "/api/v1/session/unlock", OURS AS_DANA,
                   "{\"password\":\"correct horse battery\"}", 401, "signed_out"));
    world_close(&world);
}

static void test_signing_out_clears_the_browser(void)
{
    struct browser browser;
    struct world world;

    world_open(&world);
    ask(&world, &browser, "DELETE", "/api/v1/session", OURS AS_DANA, "");
    CHECK(!strncmp(browser.heard, "HTTP/1.1 200 ", 13));
    CHECK(strstr(browser.heard, "Clear-Site-Data: \"cache\", \"storage\"\r\n") != NULL);
    CHECK(strstr(browser.heard, "Set-Cookie: s=; ") != NULL);
    CHECK(world.last.kind == COMMAND_SIGN_OUT);
    browser_close(&browser);
    world.outcome = REFUSED_SIGNED_OUT;
    CHECK(answered(&world, "DELETE", "/api/v1/session", OURS AS_DANA, "", 200, "Max-Age=0"));
    world_close(&world);
}

/* More sign-ins at once than there are places: the rest is told to come back. */
static void test_a_crowd_at_the_door(void)
{
    struct browser browser[40];
    struct world world;
    size_t let_in = 0, busy = 0;

    sign_in_world(&world);
    world.holds = true;
    for (size_t i = 0; i < COUNT(browser); i++) {
        char request[512];
        const char *body = "{\"user\":\"nobody\",\"password\":\"x\"}";

        snprintf(request, sizeof request,
                 "POST /api/v1/session HTTP/1.1\r\nHost: line\r\nConnection: close\r\n" OURS
                 "Content-Length: %zu\r\n\r\n%s",
                 strlen(body), body);
        browser_open(&world, &browser[i]);
        browser_say(&browser[i], request);
        world_turn(&world);
    }
    world.holds = false;
    for (size_t i = 0; i < COUNT(browser); i++) {
        CHECK(browser_sees_the_end(&world, &browser[i]));
        let_in += browser_count(&browser[i], "bad_credentials");
        busy += browser_count(&browser[i], "\"code\":\"busy\"");
        browser_close(&browser[i]);
    }
    CHECK(let_in == POST_PASSWORDS_MAX && busy == COUNT(browser) - POST_PASSWORDS_MAX);
    world_close(&world);
}

int main(void)
{
    if (crypt_start()) return 1;
    test_every_route_wants_a_session_and_our_own_page();
    test_every_route_tells_a_refusal();
    test_outcomes_have_statuses_and_codes();
    test_refusals_that_depend_on_what_was_tried();
    test_an_engine_that_is_down_says_when_to_try_again();
    test_bad_requests();
    test_a_text_longer_than_any_text_is_too_long();
    test_a_message_is_sent_and_shown();
    test_a_session_is_seen_once_a_minute();
    test_the_draft_key_belongs_to_the_session();
    test_signing_in();
    test_wrong_names_and_passwords_look_alike();
    test_failures_are_counted_by_name_and_address();
    test_too_many_tries_are_slowed_down();
    test_a_session_before_is_ended();
    test_unlocking();
    test_signing_out_clears_the_browser();
    test_a_crowd_at_the_door();
    return check_end();
}
