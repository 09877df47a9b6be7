/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/directory.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "rules/dial.h"
#include "rules/zone.h"

#define FRESH_DAYS 180

#define AT(field) offsetof(struct resource, field), sizeof((struct resource *)0)->field

/* clang-format off */
const struct resource_bounds resource_bounds[RESOURCE_FIELDS] = {
    [RESOURCE_NAME]      = { AT(name), 400, true, false },
    [RESOURCE_LABEL]     = { AT(label), 30, true, true },
    [RESOURCE_BLURB]     = { AT(blurb), 160, false, true },
    [RESOURCE_CALL]      = { AT(call), 63, false, false },
    [RESOURCE_TEXT]      = { AT(text), 63, false, false },
    [RESOURCE_URL]       = { AT(url), 255, false, false },
    [RESOURCE_HOURS]     = { AT(hours), 127, false, false },
    [RESOURCE_AREA]      = { AT(area), 127, false, false },
    [RESOURCE_LANGUAGES] = { AT(languages), 63, false, false },
    [RESOURCE_COST]      = { AT(cost), 63, false, false },
    [RESOURCE_AUDIENCE]  = { AT(audience), 127, false, false },
    [RESOURCE_TAGS]      = { AT(tags), 127, false, true },
    [RESOURCE_EMERGENCY] = { AT(emergency), 31, false, true },
    [RESOURCE_CHECKED]   = { AT(checked), 10, false, true },
    [RESOURCE_EXPECT]    = { AT(expect), 306, false, true },
};
/* clang-format on */

char *resource_field_of(struct resource *resource, enum resource_field field)
{
    return (char *)resource + resource_bounds[field].offset;
}

const char *resource_field_get(const struct resource *resource, enum resource_field field)
{
    return (const char *)resource + resource_bounds[field].offset;
}

/* Characters, or SIZE_MAX if one of them would break the line or its direction on a phone. */
static size_t line_chars(const char *s)
{
    size_t chars = 0;

    for (size_t at = 0; s[at]; chars++) {
        uint32_t point = utf8_next(s, &at);

        if (point < ' ' || (point >= 0x7f && point < 0xa0)) return SIZE_MAX;
        if ((point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069))
            return SIZE_MAX;
    }
    return chars;
}

static bool is_link(const char *url)
{
    return !strncmp(url, "https://", 8) || !strncmp(url, "http://", 7);
}

const char *resource_field_trouble(enum resource_field field, const char *value)
{
    const struct resource_bounds *bounds = &resource_bounds[field];
    size_t chars = line_chars(value);
    int day;

    if (bounds->needed && !*value) return "missing";
    if (chars == SIZE_MAX) return "malformed";
    if (chars > bounds->chars || strlen(value) >= bounds->size) return "too_long";
    if (!*value) return NULL;
    if (field == RESOURCE_URL && !is_link(value)) return "malformed";
    if (field == RESOURCE_CHECKED && !day_parse(value, &day)) return "malformed";
    return NULL;
}

void resource_follow(struct resource *resource)
{
    struct dial dial;

    resource->free = !strncasecmp(resource->cost, "free", 4);
    resource->dial[0] = '\0';
    if (dial_read(resource->call, "", &dial)) memcpy(resource->dial, dial.digits, 24);
}

static bool can_be_reached(const struct resource *resource)
{
    return *resource->call || *resource->text || *resource->url;
}

bool resource_may_be_offered(const struct resource *resource)
{
    if (resource->gone || resource->approval == APPROVAL_OFF) return false;
    if (!can_be_reached(resource) || !*resource->label) return false;
    switch (resource->status) {
    case RESOURCE_ACTIVE: return true;
    case RESOURCE_INACTIVE: return resource->approval == APPROVAL_ON;
    case RESOURCE_DEFUNCT:
    case RESOURCE_CLOSED: break;
    }
    return false;
}

bool resource_is_stale(unsigned own, const char *checked, int today)
{
    int day;

    if (!(own & 1u << RESOURCE_CHECKED)) return true;
    return !day_parse(checked, &day) || today - day > FRESH_DAYS;
}

bool resource_needs_second(const struct resource *resource, enum resource_field field)
{
    bool guarded = field == RESOURCE_CALL || field == RESOURCE_TEXT || field == RESOURCE_HOURS;

    return guarded && resource->approval != APPROVAL_NONE;
}

/* The line's word for a new state of things has still to be given. */
static enum resource_approval approval_after(const struct resource *before, bool changed)
{
    return changed && before->approval == APPROVAL_ON ? APPROVAL_NONE : before->approval;
}

void resource_tell_anew(struct resource *known, const struct resource *told)
{
    struct resource before = *known;

    *known = *told;
    known->own = before.own;
    known->rev = before.rev;
    known->gone = false;
    known->reported = before.reported; /* but what waited is its publisher's to say now */
    known->approval = approval_after(&before, before.status != told->status);
    known->phone_changed = before.phone_changed || strcmp(before.dial, told->dial) ||
                           strcmp(before.call, told->call) || strcmp(before.text, told->text);
    for (int i = 0; i < RESOURCE_FIELDS; i++)
        if (before.own >> i & 1)
            memcpy(resource_field_of(known, (enum resource_field)i),
                   resource_field_get(&before, (enum resource_field)i), resource_bounds[i].size);
    known->active = resource_may_be_offered(known);
}

void resource_vanish(struct resource *resource)
{
    resource->gone = true;
    resource->approval = approval_after(resource, true);
    resource->active = resource_may_be_offered(resource);
}

void resource_check(struct resource *resource, const char day[11])
{
    memcpy(resource->checked, day, 11);
    resource->own |= 1u << RESOURCE_CHECKED;
    resource->phone_changed = false;
    resource->gone = false;
    resource->reported = false;
    if (resource->approval == APPROVAL_NONE) resource->approval = APPROVAL_ON;
    resource->active = resource_may_be_offered(resource);
}
