/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * main.c — creates the modules, connects them, starts and stops them. Everything the daemon is
 * made of can be read off here from top to bottom.
 */
#include <errno.h>
#include <event2/event.h>
#include <getopt.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/version.h"
#include "config.h"
#include "config_print.h"
#include "edge/alarm.h"
#include "edge/catch_up.h"
#include "edge/console_api.h"
#include "edge/console_files.h"
#include "edge/control.h"
#include "edge/courier.h"
#include "edge/directory_feed.h"
#include "edge/health.h"
#include "edge/hsds_api.h"
#include "edge/waker_hook.h"
#include "edge/webhook.h"
#include "edge/worker.h"
#include "engine/caller.h"
#include "engine/engine.h"
#include "engine/reader.h"
#include "setup.h"

#define WHY_BYTES 512
#define STOP_PATIENCE SECONDS(5) /* for texts that are on their way to the provider */

struct daemon {
    const char *config_path;
    struct config config;
    struct engine engine;
    struct reader reader;
    struct mailbox *jobs, *jobs_done;
    struct worker *worker;
    struct event_base *base;
    struct event *signals[3];
    struct event *settled; /* while stopping: looks whether everything has come home */
    ms stop_by;
    struct post *post;
    struct http *http;
    struct providers *providers;
    struct wakers *wakers;
    struct waker_hook *waker_hook;
    struct webhook *webhook;
    struct simulator *simulator;
    struct courier *courier;
    struct console *console;
    struct console_files files;
    struct alarm *alarm;
    struct control *control;
    struct health *health;
    struct hsds_api *hsds_api; /* NULL: not for everybody */
    struct directory_feeds *feeds;
    struct catch_up *catch_up;
    struct password_list passwords;
    struct crypt_key request_key; /* until the console has it */
    bool stopping;
};

/* ---- reload ---- */

/* What a running daemon cannot change: sockets and files it holds open. */
static bool needs_restart(const struct config *old, const struct config *new)
{
    return strcmp(old->listen, new->listen) || strcmp(old->storage, new->storage) ||
           strcmp(old->public_url, new->public_url) ||
           strcmp(old->control_socket, new->control_socket) ||
           strcmp(old->master_key_file, new->master_key_file) ||
           !setup_simulator(old) != !setup_simulator(new) || old->hsds_public != new->hsds_public ||
           old->feed_count != new->feed_count ||
           memcmp(old->feeds, new->feeds, sizeof old->feeds) != 0;
}

static bool settings_hand_over(struct daemon *daemon, struct settings *settings)
{
    struct command *command = command_new(COMMAND_SETTINGS, clock_now());
    struct query *query = query_new(QUERY_SETTINGS, clock_now());
    enum err err, err_too;

    command->u.settings = settings;
    query->settings = settings_share(settings);
    err = post_command(daemon->post, command, NULL, NULL, (struct http_ticket){ 0 });
    err_too = post_query(daemon->post, query, NULL, NULL, (struct http_ticket){ 0 });
    return !err && !err_too;
}

/* What the files say counts from here on. */
static void setup_take(struct daemon *daemon, struct setup *setup)
{
    struct password_list old = daemon->passwords;

    daemon->config = setup->config;
    daemon->passwords = setup->passwords;
    setup->passwords = old;
    providers_set(daemon->providers, setup->providers, setup->config.provider_count);
    wakers_set(daemon->wakers, setup->wakers, setup->config.waker_count);
    log_set_level(setup->config.log_level);
}

static void lines_watch(struct daemon *daemon)
{
    const struct config *config = &daemon->config;

    catch_up_set(daemon->catch_up, config->lines, config->line_count, config->catch_up);
}

/* To the engine and the reader; false, and why, if a running daemon cannot take it. */
static bool setup_hand_over(struct daemon *daemon, const struct setup *setup, char *why,
                            size_t why_size)
{
    if (needs_restart(&daemon->config, &setup->config)) {
        snprintf(why, why_size,
                 "listen, public_url, storage, control_socket, master_key_file, a simulator, "
                 "hsds_public and directory_feeds change only with a restart");
        return false;
    }
    if (settings_hand_over(daemon, settings_share(setup->settings))) return true;
    snprintf(why, why_size, "the line is too busy; try again");
    return false;
}

/* All or nothing: the old settings stay unless every file of the new ones can be used. */
static bool daemon_reload(void *main, char *why, size_t why_size)
{
    struct daemon *daemon = main;
    struct setup *setup = setup_new(daemon->config_path, why, why_size);
    bool taken;

    if (!setup) return false;
    taken = setup_hand_over(daemon, setup, why, why_size);
    if (taken) {
        setup_take(daemon, setup);
        health_heartbeat_set(daemon->health, setup->config.heartbeat_url);
        lines_watch(daemon);
    }
    setup_free(setup);
    return taken;
}

/* ---- stopping ---- */

static void stop_look(struct daemon *daemon)
{
    struct timeval soon = { .tv_usec = 20000 };

    if (!post_waiting(daemon->post) || clock_steady() >= daemon->stop_by)
        event_base_loopbreak(daemon->base);
    else
        must(!event_add(daemon->settled, &soon));
}

static void on_settled(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    stop_look(arg);
}

static void courier_has_stopped(void *module)
{
    stop_look(module);
}

/* In-flight work is settled: nothing new comes in, what was claimed comes home. */
static void daemon_stop(void *main)
{
    struct daemon *daemon = main;

    if (daemon->stopping) return;
    daemon->stopping = true;
    daemon->stop_by = clock_steady() + 3 * STOP_PATIENCE;
    log_info("stopping", "waiting=%zu", post_waiting(daemon->post));
    console_say_bye(daemon->console);
    http_drain(daemon->http);
    courier_stop(daemon->courier, STOP_PATIENCE, courier_has_stopped, daemon);
}

static void on_signal(evutil_socket_t number, short what, void *arg)
{
    struct daemon *daemon = arg;
    char why[WHY_BYTES] = "";

    (void)what;
    if (number != SIGHUP)
        daemon_stop(daemon);
    else if (daemon_reload(daemon, why, sizeof why))
        log_info("reloaded", "by=signal");
    else
        log_error("reload_refused", "why=\"%s\"", why);
}

/* ---- starting ---- */

/* Two daemons on one database would each take the other's texts in flight for lost. */
static enum err storage_take(const struct config *config, char *why, size_t why_size)
{
    char path[PATH_BYTES_MAX + 8];

    snprintf(path, sizeof path, "%s.lock", config->storage);
    return file_take(path, why, why_size);
}

/* A new key is made for a new database only: to one that is there it would open nothing. */
static enum err master_key_have(const struct config *config, char *why, size_t why_size)
{
    if (access(config->storage, F_OK))
        return crypt_key_make(config->master_key_file, why, why_size);
    if (!access(config->master_key_file, F_OK)) return OK;
    snprintf(why, why_size, "the database is there, but not its master key %.256s: %s",
             config->master_key_file, strerror(errno));
    return ERR_DOWN;
}

static bool storage_open(struct daemon *daemon, struct settings *settings, char *why,
                         size_t why_size)
{
    char url[PATH_BYTES_MAX + 16];
    struct crypt_keys keys = { 0 };
    enum err err;

    snprintf(url, sizeof url, "sqlite:%s", daemon->config.storage);
    err = storage_take(&daemon->config, why, why_size);
    if (!err) err = master_key_have(&daemon->config, why, why_size);
    if (!err) err = crypt_keys_open(daemon->config.master_key_file, &keys, why, why_size);
    if (!err) err = engine_open(&daemon->engine, url, &keys, settings, clock_now(), why, why_size);
    if (!err) {
        err = reader_open(&daemon->reader, url, &keys, settings, daemon->engine.commands, why,
                          why_size);
        if (err) engine_close(&daemon->engine);
    }
    daemon->request_key = keys.request;
    crypt_keys_wipe(&keys);
    return !err;
}

static void simulator_open_if(struct daemon *daemon)
{
    const struct provider_config *provider = setup_simulator(&daemon->config);
    const struct line *line = provider ? setup_line_of(&daemon->config, provider->id) : NULL;

    if (!line) return;
    daemon->simulator = simulator_open(daemon->base, daemon->http, daemon->post,
                                       &(struct simulator_settings){
                                           .provider = provider->id,
                                           .line_name = line->name,
                                           .line_number = line->number.e164,
                                           .rings = SIMULATOR_RINGS,
                                       });
}

static void signals_watch(struct daemon *daemon)
{
    const int numbers[] = { SIGTERM, SIGINT, SIGHUP };

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        daemon->signals[i] = evsignal_new(daemon->base, numbers[i], on_signal, daemon);
        must(daemon->signals[i] && !event_add(daemon->signals[i], NULL));
    }
    daemon->settled = event_new(daemon->base, -1, 0, on_settled, daemon);
    must(daemon->settled != NULL);
}

static void post_connect(struct daemon *daemon)
{
    daemon->jobs = mailbox_new(POST_PASSWORDS_MAX);
    daemon->jobs_done = mailbox_new(POST_PASSWORDS_MAX);
    daemon->post = post_open(daemon->base, &(struct post_mailboxes){
                                               .commands = daemon->engine.commands,
                                               .receipts = daemon->engine.receipts,
                                               .queries = daemon->reader.queries,
                                               .answers = daemon->reader.answers,
                                               .jobs = daemon->jobs,
                                               .jobs_done = daemon->jobs_done,
                                           });
}

static void directory_open(struct daemon *daemon)
{
    const struct config *config = &daemon->config;

    if (config->hsds_public) daemon->hsds_api = hsds_api_open(daemon->http, daemon->post);
    daemon->feeds = directory_feeds_open(daemon->base, daemon->post);
    for (size_t i = 0; i < config->feed_count; i++)
        directory_feeds_add(daemon->feeds,
                            &(struct directory_feed_settings){ .id = config->feeds[i].id,
                                                               .url = config->feeds[i].url,
                                                               .every = config->feeds[i].every });
}

static bool edge_open(struct daemon *daemon, char *why, size_t why_size)
{
    const struct config *config = &daemon->config;
    struct http_settings http = http_settings_default();
    struct transfer_settings transfer = transfer_settings_default();
    struct control_main main = { daemon, daemon_reload, daemon_stop };

    http.listen = config->listen;
    daemon->http = http_open(daemon->base, &http, why, why_size);
    if (!daemon->http) return false;
    post_connect(daemon);
    daemon->webhook = webhook_open(daemon->http, daemon->post, daemon->providers);
    daemon->waker_hook = waker_hook_open(daemon->http, daemon->post, daemon->wakers);
    simulator_open_if(daemon);
    daemon->courier = courier_open(daemon->base,
                                   &(struct courier_parts){
                                       .post = daemon->post,
                                       .providers = daemon->providers,
                                       .wakers = daemon->wakers,
                                       .simulator = daemon->simulator,
                                       .flights = daemon->engine.flights,
                                   },
                                   &transfer);
    daemon->catch_up =
        catch_up_open(daemon->base, daemon->post, daemon->providers, daemon->engine.texted_at);
    lines_watch(daemon);
    daemon->health = health_open(daemon->base, &(struct health_parts){
                                                   .http = daemon->http,
                                                   .post = daemon->post,
                                                   .courier = daemon->courier,
                                                   .catch_up = daemon->catch_up,
                                                   .heartbeat_url = config->heartbeat_url,
                                               });
    daemon->alarm = alarm_open(daemon->base, daemon->post);
    directory_open(daemon);
    daemon->control = control_open(daemon->base, config->control_socket, daemon->post,
                                   &daemon->passwords, &main, why, why_size);
    return daemon->control != NULL;
}

static bool pages_open(struct daemon *daemon, char *why, size_t why_size)
{
    struct console_settings settings = {
        .key = daemon->request_key,
        .idle = SESSION_IDLE,
        .streams = { .streams_max = http_settings_default().streams_max,
                     .heartbeat = SECONDS(10),
                     .health = daemon->health },
    };

    if (site_init(&settings.site, daemon->config.people_url, why, why_size)) return false;
    daemon->console = console_open(daemon->base, daemon->http, daemon->post, &settings);
    console_files_add(&daemon->files, daemon->http, daemon->simulator != NULL);
    crypt_wipe(&daemon->request_key, sizeof daemon->request_key);
    crypt_wipe(&settings, sizeof settings);
    return true;
}

/* Words of texters pass through this process: no core file, no debugger of another account. */
static void memory_guard(void)
{
    const struct rlimit none = { 0, 0 };

    if (setrlimit(RLIMIT_CORE, &none) || prctl(PR_SET_DUMPABLE, 0))
        log_warn("memory_not_guarded", "why=\"%s\"", strerror(errno));
}

/*
 * The tables made at the start are large and mostly empty: mapped, what is not used of them takes
 * no memory. Later on large answers come and go, and are better kept in the heap.
 */
static void memory_map(bool starting)
{
    mallopt(M_MMAP_THRESHOLD, starting ? 64 << 10 : 2 << 20);
    mallopt(M_TRIM_THRESHOLD, 2 << 20);
}

/* One descriptor per console and per provider connection, and some for files. */
static void descriptors_allow(void)
{
    const rlim_t wanted = http_settings_default().connections_max + 512;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= wanted) return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit))
        log_warn("descriptors_few", "why=\"%s\"", strerror(errno));
}

static void daemon_run(struct daemon *daemon)
{
    engine_start(&daemon->engine);
    reader_start(&daemon->reader);
    daemon->worker = worker_start(daemon->jobs, daemon->jobs_done);
    signals_watch(daemon);
    log_info("started", "version=%s port=%u lines=%zu", version(),
             (unsigned)http_port(daemon->http), daemon->config.line_count);
    must(!event_base_dispatch(daemon->base));
    worker_stop(daemon->worker);
    reader_stop(&daemon->reader);
    engine_stop(&daemon->engine);
    log_info("stopped", "version=%s", version());
}

/* In this order nobody calls back into what is gone. */
static void daemon_close(struct daemon *daemon)
{
    http_close(daemon->http);
    post_close(daemon->post);
    health_close(daemon->health);
    control_close(daemon->control);
    console_close(daemon->console);
    alarm_close(daemon->alarm);
    courier_close(daemon->courier);
    simulator_close(daemon->simulator);
    directory_feeds_close(daemon->feeds);
    catch_up_close(daemon->catch_up);
    hsds_api_close(daemon->hsds_api);
    webhook_close(daemon->webhook);
    waker_hook_close(daemon->waker_hook);
    wakers_free(daemon->wakers);
    providers_free(daemon->providers);
    password_list_wipe(&daemon->passwords);
    mailbox_free(daemon->jobs);
    mailbox_free(daemon->jobs_done);
    for (size_t i = 0; i < 3; i++)
        if (daemon->signals[i]) event_free(daemon->signals[i]);
    if (daemon->settled) event_free(daemon->settled);
    event_base_free(daemon->base);
}

static struct event_base *base_new(void)
{
    struct event_config *config = event_config_new();
    struct event_base *base;

    must(config && !event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST));
    base = event_base_new_with_config(config);
    event_config_free(config);
    must(base != NULL);
    return base;
}

static bool daemon_open(struct daemon *daemon, struct setup *setup, char *why, size_t why_size)
{
    daemon->providers = providers_new();
    daemon->wakers = wakers_new();
    setup_take(daemon, setup);
    if (!storage_open(daemon, setup->settings, why, why_size)) return false;
    daemon->base = base_new();
    return edge_open(daemon, why, why_size) && pages_open(daemon, why, why_size);
}

static int serve(const char *config_path)
{
    struct daemon *daemon;
    struct setup *setup;
    char why[WHY_BYTES] = "";
    bool opened;

    memory_guard();
    memory_map(true);
    descriptors_allow();
    setup = setup_new(config_path, why, sizeof why);
    if (!setup) {
        fprintf(stderr, "peerlined: %s\n", why);
        return 2;
    }
    daemon = xcalloc(1, sizeof *daemon);
    daemon->config_path = config_path;
    opened = daemon_open(daemon, setup, why, sizeof why);
    setup_free(setup);
    memory_map(false);
    if (opened)
        daemon_run(daemon);
    else
        fprintf(stderr, "peerlined: %s\n", why);
    if (!opened) exit(1); /* nothing has been taken in: there is nothing to settle */
    daemon_close(daemon);
    reader_close(&daemon->reader);
    engine_close(&daemon->engine);
    free(daemon);
    return 0;
}

/* Everything that can be known to be wrong without starting. */
static int check(const char *config_path)
{
    char why[WHY_BYTES] = "";
    struct setup *setup = setup_new(config_path, why, sizeof why);

    if (!setup) {
        fprintf(stderr, "peerlined: %s\n", why);
        return 2;
    }
    printf("%s: fine\n", config_path);
    setup_free(setup);
    return 0;
}

static void usage(FILE *to)
{
    fputs("usage: peerlined --config FILE [--check]\n"
          "       peerlined --print-config | --print-schema | --version | --help\n",
          to);
}

static void help(void)
{
    usage(stdout);
    fputs("\nThe daemon of a peer support text line. It stays in the foreground and logs to\n"
          "standard error; SIGTERM stops it cleanly, SIGHUP reads the configuration again.\n\n"
          "  --config FILE    run with this configuration\n"
          "  --check          only say whether it could run with it\n"
          "  --print-config   a sample configuration with all defaults\n"
          "  --print-schema   a JSON Schema of the configuration, for editors\n"
          "  --version        which build this is\n"
          "  --help           this, and what the configuration may say:\n\n",
          stdout);
    config_print_help(stdout);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        { "config", required_argument, NULL, 'c' },
        { "check", no_argument, NULL, 'k' },
        { "print-config", no_argument, NULL, 'p' },
        { "print-schema", no_argument, NULL, 's' },
        { "version", no_argument, NULL, 'v' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    const char *config_path = NULL;
    bool only_check = false;
    int choice;

    while ((choice = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
        switch (choice) {
        case 'c': config_path = optarg; break;
        case 'k': only_check = true; break;
        case 'p': config_print_sample(stdout); return 0;
        case 's': config_print_schema(stdout); return 0;
        case 'v': printf("peerlined %s\n", version()); return 0;
        case 'h': help(); return 0;
        default: usage(stderr); return 2;
        }
    }
    if (!config_path || optind < argc) {
        usage(stderr);
        return 2;
    }
    if (crypt_start() || transfer_library_start()) return 1;
    signal(SIGPIPE, SIG_IGN);
    return only_check ? check(config_path) : serve(config_path);
}
