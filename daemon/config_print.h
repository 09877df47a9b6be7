/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CONFIG_PRINT_H
#define CONFIG_PRINT_H
/*
 * config_print.h — the options for those who write a configuration: a sample file, a JSON Schema
 * for editors, and help. config/peerline.json and config/peerline.schema.json are its output.
 */
#include <stdio.h>

void config_print_sample(FILE *to);
void config_print_schema(FILE *to);
void config_print_help(FILE *to);

#endif
