/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SETUP_H
#define SETUP_H
/*
 * setup.h — from the configuration to what the modules are given: settings with their content,
 * phrases and directory, and the providers with their secrets. All or nothing, at the start and at
 * every reload.
 */
#include "config.h"
#include "edge/provider.h"
#include "edge/waker.h"
#include "engine/settings.h"

/* One share, or NULL and the reason in `why`. */
struct settings *setup_settings(const struct config *config, char *why, size_t why_size);

/* Reads the secrets of all providers into rows[PROVIDERS_MAX]; the caller wipes them. */
MUST_CHECK enum err setup_providers(const struct config *config, struct provider_settings *rows,
                                    char *why, size_t why_size);

/* The same for rows[WAKERS_MAX]. */
MUST_CHECK enum err setup_wakers(const struct config *config, struct waker_settings *rows,
                                 char *why, size_t why_size);

/* The simulated provider of the configuration, or NULL. */
const struct provider_config *setup_simulator(const struct config *config);

/* The first line that this provider carries, or NULL. */
const struct line *setup_line_of(const struct config *config, const char *provider);

#endif
