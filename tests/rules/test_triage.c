/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/triage.h"

#include "../check.h"
#include "base/text.h"
#include "edge/phrases_file.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void text_set(struct text *text, const char *s)
{
    text->len = (uint16_t)strlen(s);
    memcpy(text->s, s, text->len + 1u);
}

/* The tier of the last of `texts`, which were sent one after another. */
static struct triage triage_of(const struct triage_phrases *phrases, const char *const *texts,
                               size_t count)
{
    static struct text copies[TRIAGE_EARLIER_MAX + 1];
    struct triage triage;

    for (size_t i = 0; i < count; i++) text_set(&copies[i], texts[i]);
    triage_read(phrases, &copies[count - 1], copies, count - 1, &triage);
    return triage;
}

static struct triage triage_one(const struct triage_phrases *phrases, const char *text)
{
    return triage_of(phrases, &text, 1);
}

static void check_tier(const struct triage *triage, enum tier tier, const char *sentence)
{
    if (CHECK_CASE(triage->tier == tier, sentence)) return;
    printf("    got: %s", tier_name(triage->tier));
    for (size_t i = 0; i < triage->reasons.count; i++)
        printf(" %s", triage->reasons.reason[i].rule);
    puts("");
}

/* ---- how phrases are read, on a small language of its own ---- */

#define LIST(...)                                                                                  \
    {                                                                                              \
        .count = COUNT(((const char *const[]){ __VA_ARGS__ })), .phrase = (const char *const[])    \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

static const struct phrase_spelling spellings[] = {
    { "dont", "do not" },
    { "my self", "myself" },
    { "don t", "do not" },
    { "im", "i am" },
};
static const struct phrase_set sets[] = { { "pills", LIST("pill", "pills", "💊") } };
static const struct phrase_set groups[] = { { "end", LIST("end it all", "die") } };
static const struct phrase_rule rules[] = {
    { "gap", "gap", TIER_HIGH, false, LIST("alpha ~2 omega") },
    { "wide", "wide", TIER_HIGH, false, LIST("first ~~4 second") },
    { "group", "group", TIER_HIGH, false, LIST("want to &end") },
    { "choice", "choice", TIER_HIGH, false, LIST("red|green light") },
    { "option", "option", TIER_HIGH, false, LIST("my? own car") },
    { "number", "number", TIER_IMMINENT, true, LIST("took #10 @pills") },
    { "edges", "edges", TIER_HIGH, false, LIST("^ only this $") },
    { "next", "next", TIER_HIGH, false, LIST("jump !rope|up") },
    { "self", "self", TIER_HIGH, false, LIST("hurt myself") },
    { "am", "am", TIER_HIGH, false, LIST("am sad") },
    { "watch", "sad", TIER_WATCH, false, LIST("so blue") },
    { "sign", "sign", TIER_STEADY, false, LIST("farewell") },
    { "open", "sad", TIER_WATCH, false, LIST("leap ~5 away?") },
    { "grave", "grave", TIER_IMMINENT, false, LIST("right now") },
    { "blade", "blade", TIER_STEADY, false, LIST("knife") },
    { "own", "own", TIER_STEADY, false, LIST("mine") },
};
static const struct phrase_combination combinations[] = {
    { "both", TIER_HIGH, LIST("sign"), LIST("sad"), 1, 0, 0, false },
    { "again", TIER_HIGH, { 0, NULL }, LIST("sad"), 1, 3, 0, false },
    { "weapon", TIER_HIGH, LIST("blade", "own"), { 0, NULL }, 0, 0, 40, true },
};
static const struct phrase_source source = {
    .language = "xx",
    .version = "test-1",
    .fillers = LIST("really"),
    .spelling_count = COUNT(spellings),
    .spellings = spellings,
    .set_count = COUNT(sets),
    .sets = sets,
    .group_count = COUNT(groups),
    .groups = groups,
    .negators = LIST("not", "never"),
    .own = LIST("i", "me", "myself"),
    .others = LIST("you", "people"),
    .masks = LIST("die laughing", "red light district"),
    .negations = LIST("not", "never"),
    .contrasts = LIST("but"),
    .reports = LIST("told me to"),
    .laughter = LIST("haha"),
    .rule_count = COUNT(rules),
    .rules = rules,
    .combination_count = COUNT(combinations),
    .combinations = combinations,
};

static const struct {
    const char *text;
    enum tier tier;
} readings[] = {
    { "alpha omega", TIER_HIGH },
    { "alpha b c omega", TIER_HIGH },
    { "alpha b c d omega", TIER_STEADY },
    { "alpha. Omega", TIER_STEADY },
    { "alpha... omega", TIER_HIGH },
    { "alpha not omega", TIER_STEADY },
    { "alpha really really really omega", TIER_HIGH },
    { "first. and then second", TIER_HIGH },
    { "first a b c d e second", TIER_STEADY },
    { "want to end it all", TIER_HIGH },
    { "want to die", TIER_HIGH },
    { "want to d!e", TIER_HIGH },
    { "want to d1eeee", TIER_STEADY },
    { "WANT TO DIIIIE", TIER_HIGH },
    { "want to die!please", TIER_HIGH },
    { "want to die laughing", TIER_STEADY },
    { "green light", TIER_HIGH },
    { "blue light", TIER_STEADY },
    { "red light district", TIER_STEADY },
    { "own car", TIER_HIGH },
    { "my own car", TIER_HIGH },
    { "took 10 pills", TIER_IMMINENT },
    { "took 1,000 💊", TIER_IMMINENT },
    { "took 40pills", TIER_IMMINENT },
    { "took 9 pills", TIER_STEADY },
    { "took ten pills", TIER_STEADY },
    { "only this", TIER_HIGH },
    { "well. only this! yes", TIER_HIGH },
    { "not only this", TIER_STEADY },
    { "only this one", TIER_STEADY },
    { "jump", TIER_HIGH },
    { "jump rope", TIER_STEADY },
    { "hurt my self", TIER_HIGH },
    { "hurt my. Self", TIER_STEADY },
    { "hurt mуself", TIER_STEADY }, /* a Cyrillic letter: no word we know */
    { "im sad", TIER_HIGH },
    /* what stands around */
    { "i dont want to die", TIER_WATCH },
    { "i don t want to die", TIER_WATCH },
    { "i dont want to die but", TIER_HIGH },
    { "i dont think. want to die", TIER_HIGH },
    { "not right now", TIER_HIGH },
    { "he told me to hurt myself", TIER_WATCH },
    { "he told me to \"go and then hurt myself\"", TIER_WATCH },
    { "he told me to go and then hurt myself", TIER_HIGH },
    { "hurt myself haha", TIER_WATCH },
    { "took 30 pills haha", TIER_IMMINENT },
    { "if you want to die", TIER_WATCH },
    { "you know i want to die", TIER_HIGH },
    { "i know you. want to die", TIER_HIGH },
    { "not so blue", TIER_WATCH },
    /* combinations */
    { "farewell", TIER_STEADY },
    { "so blue", TIER_WATCH },
    { "so blue. farewell", TIER_HIGH },
    { "knife", TIER_STEADY },
    { "the knife is mine", TIER_HIGH },
    { "the knife is mine but all of this is too long for it", TIER_STEADY },
    { "", TIER_STEADY },
};

static void test_readings(const struct triage_phrases *phrases)
{
    for (size_t i = 0; i < COUNT(readings); i++) {
        struct triage triage = triage_one(phrases, readings[i].text);

        check_tier(&triage, readings[i].tier, readings[i].text);
    }
}

static void test_places(const struct triage_phrases *phrases)
{
    struct triage triage = triage_one(phrases, "well… I Want  to DIE now, right now");

    CHECK(triage.reasons.count == 2);
    CHECK_STR(triage.reasons.reason[0].rule, "grave");
    CHECK(triage.reasons.reason[0].tier == TIER_IMMINENT);
    CHECK_STR(triage.reasons.reason[1].rule, "group");
    CHECK(triage.reasons.reason[1].source == REASON_WORDS);
    CHECK(triage.reasons.reason[1].start == 10 && triage.reasons.reason[1].len == 12);
}

/* A phrase is found wherever it stands in a long text, and what stands around it as well. */
/* What another reading has left in memory behind the last word is nobody's. */
static void test_nothing_is_read_behind_the_last_word(const struct triage_phrases *phrases)
{
    const char *const before[] = { "b c d e", "f", "g h" }, *const talk[] = { "i", "j", "leap" };
    struct triage triage = triage_of(phrases, before, 3);

    CHECK(triage.tier == TIER_STEADY);
    triage = triage_of(phrases, talk, 3);
    CHECK(triage.tier == TIER_WATCH && triage.reasons.count == 1);
}

static void test_long_texts(const struct triage_phrases *phrases)
{
    static char s[TEXT_BYTES_MAX + 1];
    static const char *const phrase[] = { "want to die ", "not want to die ",
                                          "red light district " };
    static const enum tier tier[] = { TIER_HIGH, TIER_WATCH, TIER_STEADY };

    for (size_t k = 0; k < COUNT(phrase); k++)
        for (size_t before = 0; before < 150; before++) {
            struct str str;
            const char *text = s;

            str_init(&str, s, sizeof(s));
            for (size_t i = 0; i < before; i++) str_add(&str, "word ");
            str_add(&str, phrase[k]);
            for (size_t i = before; i < 150; i++) str_add(&str, "word ");
            struct triage triage = triage_of(phrases, &text, 1);
            check_tier(&triage, tier[k], phrase[k]);
        }
}

static const struct {
    const char *sentence;
    const char *texts[4];
    enum tier tier;
    enum reason_source source;
} talks[] = {
    { "a sentence over two texts is one", { "i want to", "die" }, TIER_HIGH, REASON_HISTORY },
    { "what was said before is not said again",
      { "want to die", "ok" },
      TIER_STEADY,
      REASON_WORDS },
    { "a text by itself keeps its own reason", { "hi", "want to die" }, TIER_HIGH, REASON_WORDS },
    { "an earlier negation takes nothing off", { "not", "want to die" }, TIER_HIGH, REASON_WORDS },
    { "an earlier report takes nothing off",
      { "told me to", "die", "hurt myself" },
      TIER_HIGH,
      REASON_WORDS },
    { "half a report takes nothing off",
      { "he told", "me to hurt myself" },
      TIER_HIGH,
      REASON_WORDS },
    { "half a mask hides nothing", { "red", "light green light" }, TIER_HIGH, REASON_WORDS },
    { "earlier laughter takes nothing off", { "haha", "want to die" }, TIER_HIGH, REASON_WORDS },
    { "an earlier mask hides nothing",
      { "red", "light district", "green light" },
      TIER_HIGH,
      REASON_WORDS },
    { "signs in two texts add up", { "so blue", "farewell" }, TIER_HIGH, REASON_HISTORY },
    { "what must stand in one text does not add up",
      { "knife", "mine" },
      TIER_STEADY,
      REASON_WORDS },
    { "what stands in one text is found after others",
      { "hi", "the knife is mine" },
      TIER_HIGH,
      REASON_WORDS },
    { "watch in three texts is high",
      { "so blue", "very so blue", "so blue today" },
      TIER_HIGH,
      REASON_HISTORY },
    { "watch in two texts is watch", { "so blue", "so blue today" }, TIER_WATCH, REASON_WORDS },
    { "the same words again are no further sign",
      { "so blue", "so blue today", "so blue", "so blue today" },
      TIER_WATCH,
      REASON_WORDS },
    { "danger said again is danger", { "want to die", "want to die" }, TIER_HIGH, REASON_WORDS },
};

static void test_talks(const struct triage_phrases *phrases)
{
    for (size_t i = 0; i < COUNT(talks); i++) {
        size_t count = 0;

        while (count < COUNT(talks[i].texts) && talks[i].texts[count]) count++;
        struct triage triage = triage_of(phrases, talks[i].texts, count);
        check_tier(&triage, talks[i].tier, talks[i].sentence);
        if (triage.reasons.count)
            CHECK_CASE(triage.reasons.reason[0].source == talks[i].source, talks[i].sentence);
    }
}

/* ---- what the line's own phrases make of it ---- */

static const struct {
    const char *language, *text;
    enum tier tier;
} sentences[] = {
    /* Imminent */
    { "en", "i took 40 tylenol pm an hour ago and im scared", TIER_IMMINENT },
    { "en", "just swallowed the whole bottle of my sleeping pills", TIER_IMMINENT },
    { "en", "swallowing all my meds tonight", TIER_IMMINENT },
    { "en", "took 30 500mg ibuprofen", TIER_IMMINENT },
    { "en", "im gonna kill myself tonight", TIER_IMMINENT },
    { "en", "tonight's the night. i'm ending it", TIER_IMMINENT },
    { "en", "i will be dead by morning", TIER_IMMINENT },
    { "en", "theres a rope around my neck rn", TIER_IMMINENT },
    { "en", "i have a loaded gun in my lap", TIER_IMMINENT },
    { "en", "im standing on the bridge. im going to jump", TIER_IMMINENT },
    { "en", "i cut too deep and it wont stop bleeding", TIER_IMMINENT },
    { "en", "already wrote my goodbye letters", TIER_IMMINENT },
    { "en", "my friend took a whole bottle of pills she wont wake up", TIER_IMMINENT },
    { "en", "he has a knife and he's outside my door", TIER_IMMINENT },
    { "en", "i tried to hang myself last night", TIER_IMMINENT },
    /* High */
    { "en", "i want to kill myself", TIER_HIGH },
    { "en", "i w@nt to d1e", TIER_HIGH },
    { "en", "thinking about su1c1de a lot", TIER_HIGH },
    { "en", "kms", TIER_HIGH },
    { "en", "i just wanna fall asleep and never wake up", TIER_HIGH },
    { "en", "they would be better off without me", TIER_HIGH },
    { "en", "i dont see any reason to keep living", TIER_HIGH },
    { "en", "i started cutting again", TIER_HIGH },
    { "en", "my stepdad hits me when he drinks", TIER_HIGH },
    { "en", "my sister says she wants to kill herself", TIER_HIGH },
    { "en", "how many pills would it take to die", TIER_HIGH },
    { "en", "the voices keep telling me to hurt people", TIER_HIGH },
    { "en", "i dont want to die i just dont want to exist anymore", TIER_HIGH },
    { "en", "im not suicidal but i cant keep living like this", TIER_HIGH },
    /* Watch */
    { "en", "i feel so hopeless", TIER_WATCH },
    { "en", "im such a burden to everybody", TIER_WATCH },
    { "en", "i cant do this anymore", TIER_WATCH },
    { "en", "im so lonely, i have no friends", TIER_WATCH },
    { "en", "im not suicidal", TIER_WATCH },
    { "en", "a kid at school told me to kill myself", TIER_WATCH },
    /* Steady */
    { "en", "hi can i talk to a peer about my week", TIER_STEADY },
    { "en", "this traffic is killing me", TIER_STEADY },
    { "en", "dying to see the new movie", TIER_STEADY },
    { "en", "my phone is about to die", TIER_STEADY },
    { "en", "shoot me a text when youre free", TIER_STEADY },
    { "en", "did you see suicide squad", TIER_STEADY },
    { "en", "took my meds this morning, feeling fine", TIER_STEADY },
    { "en", "thanks, that helped a lot. goodnight", TIER_STEADY },
    /* Spanish */
    { "es", "me tomé 30 pastillas", TIER_IMMINENT },
    { "es", "esta noche me voy a matar", TIER_IMMINENT },
    { "es", "ya escribí mi carta de despedida", TIER_IMMINENT },
    { "es", "ya no quiero vivir", TIER_HIGH },
    { "es", "kiero morirme", TIER_HIGH },
    { "es", "quisiera dormir y nunca despertar", TIER_HIGH },
    { "es", "mi papá me pega", TIER_HIGH },
    { "es", "me corto los brazos", TIER_HIGH },
    { "es", "mi hermana dice que se quiere matar", TIER_HIGH },
    { "es", "soy una carga para todos", TIER_WATCH },
    { "es", "me siento muy sola", TIER_WATCH },
    { "es", "me muero de risa", TIER_STEADY },
    { "es", "hola, quiero hablar con alguien de mi semana", TIER_STEADY },
};

static const struct triage_phrases *language_get(struct triage_phrases *const shipped[2],
                                                 const char *language)
{
    return shipped[strcmp(language, "en") ? 1 : 0];
}

static void test_shipped(void)
{
    char why[512] = "";
    struct triage_phrases *shipped[2] = {
        phrases_file_new("config/content", "en", why, sizeof(why)),
        phrases_file_new("config/content", "es", why, sizeof(why)),
    };

    CHECK_STR(why, "");
    for (size_t i = 0; shipped[0] && shipped[1] && i < COUNT(sentences); i++) {
        struct triage triage =
            triage_one(language_get(shipped, sentences[i].language), sentences[i].text);

        check_tier(&triage, sentences[i].tier, sentences[i].text);
    }
    triage_phrases_free(shipped[0]);
    triage_phrases_free(shipped[1]);
}

int main(void)
{
    struct phrase_fault fault;
    struct triage_phrases *phrases = triage_phrases_new(&source, &fault);

    if (!CHECK_CASE(phrases != NULL, fault.reason)) return check_end();
    CHECK_STR(triage_version(phrases), "test-1");
    test_readings(phrases);
    test_places(phrases);
    test_nothing_is_read_behind_the_last_word(phrases);
    test_long_texts(phrases);
    test_talks(phrases);
    triage_phrases_free(phrases);
    test_shipped();
    return check_end();
}
