/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * peerlinectl — the operator's command. Asks a running daemon over its control socket, or, with
 * `try`, runs the daemon's own rules on standard input without one.
 */
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/text.h"
#include "base/version.h"
#include "ctl/control_client.h"
#include "ctl/read_password.h"
#include "ctl/resources.h"
#include "ctl/try_reply.h"
#include "ctl/try_triage.h"
#include "ctl/try_webhook.h"
#include "edge/password.h"

#define SOCKET_DEFAULT "/run/peerline/control"

struct command {
    const char *name; /* one word or two */
    const char *arguments, *help;
    int (*run)(const struct command *command, const char *socket, int argc, char **argv);
    int (*try)(int argc, char **argv); /* needs no daemon */
};

static int usage(const struct command *command, const char *trouble)
{
    if (trouble) fprintf(stderr, "peerlinectl: %s\n", trouble);
    fprintf(stderr, "usage: peerlinectl [--socket PATH] %s %s\n", command->name,
            command->arguments);
    return EXIT_USAGE;
}

static json_t *request_of(const char *what)
{
    return json_pack("{s:s}", "do", what);
}

static const char *string_of(const json_t *row, const char *key)
{
    const char *s = json_string_value(json_object_get(row, key));

    return s ? s : "-";
}

/* ---- rows as they are printed ---- */

static void print_json(json_t *row)
{
    json_dumpf(row, stdout, JSON_COMPACT);
    putchar('\n');
}

static void print_status(json_t *row)
{
    const char *key;
    json_t *value;

    json_object_foreach(row, key, value) if (json_is_string(value))
        printf("%-16s %s\n", key, json_string_value(value));
    else printf("%-16s %" JSON_INTEGER_FORMAT "\n", key, json_integer_value(value));
}

static void print_person(json_t *row)
{
    printf("%-24s %-10s %-9s %-9s %s\n", string_of(row, "name"), string_of(row, "role"),
           json_is_true(json_object_get(row, "enabled")) ? "enabled" : "disabled",
           string_of(row, "shift"),
           json_is_true(json_object_get(row, "has_phone")) ? "phone" : "no phone");
}

static void print_conversation(json_t *row)
{
    printf("%-6" JSON_INTEGER_FORMAT " %-8s %-8s %-20s peer %-16s alert %-4s since %s\n",
           json_integer_value(json_object_get(row, "conversation")), string_of(row, "state"),
           string_of(row, "tier"), string_of(row, "alias"), string_of(row, "peer"),
           string_of(row, "alert"), string_of(row, "opened_at"));
}

static void print_message(json_t *row)
{
    printf("%-24s %-4s %-6" JSON_INTEGER_FORMAT " %-12s %s\n", string_of(row, "time"),
           string_of(row, "direction"), json_integer_value(json_object_get(row, "conversation")),
           string_of(row, "state"), string_of(row, "provider_id"));
}

static void print_audit(json_t *row)
{
    printf("%-24s %-16s %-18s %-6" JSON_INTEGER_FORMAT " %-6" JSON_INTEGER_FORMAT " %s%s\n",
           string_of(row, "time"), string_of(row, "person"), string_of(row, "action"),
           json_integer_value(json_object_get(row, "conversation")),
           json_integer_value(json_object_get(row, "ref")), string_of(row, "hash"),
           json_is_true(json_object_get(row, "whole")) ? "" : " CHANGED");
}

static void print_version(json_t *row)
{
    printf("peerlined %s\n", string_of(row, "version"));
}

/* ---- commands ---- */

/* A list, as lines for people or, with --json, for programs. */
static int run_list(const struct command *command, const char *socket, int argc, char **argv,
                    const char *what, control_row *print)
{
    bool json = argc == 1 && !strcmp(argv[0], "--json");

    if (argc && !json) return usage(command, "too many arguments");
    return (int)control_ask(socket, request_of(what), json ? print_json : print);
}

static int run_status(const struct command *command, const char *socket, int argc, char **argv)
{
    return run_list(command, socket, argc, argv, "status", print_status);
}

static int run_user_list(const struct command *command, const char *socket, int argc, char **argv)
{
    return run_list(command, socket, argc, argv, "user_list", print_person);
}

static int run_conversations(const struct command *command, const char *socket, int argc,
                             char **argv)
{
    return run_list(command, socket, argc, argv, "conversations", print_conversation);
}

static int run_messages(const struct command *command, const char *socket, int argc, char **argv)
{
    return run_list(command, socket, argc, argv, "messages", print_message);
}

static int run_audit(const struct command *command, const char *socket, int argc, char **argv)
{
    return run_list(command, socket, argc, argv, "audit", print_audit);
}

static int run_version(const struct command *command, const char *socket, int argc, char **argv)
{
    return run_list(command, socket, argc, argv, "version", print_version);
}

/* The account asked for, without its password; NULL: the arguments make no sense. */
static json_t *user_add_read(int argc, char **argv)
{
    static const struct option long_options[] = {
        { "role", required_argument, NULL, 'r' },
        { "phone", required_argument, NULL, 'p' },
        { "password-stdin", no_argument, NULL, 's' },
        { 0 },
    };
    json_t *request = request_of("user_add");
    bool from_stdin = false, known = true;
    int c;

    optind = 0;
    while (known && (c = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (c == 'r') json_object_set_new(request, "role", json_string(optarg));
        if (c == 'p') json_object_set_new(request, "phone", json_string(optarg));
        if (c == 's') from_stdin = true;
        known = c != '?';
    }
    if (known && from_stdin && json_object_get(request, "role") && optind + 1 == argc) {
        json_object_set_new(request, "name", json_string(argv[optind]));
        return request;
    }
    json_decref(request);
    return NULL;
}

static int run_user_add(const struct command *command, const char *socket, int argc, char **argv)
{
    /* getopt_long takes the word before the arguments for the program's name. */
    json_t *request = user_add_read(argc + 1, argv - 1);
    char password[PASSWORD_BYTES_MAX + 1];

    if (!request) return usage(command, "a name, --role and --password-stdin are needed");
    if (!read_password(password, sizeof password)) {
        json_decref(request);
        return EXIT_REFUSED;
    }
    json_object_set_new(request, "password", json_string(password));
    crypt_wipe(password, sizeof password);
    return (int)control_ask(socket, request, NULL);
}

static int run_user_disable(const struct command *command, const char *socket, int argc,
                            char **argv)
{
    json_t *request = request_of("user_disable");

    if (argc != 1) {
        json_decref(request);
        return usage(command, "one name is needed");
    }
    json_object_set_new(request, "name", json_string(argv[0]));
    return (int)control_ask(socket, request, NULL);
}

/* A number is a conversation's; no alias is one. */
static int run_erase(const struct command *command, const char *socket, int argc, char **argv)
{
    json_t *request = request_of("erase");
    int64_t conversation;

    if (argc != 1) {
        json_decref(request);
        return usage(command, "one alias, in quotation marks, or one number is needed");
    }
    if (number_parse(argv[0], 1, INT64_MAX, &conversation))
        json_object_set_new(request, "alias", json_string(argv[0]));
    else
        json_object_set_new(request, "conversation", json_integer(conversation));
    return (int)control_ask(socket, request, NULL);
}

static int run_reload(const struct command *command, const char *socket, int argc, char **argv)
{
    return run_list(command, socket, argc, argv, "reload", NULL);
}

/* The daemon has another working directory, so it is given the whole path. */
static int run_backup(const struct command *command, const char *socket, int argc, char **argv)
{
    json_t *request = request_of("backup");
    char folder[PATH_MAX] = "", path[2 * PATH_MAX];

    if (argc != 1 || (*argv[0] != '/' && !getcwd(folder, sizeof folder))) {
        json_decref(request);
        return usage(command, "one file is needed");
    }
    snprintf(path, sizeof path, "%s%s%s", folder, *folder ? "/" : "", argv[0]);
    json_object_set_new(request, "path", json_string(path));
    return (int)control_ask(socket, request, NULL);
}

static int run_resources_import(const struct command *command, const char *socket, int argc,
                                char **argv)
{
    int code = resources_import(socket, argc, argv);

    return code == EXIT_USAGE ? usage(command, NULL) : code;
}

static int run_resources_export(const struct command *command, const char *socket, int argc,
                                char **argv)
{
    int code = resources_export(socket, argc, argv);

    return code == EXIT_USAGE ? usage(command, NULL) : code;
}

static int run_resources_check(const struct command *command, const char *socket, int argc,
                               char **argv)
{
    int code = resources_check(argc, argv);

    (void)socket;
    return code == EXIT_USAGE ? usage(command, NULL) : code;
}

static int run_stop(const struct command *command, const char *socket, int argc, char **argv)
{
    (void)argv;
    if (argc) return usage(command, "too many arguments");
    return (int)control_ask_and_wait(socket, request_of("stop"));
}

static const struct command commands[] = {
    { "status", "[--json]", "how the line is: who is on, who waits, what is on its way", run_status,
      NULL },
    { "user add", "NAME --role peer|responder|supervisor|admin [--phone E164] --password-stdin",
      "a new account; the password, at least 15 characters, is read from standard input",
      run_user_add, NULL },
    { "user list", "[--json]", "all accounts", run_user_list, NULL },
    { "user disable", "NAME", "ends an account and its sessions; its history stays",
      run_user_disable, NULL },
    { "conversations", "[--json]", "the open conversations, without words or numbers",
      run_conversations, NULL },
    { "messages", "[--json]", "all messages, without words or numbers", run_messages, NULL },
    { "audit", "[--json]", "who did what and looked at what; held against itself", run_audit,
      NULL },
    { "resources import", "FILE|FOLDER [--feed NAME] [--columns MAP] [--part]",
      "services into the directory: HSDS as JSON or CSV, or a plain CSV; says what it refuses",
      run_resources_import, NULL },
    { "resources export", "[--csv | --sheet] FILE|FOLDER",
      "the directory as HSDS 3.0, or as one plain CSV", run_resources_export, NULL },
    { "resources check", "FILE|FOLDER [--feed NAME] [--columns MAP] [--json] [--at TIME]",
      "how services would be read, and what would be refused; needs no daemon", run_resources_check,
      NULL },
    { "erase", "ALIAS|CONVERSATION",
      "erases a texter with all there is of them, or one conversation; it cannot be undone",
      run_erase, NULL },
    { "reload", "", "reads configuration and content again; all of it or nothing", run_reload,
      NULL },
    { "backup", "FILE", "a copy of all that is stored; texts and numbers in it are encrypted",
      run_backup, NULL },
    { "stop", "", "ends the daemon, and waits for it", run_stop, NULL },
    { "version", "", "the running daemon's version", run_version, NULL },
    { "try triage", "--content DIR --language CODE [--report]",
      "which tier each line of standard input has, and why", NULL, try_triage },
    { "try reply", "[--content DIR --language CODE]",
      "what answers to a numbered list mean; JSON lines on standard input", NULL, try_reply },
    { "try webhook",
      "--type TYPE --url URL --secret-file FILE [--method GET] [--header 'N: V']… "
      "[--now SECONDS]",
      "why a webhook is refused; its body on standard input", NULL, try_webhook },
};

/* What does not fit in one line. */
static const struct {
    const char *name, *words;
} explanations[] = {
    { "resources import", resources_import_help },
    { "resources export", resources_export_help },
    { "resources check", resources_check_help },
};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

/* How many arguments the command's name takes, or 0 if it is another one. */
static int command_words(const struct command *command, int argc, char **argv)
{
    const char *space = strchr(command->name, ' ');
    size_t first = space ? (size_t)(space - command->name) : strlen(command->name);

    if (!argc || strlen(argv[0]) != first || memcmp(argv[0], command->name, first)) return 0;
    if (!space) return 1;
    return argc > 1 && !strcmp(argv[1], space + 1) ? 2 : 0;
}

static int help(void)
{
    puts("usage: peerlinectl [--socket PATH] COMMAND …\n"
         "\n"
         "Speaks to a running peerlined over its control socket: --socket, or PEERLINE_SOCKET in\n"
         "the environment, or " SOCKET_DEFAULT ".\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("  %s%s%s\n      %s\n", commands[i].name, *commands[i].arguments ? " " : "",
               commands[i].arguments, commands[i].help);
    puts("\n"
         "`peerlinectl COMMAND --help` explains one of them. Exit codes: 0 done, 1 refused,\n"
         "2 called wrongly, 3 no daemon answers.");
    return EXIT_DONE;
}

static int explain(const struct command *command)
{
    printf("usage: peerlinectl %s %s\n%s\n", command->name, command->arguments, command->help);
    for (size_t i = 0; i < sizeof explanations / sizeof explanations[0]; i++)
        if (!strcmp(explanations[i].name, command->name)) puts(explanations[i].words);
    return EXIT_DONE;
}

static int command_run(const struct command *command, const char *socket, int argc, char **argv)
{
    if (command->try) return command->try(argc, argv);
    if (argc && !strcmp(argv[0], "--help")) return explain(command);
    return command->run(command, socket, argc, argv);
}

static int dispatch(const char *socket, int argc, char **argv)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        int words = command_words(&commands[i], argc, argv);

        if (words) return command_run(&commands[i], socket, argc - words, argv + words);
    }
    if (argc)
        fprintf(stderr, "peerlinectl: %s is not a command; --help lists them\n", argv[0]);
    else
        fputs("usage: peerlinectl [--socket PATH] COMMAND …; --help lists them\n", stderr);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    const char *socket = getenv("PEERLINE_SOCKET");
    int at = 1;

    if (!socket || !*socket) socket = SOCKET_DEFAULT;
    if (at < argc && !strcmp(argv[at], "--help")) return help();
    if (at < argc && !strcmp(argv[at], "--version")) {
        printf("peerlinectl %s\n", version());
        return EXIT_DONE;
    }
    if (at + 1 < argc && !strcmp(argv[at], "--socket")) {
        socket = argv[at + 1];
        at += 2;
    }
    return dispatch(socket, argc - at, argv + at);
}
