/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H
/*
 * check.h — what a test needs: say what must hold, and at the end how often it did.
 *
 * A failed check prints its place and sentence and goes on, so that one run shows all of them.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct checks {
    int passed, failed;
};

static struct checks checks;

static inline bool check_that(bool holds, const char *sentence, const char *file, int line)
{
    if (holds) {
        checks.passed++;
    } else {
        checks.failed++;
        printf("%s:%d: failed: %s\n", file, line, sentence);
    }
    return holds;
}

#define CHECK(cond) check_that((cond), #cond, __FILE__, __LINE__)

/* With a sentence of one's own, for tables of cases. */
#define CHECK_CASE(cond, sentence) check_that((cond), (sentence), __FILE__, __LINE__)

#define CHECK_STR(actual, expected) check_str((actual), (expected), __FILE__, __LINE__)

static inline bool check_str(const char *actual, const char *expected, const char *file, int line)
{
    bool same = strcmp(actual, expected) == 0;

    check_that(same, expected, file, line);
    if (!same) printf("    got: %s\n", actual);
    return same;
}

/* The exit code of main(). */
static inline int check_end(void)
{
    printf("%d passed, %d failed\n", checks.passed, checks.failed);
    return checks.failed || !checks.passed ? 1 : 0;
}

#endif
