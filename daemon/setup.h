/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SETUP_H
#define SETUP_H
/*
 * setup.h — from the configuration to what the modules are given: settings with their content,
 * phrases and directory, and the providers with their secrets. All or nothing, at the start and at
 * every reload.
 */
#include "config.h"
#include "edge/password.h"
#include "edge/provider.h"
#include "edge/waker.h"
#include "engine/settings.h"

struct setup {
    struct config config;
    struct provider_settings providers[PROVIDERS_MAX];
    struct waker_settings wakers[WAKERS_MAX];
    struct password_list passwords;
    struct settings *settings; /* one share */
};

/* NULL, and in `why` what of the configuration or the files it names cannot be used. */
struct setup *setup_new(const char *config_path, char *why, size_t why_size);

/* Wipes the secrets. What is kept was taken out before. */
void setup_free(struct setup *setup);

/* The simulated provider of the configuration, or NULL. */
const struct provider_config *setup_simulator(const struct config *config);

/* The first line that this provider carries, or NULL. */
const struct line *setup_line_of(const struct config *config, const char *provider);

#endif
