/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/phrases_file.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"

#define PATH_BYTES_MAX 1024
#define STRINGS_MAX 32000
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A file while it is read. Strings are the JSON's own, or parts of lists of words in `split`. */
struct phrases_file {
    char path[PATH_BYTES_MAX];
    char *why;
    size_t why_size;
    json_t *json;
    const char **strings; /* all lists of the source, one after another */
    size_t string_count;
    char *split; /* copies of word lists, cut into words */
    size_t split_len;
    struct phrase_source source;
    struct phrase_spelling spellings[PHRASE_SPELLINGS_MAX];
    struct phrase_set sets[PHRASE_NAMED_SETS_MAX], groups[PHRASE_GROUPS_MAX];
    struct phrase_rule rules[PHRASE_RULES_MAX];
    struct phrase_combination combinations[PHRASE_COMBINATIONS_MAX];
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct phrases_file *file,
                                                         const char *format, ...)
{
    struct str why;
    char reason[512];
    va_list args;

    va_start(args, format);
    vsnprintf(reason, sizeof(reason), format, args);
    va_end(args);
    str_init(&why, file->why, file->why_size);
    str_addf(&why, "%s: %s", file->path, reason);
    return false;
}

/* ---- pieces of JSON ---- */

static bool keys_known(struct phrases_file *file, json_t *object, const char *place,
                       const char *const *known, size_t count)
{
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        size_t i = 0;

        while (i < count && strcmp(known[i], key) != 0) i++;
        if (i == count) return refuse(file, "%s: unknown key '%.60s'", place, key);
    }
    return true;
}

static bool text_read(struct phrases_file *file, json_t *object, const char *place, const char *key,
                      const char **to)
{
    *to = json_string_value(json_object_get(object, key));
    return *to ? true : refuse(file, "%s: '%s' must be a text", place, key);
}

/* A whole number from 0 to `max`; 0 when it is not there. */
static bool count_read(struct phrases_file *file, json_t *object, const char *place,
                       const char *key, int max, int *to)
{
    json_t *value = json_object_get(object, key);
    json_int_t number = json_integer_value(value);

    *to = 0;
    if (!value) return true;
    if (!json_is_integer(value) || number < 0 || number > max)
        return refuse(file, "%s: '%s' must be a whole number from 0 to %d", place, key, max);
    *to = (int)number;
    return true;
}

static bool string_add(struct phrases_file *file, const char *place, const char *s)
{
    if (file->string_count == STRINGS_MAX) return refuse(file, "%s: too many phrases", place);
    file->strings[file->string_count++] = s;
    return true;
}

/* An array of texts; an empty list when it is not there. */
static bool list_read(struct phrases_file *file, json_t *array, const char *place,
                      struct phrase_list *list)
{
    size_t i;
    json_t *value;

    list->count = 0;
    list->phrase = file->strings + file->string_count;
    if (!array) return true;
    if (!json_is_array(array)) return refuse(file, "%s must be a list of texts", place);
    json_array_foreach(array, i, value)
    {
        if (!json_is_string(value)) return refuse(file, "%s[%zu] must be a text", place, i);
        if (!string_add(file, place, json_string_value(value))) return false;
        list->count++;
    }
    return true;
}

/* Words in one text, with spaces between them. */
static bool words_read(struct phrases_file *file, json_t *value, const char *place,
                       struct phrase_list *list)
{
    list->count = 0;
    list->phrase = file->strings + file->string_count;
    if (!value) return true;
    if (!json_is_string(value)) return refuse(file, "%s must be a text of words", place);

    char *s = file->split + file->split_len;
    file->split_len += json_string_length(value) + 1;
    memcpy(s, json_string_value(value), json_string_length(value) + 1);
    for (char *rest = s; (s = strtok_r(rest, " ", &rest));) {
        if (!string_add(file, place, s)) return false;
        list->count++;
    }
    return true;
}

/* ---- sections ---- */

static bool object_wanted(struct phrases_file *file, const char *key, size_t max, json_t **object)
{
    *object = json_object_get(file->json, key);
    if (!*object) return true;
    if (!json_is_object(*object)) return refuse(file, "%s must be an object", key);
    if (json_object_size(*object) > max) return refuse(file, "%s: more than %zu entries", key, max);
    return true;
}

static bool array_wanted(struct phrases_file *file, const char *key, size_t max, json_t **array)
{
    *array = json_object_get(file->json, key);
    if (!*array) return true;
    if (!json_is_array(*array)) return refuse(file, "%s must be a list", key);
    if (json_array_size(*array) > max) return refuse(file, "%s: more than %zu entries", key, max);
    return true;
}

static bool spellings_read(struct phrases_file *file)
{
    json_t *object, *value;
    const char *key;

    if (!object_wanted(file, "spellings", PHRASE_SPELLINGS_MAX, &object)) return false;
    json_object_foreach(object, key, value)
    {
        if (!json_is_string(value)) return refuse(file, "spellings.%.60s must be a text", key);
        file->spellings[file->source.spelling_count++] =
            (struct phrase_spelling){ key, json_string_value(value) };
    }
    return true;
}

static bool sets_read(struct phrases_file *file)
{
    json_t *object, *value;
    const char *key;
    char place[96];

    if (!object_wanted(file, "words", PHRASE_NAMED_SETS_MAX, &object)) return false;
    json_object_foreach(object, key, value)
    {
        struct phrase_set *set = &file->sets[file->source.set_count++];

        snprintf(place, sizeof(place), "words.%.60s", key);
        set->name = key;
        if (!words_read(file, value, place, &set->list)) return false;
    }
    return true;
}

static bool groups_read(struct phrases_file *file)
{
    json_t *object, *value;
    const char *key;
    char place[96];

    if (!object_wanted(file, "groups", PHRASE_GROUPS_MAX, &object)) return false;
    json_object_foreach(object, key, value)
    {
        struct phrase_set *group = &file->groups[file->source.group_count++];

        snprintf(place, sizeof(place), "groups.%.60s", key);
        group->name = key;
        if (!list_read(file, value, place, &group->list)) return false;
    }
    return true;
}

static bool tier_read(struct phrases_file *file, json_t *object, const char *place, enum tier *tier)
{
    const char *name;

    if (!text_read(file, object, place, "tier", &name)) return false;
    if (tier_from_name(name, tier)) return true;
    return refuse(file, "%s: tier must be steady, watch, high or imminent", place);
}

/* Each source of a rule is one of those that the file names. */
static bool sources_check(struct phrases_file *file, json_t *array, const char *place)
{
    json_t *known = json_object_get(file->json, "sources"), *value;
    size_t i;

    if (!array) return true;
    if (!json_is_array(array)) return refuse(file, "%s: 'sources' must be a list", place);
    json_array_foreach(array, i, value)
    {
        if (!json_is_string(value) || !json_object_get(known, json_string_value(value)))
            return refuse(file, "%s: sources[%zu] is not among the file's sources", place, i);
    }
    return true;
}

static bool flag_read(struct phrases_file *file, json_t *object, const char *place, const char *key,
                      bool *flag)
{
    json_t *value = json_object_get(object, key);

    if (value && !json_is_boolean(value))
        return refuse(file, "%s: '%s' must be true or false", place, key);
    *flag = json_is_true(value);
    return true;
}

static bool rule_read(struct phrases_file *file, json_t *object, const char *place,
                      struct phrase_rule *rule)
{
    static const char *const keys[] = { "id", "category", "tier", "certain", "sources", "phrases" };
    char list[96];

    if (!json_is_object(object)) return refuse(file, "%s must be an object", place);
    snprintf(list, sizeof(list), "%s.phrases", place);
    return keys_known(file, object, place, keys, COUNT(keys)) &&
           flag_read(file, object, place, "certain", &rule->certain) &&
           sources_check(file, json_object_get(object, "sources"), place) &&
           text_read(file, object, place, "id", &rule->id) &&
           text_read(file, object, place, "category", &rule->category) &&
           tier_read(file, object, place, &rule->tier) &&
           list_read(file, json_object_get(object, "phrases"), list, &rule->phrases) &&
           (rule->phrases.count || refuse(file, "%s: a rule needs phrases", place));
}

static bool rules_read(struct phrases_file *file)
{
    json_t *array, *value;
    size_t i;
    char place[64];

    if (!array_wanted(file, "rules", PHRASE_RULES_MAX, &array)) return false;
    json_array_foreach(array, i, value)
    {
        snprintf(place, sizeof(place), "rules[%zu]", i);
        if (!rule_read(file, value, place, &file->rules[file->source.rule_count++])) return false;
    }
    return file->source.rule_count || refuse(file, "rules: there must be at least one");
}

static bool combination_read(struct phrases_file *file, json_t *object, const char *place,
                             struct phrase_combination *to)
{
    static const char *const keys[] = { "id",       "tier",           "all",       "of",
                                        "at_least", "texts_at_least", "bytes_max", "one_text" };

    if (!json_is_object(object)) return refuse(file, "%s must be an object", place);
    return keys_known(file, object, place, keys, COUNT(keys)) &&
           text_read(file, object, place, "id", &to->id) &&
           tier_read(file, object, place, &to->tier) &&
           list_read(file, json_object_get(object, "all"), place, &to->all) &&
           list_read(file, json_object_get(object, "of"), place, &to->of) &&
           count_read(file, object, place, "at_least", PHRASE_CATEGORIES_MAX, &to->at_least) &&
           count_read(file, object, place, "texts_at_least", 6, &to->texts_at_least) &&
           count_read(file, object, place, "bytes_max", TEXT_BYTES_MAX, &to->bytes_max) &&
           flag_read(file, object, place, "one_text", &to->one_text);
}

static bool combinations_read(struct phrases_file *file)
{
    json_t *array, *value;
    size_t i;
    char place[64];

    if (!array_wanted(file, "combinations", PHRASE_COMBINATIONS_MAX, &array)) return false;
    json_array_foreach(array, i, value)
    {
        size_t number = file->source.combination_count++;

        snprintf(place, sizeof(place), "combinations[%zu]", i);
        if (!combination_read(file, value, place, &file->combinations[number])) return false;
    }
    return true;
}

static bool lists_read(struct phrases_file *file)
{
    struct phrase_source *s = &file->source;
    json_t *json = file->json;

    return words_read(file, json_object_get(json, "fillers"), "fillers", &s->fillers) &&
           words_read(file, json_object_get(json, "negators"), "negators", &s->negators) &&
           words_read(file, json_object_get(json, "own"), "own", &s->own) &&
           words_read(file, json_object_get(json, "others"), "others", &s->others) &&
           list_read(file, json_object_get(json, "masks"), "masks", &s->masks) &&
           list_read(file, json_object_get(json, "negations"), "negations", &s->negations) &&
           list_read(file, json_object_get(json, "contrasts"), "contrasts", &s->contrasts) &&
           list_read(file, json_object_get(json, "reports"), "reports", &s->reports) &&
           list_read(file, json_object_get(json, "laughter"), "laughter", &s->laughter);
}

static bool source_read(struct phrases_file *file, const char *language)
{
    static const char *const keys[] = { "$schema",      "about",   "sources",  "language",
                                        "version",      "fillers", "negators", "spellings",
                                        "words",        "groups",  "masks",    "negations",
                                        "contrasts",    "reports", "laughter", "rules",
                                        "combinations", "own",     "others" };
    struct phrase_source *s = &file->source;

    s->spellings = file->spellings;
    s->sets = file->sets;
    s->groups = file->groups;
    s->rules = file->rules;
    s->combinations = file->combinations;
    if (!json_is_object(file->json)) return refuse(file, "must be an object");
    if (!keys_known(file, file->json, "top", keys, COUNT(keys))) return false;
    if (!text_read(file, file->json, "top", "language", &s->language) ||
        !text_read(file, file->json, "top", "version", &s->version))
        return false;
    if (strcmp(s->language, language) != 0)
        return refuse(file, "language is '%.15s', the folder is '%s'", s->language, language);
    return spellings_read(file) && sets_read(file) && groups_read(file) && lists_read(file) &&
           rules_read(file) && combinations_read(file);
}

/* ---- the file ---- */

static bool bytes_read(struct phrases_file *file, char *bytes, size_t *len)
{
    FILE *stream = fopen(file->path, "rb");

    if (!stream) return refuse(file, "cannot be opened: %s", strerror(errno));
    *len = fread(bytes, 1, PHRASES_FILE_BYTES_MAX + 1, stream);
    bool broken = ferror(stream);
    fclose(stream);
    if (broken) return refuse(file, "cannot be read");
    if (*len > PHRASES_FILE_BYTES_MAX)
        return refuse(file, "larger than %d bytes", PHRASES_FILE_BYTES_MAX);
    return true;
}

static bool json_read(struct phrases_file *file)
{
    char *bytes = xcalloc(PHRASES_FILE_BYTES_MAX + 1, 1);
    json_error_t error;
    size_t len = 0;
    bool read = bytes_read(file, bytes, &len);

    if (read) {
        file->json = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);
        file->split = xcalloc(len + 1, 1);
        if (!file->json) read = refuse(file, "line %d: %s", error.line, error.text);
    }
    free(bytes);
    return read;
}

/* In a rule or group, with the phrase if it is one that is wrong. */
static void entry_fault_tell(struct phrases_file *file, const char *entry, const char *list_name,
                             const struct phrase_list *list, const struct phrase_fault *fault)
{
    if (fault->phrase < list->count)
        refuse(file, "%s%s[%zu] '%.80s': %s", entry, list_name, fault->phrase,
               list->phrase[fault->phrase], fault->reason);
    else
        refuse(file, "%s: %s", entry, fault->reason);
}

/* Where the fault is, in words of the file. */
static void fault_tell(struct phrases_file *file, const struct phrase_fault *fault)
{
    const struct phrase_source *s = &file->source;
    size_t i = fault->index;
    const char *section = fault->section;
    char entry[96];

    if (strcmp(section, "rules") == 0 && i < s->rule_count) {
        snprintf(entry, sizeof entry, "rules[%zu] (%.47s)", i, s->rules[i].id);
        entry_fault_tell(file, entry, ", phrases", &s->rules[i].phrases, fault);
    } else if (strcmp(section, "groups") == 0 && i < s->group_count) {
        snprintf(entry, sizeof entry, "groups.%.60s", s->groups[i].name);
        entry_fault_tell(file, entry, "", &s->groups[i].list, fault);
    } else if (strcmp(section, "words") == 0 && i < s->set_count) {
        refuse(file, "words.%.60s, word %zu: %s", s->sets[i].name, fault->phrase + 1,
               fault->reason);
    } else if (strcmp(section, "spellings") == 0 && i < s->spelling_count) {
        refuse(file, "spellings.%.60s: %s", s->spellings[i].from, fault->reason);
    } else if (strcmp(section, "combinations") == 0) {
        refuse(file, "combinations[%zu]: %s", i, fault->reason);
    } else {
        refuse(file, "%s[%zu]: %s", section, fault->phrase, fault->reason);
    }
}

static bool language_is_name(const char *language)
{
    size_t len = strspn(language, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");

    return len >= 2 && len <= LANGUAGE_BYTES_MAX && !language[len];
}

struct triage_phrases *phrases_file_new(const char *content_dir, const char *language, char *why,
                                        size_t why_size)
{
    struct phrases_file *file = xcalloc(1, sizeof(*file));
    struct triage_phrases *phrases = NULL;
    struct phrase_fault fault;
    struct str path;

    file->why = why;
    file->why_size = why_size;
    file->strings = xcalloc(STRINGS_MAX, sizeof(*file->strings));
    str_init(&path, file->path, sizeof(file->path));
    str_addf(&path, "%s/%s/phrases.json", content_dir, language);
    if (!language_is_name(language) || path.cut) {
        refuse(file, "'%.15s' names no language", language);
    } else if (json_read(file) && source_read(file, language)) {
        phrases = triage_phrases_new(&file->source, &fault);
        if (!phrases) fault_tell(file, &fault);
    }
    json_decref(file->json);
    free(file->split);
    free(file->strings);
    free(file);
    return phrases;
}
