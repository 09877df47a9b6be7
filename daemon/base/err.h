/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_ERR_H
#define BASE_ERR_H
/*
 * err.h — the three kinds of trouble, and what a caller can do about each.
 *
 * We are wrong: must(). The world does not cooperate: enum err. The rules say no: an ordinary
 * return value of the rule. An error is logged once, where a foreign failure becomes an enum err.
 */

enum err {
    OK = 0,
    ERR_INPUT,    /* the outside sent what we refuse: tell it so, carry on  */
    ERR_MISSING,  /* no such row                                            */
    ERR_CONFLICT, /* another hand was faster: reload and decide again       */
    ERR_BUSY,     /* one of our own limits is reached: the caller may retry */
    ERR_DOWN,     /* storage or provider is out of reach: retry later       */
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* For our own mistakes only; stays on in production. Never for input. */
#define must(cond) ((cond) ? (void)0 : must_failed(#cond, __FILE__, __LINE__))

/* Logs the broken assumption and aborts; the service manager restarts us, state is durable. */
void must_failed(const char *cond, const char *file, int line) __attribute__((noreturn));

/* A short constant word for logs: "input", "busy" ... Never NULL. */
const char *err_name(enum err err);

#endif
