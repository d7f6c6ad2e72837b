#include <string.h>

#include "samples/make/facts.h"

/* A municipality's own numbers are the same on each of its papers. */
static void set_municipality(struct vars *v, const struct lists *l)
{
    struct rng own;
    uint64_t seed = 5381;
    char iban[19], kvk[9];
    const char *name = vars_get(v, "muni_name");

    for (const char *p = name; *p != '\0'; p++)
        seed = seed * 33 + (unsigned char)*p;
    rng_seed(&own, seed, 1);
    number_iban(&own, "BNGH", iban);
    number_digits(&own, 8, kvk);
    vars_set(v, "muni_iban", iban);
    vars_set(v, "muni_kvk", kvk);
    vars_setf(v, "muni_street", "%s %d", list_pick(&l->streets, &own), rng_int(&own, 1, 60));
    vars_setf(v, "muni_box", "Postbus %d", rng_int(&own, 10, 9000));
    vars_setf(v, "muni_postcode", "%d %c%c", rng_int(&own, 1011, 9989), rng_int(&own, 'A', 'Z'),
              rng_int(&own, 'B', 'P'));
    vars_setf(v, "muni_phone", "14 0%d", rng_int(&own, 10, 88));
}

static void set_organisation(struct vars *v, const struct lists *l, struct rng *r)
{
    char iban[19], digits[24], vat[15];
    struct person p;

    vars_set(v, "org", list_pick(&l->companies, r));
    vars_setf(v, "org_street", "%s %d", list_pick(&l->streets, r), rng_int(r, 1, 300));
    vars_setf(v, "org_postcode", "%d %c%c", rng_int(r, 1011, 9989), rng_int(r, 'A', 'Z'),
              rng_int(r, 'B', 'P'));
    vars_set(v, "org_city", list_pick(&l->cities, r));
    number_iban(r, NULL, iban);
    vars_set(v, "org_iban", iban);
    number_digits(r, 8, digits);
    vars_set(v, "org_kvk", digits);
    number_vat(r, vat);
    vars_set(v, "org_vat", vat);
    vars_setf(v, "org_phone", "0%d-%d", rng_int(r, 10, 88), rng_int(r, 2000000, 8999999));
    number_digits(r, 9, digits);
    vars_setf(v, "org_tax", "%sL%02d", digits, rng_int(r, 1, 3));
    person_make(&p, l, r, "nl");
    vars_setf(v, "org_person", "%s %s", p.initials, p.surname);
    vars_setf(v, "org_last", "%s", p.surname);
    number_digits(r, rng_int(r, 5, 9), digits);
    vars_set(v, "org_ref", digits);
}

static void set_bank(struct vars *v, const char *iban)
{
    static const char *const banks[][2] = {
        {"INGB", "ING"},  {"RABO", "Rabobank"}, {"ABNA", "ABN AMRO"},
        {"SNSB", "SNS"},  {"ASNB", "ASN Bank"}, {"TRIO", "Triodos Bank"},
        {"KNAB", "Knab"}, {"BUNQ", "bunq"},     {"RBRB", "RegioBank"}};
    char code[5];

    format_into(code, sizeof code, "%.4s", iban + 4);
    vars_set(v, "bank_code", code);
    vars_set(v, "bank_name", code);
    for (size_t i = 0; i < sizeof banks / sizeof *banks; i++)
        if (strcmp(code, banks[i][0]) == 0)
            vars_set(v, "bank_name", banks[i][1]);
}

static void set_numbers(struct vars *v, struct rng *r)
{
    char digits[24], vat[15];

    number_digits(r, 12, digits);
    vars_set(v, "branch", digits);
    number_vat(r, vat);
    vars_set(v, "vat", vat);
    number_digits(r, 10, digits);
    vars_set(v, "licence", digits);
    number_digits(r, 16, digits);
    vars_set(v, "payment_ref", digits);
    set_bank(v, vars_get(v, "iban"));
}

void facts_parties(struct sheet *s, const struct subject *of, const struct world *w, struct rng *r)
{
    (void)of;
    set_municipality(&s->vars, &w->lists);
    set_organisation(&s->vars, &w->lists, r);
    set_numbers(&s->vars, r);
}
