/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_TRIAGE_PHRASES_H
#define RULES_TRIAGE_PHRASES_H
/*
 * triage_phrases.h — what a language's phrase file says, as plain structs, and the table made of
 * it.
 *
 * A phrase is written as words between spaces; each part may be
 *   die            the word, in any spelling that the spellings lead to it
 *   kill|hang      one of these words
 *   @pills         one of the words of the set "pills"; also among alternatives: @pills|bleach
 *   &kill-self     one of the phrases of the group "kill-self"
 *   my?            the part may be missing; follows any of the above
 *   #   #10        a number; a number of at least 10
 *   ~   ~5         up to 3 (up to 5) words of any kind, but no negation and no sentence's end
 *   ~~5            the same across sentences
 *   !a|@b          here, none of these words comes next
 *   ^   $          a sentence or a text begins, ends here
 *
 * The table is immutable: any number of threads may read it at once.
 */
#include "rules/model.h"

#define PHRASE_WORDS_MAX 8192 /* different words of one language */
#define PHRASE_SETS_MAX 8192  /* different sets of words that phrases ask for */
#define PHRASE_COUNT_MAX 6000 /* phrases in all, groups and masks among them */
#define PHRASE_SPELLINGS_MAX 2000
#define PHRASE_NAMED_SETS_MAX 256 /* sets with a name */
#define PHRASE_GROUPS_MAX 128
#define PHRASE_RULES_MAX 512
#define PHRASE_COMBINATIONS_MAX 64
#define PHRASE_PARTS_MAX 20       /* parts of one phrase */
#define PHRASE_CONTEXT_SPAN_MAX 8 /* of masks and what stands around; of reports half as many */
#define PHRASE_SPAN_MAX 24        /* words one phrase may reach over, gaps included */
#define PHRASE_CATEGORIES_MAX 64
#define PHRASE_VERSION_BYTES_MAX 63

struct phrase_list {
    size_t count;
    const char *const *phrase;
};

struct phrase_spelling {
    const char *from; /* one word or two */
    const char *to;   /* one to four words */
};

/* Words to be used as @name, or phrases to be used as &name. */
struct phrase_set {
    const char *name;
    struct phrase_list list;
};

struct phrase_rule {
    const char *id;       /* "ideation.kill-myself"; stored with the decision */
    const char *category; /* what combinations count; each category once */
    enum tier tier;       /* TIER_STEADY: a sign that matters only in a combination */
    bool certain;         /* negation, quotation and laughter do not weaken it */
    struct phrase_list phrases;
};

/* Raises to `tier` when all of `all`, and at least `at_least` of `of`, were found. */
struct phrase_combination {
    const char *id;
    enum tier tier;
    struct phrase_list all, of; /* categories */
    int at_least;
    int texts_at_least; /* different texts in which one of `of` was found; 0: any */
    int bytes_max;      /* only when the texts have no more bytes than this; 0: any */
    bool one_text;      /* all of it stands in one text: for signs that most texts have */
};

/* Everything a phrase file says about one language. */
struct phrase_source {
    const char *language, *version;
    struct phrase_list fillers; /* words that are passed over */
    size_t spelling_count;
    const struct phrase_spelling *spellings;
    size_t set_count;
    const struct phrase_set *sets;
    size_t group_count;
    const struct phrase_set *groups;
    struct phrase_list negators;  /* words that no gap swallows: "not", "never" */
    struct phrase_list own;       /* words of one's own: "i", "my", "help" */
    struct phrase_list others;    /* words for whoever is talked about: "you", "people" */
    struct phrase_list masks;     /* ways of speaking that mean no danger */
    struct phrase_list negations; /* directly before a phrase they weaken it */
    struct phrase_list contrasts; /* shortly after a phrase they undo the negation: "but" */
    struct phrase_list reports;   /* "he told me to": somebody else's words follow */
    struct phrase_list laughter;  /* anywhere in the text */
    size_t rule_count;
    const struct phrase_rule *rules;
    size_t combination_count;
    const struct phrase_combination *combinations;
};

#define FAULT_OF_ENTRY SIZE_MAX

/* What is wrong in a source, and where: "rules", 3, 7 is the eighth phrase of the fourth rule. */
struct phrase_fault {
    const char *section;
    size_t index;  /* of the entry in the section; 0 in a section that is one list */
    size_t phrase; /* of the phrase in the entry; FAULT_OF_ENTRY: of the entry itself */
    char reason[160];
};

struct triage_phrases;

/* The table for `source`, which it copies from; NULL and `fault` filled when it is refused. */
struct triage_phrases *triage_phrases_new(const struct phrase_source *source,
                                          struct phrase_fault *fault);
void triage_phrases_free(struct triage_phrases *phrases);

#endif
