/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/letter.h"

/* From U+00C0 on; '-' stands where no single plain letter does. */
static const char plain[] = "AAAAAA-CEEEEIIII-NOOOOO-OUUUUY--"
                            "aaaaaa-ceeeeiiii-nooooo-ouuuuy-y";

_Static_assert(sizeof plain == 65, "one plain letter for each of U+00C0 to U+00FF");

char letter_plain(uint32_t point)
{
    if (point < 0xc0 || point > 0xff || plain[point - 0xc0] == '-') return 0;
    return plain[point - 0xc0];
}

bool letter_is_combining(uint32_t point)
{
    return point >= 0x300 && point <= 0x36f;
}

bool letter_is_space(uint32_t point)
{
    return point == ' ' || point == '\t' || point == '\v' || point == '\f' || point == 0xa0 ||
           (point >= 0x2000 && point <= 0x200a) || point == 0x202f || point == 0x205f ||
           point == 0x3000;
}

bool letter_is_invisible(uint32_t point)
{
    return point == 0xad || (point >= 0x200b && point <= 0x200f) ||
           (point >= 0x202a && point <= 0x202e) || (point >= 0x2060 && point <= 0x2069) ||
           (point >= 0xfe00 && point <= 0xfe0f) || point == 0xfeff ||
           (point >= 0x1f3fb && point <= 0x1f3ff);
}
