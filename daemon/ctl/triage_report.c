/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/triage_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"

#define LABELS_MAX 2000

/* at[tier] counts texts that reached it or a graver one; at[TIER_STEADY] counts all. */
struct label {
    char name[80];
    size_t at[TIERS];
};

struct triage_report {
    size_t count;
    struct label all, label[LABELS_MAX];
};

struct triage_report *triage_report_new(void)
{
    return xcalloc(1, sizeof(struct triage_report));
}

void triage_report_free(struct triage_report *report)
{
    free(report);
}

static struct label *label_get(struct triage_report *report, const char *name)
{
    for (size_t i = 0; i < report->count; i++)
        if (strcmp(report->label[i].name, name) == 0) return &report->label[i];
    if (report->count == LABELS_MAX) return NULL;

    struct label *label = &report->label[report->count];
    if (STR_COPY(label->name, name)) return NULL;
    report->count++;
    return label;
}

bool triage_report_add(struct triage_report *report, const char *label_name, enum tier tier)
{
    struct label *label = label_get(report, label_name);

    if (!label) return false;
    for (size_t i = 0; i <= (size_t)tier; i++) {
        label->at[i]++;
        report->all.at[i]++;
    }
    return true;
}

static double percent(size_t part, size_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0.0;
}

/* As if this label were what the crisis team is to be woken for. */
static void label_print(const struct triage_report *report, const struct label *label, FILE *to)
{
    const size_t *at = label->at, *all = report->all.at;
    size_t texts = at[TIER_STEADY], others = all[TIER_STEADY] - texts;

    fprintf(to, "%7zu %7.2f %7.2f %9.2f %7.2f %10.2f %13.2f  %s\n", texts,
            percent(at[TIER_WATCH], texts), percent(at[TIER_HIGH], texts),
            percent(at[TIER_IMMINENT], texts), percent(at[TIER_HIGH], texts),
            percent(at[TIER_HIGH], all[TIER_HIGH]), percent(all[TIER_HIGH] - at[TIER_HIGH], others),
            label->name);
}

void triage_report_print(const struct triage_report *report, FILE *to)
{
    const size_t *all = report->all.at;

    fprintf(to, "%7s %7s %7s %9s %7s %10s %13s  %s\n", "texts", "watch+", "high+", "imminent",
            "recall", "precision", "false-alarms", "label");
    for (size_t i = 0; i < report->count; i++) label_print(report, &report->label[i], to);
    fprintf(to, "%7zu %7.2f %7.2f %9.2f %7s %10s %13s  %s\n", all[TIER_STEADY],
            percent(all[TIER_WATCH], all[TIER_STEADY]), percent(all[TIER_HIGH], all[TIER_STEADY]),
            percent(all[TIER_IMMINENT], all[TIER_STEADY]), "", "", "", "(all)");
    fputs("\n"
          "All in percent. watch+, high+, imminent: of this label's texts, how many reached that\n"
          "tier or a graver one. The crisis team is woken from High on; so, if this label is the\n"
          "danger that is to be found:\n"
          "  recall        of its texts, how many would wake somebody; the others would not\n"
          "  precision     of all texts that would wake somebody, how many have this label\n"
          "  false-alarms  of the texts with other labels, how many would wake somebody\n",
          to);
}
