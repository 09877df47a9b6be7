/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/zone_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "edge/zone_rule.h"

#define FILE_BYTES_MAX ((size_t)64 * 1024)
#define HEADER_BYTES 44
#define TYPE_BYTES 6
#define RULE_BYTES_MAX 127
#define PATH_MAX_BYTES 512
/* What was before the line was is of no interest, and the list stays short. */
#define SINCE INT64_C(1577836800000) /* 2020 */

/* The bytes of a block, and how many there are of each kind. */
struct block {
    const uint8_t *at;
    size_t utc_count, wall_count, leap_count, time_count, type_count, char_count, time_bytes;
};

static uint32_t number_read(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int64_t time_read(const struct block *block, size_t i)
{
    const uint8_t *bytes = block->at + i * block->time_bytes;

    if (block->time_bytes == 4) return (int32_t)number_read(bytes);
    return (int64_t)((uint64_t)number_read(bytes) << 32 | number_read(bytes + 4));
}

static size_t block_size(const struct block *block)
{
    return block->time_count * (block->time_bytes + 1) + block->type_count * TYPE_BYTES +
           block->char_count + block->leap_count * (block->time_bytes + 4) + block->wall_count +
           block->utc_count;
}

/* Reads a header; false if what it announces is not there. */
static bool block_read(const uint8_t *bytes, size_t len, size_t time_bytes, struct block *block)
{
    if (len < HEADER_BYTES || memcmp(bytes, "TZif", 4)) return false;
    *block = (struct block){
        .at = bytes + HEADER_BYTES,
        .utc_count = number_read(bytes + 20),
        .wall_count = number_read(bytes + 24),
        .leap_count = number_read(bytes + 28),
        .time_count = number_read(bytes + 32),
        .type_count = number_read(bytes + 36),
        .char_count = number_read(bytes + 40),
        .time_bytes = time_bytes,
    };
    return block->type_count > 0 && block->type_count <= 256 && block->time_count <= 4096 &&
           block_size(block) <= len - HEADER_BYTES;
}

static bool offset_read(const struct block *block, size_t type, int *offset)
{
    const uint8_t *types = block->at + block->time_count * (block->time_bytes + 1);

    if (type >= block->type_count) return false;
    *offset = (int32_t)number_read(types + type * TYPE_BYTES);
    return *offset > -24 * 3600 && *offset < 24 * 3600;
}

static enum err changes_read(const struct block *block, struct zone *zone)
{
    const uint8_t *types = block->at + block->time_count * block->time_bytes;

    if (!offset_read(block, 0, &zone->offset)) return ERR_INPUT;
    for (size_t i = 0; i < block->time_count; i++) {
        struct zone_change change = { SECONDS(time_read(block, i)), 0 };

        if (!offset_read(block, types[i], &change.offset)) return ERR_INPUT;
        if (zone->count == ZONE_CHANGES_MAX) return ERR_INPUT;
        if (change.at < SINCE)
            zone->offset = change.offset;
        else
            zone->change[zone->count++] = change;
    }
    return OK;
}

/* The line after the last block: "\nEST5EDT,M3.2.0,M11.1.0\n". */
static enum err rule_read(const uint8_t *bytes, size_t len, struct zone *zone)
{
    const char *text = (const char *)bytes;
    const char *end = len > 1 ? memchr(text + 1, '\n', len - 1) : NULL;
    char rule[RULE_BYTES_MAX + 1];
    ms last = zone->count ? zone->change[zone->count - 1].at : SINCE;

    if (!end || *text != '\n') return ERR_INPUT;
    if (end == text + 1) return OK; /* it has none */
    if (str_copy_len(rule, sizeof rule, text + 1, (size_t)(end - text - 1))) return ERR_INPUT;
    return zone_rule_add(rule, last, zone);
}

/* The first block is for programs that know only 32 bits of time. */
enum err zone_file_read(const uint8_t *bytes, size_t len, struct zone *zone)
{
    struct block block;
    size_t first;
    enum err err;

    zone->count = 0;
    if (!block_read(bytes, len, 4, &block)) return ERR_INPUT;
    if (bytes[4] < '2') return changes_read(&block, zone);
    first = HEADER_BYTES + block_size(&block);
    if (!block_read(bytes + first, len - first, 8, &block)) return ERR_INPUT;
    err = changes_read(&block, zone);
    first += HEADER_BYTES + block_size(&block);
    return err ? err : rule_read(bytes + first, len - first, zone);
}

/* No way out of the folder. */
static bool name_is_plain(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "_+-/";

    return *name && *name != '/' && strspn(name, letters) == strlen(name);
}

enum err zone_file_load(const char *dir, const char *name, struct zone *zone, char *why,
                        size_t why_size)
{
    char path[PATH_MAX_BYTES];
    char *bytes;
    size_t len;
    enum err err;

    *zone = (struct zone){ .count = 0 };
    if (!name_is_plain(name) || STR_COPY(zone->name, name)) {
        snprintf(why, why_size, "%s is no name of a time zone", name);
        return ERR_INPUT;
    }
    if (!strcmp(name, "UTC")) return OK;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    err = file_read(path, FILE_BYTES_MAX, &bytes, &len, why, why_size);
    if (err) return err;
    err = zone_file_read((const uint8_t *)bytes, len, zone);
    free(bytes);
    if (err) snprintf(why, why_size, "%s is no time zone that can be read", path);
    return err;
}
