/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A directory is taken whole or refused with place and reason. */
#include "edge/resources_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

#include "../check.h"

#define ENTRY "\"id\":\"a\",\"name\":\"A place\",\"label\":\"A place\""
#define CHECKED "\"active\":true,\"checked\":\"2026-11-01\""

static const struct {
    const char *sentence, *file, *why; /* no why: it is taken */
} files[] = {
    { "an empty directory", "{\"resources\":[]}", NULL },
    { "the least of an entry", "{\"resources\":[{" ENTRY "}]}", NULL },
    { "an active entry",
      "{\"resources\":[{" ENTRY "," CHECKED ",\"call\":\"555-0100\",\"expect\":\"A voice\"}]}",
      NULL },
    { "a note and an about", "{\"about\":\"x\",\"resources\":[{" ENTRY ",\"note\":\"y\"}]}", NULL },
    { "no JSON", "{\"resources\":[", "line 1" },
    { "another shape", "[]", "must be an object" },
    { "no entries", "{}", "resources must be a list" },
    { "something beside them", "{\"resources\":[],\"extra\":1}", "extra does not belong here" },
    { "an entry that is none", "{\"resources\":[7]}", "resources[0] must be an object" },
    { "a name is missing", "{\"resources\":[{\"id\":\"a\",\"label\":\"b\"}]}",
      "resources[0].name" },
    { "a number for a text", "{\"resources\":[{" ENTRY ",\"call\":911}]}", "resources[0].call" },
    { "a slip in a name", "{\"resources\":[{" ENTRY ",\"expext\":\"x\"}]}", "did you mean expect" },
    { "a field given twice", "{\"resources\":[{" ENTRY ",\"id\":\"b\"}]}", "duplicate" },
    { "an id given twice", "{\"resources\":[{" ENTRY "},{" ENTRY "}]}",
      "resources[1].id is that of resources[0]" },
    { "a label too long for a list",
      "{\"resources\":[{\"id\":\"a\",\"name\":\"n\",\"label\":\"thirty-one characters, and so "
      "on\"}]}",
      "resources[0].label is longer than 30" },
    { "two lines in a label",
      "{\"resources\":[{\"id\":\"a\",\"name\":\"n\",\"label\":\"one\\ntwo\"}]}",
      "control character" },
    { "text turned around", "{\"resources\":[{" ENTRY ",\"blurb\":\"a\\u202eb\"}]}",
      "control character" },
    { "not a day", "{\"resources\":[{" ENTRY ",\"checked\":\"2026-13-01\"}]}", "YYYY-MM-DD" },
    { "not a link", "{\"resources\":[{" ENTRY ",\"url\":\"javascript:1\"}]}", "url must begin" },
    { "active, never checked",
      "{\"resources\":[{" ENTRY ",\"active\":true,\"call\":\"1\",\"expect\":\"x\"}]}",
      "nobody has checked it" },
    { "active, nothing to expect", "{\"resources\":[{" ENTRY "," CHECKED ",\"call\":\"1\"}]}",
      "what to expect" },
    { "active, no way there", "{\"resources\":[{" ENTRY "," CHECKED ",\"expect\":\"x\"}]}",
      "cannot be reached" },
    { "active, but in words", "{\"resources\":[{" ENTRY ",\"active\":\"yes\"}]}",
      "active must be true or false" },
};

/* Writes `bytes` to a file of its own; false if that is not possible. */
static bool file_write(char *path, const char *bytes, size_t len)
{
    int fd = mkstemp(path);
    bool written = fd >= 0 && write(fd, bytes, len) == (ssize_t)len;

    if (fd >= 0) close(fd);
    return written;
}

static enum err load(const char *bytes, size_t len, struct resources *out, char *why, size_t size)
{
    char path[] = "/tmp/resources-XXXXXX";
    enum err err;

    CHECK(file_write(path, bytes, len));
    err = resources_file_load(path, out, why, size);
    unlink(path);
    return err;
}

static void check_files(void)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct resources resources;
        char why[300] = "";
        enum err err = load(files[i].file, strlen(files[i].file), &resources, why, sizeof why);

        CHECK_CASE(err == (files[i].why ? ERR_INPUT : OK), files[i].sentence);
        if (files[i].why && !CHECK_CASE(strstr(why, files[i].why) != NULL, files[i].sentence))
            printf("    got: %s\n", why);
        CHECK_CASE(err == OK || resources.count == 0, files[i].sentence);
        resources_free(&resources);
    }
}

static void check_missing(void)
{
    struct resources resources;
    char why[300] = "";

    CHECK(resources_file_load("/nowhere/at/all.json", &resources, why, sizeof why) == ERR_MISSING);
    CHECK(strstr(why, "/nowhere/at/all.json") != NULL);
    CHECK(resources.count == 0);
}

/* As many as the limit are taken, one more is not. */
static void check_limit(void)
{
    static char bytes[64 * (RESOURCES_MAX + 2)];

    for (int count = RESOURCES_MAX; count <= RESOURCES_MAX + 1; count++) {
        struct resources resources;
        struct str file;
        char why[300];

        str_init(&file, bytes, sizeof bytes);
        str_add(&file, "{\"resources\":[");
        for (int i = 0; i < count; i++)
            str_addf(&file, "%s{\"id\":\"r%d\",\"name\":\"n\",\"label\":\"l\"}", i ? "," : "", i);
        str_add(&file, "]}");
        CHECK(!file.cut);
        CHECK(load(bytes, file.len, &resources, why, sizeof why) ==
              (count > RESOURCES_MAX ? ERR_INPUT : OK));
        CHECK(resources.count == (count > RESOURCES_MAX ? 0 : (size_t)count));
        resources_free(&resources);
    }
}

/* The starter directory offers nothing; the demonstration's places are all there. */
static void check_shipped(void)
{
    struct resources resources;
    char why[300] = "";

    if (!CHECK(!resources_file_load("config/resources/massachusetts.json", &resources, why,
                                    sizeof why)))
        printf("    got: %s\n", why);
    CHECK(resources.count >= 25);
    for (size_t i = 0; i < resources.count; i++)
        CHECK_CASE(!resources.resource[i].active && !*resources.resource[i].checked,
                   resources.resource[i].id);
    resources_free(&resources);

    if (!CHECK(!resources_file_load("config/resources/demo.json", &resources, why, sizeof why)))
        printf("    got: %s\n", why);
    CHECK(resources.count == 8);
    for (size_t i = 0; i < resources.count; i++) {
        const struct resource *one = &resources.resource[i];

        CHECK_CASE(one->active, one->id);
        CHECK_CASE(strstr(one->call, "555-01") || strstr(one->text, "555-01"), one->id);
    }
    resources_free(&resources);
}

int main(void)
{
    check_files();
    check_missing();
    check_limit();
    check_shipped();
    return check_end();
}
