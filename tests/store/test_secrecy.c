/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P10: no text and no number in clear on disk. P14: erased is erased. */
#include <sys/stat.h>

#include "fixture.h"
#include "store/alert.h"
#include "store/decision.h"
#include "store/inbox.h"
#include "store/keyring.h"
#include "store/note.h"
#include "store/outbox.h"
#include "store/record.h"

/* Short enough to be told from chance, and in every place that holds words or numbers. */
#define CANARY "canary-in-a-text"
#define NUMBER "15557654321"

struct rows {
    struct texter texter;
    struct conversation conversation;
    struct message message;
    struct person person;
    struct alert alert;
    struct outbox_row page;
    struct note note;
    struct decision decision;
};

static void alert_fill(struct store *store, struct rows *rows)
{
    const struct text canary = text_of(CANARY);
    size_t count;

    rows->alert = (struct alert){ .conversation = rows->conversation.id, .code = "7K2" };
    rows->alert.ladder =
        (struct ladder){ .count = 1,
                         .step = { { 0, LADDER_NUMBER, WAY_TEXT, phone_of("+" NUMBER) } } };
    CHECK(alert_add(store, &rows->alert) == OK);
    CHECK(alert_line_add(store, &rows->alert, NOW, "raised", rows->person.id, rows->message.id,
                         CANARY) == OK);
    CHECK(outbox_add_page(store, "main", &rows->texter.phone, (page_id){ 0 }, NOTICE_WAKE, &canary,
                          NOW) == OK);
    CHECK(outbox_ready(store, LANE_PAGE, NOW, 1, &rows->page, &count) == OK && count == 1);
}

/* What people say about a conversation. */
static void talk_fill(struct store *store, struct rows *rows, const char *words)
{
    rows->note = (struct note){ .conversation = rows->conversation.id, .body = text_of(words) };
    rows->decision =
        (struct decision){ .conversation = rows->conversation.id, .state = DECISION_PENDING };
    snprintf(rows->decision.reason, sizeof rows->decision.reason, "%s", words);
    CHECK(note_add(store, &rows->note) == OK);
    CHECK(decision_add(store, &rows->decision) == OK);
}

/* Every kind of row that is told something private. */
static void rows_fill(struct store *store, struct rows *rows)
{
    const struct text canary = text_of(CANARY);

    rows->texter = texter_make(store, "+" NUMBER);
    rows->conversation = conversation_make(store, rows->texter.id);
    rows->message = message_make(store, &rows->conversation, DIRECTION_OUT, CANARY);
    rows->person = person_make(store, "Ana");
    rows->person.phone = rows->texter.phone;
    CHECK(person_save(store, &rows->person) == OK);
    alert_fill(store, rows);
    talk_fill(store, rows, CANARY);
    CHECK(outbox_add_reply(store, "main", rows->texter.id, rows->message.id, NOW) == OK);
    CHECK(draft_put(store, rows->conversation.id, rows->person.id, &canary, NOW) == OK);
    CHECK(inbox_record(store, "phones", CANARY) == OK);
    CHECK(quarantine_add(store, "phones", "no body", NOW, CANARY NUMBER, strlen(CANARY NUMBER)) ==
          OK);
}

static bool bytes_have(const char *path, const char *needle, size_t len)
{
    FILE *file = fopen(path, "rb");
    struct stat info;
    char *bytes;
    bool has;

    if (!file) return false;
    CHECK(!fstat(fileno(file), &info));
    bytes = calloc(1, (size_t)info.st_size + 1);
    CHECK(fread(bytes, 1, (size_t)info.st_size, file) == (size_t)info.st_size);
    has = memmem(bytes, (size_t)info.st_size, needle, len) != NULL;
    free(bytes);
    fclose(file);
    return has;
}

/* In the file or in its log. */
static bool disk_has(const struct fixture *f, const char *needle, size_t len)
{
    char log[96];

    snprintf(log, sizeof log, "%s-wal", f->path);
    return bytes_have(f->path, needle, len) || bytes_have(log, needle, len);
}

static void no_byte_on_disk_is_private(void)
{
    struct fixture *f = fixture_open();
    struct rows rows;

    rows_fill(&f->store, &rows);
    fixture_commit(f);
    CHECK(disk_has(f, "Quiet Heron", 11)); /* the search would find it */
    CHECK(!disk_has(f, CANARY, strlen(CANARY)));
    CHECK(!disk_has(f, NUMBER, strlen(NUMBER)));
    store_rollback(&f->store);
    CHECK(db_checkpoint_all(f->store.db) == OK);
    CHECK(disk_has(f, "Quiet Heron", 11));
    CHECK(!disk_has(f, CANARY, strlen(CANARY)));
    CHECK(!disk_has(f, NUMBER, strlen(NUMBER)));
    fixture_close(f);
}

/* Each of them moved to a second row of its kind, where it must not open. */
static void second_rows_fill(struct store *store, struct rows *rows)
{
    const struct text words = text_of("other words");
    struct page page = { 0 };
    size_t count;
    struct outbox_row both[2];

    rows->texter = texter_make(store, "+15550000002");
    rows->conversation = conversation_make(store, rows->texter.id);
    rows->message = message_make(store, &rows->conversation, DIRECTION_IN, "other words");
    rows->person = person_make(store, "Ben");
    rows->person.phone = rows->texter.phone;
    CHECK(person_save(store, &rows->person) == OK);
    rows->alert = (struct alert){ .conversation = rows->conversation.id, .code = "9QX" };
    CHECK(alert_add(store, &rows->alert) == OK);
    CHECK(alert_line_add(store, &rows->alert, NOW, "raised", rows->person.id, (message_id){ 0 },
                         "other words") == OK);
    CHECK(outbox_add_page(store, "main", &rows->texter.phone, page.id, NOTICE_WAKE, &words,
                          NOW + 1) == OK);
    CHECK(outbox_ready(store, LANE_PAGE, NOW + 1, 2, both, &count) == OK && count == 2);
    rows->page = both[1];
    talk_fill(store, rows, "other words");
    CHECK(draft_put(store, rows->conversation.id, rows->person.id, &words, NOW) == OK);
}

static void moved_values_do_not_open(void)
{
    static const char *const moves[] = {
        "UPDATE texter SET phone = (SELECT phone FROM texter ORDER BY id LIMIT 1)",
        "UPDATE person SET phone = (SELECT phone FROM person ORDER BY id LIMIT 1)",
        "UPDATE message SET body = (SELECT body FROM message ORDER BY id LIMIT 1)",
        "UPDATE alert SET ladder = (SELECT ladder FROM alert ORDER BY id LIMIT 1)",
        "UPDATE alert_line SET note = (SELECT note FROM alert_line ORDER BY id LIMIT 1)",
        "UPDATE note SET body = (SELECT body FROM note ORDER BY id LIMIT 1)",
        "UPDATE decision SET reason = (SELECT reason FROM decision ORDER BY id LIMIT 1)",
        "UPDATE draft SET body = (SELECT body FROM draft ORDER BY conversation LIMIT 1)",
        "UPDATE outbox SET body = (SELECT body FROM outbox WHERE lane = 'page' ORDER BY id LIMIT 1)"
        " WHERE lane = 'page'",
        "UPDATE outbox SET phone = (SELECT phone FROM outbox WHERE lane = 'page' ORDER BY id"
        " LIMIT 1) WHERE lane = 'page'",
        "UPDATE data_key SET wrapped = (SELECT wrapped FROM data_key ORDER BY id LIMIT 1)",
        /* the same number, from another table */
        "UPDATE person SET phone = (SELECT phone FROM texter t WHERE t.id < person.id"
        " ORDER BY id DESC LIMIT 1)",
    };

    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        struct fixture *f = fixture_open();
        struct rows first, second;
        struct alert_line line;
        struct outbox_item item;
        struct text draft;
        size_t count;
        int refused = 0;

        rows_fill(&f->store, &first);
        second_rows_fill(&f->store, &second);
        CHECK(store_commit(&f->store) == OK);
        store_close(&f->store); /* forgets the keys it kept */
        CHECK(store_open_at(f, DB_WRITER, &f->store) == OK && store_begin(&f->store) == OK);
        CHECK(sql_run(&f->store, moves[i]) == OK);
        refused += texter_load(&f->store, second.texter.id, &second.texter) == ERR_DOWN;
        refused += person_load(&f->store, second.person.id, &second.person) == ERR_DOWN;
        refused += message_load(&f->store, second.message.id, &second.message) == ERR_DOWN;
        refused += alert_lines(&f->store, &second.alert, 1, &line, &count) == ERR_DOWN;
        refused += alert_load(&f->store, second.alert.id, &second.alert) == ERR_DOWN;
        refused +=
            draft_load(&f->store, second.conversation.id, second.person.id, &draft) == ERR_DOWN;
        refused += outbox_item_load(&f->store, &second.page, &item) == ERR_DOWN;
        refused += note_load(&f->store, second.note.id, &second.note) == ERR_DOWN;
        refused +=
            decision_pending(&f->store, second.conversation.id, &second.decision) == ERR_DOWN;
        /* A moved key locks everything of its conversation: five kinds of rows. */
        CHECK_CASE(refused == (strstr(moves[i], "data_key") ? 5 : 1), moves[i]);
        fixture_close(f);
    }
}

/* Without its key a conversation is closed to everybody, also to who kept it open. */
static void an_erased_conversation_cannot_be_read(void)
{
    struct fixture *f = fixture_open();
    struct rows rows;
    struct store reader;
    struct message message;
    struct text draft;
    uint8_t wrapped[CRYPT_KEY_BYTES + CRYPT_EXTRA_BYTES];
    struct stmt *stmt;
    struct data_key key;
    size_t len;

    rows_fill(&f->store, &rows);
    fixture_commit(f);
    CHECK(store_open_at(f, DB_READER, &reader) == OK && store_begin(&reader) == OK);
    CHECK(message_load(&reader, rows.message.id, &message) == OK); /* the key is kept now */
    store_rollback(&reader);
    CHECK(key_of_conversation(&f->store, rows.conversation.id, &key) == OK);
    stmt = stmt_get(f->store.db, "SELECT wrapped FROM data_key");
    CHECK(stmt_step(stmt) == OK);
    memcpy(wrapped, stmt_blob(stmt, &len), sizeof wrapped);
    CHECK(len == sizeof wrapped);
    store_rollback(&f->store);
    CHECK(db_checkpoint_all(f->store.db) == OK);
    CHECK(disk_has(f, (const char *)wrapped, sizeof wrapped));

    CHECK(store_begin(&f->store) == OK);
    CHECK(key_destroy(&f->store, key.id) == OK);
    CHECK(message_load(&f->store, rows.message.id, &message) == ERR_MISSING);
    CHECK(draft_load(&f->store, rows.conversation.id, rows.person.id, &draft) == ERR_MISSING);
    CHECK(store_commit(&f->store) == OK);
    CHECK(store_begin(&reader) == OK);
    CHECK(message_load(&reader, rows.message.id, &message) == ERR_MISSING);
    store_rollback(&reader);
    CHECK(db_checkpoint_all(f->store.db) == OK);
    CHECK(!disk_has(f, (const char *)wrapped, sizeof wrapped));
    store_close(&reader);
    fixture_close(f);
}

int main(void)
{
    no_byte_on_disk_is_private();
    moved_values_do_not_open();
    an_erased_conversation_cannot_be_read();
    return check_end();
}
