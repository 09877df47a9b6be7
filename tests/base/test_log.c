/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/log.h"

#include <unistd.h>

#include "../check.h"

static char logged[4096];

/* Standard error goes into a pipe while `speak` runs; what came is in `logged`. */
static void capture(void (*speak)(void))
{
    int before = dup(STDERR_FILENO), ends[2];
    ssize_t len;

    CHECK(!pipe(ends));
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    speak();
    dup2(before, STDERR_FILENO);
    close(before);
    len = read(ends[0], logged, sizeof logged - 1);
    logged[len > 0 ? len : 0] = '\0';
    close(ends[0]);
}

static void speak_of_an_offer(void)
{
    log_info("offer_made", "conv=%d peer=%d", 4711, 12);
}

static void speak_on_all_levels(void)
{
    log_debug("one", "a=%d", 1);
    log_info("two", "a=%d", 2);
    log_warn("three", "a=%d", 3);
    log_error("four", "a=%d", 4);
}

static void speak_with_a_line_break(void)
{
    log_info("odd", "why=\"%s\"", "broken\ninfo forged a=1\x7f");
}

static void speak_at_length(void)
{
    log_info("long", "%01500d", 7);
}

static void test_a_fact_is_one_line(void)
{
    capture(speak_of_an_offer);
    CHECK_STR(logged, "info offer_made conv=4711 peer=12\n");
}

static void test_a_level_hides_those_below_it(void)
{
    log_set_level(LOG_WARN);
    capture(speak_on_all_levels);
    CHECK_STR(logged, "warn three a=3\nerror four a=4\n");
    log_set_level(LOG_DEBUG);
    capture(speak_on_all_levels);
    CHECK_STR(logged, "debug one a=1\ninfo two a=2\nwarn three a=3\nerror four a=4\n");
    log_set_level(LOG_INFO);
}

static void test_a_value_cannot_forge_a_line(void)
{
    capture(speak_with_a_line_break);
    CHECK_STR(logged, "info odd why=\"broken info forged a=1 \"\n");
}

static void test_a_long_line_is_cut_and_ends(void)
{
    capture(speak_at_length);
    CHECK(strlen(logged) <= 1024);
    CHECK(strlen(logged) > 900);
    CHECK(logged[strlen(logged) - 1] == '\n');
}

int main(void)
{
    test_a_fact_is_one_line();
    test_a_level_hides_those_below_it();
    test_a_value_cannot_forge_a_line();
    test_a_long_line_is_cut_and_ends();
    return check_end();
}
