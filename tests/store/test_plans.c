/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* No statement walks through a table that grows, nor sorts what an index has in order. */
#include <sqlite3.h>

#include "fixture.h"
#include "store/alert.h"
#include "store/page.h"
#include "store/count.h"
#include "store/decision.h"
#include "store/erase.h"
#include "store/event.h"
#include "store/follow_up.h"
#include "store/inbox.h"
#include "store/joining.h"
#include "store/keyring.h"
#include "store/list.h"
#include "store/note.h"
#include "store/offer.h"
#include "store/outbox.h"
#include "store/record.h"
#include "store/session.h"
#include "store/win.h"

/* The connection below the store, as SQLite shows it to an extension. */
static sqlite3 *connection;

static int on_open(sqlite3 *sqlite, char **message, const struct sqlite3_api_routines *routines)
{
    (void)message;
    (void)routines;
    connection = sqlite;
    return SQLITE_OK;
}

/* Whether it finds anything does not matter here: each statement is prepared and run once. */
static void conversations_ask(struct store *store, struct conversation *conversation)
{
    struct conversation found;
    struct texter texter;
    const struct phone number = phone_of("+15550000001");
    size_t count;
    enum err err = conversation_load(store, conversation->id, &found);

    err |= conversation_save(store, conversation);
    err |= conversation_save_course(store, conversation);
    err |= conversation_newest_of(store, conversation->texter, &found);
    err |= conversation_waiting(store, TIER_STEADY, 1, &found, &count);
    err |= conversation_due(store, NOW, 1, &found, &count);
    err |= conversation_of_person(store, (person_id){ 1 }, 1, &found, &count);
    err |= conversation_page(store, true, 0, 1, &found, &count);
    err |= conversation_page(store, false, 0, 1, &found, &count);
    err |= texter_find(store, "main", &number, &texter);
    err |= texter_load(store, conversation->texter, &texter);
    err |= texter_save(store, &texter);
    CHECK(err == OK);
}

static void messages_ask(struct store *store, struct conversation *conversation)
{
    struct message message = message_make(store, conversation, DIRECTION_OUT, "words"), found;
    struct message_fact fact;
    struct text text;
    size_t count;
    bool is;
    enum err err = message_load(store, message.id, &found);

    message_make(store, conversation, DIRECTION_IN, "words");
    err |= message_save(store, &message);
    err |= message_page(store, conversation->id, 0, 1, &found, &count);
    err |= message_earlier(store, conversation->id, 0, 1, &text, &count);
    err |= message_question_since(store, conversation->id, 0, &is);
    err |= message_has_left(store, conversation->id, 0, &is);
    err |= message_is_last_word(store, conversation->id, 0, &is);
    err |= message_facts(store, 0, 1, &fact, &count);
    err |= inbox_record(store, "phones", "SM1");
    err |= quarantine_add(store, "phones", "", NOW, "", 0);
    err |= draft_put(store, conversation->id, (person_id){ 1 }, &message.body, NOW);
    err |= draft_load(store, conversation->id, (person_id){ 1 }, &text);
    CHECK(err == OK);
    CHECK(message_by_key(store, (person_id){ 1 }, "key", &found) == ERR_MISSING);
    CHECK(message_by_provider(store, "phones", "SM9", &found) == ERR_MISSING);
    CHECK(message_reason(store, conversation->id, &found) == ERR_MISSING);
    text.len = 0;
    CHECK(draft_put(store, conversation->id, (person_id){ 1 }, &text, NOW) == OK);
}

static void outbox_asks(struct store *store, struct conversation *conversation)
{
    struct message message = message_make(store, conversation, DIRECTION_OUT, "words");
    struct outbox_row row, page;
    struct outbox_item item;
    const struct phone number = phone_of("+15550000001");
    size_t count;
    enum err err = outbox_add_reply(store, "main", conversation->texter, message.id, NOW);

    err |= outbox_add_page(store, "main", &number, (page_id){ 0 }, NOTICE_WAKE, &message.body, NOW);
    err |= outbox_by_message(store, message.id, &row);
    err |= outbox_load(store, row.id, &row);
    err |= outbox_ready(store, LANE_PAGE, NOW, 1, &page, &count);
    err |= outbox_flying(store, LANE_REPLY, &count);
    err |= outbox_orphans(store, 1, &page, &count);
    err |= outbox_item_load(store, &row, &item);
    err |= outbox_save(store, &row);
    err |= outbox_drop_replies(store, conversation->texter);
    err |= outbox_drop_pages(store, (alert_id){ 1 });
    CHECK(err == OK);
    CHECK(outbox_by_token(store, "token", &row) == ERR_MISSING);
    CHECK(outbox_ready(store, LANE_PAGE, NOW, 1, &page, &count) == OK && count == 1);
    CHECK(outbox_item_load(store, &page, &item) == OK);
}

static void alerts_ask(struct store *store, const struct conversation *conversation)
{
    struct alert alert = { .conversation = conversation->id, .code = "7K2" }, found;
    struct alert_line line;
    struct page page = { 0 };
    size_t count;
    enum err err = alert_add(store, &alert);

    page.alert = alert.id;
    err |= alert_load(store, alert.id, &found);
    err |= alert_save(store, &alert);
    err |= alert_open_of(store, conversation->id, &found);
    err |= alert_by_code(store, "7K2", &found);
    err |= alert_open_all(store, 1, &found, &count);
    err |= alert_due(store, NOW, 1, &found, &count);
    err |= alert_line_add(store, &alert, NOW, "raised", (person_id){ 1 }, (message_id){ 0 }, "n");
    err |= alert_lines(store, &alert, 1, &line, &count);
    err |= page_add(store, &page);
    err |= page_load(store, page.id, &page);
    err |= page_save(store, &page);
    err |= page_of_alert(store, alert.id, 1, &page, &count);
    CHECK(err == OK);
}

static void joinings_ask(struct store *store, const struct conversation *conversation)
{
    struct alert alert = { .conversation = conversation->id,
                           .code = "3A3",
                           .state = ALERT_RESOLVED },
                 newest;
    struct joining joining = { .responder = { 1 } }, found;
    struct decision decision = { .conversation = conversation->id, .state = DECISION_PENDING },
                    pending;
    struct note note = { .conversation = conversation->id }, notes;
    size_t count;
    enum err err = alert_add(store, &alert);

    joining.alert = alert.id;
    err |= alert_newest_of(store, conversation->id, &newest);
    err |= joining_add(store, &joining);
    err |= joining_load(store, alert.id, &found);
    err |= joining_save(store, &joining);
    err |= joining_due(store, NOW, 1, &found, &count);
    err |= joining_speaking(store, (person_id){ 1 }, 1, &found, &count);
    err |= decision_add(store, &decision);
    err |= decision_pending(store, conversation->id, &pending);
    err |= decision_page(store, conversation->id, 1, &pending, &count);
    err |= decision_save(store, &decision);
    err |= note_add(store, &note);
    err |= note_load(store, note.id, &notes);
    err |= note_page(store, conversation->id, 1, &notes, &count);
    CHECK(err == OK);
}

static void people_ask(struct store *store)
{
    struct person person = person_make(store, "Ana"), found;
    struct session session = { .person = person.id };
    struct sign_in_delay delay = { 0 };
    const struct phone number = phone_of("+15550000001");
    char hash[CRYPT_PASSWORD_HASH_BYTES];
    bool ended;
    size_t count;
    enum err err = person_load(store, person.id, &found);

    err |= person_by_name(store, "ana", &found);
    err |= person_save(store, &person);
    err |= person_password(store, person.id, hash, sizeof hash);
    err |= person_all(store, true, 1, &found, &count);
    err |= person_on_shift(store, 1, &found, &count);
    err |= person_forget_streams(store, NOW);
    err |= person_end_rests(store, NOW, &ended);
    err |= session_add(store, &session);
    err |= session_load(store, session.hash, &session);
    err |= session_save(store, &session);
    err |= session_trim(store, NOW - 1);
    err |= session_remove_of(store, person.id);
    err |= session_remove(store, session.hash);
    err |= delay_save(store, session.hash, &delay);
    err |= delay_load(store, session.hash, &delay);
    err |= delay_trim(store, 0);
    err |= delay_remove(store, session.hash);
    CHECK(err == OK || err == ERR_MISSING);
    CHECK(person_by_phone(store, &number, &found) == ERR_MISSING);
}

static void the_rest_asks(struct store *store, const struct conversation *conversation)
{
    struct list list = { .conversation = conversation->id, .count = 1, .sent_at = NOW };
    struct referral referral = { .conversation = conversation->id, .number = 1 };
    struct offer offer = { .conversation = conversation->id };
    struct event_row event = { .at = NOW };
    struct request request = { .key = "key", .at = NOW };
    struct queue_view queue;
    struct line_status status;
    struct audit_line audit[4];
    struct data_key key;
    int64_t number;
    event_id id;
    size_t count;
    bool more;
    enum err err = list_add(store, &list);

    referral.list = list.id;
    err |= list_save(store, &list);
    err |= list_newest_of(store, conversation->id, &list);
    err |= referral_put(store, &referral);
    err |= referral_of_list(store, list.id, 1, &referral, &count);
    err |= offer_add(store, &offer);
    err |= offer_load(store, offer.id, &offer);
    err |= offer_end(store, offer.id, "expired", NOW);
    err |= event_append(store, &event);
    err |= event_since(store, (event_id){ 0 }, 1, &event, &count);
    err |= event_newest(store, &id);
    err |= event_oldest(store, &id);
    err |= event_trim(store, NOW + 1, &more);
    err |= audit_add(store, NOW, (person_id){ 1 }, "reply", conversation->id, 0);
    err |= audit_since(store, 0, audit, 4, &count);
    err |= request_add(store, &request);
    err |= request_load(store, request.person, "key", &request);
    err |= request_trim(store, NOW);
    err |= due_next(store, &number);
    err |= queue_count(store, NOW, &queue);
    err |= status_count(store, NOW, &status);
    err |= key_of_conversation(store, conversation->id, &key);
    err |= key_load(store, key.id, &key.key);
    err |= key_destroy(store, key.id);
    CHECK(err == OK);
}

static void lists_ask(struct store *store, const struct conversation *conversation)
{
    struct list list = { .conversation = conversation->id, .count = 1, .sent_at = NOW }, made;
    struct follow_up follow_up = { .texter = conversation->texter,
                                   .conversation = conversation->id };
    struct win win = { .texter = conversation->texter, .at = NOW };
    struct resource_outcomes outcomes;
    int64_t number;
    size_t count;
    enum err err = list_add(store, &list);

    err |= list_load(store, conversation->id, list.id, &list);
    err |= list_item_save(store, list.id, 1, ITEM_MAYBE);
    err |= list_count_of(store, "r-8", &number);
    made = (struct list){ .conversation = conversation->id };
    err |= list_made_save(store, &made);
    err |= list_made_save(store, &made);
    err |= list_made_load(store, conversation->id, &made);
    err |= correction_tally(store);
    err |= follow_up_add(store, &follow_up, NOW);
    err |= follow_up_save(store, &follow_up, NOW);
    err |= follow_up_of(store, conversation->id, &follow_up);
    err |= follow_up_open_of(store, conversation->texter, 1, &follow_up, &count);
    err |= follow_up_due(store, NOW, 1, &follow_up, &count);
    err |= follow_up_move(store, &follow_up, conversation->id);
    err |= outcome_count(store, "r-8", REFERRAL_TOLD);
    err |= outcomes_load(store, "r-8", &outcomes);
    err |= win_add(store, &win);
    err |= win_of_texter(store, conversation->texter, 1, &win, &count);
    err |= win_remove(store, conversation->texter, win.id);
    CHECK(err == OK);
}

static void what_must_go_asks(struct store *store, const struct conversation *conversation)
{
    conversation_id id;
    struct texter texter;
    size_t count;
    ms closed_at;
    bool has;
    enum err err = texter_by_alias(store, "Nobody", &texter) == ERR_MISSING ? OK : ERR_DOWN;

    err |= words_old(store, NOW, 1, &id, &count);
    err |= words_oldest(store, &closed_at);
    err |= texter_has_alert(store, conversation->texter, &has);
    err |= conversation_of_texter(store, conversation->texter, 1, &id, &count);
    err |= quarantine_trim(store, NOW);
    err |= conversation_erase(store, conversation->id);
    err |= texter_erase(store, conversation->texter);
    CHECK(err == OK);
}

/*
 * What may be walked through: accounts, which are few; what is open now, by an index that holds
 * nothing else; the ends of logs, by id; and the whole trail, when it is verified.
 */
static bool walk_is_allowed(const char *step, const char *sql)
{
    static const struct {
        const char *step, *only_in;
    } walks[] = {
        { "SCAN p", "" },
        { "SCAN p USING INDEX sqlite_autoindex_person_1", "" },
        { "SCAN person", "" },
        { "SCAN session", "" },
        { "SCAN CONSTANT ROW", "" },
        { "SCAN a USING INDEX alert_newest", "" },
        { "SCAN alert USING INDEX alert_newest", "" },
        { "SCAN conversation USING COVERING INDEX conversation_queue", "" },
        { "SCAN outbox USING INDEX outbox_flying", "" },
        { "SCAN follow_up USING INDEX follow_up_due", "" },
        { "SCAN outbox USING INDEX outbox_open", "" },
        { "SCAN event", "ORDER BY id LIMIT" },
        { "SCAN audit", "FROM audit ORDER BY id" },
        { "SCAN last", "LIMIT $4) AS last" },
    };

    for (size_t i = 0; i < sizeof walks / sizeof walks[0]; i++)
        if (!strcmp(step, walks[i].step)) return strstr(sql, walks[i].only_in) != NULL;
    return false;
}

/* What may be sorted: a handful of rows that were limited or found by index before. */
static bool sort_is_allowed(const char *sql)
{
    return strstr(sql, "AS last ORDER BY seq") || strstr(sql, "ORDER BY p.enabled DESC") ||
           strstr(sql, "UNION SELECT id FROM conversation");
}

static void plan_check(const char *sql)
{
    char explain[4096], sentence[4600];
    sqlite3_stmt *stmt;

    snprintf(explain, sizeof explain, "EXPLAIN QUERY PLAN %s", sql);
    if (!CHECK_CASE(sqlite3_prepare_v2(connection, explain, -1, &stmt, NULL) == SQLITE_OK, sql))
        return;
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *step = (const char *)sqlite3_column_text(stmt, 3);

        snprintf(sentence, sizeof sentence, "%s: %s", step, sql);
        if (strstr(step, "SCAN")) CHECK_CASE(walk_is_allowed(step, sql), sentence);
        if (strstr(step, "AUTOMATIC")) CHECK_CASE(false, sentence);
        if (strstr(step, "TEMP B-TREE FOR ORDER")) CHECK_CASE(sort_is_allowed(sql), sentence);
    }
    sqlite3_finalize(stmt);
}

/* The statements the store keeps are all there, prepared. */
static int plans_check(void)
{
    char *sql[256];
    int count = 0;

    for (sqlite3_stmt *stmt = sqlite3_next_stmt(connection, NULL); stmt && count < 256;
         stmt = sqlite3_next_stmt(connection, stmt)) {
        sql[count] = calloc(1, strlen(sqlite3_sql(stmt)) + 1);
        memcpy(sql[count++], sqlite3_sql(stmt), strlen(sqlite3_sql(stmt)));
    }
    for (int i = 0; i < count; i++) {
        if (!strncmp(sql[i], "SELECT", 6) || !strncmp(sql[i], "UPDATE", 6) ||
            !strncmp(sql[i], "DELETE", 6) || !strncmp(sql[i], "INSERT", 6))
            plan_check(sql[i]);
        free(sql[i]);
    }
    return count;
}

int main(void)
{
    struct conversation conversation;
    struct fixture *f;

    CHECK(sqlite3_auto_extension((void (*)(void))on_open) == SQLITE_OK);
    f = fixture_open();
    conversation = waiting_make(&f->store, 1);
    conversations_ask(&f->store, &conversation);
    messages_ask(&f->store, &conversation);
    outbox_asks(&f->store, &conversation);
    alerts_ask(&f->store, &conversation);
    joinings_ask(&f->store, &conversation);
    people_ask(&f->store);
    lists_ask(&f->store, &conversation);
    the_rest_asks(&f->store, &conversation);
    conversation = waiting_make(&f->store, 2);
    what_must_go_asks(&f->store, &conversation);
    CHECK(plans_check() > 100);
    fixture_close(f);
    return check_end();
}
