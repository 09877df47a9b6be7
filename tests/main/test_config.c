/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include "../check.h"
#include "config_options.h"
#include "config_print.h"
#include "config_value.h"

#define PROVIDER "{\"id\":\"sim\",\"type\":\"simulator\"}"
#define LINE_REST ",\"name\":\"Harbor\",\"provider\":\"sim\",\"fallback_text\":\"988\""
#define LINE "{\"id\":\"a\",\"number\":\"+16175550100\"" LINE_REST "}"
#define URL "\"public_url\":\"http://127.0.0.1:8080\""
#define FILE_WITH(more) "{" URL ",\"providers\":[" PROVIDER "],\"lines\":[" LINE "]" more "}"
#define WITH_PROVIDER(rest) "{" URL ",\"providers\":[" rest "],\"lines\":[" LINE "]}"
#define WITH_LINE(rest) "{" URL ",\"providers\":[" PROVIDER "],\"lines\":[" rest "]}"
#define WITH_URL(url)                                                                              \
    "{\"public_url\":\"" url "\",\"providers\":[" PROVIDER "],\"lines\":[" LINE "]}"
#define LADDER(steps)                                                                              \
    WITH_LINE("{\"id\":\"a\",\"number\":\"+16175550100\"" LINE_REST ",\"ladder\":[" steps "]}")

static char folder[] = "/tmp/test_config.XXXXXX";

static enum err load(const char *json, struct config *config, char *why, size_t why_size)
{
    char path[64];
    FILE *file;
    enum err err;

    snprintf(path, sizeof path, "%s/line.json", folder);
    file = fopen(path, "w");
    fputs(json, file);
    fclose(file);
    err = config_load(path, config, why, why_size);
    unlink(path);
    return err;
}

/* ---- what is refused, and how it is said ---- */

static const struct {
    const char *json, *why;
} refused[] = {
    { "", "line 1" },
    { "[]", "must be an object" },
    { "{\"listen\":\"a\",\n\"listen\":\"b\"}", "line 2: duplicate object key" },
    { "{}", "public_url is missing" },
    { FILE_WITH(",\"lisen\":\"127.0.0.1:1\""), "lisen is not an option; did you mean listen?" },
    { FILE_WITH(",\"zzzzzzzzzz\":1"), "zzzzzzzzzz is not an option" },
    { FILE_WITH(",\"listen\":\"8080\""), "listen must be an address and a port" },
    { FILE_WITH(",\"listen\":\"127.0.0.1:70000\""), "listen must be an address and a port" },
    { FILE_WITH(",\"listen\":8080"), "listen must be a string" },
    { FILE_WITH(",\"listen\":\"0.0.0.0:80\""), "is a simulator: only with a listen address on" },
    { FILE_WITH(",\"storage\":\"/var/db\""), "storage must be sqlite:" },
    { FILE_WITH(",\"content_dir\":\"\""), "content_dir is empty" },
    { FILE_WITH(",\"content_dir\":\"a\\nb\""), "content_dir has a control character" },
    { FILE_WITH(",\"log_level\":\"loud\""), "log_level is not one of debug, info, warn, error" },
    { FILE_WITH(",\"timing\":{\"offer\":60}"), "timing.offer is a bare number" },
    { FILE_WITH(",\"timing\":{\"offer\":\"60\"}"), "timing.offer must be a number with its unit" },
    { FILE_WITH(",\"timing\":{\"offer\":\"1s\"}"), "timing.offer is too short" },
    { FILE_WITH(",\"timing\":{\"offer\":\"2d\"}"), "timing.offer is too long" },
    { FILE_WITH(",\"timing\":{\"ofer\":\"2d\"}"),
      "timing.ofer is not an option; did you mean off" },
    { FILE_WITH(",\"timing\":[]"), "timing. must be an object" },
    { WITH_URL("https://"), "public_url names no host" },
    { WITH_URL("https://line.example.org/"), "public_url must not end with a slash" },
    { WITH_URL("http://line.example.org"), "public_url must begin with https" },
    { WITH_URL("http://127.0.0.1.example.org"), "public_url must begin with https" },
    { WITH_URL("https://a@"), "public_url names no host" },
    { WITH_URL("https://a@b@line.example.org/x@y"), "public_url must be a plain address" },
    { WITH_URL("http://127.0.0.1@line.example.org"), "public_url must begin with https" },
    { WITH_URL("http://localhost:1@line.example.org"), "public_url must begin with https" },
    { WITH_PROVIDER(""), "providers has 0 entries" },
    { WITH_PROVIDER("{\"id\":\"Sim\",\"type\":\"simulator\"}"), "providers[0].id may only have" },
    { WITH_PROVIDER("{\"id\":\"sim\",\"type\":\"pigeon\"}"), "providers[0].type is not one of" },
    { WITH_PROVIDER("{\"id\":\"sim\",\"type\":\"twilio\"}"), "providers[0] needs account_sid and" },
    { WITH_PROVIDER(PROVIDER "," PROVIDER), "providers[1].id sim is there twice" },
    { WITH_PROVIDER("{\"id\":\"other\",\"type\":\"simulator\"}"),
      "lines[0].provider sim is not one of providers" },
    { WITH_LINE("{}"), "lines[0].id is missing" },
    { WITH_LINE("{\"id\":\"a\",\"number\":\"555-0100\"" LINE_REST "}"),
      "lines[0].number must be +" },
    { WITH_LINE(LINE "," LINE), "lines[1].id a is there twice" },
    { WITH_LINE(LINE ",{\"id\":\"b\",\"number\":\"+16175550100\"" LINE_REST "}"),
      "lines[1].number is there twice" },
    { WITH_LINE("{\"id\":\"a\",\"number\":\"+16175550100\",\"languages\":[]" LINE_REST "}"),
      "lines[0].languages is empty" },
    { WITH_LINE("{\"id\":\"a\",\"number\":\"+16175550100\",\"languages\":[\"../x\"]" LINE_REST "}"),
      "lines[0].languages has an entry that is no language code" },
    { WITH_LINE("{\"id\":\"a\",\"number\":\"+16175550100\",\"provider_answers_stop\":1" LINE_REST
                "}"),
      "lines[0].provider_answers_stop must be true or false" },
    { LADDER(""), "lines[0].ladder has 0 entries" },
    { LADDER("{\"after\":\"0s\",\"who\":\"number\"}"), "lines[0].ladder[0] has a number exactly" },
    { LADDER("{\"after\":\"0s\",\"who\":\"everyone\",\"number\":\"+16175550199\"}"),
      "lines[0].ladder[0] has a number exactly" },
    { LADDER("{\"after\":\"9s\",\"who\":\"everyone\"},{\"after\":\"2s\",\"who\":\"everyone\"}"),
      "lines[0].ladder[1] comes before the step above it" },
    { FILE_WITH(",\"control_socket\":\"/a-folder-with-a-long-name/a-folder-with-a-long-name/"
                "a-folder-with-a-long-name/a-folder-with-a-long-name/control\""),
      "control_socket is too long for a socket's name" },
    { LADDER("{\"after\":\"9s\",\"who\":\"cat\"}"),
      "lines[0].ladder[0].who is not one of on_call, responders, " },
};

static void test_what_cannot_be_right_is_refused_with_its_place(void)
{
    static struct config config;

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        char why[512] = "";

        CHECK_CASE(load(refused[i].json, &config, why, sizeof why) == ERR_INPUT, refused[i].why);
        if (!CHECK_CASE(strstr(why, refused[i].why), refused[i].why)) printf("    got: %s\n", why);
        CHECK_CASE(strstr(why, "/line.json: "), "the file is named");
    }
}

static void test_a_missing_file_is_named(void)
{
    static struct config config;
    char why[512] = "";

    CHECK(config_load("/nowhere/line.json", &config, why, sizeof why) == ERR_MISSING);
    CHECK_STR(why, "/nowhere/line.json: No such file or directory");
}

/* ---- what is read ---- */

/* Second way by three minutes, wider circle by four, everyone by ten. */
static void test_the_first_ladder(const struct ladder *ladder)
{
    const struct ladder_step *step = ladder->step;

    CHECK(ladder->count == 5);
    CHECK(step[0].after == 0 && step[0].who == LADDER_ON_CALL && step[0].way == WAY_TEXT);
    CHECK(step[1].after == MINUTES(3) && step[1].who == LADDER_ON_CALL && step[1].way == WAY_CALL);
    CHECK(step[2].after == MINUTES(4) && step[2].who == LADDER_RESPONDERS);
    CHECK(step[3].after == MINUTES(10) && step[3].who == LADDER_EVERYONE);
    CHECK(step[4].after == MINUTES(10) && step[4].way == WAY_CALL);
}

static void test_what_is_left_out_has_its_default(void)
{
    static struct config config;
    char why[512] = "";

    CHECK(load(FILE_WITH(""), &config, why, sizeof why) == OK);
    CHECK_STR(why, "");
    CHECK_STR(config.listen, "127.0.0.1:8080");
    CHECK_STR(config.storage, "/var/lib/peerline/peerline.db");
    CHECK_STR(config.resources_file, "");
    CHECK(config.log_level == LOG_INFO);
    CHECK(config.timing.offer == SECONDS(60));
    CHECK(config.timing.continuity == HOURS(72));
    CHECK(config.line_count == 1);
    CHECK_STR(config.lines[0].languages[0], "en");
    CHECK(config.lines[0].language_count == 1);
    test_the_first_ladder(&config.lines[0].ladder);
}

static void test_paths_are_relative_to_the_file(void)
{
    static struct config config;
    char why[512] = "", expected[128];

    CHECK(load(FILE_WITH(",\"storage\":\"sqlite:a.db\",\"content_dir\":\"/words\""), &config, why,
               sizeof why) == OK);
    snprintf(expected, sizeof expected, "%s/a.db", folder);
    CHECK_STR(config.storage, expected);
    CHECK_STR(config.content_dir, "/words");
    snprintf(expected, sizeof expected, "%s/content", folder);
    CHECK(load(FILE_WITH(""), &config, why, sizeof why) == OK);
    CHECK_STR(config.content_dir, expected);
}

static void test_values_arrive(void)
{
    static struct config config;
    char why[512] = "";
    const char *json = "{\"public_url\":\"https://line.example.org:444/sub\","
                       "\"listen\":\"[::1]:0\",\"log_level\":\"debug\","
                       "\"providers\":[{\"id\":\"tw\",\"type\":\"twilio\",\"account_sid\":\"AC1\","
                       "\"auth_token_file\":\"t\",\"auth_token_old_file\":\"o\","
                       "\"api_url\":\"http://localhost:9\"}],"
                       "\"lines\":[{\"id\":\"a\",\"name\":\"Línea\",\"number\":\"+16175550100\","
                       "\"provider\":\"tw\",\"languages\":[\"es\",\"en\"],"
                       "\"fallback_text\":\"988\",\"provider_answers_stop\":true,"
                       "\"ladder\":[{\"after\":\"90s\",\"who\":\"number\","
                       "\"number\":\"+16175550199\"}]}],"
                       "\"timing\":{\"gone_grace\":\"1500ms\",\"continuity\":\"3d\"}}";

    CHECK(load(json, &config, why, sizeof why) == OK);
    CHECK_STR(why, "");
    CHECK_STR(config.public_url, "https://line.example.org:444/sub");
    CHECK(config.log_level == LOG_DEBUG);
    CHECK(config_provider(&config, "tw") == &config.providers[0]);
    CHECK(!config_provider(&config, "other"));
    CHECK(config.providers[0].kind == PROVIDER_TWILIO);
    CHECK_STR(config.providers[0].account_sid, "AC1");
    CHECK_STR(config.providers[0].api_url, "http://localhost:9");
    CHECK_STR(config.lines[0].name, "Línea");
    CHECK(config.lines[0].language_count == 2);
    CHECK_STR(config.lines[0].languages[1], "en");
    CHECK(config.lines[0].provider_answers_stop);
    CHECK(config.lines[0].ladder.count == 1);
    CHECK(config.lines[0].ladder.step[0].after == SECONDS(90));
    CHECK_STR(config.lines[0].ladder.step[0].number.e164, "+16175550199");
    CHECK(config.timing.gone_grace == 1500);
    CHECK(config.timing.continuity == DAYS(3));
}

static void test_only_providers_know_the_login_of_the_proxy(void)
{
    static struct config config;
    char why[512] = "";

    CHECK(load(WITH_URL("https://name:pa%20ss@line.example.org:444/sub"), &config, why,
               sizeof why) == OK);
    CHECK_STR(why, "");
    CHECK_STR(config.public_url, "https://name:pa%20ss@line.example.org:444/sub");
    CHECK_STR(config.people_url, "https://line.example.org:444/sub");
    CHECK(load(WITH_URL("http://a@localhost"), &config, why, sizeof why) == OK);
    CHECK_STR(config.people_url, "http://localhost");
    CHECK(load(FILE_WITH(",\"heartbeat_url\":\"https://a:b@watch.example.org\""), &config, why,
               sizeof why) == ERR_INPUT);
    CHECK(strstr(why, "heartbeat_url must be a plain address"));
}

/* ---- what is printed ---- */

static void test_the_sample_is_a_configuration(void)
{
    static struct config config;
    char why[512] = "", *sample = NULL;
    size_t len;
    FILE *memory = open_memstream(&sample, &len);

    config_print_sample(memory);
    fclose(memory);
    CHECK(load(sample, &config, why, sizeof why) == OK);
    CHECK_STR(why, "");
    free(sample);
}

static void test_every_option_is_explained(void)
{
    char *help = NULL;
    size_t len;
    FILE *memory = open_memstream(&help, &len);

    config_print_help(memory);
    fclose(memory);
    for (size_t i = 0; i < OPTION_GROUPS; i++)
        for (size_t j = 0; j < option_groups[i]->count; j++) {
            const struct option *option = &option_groups[i]->options[j];

            CHECK_CASE(strstr(help, option->name), option->name);
            CHECK_CASE(strlen(option->help) > 3, option->name);
        }
    free(help);
}

int main(void)
{
    if (!mkdtemp(folder)) return 1;
    test_what_cannot_be_right_is_refused_with_its_place();
    test_a_missing_file_is_named();
    test_what_is_left_out_has_its_default();
    test_paths_are_relative_to_the_file();
    test_values_arrive();
    test_only_providers_know_the_login_of_the_proxy();
    test_the_sample_is_a_configuration();
    test_every_option_is_explained();
    rmdir(folder);
    return check_end();
}
