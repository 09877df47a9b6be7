/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Time zones as the system has them, and as newer systems have them: by a rule alone. */
#include "edge/zone_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../check.h"
#include "edge/zone_rule.h"
#include "rules/zone.h"

#define DIR "/usr/share/zoneinfo"
#define SPRING_2026 INT64_C(1772953200000)
#define AUTUMN_2026 INT64_C(1793512800000)
#define SPRING_2050 INT64_C(2530767600000) /* Sun 13 March 2050, 07:00 UTC */

static bool changes_to(const struct zone *zone, ms at, int hours)
{
    for (size_t i = 0; i < zone->count; i++)
        if (zone->change[i].at == at) return zone->change[i].offset == hours * 3600;
    return false;
}

static void rules_are_written_out(void)
{
    struct zone zone = { .name = "New York" };

    CHECK(!zone_rule_add("EST5EDT,M3.2.0,M11.1.0", INT64_C(1767225600000), &zone));
    CHECK(changes_to(&zone, SPRING_2026, -4) && changes_to(&zone, AUTUMN_2026, -5));
    CHECK(changes_to(&zone, SPRING_2050, -4));
    for (size_t i = 1; i < zone.count; i++) CHECK(zone.change[i].at > zone.change[i - 1].at);
    zone.count = 0;
    CHECK(!zone_rule_add("CET-1CEST,M3.5.0,M10.5.0/3", INT64_C(1767225600000), &zone));
    CHECK(changes_to(&zone, INT64_C(1774746000000), 2) &&
          changes_to(&zone, INT64_C(1792890000000), 1));
    zone.count = 0;
    CHECK(!zone_rule_add("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", INT64_C(1767225600000), &zone));
    CHECK(zone.change[0].offset == 10 * 3600 + 1800 && zone.change[1].offset == 11 * 3600);
    zone.count = 0;
    CHECK(!zone_rule_add("EST5", 0, &zone) && zone.count == 0);
    CHECK(!zone_rule_add("IST-2IDT,M3.4.4/26,J300", INT64_C(1767225600000), &zone));
    CHECK(zone.change[0].at == INT64_C(1774569600000)); /* Fri 27 March 2026, 02:00 there */
}

static void what_is_no_rule_is_refused(void)
{
    static const char *const rules[] = {
        "",
        "E5",
        "EST",
        "EST5EDT",
        "EST5EDT,M3.2.0",
        "EST5EDT,M13.2.0,M11.1.0",
        "EST5EDT,M3.6.0,M11.1.0",
        "EST5EDT,M3.2.7,M11.1.0",
        "EST5EDT,M3.2.0,M11.1.0x",
        "<+03-3",
        "EST999",
        "EST5EDT,J0,J60",
        "EST5EDT,M3.2.0/999,M11.1.0",
    };
    struct zone zone = { .count = 0 };

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        CHECK_CASE(zone_rule_add(rules[i], 0, &zone) == ERR_INPUT, rules[i]);
}

/* The C library's own reading of the same files is the judge. */
static void agrees_with_the_system(const char *name)
{
    char why[256] = "", variable[80];
    static struct zone zone;

    CHECK(zone_file_load(DIR, name, &zone, why, sizeof why) == OK);
    CHECK_STR(why, "");
    snprintf(variable, sizeof variable, ":%s", name);
    setenv("TZ", variable, 1);
    tzset();
    for (int64_t at = INT64_C(1577836800); at < INT64_C(2524608000); at += 3600 * 5 + 1) {
        struct tm tm;
        time_t seconds = (time_t)at;

        localtime_r(&seconds, &tm);
        CHECK_CASE(zone_to_wall(&zone, SECONDS(at)) == SECONDS(at + tm.tm_gmtoff), name);
    }
    unsetenv("TZ");
}

static void files_are_read(void)
{
    static const char *const names[] = { "America/New_York",    "Europe/Berlin",
                                         "Australia/Lord_Howe", "Asia/Kolkata",
                                         "America/Phoenix",     "Pacific/Chatham" };
    struct stat there;

    if (stat(DIR "/America/New_York", &there)) {
        printf("skipped: no time zones in " DIR "\n");
        return;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) agrees_with_the_system(names[i]);
}

static void names_do_not_leave_the_folder(void)
{
    static const char *const names[] = { "", "/etc/passwd", "../passwd", "a/../../b",
                                         "Mars/Olympus" };
    static struct zone zone;
    char why[256];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        why[0] = '\0';
        CHECK_CASE(zone_file_load(DIR, names[i], &zone, why, sizeof why) != OK, names[i]);
        CHECK_CASE(why[0] != '\0', names[i]);
    }
    CHECK(zone_file_load("/nowhere", "UTC", &zone, why, sizeof why) == OK && zone.count == 0);
}

/* However a file is cut or bent, reading it ends, with an error or without. */
static void broken_files_are_refused(void)
{
    uint8_t file[] =
        "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0"
        "\0\0\0\0\0\0"
        "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0"
        "\0\0\x0e\x10\0\0"
        "\nCET-1CEST,M3.5.0,M10.5.0/3\n";
    const size_t len = sizeof file - 1;
    static struct zone zone;

    CHECK(zone_file_read(file, len, &zone) == OK && zone.offset == 3600 && zone.count > 60);
    for (size_t cut = 0; cut < len; cut++) CHECK(zone_file_read(file, cut, &zone) == ERR_INPUT);
    for (size_t i = 0; i < len; i++) {
        uint8_t kept = file[i];

        file[i] = 0xff;
        CHECK(zone_file_read(file, len, &zone) <= ERR_INPUT && zone.count <= ZONE_CHANGES_MAX);
        file[i] = kept;
    }
}

int main(void)
{
    rules_are_written_out();
    what_is_no_rule_is_refused();
    files_are_read();
    names_do_not_leave_the_folder();
    broken_files_are_refused();
    return check_end();
}
