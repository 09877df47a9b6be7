/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P13. What comes in broken is refused by itself; the records beside it go in. */
#include "edge/directory_file.h"

#include <stdlib.h>

#include "../check.h"
#include "base/alloc.h"
#include "base/text.h"
#include "edge/csv.h"

#define ID "7b1f8a52-0a55-4a0a-9c49-5b7c3d4a0001"
#define ID2 "7b1f8a52-0a55-4a0a-9c49-5b7c3d4a0002"

struct heard {
    char all[2048];
    struct str str;
};

static void hear(void *arg, const struct hsds_note *note)
{
    struct heard *heard = arg;

    str_addf(&heard->str, "%s%zu:%s;", note->refused ? "!" : "", note->line, note->field);
}

static void read_as(const char *text, size_t read, size_t refused, bool part, const char *told)
{
    struct heard heard;
    const struct hsds_notes notes = { .note = hear, .arg = &heard };
    struct directory directory;

    str_init(&heard.str, heard.all, sizeof heard.all);
    directory_init(&directory, "feed", &notes);
    directory_add_json(&directory, text, strlen(text));
    CHECK_CASE(directory.read == read && directory.refused == refused && directory.part == part,
               text);
    CHECK_STR(heard.all, told);
    directory_wipe(&directory);
}

/* What becomes of one service, as JSON in order of its names. */
static void cleaned(const char *text, const char *expected)
{
    struct heard heard;
    const struct hsds_notes notes = { .note = hear, .arg = &heard };
    struct directory directory;

    str_init(&heard.str, heard.all, sizeof heard.all);
    directory_init(&directory, "feed", &notes);
    directory_add_json(&directory, text, strlen(text));
    if (CHECK(directory.count == 1 && directory.entry[0].source))
        CHECK_STR(directory.entry[0].source, expected);
    directory_wipe(&directory);
}

#define A "{\"id\":\"" ID "\",\"name\":\"A\",\"status\":\"active\"}"
#define B "{\"id\":\"" ID2 "\",\"name\":\"B\",\"status\":\"active\"}"

static void forms(void)
{
    read_as(A, 1, 0, false, "");
    read_as("\xef\xbb\xbf" A "\n" B "\n", 2, 0, false, "");
    read_as("[" A ",\n" B "]", 2, 0, false, "");
    read_as("{\"total_pages\": 1, \"contents\": [" A "]}", 1, 0, false, "");
    read_as("{\"total_pages\": 3, \"contents\": [" A "]}", 1, 0, true, "");
    read_as(A "\n{broken\n" B "\n", 2, 1, true, "!2:;");
    read_as("[" A ", 7,\n\n{\"id\":\"" ID2 "\"}]", 1, 2, true, "!1:;!3:name;");
    read_as("[" A ", {\"id\"", 1, 2, true, "!1:;!1:;");
    read_as("[" A ",\n" B ",\n", 2, 1, true, "!2:;");
    read_as("{\"contents\": [" A ",\n" B, 2, 1, true, "!2:;");
    read_as("{\"contents\": [" A "]}\n{\"contents\": [" B "]}", 1, 1, true, "!1:;");
    read_as("[" A "]\n \n", 1, 0, false, "");
    read_as(A "\n" A "\n", 1, 0, false, "2:id;");
    read_as("{\"id\":\"1\",\"location_type\":\"physical\",\"name\":\"A\"}", 0, 1, false, "!1:;");
    read_as("{\"id\":\"" ID "\",\"name\":\" \\n \",\"status\":\"active\"}", 0, 1, false,
            "!1:name;");
    read_as("{\"service\":" A ",\"id\":\"" ID2 "\"}", 1, 0, false, "");
    read_as("", 0, 0, false, "");
    read_as("{\"id\":\"" ID "\",\"name\":\"A\\u0000\",\"x\\u0000y\":\"\\u0000\"}\n" B, 2, 0, false,
            "1:;1:status;");
}

static void values(void)
{
    const char *end = ",\"name\":\"A\",\"status\":\"active\"}";
    char expected[256];

    snprintf(expected, sizeof expected, "{\"id\":\"" ID "\"%s", end);
    cleaned("{\"id\":\"" ID "\",\"name\":\"A\\u0000\\u202e\",\"status\":\"ACTIVE\",\"url\":\"x:y\","
            "\"email\":\"no\",\"phones\":[null,{\"number\":\"\"},{\"number\":\"' "
            "'\"}],\"last_modified\":\"now\"}",
            expected);
    snprintf(expected, sizeof expected,
             "{\"id\":\"" ID "\",\"last_modified\":\"2026-01-02T00:00:00Z\","
             "\"minimum_age\":18%s",
             end);
    cleaned("{\"id\":\"" ID "\",\"name\":\"A\",\"status\":\"active\",\"minimum_age\":\"18\","
            "\"last_modified\":\"2026-01-02\"}",
            expected);
    snprintf(expected, sizeof expected,
             "{\"id\":\"" ID "\",\"name\":\"A\",\"phones\":[{\"id\":\"" ID2
             "\",\"number\":\"6175550100\"}],\"status\":\"inactive\",\"x_kept\":{\"a\":[1]}}");
    cleaned("{\"id\":\"" ID "\",\"name\":\"A\",\"phones\":{\"id\":\"" ID2
            "\",\"number\":6175550100},"
            "\"x_kept\":{\"a\":[1]}}",
            expected);
}

static void tables(void)
{
    const char *text = "name, note ,x\r\n\"a,\"\"b\"\"\",\"two\nlines\",1\r\n\r\nshort\n";
    char why[64];
    struct csv csv;

    CHECK(csv_read(&csv, xstrdup(text), strlen(text), why, sizeof why) == OK);
    CHECK(csv.columns == 3 && csv.rows == 2 && csv.line[0] == 2 && csv.line[1] == 5);
    CHECK_STR(csv_cell(&csv, 0, csv_column(&csv, "name")), "a,\"b\"");
    CHECK_STR(csv_cell(&csv, 0, csv_column(&csv, "note")), "two\nlines");
    CHECK_STR(csv_cell(&csv, 1, 2), "");
    CHECK(csv_column(&csv, "nothing") == csv.columns);
    csv_free(&csv);
    CHECK(csv_read(&csv, xstrdup(""), 0, why, sizeof why) == ERR_INPUT);
    CHECK(csv_read(&csv, xstrdup("a\n\n\"open,\nb"), 11, why, sizeof why) == ERR_INPUT);
    CHECK_STR(why, "line 3: a quotation mark is not closed");
    CHECK(csv_read(&csv, xstrdup("a\n\"fine\"\nM\xfcnchen\n"), 17, why, sizeof why) == ERR_INPUT);
    CHECK_STR(why, "line 3: it is not UTF-8 text");
    CHECK(csv_read(&csv, xstrdup("a,b\n1,2\n1,2,3\n1,2,3,4\n"), 22, why, sizeof why) == OK);
    CHECK(csv.rows == 3 && csv.longer == 2 && csv.longer_line == 3);
    csv_free(&csv);
}

static void names_of_feeds(void)
{
    char feed[64];

    directory_file_feed("lists/harbor-211.ndjson.gz", feed);
    CHECK_STR(feed, "harbor-211");
    directory_file_feed("/a/tables/", feed);
    CHECK_STR(feed, "tables");
    directory_file_feed("..", feed);
    CHECK_STR(feed, "directory");
}

int main(void)
{
    forms();
    values();
    tables();
    names_of_feeds();
    return check_end();
}
