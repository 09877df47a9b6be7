/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/content_file.h"

#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../check.h"
#include "rules/segment.h"

static char folder[] = "/tmp/test_content.XXXXXX";

static enum err load(const char *json, struct content *content, char *why, size_t why_size)
{
    char path[64];
    FILE *file;

    snprintf(path, sizeof path, "%s/en/texts.json", folder);
    file = fopen(path, "w");
    fputs(json, file);
    fclose(file);
    return content_file_load(folder, "en", content, why, why_size);
}

/* The English texts with one of them replaced, or left out. */
static char *texts_with(const char *key, const char *text)
{
    json_t *root = json_load_file("config/content/en/texts.json", 0, NULL);
    json_t *texts = json_object_get(root, "texts");
    char *json;

    if (text)
        json_object_set_new(texts, key, json_string(text));
    else
        json_object_del(texts, key);
    json = json_dumps(root, 0);
    json_decref(root);
    return json;
}

static const struct {
    const char *key, *text, *why;
} refused[] = {
    { "welcome", NULL, "texts.welcome is missing" },
    { "welcome", "", "texts.welcome must be a text" },
    { "welcome", "Hi {TEXTER}", "texts.welcome: nothing will be filled in for {TEXTER}" },
    { "welcome", "Hi {line}", "texts.welcome: nothing will be filled in for {line}" },
    { "welcome", "Hi {LINE", "texts.welcome has a brace that is not closed" },
    { "welcome", "Hi LINE}", "texts.welcome has a brace that closes nothing" },
    { "welcome", "Hi\tyou", "texts.welcome has a control character" },
    { "welcom", "Hi", "texts.welcom is not a text of the line; did you mean welcome?" },
    { "something else", "Hi", "texts.something else is not a text of the line" },
};

static void test_a_wrong_text_is_refused_with_its_key(void)
{
    static struct content content;

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        char *json = texts_with(refused[i].key, refused[i].text), why[512] = "";

        CHECK_CASE(load(json, &content, why, sizeof why) == ERR_INPUT, refused[i].why);
        if (!CHECK_CASE(strstr(why, refused[i].why), refused[i].why)) printf("    got: %s\n", why);
        CHECK_CASE(strstr(why, "/en/texts.json: "), "the file is named");
        free(json);
    }
}

static void test_a_text_of_just_the_limit_is_taken_and_no_longer(void)
{
    static struct content content;
    char text[CONTENT_BYTES_MAX + 2], why[512] = "", *json;

    memset(text, 'a', sizeof text);
    text[CONTENT_BYTES_MAX] = '\0';
    json = texts_with("help", text);
    CHECK(load(json, &content, why, sizeof why) == OK);
    CHECK_STR(content.text[CONTENT_HELP], text);
    free(json);
    text[CONTENT_BYTES_MAX] = 'a';
    text[CONTENT_BYTES_MAX + 1] = '\0';
    json = texts_with("help", text);
    CHECK(load(json, &content, why, sizeof why) == ERR_INPUT);
    CHECK(strstr(why, "texts.help is longer than 640 bytes"));
    free(json);
}

static void test_a_file_of_another_shape_is_refused(void)
{
    static struct content content;
    char why[512] = "";

    CHECK(load("[]", &content, why, sizeof why) == ERR_INPUT);
    CHECK(load("{", &content, why, sizeof why) == ERR_INPUT);
    CHECK(strstr(why, "line 1"));
    CHECK(load("{\"texts\":{}}", &content, why, sizeof why) == ERR_INPUT);
    CHECK(strstr(why, "version"));
    CHECK(load("{\"version\":\"1\",\"texts\":{},\"more\":1}", &content, why, sizeof why) ==
          ERR_INPUT);
    CHECK(strstr(why, "more does not belong here"));
    CHECK(content_file_load(folder, "pt", &content, why, sizeof why) == ERR_MISSING);
    CHECK(strstr(why, "/pt/texts.json: No such file"));
}

/* With a line and names of usual length. */
static void check_one_part(const struct content *content, enum content_text which)
{
    struct content_words words = { .line = "Harbor Peer Line",
                                   .peer = "Magdalena",
                                   .name = "Magdalena",
                                   .code = "7K2",
                                   .label = "Wildflower peer line",
                                   .tier = "imminent",
                                   .link = "https://line.example.org/#/p/0123456789abcdef0123" };
    struct segments segments;
    struct text text;

    CHECK(content_fill(content, which, &words, &text));
    segments = segment_count(text.s, text.len);
    CHECK_CASE(segments.gsm7 && segments.count == 1, content->text[which]);
}

static void test_each_text_of_ours_is_one_part_on_a_phone(void)
{
    static const char *const languages[] = { "en", "es" };
    static struct content content;
    char why[512] = "";

    for (size_t i = 0; i < 2; i++) {
        CHECK(content_file_load("config/content", languages[i], &content, why, sizeof why) == OK);
        CHECK_STR(why, "");
        CHECK_STR(content.language, languages[i]);
        CHECK(*content.version);
        for (size_t j = 0; j < CONTENT_TEXTS; j++) check_one_part(&content, (enum content_text)j);
    }
}

/* The schema is for editors; the loader decides. They know the same texts. */
static void test_the_schema_knows_each_text(void)
{
    json_t *schema = json_load_file("config/texts.schema.json", 0, NULL), *texts = NULL;

    CHECK(!json_unpack(schema, "{s:{s:{s:o}}}", "properties", "texts", "properties", &texts));
    CHECK(json_object_size(texts) == CONTENT_TEXTS);
    for (size_t i = 0; i < CONTENT_TEXTS; i++) {
        const char *name = content_text_name((enum content_text)i);

        CHECK_CASE(json_object_get(texts, name), name);
    }
    json_decref(schema);
}

int main(void)
{
    char path[64];

    if (!mkdtemp(folder)) return 1;
    snprintf(path, sizeof path, "%s/en", folder);
    mkdir(path, 0700);
    test_a_wrong_text_is_refused_with_its_key();
    test_a_text_of_just_the_limit_is_taken_and_no_longer();
    test_a_file_of_another_shape_is_refused();
    test_each_text_of_ours_is_one_part_on_a_phone();
    test_the_schema_knows_each_text();
    snprintf(path, sizeof path, "%s/en/texts.json", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/en", folder);
    rmdir(path);
    rmdir(folder);
    return check_end();
}
