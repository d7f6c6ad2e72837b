#include <stdlib.h>
#include <string.h>

#include "samples/make/people.h"
#include "samples/make/text.h"

/* The day of birth, modulo 3, is the split: so no person stands in two of them. */
static void settle_birth(struct person *p, enum split split)
{
    while (date_days(p->birth_date) % 3 + (date_days(p->birth_date) % 3 < 0 ? 3 : 0) != (int)split)
        date_shift(p->birth_date, 1, p->birth_date);
}

/* A number that nobody has yet; `near` >= 0: the one next to it in the range, if it is free. */
static int take_bsn(bool taken[BSN_COUNT], struct rng *r, int near)
{
    int at = near + 1 < BSN_COUNT && !taken[near + 1] ? near + 1 : near - 1;

    if (near < 0 || at < 0 || taken[at])
        do
            at = rng_int(r, 0, BSN_COUNT - 1);
        while (taken[at]);
    taken[at] = true;
    return at;
}

/* The other of a couple keeps the numbers that they have. */
static void give_bsns(struct registry *g, struct rng *r)
{
    bool taken[BSN_COUNT] = {false};
    int *own = need(calloc((size_t)g->household_count, sizeof *own)), used = 0;

    for (int i = 0; i < g->household_count; i++) {
        struct household *h = &g->households[i];
        const struct household *of = h->like >= 0 ? &g->households[h->like] : h;

        used += 1 + h->has_partner;
        if (used > BSN_COUNT - 1)
            die("more persons than test BSNs");
        if (h->like >= 0 && household_is_spouse(h, of)) {
            memcpy(h->applicant.bsn, of->partner.bsn, sizeof h->applicant.bsn);
            memcpy(h->partner.bsn, of->applicant.bsn, sizeof h->partner.bsn);
            continue;
        }
        own[i] = take_bsn(taken, r, h->like >= 0 && h->near_bsn ? own[h->like] : -1);
        number_bsn(own[i], h->applicant.bsn);
        if (h->has_partner)
            number_bsn(take_bsn(taken, r, -1), h->partner.bsn);
    }
    free(own);
}

static void settle(struct registry *g, enum split split)
{
    for (int i = 0; i < g->household_count; i++) {
        settle_birth(&g->households[i].applicant, split);
        if (g->households[i].has_partner)
            settle_birth(&g->households[i].partner, split);
    }
}

struct round {
    const char *scheme, *start, *end;
};

static const struct round rounds[] = {
    {"tozo1", "2020-03-01", "2020-05-31"}, {"tozo2", "2020-06-01", "2020-09-30"},
    {"tozo3", "2020-10-01", "2021-03-31"}, {"tozo4", "2021-04-01", "2021-06-30"},
    {"tozo5", "2021-07-01", "2021-09-30"}, {"bbz", "2020-01-01", "2020-12-31"},
};

static void number_dossier(struct dossier *d, struct rng *r, int style)
{
    int n = rng_int(r, 100000, 999999), year = date_year(d->period_start);

    if (style == 0)
        format_into(d->number, sizeof d->number, "R-%02d-%06d", year % 100, n);
    else if (style == 1)
        format_into(d->number, sizeof d->number, "Z/%02d/%06d", year % 100, n);
    else if (style == 2)
        format_into(d->number, sizeof d->number, "%d.%07d", year, n * 7 % 9999999);
    else if (style == 3)
        format_into(d->number, sizeof d->number, "TZ%d-%05d", year, n % 100000);
    else
        format_into(d->number, sizeof d->number, "SZ-%06d/%02d", n, year % 100);
}

/* A stranger who writes to the wrong town hall, with that other one's number. */
static void move_elsewhere(struct household *h, const char *const near[5], const struct lists *l,
                           struct rng *r)
{
    struct dossier *d = &h->elsewhere;
    const char *other;
    bool ours;

    do {
        other = list_pick(&l->municipalities, r);
        ours = false;
        for (int i = 0; i < 5; i++)
            ours = ours || strcmp(near[i], other) == 0;
    } while (ours);
    format_into(h->municipality, sizeof h->municipality, "%s", other);
    format_into(d->scheme, sizeof d->scheme, "%s", rounds[0].scheme);
    format_into(d->kind, sizeof d->kind, "levensonderhoud");
    memcpy(d->period_start, rounds[0].start, 11);
    memcpy(d->period_end, rounds[0].end, 11);
    number_dossier(d, r, 4);
}

static void make_households(struct registry *g, const struct lists *l, struct rng *r)
{
    const char *near[5];

    for (int i = 0; i < 5; i++)
        near[i] = list_pick(&l->municipalities, r);
    for (int i = 0; i < g->household_count; i++) {
        struct household *h = &g->households[i];

        household_make(h, l, r);
        household_resemble(g, i, l, r);
        format_into(h->municipality, sizeof h->municipality, "%s", near[rng_int(r, 0, 4)]);
        if (i >= g->known && i % 2 == 1)
            move_elsewhere(h, near, l, r);
    }
}

static bool number_taken(const struct registry *g, const char *number)
{
    for (int i = 0; i < g->dossier_count; i++)
        if (strcmp(g->dossiers[i].number, number) == 0)
            return true;
    return false;
}

static void add_dossier(struct registry *g, struct rng *r, int household, size_t round, int style)
{
    struct dossier *d;
    char *uuid;

    g->dossiers = need(realloc(g->dossiers, ((size_t)g->dossier_count + 1) * sizeof *g->dossiers));
    d = &g->dossiers[g->dossier_count];
    *d = (struct dossier){.household = household};
    format_into(d->scheme, sizeof d->scheme, "%s", rounds[round].scheme);
    format_into(d->kind, sizeof d->kind, "%s",
                rng_chance(r, 12) ? "bedrijfskapitaal" : "levensonderhoud");
    format_into(d->status, sizeof d->status, "%s", rng_chance(r, 8) ? "closed" : "open");
    memcpy(d->period_start, rounds[round].start, 11);
    memcpy(d->period_end, rounds[round].end, 11);
    do
        number_dossier(d, r, style);
    while (number_taken(g, d->number));
    uuid = d->uuid;
    format_into(uuid, sizeof d->uuid, "%08x-%04x-4%03x-a%03x-%012llx",
                (unsigned)(rng_next(r) & 0xffffffff), (unsigned)(rng_next(r) & 0xffff),
                (unsigned)(rng_next(r) & 0xfff), (unsigned)(rng_next(r) & 0xfff),
                (unsigned long long)(rng_next(r) & 0xffffffffffff));
    g->dossier_count++;
}

static void make_dossiers(struct registry *g, struct rng *r)
{
    int style = rng_int(r, 0, 3);

    for (int i = 0; i < g->known; i++) {
        static const int weights[] = {45, 20, 15, 6, 6, 8};
        struct household *h = &g->households[i];
        bool rounds_on = alike_chance(r, ALIKE_ROUNDS);
        size_t first = rounds_on ? (size_t)rng_int(r, 0, 2) : rng_weighted(r, weights, 6);
        int more = first == 5 ? 0 : rounds_on ? rng_int(r, 2, 4) : rng_chance(r, 20);

        h->first_dossier = g->dossier_count;
        add_dossier(g, r, i, first, style);
        for (int k = 1; k <= more && first + (size_t)k < 5; k++)
            add_dossier(g, r, i, first + (size_t)k, style);
        h->dossier_count = g->dossier_count - h->first_dossier;
        if (h->dossier_count >= 3)
            h->alike |= ALIKE(ALIKE_ROUNDS);
    }
}

void registry_make(struct registry *g, const struct lists *l, struct rng *r, enum split split,
                   int households)
{
    *g = (struct registry){.known = households, .household_count = households + households / 10};
    g->households = need(calloc((size_t)g->household_count, sizeof *g->households));
    make_households(g, l, r);
    settle(g, split);
    give_bsns(g, r);
    make_dossiers(g, r);
}

static void add_cell(struct text *t, const char *s)
{
    bool quoted = strpbrk(s, ",\"\n") != NULL;

    if (t->size > 0 && t->data[t->size - 1] != '\n')
        text_add(t, ",");
    if (quoted)
        text_add(t, "\"");
    for (; *s != '\0'; s++)
        text_addf(t, "%s%c", *s == '"' ? "\"" : "", *s);
    if (quoted)
        text_add(t, "\"");
}

static void add_line(struct text *t, const struct registry *g, const struct dossier *d)
{
    const struct household *h = &g->households[d->household];
    const struct person *p = &h->applicant, *q = &h->partner;
    const char *cells[] = {d->number,       d->scheme,       d->kind,
                           d->period_start, d->period_end,   p->bsn,
                           p->surname,      p->initials,     p->birth_date,
                           h->street,       h->house_number, h->postcode,
                           h->city,         h->iban,         h->kvk,
                           h->company,      q->bsn,          q->surname,
                           q->initials,     q->birth_date,   h->has_partner ? h->partner_iban : "",
                           d->status,       d->uuid};

    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        add_cell(t, cells[i]);
    text_add(t, "\n");
}

void registry_write(const struct registry *g, const char *path)
{
    struct text t = {0};

    text_add(&t, "dossier,scheme,kind,period_start,period_end,bsn,surname,initials,birth_date,"
                 "street,house_number,postcode,city,iban,kvk,company,partner_bsn,partner_surname,"
                 "partner_initials,partner_birth_date,partner_iban,status,zaak_uuid\n");
    for (int i = 0; i < g->dossier_count; i++)
        add_line(&t, g, &g->dossiers[i]);
    write_file(path, t.data, t.size);
    text_release(&t);
}
