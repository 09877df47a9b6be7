/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HSDS_API_H
#define EDGE_HSDS_API_H
/*
 * hsds_api.h — the directory for anybody who asks, read-only: the three endpoints that the HSDS
 * API asks of a server. Only what this line offers; nothing about anyone who texts is near it.
 */
#include "edge/http.h"
#include "edge/post.h"

struct hsds_api;

/* Adds /hsds/, /hsds/services and /hsds/services/{id}. */
struct hsds_api *hsds_api_open(struct http *http, struct post *post);

/* After the post is closed. */
void hsds_api_close(struct hsds_api *api);

#endif
