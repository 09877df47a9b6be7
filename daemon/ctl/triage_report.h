/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CTL_TRIAGE_REPORT_H
#define CTL_TRIAGE_REPORT_H
/*
 * triage_report.h — how often texts of each label reached each tier, and what that means.
 *
 * Recall is never told without the false alarms that it was bought with.
 */
#include <stdio.h>

#include "rules/model.h"

struct triage_report;

struct triage_report *triage_report_new(void);
void triage_report_free(struct triage_report *report);

/* Counts one text. False, and nothing counted: the label is too long, or there are too many. */
bool triage_report_add(struct triage_report *report, const char *label, enum tier tier);

void triage_report_print(const struct triage_report *report, FILE *to);

#endif
