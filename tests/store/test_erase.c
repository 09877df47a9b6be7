/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P14. Of what is erased among much that stays, no sealed byte is left in the files. */
#include "store/erase.h"

#include "fixture.h"
#include "store/follow_up.h"
#include "store/keyring.h"
#include "store/list.h"
#include "store/record.h"
#include "store/win.h"

#define TEXTERS 60
#define ROUNDS 12
#define SCRAPS_MAX 4096
#define SCRAP_BYTES 24 /* a nonce: what begins each sealed value, and is like no other */

struct scraps {
    size_t count;
    uint8_t bytes[SCRAPS_MAX][SCRAP_BYTES];
};

static void scraps_take(struct store *store, const char *sql, int64_t of, struct scraps *scraps)
{
    struct stmt *stmt = stmt_get(store->db, sql);

    stmt_bind_int(stmt, of);
    while (!stmt_step(stmt) && scraps->count < SCRAPS_MAX) {
        size_t len;
        const void *sealed = stmt_blob(stmt, &len);

        if (CHECK(len >= SCRAP_BYTES)) memcpy(scraps->bytes[scraps->count++], sealed, SCRAP_BYTES);
    }
}

static void scraps_of(struct store *store, const struct conversation *conversation,
                      struct scraps *scraps)
{
    static const char *const of_conversation[] = {
        "SELECT body FROM message WHERE conversation = $1",
        "SELECT body FROM draft WHERE conversation = $1",
        "SELECT words FROM list_item WHERE list IN (SELECT id FROM list WHERE conversation = $1)",
        "SELECT k.wrapped FROM conversation c JOIN data_key k ON k.id = c.key WHERE c.id = $1",
    };
    static const char *const of_texter[] = {
        "SELECT phone FROM texter WHERE id = $1",
        "SELECT phone_hash FROM texter WHERE id = $1",
        "SELECT body FROM win WHERE texter = $1",
        "SELECT label FROM follow_up WHERE texter = $1",
        "SELECT k.wrapped FROM texter t JOIN data_key k ON k.id = t.key WHERE t.id = $1",
    };

    for (size_t i = 0; i < sizeof of_conversation / sizeof of_conversation[0]; i++)
        scraps_take(store, of_conversation[i], conversation->id.n, scraps);
    for (size_t i = 0; i < sizeof of_texter / sizeof of_texter[0]; i++)
        scraps_take(store, of_texter[i], conversation->texter.n, scraps);
}

static size_t scraps_in_file(const char *path, const struct scraps *scraps)
{
    size_t size = 0, found = 0;
    FILE *file = fopen(path, "rb");
    char *bytes;

    if (!file) return 0;
    fseek(file, 0, SEEK_END);
    size = (size_t)ftell(file);
    rewind(file);
    bytes = calloc(1, size + 1);
    size = fread(bytes, 1, size, file);
    fclose(file);
    for (size_t i = 0; size && i < scraps->count; i++)
        found += memmem(bytes, size, scraps->bytes[i], SCRAP_BYTES) != NULL;
    free(bytes);
    return found;
}

static size_t scraps_in_files(const struct fixture *fixture, const struct scraps *scraps)
{
    char log[96];

    snprintf(log, sizeof log, "%s-wal", fixture->path);
    return scraps_in_file(fixture->path, scraps) + scraps_in_file(log, scraps);
}

static void crumbs_make(struct store *store, const struct conversation *conversation)
{
    struct list list = { .conversation = conversation->id, .count = 3, .sent_at = NOW };
    struct follow_up follow_up = { .texter = conversation->texter,
                                   .conversation = conversation->id,
                                   .label = "Warm line" };
    struct win win = { .texter = conversation->texter,
                       .at = NOW,
                       .body = text_of("I got up and texted you") };
    struct text draft = text_of("I was about to");

    CHECK(list_add(store, &list) == OK);
    CHECK(follow_up_add(store, &follow_up, NOW) == OK);
    CHECK(win_add(store, &win) == OK);
    CHECK(draft_put(store, conversation->id, (person_id){ 1 }, &draft, NOW) == OK);
}

/* Texts of all lengths, one after the other from everybody, as they come in. */
static void everybody_writes(struct store *store, struct conversation *conversations)
{
    char words[1200];

    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < TEXTERS; i++) {
            size_t len = (size_t)(17 + (round * 97 + i * 53) % 1100);

            memset(words, 'a' + (round + i) % 26, len);
            words[len] = '\0';
            message_make(store, &conversations[i], i % 3 ? DIRECTION_IN : DIRECTION_OUT, words);
        }
}

static void conversation_is_readable(struct store *store, const struct conversation *conversation)
{
    struct message messages[ROUNDS];
    size_t count;

    CHECK(message_page(store, conversation->id, 0, ROUNDS, messages, &count) == OK);
    CHECK(count == ROUNDS);
}

static void every_second_texter_goes(bool words_only)
{
    static struct conversation conversations[TEXTERS];
    static struct scraps scraps;
    struct fixture *f = fixture_open();

    scraps.count = 0;
    for (int i = 0; i < TEXTERS; i++) conversations[i] = waiting_make(&f->store, i + 1);
    everybody_writes(&f->store, conversations);
    for (int i = 0; i < TEXTERS; i++) crumbs_make(&f->store, &conversations[i]);
    fixture_commit(f);
    for (int i = 0; i < TEXTERS; i += 2) {
        if (words_only)
            scraps_take(&f->store, "SELECT body FROM message WHERE conversation = $1",
                        conversations[i].id.n, &scraps);
        else
            scraps_of(&f->store, &conversations[i], &scraps);
    }
    CHECK(scraps_in_files(f, &scraps) >= scraps.count);
    for (int i = 0; i < TEXTERS; i += 2) {
        CHECK((words_only ? words_erase(&f->store, conversations[i].id)
                          : conversation_erase(&f->store, conversations[i].id)) == OK);
        if (!words_only) CHECK(texter_erase(&f->store, conversations[i].texter) == OK);
        if (i % 8 == 0) fixture_commit(f);
    }
    CHECK(store_commit(&f->store) == OK);
    CHECK(db_checkpoint_all(f->store.db) == OK);
    CHECK(scraps_in_files(f, &scraps) == 0);
    CHECK(store_begin(&f->store) == OK);
    for (int i = 1; i < TEXTERS; i += 2) conversation_is_readable(&f->store, &conversations[i]);
    fixture_close(f);
}

static void what_is_old_is_found(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1), loaded;
    conversation_id found[2];
    size_t count;
    ms closed_at;

    CHECK(words_oldest(&f->store, &closed_at) == OK && closed_at == 0);
    conversation.state = CONVERSATION_CLOSED;
    conversation.closed_at = NOW + 5;
    CHECK(conversation_save(&f->store, &conversation) == OK);
    CHECK(words_oldest(&f->store, &closed_at) == OK && closed_at == NOW + 5);
    CHECK(words_old(&f->store, NOW + 4, 2, found, &count) == OK && count == 0);
    CHECK(words_old(&f->store, NOW + 5, 2, found, &count) == OK && count == 1);
    CHECK(found[0].n == conversation.id.n);
    CHECK(words_erase(&f->store, conversation.id) == OK);
    CHECK(words_erase(&f->store, conversation.id) == OK); /* twice is once */
    CHECK(words_oldest(&f->store, &closed_at) == OK && closed_at == 0);
    CHECK(conversation_load(&f->store, conversation.id, &loaded) == OK && !loaded.has_words);
    CHECK(conversation_erase(&f->store, conversation.id) == OK);
    CHECK(conversation_erase(&f->store, conversation.id) == ERR_MISSING);
    fixture_close(f);
}

int main(void)
{
    every_second_texter_goes(false);
    every_second_texter_goes(true);
    what_is_old_is_found();
    return check_end();
}
