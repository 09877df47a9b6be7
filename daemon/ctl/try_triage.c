/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/try_triage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "ctl/triage_report.h"
#include "edge/phrases_file.h"
#include "rules/triage.h"

#define LINE_BYTES_MAX (256 * 1024)

static const char help[] =
    "usage: peerlinectl try triage --content DIR --language LANGUAGE [--report]\n"
    "\n"
    "Reads texts from standard input, one a line, with the phrases of\n"
    "DIR/LANGUAGE/phrases.json, and prints for each: tier, reasons and the text, with\n"
    "tabs between them. Reasons are ids of rules with commas between them, '-' for none.\n"
    "Each line is a conversation of its own; one longer than a text may be is read as\n"
    "several texts sent one after another.\n"
    "\n"
    "  --content DIR    the folder that holds a folder for each language\n"
    "  --language NAME  en, es, ...\n"
    "  --report         reads lines of id, label and text with tabs between them, and\n"
    "                   prints how often each label reached each tier\n"
    "\n"
    "Exit code: 0 all lines were read; 1 the content or some lines were refused;\n"
    "2 called wrongly.\n";

struct options {
    const char *content, *language;
    bool report, help;
};

struct trial {
    const struct triage_phrases *phrases;
    struct triage_report *report; /* NULL: print each text */
    size_t line, refused;
    struct text text, before; /* of one line: the present one and the last */
};

static bool options_read(int argc, char **argv, struct options *options)
{
    for (int i = 0; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;

        if (strcmp(argv[i], "--help") == 0) {
            options->help = true;
        } else if (strcmp(argv[i], "--report") == 0) {
            options->report = true;
        } else if (strcmp(argv[i], "--content") == 0 && value) {
            options->content = argv[++i];
        } else if (strcmp(argv[i], "--language") == 0 && value) {
            options->language = argv[++i];
        } else {
            fprintf(stderr, "peerlinectl try triage: unknown or incomplete option '%s'\n", argv[i]);
            return false;
        }
    }
    if (options->help || (options->content && options->language)) return true;
    fprintf(stderr, "peerlinectl try triage: --content and --language are needed\n");
    return false;
}

enum line_kind { LINE_READ, LINE_TOO_LONG, LINE_NONE };

/* The next line without its end. Of one that is too long the rest is passed over. */
static enum line_kind line_read(FILE *stream, char *line, size_t *len)
{
    int c;

    *len = 0;
    while ((c = getc_unlocked(stream)) != EOF && c != '\n') {
        if (*len < LINE_BYTES_MAX) line[*len] = (char)c;
        (*len)++;
    }
    if (c == EOF && *len == 0) return LINE_NONE;
    if (*len > LINE_BYTES_MAX) return LINE_TOO_LONG;
    if (*len && line[*len - 1] == '\r') (*len)--;
    return LINE_READ;
}

/* How much of s[len] one text holds: up to a space, never half a character. */
static size_t text_fits(const char *s, size_t len)
{
    size_t fits = TEXT_BYTES_MAX;

    if (len <= TEXT_BYTES_MAX) return len;
    while (fits > TEXT_BYTES_MAX / 2 && s[fits] != ' ') fits--;
    if (s[fits] == ' ') return fits;
    for (fits = TEXT_BYTES_MAX; ((unsigned char)s[fits] & 0xc0) == 0x80;) fits--;
    return fits;
}

static void text_set(struct text *text, const char *s, size_t len)
{
    memcpy(text->s, s, len);
    text->s[len] = '\0';
    text->len = (uint16_t)len;
}

/* The gravest of what the texts in s[len] get, each read together with the one before it. */
static struct triage line_triage(struct trial *trial, const char *s, size_t len)
{
    struct triage gravest = { .tier = TIER_STEADY }, now;

    for (size_t at = 0, fits; at < len; at += fits) {
        fits = text_fits(s + at, len - at);
        text_set(&trial->text, s + at, fits);
        triage_read(trial->phrases, &trial->text, &trial->before, at ? 1 : 0, &now);
        if (now.tier > gravest.tier || at == 0) gravest = now;
        trial->before = trial->text;
    }
    return gravest;
}

static void line_print(const struct triage *triage, const char *s, size_t len)
{
    printf("%s\t", tier_name(triage->tier));
    for (size_t i = 0; i < triage->reasons.count; i++)
        printf("%s%s", i ? "," : "", triage->reasons.reason[i].rule);
    printf("%s\t%.*s\n", triage->reasons.count ? "" : "-", (int)len, s);
}

static void line_refuse(struct trial *trial, const char *why)
{
    fprintf(stderr, "peerlinectl try triage: line %zu: %s\n", trial->line, why);
    trial->refused++;
}

/* id, label and text; the label is ended by NUL. */
static void labelled_try(struct trial *trial, char *line, size_t len)
{
    char *label = memchr(line, '\t', len);
    char *text = label ? memchr(label + 1, '\t', len - (size_t)(label + 1 - line)) : NULL;
    struct triage triage;

    if (!text) {
        line_refuse(trial, "no id, label and text with tabs between them");
        return;
    }
    *text++ = '\0';
    if (trial->line == 1 && strcmp(label + 1, "label") == 0) return;
    triage = line_triage(trial, text, len - (size_t)(text - line));
    if (!triage_report_add(trial->report, label + 1, triage.tier))
        line_refuse(trial, "a label that is too long, or one too many");
}

static void line_try(struct trial *trial, char *line, size_t len)
{
    if (!utf8_is_valid(line, len) || memchr(line, '\0', len)) {
        line_refuse(trial, "not a text: broken UTF-8, or a NUL in it");
    } else if (trial->report) {
        labelled_try(trial, line, len);
    } else {
        struct triage triage = line_triage(trial, line, len);

        line_print(&triage, line, len);
    }
}

/* The exit code. */
static int lines_try(struct trial *trial, FILE *stream)
{
    char *line = xcalloc(LINE_BYTES_MAX + 1, 1);
    enum line_kind kind;
    size_t len;

    while ((kind = line_read(stream, line, &len)) != LINE_NONE) {
        trial->line++;
        if (kind == LINE_TOO_LONG)
            line_refuse(trial, "longer than 262144 bytes");
        else
            line_try(trial, line, len);
    }
    free(line);
    if (trial->report) triage_report_print(trial->report, stdout);
    return trial->refused || ferror(stream) ? 1 : 0;
}

int try_triage(int argc, char **argv)
{
    struct options options = { 0 };
    char why[512];

    if (!options_read(argc, argv, &options)) {
        fputs("Try 'peerlinectl try triage --help'.\n", stderr);
        return 2;
    }
    if (options.help) {
        fputs(help, stdout);
        return 0;
    }
    struct triage_phrases *phrases =
        phrases_file_new(options.content, options.language, why, sizeof(why));
    if (!phrases) {
        fprintf(stderr, "peerlinectl try triage: %s\n", why);
        return 1;
    }

    struct trial *trial = xcalloc(1, sizeof(*trial));
    trial->phrases = phrases;
    if (options.report) trial->report = triage_report_new();
    int code = lines_try(trial, stdin);
    triage_report_free(trial->report);
    free(trial);
    triage_phrases_free(phrases);
    return code;
}
