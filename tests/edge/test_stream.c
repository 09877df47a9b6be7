/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whatever a console may see reaches it once, in order, however it comes and goes. */
#include "tests/edge/console_world.h"

#include <stdio.h>

static void stream_ask(struct world *world, struct browser *browser, const char *cookie,
                       const char *since)
{
    char request[512];

    browser_open(world, browser);
    snprintf(request, sizeof request,
             "GET /api/v1/events?since=%s HTTP/1.1\r\nHost: line\r\nCookie: s=%s\r\n\r\n", since,
             cookie);
    browser_say(browser, request);
}

static void stream_open(struct world *world, struct browser *browser, const char *cookie,
                        const char *since)
{
    stream_ask(world, browser, cookie, since);
    CHECK(browser_hears(world, browser, "event: hello"));
}

/* True if exactly these events of the log were heard, each once and in order. */
static bool heard_from_to(const struct browser *browser, int64_t from, int64_t to)
{
    const char *at = browser->heard;
    char id[64];

    for (int64_t n = from; n <= to; n++) {
        snprintf(id, sizeof id, "\nid: a1f3-%lld\n", (long long)n);
        at = strstr(at, id);
        if (!at) return false;
        if (strstr(at + 1, id)) return false;
    }
    return browser_count(browser, "\nid: a1f3-") == (size_t)(to - from + 1);
}

static void offers_add(struct world *world, int count, int64_t person)
{
    for (int i = 0; i < count; i++)
        world_event_add(world, EVENT_OFFER_GONE, 100 + i, (person_id){ person });
}

static void test_live_events_reach_who_may_see_them(void)
{
    struct browser dana, lee;
    struct world world;

    world_open(&world);
    stream_open(&world, &dana, DANA, "");
    stream_open(&world, &lee, LEE, "");
    CHECK(!strncmp(strstr(dana.heard, "\r\n\r\n") + 4, "retry: 1000\n\n", 13));
    world_event_add(&world, EVENT_OFFER_GONE, 12, (person_id){ 3 });
    world_event_add(&world, EVENT_OFFER_GONE, 13, (person_id){ 5 });
    world_commit(&world);
    CHECK(browser_hears(&world, &dana, "\"id\":\"o_12\""));
    CHECK(browser_hears(&world, &lee, "\"id\":\"o_13\""));
    CHECK(heard_from_to(&dana, 1, 1) && heard_from_to(&lee, 2, 2));
    CHECK(!strstr(dana.heard, "o_13") && !strstr(lee.heard, "o_12"));
    CHECK(world.event_looks == 1);
    browser_close(&dana);
    browser_close(&lee);
    world_close(&world);
}

static void test_without_a_session_there_is_json(void)
{
    struct browser browser;
    struct world world;

    world_open(&world);
    stream_ask(&world, &browser, "nonsense", "");
    CHECK(browser_hears(&world, &browser, "{\"error\":{\"code\":\"signed_out\""));
    CHECK(strstr(browser.heard, " 401 ") && !strstr(browser.heard, "event-stream"));
    browser_close(&browser);
    world.session[0].locked = true;
    stream_ask(&world, &browser, DANA, "");
    CHECK(browser_hears(&world, &browser, "{\"error\":{\"code\":\"locked\""));
    CHECK(world.presence_told == 0);
    browser_close(&browser);
    world_close(&world);
}

static void test_a_stream_resumes_where_it_was(void)
{
    struct browser browser;
    struct world world;

    world_open(&world);
    offers_add(&world, 700, 3);
    stream_open(&world, &browser, DANA, "a1f3-150");
    CHECK(browser_hears(&world, &browser, "\nid: a1f3-700\n"));
    CHECK(heard_from_to(&browser, 151, 700));
    CHECK(!strstr(browser.heard, "event: reset"));
    offers_add(&world, 3, 3);
    world_commit(&world);
    CHECK(browser_hears(&world, &browser, "\nid: a1f3-703\n"));
    CHECK(heard_from_to(&browser, 151, 703));
    browser_close(&browser);
    world_close(&world);
}

static void test_the_header_wins_over_the_address(void)
{
    struct browser browser;
    struct world world;

    world_open(&world);
    offers_add(&world, 10, 3);
    browser_open(&world, &browser);
    browser_say(&browser,
                "GET /api/v1/events?since=a1f3-2 HTTP/1.1\r\nHost: line\r\nCookie: s=" DANA
                "\r\nLast-Event-ID: a1f3-8\r\n\r\n");
    CHECK(browser_hears(&world, &browser, "\nid: a1f3-10\n"));
    CHECK(heard_from_to(&browser, 9, 10));
    browser_close(&browser);
    world_close(&world);
}

static void test_positions_that_lead_nowhere_are_reset(void)
{
    static const struct {
        const char *since, *reason;
    } cases[] = {
        { "b2-150", "\"reason\":\"epoch\"" },
        { "nonsense", "\"reason\":\"epoch\"" },
        { "a1f3-20", "\"reason\":\"too_old\"" },
        { "a1f3-5000", "\"reason\":\"too_old\"" },
    };
    struct world world;

    world_open(&world);
    offers_add(&world, 200, 3);
    world.oldest = 100;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct browser browser;

        stream_open(&world, &browser, DANA, cases[i].since);
        CHECK(browser_hears(&world, &browser, cases[i].reason));
        CHECK(heard_from_to(&browser, 200, 200)); /* the reset itself, at the log's end */
        CHECK(browser_count(&browser, "event: reset\n") == 1);
        browser_close(&browser);
    }
    world_close(&world);
}

/* Events that happen while a stream catches up come to it neither twice nor never. */
static void test_no_gap_and_no_repeat_while_catching_up(void)
{
    struct browser live, late;
    struct world world;

    world_open(&world);
    offers_add(&world, 450, 3);
    stream_open(&world, &live, DANA, "");
    stream_ask(&world, &late, DANA_ELSEWHERE, "a1f3-0");
    for (int turn = 0; turn < 40; turn++) {
        offers_add(&world, 5, 3);
        world_commit(&world);
        world.holds = turn % 3 == 0;
        world_turn(&world);
        browser_hear(&live);
        browser_hear(&late);
    }
    world.holds = false;
    CHECK(browser_hears(&world, &late, "\nid: a1f3-650\n"));
    CHECK(browser_hears(&world, &live, "\nid: a1f3-650\n"));
    CHECK(heard_from_to(&late, 1, 650));
    CHECK(heard_from_to(&live, 451, 650));
    browser_close(&live);
    browser_close(&late);
    world_close(&world);
}

static void test_a_fourth_stream_pushes_the_oldest_out(void)
{
    struct browser browser[4], other;
    struct world world;

    world_open(&world);
    stream_open(&world, &other, DANA_ELSEWHERE, "");
    for (int i = 0; i < 4; i++) stream_open(&world, &browser[i], DANA, "");
    CHECK(browser_hears(&world, &browser[0], "event: superseded\n"));
    CHECK(browser_sees_the_end(&world, &browser[0]));
    offers_add(&world, 1, 3);
    world_commit(&world);
    for (int i = 1; i < 4; i++) CHECK(browser_hears(&world, &browser[i], "\nid: a1f3-1\n"));
    CHECK(browser_hears(&world, &other, "\nid: a1f3-1\n"));
    CHECK(world.presence[3] == 1 && world.presence_told == 1);
    for (int i = 0; i < 4; i++) browser_close(&browser[i]);
    browser_close(&other);
    world_close(&world);
}

/* Only the session that ended loses its streams, though the log names the person. */
static void test_an_ended_session_ends_its_own_streams(void)
{
    struct browser here, elsewhere, lee;
    struct world world;

    world_open(&world);
    stream_open(&world, &here, DANA, "");
    stream_open(&world, &elsewhere, DANA_ELSEWHERE, "");
    stream_open(&world, &lee, LEE, "");
    world.session[0].locked = true;
    world_event_add(&world, EVENT_SESSION_ENDED, 3, (person_id){ 3 });
    offers_add(&world, 2, 3);
    world_commit(&world);
    CHECK(browser_hears(&world, &here, "event: session.ended\n"));
    CHECK(strstr(here.heard, "\"reason\":\"locked\"") != NULL);
    CHECK(browser_sees_the_end(&world, &here));
    CHECK(!strstr(here.heard, "offer.gone")); /* nothing after the lock */
    CHECK(browser_hears(&world, &elsewhere, "\nid: a1f3-3\n"));
    CHECK(heard_from_to(&elsewhere, 2, 3));
    CHECK(!strstr(lee.heard, "session.ended"));
    world.session[1].ended = true;
    world_event_add(&world, EVENT_SESSION_ENDED, 3, (person_id){ 3 });
    world_commit(&world);
    CHECK(browser_hears(&world, &elsewhere, "\"reason\":\"signed_out\""));
    CHECK(browser_sees_the_end(&world, &elsewhere));
    CHECK(world.presence[3] == 0 && world.presence[5] == 1);
    browser_close(&here);
    browser_close(&elsewhere);
    browser_close(&lee);
    world_close(&world);
}

/* It ends while a stream is behind: nothing that came after it is told. */
static void test_a_session_that_ends_while_catching_up(void)
{
    struct browser ended, goes_on;
    struct world world;
    int asked;

    world_open(&world);
    offers_add(&world, 5, 3);
    world_event_add(&world, EVENT_SESSION_ENDED, 3, (person_id){ 3 });
    offers_add(&world, 5, 3);
    stream_open(&world, &goes_on, DANA_ELSEWHERE, "a1f3-0");
    CHECK(browser_hears(&world, &goes_on, "\nid: a1f3-11\n"));
    CHECK(browser_count(&goes_on, "offer.gone") == 10);
    asked = world.streams_asked[3];
    stream_ask(&world, &ended, DANA, "a1f3-0");
    for (int i = 0; i < 1000 && world.streams_asked[3] == asked; i++) world_turn(&world);
    world.session[0].ended = true;
    CHECK(browser_hears(&world, &ended, "session.ended"));
    CHECK(browser_count(&ended, "offer.gone") == 5);
    browser_close(&ended);
    browser_close(&goes_on);
    world_close(&world);
}

static void test_a_changed_role_resets(void)
{
    struct browser browser;
    struct world world;

    world_open(&world);
    stream_open(&world, &browser, DANA, "");
    world.session[0].viewer.role = ROLE_RESPONDER;
    world_event_add(&world, EVENT_SESSION_ENDED, 3, (person_id){ 3 });
    world_commit(&world);
    CHECK(browser_hears(&world, &browser, "\"reason\":\"role\""));
    browser_close(&browser);
    world_close(&world);
}

static void test_presence_follows_the_last_stream(void)
{
    struct browser first, second;
    struct world world;

    world_open(&world);
    stream_open(&world, &first, DANA, "");
    stream_open(&world, &second, DANA, "");
    world_turns(&world, &first, 5);
    CHECK(world.presence[3] == 1 && world.presence_told == 1);
    browser_close(&first);
    world_turns(&world, &second, 20);
    CHECK(world.presence[3] == 1 && world.presence_told == 1);
    browser_close(&second);
    for (int i = 0; i < 100 && world.presence[3]; i++) {
        usleep(1000);
        world_turn(&world);
    }
    CHECK(world.presence[3] == 0 && world.presence_told == 2);
    world_close(&world);
}

/* The client may leave while the reader still looks for it. */
static void test_an_answer_for_nobody_is_dropped(void)
{
    struct browser gone, next;
    struct world world;

    world_open(&world);
    offers_add(&world, 5, 3);
    world.holds = true;
    stream_ask(&world, &gone, DANA, "a1f3-1");
    world_turns(&world, &gone, 10);
    browser_close(&gone);
    stream_ask(&world, &next, LEE, "a1f3-1");
    for (int i = 0; i < 10; i++) {
        usleep(1000);
        world_turn(&world);
    }
    world.holds = false;
    CHECK(browser_hears(&world, &next, "event: hello"));
    world_turns(&world, &next, 10);
    CHECK(!strstr(next.heard, "offer.gone"));
    CHECK(world.presence[3] == 0 && world.presence[5] == 1);
    browser_close(&next);
    world_close(&world);
}

static void test_heartbeats_tell_the_position(void)
{
    struct browser browser;
    struct world world;

    world_open(&world);
    offers_add(&world, 4, 5);
    stream_open(&world, &browser, DANA, "");
    CHECK(browser_hears(&world, &browser, "event: hb\n"));
    CHECK(strstr(browser.heard, "\"cursor\":\"a1f3-4\",\"mine\":null") != NULL);
    CHECK(!strstr(browser.heard, "\nid: "));
    browser_close(&browser);
    world_close(&world);
}

static void test_everybody_hears_the_goodbye(void)
{
    struct browser dana, lee;
    struct world world;

    world_open(&world);
    stream_open(&world, &dana, DANA, "");
    stream_open(&world, &lee, LEE, "");
    console_say_bye(world.console);
    CHECK(browser_hears(&world, &dana, "event: bye\n"));
    CHECK(browser_hears(&world, &lee, "\"retry_after_ms\":2000"));
    CHECK(browser_sees_the_end(&world, &dana) && browser_sees_the_end(&world, &lee));
    CHECK(world.presence[3] == 1); /* a restart is nobody's leaving */
    browser_close(&dana);
    browser_close(&lee);
    world_close(&world);
}

/* ---- for those whose proxy breaks streams ---- */

static void poll_ask(struct browser *browser, const char *cookie, const char *query)
{
    char request[512];

    browser_forget(browser);
    snprintf(request, sizeof request,
             "GET /api/v1/events/poll?%s HTTP/1.1\r\nHost: line\r\nCookie: s=%s\r\n\r\n", query,
             cookie);
    browser_say(browser, request);
}

static void test_a_poll_is_answered_when_something_happens(void)
{
    struct browser browser;
    struct world world;

    world_open(&world);
    offers_add(&world, 3, 3);
    browser_open(&world, &browser);
    poll_ask(&browser, DANA, "since=a1f3-1&wait=0");
    CHECK(browser_hears(&world, &browser, "\"cursor\":\"a1f3-3\"}"));
    CHECK(browser_count(&browser, "\"event\":\"offer.gone\"") == 2);
    CHECK(strstr(browser.heard, "{\"events\":[{\"id\":\"a1f3-2\",") != NULL);
    poll_ask(&browser, DANA, "since=a1f3-3&wait=0");
    CHECK(browser_hears(&world, &browser, "{\"events\":[],\"cursor\":\"a1f3-3\"}"));
    poll_ask(&browser, DANA, "since=a1f3-3&wait=20");
    world_turns(&world, &browser, 20);
    CHECK(browser.len == 0 && world.presence[3] == 1);
    world_event_add(&world, EVENT_OFFER_GONE, 13, (person_id){ 5 });
    world_commit(&world);
    world_turns(&world, &browser, 20);
    CHECK(browser.len == 0); /* not theirs */
    world_event_add(&world, EVENT_OFFER_GONE, 14, (person_id){ 3 });
    world_commit(&world);
    CHECK(browser_hears(&world, &browser, "\"cursor\":\"a1f3-5\"}"));
    CHECK(browser_count(&browser, "\"event\":") == 1 && strstr(browser.heard, "\"o_14\""));
    world_turn(&world);
    CHECK(world.presence[3] == 0);
    browser_close(&browser);
    world_close(&world);
}

static void test_a_poll_ends_after_its_time(void)
{
    struct browser browser;
    struct world world;

    world_open(&world);
    browser_open(&world, &browser);
    poll_ask(&browser, DANA, "since=&wait=1");
    CHECK(browser_hears(&world, &browser, "{\"events\":[],\"cursor\":\"a1f3-0\"}"));
    browser_close(&browser);
    world_close(&world);
}

static void test_polls_that_cannot_be(void)
{
    static const struct {
        const char *cookie, *query, *words;
    } cases[] = {
        { "nonsense", "since=a1f3-1", "\"code\":\"signed_out\"" },
        { LEE, "since=a1f3-1", "\"code\":\"locked\"" },
        { DANA, "since=b2-1", "\"reason\":\"epoch\"" },
        { DANA, "since=a1f3-99", "\"reason\":\"too_old\"" },
        { DANA, "since=nonsense", "\"cursor\":\"a1f3-3\"" },
    };
    struct browser browser;
    struct world world;

    world_open(&world);
    offers_add(&world, 3, 3);
    world.session[2].locked = true;
    browser_open(&world, &browser);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        poll_ask(&browser, cases[i].cookie, cases[i].query);
        CHECK_CASE(browser_hears(&world, &browser, cases[i].words), cases[i].query);
    }
    CHECK(world.presence[3] == 0);
    browser_close(&browser);
    world_close(&world);
}

int main(void)
{
    if (crypt_start()) return 1;
    test_live_events_reach_who_may_see_them();
    test_without_a_session_there_is_json();
    test_a_stream_resumes_where_it_was();
    test_the_header_wins_over_the_address();
    test_positions_that_lead_nowhere_are_reset();
    test_no_gap_and_no_repeat_while_catching_up();
    test_a_fourth_stream_pushes_the_oldest_out();
    test_an_ended_session_ends_its_own_streams();
    test_a_session_that_ends_while_catching_up();
    test_a_changed_role_resets();
    test_presence_follows_the_last_stream();
    test_an_answer_for_nobody_is_dropped();
    test_heartbeats_tell_the_position();
    test_everybody_hears_the_goodbye();
    test_a_poll_is_answered_when_something_happens();
    test_a_poll_ends_after_its_time();
    test_polls_that_cannot_be();
    return check_end();
}
