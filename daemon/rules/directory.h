/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_DIRECTORY_H
#define RULES_DIRECTORY_H
/*
 * directory.h — what may be said of a service, when it may be offered, and whose word counts.
 *
 * Two hands write the same entry: its publisher's, with every import, and the line's own. The
 * line's words are never taken back by an import; a publisher's no is never overruled by the line.
 */
#include "rules/model.h"

/* Bounds of a field; `chars` is less than its bytes where texts are paid by part. */
struct resource_bounds {
    size_t offset, size;
    size_t chars;
    bool needed;
    bool local; /* the line may write it over its publisher's */
};
extern const struct resource_bounds resource_bounds[RESOURCE_FIELDS];

/* Where the field lies in the resource: a string of resource_bounds[field].size bytes. */
char *resource_field_of(struct resource *resource, enum resource_field field);
const char *resource_field_get(const struct resource *resource, enum resource_field field);

/* NULL, or why `value` cannot stand in the field: "too_long", "missing", "malformed". */
const char *resource_field_trouble(enum resource_field field, const char *value);

/* What follows from the words of an entry: its digits, and whether it is free. */
void resource_follow(struct resource *resource);

/* Whether it may be offered now. */
bool resource_may_be_offered(const struct resource *resource);

/*
 * Nobody of this line has checked it in the last 180 days; `today` in days since 1970, `own` and
 * `checked` as in struct resource.
 */
bool resource_is_stale(unsigned own, const char *checked, int today);

/*
 * A wrong number or wrong hours can cost the one call that somebody dares to make: whatever texters
 * may have been given is changed by two people. What was never on is one person's to write.
 */
bool resource_needs_second(const struct resource *resource, enum resource_field field);

/*
 * What becomes of `known` when its publisher tells `told`: the line's own words, approval and
 * checks are kept, as far as they can be true of the new one.
 */
void resource_tell_anew(struct resource *known, const struct resource *told);

/* Its feed does not have it any more. */
void resource_vanish(struct resource *resource);

/* Somebody of the line has called or texted it on that day: "2026-11-22". */
void resource_check(struct resource *resource, const char day[11]);

#endif
