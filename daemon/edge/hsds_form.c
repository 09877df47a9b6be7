/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/hsds_form.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const statuses[] = {
    "active", "inactive", "defunct", "temporarily closed", NULL,
};
static const char *const places[] = { "physical", "postal", "virtual", NULL };
static const char *const weekdays[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU", NULL };
static const char *const frequencies[] = { "WEEKLY", "MONTHLY", NULL };

/* clang-format off */
static const struct hsds_field service_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_SERVICE, .needed = true },
    { .name = "organization_id", .type = HSDS_REFERENCE, .kind = HSDS_ORGANIZATION },
    { .name = "program_id", .type = HSDS_REFERENCE, .kind = HSDS_PROGRAM },
    { .name = "name", .type = HSDS_LINE, .needed = true },
    { .name = "alternate_name", .type = HSDS_LINE },
    { .name = "description", .type = HSDS_TEXT },
    { .name = "url", .type = HSDS_LINK },
    { .name = "email", .type = HSDS_EMAIL },
    { .name = "status", .type = HSDS_WORD, .words = statuses, .needed = true, .fill = "inactive" },
    { .name = "interpretation_services", .type = HSDS_TEXT },
    { .name = "application_process", .type = HSDS_TEXT },
    { .name = "fees_description", .type = HSDS_TEXT },
    { .name = "wait_time", .type = HSDS_TEXT },
    { .name = "fees", .type = HSDS_TEXT },
    { .name = "accreditations", .type = HSDS_TEXT },
    { .name = "eligibility_description", .type = HSDS_TEXT },
    { .name = "minimum_age", .type = HSDS_NUMBER },
    { .name = "maximum_age", .type = HSDS_NUMBER },
    { .name = "assured_date", .type = HSDS_LINE },
    { .name = "assurer_email", .type = HSDS_EMAIL },
    { .name = "licenses", .type = HSDS_TEXT },
    { .name = "alert", .type = HSDS_TEXT },
    { .name = "last_modified", .type = HSDS_MOMENT },
    { .name = "phones", .type = HSDS_OBJECTS, .kind = HSDS_PHONE },
    { .name = "schedules", .type = HSDS_OBJECTS, .kind = HSDS_SCHEDULE },
    { .name = "service_areas", .type = HSDS_OBJECTS, .kind = HSDS_SERVICE_AREA },
    { .name = "service_at_locations", .type = HSDS_OBJECTS, .kind = HSDS_SERVICE_AT_LOCATION },
    { .name = "languages", .type = HSDS_OBJECTS, .kind = HSDS_LANGUAGE },
    { .name = "organization", .type = HSDS_OBJECT, .kind = HSDS_ORGANIZATION },
    { .name = "funding", .type = HSDS_OBJECTS, .kind = HSDS_FUNDING },
    { .name = "cost_options", .type = HSDS_OBJECTS, .kind = HSDS_COST_OPTION },
    { .name = "program", .type = HSDS_OBJECT, .kind = HSDS_PROGRAM },
    { .name = "required_documents", .type = HSDS_OBJECTS, .kind = HSDS_REQUIRED_DOCUMENT },
    { .name = "contacts", .type = HSDS_OBJECTS, .kind = HSDS_CONTACT },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field organization_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_ORGANIZATION, .needed = true },
    { .name = "name", .type = HSDS_LINE, .needed = true },
    { .name = "alternate_name", .type = HSDS_LINE },
    { .name = "description", .type = HSDS_TEXT, .needed = true, .fill = "" },
    { .name = "email", .type = HSDS_EMAIL },
    { .name = "website", .type = HSDS_LINK },
    { .name = "tax_status", .type = HSDS_LINE },
    { .name = "tax_id", .type = HSDS_LINE },
    { .name = "year_incorporated", .type = HSDS_NUMBER },
    { .name = "legal_status", .type = HSDS_LINE },
    { .name = "logo", .type = HSDS_LINE },
    { .name = "uri", .type = HSDS_LINK },
    { .name = "parent_organization_id", .type = HSDS_REFERENCE, .kind = HSDS_ORGANIZATION },
    { .name = "funding", .type = HSDS_OBJECTS, .kind = HSDS_FUNDING },
    { .name = "contacts", .type = HSDS_OBJECTS, .kind = HSDS_CONTACT },
    { .name = "phones", .type = HSDS_OBJECTS, .kind = HSDS_PHONE },
    { .name = "locations", .type = HSDS_OBJECTS, .kind = HSDS_LOCATION },
    { .name = "programs", .type = HSDS_OBJECTS, .kind = HSDS_PROGRAM },
    { .name = "organization_identifiers", .type = HSDS_OBJECTS,
      .kind = HSDS_ORGANIZATION_IDENTIFIER },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field program_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_PROGRAM, .needed = true },
    { .name = "organization_id", .type = HSDS_REFERENCE, .kind = HSDS_ORGANIZATION },
    { .name = "name", .type = HSDS_LINE, .needed = true },
    { .name = "alternate_name", .type = HSDS_LINE },
    { .name = "description", .type = HSDS_TEXT, .needed = true, .fill = "" },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field location_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_LOCATION, .needed = true },
    { .name = "location_type", .type = HSDS_WORD, .words = places,
      .needed = true, .fill = "physical" },
    { .name = "url", .type = HSDS_LINK },
    { .name = "organization_id", .type = HSDS_REFERENCE, .kind = HSDS_ORGANIZATION },
    { .name = "name", .type = HSDS_LINE },
    { .name = "alternate_name", .type = HSDS_LINE },
    { .name = "description", .type = HSDS_TEXT },
    { .name = "transportation", .type = HSDS_TEXT },
    { .name = "latitude", .type = HSDS_NUMBER },
    { .name = "longitude", .type = HSDS_NUMBER },
    { .name = "external_identifier", .type = HSDS_LINE },
    { .name = "external_identifier_type", .type = HSDS_LINE },
    { .name = "languages", .type = HSDS_OBJECTS, .kind = HSDS_LANGUAGE },
    { .name = "addresses", .type = HSDS_OBJECTS, .kind = HSDS_ADDRESS },
    { .name = "contacts", .type = HSDS_OBJECTS, .kind = HSDS_CONTACT },
    { .name = "accessibility", .type = HSDS_OBJECTS, .kind = HSDS_ACCESSIBILITY },
    { .name = "phones", .type = HSDS_OBJECTS, .kind = HSDS_PHONE },
    { .name = "schedules", .type = HSDS_OBJECTS, .kind = HSDS_SCHEDULE },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field service_at_location_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_SERVICE_AT_LOCATION, .needed = true },
    { .name = "service_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE },
    { .name = "location_id", .type = HSDS_REFERENCE, .kind = HSDS_LOCATION },
    { .name = "description", .type = HSDS_TEXT },
    { .name = "contacts", .type = HSDS_OBJECTS, .kind = HSDS_CONTACT },
    { .name = "phones", .type = HSDS_OBJECTS, .kind = HSDS_PHONE },
    { .name = "schedules", .type = HSDS_OBJECTS, .kind = HSDS_SCHEDULE },
    { .name = "location", .type = HSDS_OBJECT, .kind = HSDS_LOCATION },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field address_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_ADDRESS, .needed = true },
    { .name = "location_id", .type = HSDS_REFERENCE, .kind = HSDS_LOCATION },
    { .name = "attention", .type = HSDS_LINE },
    { .name = "address_1", .type = HSDS_LINE, .needed = true, .fill = "" },
    { .name = "address_2", .type = HSDS_LINE },
    { .name = "city", .type = HSDS_LINE, .needed = true, .fill = "" },
    { .name = "region", .type = HSDS_LINE },
    { .name = "state_province", .type = HSDS_LINE, .needed = true, .fill = "" },
    { .name = "postal_code", .type = HSDS_LINE, .needed = true, .fill = "" },
    { .name = "country", .type = HSDS_LINE, .needed = true, .fill = "" },
    { .name = "address_type", .type = HSDS_WORD, .words = places,
      .needed = true, .fill = "physical" },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field phone_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_PHONE, .needed = true },
    { .name = "location_id", .type = HSDS_REFERENCE, .kind = HSDS_LOCATION },
    { .name = "service_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE },
    { .name = "organization_id", .type = HSDS_REFERENCE, .kind = HSDS_ORGANIZATION },
    { .name = "contact_id", .type = HSDS_REFERENCE, .kind = HSDS_CONTACT },
    { .name = "service_at_location_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE_AT_LOCATION },
    { .name = "number", .type = HSDS_DIALLED, .needed = true },
    { .name = "extension", .type = HSDS_NUMBER },
    { .name = "type", .type = HSDS_LINE },
    { .name = "description", .type = HSDS_TEXT },
    { .name = "languages", .type = HSDS_OBJECTS, .kind = HSDS_LANGUAGE },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field contact_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_CONTACT, .needed = true },
    { .name = "location_id", .type = HSDS_REFERENCE, .kind = HSDS_LOCATION },
    { .name = "service_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE },
    { .name = "organization_id", .type = HSDS_REFERENCE, .kind = HSDS_ORGANIZATION },
    { .name = "service_at_location_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE_AT_LOCATION },
    { .name = "name", .type = HSDS_LINE },
    { .name = "title", .type = HSDS_LINE },
    { .name = "department", .type = HSDS_LINE },
    { .name = "email", .type = HSDS_EMAIL },
    { .name = "phones", .type = HSDS_OBJECTS, .kind = HSDS_PHONE },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field schedule_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_SCHEDULE, .needed = true },
    { .name = "location_id", .type = HSDS_REFERENCE, .kind = HSDS_LOCATION },
    { .name = "service_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE },
    { .name = "service_at_location_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE_AT_LOCATION },
    { .name = "valid_from", .type = HSDS_LINE },
    { .name = "valid_to", .type = HSDS_LINE },
    { .name = "dtstart", .type = HSDS_LINE },
    { .name = "timezone", .type = HSDS_NUMBER },
    { .name = "until", .type = HSDS_LINE },
    { .name = "count", .type = HSDS_NUMBER },
    { .name = "wkst", .type = HSDS_WORD, .words = weekdays },
    { .name = "freq", .type = HSDS_WORD, .words = frequencies },
    { .name = "interval", .type = HSDS_NUMBER },
    { .name = "byday", .type = HSDS_LINE },
    { .name = "byweekno", .type = HSDS_LINE },
    { .name = "bymonthday", .type = HSDS_LINE },
    { .name = "byyearday", .type = HSDS_LINE },
    { .name = "description", .type = HSDS_TEXT },
    { .name = "opens_at", .type = HSDS_LINE },
    { .name = "closes_at", .type = HSDS_LINE },
    { .name = "schedule_link", .type = HSDS_LINK },
    { .name = "attending_type", .type = HSDS_LINE },
    { .name = "notes", .type = HSDS_TEXT },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field language_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_LANGUAGE, .needed = true },
    { .name = "service_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE },
    { .name = "location_id", .type = HSDS_REFERENCE, .kind = HSDS_LOCATION },
    { .name = "phone_id", .type = HSDS_REFERENCE, .kind = HSDS_PHONE },
    { .name = "name", .type = HSDS_LINE },
    { .name = "code", .type = HSDS_LINE },
    { .name = "note", .type = HSDS_TEXT },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field service_area_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_SERVICE_AREA, .needed = true },
    { .name = "service_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE },
    { .name = "name", .type = HSDS_LINE },
    { .name = "description", .type = HSDS_TEXT },
    { .name = "extent", .type = HSDS_TEXT },
    { .name = "extent_type", .type = HSDS_LINE },
    { .name = "uri", .type = HSDS_LINE },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field cost_option_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_COST_OPTION, .needed = true },
    { .name = "service_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE },
    { .name = "valid_from", .type = HSDS_LINE },
    { .name = "valid_to", .type = HSDS_LINE },
    { .name = "option", .type = HSDS_LINE },
    { .name = "currency", .type = HSDS_LINE },
    { .name = "amount", .type = HSDS_NUMBER },
    { .name = "amount_description", .type = HSDS_TEXT },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field funding_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_FUNDING, .needed = true },
    { .name = "organization_id", .type = HSDS_REFERENCE, .kind = HSDS_ORGANIZATION },
    { .name = "service_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE },
    { .name = "source", .type = HSDS_TEXT },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field accessibility_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_ACCESSIBILITY, .needed = true },
    { .name = "location_id", .type = HSDS_REFERENCE, .kind = HSDS_LOCATION },
    { .name = "description", .type = HSDS_TEXT },
    { .name = "details", .type = HSDS_TEXT },
    { .name = "url", .type = HSDS_LINK },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field required_document_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_REQUIRED_DOCUMENT, .needed = true },
    { .name = "service_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE },
    { .name = "document", .type = HSDS_TEXT },
    { .name = "uri", .type = HSDS_LINK },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field attribute_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_ATTRIBUTE, .needed = true },
    { .name = "link_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE },
    { .name = "taxonomy_term_id", .type = HSDS_REFERENCE, .kind = HSDS_TAXONOMY_TERM },
    { .name = "link_type", .type = HSDS_LINE },
    { .name = "link_entity", .type = HSDS_LINE },
    { .name = "value", .type = HSDS_LINE },
    { .name = "taxonomy_term", .type = HSDS_OBJECT, .kind = HSDS_TAXONOMY_TERM },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field taxonomy_term_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_TAXONOMY_TERM, .needed = true },
    { .name = "code", .type = HSDS_LINE },
    { .name = "name", .type = HSDS_LINE, .needed = true },
    { .name = "description", .type = HSDS_TEXT, .needed = true, .fill = "" },
    { .name = "parent_id", .type = HSDS_REFERENCE, .kind = HSDS_TAXONOMY_TERM },
    { .name = "taxonomy", .type = HSDS_LINE },
    { .name = "taxonomy_detail", .type = HSDS_OBJECT, .kind = HSDS_TAXONOMY },
    { .name = "language", .type = HSDS_LINE },
    { .name = "taxonomy_id", .type = HSDS_REFERENCE, .kind = HSDS_TAXONOMY },
    { .name = "term_uri", .type = HSDS_LINK },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field taxonomy_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_TAXONOMY, .needed = true },
    { .name = "name", .type = HSDS_LINE, .needed = true },
    { .name = "description", .type = HSDS_TEXT, .needed = true, .fill = "" },
    { .name = "uri", .type = HSDS_LINK },
    { .name = "version", .type = HSDS_LINE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field organization_identifier_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_ORGANIZATION_IDENTIFIER, .needed = true },
    { .name = "organization_id", .type = HSDS_REFERENCE, .kind = HSDS_ORGANIZATION },
    { .name = "identifier_scheme", .type = HSDS_LINE },
    { .name = "identifier_type", .type = HSDS_LINE, .needed = true },
    { .name = "identifier", .type = HSDS_LINE, .needed = true },
    { .name = "attributes", .type = HSDS_OBJECTS, .kind = HSDS_ATTRIBUTE },
    { .name = "metadata", .type = HSDS_OBJECTS, .kind = HSDS_METADATA },
};

static const struct hsds_field metadata_fields[] = {
    { .name = "id", .type = HSDS_ID, .kind = HSDS_METADATA, .needed = true },
    { .name = "resource_id", .type = HSDS_REFERENCE, .kind = HSDS_SERVICE },
    { .name = "resource_type", .type = HSDS_LINE },
    { .name = "last_action_date", .type = HSDS_LINE, .needed = true },
    { .name = "last_action_type", .type = HSDS_LINE, .needed = true },
    { .name = "field_name", .type = HSDS_LINE, .needed = true },
    { .name = "previous_value", .type = HSDS_TEXT, .needed = true, .fill = "" },
    { .name = "replacement_value", .type = HSDS_TEXT, .needed = true, .fill = "" },
    { .name = "updated_by", .type = HSDS_LINE, .needed = true },
};

static const struct hsds_form forms[HSDS_KINDS] = {
    [HSDS_SERVICE] = { "service", service_fields, COUNT(service_fields) },
    [HSDS_ORGANIZATION] = { "organization", organization_fields, COUNT(organization_fields) },
    [HSDS_PROGRAM] = { "program", program_fields, COUNT(program_fields) },
    [HSDS_LOCATION] = { "location", location_fields, COUNT(location_fields) },
    [HSDS_SERVICE_AT_LOCATION] = { "service_at_location", service_at_location_fields,
        COUNT(service_at_location_fields) },
    [HSDS_ADDRESS] = { "address", address_fields, COUNT(address_fields) },
    [HSDS_PHONE] = { "phone", phone_fields, COUNT(phone_fields) },
    [HSDS_CONTACT] = { "contact", contact_fields, COUNT(contact_fields) },
    [HSDS_SCHEDULE] = { "schedule", schedule_fields, COUNT(schedule_fields) },
    [HSDS_LANGUAGE] = { "language", language_fields, COUNT(language_fields) },
    [HSDS_SERVICE_AREA] = { "service_area", service_area_fields, COUNT(service_area_fields) },
    [HSDS_COST_OPTION] = { "cost_option", cost_option_fields, COUNT(cost_option_fields) },
    [HSDS_FUNDING] = { "funding", funding_fields, COUNT(funding_fields) },
    [HSDS_ACCESSIBILITY] = { "accessibility", accessibility_fields, COUNT(accessibility_fields) },
    [HSDS_REQUIRED_DOCUMENT] = { "required_document", required_document_fields,
        COUNT(required_document_fields) },
    [HSDS_ATTRIBUTE] = { "attribute", attribute_fields, COUNT(attribute_fields) },
    [HSDS_TAXONOMY_TERM] = { "taxonomy_term", taxonomy_term_fields, COUNT(taxonomy_term_fields) },
    [HSDS_TAXONOMY] = { "taxonomy", taxonomy_fields, COUNT(taxonomy_fields) },
    [HSDS_ORGANIZATION_IDENTIFIER] = { "organization_identifier", organization_identifier_fields,
        COUNT(organization_identifier_fields) },
    [HSDS_METADATA] = { "metadata", metadata_fields, COUNT(metadata_fields) },
};

static const char *const tables[HSDS_KINDS] = {
    [HSDS_SERVICE] = "services.csv",
    [HSDS_ORGANIZATION] = "organizations.csv",
    [HSDS_PROGRAM] = "programs.csv",
    [HSDS_LOCATION] = "locations.csv",
    [HSDS_SERVICE_AT_LOCATION] = "service_at_location.csv",
    [HSDS_ADDRESS] = "addresses.csv",
    [HSDS_PHONE] = "phones.csv",
    [HSDS_CONTACT] = "contacts.csv",
    [HSDS_SCHEDULE] = "schedules.csv",
    [HSDS_LANGUAGE] = "languages.csv",
    [HSDS_SERVICE_AREA] = "service_areas.csv",
    [HSDS_COST_OPTION] = "cost_options.csv",
    [HSDS_FUNDING] = "funding.csv",
    [HSDS_ACCESSIBILITY] = "accessibility.csv",
    [HSDS_REQUIRED_DOCUMENT] = "required_documents.csv",
    [HSDS_ATTRIBUTE] = "attributes.csv",
    [HSDS_TAXONOMY_TERM] = "taxonomy_terms.csv",
    [HSDS_TAXONOMY] = "taxonomies.csv",
    [HSDS_ORGANIZATION_IDENTIFIER] = "organization_identifiers.csv",
    [HSDS_METADATA] = "metadata.csv",
};
/* clang-format on */

const struct hsds_form *hsds_form(enum hsds_kind kind)
{
    return &forms[kind];
}

const char *hsds_table(enum hsds_kind kind)
{
    return tables[kind];
}
