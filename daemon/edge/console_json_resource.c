/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_json_resource.h"

#include "edge/console_json.h"

/* The console asks whom a place is "for"; that is no name for a field of ours. */
static const char *field_called(enum resource_field field)
{
    return field == RESOURCE_AUDIENCE ? "for" : resource_field_name(field);
}

static void fields_write(struct json_writer *writer, const char *name, unsigned fields)
{
    json_write_open(writer, name, '[');
    for (int i = 0; i < RESOURCE_FIELDS; i++)
        if (fields >> i & 1) json_write_text(writer, NULL, field_called((enum resource_field)i));
    json_write_close(writer, ']');
}

/* "7 of 9 who told us: helped": those who have not tried say nothing of the place. */
static void outcomes_write(struct json_writer *writer, const struct resource_outcomes *outcomes)
{
    json_write_open(writer, "outcomes", '{');
    json_write_number(writer, "told", outcomes->told);
    json_write_number(writer, "answered",
                      outcomes->helped + outcomes->not_for_me + outcomes->not_reached);
    json_write_number(writer, "helped", outcomes->helped);
    json_write_number(writer, "not_for_me", outcomes->not_for_me);
    json_write_number(writer, "not_reached", outcomes->not_reached);
    json_write_number(writer, "not_tried", outcomes->not_tried);
    json_write_close(writer, '}');
}

/* Inside an object that is already open. */
static void members_write(struct json_writer *writer, const struct resource *resource,
                          const struct resource_outcomes *outcomes)
{
    json_write_text(writer, "id", resource->id);
    json_write_text(writer, "label", resource->label);
    json_write_text(writer, "name", resource->name);
    json_write_text(writer, "blurb", resource->blurb);
    json_write_text(writer, "call", resource->call);
    json_write_text(writer, "dial", resource->dial);
    json_write_text(writer, "text", resource->text);
    json_write_text(writer, "url", resource->url);
    json_write_text(writer, "hours", resource->hours);
    json_write_text(writer, "open_now", resource_open_name(resource->open));
    json_write_text(writer, "cost", resource->cost);
    json_write_bool(writer, "free", resource->free);
    json_write_text(writer, "languages", resource->languages);
    json_write_text(writer, "area", resource->area);
    json_write_text(writer, "for", resource->audience);
    json_write_text(writer, "tags", resource->tags);
    json_write_text(writer, "emergency", resource->emergency);
    json_write_text(writer, "checked", resource->checked);
    json_write_bool(writer, "stale", resource->stale);
    json_write_text(writer, "alert", resource->alert);
    json_write_text(writer, "expect", resource->expect);
    json_write_bool(writer, "active", resource->active);
    json_write_text(writer, "status", resource_status_name(resource->status));
    json_write_text(writer, "approval", resource_approval_name(resource->approval));
    json_write_bool(writer, "gone", resource->gone);
    json_write_bool(writer, "phone_changed", resource->phone_changed);
    json_write_some(writer, "feed", resource->feed);
    json_write_bool(writer, "reported", resource->reported);
    fields_write(writer, "own", resource->own);
    fields_write(writer, "waiting", resource->waiting);
    json_write_number(writer, "rev", resource->rev);
    outcomes_write(writer, outcomes);
}

void console_json_resource(struct json_writer *writer, const struct resource *resource,
                           const struct resource_outcomes *outcomes)
{
    json_write_open(writer, NULL, '{');
    members_write(writer, resource, outcomes);
    json_write_close(writer, '}');
}

static void proposals_write(struct json_writer *writer, const struct answer *answer)
{
    json_write_open(writer, "proposals", '[');
    for (size_t i = 0; i < answer->proposal_count; i++) {
        const struct resource_proposal *proposal = &answer->proposals[i];

        json_write_open(writer, NULL, '{');
        json_write_text(writer, "what", field_called(proposal->field));
        json_write_text(writer, "value", proposal->value);
        console_json_named(writer, "by", proposal->by, proposal->by_name);
        json_write_time(writer, "at", proposal->at);
        json_write_close(writer, '}');
    }
    json_write_close(writer, ']');
}

void console_json_entry(struct json_writer *writer, const char *name, const struct answer *answer)
{
    json_write_open(writer, name, '{');
    members_write(writer, answer->resources, answer->outcomes);
    json_write_number(writer, "lists", answer->lists_count);
    proposals_write(writer, answer);
    json_write_close(writer, '}');
}

void console_json_history(struct json_writer *writer, const char *name, const struct answer *answer)
{
    json_write_open(writer, name, '[');
    for (size_t i = 0; i < answer->history_count; i++) {
        const struct resource_history *history = &answer->history[i];

        json_write_open(writer, NULL, '{');
        json_write_time(writer, "at", history->at);
        console_json_named(writer, "by", history->person, history->name);
        json_write_text(writer, "what", history->what);
        json_write_text(writer, "was", history->was);
        json_write_text(writer, "became", history->became);
        json_write_close(writer, '}');
    }
    json_write_close(writer, ']');
}
