/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P7's memory: alerts with their ladder, their timeline and their pages. */
#include "store/alert.h"

#include "store/page.h"
#include "fixture.h"

#define FIELD(name) (a->name == b->name)

static bool ladder_same(const struct ladder *a, const struct ladder *b)
{
    bool same = FIELD(count);

    for (size_t i = 0; same && i < a->count; i++)
        same = FIELD(step[i].after) && FIELD(step[i].who) && FIELD(step[i].way) &&
               !strcmp(a->step[i].number.e164, b->step[i].number.e164);
    return same;
}

static bool alert_same(const struct alert *a, const struct alert *b)
{
    return FIELD(id.n) && FIELD(conversation.n) && !strcmp(a->code, b->code) && FIELD(tier) &&
           FIELD(cause) && FIELD(state) && FIELD(raised_by.n) && FIELD(holder.n) &&
           FIELD(raised_at) && FIELD(held_at) && FIELD(joined_at) && FIELD(resolved_at) &&
           FIELD(contact_due) && FIELD(step) && FIELD(round) && FIELD(round_began) && FIELD(due) &&
           ladder_same(&a->ladder, &b->ladder) && !strcmp(a->outcome, b->outcome) && FIELD(version);
}

static struct alert alert_odd(conversation_id conversation, const char *code)
{
    struct alert alert = { .conversation = conversation,
                           .tier = TIER_HIGH,
                           .cause = CAUSE_STOPPED,
                           .state = ALERT_HELD,
                           .raised_by = { 1 },
                           .holder = { 2 },
                           .raised_at = 3,
                           .held_at = 4,
                           .joined_at = INT64_MAX,
                           .resolved_at = 6,
                           .contact_due = 7,
                           .step = 8,
                           .round = INT32_MAX,
                           .round_began = 10,
                           .due = 11,
                           .ladder = { .count = LADDER_STEPS_MAX } };

    snprintf(alert.code, sizeof alert.code, "%s", code);
    memset(alert.outcome, 'o', NAME_BYTES_MAX);
    for (size_t i = 0; i < LADDER_STEPS_MAX; i++) {
        alert.ladder.step[i] = (struct ladder_step){ .after = DAYS(365) + (ms)i,
                                                     .who = (enum ladder_who)(i % LADDER_WHOS),
                                                     .way = WAY_TEXT };
        memset(alert.ladder.step[i].number.e164, "9/;:+"[i % 5], PHONE_BYTES_MAX);
    }
    return alert;
}

static void an_alert_comes_back_as_it_was(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct alert alert = alert_odd(conversation.id, "7K2"), loaded;

    CHECK(alert_add(&f->store, &alert) == OK);
    CHECK(alert_load(&f->store, alert.id, &loaded) == OK && alert_same(&alert, &loaded));
    alert.state = ALERT_JOINED;
    alert.cause = CAUSE_NOW;
    alert.holder.n = 99;
    alert.due = 0;
    alert.outcome[0] = '\0';
    CHECK(alert_save(&f->store, &alert) == OK && alert.version == 2);
    CHECK(alert_load(&f->store, alert.id, &loaded) == OK && alert_same(&alert, &loaded));
    loaded.version = 1;
    CHECK(alert_save(&f->store, &loaded) == ERR_CONFLICT);
    CHECK(alert_load(&f->store, (alert_id){ 99 }, &loaded) == ERR_MISSING);
    fixture_close(f);
}

static void an_empty_ladder_is_a_ladder(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct alert alert = { .conversation = conversation.id, .code = "7K2" }, loaded;

    CHECK(alert_add(&f->store, &alert) == OK);
    CHECK(alert_load(&f->store, alert.id, &loaded) == OK && loaded.ladder.count == 0);
    fixture_close(f);
}

static void codes_and_conversations_have_one_open_alert(void)
{
    struct fixture *f = fixture_open();
    struct conversation one = waiting_make(&f->store, 1), other = waiting_make(&f->store, 2);
    struct alert first = alert_odd(one.id, "7K2"), same_code = alert_odd(other.id, "7K2");
    struct alert same_place = alert_odd(one.id, "9QX"), found;

    CHECK(alert_add(&f->store, &first) == OK);
    CHECK(alert_add(&f->store, &same_code) == ERR_CONFLICT);
    CHECK(alert_add(&f->store, &same_place) == ERR_CONFLICT);
    CHECK(alert_open_of(&f->store, one.id, &found) == OK && found.id.n == first.id.n);
    CHECK(alert_by_code(&f->store, "7K2", &found) == OK && found.id.n == first.id.n);
    CHECK(alert_open_of(&f->store, other.id, &found) == ERR_MISSING);
    CHECK(alert_by_code(&f->store, "9QX", &found) == ERR_MISSING);

    first.state = ALERT_RESOLVED;
    CHECK(alert_save(&f->store, &first) == OK);
    CHECK(alert_by_code(&f->store, "7K2", &found) == ERR_MISSING);
    CHECK(alert_open_of(&f->store, one.id, &found) == ERR_MISSING);
    CHECK(alert_add(&f->store, &same_code) == OK);
    CHECK(alert_add(&f->store, &same_place) == OK);
    fixture_close(f);
}

static void open_and_due_ones_are_listed(void)
{
    static const ms due[] = { 300, 0, 100, 200 };
    struct fixture *f = fixture_open();
    struct alert alerts[4], found[8];
    size_t count;

    for (int i = 0; i < 4; i++) {
        char code[ALERT_CODE_BYTES + 1] = { 'A', 'B', (char)('0' + i), '\0' };
        struct conversation conversation = waiting_make(&f->store, i);

        alerts[i] = alert_odd(conversation.id, code);
        alerts[i].due = due[i];
        CHECK(alert_add(&f->store, &alerts[i]) == OK);
    }
    CHECK(alert_due(&f->store, 200, 8, found, &count) == OK && count == 2);
    CHECK(found[0].id.n == alerts[2].id.n && found[1].id.n == alerts[3].id.n);
    CHECK(alert_due(&f->store, 99, 8, found, &count) == OK && count == 0);
    alerts[3].state = ALERT_RESOLVED;
    CHECK(alert_save(&f->store, &alerts[3]) == OK);
    CHECK(alert_open_all(&f->store, 8, found, &count) == OK && count == 3);
    CHECK(found[0].id.n == alerts[2].id.n && found[2].id.n == alerts[0].id.n);
    CHECK(alert_open_all(&f->store, 1, found, &count) == OK && count == 1);
    fixture_close(f);
}

static void the_timeline_keeps_its_order_and_its_notes(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct alert alert = alert_odd(conversation.id, "7K2");
    char longest[NOTE_BYTES_MAX + 1] = "";
    struct alert_line lines[4];
    size_t count;

    memset(longest, 'n', NOTE_BYTES_MAX);
    CHECK(alert_add(&f->store, &alert) == OK);
    CHECK(alert_line_add(&f->store, &alert, NOW, "raised", (person_id){ 5 }, (message_id){ 6 },
                         longest) == OK);
    CHECK(alert_line_add(&f->store, &alert, NOW + 1, "paged", (person_id){ 0 }, (message_id){ 0 },
                         "") == OK);
    CHECK(alert_lines(&f->store, &alert, 4, lines, &count) == OK && count == 2);
    CHECK(lines[0].at == NOW && lines[0].person.n == 5 && lines[0].message.n == 6);
    CHECK_STR(lines[0].what, "raised");
    CHECK_STR(lines[0].note, longest);
    CHECK_STR(lines[1].what, "paged");
    CHECK_STR(lines[1].note, "");
    CHECK(alert_lines(&f->store, &alert, 1, lines, &count) == OK && count == 1);
    fixture_close(f);
}

static void pages_come_back_newest_first(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct alert alert = alert_odd(conversation.id, "7K2");
    struct page first = { .person = { 7 }, .step = 2, .round = INT32_MAX, .at = NOW }, second;
    struct page pages[4], loaded;
    size_t count;

    CHECK(alert_add(&f->store, &alert) == OK);
    first.alert = alert.id;
    second = first;
    CHECK(page_add(&f->store, &first) == OK && page_add(&f->store, &second) == OK);
    first.state = PAGE_UNKNOWN;
    CHECK(page_save(&f->store, &first) == OK);
    CHECK(page_load(&f->store, first.id, &loaded) == OK && loaded.state == PAGE_UNKNOWN);
    CHECK(loaded.person.n == 7 && loaded.step == 2 && loaded.round == INT32_MAX);
    CHECK(loaded.at == NOW && loaded.way == WAY_TEXT && loaded.alert.n == alert.id.n);
    CHECK(page_of_alert(&f->store, alert.id, 4, pages, &count) == OK && count == 2);
    CHECK(pages[0].id.n == second.id.n && pages[1].id.n == first.id.n);
    first.id.n = 99;
    CHECK(page_save(&f->store, &first) == ERR_MISSING);
    CHECK(page_load(&f->store, first.id, &loaded) == ERR_MISSING);
    fixture_close(f);
}

int main(void)
{
    an_alert_comes_back_as_it_was();
    an_empty_ladder_is_a_ladder();
    codes_and_conversations_have_one_open_alert();
    open_and_due_ones_are_listed();
    the_timeline_keeps_its_order_and_its_notes();
    pages_come_back_newest_first();
    return check_end();
}
