/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A list is frozen as it was sent; a referral is one item of it. */
#include "store/list.h"

#include "fixture.h"

static struct list list_make(conversation_id conversation, size_t count)
{
    struct list list = { .conversation = conversation,
                         .count = count,
                         .shown = 5,
                         .open = true,
                         .sent_at = NOW,
                         .after_seq = INT64_MAX };

    for (size_t i = 0; i < count; i++) {
        memset(list.item[i].resource, 'a' + (int)i, sizeof list.item[i].resource - 1);
        memset(list.item[i].label, 'A' + (int)i, LABEL_BYTES_MAX);
        memset(list.item[i].expect, 'a' + (int)i, EXPECT_BYTES_MAX);
    }
    return list;
}

static bool list_same(const struct list *a, const struct list *b)
{
    bool same = a->id.n == b->id.n && a->conversation.n == b->conversation.n &&
                a->count == b->count && a->shown == b->shown && a->open == b->open &&
                a->asked == b->asked && a->sent_at == b->sent_at && a->after_seq == b->after_seq;

    for (size_t i = 0; same && i < a->count; i++)
        same = !strcmp(a->item[i].resource, b->item[i].resource) &&
               !strcmp(a->item[i].label, b->item[i].label) &&
               !strcmp(a->item[i].expect, b->item[i].expect);
    return same;
}

static void a_list_comes_back_as_it_was_sent(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct list list = list_make(conversation.id, LIST_ITEMS_MAX), second, loaded;

    CHECK(list_newest_of(&f->store, conversation.id, &loaded) == ERR_MISSING);
    CHECK(list_add(&f->store, &list) == OK);
    CHECK(list_newest_of(&f->store, conversation.id, &loaded) == OK && list_same(&list, &loaded));
    second = list_make(conversation.id, 0);
    CHECK(list_add(&f->store, &second) == OK);
    CHECK(list_newest_of(&f->store, conversation.id, &loaded) == OK);
    CHECK(list_same(&second, &loaded));

    second.shown = 10;
    second.open = false;
    second.asked = true;
    CHECK(list_save(&f->store, &second) == OK);
    CHECK(list_newest_of(&f->store, conversation.id, &loaded) == OK);
    CHECK(list_same(&second, &loaded));
    second.id.n = 99;
    CHECK(list_save(&f->store, &second) == ERR_MISSING);
    fixture_close(f);
}

static void a_referral_is_one_item_of_one_list(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct list list = list_make(conversation.id, 3);
    struct referral first = { .conversation = conversation.id, .number = 2, .at = NOW };
    struct referral again, other, found[4];
    size_t count;

    CHECK(list_add(&f->store, &list) == OK);
    first.list = list.id;
    again = other = first;
    other.number = 1;
    again.state = REFERRAL_WITHDRAWN;
    again.at = NOW + 1;
    CHECK(referral_put(&f->store, &first) == OK && first.id.n > 0);
    CHECK(referral_put(&f->store, &other) == OK && other.id.n != first.id.n);
    CHECK(referral_put(&f->store, &again) == OK && again.id.n == first.id.n);
    CHECK(referral_of_list(&f->store, list.id, 4, found, &count) == OK && count == 2);
    CHECK(found[0].id.n == other.id.n && found[0].state == REFERRAL_OFFERED);
    CHECK(found[1].id.n == first.id.n && found[1].state == REFERRAL_WITHDRAWN);
    CHECK(found[1].at == NOW + 1 && found[1].conversation.n == conversation.id.n);
    CHECK(found[1].list.n == list.id.n && found[1].number == 2);
    CHECK(referral_of_list(&f->store, list.id, 1, found, &count) == OK && count == 1);
    fixture_commit(f); /* a statement left unfinished would refuse it */
    fixture_close(f);
}

int main(void)
{
    a_list_comes_back_as_it_was_sent();
    a_referral_is_one_item_of_one_list();
    return check_end();
}
