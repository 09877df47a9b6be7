/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/catch_up.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"

/* What came while we were away is brought by webhook until then. */
#define FIRST_ROUND SECONDS(30)
#define OVERLAP MINUTES(10) /* how late a list may be */
#define CLOCKS_DIFFER MINUTES(1)
#define LONGEST_AGO DAYS(3) /* an answer to what is older would be none */
#define FOUND_MAX 2000      /* in one round, of one line */
#define FAILED_ROUNDS_MAX 3
#define ANSWER_BYTES_MAX ((size_t)2 * 1024 * 1024)

/* The lines, and who carries their texts. */
struct sources {
    size_t count;
    struct source {
        char provider[NAME_BYTES_MAX + 1];
        struct phone number;
    } source[LINES_MAX];
};

/* A round reads line after line; of each first all pages, then it hands in what is on them. */
struct catch_up {
    struct post *post;
    const struct providers *providers;
    struct transfers *transfers;
    struct event *timer;
    ms every;
    struct sources wanted; /* of the next round */
    struct sources sources;
    size_t at;                   /* the one that is being read */
    bool trouble;                /* in the present round */
    size_t failed;               /* rounds in a row */
    ms began;                    /* the present round; 0: none */
    ms seen;                     /* everything before this has been seen */
    struct provider_texts texts; /* the page that was read last */
    size_t found_count;
    struct command *found[FOUND_MAX]; /* newest first */
};

static void timer_set(struct catch_up *catch_up, ms wait)
{
    const struct timeval interval = { .tv_sec = wait / 1000, .tv_usec = wait % 1000 * 1000 };

    if (wait)
        evtimer_add(catch_up->timer, &interval);
    else
        evtimer_del(catch_up->timer);
}

static const struct source *source_get(const struct catch_up *catch_up)
{
    return &catch_up->sources.source[catch_up->at];
}

/* ---- the end of a line, and of a round ---- */

static void found_drop(struct catch_up *catch_up)
{
    while (catch_up->found_count) command_free(catch_up->found[--catch_up->found_count]);
}

/* After trouble the next round goes back as far as this one did. */
static void round_end(struct catch_up *catch_up)
{
    catch_up->failed = catch_up->trouble ? catch_up->failed + 1 : 0;
    if (!catch_up->trouble) catch_up->seen = catch_up->began;
    catch_up->began = 0;
}

/* Of one line; the others are read all the same. */
static void source_fail(struct catch_up *catch_up, const char *why)
{
    log_warn("catch_up_failed", "provider=%s why=%s", source_get(catch_up)->provider, why);
    found_drop(catch_up);
    catch_up->trouble = true;
    catch_up->at++;
}

/* ---- handing in, the oldest first ---- */

static void source_read(struct catch_up *catch_up);
static void handed_in(void *module, struct http_ticket waiter, const struct command *command);

static void hand_in(struct catch_up *catch_up)
{
    struct command *command;

    if (!catch_up->found_count) {
        catch_up->at++;
        source_read(catch_up);
        return;
    }
    command = catch_up->found[--catch_up->found_count];
    command->at = clock_now();
    if (!post_command(catch_up->post, command, handed_in, catch_up, (struct http_ticket){ 0, 0 }))
        return;
    source_fail(catch_up, "busy");
    source_read(catch_up);
}

static void handed_in(void *module, struct http_ticket waiter, const struct command *command)
{
    struct catch_up *catch_up = module;

    (void)waiter;
    if (command->receipt.err) {
        source_fail(catch_up, "not_stored");
        source_read(catch_up);
        return;
    }
    if (!command->receipt.repeated)
        log_warn("webhook_missed", "provider=%s id=%s", command->u.inbound.provider,
                 command->u.inbound.provider_id);
    hand_in(catch_up);
}

/* ---- reading page after page ---- */

/* Takes what is new on the page; whether older pages may have more. */
static bool page_take(struct catch_up *catch_up)
{
    const struct source *source = source_get(catch_up);
    const struct provider_texts *texts = &catch_up->texts;
    ms until = catch_up->seen - OVERLAP;

    if (until < catch_up->began - LONGEST_AGO) until = catch_up->began - LONGEST_AGO;
    for (size_t i = 0; i < texts->count; i++) {
        const struct provider_text *text = &texts->text[i];
        struct command *command;

        if (text->at && text->at < until) return false;
        if (strcmp(text->inbound.to.e164, source->number.e164) != 0) continue;
        if (catch_up->found_count == FOUND_MAX) {
            log_error("catch_up_full", "provider=%s texts=%d", source->provider, FOUND_MAX);
            return false;
        }
        command = command_new(COMMAND_INBOUND, catch_up->began);
        command->u.inbound = text->inbound;
        catch_up->found[catch_up->found_count++] = command;
    }
    return *texts->next != '\0';
}

static void page_answered(void *module, uint64_t ticket, const struct transfer_answer *answer);

static bool page_ask(struct catch_up *catch_up, const struct provider *provider)
{
    const struct source *source = source_get(catch_up);
    struct transfer_request *request = xcalloc(1, sizeof *request);
    enum err err =
        provider->type->prepare_texts(provider, source->number.e164, catch_up->texts.next, request);

    if (!err) transfer_start(catch_up->transfers, request, page_answered, catch_up, 0);
    crypt_wipe(request, sizeof *request);
    free(request);
    return !err;
}

/* Of the line at `at`, or the first one behind it whose provider has a list. */
static void source_read(struct catch_up *catch_up)
{
    while (catch_up->at < catch_up->sources.count) {
        const struct provider *provider =
            providers_get(catch_up->providers, source_get(catch_up)->provider);

        catch_up->texts.next[0] = '\0';
        if (!provider || !provider->type->prepare_texts)
            catch_up->at++;
        else if (page_ask(catch_up, provider))
            return;
        else
            source_fail(catch_up, "address");
    }
    round_end(catch_up);
}

/* NULL, or why it was no page. Where there is none at all, there is nothing to catch up with. */
static const char *page_read(const struct provider *provider, const struct transfer_answer *answer,
                             struct provider_texts *texts)
{
    *texts = (struct provider_texts){ .count = 0 };
    if (!provider) return "provider";
    if (answer->end != TRANSFER_ANSWERED) return answer->trouble;
    if (answer->status == 404) return NULL;
    return provider->type->read_texts(provider, answer, texts) ? NULL : "answer";
}

static void page_answered(void *module, uint64_t ticket, const struct transfer_answer *answer)
{
    struct catch_up *catch_up = module;
    const struct provider *provider =
        providers_get(catch_up->providers, source_get(catch_up)->provider);
    const char *trouble = page_read(provider, answer, &catch_up->texts);

    (void)ticket;
    if (!trouble && page_take(catch_up)) {
        if (page_ask(catch_up, provider)) return;
        trouble = "address";
    }
    if (trouble) {
        source_fail(catch_up, trouble);
        source_read(catch_up);
    } else {
        hand_in(catch_up);
    }
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct catch_up *catch_up = arg;

    (void)fd;
    (void)what;
    timer_set(catch_up, catch_up->every);
    if (catch_up->began) return; /* the last round is not over */
    catch_up->began = clock_now();
    catch_up->sources = catch_up->wanted;
    catch_up->at = 0;
    catch_up->trouble = false;
    source_read(catch_up);
}

/* ---- from outside ---- */

struct catch_up *catch_up_open(struct event_base *base, struct post *post,
                               const struct providers *providers, ms since)
{
    struct catch_up *catch_up = xcalloc(1, sizeof *catch_up);
    struct transfer_settings transfer = transfer_settings_default();

    transfer.answer_bytes_max = ANSWER_BYTES_MAX;
    catch_up->post = post;
    catch_up->providers = providers;
    catch_up->transfers = transfers_open(base, &transfer);
    catch_up->timer = evtimer_new(base, on_timer, catch_up);
    must(catch_up->timer != NULL);
    /* A line that was never texted begins with what is texted from now on, by anybody's clock. */
    catch_up->seen = since ? since : clock_now() - CLOCKS_DIFFER + OVERLAP;
    return catch_up;
}

void catch_up_set(struct catch_up *catch_up, const struct line *lines, size_t count, ms every)
{
    catch_up->wanted.count = count;
    for (size_t i = 0; i < count; i++) {
        struct source *source = &catch_up->wanted.source[i];

        must(!STR_COPY(source->provider, lines[i].provider));
        source->number = lines[i].number;
    }
    catch_up->every = every;
    timer_set(catch_up, every < FIRST_ROUND ? every : FIRST_ROUND);
}

bool catch_up_is_well(const struct catch_up *catch_up)
{
    return !catch_up->every || catch_up->failed < FAILED_ROUNDS_MAX;
}

void catch_up_close(struct catch_up *catch_up)
{
    transfers_close(catch_up->transfers);
    found_drop(catch_up);
    event_free(catch_up->timer);
    free(catch_up);
}
