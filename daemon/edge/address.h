/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_ADDRESS_H
#define EDGE_ADDRESS_H
/*
 * address.h — which addresses belong to the world outside.
 *
 * A name in the configuration may be pointed at anything by whoever owns its zone, and at another
 * thing a moment later. So what is asked is the address really connected to, never the name.
 */
#include <stdbool.h>

struct sockaddr;

/* False for loopback, private, link-local, shared, multicast, reserved ones, and for IPv4 of that
 * kind inside IPv6. */
bool address_is_public(const struct sockaddr *address);

/*
 * Whether "host", "host:port" or either with a path behind it is this machine by a name that
 * nobody else can give it: 127.x.y.z, [::1] or localhost.
 */
bool address_names_loopback(const char *authority);

#endif
