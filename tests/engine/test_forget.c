/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * P14. Erased is erased: by the texter's word, by the operator, by time; from the rows and from the
 * files. What stays are counts, ids, and that a webhook was taken (P2).
 */
#include <sqlite3.h>

#include "line.h"
#include "talk.h"

/* ---- what is in the files ---- */

#define SCRAPS_MAX 64

/* Sealed bytes as they stand in the database, to be looked for in the files later. */
struct scraps {
    size_t count;
    struct {
        size_t len;
        uint8_t bytes[512];
    } scrap[SCRAPS_MAX];
};

static void scraps_take(struct line_world *line, const char *sql, struct scraps *scraps)
{
    sqlite3_stmt *stmt;
    sqlite3 *db;
    char path[96];

    snprintf(path, sizeof path, "%s/line.db", line->dir);
    CHECK(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
    CHECK_CASE(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK, sql);
    while (sqlite3_step(stmt) == SQLITE_ROW && scraps->count < SCRAPS_MAX) {
        size_t len = (size_t)sqlite3_column_bytes(stmt, 0);

        if (len > sizeof scraps->scrap[0].bytes) len = sizeof scraps->scrap[0].bytes;
        scraps->scrap[scraps->count].len = len;
        memcpy(scraps->scrap[scraps->count++].bytes, sqlite3_column_blob(stmt, 0), len);
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

static bool file_has(const char *path, const void *bytes, size_t len)
{
    FILE *file = fopen(path, "rb");
    static char all[8 << 20];
    size_t size = file ? fread(all, 1, sizeof all, file) : 0;

    if (file) fclose(file);
    return len && size && memmem(all, size, bytes, len);
}

static size_t scraps_left(struct line_world *line, const struct scraps *scraps)
{
    static const char *const ends[] = { "", "-wal" };
    size_t left = 0;
    char path[96];

    for (size_t i = 0; i < scraps->count; i++)
        for (size_t end = 0; end < 2; end++) {
            snprintf(path, sizeof path, "%s/line.db%s", line->dir, ends[end]);
            left += file_has(path, scraps->scrap[i].bytes, scraps->scrap[i].len);
        }
    return left;
}

/* Everything sealed that is the first texter's, and its keys. */
static void all_of_them(struct line_world *line, struct scraps *scraps)
{
    scraps->count = 0;
    scraps_take(line, "SELECT wrapped FROM data_key", scraps);
    scraps_take(line, "SELECT body FROM message", scraps);
    scraps_take(line, "SELECT words FROM list_item", scraps);
    scraps_take(line, "SELECT label FROM follow_up", scraps);
    scraps_take(line, "SELECT body FROM win", scraps);
    scraps_take(line, "SELECT body FROM draft", scraps);
    scraps_take(line, "SELECT phone FROM texter", scraps);
    scraps_take(line, "SELECT phone_hash FROM texter", scraps);
    CHECK(scraps->count > 15 && scraps_left(line, scraps) >= scraps->count);
}

static int64_t rows_of(struct line_world *line, const char *table)
{
    char path[96], sql[96];
    sqlite3_stmt *stmt;
    sqlite3 *db;
    int64_t count;

    snprintf(path, sizeof path, "%s/line.db", line->dir);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    CHECK(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
    CHECK_CASE(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK, sql);
    count = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : -1;
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return count;
}

/* ---- a conversation with something of everything ---- */

static void draft_write(struct line_world *line, conversation_id conversation)
{
    struct command *draft = line_command(line, COMMAND_DRAFT, DANA);

    draft->u.draft.conversation = conversation;
    draft->u.draft.body.len =
        (uint16_t)snprintf(draft->u.draft.body.s, sizeof draft->u.draft.body.s, "I was about to");
    line_apply(line, draft);
    CHECK(line->receipt.outcome == DONE);
}

static void win_keep(struct line_world *line, conversation_id conversation, message_id consent,
                     const char *words)
{
    struct command *win = line_command(line, COMMAND_WIN_ADD, DANA);

    win->u.win_add.conversation = conversation;
    win->u.win_add.consent = consent;
    win->u.win_add.body.len =
        (uint16_t)snprintf(win->u.win_add.body.s, sizeof win->u.win_add.body.s, "%s", words);
    line_apply(line, win);
}

static conversation_id talk_full(struct line_world *line)
{
    conversation_id conversation = talk_agreed(line);

    line_text(line, TEXTER, "you can keep that one");
    win_keep(line, conversation, (message_id){ line->receipt.ref }, "I got up and texted you");
    CHECK(line->receipt.outcome == DONE);
    draft_write(line, conversation);
    return conversation;
}

static const char *const theirs[] = { "texter",    "conversation", "message",   "list",
                                      "list_item", "referral",     "follow_up", "win",
                                      "draft",     "data_key",     "offer",     "outbox" };

static void nothing_is_left(struct line_world *line, const struct scraps *scraps)
{
    for (size_t i = 0; i < sizeof theirs / sizeof theirs[0]; i++)
        CHECK_CASE(rows_of(line, theirs[i]) == 0, theirs[i]);
    CHECK_CASE(scraps_left(line, scraps) == 0, "nothing of it is in the files");
}

/* ---- by the texter's word ---- */

static void forget_me_erases_when_it_is_confirmed(void)
{
    static struct line_world line;
    static struct scraps scraps;
    struct command *repeat;

    line_open(&line);
    talk_full(&line);
    line_forget(&line);
    line_text(&line, TEXTER, "FORGET ME");
    CHECK(line_left(&line, TEXTER, "Reply YES to erase") != NULL);
    CHECK(rows_of(&line, "texter") == 1);
    all_of_them(&line, &scraps);
    line_text(&line, TEXTER, "yes");
    CHECK(line_left(&line, TEXTER, "It's done.") != NULL);
    nothing_is_left(&line, &scraps);
    CHECK(rows_of(&line, "inbox") > 0);
    CHECK(talk_status(&line).erased == 1);

    /* The provider repeats it, and is known (P2). */
    repeat = command_new(COMMAND_INBOUND, line.now);
    snprintf(repeat->u.inbound.provider, sizeof repeat->u.inbound.provider, "p");
    snprintf(repeat->u.inbound.provider_id, sizeof repeat->u.inbound.provider_id, "SM1");
    snprintf(repeat->u.inbound.from.e164, sizeof repeat->u.inbound.from.e164, TEXTER);
    snprintf(repeat->u.inbound.to.e164, sizeof repeat->u.inbound.to.e164, LINE_NUMBER);
    repeat->u.inbound.body = (struct text){ .len = 5, .s = "hello" };
    line_apply(&line, repeat);
    CHECK(line.receipt.repeated && rows_of(&line, "texter") == 0);

    /* Whoever comes back begins anew. */
    line_text(&line, TEXTER, "hello again");
    CHECK(rows_of(&line, "texter") == 1 && rows_of(&line, "conversation") == 1);
    line_close(&line);
}

/* Only a yes, and only the next text. */
static const char *const keeping[] = { "no", "wait", "yes?", "yes i think so", "2", "LIST" };

static void anything_but_a_yes_keeps_it(void)
{
    static struct line_world line;

    for (size_t i = 0; i < sizeof keeping / sizeof keeping[0]; i++) {
        line_open(&line);
        talk_full(&line);
        line_text(&line, TEXTER, "forget me");
        line_forget(&line);
        line_text(&line, TEXTER, keeping[i]);
        if (strcmp(keeping[i], "LIST"))
            CHECK_CASE(line_left(&line, TEXTER, "nothing was erased") != NULL, keeping[i]);
        line_text(&line, TEXTER, "yes");
        CHECK_CASE(rows_of(&line, "win") == 1, keeping[i]);
        line_close(&line);
    }
}

/* The crisis team is there: nothing is taken from under its hands, and nothing is said to danger.
 */
static void danger_is_not_forgotten(void)
{
    static struct line_world line;

    line_open(&line);
    talk_full(&line);
    line_text(&line, TEXTER, "forget me");
    line_forget(&line);
    line_text(&line, TEXTER, "yes i want to kill myself tonight");
    CHECK(rows_of(&line, "win") == 1 && talk_status(&line).alerts_open == 1);
    CHECK(!line_left(&line, TEXTER, "nothing was erased"));
    line_text(&line, TEXTER, "forget me");
    line_text(&line, TEXTER, "yes");
    CHECK(rows_of(&line, "win") == 1);
    CHECK(line_left(&line, TEXTER, "Text FORGET ME again after") != NULL);
    line_close(&line);
}

/* The peer's screen is told, by a number alone. */
static void whoever_saw_it_is_told(void)
{
    static struct line_world line;
    struct query *events;
    conversation_id conversation;
    bool told = false;

    line_open(&line);
    conversation = talk_full(&line);
    line_text(&line, TEXTER, "forget me");
    line_text(&line, TEXTER, "yes");
    events = query_new(QUERY_EVENTS, line.now);
    events->caller.is_operator = true;
    do {
        free(events->answer.events);
        events->answer.events = NULL;
        events->answer.event_count = 0;
        reader_answer(&line.reader, events);
        CHECK(!events->answer.err);
        for (size_t i = 0; i < events->answer.event_count; i++)
            told |= events->answer.events[i].kind == EVENT_CONVERSATION_ERASED &&
                    events->answer.events[i].conversation.n == conversation.n;
        events->since = events->answer.event_count ? events->answer.next : 0;
    } while (events->since);
    CHECK(told);
    query_free(events);
    line_close(&line);
}

/* A crash between the commit and the emptying of the log: the next start empties it. */
static void a_crash_forgets_no_erasing(void)
{
    static struct line_world line;
    static struct scraps scraps;

    line_open(&line);
    talk_full(&line);
    line_text(&line, TEXTER, "forget me");
    all_of_them(&line, &scraps);
    CHECK(!db_begin(line.reader.store.db)); /* looks at the past, and holds the log */
    {
        struct stmt *look = stmt_get(line.reader.store.db, "SELECT count(*) FROM message");

        CHECK(!stmt_step(look));
    }
    line_text(&line, TEXTER, "yes");
    CHECK(line.receipt.next_due && line.receipt.next_due <= line.now + SECONDS(2));
    db_rollback(line.reader.store.db);
    CHECK(scraps_left(&line, &scraps) > 0);
    line_time(&line, SECONDS(1)); /* tried again, as it said */
    nothing_is_left(&line, &scraps);

    line_restart(&line);
    CHECK(line.engine.empties_log);
    line_time(&line, SECONDS(1));
    CHECK(!line.engine.empties_log);
    line_close(&line);
}

/* ---- by the operator ---- */

static void erase(struct line_world *line, const char *alias, conversation_id conversation,
                  enum outcome outcome)
{
    struct command *command = command_new(COMMAND_ERASE, line->now);

    command->caller.is_operator = true;
    snprintf(command->u.erase.alias, sizeof command->u.erase.alias, "%s", alias);
    command->u.erase.conversation = conversation;
    line_apply(line, command);
    CHECK_CASE(line->receipt.outcome == outcome, alias);
}

static void the_operator_erases_by_alias_or_number(void)
{
    static struct line_world line;
    static struct scraps scraps;
    char alias[ALIAS_BYTES_MAX + 1];
    struct command *command;
    conversation_id conversation;
    struct query *asked;

    line_open(&line);
    conversation = talk_full(&line);
    asked = talk_ask(&line, conversation);
    memcpy(alias, asked->answer.rows[0].alias, sizeof alias);
    query_free(asked);
    command = line_command(&line, COMMAND_ERASE, KIM);
    memcpy(command->u.erase.alias, alias, sizeof alias);
    line_apply(&line, command);
    CHECK(line.receipt.outcome == REFUSED_ROLE);
    erase(&line, "Nobody Here", (conversation_id){ 0 }, REFUSED_MISSING);
    erase(&line, "", (conversation_id){ 999999 }, REFUSED_MISSING);
    erase(&line, "", conversation, DONE);
    CHECK(rows_of(&line, "message") == 0 && rows_of(&line, "texter") == 1);
    CHECK(rows_of(&line, "win") == 1); /* the texter's own, not the conversation's */
    scraps.count = 0;
    scraps_take(&line, "SELECT wrapped FROM data_key", &scraps);
    scraps_take(&line, "SELECT body FROM win", &scraps);
    erase(&line, alias, (conversation_id){ 0 }, DONE);
    nothing_is_left(&line, &scraps);
    line_close(&line);
}

/* ---- by time ---- */

/* The words go, that there was a conversation stays, and a new text begins a new one. */
static void words_go_by_themselves(void)
{
    static struct line_world line;
    static struct scraps scraps;
    conversation_id conversation;
    struct query *asked;

    line_open(&line);
    conversation = talk_listed(&line, 2);
    draft_write(&line, conversation);
    talk_close(&line, conversation);
    scraps_take(&line, "SELECT body FROM message", &scraps);
    scraps_take(&line, "SELECT wrapped FROM data_key", &scraps);
    talk_until(&line, line.now + DAYS(1));
    line.now += DAYS(88);
    talk_until(&line, line.now + HOURS(1));
    CHECK(rows_of(&line, "message") > 0);
    line.now += DAYS(1);
    talk_until(&line, line.now + HOURS(1));
    CHECK(rows_of(&line, "message") == 0 && rows_of(&line, "list") == 0);
    CHECK(rows_of(&line, "draft") == 0 && rows_of(&line, "conversation") == 1);
    CHECK_CASE(scraps_left(&line, &scraps) == 0, "nothing of it is in the files");
    asked = talk_ask(&line, conversation);
    CHECK(asked->answer.message_count == 0 && !asked->answer.has_list);
    query_free(asked);
    line_text(&line, TEXTER, "hello again");
    CHECK(rows_of(&line, "conversation") == 2);
    line_close(&line);
}

/* A line may choose zero: they are gone when the conversation closes, crumbs stay. */
static void words_can_go_at_once(void)
{
    static struct line_world line;
    conversation_id conversation;

    line_open(&line);
    line.settings->timing.retention = 0;
    conversation = talk_full(&line);
    talk_close(&line, conversation);
    CHECK(line.receipt.next_due && line.receipt.next_due <= line.now + MINUTES(1));
    line_time(&line, MINUTES(1));
    CHECK(rows_of(&line, "message") == 0 && rows_of(&line, "win") == 1);
    line_forget(&line);
    line_text(&line, TEXTER, "wins");
    CHECK(line_left(&line, TEXTER, "I got up and texted you") != NULL);
    line_close(&line);
}

/* ---- strengths and small wins ---- */

static void a_win_is_kept_only_with_a_yes(void)
{
    static struct line_world line;
    struct query *asked;
    conversation_id conversation;
    message_id consent;

    line_open(&line);
    conversation = talk_begin(&line);
    line_forget(&line);
    line_text(&line, TEXTER, "WINS");
    CHECK(line_left(&line, TEXTER, "nothing kept for you") != NULL);
    line_text(&line, TEXTER, "yes keep it");
    consent.n = line.receipt.ref;
    win_keep(&line, conversation, (message_id){ consent.n + 1000 }, "no such text");
    CHECK(line.receipt.outcome == REFUSED_INPUT);
    win_keep(&line, conversation, consent, "");
    CHECK(line.receipt.outcome == REFUSED_INPUT);
    win_keep(&line, conversation, consent, "two\nlines");
    CHECK(line.receipt.outcome == REFUSED_INPUT);
    win_keep(&line, conversation, consent, "I called my sister");
    win_keep(&line, conversation, consent, "Slept four hours");
    CHECK(line.receipt.outcome == DONE);
    talk_close(&line, conversation);
    win_keep(&line, conversation, consent, "Said no to a drink"); /* in the wrap-up */
    CHECK(line.receipt.outcome == DONE);
    line_forget(&line);
    line_text(&line, TEXTER, "my wins");
    CHECK(line_left(&line, TEXTER,
                    "- Said no to a drink\n- Slept four hours\n- I called my sister") != NULL);
    asked = talk_ask(&line, conversation);
    CHECK(asked->answer.win_count == 3 && asked->answer.wins[2].consent.n == consent.n);
    query_free(asked);
    line_close(&line);
}

int main(void)
{
    forget_me_erases_when_it_is_confirmed();
    anything_but_a_yes_keeps_it();
    danger_is_not_forgotten();
    whoever_saw_it_is_told();
    a_crash_forgets_no_erasing();
    the_operator_erases_by_alias_or_number();
    words_go_by_themselves();
    words_can_go_at_once();
    a_win_is_kept_only_with_a_yes();
    return check_end();
}
