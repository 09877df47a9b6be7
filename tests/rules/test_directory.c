/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Two hands write the same entry: neither takes back what is the other's to say. */
#include "rules/directory.h"

#include "../check.h"

static struct resource reachable(enum resource_status status, enum resource_approval approval)
{
    return (struct resource){ .status = status,
                              .approval = approval,
                              .label = "Pantry",
                              .call = "617-555-0100",
                              .dial = "6175550100" };
}

static void offered_when_nobody_says_no(void)
{
    static const bool expected[RESOURCE_STATUSES][RESOURCE_APPROVALS] = {
        [RESOURCE_ACTIVE] = { [APPROVAL_NONE] = true, [APPROVAL_ON] = true },
        [RESOURCE_INACTIVE] = { [APPROVAL_ON] = true },
    };

    for (int status = 0; status < RESOURCE_STATUSES; status++)
        for (int approval = 0; approval < RESOURCE_APPROVALS; approval++) {
            struct resource resource =
                reachable((enum resource_status)status, (enum resource_approval)approval);

            CHECK_CASE(resource_may_be_offered(&resource) == expected[status][approval],
                       resource_status_name(resource.status));
            resource.gone = true;
            CHECK(!resource_may_be_offered(&resource));
            resource.gone = false;
            resource.call[0] = '\0';
            CHECK(!resource_may_be_offered(&resource));
        }
}

static void an_import_keeps_the_lines_words(void)
{
    struct resource known = reachable(RESOURCE_ACTIVE, APPROVAL_ON);
    struct resource told = reachable(RESOURCE_ACTIVE, APPROVAL_NONE);

    known.own = 1u << RESOURCE_LABEL;
    known.rev = 7;
    snprintf(told.label, sizeof told.label, "Their word");
    snprintf(told.blurb, sizeof told.blurb, "New words");
    resource_tell_anew(&known, &told);
    CHECK_STR(known.label, "Pantry");
    CHECK_STR(known.blurb, "New words");
    CHECK(known.rev == 7 && known.approval == APPROVAL_ON && known.active && !known.phone_changed);
    snprintf(told.call, sizeof told.call, "617-555-0199");
    resource_tell_anew(&known, &told);
    CHECK(known.phone_changed && known.active);
    told.status = RESOURCE_INACTIVE;
    resource_tell_anew(&known, &told);
    CHECK(known.approval == APPROVAL_NONE && !known.active && known.phone_changed);
    resource_check(&known, "2026-03-01");
    CHECK(known.active && !known.phone_changed && known.approval == APPROVAL_ON);
    resource_vanish(&known);
    CHECK(known.gone && !known.active);
    resource_tell_anew(&known, &told);
    CHECK(!known.gone && !known.active);
    CHECK_STR(known.checked, "2026-03-01");
}

static void switched_off_stays_off(void)
{
    struct resource resource = reachable(RESOURCE_ACTIVE, APPROVAL_OFF);
    struct resource told = reachable(RESOURCE_INACTIVE, APPROVAL_NONE);

    resource_check(&resource, "2026-03-01");
    CHECK(!resource.active);
    resource_tell_anew(&resource, &told);
    CHECK(resource.approval == APPROVAL_OFF);
}

static void a_check_grows_old(void)
{
    struct resource resource = reachable(RESOURCE_ACTIVE, APPROVAL_ON);

    snprintf(resource.checked, sizeof resource.checked, "2026-03-01");
    CHECK(resource_is_stale(resource.own, resource.checked,
                            20513));         /* its publisher's word, not ours */
    resource_check(&resource, "2026-03-01"); /* day 20513 */
    CHECK(!resource_is_stale(resource.own, resource.checked, 20513 + 180) &&
          resource_is_stale(resource.own, resource.checked, 20513 + 181));
}

static void numbers_and_hours_need_two_once_they_were_on(void)
{
    static const bool guarded[RESOURCE_FIELDS] = {
        [RESOURCE_CALL] = true, [RESOURCE_TEXT] = true, [RESOURCE_HOURS] = true
    };

    for (int approval = 0; approval < RESOURCE_APPROVALS; approval++)
        for (int field = 0; field < RESOURCE_FIELDS; field++) {
            struct resource resource =
                reachable(RESOURCE_INACTIVE, (enum resource_approval)approval);
            bool expected = guarded[field] && approval != APPROVAL_NONE;

            CHECK_CASE(resource_needs_second(&resource, (enum resource_field)field) == expected,
                       resource_field_name((enum resource_field)field));
        }
}

static void a_report_stands_until_somebody_looks(void)
{
    struct resource resource = reachable(RESOURCE_ACTIVE, APPROVAL_ON);
    struct resource told = reachable(RESOURCE_ACTIVE, APPROVAL_NONE);

    resource.reported = true;
    resource.waiting = 1u << RESOURCE_CALL;
    resource_tell_anew(&resource, &told);
    CHECK_CASE(resource.reported, "an import is nobody who looked");
    CHECK_CASE(!resource.waiting, "its publisher has spoken");
    resource_check(&resource, "2026-03-01");
    CHECK(!resource.reported);
}

static void fields_have_bounds(void)
{
    CHECK(!resource_field_trouble(RESOURCE_LABEL, "123456789012345678901234567890"));
    CHECK_STR(resource_field_trouble(RESOURCE_LABEL, "1234567890123456789012345678901"),
              "too_long");
    CHECK_STR(resource_field_trouble(RESOURCE_LABEL, ""), "missing");
    CHECK_STR(resource_field_trouble(RESOURCE_BLURB, "a\nb"), "malformed");
    CHECK_STR(resource_field_trouble(RESOURCE_URL, "javascript:alert(1)"), "malformed");
    CHECK_STR(resource_field_trouble(RESOURCE_CHECKED, "yesterday"), "malformed");
    CHECK(!resource_field_trouble(RESOURCE_URL, ""));
}

int main(void)
{
    offered_when_nobody_says_no();
    an_import_keeps_the_lines_words();
    switched_off_stays_off();
    a_check_grows_old();
    numbers_and_hours_need_two_once_they_were_on();
    a_report_stands_until_somebody_looks();
    fields_have_bounds();
    return check_end();
}
