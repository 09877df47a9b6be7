/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/phrases_file.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../check.h"
#include "base/text.h"
#include "rules/triage.h"

#define GOOD_RULE "{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\",\"phrases\":[\"help me\"]}"
#define TOP "\"language\":\"en\",\"version\":\"1\","

struct folder {
    char path[64], language[80], file[96];
};

static void folder_make(struct folder *folder)
{
    snprintf(folder->path, sizeof(folder->path), "/tmp/phrases-XXXXXX");
    CHECK(mkdtemp(folder->path) != NULL);
    snprintf(folder->language, sizeof(folder->language), "%s/en", folder->path);
    snprintf(folder->file, sizeof(folder->file), "%s/phrases.json", folder->language);
    CHECK(mkdir(folder->language, 0700) == 0);
}

static void folder_remove(const struct folder *folder)
{
    unlink(folder->file);
    rmdir(folder->language);
    rmdir(folder->path);
}

static void file_write(const struct folder *folder, const char *content, size_t len)
{
    FILE *file = fopen(folder->file, "wb");

    CHECK(file && fwrite(content, 1, len, file) == len);
    if (file) fclose(file);
}

/* What is wrong with each, as a person is told: the place and the reason. */
static const struct {
    const char *content, *told;
} refused[] = {
    { "{", "line 1:" },
    { "{" TOP "\n\"rules\":[" GOOD_RULE "],\n\"rules\":[]}", "line 3: duplicate object key" },
    { "[]", "must be an object" },
    { "{" TOP "\"rulez\":[]}", "unknown key 'rulez'" },
    { "{\"version\":\"1\",\"rules\":[" GOOD_RULE "]}", "'language' must be a text" },
    { "{\"language\":\"en\",\"rules\":[" GOOD_RULE "]}", "'version' must be a text" },
    { "{\"language\":\"en\",\"version\":\"\",\"rules\":[" GOOD_RULE "]}", "a version has 1 to" },
    { "{\"language\":\"es\",\"version\":\"1\",\"rules\":[" GOOD_RULE "]}", "the folder is 'en'" },
    { "{" TOP "\"rules\":[]}", "at least one" },
    { "{" TOP "\"rules\":{}}", "rules must be a list" },
    { "{" TOP "\"rules\":[" GOOD_RULE ",7]}", "rules[1] must be an object" },
    { "{" TOP "\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"red\",\"phrases\":[\"x\"]}]}",
      "rules[0]: tier must be" },
    { "{" TOP "\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\",\"phrases\":[]}]}",
      "rules[0]: a rule needs phrases" },
    { "{" TOP "\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\",\"phrases\":[4]}]}",
      "rules[0].phrases[0] must be a text" },
    { "{" TOP "\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\",\"tone\":1,"
      "\"phrases\":[\"x\"]}]}",
      "rules[0]: unknown key 'tone'" },
    { "{" TOP "\"sources\":{\"A\":\"a\"},\"rules\":[{\"id\":\"a\",\"category\":\"c\","
      "\"tier\":\"high\",\"sources\":[\"B\"],\"phrases\":[\"x\"]}]}",
      "rules[0]: sources[0] is not among the file's sources" },
    { "{" TOP "\"reports\":[\"a ~4 b\"],\"rules\":[" GOOD_RULE "]}",
      "reports[0]: may reach over 6 words: at most 4 are seen together" },
    { "{" TOP "\"rules\":[" GOOD_RULE "," GOOD_RULE "]}",
      "rules[1] (a): the id 'a' is there twice" },
    { "{" TOP "\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\","
      "\"phrases\":[\"fine\",\"took @pilz\"]}]}",
      "rules[0] (a), phrases[1] 'took @pilz': no set of words is called '@pilz'" },
    { "{" TOP "\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\","
      "\"phrases\":[\"&nowhere\"]}]}",
      "no group is called '&nowhere'" },
    { "{" TOP "\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\","
      "\"phrases\":[\"maybe?\"]}]}",
      "nothing in it that a text must have" },
    { "{" TOP "\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\","
      "\"phrases\":[\"~3 die\"]}]}",
      "cannot begin with a gap" },
    { "{" TOP "\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\","
      "\"phrases\":[\"die ~3\"]}]}",
      "cannot end with a gap" },
    { "{" TOP "\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\","
      "\"phrases\":[\"a ~99 b\"]}]}",
      "no number from 1 to" },
    { "{" TOP "\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\","
      "\"phrases\":[\"a ~12 b ~12 c\"]}]}",
      "may reach over" },
    { "{" TOP "\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\","
      "\"phrases\":[\"\"]}]}",
      "nothing in it that a text must have" },
    { "{" TOP "\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\","
      "\"phrases\":[\"one||two\"]}]}",
      "an empty part" },
    { "{" TOP "\"groups\":{\"g\":[\"x\"]},\"rules\":[{\"id\":\"a\",\"category\":\"c\","
      "\"tier\":\"high\",\"phrases\":[\"one|&g\"]}]}",
      "'&g': ^ and ~ stand alone" },
    { "{" TOP "\"rules\":[" GOOD_RULE "],\"combinations\":[{\"id\":\"b\",\"tier\":\"high\","
      "\"of\":[\"c\"],\"at_least\":2}]}",
      "combinations[0]: can never hold" },
    { "{" TOP "\"rules\":[" GOOD_RULE "],\"combinations\":[{\"id\":\"b\",\"tier\":\"steady\","
      "\"of\":[\"c\"],\"at_least\":1}]}",
      "combinations[0]: raises nothing" },
    { "{" TOP "\"fillers\":\"just\",\"rules\":[{\"id\":\"a\",\"category\":\"c\",\"tier\":\"high\","
      "\"phrases\":[\"just die\"]}]}",
      "'just' is passed over in texts" },
    { "{" TOP "\"words\":{\"p\":\"pill 💊 ...\"},\"rules\":[" GOOD_RULE "]}",
      "words.p, word 3: '...': no word in it" },
    { "{" TOP "\"words\":{\"p\":\"\"},\"rules\":[" GOOD_RULE "]}", "an empty set of words" },
    { "{" TOP "\"words\":{\"p\":[]},\"rules\":[" GOOD_RULE "]}", "words.p must be a text" },
    { "{" TOP "\"groups\":{\"g\":[]},\"rules\":[" GOOD_RULE "]}", "groups.g: an empty group" },
    { "{" TOP "\"groups\":{\"g\":[\"x\"],\"h\":[\"&g\"]},\"rules\":[" GOOD_RULE "]}",
      "groups.h[0] '&g': a group cannot contain a group" },
    { "{" TOP "\"spellings\":{\"dont\":7},\"rules\":[" GOOD_RULE "]}", "spellings.dont must be" },
    { "{" TOP "\"spellings\":{\"a\":\"a\"},\"rules\":[" GOOD_RULE "]}",
      "spellings.a: 'a' leads to" },
    { "{" TOP "\"spellings\":{\"a b c\":\"d\"},\"rules\":[" GOOD_RULE "]}", "too many words" },
    { "{" TOP "\"rules\":[" GOOD_RULE "],\"combinations\":[{\"id\":\"x\",\"tier\":\"high\","
      "\"all\":[\"d\"]}]}",
      "combinations[0]: no rule has the category 'd'" },
    { "{" TOP "\"rules\":[" GOOD_RULE "],\"combinations\":[{\"id\":\"x\",\"tier\":\"high\"}]}",
      "asks for no category" },
    { "{" TOP "\"rules\":[" GOOD_RULE "],\"combinations\":[{\"id\":\"x\",\"tier\":\"high\","
      "\"of\":[\"c\"],\"at_least\":-1}]}",
      "'at_least' must be a whole number" },
};

static void test_refused(const struct folder *folder)
{
    char why[512];

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        file_write(folder, refused[i].content, strlen(refused[i].content));
        CHECK_CASE(!phrases_file_new(folder->path, "en", why, sizeof(why)), refused[i].told);
        if (!CHECK_CASE(strstr(why, refused[i].told) && strstr(why, "en/phrases.json: "),
                        refused[i].told))
            printf("    got: %s\n", why);
    }
}

static void test_taken(const struct folder *folder)
{
    static const char content[] = "{" TOP "\"rules\":[" GOOD_RULE "]}";
    char why[512] = "";
    struct triage_phrases *phrases;

    file_write(folder, content, sizeof(content) - 1);
    phrases = phrases_file_new(folder->path, "en", why, sizeof(why));
    CHECK_STR(why, "");
    if (!CHECK(phrases != NULL)) return;
    CHECK_STR(triage_version(phrases), "1");
    triage_phrases_free(phrases);
}

static void test_limits(const struct folder *folder)
{
    size_t size = PHRASES_FILE_BYTES_MAX + 1;
    char *content = malloc(size), why[512];

    if (!CHECK(content != NULL)) return;
    memset(content, ' ', size);
    file_write(folder, content, size);
    CHECK(!phrases_file_new(folder->path, "en", why, sizeof(why)));
    CHECK(strstr(why, "larger than") != NULL);

    memset(content, '[', size);
    file_write(folder, content, size - 1);
    CHECK(!phrases_file_new(folder->path, "en", why, sizeof(why)));
    CHECK(strstr(why, "line 1: maximum parsing depth") != NULL);
    free(content);
}

static void test_absent(const struct folder *folder)
{
    char why[512];

    CHECK(!phrases_file_new(folder->path, "fr", why, sizeof(why)));
    CHECK(strstr(why, "cannot be opened") != NULL);
    CHECK(!phrases_file_new(folder->path, "../en", why, sizeof(why)));
    CHECK(strstr(why, "names no language") != NULL);
    CHECK(!phrases_file_new(folder->path, "", why, sizeof(why)));
    CHECK(!phrases_file_new(folder->path, "en", why, 8));
}

/* The content that comes with the line. */
static void test_shipped(void)
{
    static const char *const languages[] = { "en", "es" };
    char why[512] = "";

    for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
        struct triage_phrases *phrases =
            phrases_file_new("config/content", languages[i], why, sizeof(why));

        CHECK_CASE(phrases != NULL, why);
        triage_phrases_free(phrases);
    }
}

int main(void)
{
    struct folder folder;

    folder_make(&folder);
    test_refused(&folder);
    test_taken(&folder);
    test_limits(&folder);
    test_absent(&folder);
    test_shipped();
    folder_remove(&folder);
    return check_end();
}
