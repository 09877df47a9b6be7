/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/hsds_columns.h"

#include <stdio.h>

#include "base/text.h"

#define TELL_BYTES 512

static void unknown_tell(const struct csv *csv, hsds_column_is_known *is_known, const void *arg,
                         const struct hsds_notes *notes)
{
    char names[TELL_BYTES], why[TELL_BYTES + 64];
    struct str str;

    str_init(&str, names, sizeof names);
    for (size_t i = 0; i < csv->columns; i++)
        if (!is_known(arg, csv->name[i])) str_addf(&str, "%s%s", str.len ? ", " : "", csv->name[i]);
    if (!str.len) return;
    snprintf(why, sizeof why, "columns kept, but not used: %s%s", names, str.cut ? " ..." : "");
    hsds_note(notes, "", why);
}

static void longer_tell(const struct csv *csv, const struct hsds_notes *notes)
{
    struct hsds_notes there = *notes;
    char why[128];

    if (!csv->longer) return;
    there.line = csv->longer_line;
    snprintf(why, sizeof why,
             "more cells than columns, here and in %zu other rows: they are left out",
             csv->longer - 1);
    hsds_note(&there, "", why);
}

void hsds_columns_tell(const struct csv *csv, hsds_column_is_known *is_known, const void *arg,
                       const struct hsds_notes *notes)
{
    unknown_tell(csv, is_known, arg, notes);
    longer_tell(csv, notes);
}
