/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_session.h"

#include <string.h>

#include "base/text.h"
#include "edge/console_ask.h"

static const struct refusal bad_credentials = { 401, "bad_credentials" };

/* Several kinds of values go through the same key: a word before each keeps them apart. */
static void word_hash(const struct crypt_key *key, const char *what, const char *word,
                      uint8_t hash[SESSION_HASH_BYTES])
{
    char bytes[160];
    struct str str;

    str_init(&str, bytes, sizeof bytes);
    str_addf(&str, "%s:%s", what, word);
    must(!str.cut);
    crypt_hash(key, bytes, str.len, hash);
}

static void lower(char *s)
{
    for (; *s; s++)
        if (*s >= 'A' && *s <= 'Z') *s = (char)(*s - 'A' + 'a');
}

/* ---- 4: the engine has opened the session, or counted a failure ---- */

static void attempt_refuse(struct console *console, struct http_ticket waiter,
                           const struct command *command, bool password_right)
{
    bool said_no = !command->receipt.err && command->receipt.outcome == REFUSED_SIGNED_OUT;

    if (said_no && !password_right)
        console_refuse(console, waiter, bad_credentials, 0);
    else
        (void)console_done(console, waiter, command);
}

/* A session that was open in the same browser is not left behind. */
static void session_before_end(struct console *console, const struct caller *before)
{
    struct command *command;

    if (!before->signed_in) return;
    command = command_new(COMMAND_SIGN_OUT, clock_now());
    command->caller = *before;
    if (post_command(console->post, command, NULL, NULL, (struct http_ticket){ 0 }))
        return; /* it locks and ends by itself */
}

static void cookie_reply(struct console *console, struct http_ticket waiter, const char *cookie)
{
    static const char body[] = "{\"step\":\"done\"}";
    struct http_header header = { "Set-Cookie", cookie };

    http_reply(console->http, waiter,
               &(struct http_response){ .status = 200,
                                        .content_type = "application/json",
                                        .headers = &header,
                                        .header_count = 1,
                                        .body = body,
                                        .body_len = sizeof body - 1 });
}

static void attempt_done(void *module, struct http_ticket waiter, const struct command *command)
{
    struct console *console = module;
    struct sign_in_attempt *attempt = sign_in_get(&console->sign_ins, waiter);

    if (command->receipt.err || command->receipt.outcome != DONE) {
        attempt_refuse(console, waiter, command, attempt->password_right);
    } else if (command->kind == COMMAND_SESSION_UNLOCK) {
        console_reply_nothing(console, waiter);
    } else {
        session_before_end(console, &attempt->caller);
        cookie_reply(console, waiter, attempt->cookie.set_cookie);
    }
    sign_in_put(attempt);
}

/* ---- 3: the worker has compared ---- */

static void password_compared(void *module, struct http_ticket waiter,
                              const struct password_job *job)
{
    struct console *console = module;
    struct sign_in_attempt *attempt = sign_in_get(&console->sign_ins, waiter);
    struct command *command = command_new(attempt->kind, clock_now());

    attempt->password_right = job->right && attempt->sign_in.person.n;
    attempt->sign_in.password_right = attempt->password_right;
    command->u.sign_in = attempt->sign_in;
    if (attempt->kind == COMMAND_SESSION_UNLOCK) {
        command->caller = attempt->caller;
    } else {
        session_cookie_make(&console->site, &attempt->cookie);
        memcpy(command->u.sign_in.session, attempt->cookie.hash, SESSION_HASH_BYTES);
    }
    if (!post_command(console->post, command, attempt_done, console, waiter)) return;
    sign_in_put(attempt);
    console_refuse_busy(console, waiter);
}

/* ---- 2: the stored hash is here ---- */

static enum err password_compare(struct console *console, struct sign_in_attempt *attempt,
                                 const char *hash)
{
    struct password_job job = { .make = false };
    enum err err = ERR_BUSY;

    if (!STR_COPY(job.password, attempt->password) && !STR_COPY(job.hash, hash))
        err = post_password(console->post, &job, password_compared, console, attempt->waiter);
    crypt_wipe(job.password, sizeof job.password);
    crypt_wipe(attempt->password, sizeof attempt->password);
    return err;
}

static void credential_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct console *console = module;
    struct sign_in_attempt *attempt = sign_in_get(&console->sign_ins, waiter);

    attempt->sign_in.person = query->answer.credential_person;
    if (!console_answered(console, waiter, query)) {
        sign_in_put(attempt);
    } else if (query->answer.retry_after) {
        sign_in_put(attempt);
        console_refuse(console, waiter, refusal_of_query(REFUSED_SLOW_DOWN),
                       query->answer.retry_after);
    } else if (password_compare(console, attempt, query->answer.password_hash)) {
        sign_in_put(attempt);
        console_refuse_busy(console, waiter);
    }
}

/* ---- 1: somebody is at the door ---- */

/* Where one tries from and as whom: both are slowed down after failures. */
static void attempt_name(struct sign_in_attempt *attempt, const struct ask *ask, const char *name)
{
    const struct crypt_key *key = &ask->console->key;
    char address[ADDRESS_BYTES_MAX + 1];

    session_address(ask->request, address);
    word_hash(key, "address", address, attempt->sign_in.address_hash);
    word_hash(key, "name", name, attempt->sign_in.name_hash);
    memcpy(ask->query->address_hash, attempt->sign_in.address_hash, SESSION_HASH_BYTES);
    memcpy(ask->query->name_hash, attempt->sign_in.name_hash, SESSION_HASH_BYTES);
}

/* Both ways in begin alike; the query says whose hash is wanted. */
static void attempt_begin(struct ask *ask, enum command_kind kind, const char *name)
{
    struct sign_in_attempt *attempt = sign_in_take(&ask->console->sign_ins, ask->request->ticket);

    if (!attempt) {
        ask->refusal = refusal_of_err(ERR_BUSY);
        ask_post_query(ask, credential_known);
        return;
    }
    attempt->kind = kind;
    attempt->caller = session_caller(&ask->console->site, ask->request);
    attempt_name(attempt, ask, name);
    fields_text(&ask->fields, "password", attempt->password, sizeof attempt->password);
    if (!ask_post_query(ask, credential_known)) sign_in_put(attempt);
}

void console_sign_in(const struct http_request *request, void *arg)
{
    struct ask ask;

    if (!console_is_ours(arg, request)) return;
    ask_query_of_anyone(&ask, request, arg, QUERY_CREDENTIAL);
    fields_text(&ask.fields, "user", ask.query->words, NAME_BYTES_MAX + 1);
    lower(ask.query->words);
    attempt_begin(&ask, COMMAND_SIGN_IN, ask.query->words);
}

void console_unlock(const struct http_request *request, void *arg)
{
    char session[2 * SESSION_HASH_BYTES + 1];
    struct ask ask;

    if (!console_is_ours(arg, request)) return;
    if (!ask_query(&ask, request, arg, QUERY_OWN_CREDENTIAL)) return;
    hex_write(session, ask.query->caller.session, SESSION_HASH_BYTES);
    attempt_begin(&ask, COMMAND_SESSION_UNLOCK, session);
}

/* ---- out ---- */

void console_lock(const struct http_request *request, void *arg)
{
    struct ask ask;

    if (!ask_command(&ask, request, arg, COMMAND_SESSION_LOCK)) return;
    ask_post_command(&ask, console_done_nothing);
}

static void signed_out(void *module, struct http_ticket waiter, const struct command *command)
{
    struct console *console = module;
    char cookie[SET_COOKIE_BYTES_MAX + 1];
    const struct http_header headers[] = {
        { "Set-Cookie", cookie },
        { "Clear-Site-Data", "\"cache\", \"storage\"" },
    };

    /* Out already is out, too. */
    if (command->receipt.err || command->receipt.outcome != REFUSED_SIGNED_OUT)
        if (!console_done(console, waiter, command)) return;
    session_cookie_clear(&console->site, cookie);
    http_reply(console->http, waiter,
               &(struct http_response){ .status = 200,
                                        .content_type = "application/json",
                                        .headers = headers,
                                        .header_count = 2,
                                        .body = "{}",
                                        .body_len = 2 });
}

void console_sign_out(const struct http_request *request, void *arg)
{
    struct ask ask;

    if (!ask_command(&ask, request, arg, COMMAND_SIGN_OUT)) return;
    ask_post_command(&ask, signed_out);
}
