/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config_options.h"

#include <string.h>

#include "base/clock.h"

#define AT(type, field)                                                                            \
    .at = offsetof(struct type, field), .size = sizeof(((struct type *)0)->field)
#define ROWS(type, rows, count) AT(type, rows), .count_at = offsetof(struct type, count)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const provider_kinds[PROVIDER_KINDS] = {
    [PROVIDER_TWILIO] = "twilio",
    [PROVIDER_SIMULATOR] = "simulator",
};

static const char *const log_levels[] = {
    [LOG_DEBUG] = "debug",
    [LOG_INFO] = "info",
    [LOG_WARN] = "warn",
    [LOG_ERROR] = "error",
};

const char *provider_kind_name(enum provider_kind kind)
{
    return provider_kinds[kind];
}

static const char *provider_kind_word(int number)
{
    return provider_kind_name((enum provider_kind)number);
}

static const char *log_level_word(int number)
{
    return log_levels[number];
}

static const char *ladder_who_word(int number)
{
    return ladder_who_name((enum ladder_who)number);
}

static const char *way_word(int number)
{
    return way_name((enum way)number);
}

static const struct option provider_options[] = {
    { "id", OPTION_ID, AT(provider_config, id), .presence = OPTION_NEEDED, .value = "twilio",
      .help = "Its name here and in the address of its webhooks: /hooks/<id>/inbound." },
    { "type", OPTION_WORD, AT(provider_config, kind), .word = provider_kind_word,
      .max = PROVIDER_KINDS, .presence = OPTION_NEEDED, .value = "twilio",
      .help = "Who carries the texts. The simulator is a page on this machine, for trying out." },
    { "account_sid", OPTION_STRING, AT(provider_config, account_sid), .presence = OPTION_EXAMPLE,
      .value = "AC00000000000000000000000000000000",
      .help = "Twilio's account, AC and 32 characters." },
    { "auth_token_file", OPTION_PATH, AT(provider_config, auth_token_file),
      .presence = OPTION_EXAMPLE, .value = "twilio.token",
      .help = "The file that holds Twilio's auth token, and only that." },
    { "auth_token_old_file", OPTION_PATH, AT(provider_config, auth_token_old_file),
      .help = "The token before it, while Twilio changes over. Webhooks signed by either pass." },
    { "api_url", OPTION_URL, AT(provider_config, api_url), .value = "https://api.twilio.com",
      .help = "Where Twilio's API is." },
};

static const struct option_group provider_group = {
    "providers[].",
    provider_options,
    COUNT(provider_options),
    sizeof(struct provider_config),
};

static const struct option waker_options[] = {
    { "id", OPTION_ID, AT(waker_config, id), .presence = OPTION_NEEDED, .value = "pagerduty",
      .help = "Its name in ladders, and in the address it answers to: /hooks/<id>/answer." },
    { "type", OPTION_WORD, AT(waker_config, type), .word = way_word, .max = WAYS,
      .presence = OPTION_NEEDED, .value = "pagerduty",
      .help = "Which service it is: pagerduty, goalert, ntfy or webhook." },
    { "url", OPTION_URL, AT(waker_config, url),
      .help = "Where it is called. PagerDuty's is known; ntfy's ends with the topic." },
    { "secret_file", OPTION_PATH, AT(waker_config, secret_file), .presence = OPTION_EXAMPLE,
      .value = "pagerduty.key",
      .help = "The file that holds its integration key, token or signing secret, and only that." },
    { "hook_secret_file", OPTION_PATH, AT(waker_config, hook_secret_file),
      .help = "The secret by which it signs what it tells us. Without it nothing is believed." },
    { "person", OPTION_STRING, AT(waker_config, person),
      .help = "Whose account it counts for when somebody there takes an alert and has no account"
              " of that name here." },
    { "inside", OPTION_BOOL, AT(waker_config, inside), .value = "false",
      .help = "Whether it may be on this network. Else only public addresses are called." },
};

static const struct option_group waker_group = {
    "wakers[].",
    waker_options,
    COUNT(waker_options),
    sizeof(struct waker_config),
};

static const struct option step_options[] = {
    { "after", OPTION_TIME, AT(ladder_step, after), .max = HOURS(1), .presence = OPTION_NEEDED,
      .value = "0s", .help = "When, counted from the alert." },
    { "who", OPTION_WORD, AT(ladder_step, who), .word = ladder_who_word, .max = LADDER_WHOS,
      .presence = OPTION_NEEDED, .value = "responders", .help = "Who is woken." },
    { "way", OPTION_WORD, AT(ladder_step, way), .word = way_word, .max = WAYS, .value = "text",
      .help = "How: by text or call. A service has its own way." },
    { "number", OPTION_PHONE, AT(ladder_step, number),
      .help = "The number, where `who` is number." },
    { "waker", OPTION_ID, AT(ladder_step, waker),
      .help = "The id of one of wakers, where `who` is waker." },
};

static const struct option_group step_group = {
    "lines[].ladder[].",
    step_options,
    COUNT(step_options),
    sizeof(struct ladder_step),
};

static const char *policy_word(int number)
{
    return policy_name((enum policy)number);
}

#define POLICY(name, cause, policies, preset, sentence)                                            \
    {                                                                                              \
        name, OPTION_WORD, AT(crisis_policy, of[cause]), .word = policy_word, .max = (policies),   \
                                                         .value = (preset), .help = (sentence)     \
    }

/* Only danger now may be told afterwards: the other causes have one word less to choose from. */
static const struct option policy_options[] = {
    POLICY("words", CAUSE_WORDS, POLICY_TELL_AFTER, "ask", "When their words raise the alert."),
    POLICY("flag_watch", CAUSE_FLAG_WATCH, POLICY_TELL_AFTER, "ask",
           "When a peer asks somebody to look over their shoulder."),
    POLICY("flag_join", CAUSE_FLAG_JOIN, POLICY_TELL_AFTER, "ask",
           "When a peer asks somebody to join."),
    POLICY("flag_danger", CAUSE_FLAG_DANGER, POLICIES, "tell",
           "In danger now, whatever raised the alert."),
    POLICY("now", CAUSE_NOW, POLICY_TELL_AFTER, "tell", "When the texter texts NOW."),
    POLICY("waiting", CAUSE_WAITING, POLICY_TELL_AFTER, "ask", "When they waited too long."),
};

static const struct option_group policy_group = {
    "lines[].crisis_policy.",
    policy_options,
    COUNT(policy_options),
    sizeof(struct crisis_policy),
};

static const struct option line_options[] = {
    { "id", OPTION_ID, AT(line, id), .presence = OPTION_NEEDED, .value = "main",
      .help = "The line's name in logs and in the database. Never change it." },
    { "name", OPTION_STRING, AT(line, name), .presence = OPTION_NEEDED, .value = "Peer Line",
      .help = "What texters know the line as." },
    { "number", OPTION_PHONE, AT(line, number), .presence = OPTION_NEEDED, .value = "+16175550100",
      .help = "The number that is texted." },
    { "provider", OPTION_ID, AT(line, provider), .presence = OPTION_NEEDED, .value = "twilio",
      .help = "The id of the provider that carries it." },
    { "languages", OPTION_LANGUAGES, ROWS(line, languages, language_count), .min = 1,
      .max = LANGUAGES_MAX, .value = "en",
      .help = "Languages with a folder in content_dir. The first is the line's own." },
    { "fallback_text", OPTION_STRING, AT(line, fallback_text), .presence = OPTION_NEEDED,
      .value = "You can also call or text 988 any time, or 911 if you are in danger.",
      .help = "Where to turn when nobody here answers." },
    { "crisis_call", OPTION_PHONE, AT(line, crisis_call),
      .help = "Whom people of the line call when a page does not go out. Shown to them, then." },
    { "time_zone", OPTION_STRING, AT(line, zone), .value = "UTC",
      .help = "The clocks that the line's people live by, such as America/New_York." },
    { "provider_answers_stop", OPTION_BOOL, AT(line, provider_answers_stop), .value = "false",
      .help = "Whether the provider confirms STOP by itself, so that the line does not as well." },
    { "hours", OPTION_HOURS, AT(line, hours), .value = "09:00-20:00",
      .help = "When texters may be asked how it went, by those clocks. 00:00-00:00 is any time." },
    { "ladder", OPTION_LIST, ROWS(line, ladder.step, ladder.count), .min = 1,
      .max = LADDER_STEPS_MAX, .group = &step_group,
      .value = "[{\"after\": \"0s\", \"who\": \"on_call\"},"
               " {\"after\": \"3m\", \"who\": \"on_call\", \"way\": \"call\"},"
               " {\"after\": \"4m\", \"who\": \"responders\"},"
               " {\"after\": \"10m\", \"who\": \"everyone\"},"
               " {\"after\": \"10m\", \"who\": \"everyone\", \"way\": \"call\"}]",
      .help = "Who is woken when an alert opens. After the last step it begins anew." },
    { "crisis_policy", OPTION_OBJECT, AT(line, crisis_policy), .group = &policy_group,
      .value = "{}",
      .help = "Whether the texter is asked before somebody joins, told, or told afterwards." },
};

static const struct option_group line_group = {
    "lines[].",
    line_options,
    COUNT(line_options),
    sizeof(struct line),
};

#define TIMING(field, least, most, preset, sentence)                                               \
    {                                                                                              \
#field, OPTION_TIME, AT(timing, field), .min = (least), .max = (most), .value = (preset),  \
                                                .help = (sentence)                                 \
    }

static const struct option feed_options[] = {
    { "id", OPTION_ID, AT(feed_config, id), .presence = OPTION_NEEDED, .value = "county-211",
      .help = "Its name in the directory. Another name makes it another feed." },
    { "url", OPTION_URL, AT(feed_config, url), .presence = OPTION_NEEDED,
      .value = "https://api.example.org/hsds", .help = "Where its HSDS API is." },
    { "every", OPTION_TIME, AT(feed_config, every), .min = SECONDS(10), .max = DAYS(7),
      .value = "24h", .help = "How often what has changed there is fetched." },
};

static const struct option_group feed_group = {
    "directory_feeds[].",
    feed_options,
    COUNT(feed_options),
    sizeof(struct feed_config),
};

static const struct option timing_options[] = {
    TIMING(offer, SECONDS(5), MINUTES(10), "60s", "One peer is asked this long."),
    TIMING(first_reply, SECONDS(10), HOURS(1), "3m",
           "From taking a conversation to the first answer; then the peer is reminded."),
    TIMING(reply, SECONDS(10), HOURS(4), "10m", "The same, later on."),
    TIMING(return_after, SECONDS(10), HOURS(1), "2m",
           "From the reminder until the conversation goes back to the queue."),
    TIMING(gone_grace, SECONDS(1), MINUTES(10), "20s",
           "A closed browser may come back within this."),
    TIMING(not_forgotten, MINUTES(1), HOURS(12), "10m",
           "Between two texts that tell a waiting texter they are not forgotten."),
    TIMING(check_in, MINUTES(1), DAYS(7), "30m", "Silence before one gentle check-in."),
    TIMING(close_after, MINUTES(2), DAYS(30), "24h", "Silence before it closes, door open."),
    TIMING(continuity, 0, DAYS(30), "72h",
           "A conversation reopened within this goes to the same peer first."),
    TIMING(ageing, SECONDS(30), HOURS(12), "15m",
           "Nobody waits longer than this behind newer arrivals of any tier but Imminent."),
    TIMING(waiting_alert, SECONDS(10), HOURS(1), "5m",
           "High and above waiting this long raises an alert."),
    TIMING(contact, SECONDS(30), HOURS(1), "5m",
           "From acknowledging an alert to first contact; then it pages on."),
    TIMING(repage, SECONDS(10), MINUTES(2), "2m", "The longest gap between two pages."),
    TIMING(say, SECONDS(30), HOURS(1), "5m",
           "No answer to whether somebody may join: then the crisis team is told so."),
    TIMING(rest, 0, HOURS(4), "10m", "No offer for this long after a hard conversation."),
    TIMING(settle, SECONDS(1), HOURS(1), "20s",
           "How long the callback of a text of unknown fate is waited for."),
    TIMING(retention, 0, DAYS(3650), "90d",
           "How long words are kept after a conversation closed. 0d: they go when it closes."),
};

static const struct option_group timing_group = {
    "timing.",
    timing_options,
    COUNT(timing_options),
    sizeof(struct timing),
};

static const struct option file_options[] = {
    { "$schema", OPTION_NOTE, .value = "peerline.schema.json",
      .help = "Where editors find this file's schema; not read otherwise." },
    { "listen", OPTION_ADDRESS, AT(config, listen), .value = "127.0.0.1:8080",
      .help = "Address and port of the webhooks and the console, behind the TLS proxy." },
    { "public_url", OPTION_URL, AT(config, public_url), .presence = OPTION_NEEDED, .login = true,
      .value = "https://line.example.org",
      .help = "Where the proxy is reached from outside. Providers sign with it, and with the"
              " name:password@ before the host if the proxy asks for one; people's links go"
              " without." },
    { "storage", OPTION_STORAGE, AT(config, storage),
      .value = "sqlite:/var/lib/peerline/peerline.db",
      .help = "Where everything durable lives: sqlite:PATH." },
    { "disk_reserve", OPTION_SIZE, AT(config, disk_reserve), .max = INT64_C(1) << 50,
      .value = "256MB",
      .help = "What the disk of the storage must have left. Below it people are told and no copies"
              " are made, below half of it the line says less by itself, below a quarter it takes"
              " no texts, which providers then keep." },
    { "master_key_file", OPTION_PATH, AT(config, master_key_file),
      .value = "/var/lib/peerline/master.key",
      .help = "The key of all that is stored, made at first start. Keep a copy elsewhere." },
    { "control_socket", OPTION_PATH, AT(config, control_socket), .value = "/run/peerline/control",
      .help = "Where peerlinectl reaches the daemon." },
    { "content_dir", OPTION_PATH, AT(config, content_dir), .value = "content",
      .help = "The line's words: a folder for each language." },
    { "resources_file", OPTION_PATH, AT(config, resources_file), .presence = OPTION_EXAMPLE,
      .value = "resources/massachusetts.json",
      .help = "What the directory begins with. Afterwards it is kept in the console." },
    { "blocked_passwords_file", OPTION_PATH, AT(config, blocked_passwords_file),
      .presence = OPTION_EXAMPLE, .value = "blocked-passwords.txt",
      .help = "Passwords that are guessed first and therefore refused, one a line." },
    { "zoneinfo_dir", OPTION_PATH, AT(config, zoneinfo_dir), .value = "/usr/share/zoneinfo",
      .help = "The system's time zones." },
    { "heartbeat_url", OPTION_URL, AT(config, heartbeat_url),
      .help = "Called once a minute while all is well. A monitor that no longer hears it tells"
              " somebody: the daemon cannot do that itself." },
    { "catch_up", OPTION_TIME, AT(config, catch_up), .max = DAYS(1), .value = "5m",
      .help = "How often the provider's list is read for texts whose webhook never came; 0s:"
              " never." },
    { "log_level", OPTION_WORD, AT(config, log_level), .word = log_level_word,
      .max = COUNT(log_levels), .value = "info", .help = "The least that is logged." },
    { "providers", OPTION_LIST, ROWS(config, providers, provider_count), .min = 1,
      .max = PROVIDERS_MAX, .group = &provider_group, .presence = OPTION_NEEDED, .value = "[{}]",
      .help = "Who carries the texts." },
    { "wakers", OPTION_LIST, ROWS(config, wakers, waker_count), .max = WAKERS_MAX,
      .group = &waker_group, .value = "[]", .help = "Services outside that wake the crisis team." },
    { "hsds_public", OPTION_BOOL, AT(config, hsds_public), .value = "false",
      .help = "Whether /hsds/ gives the directory to anybody, as an HSDS API, read-only." },
    { "directory_feeds", OPTION_LIST, ROWS(config, feeds, feed_count), .max = FEEDS_MAX,
      .group = &feed_group, .value = "[]",
      .help = "Directories of others, fetched by the clock. Nothing about a texter goes there." },
    { "lines", OPTION_LIST, ROWS(config, lines, line_count), .min = 1, .max = LINES_MAX,
      .group = &line_group, .presence = OPTION_NEEDED, .value = "[{}]",
      .help = "The lines, each a number that is texted." },
    { "timing", OPTION_OBJECT, AT(config, timing), .group = &timing_group, .value = "{}",
      .help = "How long things may take." },
};

static const struct option_group file_group = {
    "",
    file_options,
    COUNT(file_options),
    sizeof(struct config),
};

_Static_assert(COUNT(timing_options) * sizeof(ms) == sizeof(struct timing), "an option for each");
_Static_assert(COUNT(timing_options) <= OPTIONS_MAX, "the largest group");

const struct option_group *const option_groups[OPTION_GROUPS] = {
    &file_group, &provider_group, &waker_group,  &feed_group,
    &line_group, &step_group,     &policy_group, &timing_group,
};

const struct option *option_find(const struct option_group *group, const char *name)
{
    for (size_t i = 0; i < group->count; i++)
        if (!strcmp(group->options[i].name, name)) return &group->options[i];
    return NULL;
}

/* "en es" becomes ["en", "es"]. */
static json_t *words_apart(const char *words)
{
    json_t *list = json_array();

    while (*words) {
        size_t len = strcspn(words, " ");

        json_array_append_new(list, json_stringn(words, len));
        words += len + strspn(words + len, " ");
    }
    return list;
}

bool option_is_string(const struct option *option)
{
    switch (option->kind) {
    case OPTION_BOOL:
    case OPTION_LANGUAGES:
    case OPTION_OBJECT:
    case OPTION_LIST: return false;
    case OPTION_NOTE:
    case OPTION_STRING:
    case OPTION_ID:
    case OPTION_ADDRESS:
    case OPTION_URL:
    case OPTION_PATH:
    case OPTION_STORAGE:
    case OPTION_PHONE:
    case OPTION_TIME:
    case OPTION_SIZE:
    case OPTION_HOURS:
    case OPTION_WORD: break;
    }
    return true;
}

json_t *option_value(const struct option *option)
{
    json_t *value;

    if (!option->value) return NULL;
    if (option_is_string(option))
        value = json_string(option->value);
    else if (option->kind == OPTION_LANGUAGES)
        value = words_apart(option->value);
    else
        value = json_loads(option->value, JSON_DECODE_ANY, NULL);
    must(value);
    return value;
}
