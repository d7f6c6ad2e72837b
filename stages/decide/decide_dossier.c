/* Which of a person's dossiers: by number, reference, scheme, kind, period, date, and what the
 * type is needed for. Weights are bits, judgement until there is post to fit them on. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/checks.h"
#include "classifiers/dates.h"
#include "stages/common/catalogue_entry.h"
#include "stages/decide/decide_private.h"

/* The days that a paper speaks of say little: with every application come the payslips and
 * statements of the months before. */
#define NUMBER_BITS 20.0
/* What the portal says outranks days and kinds of papers; another number or scheme on the paper is
 * asked about. Of nine corpora it named the right one of a person's dossiers on all 801 pieces. */
#define REFERENCE_BITS 20.0
#define SCHEME_BITS 7.0
#define KIND_BITS 5.0
#define NEEDED_BITS 3.0
#define APPLIES_BITS 6.0
#define HARDLY_BITS 0.5
#define AFTER_BITS 4.0     /* a paper of a day after the dossier's period */
#define RECEIVED_BITS 4.0  /* it came within the period */
#define TOO_EARLY_BITS 8.0 /* it came before there can have been such a dossier */
#define MATE_BITS 8.0      /* a companion names dossier or scheme */
#define AFTER_DAYS 10      /* a month's payslip or statement can end this much later */
#define EARLY_DAYS 14      /* an application comes this long before its round, at most */
#define DECIDED_DAYS 91    /* ... before a period that is decided on: in thirteen weeks (Bbz) */
#define LATE_DAYS 60       /* papers still come this long after it */

/* Is it an application, which belongs to its own scheme only? */
static bool applies(const json_t *type)
{
    return entry_lists(type, "proves", "aanvraag");
}

bool applies_elsewhere(struct decider *d, const json_t *record, const struct link_dossier *l)
{
    const json_t *type = type_of(d, record);
    return *l->scheme && applies(type) && !entry_lists(type, "needed_for", l->scheme);
}

/* Is it needed for one kind of a scheme ("tozo1/bedrijfskapitaal")? */
static bool needed_by_kind(const json_t *type)
{
    size_t i;
    const json_t *entry;

    json_array_foreach(json_object_get(type, "needed_for"), i, entry)
    {
        if (json_is_string(entry) && strchr(json_string_value(entry), '/'))
            return true;
    }
    return false;
}

/* What a type is needed for: a whole scheme ("tozo1") says little, for papers of all kinds come
 * with all applications. */
static double needed_bits(const json_t *type, const struct link_dossier *l)
{
    char both[120];

    if (json_array_size(json_object_get(type, "needed_for")) == 0 || !*l->scheme)
        return 0;
    snprintf(both, sizeof both, "%s/%s", l->scheme, l->kind);
    if (entry_lists(type, "needed_for", l->scheme))
        return applies(type) ? APPLIES_BITS : 0;
    if (entry_lists(type, "needed_for", both))
        return NEEDED_BITS;
    if (applies(type))
        return -APPLIES_BITS;
    if (needed_by_kind(type))
        return *l->kind ? -NEEDED_BITS : 0;
    return -HARDLY_BITS;
}

static bool read_day(const char *text, long *number)
{
    struct day day;
    char iso[11];

    if (!text || strlen(text) < 10)
        return false;
    memcpy(iso, text, 10);
    iso[10] = '\0';
    if (!check_date(iso) || sscanf(iso, "%d-%d-%d", &day.year, &day.month, &day.day) != 3)
        return false;
    *number = day_number(day);
    return true;
}

static const json_t *scheme_of(struct decider *d, const struct link_dossier *l)
{
    return catalogue_entry(d->catalogue, "schemes", l->scheme);
}

/* First and last day of a dossier; those of its scheme where it has none itself. */
static bool dossier_period(struct decider *d, const struct link_dossier *l, long *first, long *last)
{
    const json_t *scheme = scheme_of(d, l);
    bool start = read_day(l->period_start, first) || read_day(record_text(scheme, "first"), first);
    bool end = read_day(l->period_end, last) || read_day(record_text(scheme, "last"), last);

    if (start && !end)
        *last = *first + 365;
    return start && *last >= *first;
}

/* How long before the dossier's first day its papers come, at most: a scheme without days of its
 * own has no rounds to wait for. */
static long early_days(struct decider *d, const struct link_dossier *l)
{
    const json_t *scheme = scheme_of(d, l);

    return scheme && !json_object_get(scheme, "first") ? DECIDED_DAYS : EARLY_DAYS;
}

/* How the day of receipt lies to a dossier's period: 1 within, -1 far from it. What comes before
 * the first day is hardly for it while the round before still runs; what comes after the last may
 * well be. */
static double day_fits(long day, long first, long last, long early)
{
    if (day < first)
        return -0.5 - 0.5 * (double)(first - day) / (double)early;
    if (day <= last)
        return 1;
    return day - last <= LATE_DAYS ? 0.5 - 1.2 * (double)(day - last) / LATE_DAYS : -1;
}

/* The last day that the paper speaks of. */
static bool last_day(const struct paper *p, long *day)
{
    const json_t *fields = json_object_get(p->record, "fields");
    const char *period = record_text(fields, "period");

    if (period && strlen(period) == 21 && read_day(period + 11, day))
        return true;
    return read_day(record_text(fields, "document_date"), day);
}

/* Is the paper this dossier's applicant's, as far as is known? */
static bool same_person(const struct paper *p, const struct link_dossier *l)
{
    return p->group_count && link_same_applicant(&p->found.items[p->groups[0].dossier], l);
}

/* The last day that the paper speaks of, or any of its companions: they came for one purpose. */
static bool latest_day(const struct paper *p, const struct papers *all,
                       const struct link_dossier *l, long *day)
{
    long one;
    bool found = last_day(p, day);

    for (size_t i = 0; i < all->count; i++)
        if (same_person(&all->items[i], l) && last_day(&all->items[i], &one) &&
            (!found || one > *day)) {
            *day = one;
            found = true;
        }
    return found;
}

static double period_bits(struct decider *d, const struct paper *p, const struct sender *sender,
                          const struct papers *all, const struct link_dossier *l)
{
    long first, last, day, early = early_days(d, l);
    double bits = 0;

    if (!dossier_period(d, l, &first, &last))
        return 0;
    if (latest_day(p, all, l, &day) && day > last + AFTER_DAYS)
        bits -= AFTER_BITS;
    if (read_day(sender->received, &day) && day < first - early)
        bits -= TOO_EARLY_BITS;
    else if (read_day(sender->received, &day))
        bits += RECEIVED_BITS * day_fits(day, first, last, early);
    return bits;
}

static double named_bits(const char *named, const char *has, double bits)
{
    if (!named || !*has)
        return 0;
    return strcmp(named, has) == 0 ? bits : -bits;
}

/* A kind that the paper names; what a form of its type is for in any case is counted once. */
static double kind_bits(const json_t *type, const char *named, const struct link_dossier *l)
{
    return needed_by_kind(type) ? 0 : named_bits(named, l->kind, KIND_BITS);
}

static double number_bits(const struct paper *p, const struct link_dossier *l)
{
    struct link_match m;
    double best = 0;

    for (size_t i = 0; i < p->count; i++) {
        if (p->values[i].field != LINK_NUMBER || p->values[i].role == LINK_THIRD)
            continue;
        link_compare(&p->values[i], 1, l, LINK_AS_APPLICANT, &m);
        if (m.fields[LINK_NUMBER].grade == LINK_AGREES)
            best = NUMBER_BITS;
    }
    return best;
}

/* What the same person's other papers in the submission say: an application, or a number. */
static double mate_bits(struct decider *d, const struct paper *p, const struct link_dossier *l,
                        const struct papers *all)
{
    double best = 0, worst = 0;

    for (size_t i = 0; i < all->count; i++) {
        struct paper *mate = &all->items[i];
        if (mate == p || !same_person(mate, l))
            continue;
        const struct naming *n = naming_of(d, mate);
        double bits = number_bits(mate, l) > 0 ? MATE_BITS : 0;
        if (n->application)
            bits += named_bits(n->scheme, l->scheme, MATE_BITS);
        best = bits > best ? bits : best;
        worst = bits < worst ? bits : worst;
    }
    return best + worst;
}

static double dossier_bits(struct decider *d, struct paper *p, const struct link_dossier *l,
                           const struct sender *sender, const struct papers *all)
{
    const struct naming *n = naming_of(d, p);
    const json_t *type = type_of(d, p->record);
    double bits = number_bits(p, l) + named_bits(n->scheme, l->scheme, SCHEME_BITS) +
                  kind_bits(type, n->kind, l) + needed_bits(type, l) +
                  period_bits(d, p, sender, all, l) + mate_bits(d, p, l, all);

    if (sender->reference_dossier && strcmp(sender->reference_dossier->dossier, l->dossier) == 0)
        bits += REFERENCE_BITS;
    return bits;
}

/* Is the paper, or an application of hers beside it, for this dossier's scheme by its own words? */
static bool named_for(struct decider *d, struct paper *p, const struct papers *all,
                      const struct link_dossier *l)
{
    for (size_t i = 0; i < all->count; i++) {
        struct paper *mate = &all->items[i];
        if (mate != p && !same_person(mate, l))
            continue;
        const struct naming *n = naming_of(d, mate);
        if (n->application && n->scheme && strcmp(n->scheme, l->scheme) == 0)
            return true;
    }
    return false;
}

bool came_before(struct decider *d, struct paper *p, const struct link_dossier *l,
                 const struct sender *sender, const struct papers *all)
{
    long first, last, day;
    const struct link_dossier *named = sender->reference_dossier;

    return dossier_period(d, l, &first, &last) && read_day(sender->received, &day) &&
           day < first - early_days(d, l) && number_bits(p, l) <= 0 &&
           !(named && strcmp(named->dossier, l->dossier) == 0) && !named_for(d, p, all, l);
}

bool came_within(struct decider *d, const struct link_dossier *l, const struct sender *sender)
{
    long first, last, day;

    return dossier_period(d, l, &first, &last) && read_day(sender->received, &day) &&
           day >= first && day <= last;
}

size_t choose_dossier(struct decider *d, struct paper *p, const struct group *g,
                      const struct sender *sender, const struct papers *all, double *posterior)
{
    const struct link_dossier *person = &p->found.items[g->dossier];
    double *bits = calloc(p->found.count + 1, sizeof *bits), sum = 0;
    size_t best = g->dossier, of = 0;

    naming_of(d, p); /* an application for a round that has no dossier yet belongs in no other */
    for (size_t i = 0; bits && i < p->found.count; i++)
        of += link_same_applicant(&p->found.items[i], person);
    for (size_t i = 0; bits && i < p->found.count; i++) {
        bool hers = link_same_applicant(&p->found.items[i], person);
        /* Of one dossier there is nothing to weigh. */
        bits[i] = !hers    ? -INFINITY
                  : of > 1 ? dossier_bits(d, p, &p->found.items[i], sender, all)
                           : 0;
        if (hers && bits[i] > bits[best])
            best = i;
    }
    for (size_t i = 0; bits && i < p->found.count; i++)
        sum += exp2(bits[i] - bits[best]);
    *posterior = sum > 0 ? 1 / sum : 0;
    free(bits);
    return best;
}
