/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_import.h"

#include <string.h>

#include "base/text.h"
#include "edge/console_ask.h"
#include "edge/imports.h"

#define UNANNOUNCED_BYTES_MAX 4096

static void import_reply(struct console *console, struct http_ticket waiter, int status,
                         const struct import *import)
{
    struct json_writer writer = { 0 };

    import_write(import, &writer);
    console_reply(console, waiter, status, &writer);
}

/* The import of this session that a query was about; NULL: answered already. */
static struct import *import_known(struct console *console, struct http_ticket waiter,
                                   const struct query *query)
{
    struct import *import = NULL;

    if (!console_answered(console, waiter, query)) return NULL;
    import = imports_find(console->imports, query->words, &query->caller);
    if (!import) console_refuse(console, waiter, refusal_of_query(REFUSED_GONE), 0);
    return import;
}

static void import_id_take(struct ask *ask)
{
    char *id = ask->query->words;

    if (!http_param_get(ask->request, "id", id, sizeof ask->query->words))
        ask->refusal = refusal_of_query(REFUSED_MISSING);
}

/* ---- announcing ---- */

static void import_begun(void *module, struct http_ticket waiter, const struct query *query)
{
    struct console *console = module;
    struct import *import;

    if (!console_answered(console, waiter, query)) return;
    import = imports_begin(console->imports, &query->caller, (size_t)query->limit);
    if (import)
        import_reply(console, waiter, 201, import);
    else
        console_refuse_busy(console, waiter);
}

void console_import_begin(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!console_is_ours(console, request)) return;
    if (!ask_query(&ask, request, console, QUERY_RESOURCE_IMPORT)) return;
    fields_number(&ask.fields, "bytes", 0, INT64_MAX, &ask.query->limit);
    if (ask.query->limit > (int64_t)IMPORT_BYTES_MAX)
        ask.refusal = (struct refusal){ 413, "too_large" };
    ask_post_query(&ask, import_begun);
}

/* ---- the file ---- */

/* What nobody has announced is refused like anything else, as long as it is small. */
size_t console_import_room(const struct http_request *request, void *arg)
{
    const struct console *console = arg;
    size_t room = 0;
    char id[64];

    if (http_param_get(request, "id", id, sizeof id)) room = imports_room(console->imports, id);
    return room > UNANNOUNCED_BYTES_MAX ? room : UNANNOUNCED_BYTES_MAX;
}

static void file_describe(struct ask *ask, struct import_file *file)
{
    const struct http_request *request = ask->request;
    char part[8];

    if (!http_query_get(request, "name", file->name, sizeof file->name) || !*file->name ||
        !utf8_is_valid(file->name, strlen(file->name)))
        fields_note(&ask->fields, "name", "malformed");
    if (!http_query_get(request, "feed", file->feed, sizeof file->feed)) file->feed[0] = '\0';
    if (!utf8_is_valid(file->feed, strlen(file->feed)))
        fields_note(&ask->fields, "feed", "malformed");
    file->part = http_query_get(request, "part", part, sizeof part) && !strcmp(part, "1");
}

static void import_found(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct import *import = import_known(module, waiter, query);

    if (import) import_reply(module, waiter, 200, import);
}

/*
 * The session that was allowed to announce it sends it: it is taken at once, and only how it
 * stands is asked for. What it would do is asked with the same session again.
 */
void console_import_file(const struct http_request *request, void *arg)
{
    struct console *console = arg;
    struct import_file file;
    struct import *import;
    struct ask ask;

    if (!ask_query_of_bytes(&ask, request, console, QUERY_RESOURCE_IMPORT)) return;
    import_id_take(&ask);
    file_describe(&ask, &file);
    import = imports_find(console->imports, ask.query->words, &ask.query->caller);
    if (import && fields_fit(&ask.fields) && !ask.refusal.status)
        import_read(import, &file, request->body, request->body_len);
    ask_post_query(&ask, import_found);
}

/* ---- how it stands, and storing ---- */

void console_import(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_RESOURCE_IMPORT)) return;
    import_id_take(&ask);
    ask_post_query(&ask, import_found);
}

static void import_may_start(void *module, struct http_ticket waiter, const struct query *query)
{
    struct import *import = import_known(module, waiter, query);

    if (!import) return;
    import_store(import);
    import_reply(module, waiter, 200, import);
}

void console_import_start(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!console_is_ours(console, request)) return;
    if (!ask_query(&ask, request, console, QUERY_RESOURCE_IMPORT)) return;
    import_id_take(&ask);
    ask_post_query(&ask, import_may_start);
}
