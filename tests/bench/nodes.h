/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BENCH_NODES_H
#define BENCH_NODES_H
/*
 * nodes.h — the line against Node servers (peer.mjs), which check the signature and store: less
 * than the line does.
 */
#include "measure.h"

void nodes_measure(struct bench *bench);

#endif
