/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/say.h"

#include "rules/list_reply.h"
#include "rules/reply_words.h"

/* The question as a list of three without labels: numbers are read as they are everywhere. */
static const struct list question = { .count = 3, .shown = 3, .open = true };

/* Whole answers in words, beside what may stand around any reply. See words_match(). */
static const struct {
    enum say_reply reply;
    const char *phrases;
} phrases[] = {
    { SAY_REPLY_YES,
      "yes|yes please|yes thanks|yes thank you|yes they can|they can|they can join"
      "|they can join us|let them join|they may join|they can read|they can read along"
      "|let them read|they may read|let them in|let them come|yes they can join"
      "|yes they can join us|yes let them join|they can come|they can come in|bring them in"
      "|go ahead|please do|thats fine|thats ok|thats okay|its fine|its ok|its okay|fine with "
      "me|fine by me"
      "|ok with me|okay with me|im ok with that|im okay with that|im fine with that|i agree"
      "|i want that|id like that|esta bien|me parece bien|adelante"
      "|si gracias|si por favor|si que venga|si que vengan|que venga|que vengan|que entre"
      "|que entren|que lea|que lean|puede leer|pueden leer|de acuerdo|estoy de acuerdo"
      "|puede venir|pueden venir|puede entrar"
      "|sim obrigado|sim obrigada|sim por favor|pode vir|podem vir|pode entrar|podem entrar"
      "|de acordo|concordo" },
    { SAY_REPLY_NOT_NOW,
      "not now|not right now|not just now|not yet|not at the moment|not today|later"
      "|maybe later|not this time|not now thanks|not now thank you|not ready|not ready yet"
      "|im not ready|im not ready yet|i am not ready|please dont|i dont want that|i dont want them"
      "|i dont want anyone else|dont let them join|dont let them in|dont bring them in|just "
      "you|only you|no way"
      "|id rather not|rather not|solo tu|solo usted|so voce"
      "|ahora no|ahorita no|por ahora no|no ahora|todavia no|aun no|mas tarde|luego|despues"
      "|hoy no|mejor no|prefiero que no|no quiero"
      "|agora nao|nao agora|por enquanto nao|ainda nao|mais tarde|depois|hoje nao|melhor nao"
      "|prefiro que nao|nao quero" },
    { SAY_REPLY_MORE,
      "tell me more|can you tell me more|could you tell me more|tell me more about it"
      "|tell me more about them|more info|more information|know more|i want to know more|say more"
      "|cuentame mas|dime mas|digame mas|mas informacion|quiero saber mas|saber mas"
      "|me conta mais|me conte mais|conte mais|fale mais|me fala mais|mais informacao"
      "|quero saber mais|saber mais" },
};

struct crisis_policy crisis_policy_default(void)
{
    return (struct crisis_policy){
        .of = {
            [CAUSE_WORDS] = POLICY_ASK,
            [CAUSE_FLAG_WATCH] = POLICY_ASK,
            [CAUSE_FLAG_JOIN] = POLICY_ASK,
            [CAUSE_FLAG_DANGER] = POLICY_TELL,
            [CAUSE_NOW] = POLICY_TELL, /* it is they who asked */
            [CAUSE_WAITING] = POLICY_ASK,
        },
    };
}

bool is_danger_now(enum tier tier)
{
    return tier == TIER_IMMINENT;
}

enum policy policy_of(const struct crisis_policy *policy, enum alert_cause cause, enum tier tier)
{
    if (is_danger_now(tier)) return policy->of[CAUSE_FLAG_DANGER];
    return cause == CAUSE_STOPPED ? POLICY_TELL : policy->of[cause]; /* STOP: cannot be asked */
}

bool say_allows(const struct joining *joining, enum tier tier, bool has_peer)
{
    if (is_danger_now(tier)) return true;
    switch (joining->say) {
    case SAY_YES: return true;
    case SAY_NOT_NOW: return false;
    case SAY_OPEN:
    case SAY_NONE: return joining->policy != POLICY_ASK || !has_peer;
    }
    return false;
}

/* The longest answer in words at words[at]; 0 words: none of them stands there. */
static size_t phrase_at(const struct words *words, size_t at, enum say_reply *reply)
{
    size_t longest = 0;

    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        size_t count = words_match(words, at, phrases[i].phrases);

        if (count <= longest) continue;
        longest = count;
        *reply = phrases[i].reply;
    }
    return longest;
}

/* What the words at words[at] say, and how many they are; false: they are of no answer. */
static bool reply_at(const struct words *words, size_t at, enum say_reply *reply, size_t *taken)
{
    struct reply_word word = reply_word_read(words, at);

    *reply = SAY_REPLY_TO_PEER;
    *taken = phrase_at(words, at, reply);
    if (*taken && *taken >= word.words) return true;
    *taken = word.words;
    if (word.sense == SENSE_YES) *reply = SAY_REPLY_YES;
    if (word.sense == SENSE_NO) *reply = SAY_REPLY_NOT_NOW;
    return *reply != SAY_REPLY_TO_PEER || word.sense == SENSE_POLITE;
}

/* The answer in words, if there is exactly one and nothing is left over. */
static enum say_reply words_answer(const struct words *words)
{
    enum say_reply found = SAY_REPLY_TO_PEER, here;
    size_t taken;

    for (size_t at = 0; at < words->count; at += taken) {
        if (!reply_at(words, at, &here, &taken)) return SAY_REPLY_TO_PEER;
        if (here == SAY_REPLY_TO_PEER || here == found) continue;
        if (found != SAY_REPLY_TO_PEER) return SAY_REPLY_TO_PEER;
        found = here;
    }
    return found;
}

static enum say_reply number_means(int number)
{
    switch (number) {
    case 1: return SAY_REPLY_YES;
    case 2: return SAY_REPLY_NOT_NOW;
    case 3: return SAY_REPLY_MORE;
    default: return SAY_REPLY_TO_PEER;
    }
}

enum say_reply say_reply_read(const struct say_context *context, const char *s)
{
    const struct reply_context around = { .age = context->age,
                                          .peer_asked_since = context->peer_asked_since,
                                          .danger = context->danger };
    struct list_reply reply = list_reply_read(&question, &around, s);
    struct words words;

    if (reply.risk || context->peer_asked_since) return SAY_REPLY_TO_PEER;
    switch (reply.kind) {
    case REPLY_CHOICE: return number_means(reply.items.number[0]);
    case REPLY_NONE: return SAY_REPLY_NOT_NOW;
    case REPLY_MORE: return SAY_REPLY_MORE;
    case REPLY_RESERVED:
    case REPLY_CHOICES: return SAY_REPLY_TO_PEER;
    case REPLY_ASK:
    case REPLY_PEER: break;
    }
    if (context->age > LIST_FRESH) return SAY_REPLY_TO_PEER;
    words_read(s, &words);
    return words.cut ? SAY_REPLY_TO_PEER : words_answer(&words);
}
