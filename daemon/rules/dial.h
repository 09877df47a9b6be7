/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_DIAL_H
#define RULES_DIAL_H
/*
 * dial.h — phone numbers as directories write them: what is shown, and what can be dialled.
 *
 * A number is tidied only when there is no doubt about it. A short code stays a short code, letters
 * stay where somebody put them to be remembered, and a foreign number stays as it was given.
 */
#include "rules/model.h"

struct dial {
    char shown[64];
    char digits[24]; /* "8007997233", "988", "+441234234567"; empty: they cannot be told */
};

/* False if there is nothing to be dialled or shown in it. `extension` may be empty. */
bool dial_read(const char *number, const char *extension, struct dial *dial);

/* What a publisher's word for the kind of phone is good for. */
struct dial_use {
    bool call, text;
};
struct dial_use dial_use_of(const char *type);

#endif
