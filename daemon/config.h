/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CONFIG_H
#define CONFIG_H
/*
 * config.h — the configuration file, whole and checked, as one plain value.
 *
 * Only main.c includes it: each module gets its own small settings. What may stand in the file is
 * said in one place, the tables of config_options.c.
 */
#include "base/err.h"
#include "base/log.h"
#include "rules/model.h"

#define PROVIDERS_MAX 8
#define PATH_BYTES_MAX 1023
#define URL_BYTES_MAX 255

enum provider_kind { PROVIDER_TWILIO, PROVIDER_SIMULATOR };
#define PROVIDER_KINDS 2

/* "twilio", "simulator". */
const char *provider_kind_name(enum provider_kind kind);

struct provider_config {
    char id[NAME_BYTES_MAX + 1];
    enum provider_kind kind;
    char account_sid[NAME_BYTES_MAX + 1]; /* this and the rest: of Twilio only */
    char auth_token_file[PATH_BYTES_MAX + 1];
    char auth_token_old_file[PATH_BYTES_MAX + 1]; /* empty: no rotation under way */
    char api_url[URL_BYTES_MAX + 1];
};

struct waker_config {
    char id[WAKER_BYTES_MAX + 1];
    enum way type;
    char url[URL_BYTES_MAX + 1];
    char secret_file[PATH_BYTES_MAX + 1];
    char hook_secret_file[PATH_BYTES_MAX + 1];
    char person[NAME_BYTES_MAX + 1];
    bool inside;
};

#define FEEDS_MAX 8

/* A directory of others that is fetched by the clock. */
struct feed_config {
    char id[NAME_BYTES_MAX + 1];
    char url[URL_BYTES_MAX + 1]; /* of its HSDS API, without a slash at its end */
    ms every;
};

/* All paths are absolute, or relative to the working directory: no longer to the file. */
struct config {
    char listen[NAME_BYTES_MAX + 1];    /* "127.0.0.1:8080", "[::1]:8080" */
    char public_url[URL_BYTES_MAX + 1]; /* without a slash at its end */
    char people_url[URL_BYTES_MAX + 1]; /* the same without a login: nobody is sent the proxy's */
    char storage[PATH_BYTES_MAX + 1];   /* the database file */
    int64_t disk_reserve;               /* bytes */
    char master_key_file[PATH_BYTES_MAX + 1];
    char control_socket[PATH_BYTES_MAX + 1];
    char content_dir[PATH_BYTES_MAX + 1];
    char resources_file[PATH_BYTES_MAX + 1]; /* what an empty directory begins with; or empty */
    char blocked_passwords_file[PATH_BYTES_MAX + 1]; /* empty: none but the obvious ones */
    char zoneinfo_dir[PATH_BYTES_MAX + 1];
    char heartbeat_url[URL_BYTES_MAX + 1]; /* empty: no monitor is told */
    ms catch_up; /* between two looks for texts whose webhook never came; 0: never */
    enum log_level log_level;
    size_t provider_count;
    struct provider_config providers[PROVIDERS_MAX];
    size_t waker_count;
    struct waker_config wakers[WAKERS_MAX];
    bool hsds_public;
    size_t feed_count;
    struct feed_config feeds[FEEDS_MAX];
    size_t line_count;
    struct line lines[LINES_MAX];
    struct timing timing;
};

/* Reads and checks the file. On error `why` is one sentence: file, place in it, and reason. */
MUST_CHECK enum err config_load(const char *path, struct config *config, char *why,
                                size_t why_size);

/* The provider of that id, or NULL. */
const struct provider_config *config_provider(const struct config *config, const char *id);
const struct waker_config *config_waker(const struct config *config, const char *id);

#endif
