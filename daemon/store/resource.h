/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_RESOURCE_H
#define STORE_RESOURCE_H
/*
 * resource.h — the directory: services, and the words they are found by.
 *
 * A service also keeps its source, the record as its publisher wrote it, so that what this line
 * has no use for is not lost when the directory is given on. resource_search() is the only place
 * that knows how words are found.
 */
#include "store/store.h"

#define RESOURCE_SOURCE_MAX ((size_t)128 * 1024)

/* As much of a row as decides whether somebody wants to see it; the strings are the store's. */
struct resource_brief {
    bool active, free, gone, phone_changed, waiting, reported;
    unsigned own;
    const char *checked, *schedules;
};

struct resource_filter {
    const char *words; /* found by their beginnings; the least of them must all be there */
    const char *area, *languages, *audience, *tags; /* likewise, in these fields alone */
    bool offered;                                   /* only what may be offered */
    bool free;
    ms changed_since; /* only what was changed then or later; 0: all of them */
    /* Asked for each that fits so far: the store knows no hours and no days. NULL: all of them. */
    bool (*keep)(void *arg, const struct resource_brief *brief);
    void *arg;
};

/* `source` may be empty: the line's own entry. ERR_CONFLICT: the id is there already. */
MUST_CHECK enum err resource_add(struct store *store, const struct resource *resource,
                                 const char *source);

/* Guarded by rev, which it raises; source NULL: it stays. */
MUST_CHECK enum err resource_save(struct store *store, struct resource *resource,
                                  const char *source);

MUST_CHECK enum err resource_load(struct store *store, const char *id, struct resource *resource);

/* Its number in the store, by which events and changes name it. */
MUST_CHECK enum err resource_seq(struct store *store, const char *id, int64_t *seq);
MUST_CHECK enum err resource_by_seq(struct store *store, int64_t seq, struct resource *resource);

/* Somebody says that something is wrong with it. No change of it: whoever writes goes on. */
MUST_CHECK enum err resource_report(struct store *store, const char *id);

/* Whether it was told with exactly this source the last time. */
MUST_CHECK enum err resource_source_is(struct store *store, const char *id, const char *source,
                                       bool *same);

/* The source, which the caller frees with free(). */
MUST_CHECK enum err resource_source(struct store *store, const char *id, char **source);

/*
 * At most `max` of them from the `skip`th on, best first; without words in the order they came.
 * `more`: there are others behind.
 */
MUST_CHECK enum err resource_search(struct store *store, const struct resource_filter *filter,
                                    size_t skip, size_t max, struct resource *resources,
                                    size_t *count, bool *more);

/* How many there are of them in all. */
MUST_CHECK enum err resource_total(struct store *store, const struct resource_filter *filter,
                                   int64_t *total);

MUST_CHECK enum err resource_count(struct store *store, int64_t *count);

/* In the order of their ids, after `id`. */
MUST_CHECK enum err resource_after(struct store *store, const char *id, size_t max,
                                   struct resource *resources, size_t *count);

/* ---- what an import meets ---- */

/* From here on it is this import that takes the feed in, and it has met nothing. */
MUST_CHECK enum err resource_run_begin(struct store *store, const char *feed, int64_t run);

/* ERR_CONFLICT: another one has begun since. */
MUST_CHECK enum err resource_run_check(struct store *store, const char *feed, int64_t run);
MUST_CHECK enum err resource_run_end(struct store *store, const char *feed);

MUST_CHECK enum err resource_seen_add(struct store *store, const char *feed, const char *id);

/* How many services a feed has that are not known to be gone. */
MUST_CHECK enum err resource_feed_count(struct store *store, const char *feed, int64_t *count);

/* At most `max` of the feed's services that were not met and are not known to be gone. */
MUST_CHECK enum err resource_unseen(struct store *store, const char *feed, size_t max,
                                    struct resource *resources, size_t *count);

#endif
