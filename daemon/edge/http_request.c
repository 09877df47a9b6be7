/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/http_request.h"

#include <string.h>
#include <strings.h>

#include "edge/form.h"

const char *http_header_get(const struct http_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (strcasecmp(request->header[i].name, name) == 0) return request->header[i].value;
    return NULL;
}

bool http_param_get(const struct http_request *request, const char *name, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < request->param_count; i++) {
        const struct http_field *param = &request->param[i];

        if (param->name.len != strlen(name)) continue;
        if (memcmp(param->name.s, name, param->name.len) != 0) continue;
        return percent_decode(param->value.s, param->value.len, false, out, size);
    }
    return false;
}

bool http_query_get(const struct http_request *request, const char *name, char *out, size_t size)
{
    size_t name_len = strlen(name);
    const char *pair = request->query;

    out[0] = '\0';
    while (*pair) {
        size_t len = strcspn(pair, "&");

        if (len > name_len && pair[name_len] == '=' && memcmp(pair, name, name_len) == 0)
            return percent_decode(pair + name_len + 1, len - name_len - 1, true, out, size);
        pair += len;
        pair += *pair == '&';
    }
    return false;
}

/* Every slice of a head is followed by a byte that only separated it: there its end may stand. */
static const char *end_string(struct http_slice slice, char *bytes)
{
    char *s = bytes + (slice.s - bytes);

    s[slice.len] = '\0';
    return s;
}

void http_request_begin(struct http_request *request, const struct http_head *head)
{
    const char *question = memchr(head->target.s, '?', head->target.len);
    size_t len = question ? (size_t)(question - head->target.s) : head->target.len;

    request->method = head->method;
    memcpy(request->path, head->target.s, len);
    request->path[len] = '\0';
}

void http_request_fill(struct http_request *request, const struct http_head *head, char *bytes)
{
    request->target = end_string(head->target, bytes);
    request->query = request->target + strcspn(request->target, "?");
    request->query += *request->query == '?';

    request->header_count = head->field_count;
    for (size_t i = 0; i < head->field_count; i++) {
        request->header[i].name = end_string(head->field[i].name, bytes);
        request->header[i].value = end_string(head->field[i].value, bytes);
    }
}
