/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Offers come back as they were made, and are ended once made. */
#include "store/offer.h"

#include "fixture.h"

int main(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct offer offer = { .conversation = conversation.id,
                           .person = { 7 },
                           .transfer = true,
                           .from = { 8 },
                           .made_at = NOW,
                           .ends_at = INT64_MAX };
    struct offer nowhere = { .conversation = { 99 } }, loaded;

    CHECK(offer_add(&f->store, &offer) == OK);
    CHECK(offer_load(&f->store, offer.id, &loaded) == OK);
    CHECK(loaded.id.n == offer.id.n && loaded.conversation.n == conversation.id.n);
    CHECK(loaded.person.n == 7 && loaded.transfer && loaded.from.n == 8);
    CHECK(loaded.made_at == NOW && loaded.ends_at == INT64_MAX);
    CHECK(offer_end(&f->store, offer.id, "accepted", NOW + 1) == OK);
    CHECK(sql_int(&f->store, "SELECT ended_at FROM offer WHERE ending = 'accepted'") == NOW + 1);
    CHECK(offer_end(&f->store, (offer_id){ 99 }, "expired", NOW) == ERR_MISSING);
    CHECK(offer_load(&f->store, (offer_id){ 99 }, &loaded) == ERR_MISSING);
    CHECK(offer_add(&f->store, &nowhere) == ERR_CONFLICT);
    fixture_close(f);
    return check_end();
}
