/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* IANA's special-purpose registry, as far as it is not globally reachable. */
static const struct block4 {
    uint32_t first;
    int bits;
} blocks4[] = {
    { 0x00000000, 8 },  /* this network */
    { 0x0a000000, 8 },  /* private */
    { 0x64400000, 10 }, /* shared by carriers */
    { 0x7f000000, 8 },  /* loopback */
    { 0xa9fe0000, 16 }, /* link-local, and the clouds' metadata */
    { 0xac100000, 12 }, /* private */
    { 0xc0000000, 24 }, /* protocol assignments */
    { 0xc0000200, 24 }, /* documentation */
    { 0xc0586300, 24 }, /* 6to4 relays */
    { 0xc0a80000, 16 }, /* private */
    { 0xc6120000, 15 }, /* benchmarks */
    { 0xc6336400, 24 }, /* documentation */
    { 0xcb007100, 24 }, /* documentation */
    { 0xe0000000, 4 },  /* multicast */
    { 0xf0000000, 4 },  /* reserved, and broadcast */
};

static bool ipv4_is_public(uint32_t address)
{
    for (size_t i = 0; i < COUNT(blocks4); i++) {
        uint32_t mask = ~UINT32_C(0) << (32 - blocks4[i].bits);

        if ((address & mask) == blocks4[i].first) return false;
    }
    return true;
}

/* Prefixes inside of which the last four bytes, or those at `at`, are an IPv4 address. */
static const struct block6 {
    uint8_t first[12];
    size_t len, at;
} carriers[] = {
    { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, 12, 12 },    /* mapped */
    { { 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0 }, 12, 12 }, /* translated */
    { { 0x20, 0x02 }, 2, 2 },                                    /* 6to4 */
};

static uint32_t bytes_read(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Only what has been given out as global unicast, 2000::/3, and of that not the special parts. */
static bool ipv6_is_public(const uint8_t *address)
{
    for (size_t i = 0; i < COUNT(carriers); i++)
        if (!memcmp(address, carriers[i].first, carriers[i].len))
            return ipv4_is_public(bytes_read(address + carriers[i].at));
    if ((address[0] & 0xe0) != 0x20) return false;
    if (address[0] == 0x20 && address[1] == 0x01 && address[2] < 0x02) return false; /* Teredo … */
    return bytes_read(address) != UINT32_C(0x20010db8); /* documentation */
}

bool address_is_public(const struct sockaddr *address)
{
    struct sockaddr_in in;
    struct sockaddr_in6 in6;

    if (address->sa_family == AF_INET) {
        memcpy(&in, address, sizeof in);
        return ipv4_is_public(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6) return false;
    memcpy(&in6, address, sizeof in6);
    return ipv6_is_public(in6.sin6_addr.s6_addr);
}

/* How long the host is that "host:port/path" begins with; 0: it has no end. */
static size_t host_len(const char *authority)
{
    const char *close = authority[0] == '[' ? strchr(authority, ']') : NULL;
    size_t len = close ? (size_t)(close - authority) + 1 : strcspn(authority, ":/");

    return strchr(":/", authority[len]) ? len : 0; /* also finds the end of the string */
}

bool address_names_loopback(const char *authority)
{
    char host[INET6_ADDRSTRLEN + 2];
    struct in_addr in;

    if (str_copy_len(host, sizeof host, authority, host_len(authority))) return false;
    if (inet_pton(AF_INET, host, &in) == 1) return ntohl(in.s_addr) >> 24 == 127;
    return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0;
}
