#include <string.h>

#include "samples/make/facts.h"

/* Sets PREFIXname, PREFIXsurname, ... of a person; as truth only for the paper's own subject. */
static void set_person(struct vars *v, const struct person *p, const char *before, bool own)
{
    char key[48], value[160];
    const char *name = own ? "name" : NULL;
#define KEY(k) (format_into(key, sizeof key, "%s%s", before, k), key)
    format_into(value, sizeof value, "%s %s", p->initials, p->surname);
    vars_set_truth(v, KEY("name"), value, name, p->surname);
    format_into(value, sizeof value, "%s %s %s", p->woman ? "Mevrouw" : "De heer", p->initials,
                p->surname);
    vars_set_truth(v, KEY("name_sir"), value, name, p->surname);
    format_into(value, sizeof value, "%s, %s%s%s", p->bare, p->initials,
                p->prefix[0] != '\0' ? " " : "", p->prefix);
    vars_set_truth(v, KEY("name_last"), value, name, p->surname);
    format_into(value, sizeof value, "%s %s", p->first, p->surname);
    vars_set_truth(v, KEY("name_first"), value, name, p->surname);
    vars_set_truth(v, KEY("surname"), p->surname, name, NULL);
    vars_set(v, KEY("bare"), p->bare);
    vars_set(v, KEY("prefix"), p->prefix);
    vars_set(v, KEY("initials"), p->initials);
    format_into(value, sizeof value, "%s%s%s", p->first, p->second[0] != '\0' ? " " : "",
                p->second);
    vars_set(v, KEY("firsts"), value);
    vars_set(v, KEY("first"), p->first);
    vars_set(v, KEY("sex"), p->woman ? "V" : "M");
    vars_set(v, KEY("woman"), p->woman ? "1" : "");
    vars_set_truth(v, KEY("birth_date"), p->birth_date, own ? "birth_date" : NULL, NULL);
    vars_set_truth(v, KEY("bsn"), p->bsn, own ? "bsn" : NULL, NULL);
#undef KEY
}

/* Without a partner all that a form asks of one is empty, so that {{#if partner_name}} tells. */
static void clear_partner(struct vars *v)
{
    for (size_t i = 0; i < v->count; i++)
        if (strncmp(v->items[i].name, "partner_", 8) == 0)
            vars_set(v, v->items[i].name, "");
}

static void set_place(struct vars *v, const struct household *h, struct rng *r)
{
    static const char *const marital[] = {"ongehuwd", "gehuwd", "gescheiden", "samenwonend"};

    vars_set(v, "street", h->street);
    vars_set(v, "house_number", h->house_number);
    vars_setf(v, "street_line", "%s %s", h->street, h->house_number);
    vars_setf(v, "postcode", "%.4s %s", h->postcode, h->postcode + 4);
    vars_set(v, "postcode_tight", h->postcode);
    vars_set(v, "city", h->city);
    vars_set(v, "phone", h->phone);
    vars_set(v, "email", h->email);
    vars_set(v, "muni_name", h->municipality);
    vars_set(v, "marital",
             h->has_partner ? marital[rng_chance(r, 50) ? 1 : 3] : RNG_PICK(r, marital));
    vars_setf(v, "rooms", "%d", rng_int(r, 2, 6));
}

static void set_origin(struct vars *v, const struct person *p, const struct lists *l, struct rng *r)
{
    static const struct {
        const char *origin, *places[3], *nation, *code;
    } origins[] = {
        {"tr", {"Ankara", "Konya", "İzmir"}, "Turkse", "TUR"},
        {"pl", {"Gdańsk", "Łódź", "Lublin"}, "Poolse", "POL"},
        {"ar", {"Nador", "Oujda", "Damascus"}, "Marokkaanse", "MAR"},
        {"su", {"Paramaribo", "Nickerie", "Moengo"}, "Surinaamse", "SUR"},
        {"vi", {"Hanoi", "Lissabon", "Shenzhen"}, "Vietnamese", "VNM"},
    };

    vars_set(v, "birth_place", list_pick(&l->cities, r));
    vars_set(v, "nationality", "Nederlandse");
    vars_set(v, "birth_country", "Nederland");
    vars_set(v, "nation_code", "IRQ");
    vars_set(v, "nation_foreign", "Iraakse");
    for (size_t i = 0; i < sizeof origins / sizeof *origins; i++) {
        if (strcmp(origins[i].origin, p->origin) != 0)
            continue;
        vars_set(v, "nation_code", origins[i].code);
        vars_set(v, "nation_foreign", origins[i].nation);
        if (rng_chance(r, 60))
            vars_set(v, "birth_place", origins[i].places[rng_int(r, 0, 2)]);
        if (rng_chance(r, 30))
            vars_set(v, "nationality", origins[i].nation);
    }
}

void facts_people(struct sheet *s, const struct subject *of, const struct world *w, struct rng *r)
{
    const struct household *h = of->household;
    const struct person *p = of->partner ? &h->partner : &h->applicant;
    const struct person *q = of->partner ? &h->applicant : &h->partner;
    struct vars *v = &s->vars;

    set_person(v, p, "", true);
    vars_set(v, "has_partner", h->has_partner ? "1" : "");
    set_person(v, h->has_partner ? q : &(struct person){0}, "partner_", false);
    if (!h->has_partner)
        clear_partner(v);
    set_place(v, h, r);
    set_origin(v, p, &w->lists, r);
    vars_set_truth(v, "iban", of->partner ? h->partner_iban : h->iban, "iban", NULL);
    vars_set(v, "partner_iban", of->partner ? h->iban : h->partner_iban);
    vars_set(v, "company", h->company);
    vars_set(v, "trade", h->trade);
    vars_set_truth(v, "kvk", h->kvk, "kvk", NULL);
    facts_mrz(s, p, r);
}
