/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CATCH_UP_H
#define EDGE_CATCH_UP_H
/*
 * catch_up.h — texts whose webhook never came, fetched from the provider's own list.
 *
 * A provider that found the line down, full or cut off may not come again. So its list is read by
 * the clock, back to what was certainly seen, and each text is handed in as its webhook would have
 * been. Whoever brings it, the engine takes it once (P2): nothing here needs to know what is known.
 *
 * The same look tells whether the provider can be reached at all, and still knows our token: in a
 * quiet night nothing else would.
 */
#include "edge/post.h"
#include "edge/provider.h"

struct catch_up;

/* `since`: the newest text that was there at the start; 0: there has never been one. */
struct catch_up *catch_up_open(struct event_base *base, struct post *post,
                               const struct providers *providers, ms since);

/* From the next round on these lines, and so often; 0: never. */
void catch_up_set(struct catch_up *catch_up, const struct line *lines, size_t count, ms every);

/* Whether the provider's list could be read lately; also where it has none, or nobody looks. */
bool catch_up_is_well(const struct catch_up *catch_up);

/* After the post is closed. */
void catch_up_close(struct catch_up *catch_up);

#endif
