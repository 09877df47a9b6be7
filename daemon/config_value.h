/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H
/*
 * config_value.h — one value of the configuration file, from JSON into its place, checked.
 */
#include "config_options.h"

/*
 * Puts a value of any kind but OPTION_OBJECT and OPTION_LIST into its place in `row`, the struct
 * of its group. `folder` stands before relative paths. NULL, or why it is refused.
 */
MUST_CHECK const char *config_value_read(const struct option *option, const json_t *json,
                                         const char *folder, void *row);

/* Where the host of an absolute URL begins: behind the scheme, and a login if there is one. */
const char *url_host(const char *url);

#endif
