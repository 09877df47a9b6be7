/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/list_reply.h"

#include <string.h>

#include "base/err.h"
#include "rules/keyword.h"
#include "rules/reply_choice.h"
#include "rules/reply_tokens.h"

/* What turns a text into one for the peer, unless a number stands first and apart. */
#define SENSES_LEFT_OVER (SENSE_BIT(SENSE_OTHER) | SENSE_BIT(SENSE_DANGER) | SENSE_BIT(SENSE_PAST))

/* What may stand beside a "more", "none" or "all" and changes nothing. */
#define SENSES_ALONG                                                                               \
    (SENSE_BIT(SENSE_FILLER) | SENSE_BIT(SENSE_POLITE) | SENSE_BIT(SENSE_THANKS) |                 \
     SENSE_BIT(SENSE_YES))

#define SENSES_MANNERS (SENSE_BIT(SENSE_POLITE) | SENSE_BIT(SENSE_THANKS))

static const char *const kind_names[] = {
    [REPLY_CHOICE] = "choice",     [REPLY_CHOICES] = "choices", [REPLY_MORE] = "more",
    [REPLY_NONE] = "none",         [REPLY_ASK] = "ask",         [REPLY_PEER] = "peer",
    [REPLY_RESERVED] = "reserved",
};
_Static_assert(sizeof kind_names / sizeof kind_names[0] == REPLY_KINDS, "a kind without a name");

const char *reply_kind_name(enum reply_kind kind)
{
    must(kind < REPLY_KINDS);
    return kind_names[kind];
}

static struct list_reply to_peer(void)
{
    return (struct list_reply){ .kind = REPLY_PEER };
}

static struct list_reply ask(const struct item_numbers *candidates)
{
    struct list_reply reply = { .kind = REPLY_ASK };

    if (candidates) reply.candidates = *candidates;
    return reply;
}

static struct list_reply choice(const struct item_numbers *items)
{
    return (struct list_reply){
        .kind = items->count > 1 ? REPLY_CHOICES : REPLY_CHOICE,
        .items = *items,
    };
}

static bool has(const struct tokens *tokens, enum sense sense)
{
    return (tokens->seen & SENSE_BIT(sense)) != 0;
}

/* Whether `sense` occurs, and nothing but it and `allowed`. */
static bool only_has(const struct tokens *tokens, enum sense sense, uint64_t allowed)
{
    return has(tokens, sense) && !(tokens->seen & ~(SENSE_BIT(sense) | allowed));
}

static bool any_asks(const struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->token[i].asks) return true;
    return false;
}

/* ---- a number first, then a clear break, then words for the peer ---- */

/* "1,000" and "1. 413 555 0100" are one long number. */
static bool number_goes_on(const struct tokens *tokens, size_t at)
{
    const char *next;

    if (at + 1 >= tokens->count) return false;
    next = tokens->words.word[tokens->token[at + 1].at].s;
    return strlen(next) > 2 && strspn(next, "0123456789") == strlen(next);
}

/* The first token behind the break, or 0: "2, but can I…", "ok 2. I'll…", "2) …". */
static size_t head_end(const struct tokens *tokens)
{
    bool number = false;

    for (size_t i = 0; i < tokens->count; i++) {
        enum sense sense = tokens->token[i].sense;
        bool turns = sense == SENSE_BUT || sense == SENSE_ALSO;

        if (number && turns) return i;
        if (sense == SENSE_NUMBER || sense == SENSE_ONE)
            number = true;
        else if (sense != SENSE_YES && sense != SENSE_MARK && !(SENSE_BIT(sense) & SENSES_MANNERS))
            return 0;
        if (number && tokens->token[i].breaks) return number_goes_on(tokens, i) ? 0 : i + 1;
    }
    return 0;
}

/* A number that stands free in the rest competes with the first one; one that counts does not. */
static bool rest_competes(const struct list *list, const struct tokens *tokens, size_t from)
{
    for (size_t i = from; i < tokens->count; i++) {
        const struct token *token = &tokens->token[i];
        bool counts =
            i + 1 < tokens->count && !token->breaks && tokens->token[i + 1].sense == SENSE_OTHER;

        if (token->sense == SENSE_NUMBER && !counts && (size_t)token->value <= list->count)
            return true;
    }
    return false;
}

/* The sense that the rest begins with, past a "but". */
static enum sense rest_opening(const struct tokens *tokens, size_t from)
{
    while (from < tokens->count && tokens->token[from].sense == SENSE_BUT) from++;
    return from < tokens->count ? tokens->token[from].sense : SENSE_OTHER;
}

static bool rest_has(const struct tokens *tokens, size_t from, enum sense sense)
{
    for (size_t i = from; i < tokens->count; i++)
        if (tokens->token[i].sense == sense) return true;
    return false;
}

/* Taken back, doubted or told of as past at once: "2, maybe", "1. Not again", "3, tried them". */
static bool rest_takes_back(const struct tokens *tokens, size_t from)
{
    enum sense opening = rest_opening(tokens, from);
    bool other_named = rest_has(tokens, from, SENSE_LABEL) || rest_has(tokens, from, SENSE_NAME);

    if (rest_has(tokens, from, SENSE_PAST) && !other_named) return true;
    return opening == SENSE_HEDGE || opening == SENSE_OR || opening == SENSE_NOT ||
           opening == SENSE_NO || opening == SENSE_NONE;
}

static void add_named(const struct list *list, const struct tokens *tokens,
                      struct item_numbers *about)
{
    uint32_t named = reply_tokens_named(list, tokens);

    for (size_t i = 0; i < list->count; i++)
        if (named & UINT32_C(1) << i) item_numbers_add(about, (int)i + 1);
}

/* Somebody asks or tells about what stands behind a word like these. */
static bool opens_a_mention(const struct tokens *tokens, size_t at)
{
    static const char opening[] = "does|is|are|about|can|will|would|could|do|did|what|whats|how"
                                  "|hows|info|on|between|with|from|trust|es|esta|sobre|entre";
    enum sense sense = tokens->token[at].sense;

    return sense == SENSE_MARK || sense == SENSE_PAST ||
           words_match(&tokens->words, tokens->token[at].at, opening);
}

/* "Does the second one …", "between 1 and 2": mentioned, unless it counts something. */
static bool is_mentioned(const struct tokens *tokens, size_t at, bool before_was)
{
    static const char counted[] = "day|days|night|nights|week|weeks|month|months|year|years|hour"
                                  "|hours|minutes|am|pm|times|kid|kids|people|miles|of";
    const struct words *words = &tokens->words;
    size_t before = at - 1;

    if (words_match(words, tokens->token[at].at + 1, counted)) return false;
    if (tokens->token[before].sense == SENSE_AND) return before_was;
    if (before && words_match(words, tokens->token[before].at, "the|el|la|o|a")) before--;
    return opens_a_mention(tokens, before);
}

static void add_mentioned(const struct list *list, const struct tokens *tokens, size_t from,
                          struct item_numbers *about)
{
    const uint64_t numbers =
        SENSE_BIT(SENSE_NUMBER) | SENSE_BIT(SENSE_ONE) | SENSE_BIT(SENSE_ORDINAL);
    size_t mentioned_at = 0;

    for (size_t i = from + 1; i < tokens->count; i++) {
        const struct token *token = &tokens->token[i];

        if (!(SENSE_BIT(token->sense) & numbers)) continue;
        if (token->value < 1 || (size_t)token->value > list->count) continue;
        if (!is_mentioned(tokens, i, mentioned_at && mentioned_at + 2 == i)) continue;
        item_numbers_add(about, token->value);
        mentioned_at = i;
    }
}

/* Words that are not of choosing go to the peer, who also learns what they are about. */
static struct list_reply read_with_rest(const struct list *list, const struct tokens *tokens)
{
    size_t end = head_end(tokens);
    struct list_reply reply = to_peer();
    struct selection head;

    add_named(list, tokens, &reply.about);
    add_mentioned(list, tokens, end, &reply.about);
    if (!end || tokens->cut) return reply;
    head = reply_choice_read(list, tokens, 0, end);
    reply.candidates = head.items;
    if (head.unclear || head.items.count != 1) return reply;
    if (rest_competes(list, tokens, end) || rest_takes_back(tokens, end)) return reply;
    reply.candidates.count = 0;
    reply.kind = REPLY_CHOICE;
    reply.items = head.items;
    reply.to_peer = true;
    return reply;
}

/* ---- nothing but words of choosing ---- */

static struct list_reply ask_selection(const struct selection *selection)
{
    struct list_reply reply = ask(&selection->items);

    item_numbers_add_all(&reply.candidates, &selection->maybe);
    return reply;
}

static size_t first_of(const struct tokens *tokens, enum sense sense)
{
    size_t at = 0;

    while (at < tokens->count && tokens->token[at].sense != sense) at++;
    return at;
}

static bool all_in(const struct item_numbers *numbers, const struct item_numbers *of)
{
    for (size_t i = 0; i < numbers->count; i++)
        if (!item_numbers_have(of, numbers->number[i])) return false;
    return true;
}

static struct list_reply ask_others(const struct list *list, const struct item_numbers *refused)
{
    struct list_reply reply = ask(NULL);

    for (int number = 1; (size_t)number <= list->shown; number++)
        if (!item_numbers_have(refused, number)) item_numbers_add(&reply.candidates, number);
    return reply;
}

/* "Not 2" is no choice; "3, not 2" after 2 was chosen corrects it. */
static struct list_reply read_refusal(const struct list *list, const struct reply_context *context,
                                      const struct tokens *tokens)
{
    size_t at = first_of(tokens, SENSE_NOT);
    struct selection wanted = reply_choice_read(list, tokens, 0, at);
    struct selection refused = reply_choice_read(list, tokens, at, tokens->count);
    bool corrects = refused.items.count && all_in(&refused.items, &context->previous);

    if (wanted.items.count && !wanted.unclear && corrects) {
        struct list_reply reply = choice(&wanted.items);

        reply.mode = REPLY_REPLACES;
        return reply;
    }
    if (wanted.items.count || wanted.maybe.count) return ask_selection(&wanted);
    return refused.items.count ? ask_others(list, &refused.items) : to_peer();
}

/* A "no" before a number takes back the last choice, if there was one. */
static bool no_is_unclear(const struct reply_context *context, const struct tokens *tokens)
{
    return has(tokens, SENSE_NO) && !context->previous.count;
}

/* "all 3" and "both 1 and 3" say how many; anything else beside a number is unclear. */
static bool amount_is_unclear(const struct list *list, const struct tokens *tokens,
                              const struct selection *selection)
{
    if (has(tokens, SENSE_BOTH)) return selection->items.count != 2;
    return has(tokens, SENSE_ALL) &&
           (selection->items.count != 1 || selection->items.number[0] != (int)list->shown);
}

static struct list_reply all_shown(const struct list *list)
{
    struct item_numbers items = { .count = 0 };

    for (int number = 1; (size_t)number <= list->shown; number++) item_numbers_add(&items, number);
    return choice(&items);
}

static struct list_reply read_choice(const struct list *list, const struct reply_context *context,
                                     const struct tokens *tokens)
{
    struct selection selection = reply_choice_read(list, tokens, 0, tokens->count);
    bool replaces = has(tokens, SENSE_CORRECTION) || has(tokens, SENSE_NO);
    struct list_reply reply;

    if (selection.unclear || no_is_unclear(context, tokens) ||
        amount_is_unclear(list, tokens, &selection))
        return ask_selection(&selection);
    if (has(tokens, SENSE_ALL)) return all_shown(list);
    reply = choice(&selection.items);
    if (replaces && context->previous.count) reply.mode = REPLY_REPLACES;
    return reply;
}

/* ---- without a number or name ---- */

static struct list_reply read_several(const struct list *list, const struct tokens *tokens)
{
    bool fits = has(tokens, SENSE_ALL) ? list->shown > 0 : list->shown == 2;
    struct list_reply reply = all_shown(list);

    if (!fits) return ask(NULL);
    return any_asks(tokens) ? ask(&reply.items) : reply;
}

/* "To" for two: an answer only if nothing else is said. */
static struct list_reply read_slip(const struct list *list, const struct tokens *tokens)
{
    struct item_numbers maybe = { .count = 0 };
    size_t at = 0;

    while (tokens->token[at].sense != SENSE_SLIP && tokens->token[at].sense != SENSE_TOO) at++;
    if ((size_t)tokens->token[at].value > list->shown) return to_peer();
    item_numbers_add(&maybe, tokens->token[at].value);
    return ask(&maybe);
}

/* After a choice, or a question by the peer, a plain yes or no is an answer to that. */
static bool answers_something_else(const struct reply_context *context)
{
    return context->previous.count || context->peer_asked_since;
}

static struct list_reply read_without_number(const struct list *list,
                                             const struct reply_context *context,
                                             const struct tokens *tokens)
{
    uint64_t turning = SENSE_BIT(SENSE_NO) | SENSE_BIT(SENSE_AND) | SENSE_BIT(SENSE_BUT) |
                       SENSE_BIT(SENSE_FINE) | SENSE_BIT(SENSE_ALSO);
    bool elsewhere = answers_something_else(context);

    if (only_has(tokens, SENSE_MORE, SENSES_ALONG | turning | SENSE_BIT(SENSE_NONE)))
        return (struct list_reply){ .kind = REPLY_MORE };
    if (only_has(tokens, SENSE_NONE, SENSES_ALONG | turning))
        return (struct list_reply){ .kind = REPLY_NONE };
    if (only_has(tokens, SENSE_NO, SENSES_MANNERS | SENSE_BIT(SENSE_FINE)))
        return elsewhere ? to_peer() : (struct list_reply){ .kind = REPLY_NONE };
    if (only_has(tokens, SENSE_ALL, SENSES_ALONG) || only_has(tokens, SENSE_BOTH, SENSES_ALONG))
        return read_several(list, tokens);
    if (only_has(tokens, SENSE_SLIP, SENSES_ALONG | SENSE_BIT(SENSE_MARK)) ||
        only_has(tokens, SENSE_TOO, SENSES_MANNERS))
        return read_slip(list, tokens);
    if (only_has(tokens, SENSE_POINTING, SENSES_ALONG | SENSE_BIT(SENSE_HEDGE)) ||
        only_has(tokens, SENSE_MARK, SENSES_ALONG))
        return ask(NULL);
    if (only_has(tokens, SENSE_YES, SENSES_ALONG) && !has(tokens, SENSE_THANKS))
        return elsewhere ? to_peer() : ask(NULL);
    return to_peer();
}

/* ---- the whole ---- */

static struct list_reply read_tokens(const struct list *list, const struct reply_context *context,
                                     const struct tokens *tokens)
{
    if (tokens->cut || (tokens->seen & SENSES_LEFT_OVER)) return read_with_rest(list, tokens);
    if (has(tokens, SENSE_NOT)) return read_refusal(list, context, tokens);
    if (tokens->seen & SENSES_CHOOSING) return read_choice(list, context, tokens);
    return read_without_number(list, context, tokens);
}

static bool is_choice(const struct list_reply *reply)
{
    return reply->kind == REPLY_CHOICE || reply->kind == REPLY_CHOICES;
}

/* What was clear becomes something to ask, or a hint for the peer. */
static void demote(struct list_reply *reply, enum reply_kind kind)
{
    item_numbers_add_all(&reply->candidates, &reply->items);
    reply->items.count = 0;
    reply->mode = REPLY_FIRST;
    reply->to_peer = false;
    reply->kind = kind;
}

/* Clear words at an unclear moment: the list is old, or a number may answer the peer. */
static bool moment_is_unclear(const struct reply_context *context, const struct list_reply *reply)
{
    if (is_choice(reply)) return context->peer_asked_since || context->age > LIST_FRESH;
    if (reply->kind == REPLY_MORE || reply->kind == REPLY_NONE) return context->peer_asked_since;
    return false;
}

struct list_reply list_reply_read(const struct list *list, const struct reply_context *context,
                                  const char *s)
{
    enum keyword keyword = keyword_read(s);
    struct list_reply reply = to_peer();
    struct tokens tokens;

    must(list->count <= LIST_ITEMS_MAX && list->shown <= list->count);
    if (keyword != KEYWORD_NONE) return (struct list_reply){ .kind = REPLY_RESERVED };

    reply_tokens_read(list, s, &tokens);
    if (list->open && tokens.count && !reply_is_quotation(s))
        reply = read_tokens(list, context, &tokens);
    if (is_choice(&reply) && context->previous.count && reply.mode == REPLY_FIRST)
        reply.mode = REPLY_ADDS;
    if (moment_is_unclear(context, &reply)) demote(&reply, REPLY_ASK);

    reply.risk = context->danger || has(&tokens, SENSE_DANGER);
    if (reply.risk || (reply.kind == REPLY_ASK && list->asked)) demote(&reply, REPLY_PEER);
    return reply;
}
