/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/simulator_report.h"

#include <string.h>

#define TOLD_AFTER 400 /* ms */

void simulator_reports_add(struct simulator_reports *reports, const struct delivery *delivery)
{
    if (reports->count == SIMULATOR_REPORTS_MAX) return;
    reports->report[reports->count++] =
        (struct simulator_report){ .due = clock_steady() + TOLD_AFTER, .delivery = *delivery };
}

static enum err report_tell(struct simulator_reports *reports, const struct delivery *delivery)
{
    struct command *command = command_new(COMMAND_DELIVERY, clock_now());

    command->u.delivery = *delivery;
    return post_command(reports->post, command, NULL, NULL, (struct http_ticket){ .turn = 0 });
}

void simulator_reports_turn(struct simulator_reports *reports, ms now)
{
    size_t told = 0;

    while (told < reports->count && reports->report[told].due <= now &&
           !report_tell(reports, &reports->report[told].delivery))
        told++;
    reports->count -= told;
    memmove(&reports->report[0], &reports->report[told],
            reports->count * sizeof reports->report[0]);
}
