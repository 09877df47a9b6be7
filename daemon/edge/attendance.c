/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/attendance.h"

#include <stdlib.h>

#include "base/alloc.h"

void attendance_init(struct attendance *attendance, struct post *post)
{
    *attendance = (struct attendance){ .post = post };
}

void attendance_wipe(struct attendance *attendance)
{
    free(attendance->row);
    *attendance = (struct attendance){ 0 };
}

static struct attendance_row *row_find(struct attendance *attendance, person_id person)
{
    for (size_t i = 0; i < attendance->count; i++)
        if (attendance->row[i].person.n == person.n) return &attendance->row[i];
    return NULL;
}

static struct attendance_row *row_add(struct attendance *attendance, person_id person)
{
    if (attendance->count == attendance->size) {
        attendance->size = attendance->size ? 2 * attendance->size : 16;
        attendance->row = xrealloc(attendance->row, attendance->size, sizeof *attendance->row);
    }
    attendance->row[attendance->count] = (struct attendance_row){ .person = person };
    return &attendance->row[attendance->count++];
}

static void row_tell(struct attendance *attendance, struct attendance_row *row)
{
    bool connected = row->streams > 0;
    struct command *command;

    if (row->told == connected) return;
    command = command_new(COMMAND_PRESENCE, clock_now());
    command->u.presence = (struct presence_change){ row->person, connected };
    if (!post_command(attendance->post, command, NULL, NULL, (struct http_ticket){ 0 }))
        row->told = connected;
}

/* Whoever has left, and is known to have left, needs no row. */
static void row_forget(struct attendance *attendance, struct attendance_row *row)
{
    if (!row->streams && !row->told) *row = attendance->row[--attendance->count];
}

void attendance_add(struct attendance *attendance, person_id person)
{
    struct attendance_row *row = row_find(attendance, person);

    if (!row) row = row_add(attendance, person);
    row->streams++;
    row_tell(attendance, row);
}

void attendance_drop(struct attendance *attendance, person_id person)
{
    struct attendance_row *row = row_find(attendance, person);

    must(row && row->streams);
    row->streams--;
    row_tell(attendance, row);
    row_forget(attendance, row);
}

void attendance_tell(struct attendance *attendance)
{
    for (size_t i = attendance->count; i-- > 0;) {
        row_tell(attendance, &attendance->row[i]);
        row_forget(attendance, &attendance->row[i]);
    }
}
