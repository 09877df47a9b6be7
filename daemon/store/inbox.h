/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_INBOX_H
#define STORE_INBOX_H
/*
 * inbox.h — what came in: which of the provider's messages were taken, for ever (P2), and the
 * bytes nobody could read (P13).
 */
#include "store/store.h"

/* ERR_CONFLICT: taken in before. Only a hash of the provider's id is kept. */
MUST_CHECK enum err inbox_record(struct store *store, const char *provider,
                                 const char *provider_id);

/* The bytes of a signed webhook nobody could read, sealed. */
MUST_CHECK enum err quarantine_add(struct store *store, const char *provider, const char *why,
                                   ms now, const void *bytes, size_t len);

#endif
