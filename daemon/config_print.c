/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config_print.h"

#include "base/err.h"
#include "config_options.h"

#define JSON_LAYOUT (JSON_INDENT(2) | JSON_ENSURE_ASCII)
#define PENDING_MAX 32

/* An object being written, whose group says what belongs in it. */
struct pending {
    json_t *object;
    const struct option_group *group;
};

/* Objects inside objects wait here, as they do when a file is read. */
struct writer {
    size_t count;
    struct pending pending[PENDING_MAX];
};

static void pending_add(struct writer *writer, json_t *object, const struct option_group *group)
{
    must(writer->count < PENDING_MAX);
    writer->pending[writer->count++] = (struct pending){ object, group };
}

static void set(json_t *object, const char *key, json_t *value)
{
    must(!json_object_set_new(object, key, value));
}

static void print(FILE *to, json_t *root)
{
    json_dumpf(root, to, JSON_LAYOUT);
    fputc('\n', to);
    json_decref(root);
}

/* ---- the sample ---- */

static void sample_rows(struct writer *writer, const struct option *option, json_t *value)
{
    size_t i;
    json_t *row;

    if (option->kind == OPTION_OBJECT) pending_add(writer, value, option->group);
    if (option->kind != OPTION_LIST) return;
    json_array_foreach(value, i, row) pending_add(writer, row, option->group);
}

static void sample_object(struct writer *writer, const struct pending *out)
{
    for (size_t i = 0; i < out->group->count; i++) {
        const struct option *option = &out->group->options[i];
        json_t *value = option_value(option);

        if (!value) continue;
        if (json_object_get(out->object, option->name)) {
            json_decref(value);
            continue;
        }
        set(out->object, option->name, value);
        sample_rows(writer, option, value);
    }
}

void config_print_sample(FILE *to)
{
    struct writer writer = { 0 };
    json_t *root = json_object();

    pending_add(&writer, root, option_groups[0]);
    for (size_t i = 0; i < writer.count; i++) sample_object(&writer, &writer.pending[i]);
    print(to, root);
}

/* ---- the schema ---- */

static json_t *schema_words(const struct option *option)
{
    json_t *words = json_array();

    for (int number = 0; number < option->max; number++)
        json_array_append_new(words, json_string(option->word(number)));
    return words;
}

/* What strings of this kind look like, as a pattern; NULL: anything. */
static const char *schema_pattern(enum option_kind kind)
{
    switch (kind) {
    case OPTION_ID: return "^[a-z0-9-]+$";
    case OPTION_ADDRESS: return ":[0-9]+$";
    case OPTION_URL: return "^https?://[^/].*[^/]$";
    case OPTION_STORAGE: return "^sqlite:.+$";
    case OPTION_PHONE: return "^([+][0-9]{3,15}|[0-9]{3,8})$";
    case OPTION_TIME: return "^[0-9]+(ms|s|m|h|d)$";
    case OPTION_SIZE: return "^[0-9]+(MB|GB)$";
    case OPTION_HOURS: return "^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$";
    case OPTION_NOTE:
    case OPTION_STRING:
    case OPTION_PATH:
    case OPTION_BOOL:
    case OPTION_WORD:
    case OPTION_LANGUAGES:
    case OPTION_OBJECT:
    case OPTION_LIST: break;
    }
    return NULL;
}

static json_t *schema_string(const struct option *option)
{
    json_t *schema = json_pack("{s:s}", "type", "string");
    const char *pattern = schema_pattern(option->kind);

    if (pattern) set(schema, "pattern", json_string(pattern));
    if (option->kind == OPTION_WORD) set(schema, "enum", schema_words(option));
    return schema;
}

static json_t *schema_list(const struct option *option, json_t *items)
{
    return json_pack("{s:s, s:I, s:I, s:o}", "type", "array", "minItems", (json_int_t)option->min,
                     "maxItems", (json_int_t)option->max, "items", items);
}

static json_t *schema_group(struct writer *writer, const struct option_group *group)
{
    json_t *schema = json_pack("{s:s}", "type", "object");

    pending_add(writer, schema, group);
    return schema;
}

static json_t *schema_option(struct writer *writer, const struct option *option)
{
    if (option_is_string(option)) return schema_string(option);
    if (option->kind == OPTION_OBJECT) return schema_group(writer, option->group);
    if (option->kind == OPTION_LIST)
        return schema_list(option, schema_group(writer, option->group));
    if (option->kind == OPTION_LANGUAGES)
        return schema_list(option, json_pack("{s:s, s:s}", "type", "string", "pattern",
                                             schema_pattern(OPTION_ID)));
    must(option->kind == OPTION_BOOL);
    return json_pack("{s:s}", "type", "boolean");
}

static void schema_object(struct writer *writer, const struct pending *out)
{
    json_t *properties = json_object(), *required = json_array();

    for (size_t i = 0; i < out->group->count; i++) {
        const struct option *option = &out->group->options[i];
        json_t *schema = schema_option(writer, option);

        set(schema, "description", json_string(option->help));
        if (option->presence == OPTION_PRESET && option->value && option->kind != OPTION_OBJECT)
            set(schema, "default", option_value(option));
        if (option->presence == OPTION_NEEDED)
            json_array_append_new(required, json_string(option->name));
        set(properties, option->name, schema);
    }
    set(out->object, "additionalProperties", json_false());
    set(out->object, "required", required);
    set(out->object, "properties", properties);
}

void config_print_schema(FILE *to)
{
    struct writer writer = { 0 };
    json_t *root =
        json_pack("{s:s, s:s}", "$schema", "https://json-schema.org/draft/2020-12/schema", "title",
                  "Configuration of peerlined");

    set(root, "type", json_string("object"));
    pending_add(&writer, root, option_groups[0]);
    for (size_t i = 0; i < writer.count; i++) schema_object(&writer, &writer.pending[i]);
    print(to, root);
}

/* ---- help ---- */

static void help_option(FILE *to, const struct option_group *group, const struct option *option)
{
    bool simple = option->kind != OPTION_LIST && option->kind != OPTION_OBJECT;

    fprintf(to, "  %s%s", group->path, option->name);
    if (option->presence == OPTION_NEEDED)
        fputs(" (needed)", to);
    else if (option->presence == OPTION_PRESET && option->value && simple)
        fprintf(to, " (%s)", option->value);
    fprintf(to, "\n      %s\n", option->help);
}

void config_print_help(FILE *to)
{
    for (size_t i = 0; i < OPTION_GROUPS; i++)
        for (size_t j = 0; j < option_groups[i]->count; j++)
            help_option(to, option_groups[i], &option_groups[i]->options[j]);
}
