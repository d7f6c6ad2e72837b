#include <string.h>

#include "samples/make/people.h"
#include "samples/make/text.h"

static void share_name(struct person *p, const struct person *of)
{
    memcpy(p->prefix, of->prefix, sizeof p->prefix);
    memcpy(p->bare, of->bare, sizeof p->bare);
    memcpy(p->surname, of->surname, sizeof p->surname);
    memcpy(p->origin, of->origin, sizeof p->origin);
}

static void share_address(struct household *h, const struct household *of, bool door)
{
    memcpy(h->street, of->street, sizeof h->street);
    memcpy(h->city, of->city, sizeof h->city);
    memcpy(h->postcode, of->postcode, sizeof h->postcode);
    if (door)
        memcpy(h->house_number, of->house_number, sizeof h->house_number);
}

/* A first name that begins as the other's does, or the very same. */
static void share_initials(struct person *p, const struct person *of, const struct lists *l,
                           struct rng *r)
{
    p->woman = of->woman;
    for (int tries = 0; tries < 60 && rng_chance(r, 97); tries++) {
        person_name(p, l, r);
        if (p->first[0] == of->first[0] && (p->first[0] & 0x80) == 0 &&
            strcmp(p->initials, of->initials) == 0)
            return;
    }
    memcpy(p->first, of->first, sizeof p->first);
    memcpy(p->second, of->second, sizeof p->second);
    memcpy(p->initials, of->initials, sizeof p->initials);
}

static void make_child(struct household *h, const struct household *of, const struct lists *l,
                       struct rng *r)
{
    int years = rng_int(r, 8000, 11000);

    if (date_days(of->applicant.birth_date) + years > 11300) /* then it is the father */
        years = -years;
    share_name(&h->applicant, &of->applicant);
    share_initials(&h->applicant, &of->applicant, l, r);
    share_address(h, of, true);
    date_shift(of->applicant.birth_date, years, h->applicant.birth_date);
    household_company(h, l, r);
}

static void make_sibling(struct household *h, const struct household *of, bool twin,
                         const struct lists *l, struct rng *r)
{
    share_name(&h->applicant, &of->applicant);
    person_name(&h->applicant, l, r);
    share_address(h, of, twin && rng_chance(r, 60));
    if (twin)
        memcpy(h->applicant.birth_date, of->applicant.birth_date, 11);
    household_company(h, l, r);
}

/* The other of a couple, with a firm and a dossier of her own. */
static void make_spouse(struct household *h, const struct household *of, const struct lists *l,
                        struct rng *r)
{
    h->applicant = of->partner;
    h->partner = of->applicant;
    h->has_partner = true;
    share_address(h, of, true);
    memcpy(h->iban, of->partner_iban, sizeof h->iban);
    memcpy(h->partner_iban, of->iban, sizeof h->partner_iban);
    household_company(h, l, r);
}

/* Firms of one business centre; or two who have one firm together. */
static void make_neighbour(struct household *h, const struct household *of, struct rng *r)
{
    share_address(h, of, true);
    memcpy(h->kvk, of->kvk, sizeof h->kvk);
    if (rng_chance(r, 30))
        memcpy(h->company, of->company, sizeof h->company);
    else
        h->kvk[7] = (char)('0' + (h->kvk[7] - '0' + rng_int(r, 1, 9)) % 10);
}

static void make_alike(struct household *h, const struct household *of, enum lookalike kind,
                       const struct lists *l, struct rng *r)
{
    if (kind == ALIKE_FATHER_SON)
        make_child(h, of, l, r);
    else if (kind == ALIKE_TWINS || kind == ALIKE_SIBLING)
        make_sibling(h, of, kind == ALIKE_TWINS, l, r);
    else if (kind == ALIKE_COUPLE)
        make_spouse(h, of, l, r);
    else if (kind == ALIKE_FIRM)
        make_neighbour(h, of, r);
    else
        h->near_bsn = true;
}

bool household_is_spouse(const struct household *h, const struct household *of)
{
    return of->has_partner && strcmp(h->applicant.surname, of->partner.surname) == 0 &&
           strcmp(h->applicant.birth_date, of->partner.birth_date) == 0 &&
           strcmp(h->applicant.first, of->partner.first) == 0;
}

void household_resemble(struct registry *g, int at, const struct lists *l, struct rng *r)
{
    static const enum lookalike kinds[] = {ALIKE_FATHER_SON, ALIKE_TWINS, ALIKE_SIBLING,
                                           ALIKE_COUPLE,     ALIKE_FIRM,  ALIKE_NEAR_BSN};
    struct household *h = &g->households[at], *of;

    h->like = -1;
    for (size_t i = 0; at > 0 && i < sizeof kinds / sizeof *kinds; i++) {
        int other = rng_int(r, 0, at < g->known ? at - 1 : g->known - 1);

        of = &g->households[other];
        if (!alike_chance(r, kinds[i]) ||
            (kinds[i] == ALIKE_COUPLE && (!of->has_partner || at >= g->known)) ||
            of->alike & ALIKE(ALIKE_COUPLE))
            continue;
        make_alike(h, of, kinds[i], l, r);
        h->like = other;
        h->alike |= ALIKE(kinds[i]);
        of->alike |= ALIKE(kinds[i]);
        return;
    }
}
