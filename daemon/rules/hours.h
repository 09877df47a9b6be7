/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_HOURS_H
#define RULES_HOURS_H
/*
 * hours.h — whether a service is open, from schedules as directories write them.
 *
 * There are three answers, and the third is honest: a schedule that is not understood to its last
 * word says neither open nor closed, and is shown as it is written. A person sent to a locked door
 * does not try the next one.
 */
#include "rules/model.h"
#include "rules/zone.h"

#define SCHEDULES_MAX 24

/* As HSDS has it: words of iCalendar. What is absent is NULL or empty. */
struct schedule_words {
    const char *freq, *byday, *bymonthday, *interval, *dtstart, *until, *valid_from, *valid_to,
        *opens_at, *closes_at, *timezone;
    bool odd; /* it has more (count, weeks of the year …), which narrows it in ways not read here */
};

enum schedule_kind { SCHEDULE_IN_WORDS, SCHEDULE_WEEKLY, SCHEDULE_MONTHLY };

struct schedule {
    enum schedule_kind kind;
    unsigned weekdays; /* weekly: bit 0 is Monday */
    unsigned which[7]; /* monthly, by weekday: bit 0 each, 1 to 5 the nth, 6 to 10 the nth last */
    uint32_t days_of_month; /* monthly: bits 1 to 31; 0: by weekday alone */
    int opens, closes;      /* minutes of the day; closes may be on the next one */
    bool fixed;             /* written with an offset of its own; else in the line's zone */
    int offset_minutes;
    int from, to; /* days on which it begins and ends to be so */
    int interval; /* every so many weeks or months, counted from `anchor` */
    int anchor;
};

/* Never fails: what is not understood is SCHEDULE_IN_WORDS. */
struct schedule schedule_read(const struct schedule_words *words);

enum resource_open hours_open(const struct schedule *schedules, size_t count,
                              const struct zone *zone, ms now);

/*
 * "Mon-Fri 9am-5pm; Sat 10am-12pm", in the line's zone; "24/7". False, and `out` empty, if there is
 * nothing to say or not all of it is understood.
 */
bool hours_words(const struct schedule *schedules, size_t count, const struct zone *zone, ms now,
                 char *out, size_t size);

/* To and from one column of the database. */
void hours_encode(const struct schedule *schedules, size_t count,
                  char out[SCHEDULES_BYTES_MAX + 1]);
size_t hours_decode(const char *encoded, struct schedule schedules[SCHEDULES_MAX]);

#endif
