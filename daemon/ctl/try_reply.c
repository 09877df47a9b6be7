/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/try_reply.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "edge/phrases_file.h"
#include "rules/list_reply.h"
#include "rules/triage.h"

#define LINE_BYTES_MAX (64 * 1024)
#define AGE_HOURS_MAX 100000

static const char help[] =
    "usage: peerlinectl try reply [--content DIR --language LANGUAGE]\n"
    "\n"
    "Reads JSON lines from standard input, each a text that came after a numbered list:\n"
    "\n"
    "  {\"items\":[\"label\",...],\"page\":5,\"shown\":5,\"text\":\"2 pls\",\"previous\":[],\n"
    "   \"age_hours\":0,\"peer_question_since\":false,\"open\":true,\"asked\":false}\n"
    "\n"
    "and answers each with one line, such as {\"kind\":\"choice\",\"items\":[2]}. Only items\n"
    "and text must be there. Kinds are choice, choices, more, none, ask, peer, reserved.\n"
    "\n"
    "  --content DIR    triage reads the texts too, with DIR/LANGUAGE/phrases.json\n"
    "  --language NAME  en, es, ...\n"
    "\n"
    "Exit code: 0 all lines were read; 1 the content or some lines were refused;\n"
    "2 called wrongly.\n";

struct options {
    const char *content, *language;
    bool help;
};

/* A line from stdin: what was texted, after what. */
struct trial {
    struct list list;
    struct reply_context context;
    struct text text;
};

static bool options_read(int argc, char **argv, struct options *options)
{
    for (int i = 0; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;

        if (strcmp(argv[i], "--help") == 0) {
            options->help = true;
        } else if (strcmp(argv[i], "--content") == 0 && value) {
            options->content = argv[++i];
        } else if (strcmp(argv[i], "--language") == 0 && value) {
            options->language = argv[++i];
        } else {
            fprintf(stderr, "peerlinectl try reply: unknown or incomplete option '%s'\n", argv[i]);
            return false;
        }
    }
    if (!options->content == !options->language) return true;
    fprintf(stderr, "peerlinectl try reply: --content and --language go together\n");
    return false;
}

/* ---- from JSON ---- */

/* Each of these returns NULL, or what is wrong with the line. */

static const char *items_read(const json_t *items, struct list *list)
{
    if (!json_is_array(items) || !json_array_size(items)) return "items: labels are needed";
    if (json_array_size(items) > LIST_ITEMS_MAX) return "items: more than a list can hold";
    list->count = json_array_size(items);
    for (size_t i = 0; i < list->count; i++) {
        const json_t *label = json_array_get(items, i);

        if (!json_is_string(label)) return "items: a label is a string";
        if (str_copy_len(list->item[i].label, sizeof list->item[i].label, json_string_value(label),
                         json_string_length(label)))
            return "items: a label of more than 63 bytes";
    }
    return NULL;
}

static const char *number_read(const json_t *object, const char *name, int64_t max, int64_t *number)
{
    const json_t *value = json_object_get(object, name);

    if (!value) return NULL;
    if (!json_is_number(value)) return "page, shown and age_hours are numbers";
    if (json_number_value(value) < 0 || json_number_value(value) > (double)max)
        return "page, shown or age_hours is out of range";
    *number = (int64_t)json_number_value(value);
    return NULL;
}

static const char *flag_read(const json_t *object, const char *name, bool *flag)
{
    const json_t *value = json_object_get(object, name);

    if (!value) return NULL;
    if (!json_is_boolean(value)) return "open, asked and peer_question_since are true or false";
    *flag = json_is_true(value);
    return NULL;
}

static const char *previous_read(const json_t *numbers, const struct list *list,
                                 struct item_numbers *previous)
{
    if (numbers && !json_is_array(numbers)) return "previous: numbers are needed";
    if (json_array_size(numbers) > list->count) return "previous: more than there are items";
    for (size_t i = 0; i < json_array_size(numbers); i++) {
        const json_t *number = json_array_get(numbers, i);
        json_int_t n = json_integer_value(number);

        if (!json_is_integer(number) || n < 1 || n > (json_int_t)list->count)
            return "previous: not the number of an item";
        previous->number[previous->count++] = (int)n;
    }
    return NULL;
}

static const char *text_read(const json_t *value, struct text *text)
{
    if (!json_is_string(value)) return "text: a string is needed";
    if (str_copy_len(text->s, sizeof text->s, json_string_value(value), json_string_length(value)))
        return "text: longer than a text may be, or a NUL in it";
    text->len = (uint16_t)json_string_length(value);
    return NULL;
}

/* The numbers shown: a first page, unless something else is said. */
static const char *shown_read(const json_t *line, struct list *list)
{
    int64_t page = LIST_PAGE_ITEMS, shown;
    const char *why = number_read(line, "page", LIST_ITEMS_MAX, &page);

    shown = page < (int64_t)list->count ? page : (int64_t)list->count;
    if (!why) why = number_read(line, "shown", (int64_t)list->count, &shown);
    list->shown = (size_t)shown;
    return why;
}

static const char *trial_read(const json_t *line, struct trial *trial)
{
    int64_t age_hours = 0;
    const char *why;

    *trial = (struct trial){ .list.open = true };
    if (!json_is_object(line)) return "not a JSON object";
    why = items_read(json_object_get(line, "items"), &trial->list);
    if (!why) why = shown_read(line, &trial->list);
    if (!why) why = text_read(json_object_get(line, "text"), &trial->text);
    if (!why) why = number_read(line, "age_hours", AGE_HOURS_MAX, &age_hours);
    if (!why) why = flag_read(line, "open", &trial->list.open);
    if (!why) why = flag_read(line, "asked", &trial->list.asked);
    if (!why) why = flag_read(line, "peer_question_since", &trial->context.peer_asked_since);
    if (!why)
        why = previous_read(json_object_get(line, "previous"), &trial->list,
                            &trial->context.previous);
    trial->context.age = HOURS(age_hours);
    return why;
}

/* ---- to JSON ---- */

static void add_numbers(json_t *object, const char *name, const struct item_numbers *numbers)
{
    json_t *array = json_array();

    for (size_t i = 0; i < numbers->count; i++)
        json_array_append_new(array, json_integer(numbers->number[i]));
    json_object_set_new(object, name, array);
}

/* Only what applies: a choice has items, a question has candidates, even if none. */
static json_t *reply_json(const struct list_reply *reply)
{
    json_t *object = json_pack("{s:s}", "kind", reply_kind_name(reply->kind));

    if (reply->items.count) add_numbers(object, "items", &reply->items);
    if (reply->candidates.count || reply->kind == REPLY_ASK)
        add_numbers(object, "candidates", &reply->candidates);
    if (reply->about.count) add_numbers(object, "about", &reply->about);
    if (reply->mode != REPLY_FIRST)
        json_object_set_new(object, "mode",
                            json_string(reply->mode == REPLY_ADDS ? "add" : "replace"));
    if (reply->to_peer) json_object_set_new(object, "to_peer", json_true());
    if (reply->risk) json_object_set_new(object, "risk", json_true());
    return object;
}

static void print_line(json_t *object)
{
    char *s = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);

    puts(s ? s : "{\"error\":\"out of memory\"}");
    free(s);
    json_decref(object);
}

/* ---- lines ---- */

static bool is_danger(const struct triage_phrases *phrases, const struct text *text)
{
    struct triage triage;

    if (!phrases) return false;
    triage_read(phrases, text, NULL, 0, &triage);
    return triage.tier >= TIER_WATCH;
}

/* False: the line was refused. */
static bool line_try(const struct triage_phrases *phrases, const char *s, size_t len,
                     struct trial *trial)
{
    json_error_t error = { .text = "longer than 65536 bytes" };
    json_t *line =
        len <= LINE_BYTES_MAX ? json_loadb(s, len, JSON_REJECT_DUPLICATES, &error) : NULL;
    const char *why = line ? trial_read(line, trial) : error.text;
    struct list_reply reply;

    if (why) {
        print_line(json_pack("{s:s}", "error", why));
    } else {
        trial->context.danger = is_danger(phrases, &trial->text);
        reply = list_reply_read(&trial->list, &trial->context, trial->text.s);
        print_line(reply_json(&reply));
    }
    json_decref(line);
    return !why;
}

/* The exit code. */
static int lines_try(const struct triage_phrases *phrases)
{
    struct trial *trial = xcalloc(1, sizeof *trial);
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    int code = 0;

    while ((len = getline(&line, &size, stdin)) >= 0)
        if (!line_try(phrases, line, (size_t)len, trial)) code = 1;
    free(line);
    free(trial);
    return code;
}

int try_reply(int argc, char **argv)
{
    struct options options = { 0 };
    struct triage_phrases *phrases = NULL;
    char why[512];
    int code;

    if (!options_read(argc, argv, &options)) {
        fputs("Try 'peerlinectl try reply --help'.\n", stderr);
        return 2;
    }
    if (options.help) {
        fputs(help, stdout);
        return 0;
    }
    if (options.content) {
        phrases = phrases_file_new(options.content, options.language, why, sizeof why);
        if (!phrases) {
            fprintf(stderr, "peerlinectl try reply: %s\n", why);
            return 1;
        }
    }
    code = lines_try(phrases);
    triage_phrases_free(phrases);
    return code;
}
