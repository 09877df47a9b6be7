/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/file.h"

#include <stdlib.h>
#include <unistd.h>

#include "../check.h"

static void test_a_file_is_read_whole_or_not_at_all(void)
{
    char path[] = "/tmp/test_file.XXXXXX", why[256] = "", *bytes;
    int fd = mkstemp(path);
    size_t len;

    CHECK(write(fd, "ab\0cd", 5) == 5);
    close(fd);
    CHECK(file_read(path, 5, &bytes, &len, why, sizeof why) == OK);
    CHECK(len == 5 && !memcmp(bytes, "ab\0cd", 6));
    free(bytes);
    CHECK(file_read(path, 4, &bytes, &len, why, sizeof why) == ERR_INPUT);
    CHECK(strstr(why, "is too large"));
    unlink(path);
    CHECK(file_read(path, 5, &bytes, &len, why, sizeof why) == ERR_MISSING);
    CHECK(strstr(why, "No such file"));
    CHECK(file_read("/tmp", 5, &bytes, &len, why, sizeof why) == ERR_INPUT);
}

int main(void)
{
    test_a_file_is_read_whole_or_not_at_all();
    return check_end();
}
