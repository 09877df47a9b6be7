/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names of this machine are told from names that look like them. */
#include "edge/address.h"

#include "check.h"

static const struct {
    const char *authority;
    bool here;
} cases[] = {
    { "127.0.0.1", true },
    { "127.0.0.1:8080", true },
    { "127.255.1.2/path", true },
    { "localhost", true },
    { "LocalHost:80/x", true },
    { "[::1]", true },
    { "[::1]:8080", true },
    { "[::1]/x", true },
    { "", false },
    { ":80", false },
    { "/", false },
    { "[", false },
    { "[::1", false },
    { "[::1]x", false },
    { "[::1].example.org", false },
    { "[::]", false },
    { "[::ffff:127.0.0.1]", false },
    { "::1", false },
    { "0.0.0.0:8080", false },
    { "128.0.0.1", false },
    { "127.1", false },
    { "127.0.0.256", false },
    { "127.0.0.1.example.org", false },
    { "127.0.0.1@example.org", false },
    { "localhost.example.org", false },
    { "localhost@example.org", false },
    { "localhost:x@example.org", true }, /* who allows logins cuts them off before */
    { "xlocalhost", false },
    { "a-name-that-is-far-longer-than-any-address-of-a-machine.example.org:80", false },
};

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CHECK_CASE(address_names_loopback(cases[i].authority) == cases[i].here, cases[i].authority);
    return check_end();
}
