/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H
/*
 * fixture.h — a store in a folder of its own, inside a transaction, and a few rows to begin with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../check.h"
#include "store/conversation.h"
#include "store/message.h"
#include "store/person.h"
#include "store/store.h"
#include "store/texter.h"

#define NOW INT64_C(1700000000000)

struct fixture {
    char folder[64], path[80], url[96];
    struct crypt_keys keys;
    struct store store;
};

static inline void fixture_name(struct fixture *fixture)
{
    snprintf(fixture->folder, sizeof fixture->folder, "/tmp/store-test-XXXXXX");
    CHECK(mkdtemp(fixture->folder) != NULL);
    snprintf(fixture->path, sizeof fixture->path, "%s/line.db", fixture->folder);
    snprintf(fixture->url, sizeof fixture->url, "sqlite:%s", fixture->path);
    CHECK(crypt_start() == OK);
    crypt_random(&fixture->keys, sizeof fixture->keys);
}

static inline enum err store_open_at(struct fixture *fixture, enum db_mode mode,
                                     struct store *store)
{
    char why[256];
    enum err err = store_open(store, fixture->url, mode, &fixture->keys, why, sizeof why);

    if (err) printf("cannot open: %s\n", why);
    return err;
}

/* A writer, with a transaction begun. */
static inline struct fixture *fixture_open(void)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    fixture_name(fixture);
    if (store_open_at(fixture, DB_WRITER, &fixture->store)) exit(1);
    CHECK(store_begin(&fixture->store) == OK);
    return fixture;
}

static inline void fixture_remove(struct fixture *fixture)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    char path[96];

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(path, sizeof path, "%s%s", fixture->path, ends[i]);
        unlink(path);
    }
    rmdir(fixture->folder);
    free(fixture);
}

static inline void fixture_close(struct fixture *fixture)
{
    store_rollback(&fixture->store);
    store_close(&fixture->store);
    fixture_remove(fixture);
}

/* Commits, so that another connection sees it, and begins anew. */
static inline void fixture_commit(struct fixture *fixture)
{
    CHECK(store_commit(&fixture->store) == OK);
    CHECK(store_begin(&fixture->store) == OK);
}

/* Says it in SQL, where a test must do what the store never does. `sql` lives for ever. */
static inline enum err sql_run(struct store *store, const char *sql)
{
    return stmt_run(stmt_get(store->db, sql));
}

static inline int64_t sql_int(struct store *store, const char *sql)
{
    struct stmt *stmt = stmt_get(store->db, sql);

    return stmt_step(stmt) ? -1 : stmt_int(stmt);
}

static inline struct text text_of(const char *words)
{
    struct text text = { .len = (uint16_t)strlen(words) };

    memcpy(text.s, words, text.len);
    return text;
}

static inline struct phone phone_of(const char *number)
{
    struct phone phone = { "" };

    snprintf(phone.e164, sizeof phone.e164, "%s", number);
    return phone;
}

static inline struct texter texter_make(struct store *store, const char *number)
{
    struct texter texter = {
        .line = "main", .phone = phone_of(number), .alias = "Quiet Heron", .language = "en"
    };

    CHECK(texter_add(store, &texter) == OK);
    return texter;
}

static inline struct conversation conversation_make(struct store *store, texter_id texter)
{
    struct conversation conversation = {
        .texter = texter, .opened_at = NOW, .waiting_since = NOW, .due = NOW + 60000
    };

    CHECK(conversation_add(store, &conversation) == OK);
    return conversation;
}

/* A texter with a number of their own, waiting. */
static inline struct conversation waiting_make(struct store *store, int number)
{
    char e164[PHONE_BYTES_MAX + 1];

    snprintf(e164, sizeof e164, "+1555%07d", number);
    return conversation_make(store, texter_make(store, e164).id);
}

static inline struct message message_make(struct store *store, struct conversation *conversation,
                                          enum direction direction, const char *words)
{
    struct message message = { .conversation = conversation->id,
                               .seq = ++conversation->last_seq,
                               .direction = direction,
                               .at = NOW + conversation->last_seq,
                               .body = text_of(words),
                               .state =
                                   direction == DIRECTION_IN ? MESSAGE_RECEIVED : MESSAGE_QUEUED,
                               .segments = 1 };

    CHECK(message_add(store, &message, "phones", "") == OK);
    return message;
}

static inline struct person person_make(struct store *store, const char *name)
{
    struct person person = {
        .role = ROLE_PEER, .enabled = true, .shift = SHIFT_ON, .capacity = 3, .languages = { "en" }
    };

    snprintf(person.name, sizeof person.name, "%s", name);
    CHECK(person_add(store, &person, "a hash", NOW) == OK);
    return person;
}

#endif
