/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The directory's rows: kept whole, found by words, guarded against two hands. */
#include "fixture.h"
#include "store/resource.h"
#include "store/resource_change.h"

static struct resource resource_of(const char *id, const char *name, const char *area)
{
    struct resource resource = { .active = true,
                                 .rev = 1,
                                 .free = true,
                                 .own = 6,
                                 .status = RESOURCE_CLOSED,
                                 .approval = APPROVAL_ON };

    snprintf(resource.id, sizeof resource.id, "%s", id);
    snprintf(resource.name, sizeof resource.name, "%s", name);
    snprintf(resource.label, sizeof resource.label, "%s", name);
    snprintf(resource.area, sizeof resource.area, "%s", area);
    snprintf(resource.feed, sizeof resource.feed, "feed");
    snprintf(resource.schedules, sizeof resource.schedules, "schedule of %s", id);
    snprintf(resource.language_codes, sizeof resource.language_codes, "en es");
    return resource;
}

static bool same(const struct resource *a, const struct resource *b)
{
    return a->active == b->active && a->free == b->free && a->status == b->status &&
           a->approval == b->approval && a->own == b->own && a->rev == b->rev &&
           !strcmp(a->id, b->id) && !strcmp(a->name, b->name) && !strcmp(a->area, b->area) &&
           !strcmp(a->schedules, b->schedules) && !strcmp(a->language_codes, b->language_codes);
}

static size_t found(struct store *store, struct resource_filter filter)
{
    struct resource resources[8];
    size_t count;
    int64_t total;
    bool more;

    CHECK(resource_search(store, &filter, 0, 8, resources, &count, &more) == OK && !more);
    CHECK(resource_total(store, &filter, &total) == OK && (size_t)total == count);
    return count;
}

static void rows_are_kept(struct store *store)
{
    struct resource pantry = resource_of("a", "Harbor pantry", "Boston"), known, late;
    char *source;
    bool is;

    CHECK(resource_add(store, &pantry, "{\"a\":1}") == OK);
    CHECK(resource_load(store, "a", &known) == OK && same(&known, &pantry));
    CHECK(resource_load(store, "b", &known) == ERR_MISSING);
    CHECK(resource_source_is(store, "a", "{\"a\":1}", &is) == OK && is);
    CHECK(resource_source_is(store, "a", "{\"a\":2}", &is) == OK && !is);
    late = pantry;
    CHECK(resource_save(store, &pantry, NULL) == OK && pantry.rev == 2);
    CHECK(resource_save(store, &late, NULL) == ERR_CONFLICT);
    CHECK(resource_source(store, "a", &source) == OK);
    CHECK_STR(source, "{\"a\":1}");
    free(source);
}

static bool keeps_a(void *arg, const struct resource_brief *brief)
{
    (void)arg;
    return !strcmp(brief->schedules, "schedule of a");
}

static void words_find(struct store *store)
{
    struct resource clinic = resource_of("b", "Hill clinic for P\u00e9rez", "Worcester");
    struct resource off = resource_of("c", "Closed pantry", "Lowell"), page[1];
    size_t count;
    bool more;

    off.active = off.free = false;
    CHECK(resource_add(store, &clinic, "") == OK && resource_add(store, &off, "") == OK);
    CHECK(found(store, (struct resource_filter){ .words = "" }) == 3);
    CHECK(found(store, (struct resource_filter){ .words = "pant" }) == 2);
    CHECK(found(store, (struct resource_filter){ .words = "pant", .offered = true }) == 1);
    CHECK(found(store, (struct resource_filter){ .words = "pant", .free = true }) == 1);
    CHECK(found(store, (struct resource_filter){ .words = "perez" }) == 1);
    CHECK(found(store, (struct resource_filter){ .words = "hill pantry" }) == 0);
    CHECK(found(store, (struct resource_filter){ .words = "\") OR (NEAR*" }) == 0);
    CHECK(found(store, (struct resource_filter){ .area = "worc" }) == 1);
    CHECK(found(store, (struct resource_filter){ .area = "pantry" }) == 0);
    CHECK(found(store, (struct resource_filter){ .languages = "es" }) == 3);
    CHECK(found(store, (struct resource_filter){ .languages = "e" }) == 0);
    CHECK(found(store, (struct resource_filter){ .keep = keeps_a }) == 1);
    CHECK(resource_search(store, &(struct resource_filter){ .words = "pant" }, 1, 1, page, &count,
                          &more) == OK &&
          count == 1 && !more);
    CHECK(resource_search(store, &(struct resource_filter){ .words = "" }, 0, 1, page, &count,
                          &more) == OK &&
          count == 1 && more);
    snprintf(clinic.name, sizeof clinic.name, "Valley doctors");
    snprintf(clinic.label, sizeof clinic.label, "Valley");
    CHECK(resource_save(store, &clinic, NULL) == OK);
    CHECK(found(store, (struct resource_filter){ .words = "perez" }) == 0);
    CHECK(found(store, (struct resource_filter){ .words = "valley" }) == 1);
}

static void what_was_not_met_is_told(struct store *store)
{
    struct resource gone[4];
    size_t count;

    CHECK(resource_run_check(store, "feed", 1) == ERR_CONFLICT);
    CHECK(resource_run_begin(store, "feed", 1) == OK && resource_run_check(store, "feed", 1) == OK);
    CHECK(resource_seen_add(store, "feed", "b") == OK);
    CHECK(resource_run_begin(store, "feed", 2) == OK);
    CHECK(resource_run_check(store, "feed", 1) == ERR_CONFLICT);
    CHECK(resource_seen_add(store, "feed", "a") == OK &&
          resource_seen_add(store, "feed", "a") == OK);
    CHECK(resource_unseen(store, "feed", 4, gone, &count) == OK && count == 2);
    CHECK_STR(gone[0].id, "b");
    gone[0].gone = true;
    CHECK(resource_save(store, &gone[0], NULL) == OK);
    CHECK(resource_unseen(store, "feed", 4, gone, &count) == OK && count == 1);
    CHECK(resource_unseen(store, "another", 4, gone, &count) == OK && count == 0);
    CHECK(resource_after(store, "a", 4, gone, &count) == OK && count == 2);
}

static void changes_are_kept(struct store *store)
{
    struct resource_change change = { .at = NOW, .what = "call", .was = "1", .became = "2" };
    struct resource_change changes[4];
    size_t count;

    CHECK(resource_change_add(store, "a", &change) == OK);
    snprintf(change.what, sizeof change.what, "label");
    CHECK(resource_change_add(store, "a", &change) == OK);
    CHECK(resource_change_add(store, "z", &change) == ERR_MISSING);
    CHECK(resource_changes(store, "a", 4, changes, &count) == OK && count == 2);
    CHECK_STR(changes[0].what, "label");
    CHECK_STR(changes[1].became, "2");
}

static void proposals_wait_while_the_row_says_so(struct store *store)
{
    struct resource_proposal proposal = { .field = RESOURCE_HOURS, .value = "9-5", .by = { 3 } };
    struct resource_proposal waiting[PROPOSALS_MAX];
    struct resource resource;
    size_t count;

    CHECK(resource_load(store, "a", &resource) == OK);
    CHECK(proposal_put(store, "a", &proposal) == OK);
    CHECK(proposals_load(store, &resource, waiting, &count) == OK && count == 0);
    proposal.field = RESOURCE_CALL;
    CHECK(proposal_put(store, "a", &proposal) == OK);
    snprintf(proposal.value, sizeof proposal.value, "617");
    proposal.by.n = 4;
    CHECK(proposal_put(store, "a", &proposal) == OK); /* in place of the one before */
    resource.waiting = 1u << RESOURCE_CALL;
    CHECK(resource_save(store, &resource, NULL) == OK);
    CHECK(resource_load(store, "a", &resource) == OK && resource.waiting == 1u << RESOURCE_CALL);
    CHECK(proposals_load(store, &resource, waiting, &count) == OK && count == 1);
    CHECK(waiting[0].field == RESOURCE_CALL && waiting[0].by.n == 4);
    CHECK_STR(waiting[0].value, "617");
    CHECK(proposal_put(store, "z", &proposal) == ERR_MISSING);
}

static void a_report_changes_no_rev(struct store *store)
{
    struct resource before, after;
    int64_t seq;

    CHECK(resource_load(store, "a", &before) == OK && !before.reported);
    CHECK(resource_report(store, "a") == OK && resource_report(store, "z") == ERR_MISSING);
    CHECK(resource_seq(store, "a", &seq) == OK && resource_by_seq(store, seq, &after) == OK);
    CHECK(after.reported && after.rev == before.rev);
}

int main(void)
{
    struct fixture *fixture = fixture_open();

    rows_are_kept(&fixture->store);
    words_find(&fixture->store);
    what_was_not_met_is_told(&fixture->store);
    changes_are_kept(&fixture->store);
    proposals_wait_while_the_row_says_so(&fixture->store);
    a_report_changes_no_rev(&fixture->store);
    fixture_close(fixture);
    return check_end();
}
