/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P7. An alert pages until a human acknowledges, and pages on when nobody comes. */
#include "line.h"

#define SAM_PHONE "+15559000001"
#define KIM_PHONE "+15559000002"
#define DANGER "I want to kill myself tonight"

static struct alert alert_now(struct line_world *line)
{
    struct query *alerts = line_ask(line, QUERY_ALERTS, KIM);
    struct alert alert = { .state = ALERT_RESOLVED };

    if (alerts->answer.alert_count) alert = alerts->answer.alerts[0].alert;
    query_free(alerts);
    return alert;
}

static size_t pages_to(const struct line_world *line, const char *phone)
{
    size_t count = 0;

    for (size_t i = 0; i < line->flight_count; i++)
        count += !strcmp(line->flight[i].to.e164, phone) &&
                 strstr(line->flight[i].body.s, "Reply ") != NULL;
    return count;
}

static void answer(struct line_world *line, const char *phone, const char *word)
{
    char words[32];

    snprintf(words, sizeof words, "%s %s", alert_now(line).code, word);
    line_text(line, phone, words);
}

static void goes_down_the_ladder(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    CHECK(pages_to(&line, SAM_PHONE) == 1 && pages_to(&line, KIM_PHONE) == 0);
    line_time(&line, SECONDS(119));
    CHECK_CASE(pages_to(&line, KIM_PHONE) == 0, "not before its time");
    line_time(&line, SECONDS(1));
    CHECK_CASE(pages_to(&line, KIM_PHONE) == 1 && pages_to(&line, SAM_PHONE) == 2,
               "the second step wakes everybody");
    for (int i = 0; i < 10; i++) line_time(&line, MINUTES(2));
    CHECK_CASE(pages_to(&line, SAM_PHONE) == 12, "every two minutes, for ever");
    line_close(&line);
}

/* Who was woken, when and how, from the first one on. */
static void the_timeline_names_whom_it_woke(void)
{
    static struct line_world line;
    struct query *query;
    size_t sams = 0, kims = 0;

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    line_time(&line, SECONDS(120));
    query = query_new(QUERY_ALERTS, line.now);
    query->caller = line.caller[KIM];
    query->alert = alert_now(&line).id;
    reader_answer(&line.reader, query);
    for (size_t i = 0; i < query->answer.timeline_count; i++) {
        const struct timeline_view *at = &query->answer.timeline[i];

        if (strcmp(at->what, "page")) continue;
        CHECK(!strcmp(at->note, "text") && at->at > 0);
        sams += !strcmp(at->name, "Sam");
        kims += !strcmp(at->name, "Kim");
    }
    CHECK(sams == 2 && kims == 1);
    query_free(query);
    line_close(&line);
}

static void ends_with_an_acknowledgement(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    line_forget(&line);
    answer(&line, SAM_PHONE, "yes");
    CHECK(alert_now(&line).state == ALERT_HELD);
    CHECK_CASE(line_left(&line, SAM_PHONE, "yours") != NULL, "they are told that it is theirs");
    line_forget(&line);
    line_time(&line, MINUTES(4));
    CHECK_CASE(pages_to(&line, SAM_PHONE) + pages_to(&line, KIM_PHONE) == 0, "no page after it");
    answer(&line, KIM_PHONE, "yes");
    CHECK_CASE(line_left(&line, KIM_PHONE, "Sam") != NULL, "a second one hears who has it");
    CHECK(alert_now(&line).holder.n == line.person[SAM].n);
    line_close(&line);
}

static void pages_on_when_nobody_comes(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    answer(&line, SAM_PHONE, "YES");
    line_forget(&line);
    line_time(&line, MINUTES(5));
    CHECK(alert_now(&line).state == ALERT_PAGING && alert_now(&line).holder.n == 0);
    CHECK(pages_to(&line, SAM_PHONE) + pages_to(&line, KIM_PHONE) > 0);
    line_close(&line);
}

static void is_passed_on(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    line_forget(&line);
    answer(&line, SAM_PHONE, "NO");
    CHECK_CASE(pages_to(&line, KIM_PHONE) == 1, "NO wakes the next at once");
    line_close(&line);
}

static void cannot_be_guessed(void)
{
    static struct line_world line;
    char words[16];

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    snprintf(words, sizeof words, "%s YES", alert_now(&line).code);
    line_text(&line, "+15551000077", words);
    CHECK_CASE(alert_now(&line).state == ALERT_PAGING, "the right code from a strange phone");
    line_forget(&line);
    line_text(&line, SAM_PHONE, strcmp(alert_now(&line).code, "2A2") ? "2A2 YES" : "3A3 YES");
    CHECK_CASE(alert_now(&line).state == ALERT_PAGING, "a wrong code from the right one");
    line_close(&line);
}

static void counts_a_flag_and_more_danger_as_one(void)
{
    static struct line_world line;
    struct command *flag;
    struct alert first;

    line_open(&line);
    line_shift(&line, DANA, 2);
    line_text(&line, TEXTER, DANGER);
    first = alert_now(&line);
    flag = line_command(&line, COMMAND_FLAG, DANA);
    flag->u.flag.conversation = line_accept(&line, DANA);
    flag->u.flag.cause = CAUSE_FLAG_DANGER;
    line_apply(&line, flag);
    CHECK(line.receipt.outcome == DONE && line.receipt.ref == first.id.n);
    line_text(&line, TEXTER, DANGER);
    CHECK(alert_now(&line).id.n == first.id.n);
    line_close(&line);
}

static void survives_a_restart(void)
{
    static struct line_world line;
    char why[128] = "";

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    reader_close(&line.reader);
    engine_close(&line.engine);
    line.now += HOURS(1);
    CHECK(
        !engine_open(&line.engine, line.url, &line.keys, line.settings, line.now, why, sizeof why));
    CHECK(!reader_open(&line.reader, line.url, &line.keys, line.settings, line.engine.commands, why,
                       sizeof why));
    line_forget(&line);
    line_time(&line, 0);
    CHECK_CASE(pages_to(&line, SAM_PHONE) == 1, "the first turn after it pages");
    line_close(&line);
}

int main(void)
{
    goes_down_the_ladder();
    the_timeline_names_whom_it_woke();
    ends_with_an_acknowledgement();
    pages_on_when_nobody_comes();
    is_passed_on();
    cannot_be_guessed();
    counts_a_flag_and_more_danger_as_one();
    survives_a_restart();
    return check_end();
}
