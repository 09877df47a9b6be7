/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An entry of the directory by hand: what texters get is changed by two people, and told to all. */
#include "line.h"

#include "rules/directory.h"
#include "talk.h"

/* A second person who keeps the directory: beside Kim there is Ada, an admin. */
static struct caller ada_signs_in(struct line_world *line)
{
    struct command *add = command_new(COMMAND_PERSON_ADD, line->now);
    struct command *in = command_new(COMMAND_SIGN_IN, line->now);
    struct caller ada = { .signed_in = true, .session = { 99 } };

    add->caller.is_operator = true;
    add->u.person_add.role = ROLE_ADMIN;
    snprintf(add->u.person_add.name, sizeof add->u.person_add.name, "Ada");
    line_apply(line, add);
    in->u.sign_in.person.n = line->receipt.ref;
    in->u.sign_in.password_right = true;
    memcpy(in->u.sign_in.session, ada.session, sizeof ada.session);
    line_apply(line, in);
    CHECK(line->receipt.outcome == DONE);
    return ada;
}

/* The entry with what waits of it; the caller frees it. */
static struct query *entry_look(struct line_world *line)
{
    struct query *query = query_new(QUERY_RESOURCE, line->now);

    query->caller = line->caller[DANA];
    snprintf(query->resource, sizeof query->resource, "%s", talk_resource(line, 0));
    reader_answer(&line->reader, query);
    CHECK(query->answer.err == OK && query->answer.resource_count == 1);
    return query;
}

static int64_t entry_rev(struct line_world *line)
{
    struct query *query = entry_look(line);
    int64_t rev = query->answer.resources->rev;

    query_free(query);
    return rev;
}

static enum outcome field_write(struct line_world *line, const struct caller *caller,
                                enum resource_field field, const char *value)
{
    struct command *edit = command_new(COMMAND_RESOURCE_EDIT, line->now);
    struct resource_edit *in = &edit->u.resource_edit;

    edit->caller = *caller;
    snprintf(in->id, sizeof in->id, "%s", talk_resource(line, 0));
    in->rev = entry_rev(line);
    in->count = 1;
    in->word[0].field = field;
    snprintf(in->word[0].value, sizeof in->word[0].value, "%s", value);
    line_apply(line, edit);
    CHECK(line->receipt.err == OK);
    return line->receipt.outcome;
}

static enum outcome publish(struct line_world *line, const struct caller *caller, bool agree)
{
    struct command *answer = command_new(COMMAND_RESOURCE_PUBLISH, line->now);

    answer->caller = *caller;
    snprintf(answer->u.resource_answer.id, sizeof answer->u.resource_answer.id, "%s",
             talk_resource(line, 0));
    answer->u.resource_answer.rev = entry_rev(line);
    answer->u.resource_answer.agree = agree;
    line_apply(line, answer);
    CHECK(line->receipt.err == OK);
    return line->receipt.outcome;
}

static void check_call(struct line_world *line, const char *call, size_t waiting)
{
    struct query *query = entry_look(line);

    CHECK_STR(query->answer.resources->call, call);
    CHECK_CASE(query->answer.proposal_count == waiting, call);
    CHECK(!query->answer.resources->waiting == !waiting);
    query_free(query);
}

static bool history_has(struct line_world *line, const char *what, const char *became)
{
    struct query *query = entry_look(line);
    bool has = false;

    for (size_t i = 0; i < query->answer.history_count; i++)
        has |= !strcmp(query->answer.history[i].what, what) &&
               !strcmp(query->answer.history[i].became, became);
    query_free(query);
    return has;
}

static void a_number_is_changed_by_two(struct line_world *line, const struct caller *ada)
{
    const struct caller *kim = &line->caller[KIM];

    CHECK(publish(line, kim, true) == REFUSED_CONFLICT); /* nothing waits */
    CHECK(field_write(line, kim, RESOURCE_CALL, "617-555-0199") == DONE);
    check_call(line, "617-555-0110", 1);
    CHECK(history_has(line, "proposed", "617-555-0199"));
    CHECK_CASE(publish(line, kim, true) == REFUSED_NEEDS_SECOND, "one's own word is not enough");
    CHECK(publish(line, &line->caller[DANA], true) == REFUSED_ROLE);
    check_call(line, "617-555-0110", 1);
    CHECK(publish(line, ada, true) == DONE);
    check_call(line, "617-555-0199", 0);
    CHECK(history_has(line, "call", "617-555-0199"));
}

static void a_change_can_be_refused_or_taken_back(struct line_world *line, const struct caller *ada)
{
    const struct caller *kim = &line->caller[KIM];

    CHECK(field_write(line, kim, RESOURCE_CALL, "617-555-0110") == DONE);
    CHECK(publish(line, ada, false) == DONE);
    check_call(line, "617-555-0199", 0);
    CHECK(history_has(line, "refused", "617-555-0110"));
    CHECK(field_write(line, kim, RESOURCE_HOURS, "Every day") == DONE);
    CHECK(publish(line, kim, false) == DONE);
    check_call(line, "617-555-0199", 0);
    CHECK(field_write(line, kim, RESOURCE_CALL, "617-555-0111") == DONE);
    CHECK(field_write(line, ada, RESOURCE_CALL, "617-555-0199") == DONE); /* as it is already */
    check_call(line, "617-555-0199", 0);
}

/* The one whose wish it was first cannot be its second person because somebody agreed in writing.
 */
static void the_same_wish_stays_its_first_owners(struct line_world *line, const struct caller *ada)
{
    const struct caller *kim = &line->caller[KIM];

    CHECK(field_write(line, kim, RESOURCE_CALL, "617-555-0123") == DONE);
    CHECK(field_write(line, ada, RESOURCE_CALL, "617-555-0123") == DONE);
    CHECK(publish(line, kim, true) == REFUSED_NEEDS_SECOND);
    CHECK(field_write(line, ada, RESOURCE_HOURS, "Every day 3pm-11pm") == DONE);
    CHECK(publish(line, ada, true) == DONE); /* Kim's number; her own hours still wait */
    check_call(line, "617-555-0123", 1);
    CHECK(publish(line, kim, true) == DONE);
    check_call(line, "617-555-0123", 0);
}

/* Words need nobody else, and neither does what no texter has ever been given. */
static void other_changes_are_ones_own(struct line_world *line)
{
    const struct caller *kim = &line->caller[KIM];
    struct resource new = { .approval = APPROVAL_NONE };

    CHECK(field_write(line, kim, RESOURCE_LABEL, "Harbor warmline") == DONE);
    check_call(line, "617-555-0123", 0);
    CHECK(!resource_needs_second(&new, RESOURCE_CALL));
}

static int64_t newest_event(struct line_world *line)
{
    return line->receipt.newest_event.n;
}

static void anybody_says_what_is_wrong(struct line_world *line)
{
    struct command *report = line_command(line, COMMAND_RESOURCE_REPORT, DANA);
    int64_t rev = entry_rev(line), before = newest_event(line);
    struct query *query;

    snprintf(report->u.resource_report.id, sizeof report->u.resource_report.id, "%s",
             talk_resource(line, 0));
    snprintf(report->u.resource_report.words, sizeof report->u.resource_report.words,
             "Nobody has answered since Monday");
    line_apply(line, report);
    CHECK(line->receipt.outcome == DONE && entry_rev(line) == rev);
    CHECK(newest_event(line) > before);
    CHECK(history_has(line, "reported", "Nobody has answered since Monday"));
    query = query_new(QUERY_RESOURCES, line->now);
    query->caller = line->caller[KIM];
    query->limit = 10;
    query->wish.show = SHOW_LOOK;
    reader_answer(&line->reader, query);
    CHECK(query->answer.resource_count == 1);
    CHECK_STR(query->answer.resources->id, talk_resource(line, 0));
    query_free(query);
}

int main(void)
{
    static struct line_world line;
    struct caller ada;

    line_open(&line);
    ada = ada_signs_in(&line);
    a_number_is_changed_by_two(&line, &ada);
    a_change_can_be_refused_or_taken_back(&line, &ada);
    the_same_wish_stays_its_first_owners(&line, &ada);
    other_changes_are_ones_own(&line);
    anybody_says_what_is_wrong(&line);
    line_close(&line);
    return check_end();
}
