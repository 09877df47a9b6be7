/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/hours.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define DAY_MINUTES 1440
#define OFFSET_MINUTES_MAX (14 * 60)
#define HOLIDAY_DAYS_MAX 31 /* what is so for no longer than this replaces what is usual */
#define EVERY_DAY 127u

static const char *const weekday_codes[7] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
static const char *const weekday_words[7] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

static bool is_there(const char *word)
{
    return word && *word;
}

/* ---- from words ---- */

static bool digits_take(const char **s, size_t least, size_t most, int *number)
{
    size_t len = strspn(*s, "0123456789");

    if (len < least || len > most) return false;
    *number = 0;
    for (; len; len--) *number = 10 * *number + *(*s)++ - '0';
    return true;
}

/* "-05:00", "+0530", "Z". */
static bool offset_take(const char **s, int *minutes)
{
    bool west = **s == '-';
    int hour, minute = 0;

    *minutes = 0;
    if (**s == 'Z' || **s == 'z') {
        ++*s;
        return true;
    }
    if (**s != '+' && **s != '-') return false;
    ++*s;
    if (!digits_take(s, 4, 4, &hour)) {
        if (!digits_take(s, 2, 2, &hour)) return false;
        if (**s == ':' && (++*s, !digits_take(s, 2, 2, &minute))) return false;
    } else {
        minute = hour % 100;
        hour /= 100;
    }
    *minutes = (west ? -1 : 1) * (60 * hour + minute);
    return hour <= 14 && minute < 60 && abs(*minutes) <= OFFSET_MINUTES_MAX;
}

struct clock_time {
    int minute;
    bool fixed;
    int offset_minutes;
};

/* "9:00", "09:00:00", "09:00-05:00", "14:00Z"; 24:00 is the end of the day. */
static bool time_read(const char *s, struct clock_time *time)
{
    int hour, minute, second = 0;

    *time = (struct clock_time){ 0 };
    if (!is_there(s) || !digits_take(&s, 1, 2, &hour) || *s != ':') return false;
    s++;
    if (!digits_take(&s, 2, 2, &minute)) return false;
    if (*s == ':' && (++s, !digits_take(&s, 2, 2, &second))) return false;
    if (hour > 24 || minute > 59 || second > 60 || (hour == 24 && (minute || second))) return false;
    time->minute = 60 * hour + minute;
    if (!*s) return true;
    time->fixed = true;
    return offset_take(&s, &time->offset_minutes) && !*s;
}

static int weekday_of(const char *s, size_t len)
{
    for (int i = 0; i < 7; i++)
        if (len == 2 && !strncasecmp(s, weekday_codes[i], 2)) return i;
    return -1;
}

/* "MO", and for months also "1SA", "-1FR". */
static bool byday_one(const char *s, size_t len, struct schedule *schedule)
{
    bool last = len && *s == '-';
    size_t sign = len && (*s == '-' || *s == '+') ? 1 : 0;
    int nth = len > sign && s[sign] >= '1' && s[sign] <= '5' ? s[sign] - '0' : 0;
    size_t before = sign + (nth ? 1 : 0);
    int weekday = len > before ? weekday_of(s + before, len - before) : -1;

    if (weekday < 0 || (sign && !nth)) return false;
    if (nth && schedule->kind != SCHEDULE_MONTHLY) return false;
    schedule->weekdays |= 1u << weekday;
    schedule->which[weekday] |= 1u << (last ? nth + 5 : nth);
    return true;
}

static bool byday_read(const char *s, struct schedule *schedule)
{
    while (is_there(s) && *(s += strspn(s, ", ;"))) {
        size_t len = strcspn(s, ", ;");

        if (!byday_one(s, len, schedule)) return false;
        s += len;
    }
    return true;
}

static bool bymonthday_read(const char *s, struct schedule *schedule)
{
    while (is_there(s) && *(s += strspn(s, ", ;"))) {
        int day;

        if (!digits_take(&s, 1, 2, &day) || day < 1 || day > 31) return false;
        if (*s && !strchr(", ;", *s)) return false;
        schedule->days_of_month |= UINT32_C(1) << day;
    }
    return true;
}

/* Both ends of a time it is so; what is there must be a date. */
static bool bounds_read(const struct schedule_words *words, struct schedule *schedule)
{
    const char *begins[] = { words->valid_from, words->dtstart };
    const char *ends[] = { words->valid_to, words->until };
    int day;

    for (size_t i = 0; i < 2; i++) {
        if (is_there(begins[i])) {
            if (!day_parse(begins[i], &day)) return false;
            if (day > schedule->from) schedule->from = day;
        }
        if (is_there(ends[i])) {
            if (!day_parse(ends[i], &day)) return false;
            if (day < schedule->to) schedule->to = day;
        }
    }
    return true;
}

static bool interval_read(const struct schedule_words *words, struct schedule *schedule)
{
    int64_t interval = 1;

    if (is_there(words->interval) && number_parse(words->interval, 1, 52, &interval)) return false;
    schedule->interval = (int)interval;
    if (interval == 1) return true;
    return is_there(words->dtstart) && day_parse(words->dtstart, &schedule->anchor);
}

/* HSDS has hours from UTC, "-5". */
static bool zone_read(const char *s, struct schedule *schedule)
{
    char *end;
    double hours;

    if (!is_there(s) || schedule->fixed) return true;
    hours = strtod(s, &end);
    if (*end || hours < -14 || hours > 14) return false;
    schedule->fixed = true;
    schedule->offset_minutes = (int)(hours * 60);
    return true;
}

static bool times_read(const struct schedule_words *words, struct schedule *schedule)
{
    struct clock_time opens, closes;

    if (!time_read(words->opens_at, &opens) || !time_read(words->closes_at, &closes)) return false;
    if (closes.fixed && !opens.fixed) return false;
    schedule->fixed = opens.fixed;
    schedule->offset_minutes = opens.offset_minutes;
    schedule->opens = opens.minute;
    schedule->closes = closes.minute;
    if (closes.fixed) schedule->closes += opens.offset_minutes - closes.offset_minutes;
    if (schedule->closes == DAY_MINUTES - 1) schedule->closes = DAY_MINUTES; /* 23:59: all of it */
    if (schedule->opens == schedule->closes || schedule->opens >= DAY_MINUTES) return false;
    while (schedule->closes < schedule->opens) schedule->closes += DAY_MINUTES;
    return schedule->closes <= 2 * DAY_MINUTES;
}

static enum schedule_kind kind_read(const char *freq)
{
    if (is_there(freq) && !strcasecmp(freq, "WEEKLY")) return SCHEDULE_WEEKLY;
    if (is_there(freq) && !strcasecmp(freq, "MONTHLY")) return SCHEDULE_MONTHLY;
    return SCHEDULE_IN_WORDS;
}

static bool days_are_told(const struct schedule *schedule)
{
    if (schedule->kind == SCHEDULE_WEEKLY) return schedule->weekdays && !schedule->days_of_month;
    return schedule->weekdays || schedule->days_of_month;
}

struct schedule schedule_read(const struct schedule_words *words)
{
    struct schedule schedule = { .from = INT_MIN, .to = INT_MAX, .interval = 1 };
    bool known;

    schedule.kind = kind_read(words->freq);
    known = schedule.kind != SCHEDULE_IN_WORDS && !words->odd;
    known = bounds_read(words, &schedule) && known;
    known = known && byday_read(words->byday, &schedule);
    known = known && bymonthday_read(words->bymonthday, &schedule) && days_are_told(&schedule);
    known = known && interval_read(words, &schedule) && times_read(words, &schedule);
    known = known && zone_read(words->timezone, &schedule);
    if (known) return schedule;
    return (struct schedule){ .from = schedule.from, .to = schedule.to, .interval = 1 };
}

/* ---- open or not ---- */

static bool is_in_force(const struct schedule *schedule, int day)
{
    return day >= schedule->from && day <= schedule->to;
}

static bool is_holiday(const struct schedule *schedule)
{
    return schedule->from != INT_MIN && schedule->to != INT_MAX &&
           schedule->to - schedule->from < HOLIDAY_DAYS_MAX;
}

static bool month_has(const struct schedule *schedule, const struct date *date)
{
    unsigned which = schedule->which[date->weekday];
    unsigned nth = 1u << ((date->day - 1) / 7 + 1);
    unsigned nth_last = 1u << ((date->month_days - date->day) / 7 + 6);

    if (schedule->days_of_month && !(schedule->days_of_month >> date->day & 1)) return false;
    return !schedule->weekdays || (which & (1u | nth | nth_last));
}

static bool month_is_its(const struct schedule *schedule, const struct date *date)
{
    struct date anchor = date_of_day(schedule->anchor);
    int months = 12 * (date->year - anchor.year) + date->month - anchor.month;

    return schedule->interval == 1 || months % schedule->interval == 0;
}

/* Weeks begin on Monday. */
static bool week_is_its(const struct schedule *schedule, int day)
{
    int monday = day - date_of_day(day).weekday;
    int anchor = schedule->anchor - date_of_day(schedule->anchor).weekday;

    return schedule->interval == 1 || (monday - anchor) / 7 % schedule->interval == 0;
}

static bool recurs_on(const struct schedule *schedule, int day)
{
    struct date date = date_of_day(day);

    if (!is_in_force(schedule, day)) return false;
    switch (schedule->kind) {
    case SCHEDULE_IN_WORDS: return false;
    case SCHEDULE_WEEKLY:
        return (schedule->weekdays >> date.weekday & 1) && week_is_its(schedule, day);
    case SCHEDULE_MONTHLY: return month_has(schedule, &date) && month_is_its(schedule, &date);
    }
    return false;
}

/* The moment as a day and a minute of it, where the schedule's clock hangs. */
struct moment {
    int day, minute;
};

static struct moment moment_of(const struct schedule *schedule, const struct zone *zone, ms now)
{
    int offset = schedule->fixed ? schedule->offset_minutes : zone_offset_minutes(zone, now);
    int64_t minutes = now / MINUTES(1) + offset;
    int64_t day = minutes / DAY_MINUTES - (minutes % DAY_MINUTES < 0);

    return (struct moment){ (int)day, (int)(minutes - day * DAY_MINUTES) };
}

/* Whether a holiday's hours are told for this day, counted back from today. */
static bool is_holiday_day(const struct schedule *schedules, size_t count, const struct zone *zone,
                           ms now, int days_ago)
{
    for (size_t i = 0; i < count; i++) {
        int day = moment_of(&schedules[i], zone, now).day - days_ago;

        if (is_holiday(&schedules[i]) && recurs_on(&schedules[i], day)) return true;
    }
    return false;
}

static bool covers(const struct schedule *schedule, struct moment moment, int days_ago)
{
    int minute = moment.minute + days_ago * DAY_MINUTES;

    return recurs_on(schedule, moment.day - days_ago) && minute >= schedule->opens &&
           minute < schedule->closes;
}

enum resource_open hours_open(const struct schedule *schedules, size_t count,
                              const struct zone *zone, ms now)
{
    bool known = false, unsure = false, open = false;

    for (int days_ago = 0; days_ago < 2; days_ago++) {
        bool holiday = is_holiday_day(schedules, count, zone, now, days_ago);

        for (size_t i = 0; i < count; i++)
            if (!holiday || is_holiday(&schedules[i]))
                open |= covers(&schedules[i], moment_of(&schedules[i], zone, now), days_ago);
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_in_force(&schedules[i], moment_of(&schedules[i], zone, now).day)) continue;
        known |= schedules[i].kind != SCHEDULE_IN_WORDS;
        unsure |= schedules[i].kind == SCHEDULE_IN_WORDS;
        /* "Closed for the holidays", perhaps: nobody can tell. */
        if (is_holiday(&schedules[i]) && schedules[i].kind == SCHEDULE_IN_WORDS) open = false;
    }
    if (open) return OPEN_NOW;
    return known && !unsure ? OPEN_NOT : OPEN_UNKNOWN;
}

/* ---- in words ---- */

static void time_say(struct str *str, int minute)
{
    int of_day = minute % DAY_MINUTES;
    int hour = of_day / 60 % 12;

    str_addf(str, "%d", hour ? hour : 12);
    if (of_day % 60) str_addf(str, ":%02d", of_day % 60);
    str_add(str, of_day < DAY_MINUTES / 2 ? "am" : "pm");
}

/* "Mon-Wed, Fri", "Every day". */
static void weekdays_say(struct str *str, unsigned days)
{
    bool first = true;

    if (days == EVERY_DAY) {
        str_add(str, "Every day");
        return;
    }
    for (int from = 0; from < 7; from++) {
        int to = from;

        if (!(days >> from & 1)) continue;
        while (to < 6 && days >> (to + 1) & 1) to++;
        if (!first) str_add(str, ", ");
        str_add(str, weekday_words[from]);
        if (to > from) str_addf(str, "%s%s", to > from + 1 ? "-" : ", ", weekday_words[to]);
        first = false;
        from = to;
    }
}

static const char *nth_word(int bit)
{
    static const char *const words[11] = {
        "every", "1st",      "2nd",      "3rd",      "4th",      "5th",
        "last",  "2nd last", "3rd last", "4th last", "5th last",
    };

    return words[bit];
}

static void month_say(struct str *str, const struct schedule *schedule)
{
    bool first = true;

    for (int weekday = 0; weekday < 7; weekday++)
        for (int bit = 0; bit < 11; bit++) {
            if (!(schedule->which[weekday] >> bit & 1)) continue;
            str_addf(str, "%s%s %s", first ? "" : ", ", nth_word(bit), weekday_words[weekday]);
            first = false;
        }
    str_add(str, " of the month");
}

/* The same hours as the clock of the line's place shows them. */
static struct schedule shifted(struct schedule schedule, const struct zone *zone, ms now)
{
    int shift = zone_offset_minutes(zone, now) - schedule.offset_minutes;
    int length = schedule.closes - schedule.opens;
    int opens = schedule.opens + shift;

    if (!schedule.fixed) return schedule;
    if (opens < 0) schedule.weekdays = schedule.weekdays >> 1 | (schedule.weekdays & 1) << 6;
    if (opens >= DAY_MINUTES)
        schedule.weekdays = (schedule.weekdays << 1 & EVERY_DAY) | schedule.weekdays >> 6;
    schedule.opens = (opens + DAY_MINUTES) % DAY_MINUTES;
    schedule.closes = schedule.opens + length;
    return schedule;
}

/* Only what can be said in a few words: each week, or days of each month in its own zone. */
static bool is_sayable(const struct schedule *schedule)
{
    if (schedule->kind == SCHEDULE_IN_WORDS || schedule->interval != 1) return false;
    if (is_holiday(schedule)) return false;
    return schedule->kind == SCHEDULE_WEEKLY || (!schedule->fixed && !schedule->days_of_month);
}

static size_t sayable_gather(const struct schedule *schedules, size_t count,
                             const struct zone *zone, ms now, struct schedule *said)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        struct schedule one;
        size_t same = 0;

        if (moment_of(&schedules[i], zone, now).day > schedules[i].to) continue;
        if (!is_sayable(&schedules[i])) return 0;
        one = shifted(schedules[i], zone, now);
        while (same < kept && (said[same].kind != SCHEDULE_WEEKLY || one.kind != SCHEDULE_WEEKLY ||
                               said[same].opens != one.opens || said[same].closes != one.closes))
            same++;
        if (same < kept)
            said[same].weekdays |= one.weekdays;
        else
            said[kept++] = one;
    }
    return kept;
}

static void schedule_say(struct str *str, const struct schedule *schedule)
{
    bool all_day = schedule->closes - schedule->opens == DAY_MINUTES;

    if (schedule->kind == SCHEDULE_WEEKLY && schedule->weekdays == EVERY_DAY && all_day) {
        str_add(str, "24/7");
        return;
    }
    if (schedule->kind == SCHEDULE_WEEKLY)
        weekdays_say(str, schedule->weekdays);
    else
        month_say(str, schedule);
    str_add(str, " ");
    if (all_day) {
        str_add(str, "24 hours");
        return;
    }
    time_say(str, schedule->opens);
    str_add(str, "-");
    time_say(str, schedule->closes);
}

bool hours_words(const struct schedule *schedules, size_t count, const struct zone *zone, ms now,
                 char *out, size_t size)
{
    struct schedule said[SCHEDULES_MAX];
    size_t said_count = sayable_gather(schedules, count, zone, now, said);
    struct str str;

    str_init(&str, out, size);
    for (size_t i = 0; i < said_count; i++) {
        if (i) str_add(&str, "; ");
        schedule_say(&str, &said[i]);
    }
    if (str.cut) out[0] = '\0';
    return said_count && !str.cut;
}

/* ---- as a column ---- */

/* kind opens closes fixed offset from to interval anchor days-of-month, then by weekday */
#define COLUMN_NUMBERS 17

static void numbers_of(const struct schedule *schedule, long long number[COLUMN_NUMBERS])
{
    const long long fields[] = {
        schedule->kind,           schedule->opens,         schedule->closes, schedule->fixed,
        schedule->offset_minutes, schedule->from,          schedule->to,     schedule->interval,
        schedule->anchor,         schedule->days_of_month,
    };

    memcpy(number, fields, sizeof fields);
    for (size_t i = 0; i < 7; i++) number[10 + i] = schedule->which[i];
}

static void schedule_encode(struct str *str, const struct schedule *schedule)
{
    long long number[COLUMN_NUMBERS];

    numbers_of(schedule, number);
    for (size_t n = 0; n < COLUMN_NUMBERS; n++)
        str_addf(str, "%lld%c", number[n], n + 1 < COLUMN_NUMBERS ? ' ' : '\n');
}

/* What does not fit whole is not known at all: half of the hours would be wrong ones. */
void hours_encode(const struct schedule *schedules, size_t count, char out[SCHEDULES_BYTES_MAX + 1])
{
    const struct schedule unknown = { .from = INT_MIN, .to = INT_MAX, .interval = 1 };
    struct str str;

    str_init(&str, out, SCHEDULES_BYTES_MAX + 1);
    for (size_t i = 0; i < count; i++) schedule_encode(&str, &schedules[i]);
    if (!str.cut && count <= SCHEDULES_MAX) return;
    str_init(&str, out, SCHEDULES_BYTES_MAX + 1);
    schedule_encode(&str, &unknown);
}

static bool numbers_read(const char **at, long long number[COLUMN_NUMBERS])
{
    for (size_t n = 0; n < COLUMN_NUMBERS; n++) {
        char *end;

        number[n] = strtoll(*at, &end, 10);
        if (end == *at) return false;
        *at = end;
    }
    return number[0] >= SCHEDULE_IN_WORDS && number[0] <= SCHEDULE_MONTHLY && number[7] >= 1;
}

size_t hours_decode(const char *encoded, struct schedule schedules[SCHEDULES_MAX])
{
    long long n[COLUMN_NUMBERS];
    size_t count = 0;

    while (count < SCHEDULES_MAX && numbers_read(&encoded, n)) {
        struct schedule *schedule = &schedules[count++];

        *schedule = (struct schedule){
            .kind = (enum schedule_kind)n[0],
            .opens = (int)n[1],
            .closes = (int)n[2],
            .fixed = n[3] != 0,
            .offset_minutes = (int)n[4],
            .from = (int)n[5],
            .to = (int)n[6],
            .interval = (int)n[7],
            .anchor = (int)n[8],
            .days_of_month = (uint32_t)n[9],
        };
        for (size_t i = 0; i < 7; i++) {
            schedule->which[i] = (unsigned)n[10 + i];
            if (n[10 + i]) schedule->weekdays |= 1u << i;
        }
    }
    return count;
}
