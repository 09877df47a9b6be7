/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/version.h"

const char *version(void)
{
    return VERSION;
}
