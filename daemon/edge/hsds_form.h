/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HSDS_FORM_H
#define EDGE_HSDS_FORM_H
/*
 * hsds_form.h — what the objects of the Human Services Data Specification 3.0 may say, as a table.
 *
 * Only what a service leads to. Members that are not in the table are allowed by the specification
 * and are kept as they are.
 */
#include <stdbool.h>
#include <stddef.h>

enum hsds_kind {
    HSDS_SERVICE,
    HSDS_ORGANIZATION,
    HSDS_PROGRAM,
    HSDS_LOCATION,
    HSDS_SERVICE_AT_LOCATION,
    HSDS_ADDRESS,
    HSDS_PHONE,
    HSDS_CONTACT,
    HSDS_SCHEDULE,
    HSDS_LANGUAGE,
    HSDS_SERVICE_AREA,
    HSDS_COST_OPTION,
    HSDS_FUNDING,
    HSDS_ACCESSIBILITY,
    HSDS_REQUIRED_DOCUMENT,
    HSDS_ATTRIBUTE,
    HSDS_TAXONOMY_TERM,
    HSDS_TAXONOMY,
    HSDS_ORGANIZATION_IDENTIFIER,
    HSDS_METADATA,
};
#define HSDS_KINDS 20

enum hsds_type {
    HSDS_ID,        /* its own UUID; `kind` is that of the object */
    HSDS_REFERENCE, /* the UUID of another object of that kind */
    HSDS_LINE,      /* words on one line */
    HSDS_TEXT,
    HSDS_DIALLED, /* a phone number; without the quotes that some put around it */
    HSDS_LINK,    /* http or https */
    HSDS_EMAIL,
    HSDS_NUMBER,
    HSDS_MOMENT,  /* RFC 3339 */
    HSDS_WORD,    /* one of `words` */
    HSDS_OBJECT,  /* one of `kind` */
    HSDS_OBJECTS, /* an array of them */
};

struct hsds_field {
    const char *name;
    enum hsds_type type;
    enum hsds_kind kind;
    const char *const *words; /* ends with NULL */
    bool needed;
    const char *fill; /* what stands there when it is needed and missing; NULL: nothing can */
};

struct hsds_form {
    const char *name; /* "phone" */
    const struct hsds_field *fields;
    size_t count;
};

const struct hsds_form *hsds_form(enum hsds_kind kind);

/* The file of a CSV package that holds them: "phones.csv". */
const char *hsds_table(enum hsds_kind kind);

#endif
