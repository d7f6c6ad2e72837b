#include "samples/make/people.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "samples/make/text.h"

static void set_surname(struct person *p, const char *line)
{
    const char *bar = strchr(line, '|');

    if (bar == NULL) {
        p->prefix[0] = '\0';
        format_into(p->bare, sizeof p->bare, "%s", line);
        format_into(p->surname, sizeof p->surname, "%s", line);
        return;
    }
    format_into(p->prefix, sizeof p->prefix, "%.*s", (int)(bar - line), line);
    format_into(p->bare, sizeof p->bare, "%s", bar + 1);
    format_into(p->surname, sizeof p->surname, "%s %s", p->prefix, p->bare);
}

/* Length in bytes of the first character of UTF-8 text. */
static int first_character(const char *s)
{
    unsigned char c = (unsigned char)*s;

    return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static void set_initials(struct person *p, struct rng *r)
{
    struct text t = {0};
    char third[2] = {(char)rng_int(r, 'A', 'W'), '\0'};

    text_addf(&t, "%.*s.", first_character(p->first), p->first);
    if (p->second[0] != '\0')
        text_addf(&t, "%.*s.", first_character(p->second), p->second);
    if (p->second[0] != '\0' && rng_chance(r, 20))
        text_addf(&t, "%s.", third);
    format_into(p->initials, sizeof p->initials, "%s", t.data);
    text_release(&t);
}

static void set_first_names(struct person *p, const struct lists *l, struct rng *r)
{
    const struct list *names = p->woman ? &l->women : &l->men;

    format_into(p->first, sizeof p->first, "%s", list_pick_origin(names, r, p->origin));
    p->second[0] = '\0';
    if (rng_chance(r, strcmp(p->origin, "nl") == 0 ? 60 : 15))
        format_into(p->second, sizeof p->second, "%s", list_pick_origin(names, r, p->origin));
    set_initials(p, r);
}

void person_make(struct person *p, const struct lists *l, struct rng *r, const char *origin)
{
    *p = (struct person){0};
    if (origin == NULL)
        format_into(p->origin, sizeof p->origin, "%.2s", list_pick(&l->surnames, r));
    else
        format_into(p->origin, sizeof p->origin, "%s", origin);
    p->woman = rng_chance(r, 50);
    set_surname(p, list_pick_origin(&l->surnames, r, p->origin));
    set_first_names(p, l, r);
    date_from_days(rng_int(r, -8700, 11000), p->birth_date); /* 1946 to early 2000 */
}

/* The day of birth, modulo 3, is the split: so no person stands in two of them. */
static void settle_birth(struct person *p, enum split split)
{
    while (date_days(p->birth_date) % 3 + (date_days(p->birth_date) % 3 < 0 ? 3 : 0) != (int)split)
        date_shift(p->birth_date, 1, p->birth_date);
}

static void set_address(struct household *h, const struct lists *l, struct rng *r)
{
    const char *tails[] = {"", "", "", "", "", "a", "B", "-2", " bis", " II"};

    format_into(h->street, sizeof h->street, "%s", list_pick(&l->streets, r));
    format_into(h->house_number, sizeof h->house_number, "%d%s", rng_int(r, 1, 240),
                RNG_PICK(r, tails));
    format_into(h->city, sizeof h->city, "%s", list_pick(&l->cities, r));
    format_into(h->postcode, sizeof h->postcode, "%d%c%c", rng_int(r, 1011, 9989),
                rng_int(r, 'A', 'Z'), rng_int(r, 'B', 'P'));
}

static void set_company(struct household *h, const struct lists *l, struct rng *r)
{
    const char *line = list_pick(&l->trades, r), *bar = strchr(line, '|');
    int trade = (int)(bar - line);

    format_into(h->trade, sizeof h->trade, "%s", bar + 1);
    switch (rng_int(r, 0, 3)) {
    case 0:
        format_into(h->company, sizeof h->company, "%.*s %s", trade, line, h->applicant.surname);
        break;
    case 1:
        format_into(h->company, sizeof h->company, "%s %.*s", h->applicant.bare, trade, line);
        break;
    case 2:
        format_into(h->company, sizeof h->company, "%.*s %s", trade, line, h->applicant.first);
        break;
    default:
        format_into(h->company, sizeof h->company, "%.*s %s", trade, line,
                    list_pick(&l->streets, r));
    }
    number_digits(r, 8, h->kvk);
}

static void set_contact(struct household *h, struct rng *r)
{
    static const char *const hosts[] = {"example.nl", "example.com", "mail.example.nl",
                                        "post.example.org"};
    char digits[9], name[64];
    size_t n = 0;

    number_digits(r, 8, digits);
    format_into(h->phone, sizeof h->phone, "06-%s", digits);
    for (const char *s = h->applicant.bare; *s != '\0' && n < 20; s++)
        if (isalpha((unsigned char)*s) && (unsigned char)*s < 0x80)
            name[n++] = (char)tolower((unsigned char)*s);
    name[n] = '\0';
    format_into(h->email, sizeof h->email, "%s%d@%s", n > 0 ? name : "post", rng_int(r, 1, 99),
                RNG_PICK(r, hosts));
}

static void set_partner(struct household *h, const struct lists *l, struct rng *r)
{
    h->has_partner = rng_chance(r, 50);
    if (!h->has_partner)
        return;
    person_make(&h->partner, l, r, rng_chance(r, 75) ? h->applicant.origin : NULL);
    if (rng_chance(r, 85) && h->partner.woman == h->applicant.woman) {
        h->partner.woman = !h->applicant.woman;
        set_first_names(&h->partner, l, r);
    }
    date_shift(h->applicant.birth_date, rng_int(r, -3000, 3000), h->partner.birth_date);
    if (date_days(h->partner.birth_date) > 11300)
        date_shift(h->applicant.birth_date, -rng_int(r, 0, 900), h->partner.birth_date);
}

static void household_make(struct household *h, const struct lists *l, struct rng *r)
{
    *h = (struct household){0};
    person_make(&h->applicant, l, r, rng_chance(r, 68) ? "nl" : NULL);
    set_address(h, l, r);
    set_company(h, l, r);
    set_contact(h, r);
    set_partner(h, l, r);
    number_iban(r, NULL, h->iban);
    number_iban(r, NULL, h->partner_iban);
}

/* Look-alikes on purpose: father and son, twins, a brother in the same street, a partner who has
 * a firm and a dossier of her own. */
static void make_look_alike(struct household *h, const struct household *model,
                            const struct lists *l, struct rng *r)
{
    int kind = rng_int(r, 0, 3);

    set_surname(&h->applicant, model->applicant.prefix[0] != '\0' ? "" : model->applicant.bare);
    memcpy(h->applicant.prefix, model->applicant.prefix, sizeof h->applicant.prefix);
    memcpy(h->applicant.bare, model->applicant.bare, sizeof h->applicant.bare);
    memcpy(h->applicant.surname, model->applicant.surname, sizeof h->applicant.surname);
    memcpy(h->street, model->street, sizeof h->street);
    memcpy(h->city, model->city, sizeof h->city);
    memcpy(h->postcode, model->postcode, sizeof h->postcode);
    memcpy(h->applicant.origin, model->applicant.origin, sizeof h->applicant.origin);
    if (kind <= 1)
        memcpy(h->house_number, model->house_number, sizeof h->house_number);
    set_first_names(&h->applicant, l, r);
    if (kind == 0) { /* son or daughter of the same initials */
        memcpy(h->applicant.initials, model->applicant.initials, sizeof h->applicant.initials);
        int years = rng_int(r, 8000, 11000);

        if (date_days(model->applicant.birth_date) + years > 11300) /* then it is the father */
            years = -years;
        date_shift(model->applicant.birth_date, years, h->applicant.birth_date);
    } else if (kind == 1) {
        memcpy(h->applicant.birth_date, model->applicant.birth_date, 11);
    }
    set_company(h, l, r);
}

static void give_bsns(struct registry *g, struct rng *r)
{
    int order[BSN_COUNT], used = 0;

    for (int i = 0; i < BSN_COUNT; i++)
        order[i] = i;
    for (int i = BSN_COUNT - 1; i > 0; i--) {
        int j = rng_int(r, 0, i), was = order[i];

        order[i] = order[j];
        order[j] = was;
    }
    for (int i = 0; i < g->household_count; i++) {
        struct household *h = &g->households[i];

        number_bsn(order[used++ % BSN_COUNT], h->applicant.bsn);
        if (h->has_partner)
            number_bsn(order[used++ % BSN_COUNT], h->partner.bsn);
    }
    if (used > BSN_COUNT)
        die("more persons than test BSNs");
}

static void settle(struct registry *g, enum split split)
{
    for (int i = 0; i < g->household_count; i++) {
        settle_birth(&g->households[i].applicant, split);
        if (g->households[i].has_partner)
            settle_birth(&g->households[i].partner, split);
    }
}

static void make_households(struct registry *g, const struct lists *l, struct rng *r)
{
    const char *near[5];

    for (int i = 0; i < 5; i++)
        near[i] = list_pick(&l->municipalities, r);
    for (int i = 0; i < g->household_count; i++) {
        struct household *h = &g->households[i];

        household_make(h, l, r);
        if (i > 0 && rng_chance(r, 10))
            make_look_alike(h, &g->households[rng_int(r, 0, i - 1)], l, r);
        format_into(h->municipality, sizeof h->municipality, "%s", near[rng_int(r, 0, 4)]);
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
    else
        format_into(d->number, sizeof d->number, "TZ%d-%05d", year, n % 100000);
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
        size_t first = rng_weighted(r, weights, 6);
        int more = first == 5 ? 0 : rng_chance(r, 35) ? rng_int(r, 1, 4) : 0;

        h->first_dossier = g->dossier_count;
        add_dossier(g, r, i, first, style);
        for (int k = 1; k <= more && first + (size_t)k < 5; k++)
            add_dossier(g, r, i, first + (size_t)k, style);
        h->dossier_count = g->dossier_count - h->first_dossier;
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

void registry_release(struct registry *g)
{
    free(g->households);
    free(g->dossiers);
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
