/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/http_parse.h"

#include <string.h>
#include <strings.h>

#define LENGTH_DIGITS_MAX 15 /* far above any body we take, far below an overflow */

static const char *const method_names[HTTP_METHODS] = {
    [HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD",   [HTTP_POST] = "POST",
    [HTTP_PUT] = "PUT", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE",
};

const char *http_method_name(enum http_method method)
{
    return method_names[method];
}

bool http_slice_is(struct http_slice slice, const char *word)
{
    return strlen(word) == slice.len && strncasecmp(slice.s, word, slice.len) == 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alphanumeric(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 9110 §5.6.2. */
static bool is_token_char(char c)
{
    return is_alphanumeric(c) || (c && strchr("!#$%&'*+-.^_`|~", c));
}

/* A name and port, or an address in brackets: nothing that a URL's authority reads otherwise. */
static bool is_host_char(char c)
{
    return is_alphanumeric(c) || (c && strchr("-._:[]", c));
}

/* Visible ASCII; a fragment is never sent. */
static bool is_target_char(char c)
{
    return c > ' ' && c < 0x7f && c != '#';
}

/* Anything but control characters; a tab is allowed, and so are bytes above ASCII. */
static bool is_value_char(char c)
{
    return c == '\t' || ((unsigned char)c >= ' ' && c != 0x7f);
}

static bool all_are(struct http_slice slice, bool (*is)(char))
{
    for (size_t i = 0; i < slice.len; i++)
        if (!is(slice.s[i])) return false;
    return slice.len > 0;
}

/* Cuts what stands before the first `c` off `rest`, and `c` too; false if there is none. */
static bool slice_cut(struct http_slice *rest, char c, struct http_slice *before)
{
    const char *at = memchr(rest->s, c, rest->len);

    if (!at) return false;
    *before = (struct http_slice){ rest->s, (size_t)(at - rest->s) };
    rest->s = at + 1;
    rest->len -= before->len + 1;
    return true;
}

static struct http_slice slice_trim(struct http_slice slice)
{
    while (slice.len && (slice.s[0] == ' ' || slice.s[0] == '\t')) slice.s++, slice.len--;
    while (slice.len && (slice.s[slice.len - 1] == ' ' || slice.s[slice.len - 1] == '\t'))
        slice.len--;
    return slice;
}

/* ---- the end of the head ---- */

int http_head_find(const char *bytes, size_t len, size_t *searched, size_t *head_len)
{
    size_t end = len < HTTP_HEAD_BYTES_MAX ? len : HTTP_HEAD_BYTES_MAX;
    const char *lf;

    *head_len = 0;
    /* Blank lines before a request, or a TLS greeting, need not be waited for to be refused. */
    if (len && !(bytes[0] >= 'A' && bytes[0] <= 'Z')) return 400;

    while (*searched < end && (lf = memchr(bytes + *searched, '\n', end - *searched))) {
        size_t at = (size_t)(lf - bytes);

        if (at == 0 || bytes[at - 1] != '\r') return 400;
        *searched = at + 1;
        if (at >= 2 && bytes[at - 2] == '\n') {
            *head_len = at + 1;
            return 0;
        }
    }
    *searched = end;
    return end == HTTP_HEAD_BYTES_MAX ? 431 : 0;
}

/* ---- the request line ---- */

static int method_parse(struct http_slice word, enum http_method *method)
{
    if (!all_are(word, is_token_char)) return 400;
    for (int i = 0; i < HTTP_METHODS; i++) {
        if (strlen(method_names[i]) != word.len) continue;
        if (memcmp(method_names[i], word.s, word.len) != 0) continue;
        *method = (enum http_method)i;
        return 0;
    }
    return 501;
}

static int version_parse(struct http_slice word, int *minor)
{
    if (word.len != 8 || memcmp(word.s, "HTTP/", 5) != 0) return 400;
    if (!is_digit(word.s[5]) || word.s[6] != '.' || !is_digit(word.s[7])) return 400;
    if (word.s[5] != '1' || word.s[7] > '1') return 505;
    *minor = word.s[7] - '0';
    return 0;
}

static int request_line_parse(struct http_slice line, struct http_head *head)
{
    struct http_slice method;
    int refusal;

    if (!slice_cut(&line, ' ', &method)) return 400;
    if (!slice_cut(&line, ' ', &head->target)) return 400;
    if ((refusal = method_parse(method, &head->method))) return refusal;
    if (!all_are(head->target, is_target_char) || head->target.s[0] != '/') return 400;
    if (head->target.len > HTTP_TARGET_BYTES_MAX) return 414;
    return version_parse(line, &head->minor);
}

/* ---- header fields ---- */

static int field_parse(struct http_slice line, struct http_head *head)
{
    struct http_field *field;

    if (head->field_count == HTTP_HEADERS_MAX) return 431;
    field = &head->field[head->field_count++];
    /* A folded line begins with a space, and a space before the colon is no token either. */
    if (!slice_cut(&line, ':', &field->name)) return 400;
    if (!all_are(field->name, is_token_char)) return 400;
    field->value = slice_trim(line);
    if (field->value.len && !all_are(field->value, is_value_char)) return 400;
    return 0;
}

/* "0" or digits without a leading zero: what strtol() in any base reads the same way. */
static int length_parse(struct http_slice value, uint64_t *length)
{
    if (!all_are(value, is_digit)) return 400;
    if (value.s[0] == '0' && value.len > 1) return 400;
    if (value.len > LENGTH_DIGITS_MAX) return 413;
    for (size_t i = 0; i < value.len; i++) *length = *length * 10 + (uint64_t)(value.s[i] - '0');
    return 0;
}

static bool list_has(struct http_slice list, const char *word)
{
    struct http_slice item;

    while (slice_cut(&list, ',', &item))
        if (http_slice_is(slice_trim(item), word)) return true;
    return http_slice_is(slice_trim(list), word);
}

/* Which of the fields that decide about framing have been seen. */
struct seen {
    bool host, length;
};

static int field_apply(const struct http_field *field, struct seen *seen, struct http_head *head)
{
    if (http_slice_is(field->name, "Host")) {
        if (seen->host || !all_are(field->value, is_host_char)) return 400;
        seen->host = true;
    } else if (http_slice_is(field->name, "Content-Length")) {
        if (seen->length) return 400;
        seen->length = true;
        return length_parse(field->value, &head->body_len);
    } else if (http_slice_is(field->name, "Transfer-Encoding")) {
        return 501;
    } else if (http_slice_is(field->name, "Connection")) {
        if (list_has(field->value, "close")) head->keep_alive = false;
    } else if (http_slice_is(field->name, "Expect")) {
        if (!http_slice_is(field->value, "100-continue")) return 417;
        head->wants_continue = head->minor == 1;
    }
    return 0;
}

static bool method_has_body(enum http_method method)
{
    return method == HTTP_POST || method == HTTP_PUT || method == HTTP_PATCH;
}

/* What the fields say together. */
static int fields_apply(struct http_head *head)
{
    struct seen seen = { 0 };
    int refusal;

    for (size_t i = 0; i < head->field_count; i++)
        if ((refusal = field_apply(&head->field[i], &seen, head))) return refusal;
    if (!seen.host && head->minor == 1) return 400;
    if (head->body_len && !method_has_body(head->method)) return 400;
    return 0;
}

/* The next line without its CRLF. A CR elsewhere stays in it, where no parser takes it. */
static bool line_cut(struct http_slice *rest, struct http_slice *line)
{
    if (!slice_cut(rest, '\n', line)) return false;
    if (!line->len || line->s[line->len - 1] != '\r') return false;
    line->len--;
    return true;
}

int http_head_parse(const char *bytes, size_t len, struct http_head *head)
{
    struct http_slice rest = { bytes, len }, line;
    int refusal;

    head->field_count = 0;
    head->body_len = 0;
    head->wants_continue = false;

    if (!line_cut(&rest, &line)) return 400;
    if ((refusal = request_line_parse(line, head))) return refusal;
    head->keep_alive = head->minor == 1;

    while (line_cut(&rest, &line)) {
        if (!line.len) return rest.len ? 400 : fields_apply(head);
        if ((refusal = field_parse(line, head))) return refusal;
    }
    return 400;
}
