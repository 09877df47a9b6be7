/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers are tidied only when there is no doubt about them. */
#include "rules/dial.h"

#include "../check.h"

struct dial_case {
    const char *number, *extension, *shown, *digits; /* shown NULL: nothing to be dialled */
};

static const struct dial_case cases[] = {
    { "630-462.7660", "", "630-462-7660", "6304627660" },
    { "(312) 341-1070", "", "312-341-1070", "3123411070" },
    { "1-800-799-SAFE (7233)", "", "1-800-799-SAFE (7233)", "8007997233" },
    { "1-800-799-SAFE", "", "1-800-799-SAFE", "8007997233" },
    { "1 800 273 TALK", "", "1 800 273 TALK", "8002738255" },
    { "+1 617 555 0123", "", "617-555-0123", "6175550123" },
    { "\"+44 1234 234567\"", "100", "+44 1234 234567 ext. 100", "+441234234567" },
    { "650 403-4300", "4385", "650-403-4300 ext. 4385", "6504034300" },
    { "617-555-0123 x45", "", "617-555-0123 x45", "6175550123" },
    { "617-555-0123 ext 45", "99", "617-555-0123 ext 45", "6175550123" },
    { "988", "", "988", "988" },
    { "741741", "", "741741", "741741" },
    { "678-678", "", "678-678", "678678" },
    { "555-0123", "", "555-0123", "" },
    { "617-555-0123 or 617-555-0199", "", "617-555-0123 or 617-555-0199", "" },
    { "call us", "", NULL, "" },
    { "", "", NULL, "" },
};

struct use_case {
    const char *type;
    bool call, text;
};

static const struct use_case uses[] = {
    { "", true, false },       { "voice", true, false },   { "cell", true, false },
    { "text", false, true },   { "SMS", false, true },     { "voice,text", true, true },
    { "fax", false, false },   { "TTY", false, false },    { "textphone", false, false },
    { "pager", false, false }, { "hotline", true, false },
};

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct dial dial;
        bool some = dial_read(cases[i].number, cases[i].extension, &dial);

        CHECK_CASE(some == (cases[i].shown != NULL), cases[i].number);
        if (cases[i].shown) CHECK_STR(dial.shown, cases[i].shown);
        if (cases[i].shown) CHECK_STR(dial.digits, cases[i].digits);
    }
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        struct dial_use use = dial_use_of(uses[i].type);

        CHECK_CASE(use.call == uses[i].call && use.text == uses[i].text, uses[i].type);
    }
    return check_end();
}
