/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CONFIG_OPTIONS_H
#define CONFIG_OPTIONS_H
/*
 * config_options.h — the only list of options: parser, defaults, bounds, sample file, JSON Schema
 * and help are all read from it.
 *
 * Options come in groups. A group is one JSON object of the file, and one struct of ours.
 */
#include <jansson.h>

#include "config.h"

enum option_kind {
    OPTION_NOTE, /* a string for editors, not kept */
    OPTION_STRING,
    OPTION_ID,      /* letters a-z, digits, dashes */
    OPTION_ADDRESS, /* "127.0.0.1:8080" */
    OPTION_URL,
    OPTION_PATH,
    OPTION_STORAGE, /* "sqlite:PATH" */
    OPTION_PHONE,
    OPTION_BOOL,
    OPTION_TIME,      /* "60s" */
    OPTION_SIZE,      /* "256MB" */
    OPTION_WORD,      /* one of some words */
    OPTION_LANGUAGES, /* a list of language codes */
    OPTION_HOURS,     /* "09:00-20:00" */
    OPTION_OBJECT,    /* one group inside this one */
    OPTION_LIST,      /* a list of them */
};

/* What it means that an option is not in the file. */
enum option_presence {
    OPTION_PRESET,  /* then it has its `value` */
    OPTION_NEEDED,  /* the file is refused; `value` is an example */
    OPTION_EXAMPLE, /* then it is empty; `value` is an example */
};

struct option_group;

struct option {
    const char *name;
    enum option_kind kind;
    size_t at, size; /* where its value lies in the group's struct */
    size_t count_at; /* of lists: where the number of rows lies */
    int64_t min,
        max;    /* of times in ms, of sizes in bytes, of lists in rows, of words their number */
    bool login; /* of URLs: "name:password@" may stand before the host */
    const char *(*word)(int number);
    const struct option_group *group; /* of OPTION_OBJECT and OPTION_LIST */
    enum option_presence presence;
    const char *value; /* words as they stand in the file; languages apart by a space; JSON rows */
    const char *help;
};

struct option_group {
    const char *path; /* for help: "lines[]." */
    const struct option *options;
    size_t count;
    size_t size; /* of the struct */
};

/* Groups come after the one they are part of; the first is the file itself. */
#define OPTION_GROUPS 8
#define OPTIONS_MAX 24 /* in one group */
extern const struct option_group *const option_groups[OPTION_GROUPS];

const struct option *option_find(const struct option_group *group, const char *name);

/* Whether its value is a string in the file. */
bool option_is_string(const struct option *option);

/* `value` as JSON, which the caller owns; NULL if there is none. */
json_t *option_value(const struct option *option);

#endif
