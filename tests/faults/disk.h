/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_FAULTS_DISK_H
#define TESTS_FAULTS_DISK_H
/*
 * disk.h — a disk between SQLite and the files that fails when it is told to, and forgets at a
 * power cut whatever was not synced.
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum fault { FAULT_NONE, FAULT_READ, FAULT_WRITE, FAULT_FULL, FAULT_SYNC };

struct disk {
    sqlite3_vfs vfs, *below;
    enum fault fault;
    int countdown, syncs;
    bool failed, cut;
};

static struct disk disk;

/* SQLite gives room for both: ours, and the file below right behind it. */
struct disk_file {
    sqlite3_file base;
    const char *path;
    sqlite3_file *below;
};

static sqlite3_file *below(sqlite3_file *file)
{
    return ((struct disk_file *)file)->below;
}

static bool fails(enum fault fault)
{
    if (disk.cut) return true;
    if (disk.fault != fault || --disk.countdown) return false;
    disk.failed = true;
    return true;
}

static void synced_name(char name[256], const char *path)
{
    if (snprintf(name, 256, "%s.synced", path) >= 256) abort();
}

static void file_copy(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = in ? fopen(to, "wb") : NULL;
    char bytes[65536];
    size_t len;

    if (!in) unlink(to);
    while (out && (len = fread(bytes, 1, sizeof bytes, in)) > 0) fwrite(bytes, 1, len, out);
    if (in) fclose(in);
    if (out) fclose(out);
}

static int on_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 at)
{
    if (fails(FAULT_READ)) return SQLITE_IOERR_READ;
    return below(file)->pMethods->xRead(below(file), bytes, len, at);
}

/* A write that fails has done half of its work; one on a full disk, none. */
static int on_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    if (disk.cut) return SQLITE_IOERR_WRITE;
    if (fails(FAULT_FULL)) return SQLITE_FULL;
    if (fails(FAULT_WRITE)) {
        below(file)->pMethods->xWrite(below(file), bytes, len / 2, at);
        return SQLITE_IOERR_WRITE;
    }
    return below(file)->pMethods->xWrite(below(file), bytes, len, at);
}

/* The copy is the sync: no test here waits for a real disk. */
static int on_sync(sqlite3_file *file, int flags)
{
    char synced[256];

    (void)flags;
    if (fails(FAULT_SYNC)) return SQLITE_IOERR_FSYNC;
    disk.syncs++;
    synced_name(synced, ((struct disk_file *)file)->path);
    file_copy(((struct disk_file *)file)->path, synced);
    return SQLITE_OK;
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (disk.cut) return SQLITE_IOERR_TRUNCATE;
    return below(file)->pMethods->xTruncate(below(file), size);
}

static int on_close(sqlite3_file *file)
{
    return below(file)->pMethods->xClose(below(file));
}

static int on_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return below(file)->pMethods->xFileSize(below(file), size);
}

static int on_lock(sqlite3_file *file, int level)
{
    return below(file)->pMethods->xLock(below(file), level);
}

static int on_unlock(sqlite3_file *file, int level)
{
    return below(file)->pMethods->xUnlock(below(file), level);
}

static int on_check_lock(sqlite3_file *file, int *locked)
{
    return below(file)->pMethods->xCheckReservedLock(below(file), locked);
}

static int on_control(sqlite3_file *file, int what, void *arg)
{
    return below(file)->pMethods->xFileControl(below(file), what, arg);
}

static int on_sector_size(sqlite3_file *file)
{
    return below(file)->pMethods->xSectorSize(below(file));
}

static int on_characteristics(sqlite3_file *file)
{
    return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

static int on_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
    return below(file)->pMethods->xShmMap(below(file), page, size, extend, memory);
}

static int on_map_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return below(file)->pMethods->xShmLock(below(file), offset, n, flags);
}

static void on_map_barrier(sqlite3_file *file)
{
    below(file)->pMethods->xShmBarrier(below(file));
}

static int on_unmap(sqlite3_file *file, int remove)
{
    return below(file)->pMethods->xShmUnmap(below(file), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = on_close,
    .xRead = on_read,
    .xWrite = on_write,
    .xTruncate = on_truncate,
    .xSync = on_sync,
    .xFileSize = on_size,
    .xLock = on_lock,
    .xUnlock = on_unlock,
    .xCheckReservedLock = on_check_lock,
    .xFileControl = on_control,
    .xSectorSize = on_sector_size,
    .xDeviceCharacteristics = on_characteristics,
    .xShmMap = on_map,
    .xShmLock = on_map_lock,
    .xShmBarrier = on_map_barrier,
    .xShmUnmap = on_unmap,
};

static int on_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out)
{
    struct disk_file *ours = (struct disk_file *)file;
    int rc;

    (void)vfs;
    ours->path = path;
    ours->below = (sqlite3_file *)(ours + 1);
    rc = disk.below->xOpen(disk.below, path, ours->below, flags, out);
    file->pMethods = rc == SQLITE_OK ? &methods : NULL;
    return rc;
}

static int on_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    (void)vfs;
    return disk.cut ? SQLITE_IOERR_DELETE : disk.below->xDelete(disk.below, path, sync_folder);
}

/* Once, before a database is opened. There is one disk per process: SQLite keeps it. */
static void disk_install(void)
{
    disk.below = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.below;
    disk.vfs.zName = "disk";
    disk.vfs.szOsFile = (int)sizeof(struct disk_file) + disk.below->szOsFile;
    disk.vfs.pNext = NULL;
    disk.vfs.xOpen = on_open;
    disk.vfs.xDelete = on_delete;
    sqlite3_vfs_register(&disk.vfs, 1);
}

/* The n-th call of this kind fails, once. Forgets what was counted before. */
static void disk_arm(enum fault fault, int n)
{
    disk.fault = fault;
    disk.countdown = n;
    disk.failed = false;
    disk.syncs = 0;
}

static void log_name(char name[256], const char *path)
{
    snprintf(name, 256, "%s-wal", path);
}

/* What is in the database file and its log now counts as synced. */
static void disk_settle(const char *path)
{
    char log[256], synced[256];

    log_name(log, path);
    synced_name(synced, path);
    file_copy(path, synced);
    synced_name(synced, log);
    file_copy(log, synced);
}

/* Nothing reaches the files any more, until disk_return() puts back what had been synced. */
static void disk_cut(void)
{
    disk.cut = true;
}

/* The shared memory beside the log is gone with the power. */
static void disk_return(const char *path)
{
    char log[256], synced[256], memory[256];

    log_name(log, path);
    synced_name(synced, path);
    file_copy(synced, path);
    synced_name(synced, log);
    file_copy(synced, log);
    snprintf(memory, sizeof memory, "%s-shm", path);
    unlink(memory);
    disk.cut = false;
    disk_arm(FAULT_NONE, 0);
}

#endif
