/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H
/*
 * version.h — which build this is: "0.1.0+3f2a91c". The Makefile knows it; nothing else does.
 */

const char *version(void);

#endif
