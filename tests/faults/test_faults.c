/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * P1: a text we said yes to is on disk. Every read, write and sync of a scene fails in turn, the
 * power goes, and what had been acknowledged is there; what had not is there whole or not at all.
 */
#include "../store/fixture.h"
#include "disk.h"
#include "store/event.h"

#define COMMITS 6

struct scene {
    struct fixture *f;
    conversation_id conversation;
    int tried, acknowledged; /* commits */
};

static void scene_open(struct scene *scene)
{
    struct conversation conversation;

    disk_arm(FAULT_NONE, 0);
    *scene = (struct scene){ .f = fixture_open() };
    conversation = waiting_make(&scene->f->store, 1);
    scene->conversation = conversation.id;
    CHECK(store_commit(&scene->f->store) == OK);
    store_close(&scene->f->store);
    disk_settle(scene->f->path);
}

static void scene_close(struct scene *scene)
{
    char path[128];

    store_close(&scene->f->store);
    snprintf(path, sizeof path, "%s.synced", scene->f->path);
    unlink(path);
    snprintf(path, sizeof path, "%s-wal.synced", scene->f->path);
    unlink(path);
    fixture_remove(scene->f);
}

/* One text as the engine takes it: message, conversation and event, or none of them. */
static enum err text_take(struct store *store, conversation_id id)
{
    struct conversation conversation;
    struct message message = { .direction = DIRECTION_IN, .body = text_of("do not lose me") };
    struct event_row event = { .kind = EVENT_MESSAGE_CREATED, .conversation = id };
    enum err err = conversation_load(store, id, &conversation);

    if (err) return err;
    message.conversation = id;
    message.seq = ++conversation.last_seq;
    err = message_add(store, &message, "phones", "");
    if (!err) err = conversation_save(store, &conversation);
    if (!err) err = event_append(store, &event);
    return err;
}

static enum err text_commit(struct store *store, conversation_id id)
{
    enum err err = store_begin(store);

    if (err) return err;
    err = text_take(store, id);
    if (!err) return store_commit(store);
    store_rollback(store);
    return err;
}

/* As the engine does: after an I/O error it ends, after any other trouble it goes on. */
static void scene_play(struct scene *scene)
{
    struct fixture *f = scene->f;
    char why[256];

    if (store_open(&f->store, f->url, DB_WRITER, &f->keys, why, sizeof why)) return;
    for (int i = 0; i < COMMITS && !db_is_broken(f->store.db); i++) {
        scene->tried++;
        if (!text_commit(&f->store, scene->conversation)) scene->acknowledged++;
        if (i % 2 && db_checkpoint_all(f->store.db)) continue;
    }
}

static void messages_check(struct scene *scene, int64_t count)
{
    struct message *messages = calloc(COMMITS, sizeof *messages);
    size_t found;

    CHECK(message_page(&scene->f->store, scene->conversation, 0, COMMITS, messages, &found) == OK);
    CHECK((int64_t)found == count);
    for (size_t i = 0; i < found; i++)
        CHECK(messages[i].seq == (int64_t)i + 1 && !strcmp(messages[i].body.s, "do not lose me"));
    free(messages);
}

static void scene_check(struct scene *scene)
{
    struct store *store = &scene->f->store;
    struct conversation conversation;

    CHECK(store_open_at(scene->f, DB_WRITER, store) == OK);
    CHECK(conversation_load(store, scene->conversation, &conversation) == OK);
    CHECK(conversation.last_seq >= scene->acknowledged);
    CHECK(conversation.last_seq <= scene->tried);
    CHECK(sql_int(store, "SELECT count(*) FROM event") == conversation.last_seq);
    messages_check(scene, conversation.last_seq);
    CHECK(sql_int(store, "SELECT count(*) FROM pragma_integrity_check"
                         " WHERE integrity_check = 'ok'") == 1);
    CHECK(text_commit(store, scene->conversation) == OK); /* and life goes on */
}

/* Returns whether the fault was met: the scene has fewer such calls than n otherwise. */
static bool scene_run(enum fault fault, int n)
{
    struct scene scene;
    bool met;

    scene_open(&scene);
    disk_arm(fault, n);
    scene_play(&scene);
    met = disk.failed;
    disk_cut();
    store_close(&scene.f->store);
    disk_return(scene.f->path);
    if (!met) CHECK(scene.acknowledged == COMMITS);
    scene_check(&scene);
    scene_close(&scene);
    return met;
}

static void nothing_acknowledged_is_lost(enum fault fault, int at_least)
{
    int n = 1;

    while (scene_run(fault, n)) n++;
    CHECK(n > at_least);
}

/* A cut that loses nothing would prove nothing. */
static void what_is_not_synced_is_lost(void)
{
    struct scene scene;
    int64_t count;

    scene_open(&scene);
    CHECK(store_open_at(scene.f, DB_WRITER, &scene.f->store) == OK);
    CHECK(sql_run(&scene.f->store, "PRAGMA synchronous=OFF") == OK);
    CHECK(text_commit(&scene.f->store, scene.conversation) == OK);
    disk_cut();
    store_close(&scene.f->store);
    disk_return(scene.f->path);
    CHECK(store_open_at(scene.f, DB_WRITER, &scene.f->store) == OK);
    count = sql_int(&scene.f->store, "SELECT count(*) FROM message");
    CHECK(count == 0);
    scene_close(&scene);
}

static void a_commit_is_one_sync(void)
{
    struct scene scene;

    scene_open(&scene);
    CHECK(store_open_at(scene.f, DB_WRITER, &scene.f->store) == OK);
    CHECK(text_commit(&scene.f->store, scene.conversation) == OK); /* begins the log */
    disk_arm(FAULT_NONE, 0);
    for (int i = 0; i < 10; i++) CHECK(text_commit(&scene.f->store, scene.conversation) == OK);
    CHECK(disk.syncs == 10);
    scene_close(&scene);
}

static void a_full_disk_is_waited_for(void)
{
    struct scene scene;
    struct store *store;

    scene_open(&scene);
    store = &scene.f->store;
    CHECK(store_open_at(scene.f, DB_WRITER, store) == OK);
    disk_arm(FAULT_FULL, 1);
    CHECK(text_commit(store, scene.conversation) == ERR_DOWN);
    CHECK(!db_is_broken(store->db));
    CHECK(text_commit(store, scene.conversation) == OK);
    CHECK(sql_int(store, "SELECT count(*) FROM message") == 1);
    scene_close(&scene);
}

static void a_failed_sync_is_never_forgotten(void)
{
    struct scene scene;
    struct store *store;

    scene_open(&scene);
    store = &scene.f->store;
    CHECK(store_open_at(scene.f, DB_WRITER, store) == OK);
    disk_arm(FAULT_SYNC, 1);
    CHECK(text_commit(store, scene.conversation) == ERR_DOWN);
    CHECK(db_is_broken(store->db));
    scene_close(&scene);

    scene_open(&scene); /* the same while the log is emptied */
    CHECK(store_open_at(scene.f, DB_WRITER, store = &scene.f->store) == OK);
    CHECK(text_commit(store, scene.conversation) == OK);
    disk_arm(FAULT_SYNC, 1);
    CHECK(db_checkpoint_all(store->db) == ERR_DOWN);
    CHECK(db_is_broken(store->db));
    scene_close(&scene);
}

/*
 * SQLite takes a whole transaction back when a read fails. What the engine says after that must
 * not be done outside of any transaction.
 */
static void what_was_given_up_takes_no_more_statements(void)
{
    struct scene scene;
    struct store *store;
    struct conversation conversation;

    scene_open(&scene);
    store = &scene.f->store;
    CHECK(store_open_at(scene.f, DB_WRITER, store) == OK);
    CHECK(store_begin(store) == OK);
    CHECK(db_mark(store->db) == OK);
    disk_arm(FAULT_READ, 1);
    CHECK(conversation_load(store, scene.conversation, &conversation) == ERR_DOWN);
    CHECK(disk.failed);
    CHECK(db_undo(store->db) == ERR_DOWN);
    CHECK(db_mark(store->db) == ERR_DOWN);
    CHECK(sql_run(store, "DELETE FROM conversation") == ERR_DOWN);
    CHECK(store_commit(store) == ERR_DOWN);
    CHECK(conversation_load(store, scene.conversation, &conversation) == OK);
    CHECK(text_commit(store, scene.conversation) == OK);
    scene_close(&scene);
}

int main(void)
{
    disk_install();
    what_is_not_synced_is_lost();
    a_commit_is_one_sync();
    a_full_disk_is_waited_for();
    a_failed_sync_is_never_forgotten();
    what_was_given_up_takes_no_more_statements();
    nothing_acknowledged_is_lost(FAULT_READ, 5);
    nothing_acknowledged_is_lost(FAULT_WRITE, 20);
    nothing_acknowledged_is_lost(FAULT_FULL, 20);
    nothing_acknowledged_is_lost(FAULT_SYNC, 5);
    return check_end();
}
