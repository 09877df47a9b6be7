/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CTL_RESOURCES_H
#define CTL_RESOURCES_H
/*
 * resources.h — directories between files and the daemon: reading and judging happens here, so
 * that a long file never holds up the line.
 */

/* Exit codes as in ctl/control_client.h. */
/* What `--help` says of each beyond its one line. */
extern const char resources_import_help[], resources_export_help[], resources_check_help[];

int resources_import(const char *socket, int argc, char **argv);
int resources_export(const char *socket, int argc, char **argv);
int resources_check(int argc, char **argv);

#endif
