/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_ATTENDANCE_H
#define EDGE_ATTENDANCE_H
/*
 * attendance.h — who has a console open, and telling the engine when that changes.
 *
 * A telling that the engine had no room for is not lost: attendance_tell() tries again whatever it
 * does not know yet. The process's end is not told: at its start the engine takes nobody for
 * connected.
 */
#include "edge/post.h"

struct attendance_row {
    person_id person;
    size_t streams;
    bool told; /* the engine believes that the person is connected */
};

struct attendance {
    struct post *post;
    size_t count, size;
    struct attendance_row *row;
};

void attendance_init(struct attendance *attendance, struct post *post);
void attendance_wipe(struct attendance *attendance);

/* One stream more or one less of this person's. */
void attendance_add(struct attendance *attendance, person_id person);
void attendance_drop(struct attendance *attendance, person_id person);

/* Tells the engine what it does not know yet. */
void attendance_tell(struct attendance *attendance);

#endif
