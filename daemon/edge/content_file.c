/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/content_file.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/nearest.h"
#include "base/text.h"

#define FILE_BYTES_MAX ((size_t)128 * 1024)
#define PATH_BYTES_MAX 1200

struct loading {
    char path[PATH_BYTES_MAX];
    struct content *content;
    char *why;
    size_t why_size;
};

__attribute__((format(printf, 2, 3))) static enum err refuse(struct loading *loading,
                                                             const char *format, ...)
{
    struct str why;
    va_list args;

    str_init(&why, loading->why, loading->why_size);
    str_addf(&why, "%s: ", loading->path);
    va_start(args, format);
    vsnprintf(loading->why + why.len, loading->why_size - why.len, format, args);
    va_end(args);
    return ERR_INPUT;
}

static enum err top_check(struct loading *loading, json_t *root)
{
    const char *key;
    json_t *value;

    if (!json_is_object(root)) return refuse(loading, "it must be an object");
    json_object_foreach(
        root, key, value) if (strcmp(key, "$schema") && strcmp(key, "version") &&
                              strcmp(key, "texts")) return refuse(loading,
                                                                  "%s does not belong here", key);
    return OK;
}

/* Whether `word`, `len` bytes between braces, is one that will be filled in. */
static bool word_is_allowed(const char *word, size_t len)
{
    const char *const *allowed = content_words_allowed();

    for (; *allowed; allowed++)
        if (strlen(*allowed) == len && !memcmp(*allowed, word, len)) return true;
    return false;
}

static enum err words_check(struct loading *loading, const char *key, const char *text)
{
    for (const char *at = text; *at; at++) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;

        if (*at == '}') return refuse(loading, "texts.%s has a brace that closes nothing", key);
        if (*at != '{') continue;
        if (!end) return refuse(loading, "texts.%s has a brace that is not closed", key);
        if (!word_is_allowed(at + 1, (size_t)(end - at - 1)))
            return refuse(loading, "texts.%s: nothing will be filled in for %.*s", key,
                          (int)(end - at + 1), at);
        at = end;
    }
    return OK;
}

static bool has_control_characters(const char *s)
{
    for (; *s; s++)
        if (((unsigned char)*s < ' ' && *s != '\n') || *s == 0x7f) return true;
    return false;
}

static enum err text_read(struct loading *loading, enum content_text which, const json_t *json)
{
    const char *key = content_text_name(which), *text = json_string_value(json);

    if (!json) return refuse(loading, "texts.%s is missing", key);
    if (!text || !*text) return refuse(loading, "texts.%s must be a text", key);
    if (has_control_characters(text))
        return refuse(loading, "texts.%s has a control character", key);
    if (STR_COPY(loading->content->text[which], text))
        return refuse(loading, "texts.%s is longer than %d bytes", key, CONTENT_BYTES_MAX);
    return words_check(loading, key, text);
}

static enum err unknown_check(struct loading *loading, json_t *texts)
{
    const char *names[CONTENT_TEXTS], *key, *nearest;
    enum content_text which;
    json_t *value;

    for (size_t i = 0; i < CONTENT_TEXTS; i++) names[i] = content_text_name((enum content_text)i);
    json_object_foreach(texts, key, value)
    {
        if (content_text_from_name(key, &which)) continue;
        nearest = nearest_word(key, names, CONTENT_TEXTS);
        if (!nearest) return refuse(loading, "texts.%s is not a text of the line", key);
        return refuse(loading, "texts.%s is not a text of the line; did you mean %s?", key,
                      nearest);
    }
    return OK;
}

static enum err root_read(struct loading *loading, json_t *root)
{
    const char *version = json_string_value(json_object_get(root, "version"));
    json_t *texts = json_object_get(root, "texts");
    enum err err = top_check(loading, root);

    if (err) return err;
    if (!version || !*version || STR_COPY(loading->content->version, version))
        return refuse(loading, "version must be a word of at most 31 bytes");
    if (!json_is_object(texts)) return refuse(loading, "texts must be an object");
    err = unknown_check(loading, texts);
    for (size_t i = 0; i < CONTENT_TEXTS && !err; i++)
        err = text_read(loading, (enum content_text)i,
                        json_object_get(texts, content_text_name((enum content_text)i)));
    return err;
}

enum err content_file_load(const char *content_dir, const char *language, struct content *content,
                           char *why, size_t why_size)
{
    struct loading loading = { .content = content, .why = why, .why_size = why_size };
    json_error_t error;
    json_t *root;
    char *bytes;
    size_t len;
    enum err err;

    *content = (struct content){ 0 };
    snprintf(loading.path, sizeof loading.path, "%s/%s/texts.json", content_dir, language);
    if (STR_COPY(content->language, language)) return refuse(&loading, "no such language");
    err = file_read(loading.path, FILE_BYTES_MAX, &bytes, &len, why, why_size);
    if (err) return err;
    root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);
    err =
        root ? root_read(&loading, root) : refuse(&loading, "line %d: %s", error.line, error.text);
    json_decref(root);
    free(bytes);
    return err;
}
