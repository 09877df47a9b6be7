/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_TRIAGE_H
#define RULES_TRIAGE_H
/*
 * triage.h — how urgent a text is by its words, and why.
 *
 * It only raises: nothing a texter wrote earlier makes a text calmer than it is by itself, and no
 * tier it gives is lower than another rule's. Reading takes time linear in the length of the
 * texts, allocates nothing and changes nothing but `result`.
 */
#include "rules/model.h"
#include "rules/triage_phrases.h"

#define TRIAGE_EARLIER_MAX 5

struct triage {
    enum tier tier;
    struct reasons reasons; /* the gravest first; empty when the tier is Steady */
};

/*
 * Reads `text` together with the texter's last texts, oldest first. A reason whose source is
 * REASON_HISTORY came out of several texts; its place is the part of it within `text`, if any.
 */
void triage_read(const struct triage_phrases *phrases, const struct text *text,
                 const struct text *earlier, size_t earlier_count, struct triage *result);

/* The version of the content, as stored with each decision. */
const char *triage_version(const struct triage_phrases *phrases);

#endif
