/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_export.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/text.h"
#include "edge/console_ask.h"
#include "edge/hsds_sheet.h"
#include "edge/hsds_write.h"

#define EXPORTS_MAX 2 /* at once */
#define EXPORT_BYTES_MAX ((size_t)32 * 1024 * 1024)

/* One that is being put together. */
struct export
{
    uint32_t turn; /* counts who has been in this slot */
    bool used;
    bool sheet;
    struct http_ticket waiter; /* whose answer it will be */
    struct caller caller;
    int64_t count;
    struct json_writer text;
};

struct exports {
    struct export export[EXPORTS_MAX];
};

static void pages_ask(struct console *console, struct export *export, const char *after);

/* ---- the text ---- */

static void text_begin(struct export *export)
{
    if (export->sheet)
        hsds_sheet_write_head(&export->text);
    else
        json_write_raw(&export->text, "{\"contents\":[\n", 14);
}

static void service_add(struct export *export, const struct resource *resource, const char *source)
{
    json_t *service = hsds_write(resource, source);
    char *text = json_dumps(service, JSON_COMPACT | JSON_SORT_KEYS);

    if (export->count) json_write_raw(&export->text, ",\n", 2);
    json_write_raw(&export->text, text, strlen(text));
    free(text);
    json_decref(service);
}

static void entry_add(struct export *export, const struct resource *resource, const char *source)
{
    if (export->sheet)
        hsds_sheet_write_row(&export->text, resource);
    else
        service_add(export, resource, source);
    export->count++;
}

/* The rest of the page that it is, whose contents stand before it. */
static void text_end(struct export *export)
{
    int64_t count = export->count;
    json_t *page;
    char *text;

    if (export->sheet) return;
    page = hsds_page(json_array(), count, 1, count ? count : 1);
    json_object_del(page, "contents");
    json_object_set_new(page, "size", json_integer(count));
    json_object_set_new(page, "empty", json_boolean(!count));
    text = json_dumps(page, JSON_COMPACT | JSON_SORT_KEYS);
    json_write_raw(&export->text, "\n],", 3);
    json_write_raw(&export->text, text + 1, strlen(text + 1));
    json_write_raw(&export->text, "\n", 1);
    free(text);
    json_decref(page);
}

/* ---- the answer ---- */

static void export_drop(struct export *export)
{
    json_writer_wipe(&export->text);
    *export = (struct export){ .turn = export->turn + 1 };
}

static void export_send(struct console *console, struct export *export)
{
    char disposition[96], day[16];
    const struct http_header header = { "Content-Disposition", disposition };
    time_t now = (time_t)(clock_now() / SECONDS(1));
    struct tm tm;

    gmtime_r(&now, &tm);
    strftime(day, sizeof day, "%Y-%m-%d", &tm);
    snprintf(disposition, sizeof disposition, "attachment; filename=\"directory-%s.%s\"", day,
             export->sheet ? "csv" : "json");
    http_reply(console->http, export->waiter,
               &(struct http_response){ .status = 200,
                                        .content_type = export->sheet ? "text/csv; charset=utf-8"
                                                                      : "application/json",
                                        .headers = &header,
                                        .header_count = 1,
                                        .body = export->text.s,
                                        .body_len = export->text.len });
    export_drop(export);
}

static void page_known(void *module, struct http_ticket ticket, const struct query *query)
{
    struct console *console = module;
    struct export *export = &console->exports->export[ticket.slot];
    const struct answer *answer = &query->answer;

    if (export->turn != ticket.turn) return;
    if (!console_answered(console, export->waiter, query)) {
        export_drop(export);
        return;
    }
    for (size_t i = 0; i < answer->resource_count; i++)
        entry_add(export, &answer->resources[i], answer->sources[i]);
    if (export->text.len > EXPORT_BYTES_MAX) {
        console_refuse(console, export->waiter, (struct refusal){ 413, "too_large" }, 0);
        export_drop(export);
    } else if (answer->resource_count) {
        pages_ask(console, export, answer->resources[answer->resource_count - 1].id);
    } else {
        text_end(export);
        export_send(console, export);
    }
}

static void pages_ask(struct console *console, struct export *export, const char *after)
{
    const struct http_ticket ticket = { (uint32_t)(export - console->exports->export),
                                        export->turn };
    struct query *query = query_new(QUERY_RESOURCE_SOURCES, clock_now());

    query->caller = export->caller;
    must(!STR_COPY(query->resource, after));
    if (!post_query(console->post, query, page_known, console, ticket)) return;
    console_refuse_busy(console, export->waiter);
    export_drop(export);
}

static struct export *export_begin(struct exports *exports)
{
    for (size_t i = 0; i < EXPORTS_MAX; i++) {
        struct export *export = &exports->export[i];

        if (export->used) continue;
        export->used = true;
        return export;
    }
    return NULL;
}

/* ?form=csv; else JSON. */
void console_export(const struct http_request *request, void *arg)
{
    struct console *console = arg;
    struct caller caller;
    struct export *export;
    char form[8];

    if (!console_caller(console, request, &caller)) return;
    export = export_begin(console->exports);
    if (!export) {
        console_refuse_busy(console, request->ticket);
        return;
    }
    export->sheet = http_query_get(request, "form", form, sizeof form) && !strcmp(form, "csv");
    export->waiter = request->ticket;
    export->caller = caller;
    text_begin(export);
    pages_ask(console, export, "");
}

struct exports *exports_new(void)
{
    return xcalloc(1, sizeof(struct exports));
}

void exports_free(struct exports *exports)
{
    for (size_t i = 0; i < EXPORTS_MAX; i++) export_drop(&exports->export[i]);
    free(exports);
}
