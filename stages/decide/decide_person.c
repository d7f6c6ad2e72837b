/* Whose paper it is: candidates from the registry, their weights, the posterior. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/checks.h"
#include "classifiers/link_text.h"
#include "stages/decide/decide_private.h"

/* Chances before a paper is looked at. */
#define NOBODY 0.2         /* a paper is of nobody in the registry: strangers are common */
#define POPULATION 20000.0 /* the persons a stranger is one of, at least */
#define LOGIN 0.90         /* it is the person's whom the sidecar names */
#define LOGIN_NOBODY 0.05
#define MATES 0.50      /* it is the person's whom all its companions name */
#define MATES_SCAN 0.20 /* likewise in a batch of the scanner */
#define MATES_SCAN_MANY 0.50
#define MATES_NOBODY 0.15
#define MATES_MANY 0.80 /* and there are at least two of them, from one sender */
#define MATES_MANY_NOBODY 0.05
#define NOT_PARTNERS -6.0 /* bits: of a kind of paper that is always the applicant's */
#define RELATIVE 6.5      /* bits that name and address say at most among companions */
#define PARTNERS_OWN -8.0 /* bits: who has a dossier has her papers in it */

#define COMMON_KEY 60 /* a key of more dossiers than this names nobody */
#define FOUND_MAX 400
#define STRONG 0.99

/* Numbers that a misread BSN may have been: one confusable digit changed, or one of ten left
 * out, valid and known. */
static int find_near_bsn(struct paper *p, struct registry *r, const char *text)
{
    char digits[16];
    size_t length = strlen(text);

    if (length == 10)
        for (size_t i = 0; i < length; i++) {
            snprintf(digits, sizeof digits, "%.*s%s", (int)i, text, text + i + 1);
            if (check_bsn(digits) &&
                registry_find(r, REGISTRY_BSN, digits, NULL, COMMON_KEY, &p->found) < 0)
                return -1;
        }
    if (length != 9)
        return 0;
    for (size_t i = 0; i < length; i++)
        for (char c = '0'; c <= '9'; c++) {
            strcpy(digits, text);
            digits[i] = c;
            if (c == text[i] || !link_confusable(c, text[i]) || !check_bsn(digits))
                continue;
            if (registry_find(r, REGISTRY_BSN, digits, NULL, COMMON_KEY, &p->found) < 0 ||
                registry_find(r, REGISTRY_PARTNER_BSN, digits, NULL, COMMON_KEY, &p->found) < 0)
                return -1;
        }
    return 0;
}

static int find_both(struct paper *p, struct registry *r, enum registry_key a, enum registry_key b,
                     const char *value, const char *second)
{
    return registry_find(r, a, value, second, COMMON_KEY, &p->found) < 0 ||
                   registry_find(r, b, value, second, COMMON_KEY, &p->found) < 0
               ? -1
               : 0;
}

/* Every value of one field with every value of another: birth date with name, and the like. */
static int find_pairs(struct paper *p, struct registry *r, const struct link_value *v)
{
    for (size_t i = 0; i < p->count && p->found.count < FOUND_MAX; i++) {
        const struct link_value *w = &p->values[i];
        if (w->role == LINK_THIRD)
            continue;
        if (v->field == LINK_BIRTH && w->field == LINK_NAME &&
            find_both(p, r, REGISTRY_BIRTH, REGISTRY_PARTNER_BIRTH, v->text, w->text))
            return -1;
        if (v->field == LINK_POSTCODE && w->field == LINK_HOUSE &&
            registry_find(r, REGISTRY_ADDRESS, v->text, w->text, COMMON_KEY, &p->found) < 0)
            return -1;
    }
    return 0;
}

static int find_value(struct paper *p, struct registry *r, const struct link_value *v)
{
    switch (v->field) {
    case LINK_BSN:
        if (find_both(p, r, REGISTRY_BSN, REGISTRY_PARTNER_BSN, v->text, NULL))
            return -1;
        return v->valid && v->p > 0.9 ? 0 : find_near_bsn(p, r, v->text);
    case LINK_IBAN:
        return find_both(p, r, REGISTRY_IBAN, REGISTRY_PARTNER_IBAN, v->text, NULL);
    case LINK_KVK:
        return registry_find(r, REGISTRY_KVK, v->text, NULL, COMMON_KEY, &p->found) < 0 ? -1 : 0;
    case LINK_NUMBER:
        return registry_find(r, REGISTRY_DOSSIER, v->text, NULL, NUMBER_LINES, &p->found) < 0 ? -1
                                                                                              : 0;
    case LINK_COMPANY:
        return registry_find(r, REGISTRY_COMPANY, v->text, NULL, COMMON_KEY, &p->found) < 0 ? -1
                                                                                            : 0;
    default:
        return find_pairs(p, r, v);
    }
}

static int find_applicant(struct registry *r, const struct link_person *a, const char *number,
                          struct registry_list *list)
{
    int found;

    if (*a->bsn)
        found = registry_find(r, REGISTRY_BSN, a->bsn, NULL, COMMON_KEY, list);
    else if (*a->birth_date && *a->surname)
        found = registry_find(r, REGISTRY_BIRTH, a->birth_date, a->surname, COMMON_KEY, list);
    else
        found = number ? registry_find(r, REGISTRY_DOSSIER, number, NULL, 1, list) : 0;
    return found < 0 ? -1 : 0;
}

int paper_find_person(struct paper *p, struct registry *r, const struct link_dossier *d)
{
    return find_applicant(r, &d->applicant, d->dossier, &p->found) ||
                   find_applicant(r, &d->partner, NULL, &p->found)
               ? -1
               : 0;
}

/* A surname alone: only when nothing better is there. */
static int find_names(struct paper *p, struct registry *r)
{
    for (size_t i = 0; i < p->count && p->found.count < FOUND_MAX; i++)
        if (p->values[i].role != LINK_THIRD && p->values[i].field == LINK_NAME &&
            find_both(p, r, REGISTRY_SURNAME, REGISTRY_PARTNER_SURNAME, p->values[i].text, NULL))
            return -1;
    return 0;
}

/* Which of the names that were read are surely names: somebody is called so. */
static int find_bearers(struct paper *p, struct registry *r)
{
    struct registry_list none = {0};

    for (size_t i = 0; i < p->count; i++) {
        struct link_value *v = &p->values[i];
        if (v->field != LINK_NAME || v->role == LINK_THIRD)
            continue;
        int hers = registry_find(r, REGISTRY_SURNAME, v->text, NULL, 0, &none);
        int partners =
            hers ? 0 : registry_find(r, REGISTRY_PARTNER_SURNAME, v->text, NULL, 0, &none);
        if (hers < 0 || partners < 0)
            return -1;
        v->borne = hers || partners;
    }
    return 0;
}

int paper_find(struct paper *p, struct registry *r)
{
    if (find_bearers(p, r))
        return -1;
    for (size_t i = 0; i < p->count && p->found.count < FOUND_MAX; i++)
        if (p->values[i].role != LINK_THIRD && find_value(p, r, &p->values[i]))
            return -1;
    if (p->found.count == 0 && find_names(p, r))
        return -1;
    size_t count = p->found.count; /* with their other dossiers, and their partners' own */
    for (size_t i = 0; i < count && p->found.count < FOUND_MAX; i++) {
        struct link_dossier d = p->found.items[i];
        if (paper_find_person(p, r, &d))
            return -1;
    }
    return 0;
}

static bool partner_known(const struct link_dossier *d)
{
    return *d->partner.bsn || *d->partner.surname;
}

static struct group *group_of(struct paper *p, size_t dossier, enum link_who who)
{
    const struct link_dossier *d = &p->found.items[dossier];

    for (size_t i = 0; i < p->group_count; i++)
        if (p->groups[i].who == who &&
            link_same_applicant(d, &p->found.items[p->groups[i].dossier]))
            return &p->groups[i];
    struct group *g = &p->groups[p->group_count++];
    *g = (struct group){.who = who, .dossier = dossier, .own = -INFINITY};
    return g;
}

static void weigh_dossier(struct paper *p, size_t dossier, enum link_who who)
{
    struct link_match m;

    link_compare(p->values, p->count, &p->found.items[dossier], who, &m);
    struct group *g = group_of(p, dossier, who);
    if (m.bits > g->own) {
        g->own = m.bits;
        g->match = m;
        g->dossier = dossier;
    }
}

/* Bits that the partner of g's applicant loses: when the kind of paper is the applicant's, and when
 * she has a dossier of her own. */
static double partner_bits(const struct paper *p, const struct group *g)
{
    const struct link_dossier *d = &p->found.items[g->dossier];
    struct link_dossier hers = {.applicant = d->partner};
    const char *person = record_text(p->record, "person");
    double bits = person && strcmp(person, "applicant") == 0 ? NOT_PARTNERS : 0;

    if (g->who != LINK_AS_PARTNER)
        return 0;
    for (size_t i = 0; i < p->found.count; i++)
        if (link_same_applicant(&hers, &p->found.items[i]))
            return bits + PARTNERS_OWN;
    return bits;
}

static bool scanned(const struct sender *s)
{
    return s->channel && strcmp(s->channel, "scan") == 0;
}

static bool of_many(const struct sender *s)
{
    return s->strong >= 2;
}

/* Chance of a person before the paper is looked at, and of nobody. */
static double prior_bits(const struct paper *p, const struct group *g, const struct sender *s,
                         double population)
{
    double lifted = s->by_sidecar ? LOGIN
                    : scanned(s)  ? of_many(s) ? MATES_SCAN_MANY : MATES_SCAN
                    : of_many(s)  ? MATES_MANY
                                  : MATES;

    if (s->person && link_same_applicant(s->person, &p->found.items[g->dossier]))
        return log2(lifted);
    return log2((s->person ? 1 - lifted : 1 - NOBODY) / population);
}

/* In one envelope relatives' papers are likelier than anybody's: what they would share says less.
 */
static double relative_bits(const struct paper *p, const struct group *g, const struct sender *s)
{
    double family = link_family_bits(&g->match);

    if (!s->person || !link_same_applicant(s->person, &p->found.items[g->dossier]))
        return 0;
    return family > RELATIVE ? RELATIVE - family : 0;
}

static double nobody_bits(const struct sender *s)
{
    if (!s->person)
        return log2(NOBODY);
    return log2(s->by_sidecar               ? LOGIN_NOBODY
                : of_many(s) && !scanned(s) ? MATES_MANY_NOBODY
                                            : MATES_NOBODY);
}

static int by_bits(const void *a, const void *b)
{
    const struct group *x = a, *y = b;

    if (x->bits != y->bits)
        return x->bits < y->bits ? 1 : -1;
    return x->dossier < y->dossier ? -1 : x->dossier > y->dossier;
}

/* What the paper alone says: best group and its posterior, without a prior from companions. */
static void weigh_alone(struct paper *p, double population, double *bits, double *chances)
{
    p->own = 0;
    for (size_t i = 0; i < p->group_count; i++) {
        bits[i] =
            p->groups[i].own + partner_bits(p, &p->groups[i]) + log2((1 - NOBODY) / population);
        if (bits[i] > bits[p->own])
            p->own = i;
    }
    link_posterior(bits, p->group_count, log2(NOBODY), chances);
    p->own_best = p->group_count ? chances[p->own] : 0;
    const struct group *g = p->group_count ? &p->groups[p->own] : NULL;
    p->strong = g && g->match.keyed && !g->match.conflict && p->own_best >= STRONG;
}

static void weigh_together(struct paper *p, const struct sender *s, double population, double *bits,
                           double *chances)
{
    const struct group own = p->group_count ? p->groups[p->own] : (struct group){0};

    for (size_t i = 0; i < p->group_count; i++) {
        struct group *g = &p->groups[i];
        g->bits = bits[i] =
            g->own + partner_bits(p, g) + prior_bits(p, g, s, population) + relative_bits(p, g, s);
    }
    link_posterior(bits, p->group_count, nobody_bits(s), chances);
    for (size_t i = 0; i < p->group_count; i++)
        p->groups[i].p = chances[i];
    qsort(p->groups, p->group_count, sizeof *p->groups, by_bits);
    for (size_t i = 0; i < p->group_count; i++)
        if (p->groups[i].dossier == own.dossier && p->groups[i].who == own.who)
            p->own = i;
}

int paper_weigh(struct paper *p, const struct sender *s, unsigned long persons)
{
    double population = persons > POPULATION ? (double)persons : POPULATION;
    size_t room = 2 * p->found.count + 1;
    double *bits = calloc(2 * room, sizeof *bits);

    free(p->groups);
    p->groups = calloc(room, sizeof *p->groups);
    p->group_count = 0;
    if (!p->groups || !bits) {
        free(bits);
        return -1;
    }
    for (size_t i = 0; i < p->found.count; i++) {
        weigh_dossier(p, i, LINK_AS_APPLICANT);
        if (partner_known(&p->found.items[i]))
            weigh_dossier(p, i, LINK_AS_PARTNER);
    }
    weigh_alone(p, population, bits, bits + room);
    weigh_together(p, s, population, bits, bits + room);
    free(bits);
    return 0;
}

/* A paper of a kind that only an applicant has, surely of somebody's partner. */
static bool applies_for_herself(const struct paper *p)
{
    const char *person = record_text(p->record, "person");

    return p->groups[p->own].who == LINK_AS_PARTNER && person && strcmp(person, "applicant") == 0;
}

/* The person of all papers that surely are somebody's; none when they are of several. */
int sender_ask_papers(struct sender *s, const struct paper *papers, size_t count,
                      struct registry *r)
{
    const struct link_dossier *first = s->person;

    s->unanimous = first != NULL;
    s->strong = 0;
    for (size_t i = 0; i < count; i++) {
        if (!papers[i].strong)
            continue;
        s->strong++;
        s->partners_own = s->partners_own || applies_for_herself(&papers[i]);
        const struct link_dossier *d =
            &papers[i].found.items[papers[i].groups[papers[i].own].dossier];
        if (!first) {
            if (find_applicant(r, &d->applicant, d->dossier, &s->mates))
                return -1;
            first = s->mates.count ? &s->mates.items[0] : NULL;
            s->unanimous = first != NULL;
        } else if (!link_same_household(d, first)) {
            s->unanimous = false;
        }
    }
    if (!s->person && s->unanimous && !s->disputed)
        s->person = first;
    if (!s->person && !s->strong && !s->given)
        s->person = s->namesake;
    return 0;
}

static bool names_her(const struct group *g)
{
    const struct link_result *f = g->match.fields;

    return f[LINK_NAME].grade == LINK_AGREES && f[LINK_INITIALS].grade != LINK_DIFFERS &&
           !g->match.conflict;
}

static bool settled(const struct paper *p)
{
    return p->group_count && p->groups[0].p >= DECIDE_PERSON_MIN;
}

/* In a batch of several people's post each one's papers lie together. A paper that names the
 * person of the paper before or behind it, and nobody else, is hers. */
int paper_ask_neighbours(struct papers *all, size_t i, const struct sender *s, struct registry *r,
                         unsigned long persons)
{
    struct paper *p = &all->items[i];
    bool touched = false;

    if (s->person || s->given || settled(p) || !p->group_count)
        return 0;
    for (size_t k = 0; k < 2; k++) {
        size_t at = k ? i + 1 : i - 1; /* the one before the first is none */
        if (at >= all->count || !all->items[at].strong)
            continue;
        const struct paper *mate = &all->items[at];
        struct sender near = *s;
        touched = true;
        near.person = &mate->found.items[mate->groups[mate->own].dossier];
        if (paper_find_person(p, r, near.person) || paper_weigh(p, &near, persons))
            return -1;
        if (settled(p) && names_her(&p->groups[0]) &&
            link_same_applicant(&p->found.items[p->groups[0].dossier], near.person))
            return 0;
    }
    return touched ? paper_weigh(p, s, persons) : 0;
}
