/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/reader.h"

#include "engine/answer.h"
#include "rules/space.h"

enum err reader_open(struct reader *reader, const char *storage, const struct crypt_keys *keys,
                     struct settings *settings, struct mailbox *commands, char *why,
                     size_t why_size)
{
    enum err err;

    *reader = (struct reader){ .settings = settings_share(settings), .commands = commands };
    err = store_open(&reader->store, storage, DB_READER, keys, why, why_size);
    if (err) {
        reader_close(reader);
        return err;
    }
    reader->queries = mailbox_new(QUERIES_WAITING_MAX);
    reader->answers = mailbox_new(QUERIES_WAITING_MAX + 1);
    return OK;
}

static void query_drop(void *query)
{
    query_free(query);
}

void reader_close(struct reader *reader)
{
    mailbox_end(reader->queries, query_drop);
    mailbox_end(reader->answers, query_drop);
    store_close(&reader->store);
    settings_drop(reader->settings);
}

static void settings_take(struct reader *reader, struct query *query)
{
    settings_drop(reader->settings);
    reader->settings = query->settings;
    query->settings = NULL;
}

/* Outside a transaction, on the reader's connection: the line goes on writing meanwhile. */
static void backup_make(struct reader *reader, struct query *query)
{
    int64_t free_bytes, log_bytes;
    enum err err = db_space(reader->store.db, &free_bytes, &log_bytes);
    bool has_room =
        err || space_judge(free_bytes, log_bytes, reader->settings->disk_reserve) == SPACE_ENOUGH;

    if (!query->caller.is_operator) {
        query->answer.outcome = REFUSED_ROLE;
    } else if (!has_room) { /* what is left is for texts */
        query->answer.err = ERR_BUSY;
    } else {
        query->answer.err = db_copy(reader->store.db, query->path);
    }
}

void reader_answer(struct reader *reader, struct query *query)
{
    enum err err;

    if (query->kind == QUERY_SETTINGS) {
        settings_take(reader, query);
        return;
    }
    if (query->kind == QUERY_BACKUP) {
        backup_make(reader, query);
        return;
    }
    err = db_begin(reader->store.db);
    if (!err) err = answer_fill(reader, query);
    db_rollback(reader->store.db); /* it only read */
    query->answer.err = err;
}

static void *reader_run(void *arg)
{
    struct reader *reader = arg;
    void *query;

    while (mailbox_wait(reader->queries, &query, 1)) {
        reader_answer(reader, query);
        must(!mailbox_put(reader->answers, query)); /* as large as what may wait */
    }
    return NULL;
}

void reader_start(struct reader *reader)
{
    must(!pthread_create(&reader->thread, NULL, reader_run, reader));
}

void reader_stop(struct reader *reader)
{
    mailbox_close(reader->queries);
    must(!pthread_join(reader->thread, NULL));
}
