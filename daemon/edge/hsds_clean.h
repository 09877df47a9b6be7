/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HSDS_CLEAN_H
#define EDGE_HSDS_CLEAN_H
/*
 * hsds_clean.h — a service as its publisher wrote it becomes one that is valid HSDS 3.0.
 *
 * What can be told is put right (ids of older feeds, numbers in quotes), what cannot is left out,
 * and each time somebody is told so. Clean once more, it stays as it is.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/uuid.h"

/* Something about a record that a person should know; borrowed for the call. */
struct hsds_note {
    const char *file;  /* of a package with several; else empty */
    size_t line;       /* where the record begins; 0: nobody knows */
    const char *id;    /* the service's; may be empty */
    const char *field; /* "phones[0].number" */
    const char *why;
    bool refused; /* the record does not go in */
};

struct hsds_notes {
    void (*note)(void *arg, const struct hsds_note *note); /* NULL: everybody has been told */
    void *arg;
    const char *file;
    size_t line;
    char id[UUID_BYTES + 1];
};

void hsds_note(const struct hsds_notes *notes, const char *field, const char *why);
void hsds_refuse(const struct hsds_notes *notes, const char *field, const char *why);

/*
 * In place. False: it has been refused. `feed` names where it comes from, for the UUIDs of what has
 * other ids; notes->id becomes the service's as soon as it is known.
 */
bool hsds_clean(json_t *service, const char *feed, struct hsds_notes *notes);

#endif
