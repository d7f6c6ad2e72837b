#include <stdlib.h>
#include <string.h>

#include "samples/make/plan.h"

/* How often a type comes as a loose paper, and whether it can be the partner's own. */
static const struct {
    const char *type;
    int weight;
    bool partner;
} loose[] = {
    {"aanvraag-tozo", 8, false},
    {"aanvraag-bbz", 4, false},
    {"wijziging", 5, false},
    {"inkomstenopgave", 6, false},
    {"partnerverklaring", 4, false},
    {"paspoort", 6, true},
    {"identiteitskaart", 7, true},
    {"verblijfsdocument", 4, true},
    {"rijbewijs", 4, true},
    {"bankpas", 5, false},
    {"bankafschrift", 11, false},
    {"kvk-uittreksel", 6, false},
    {"loonstrook", 9, true},
    {"jaaropgaaf", 5, true},
    {"uitkeringsspecificatie", 8, true},
    {"aangifte-ib", 5, false},
    {"aanslag-ib", 5, false},
    {"btw-aangifte", 6, false},
    {"urenadministratie", 3, false},
    {"jaarrekening", 3, false},
    {"liquiditeitsprognose", 4, false},
    {"de-minimisverklaring", 4, false},
    {"leenovereenkomst", 3, false},
    {"huurcontract", 3, false},
    {"bezwaarschrift", 4, false},
    {"machtiging", 4, false},
    {"beschikking-bewind", 3, false},
    {"gemeentebrief", 6, false},
    {"factuur", 5, false},
    {"brp-uittreksel", 4, false},
    {"brief", 7, false},
    {"overig", 6, false},
    {"onbekend", 1, false},
};

enum { LOOSE = sizeof loose / sizeof *loose };

struct document *pile_new_document(struct corpus *c)
{
    if (c->document_count % 64 == 0)
        c->documents =
            need(realloc(c->documents, ((size_t)c->document_count + 64) * sizeof *c->documents));
    return &c->documents[c->document_count];
}

void pile_put_on(struct pile *p, int document)
{
    struct submission *s = p->s;

    s->documents =
        need(realloc(s->documents, ((size_t)s->document_count + 1) * sizeof *s->documents));
    s->documents[s->document_count++] = document;
    p->pages += p->c->documents[document].template->pages;
}

void pile_add_of(struct pile *p, const struct template *t, bool partner, int months_back)
{
    struct subject of = {.household = p->household,
                         .dossier = p->dossier,
                         .partner = partner,
                         .months_back = months_back,
                         .issuer = p->issuer};
    struct document *d;

    if (t == NULL)
        return;
    memcpy(of.date, p->date, sizeof of.date);
    d = pile_new_document(p->c);
    document_make(d, t, &of, &p->c->world, p->r, p->c->scratch, p->c->document_count);
    pile_put_on(p, p->c->document_count++);
}

/* The own papers of one who has both a dossier and a partner with another are only clear to a
 * clerk: such couples send none of each other's. */
static bool for_partner(const struct pile *p, bool partner)
{
    return partner && p->household->has_partner && (p->household->alike & ALIKE(ALIKE_COUPLE)) == 0;
}

static void add(struct pile *p, const char *type, bool partner)
{
    pile_add_of(p, templates_pick(&p->c->templates, p->r, type), for_partner(p, partner), 0);
}

/* Several of a kind by one issuer: statements and payslips month by month. */
static void add_series(struct pile *p, const char *type, int count, bool partner)
{
    const struct template *t = templates_pick(&p->c->templates, p->r, type);
    bool back = rng_chance(p->r, 50);

    p->issuer = rng_next(p->r);

    for (int i = 1; i <= count; i++)
        pile_add_of(p, t, for_partner(p, partner), back ? i : count + 1 - i);
    p->issuer = 0;
}

static void add_identity(struct pile *p, bool partner)
{
    static const char *const types[] = {"paspoort", "identiteitskaart",  "identiteitskaart",
                                        "paspoort", "verblijfsdocument", "rijbewijs"};
    const struct person *who = partner ? &p->household->partner : &p->household->applicant;
    const char *type = RNG_PICK(p->r, types);

    if (strcmp(who->origin, "nl") == 0 && strcmp(type, "verblijfsdocument") == 0)
        type = "identiteitskaart";
    add(p, type, partner);
}

static void add_application(struct pile *p)
{
    struct rng *r = p->r;
    bool bbz = p->dossier != NULL && strcmp(p->dossier->scheme, "bbz") == 0;
    bool loan = p->dossier != NULL && strcmp(p->dossier->kind, "bedrijfskapitaal") == 0;

    add(p, bbz ? "aanvraag-bbz" : "aanvraag-tozo", false);
    if (rng_chance(r, 80))
        add_identity(p, false);
    if (rng_chance(r, 35))
        add(p, "bankpas", false);
    if (rng_chance(r, 60))
        add_series(p, "bankafschrift", rng_int(r, 1, 3), false);
    if (rng_chance(r, 35))
        add(p, "kvk-uittreksel", false);
    if (p->household->has_partner && rng_chance(r, 60)) {
        add(p, "partnerverklaring", false);
        if (rng_chance(r, 50))
            add_identity(p, true);
        if (rng_chance(r, 50))
            add_series(p, rng_chance(r, 70) ? "loonstrook" : "uitkeringsspecificatie",
                       rng_int(r, 1, 3), true);
    }
    if (loan) {
        add(p, "liquiditeitsprognose", false);
        add(p, "de-minimisverklaring", false);
        if (rng_chance(r, 50))
            add(p, "jaarrekening", false);
    }
    if (rng_chance(r, 15))
        add(p, "aangifte-ib", false);
}

void pile_add_loose(struct pile *p, int count)
{
    int weights[LOOSE];

    for (int i = 0; i < LOOSE; i++)
        weights[i] = loose[i].weight;
    for (int i = 0; i < count; i++) {
        size_t k = rng_weighted(p->r, weights, LOOSE);

        weights[k] = weights[k] / 3;
        if (strcmp(loose[k].type, "aanvraag-bbz") == 0 &&
            (p->dossier == NULL || strcmp(p->dossier->scheme, "bbz") != 0))
            k = 0;
        else if (k == 0 && p->dossier != NULL && strcmp(p->dossier->scheme, "bbz") == 0)
            k = 1;
        if (strcmp(loose[k].type, "partnerverklaring") == 0 && !p->household->has_partner)
            k = 2;
        if (strcmp(loose[k].type, "verblijfsdocument") == 0 &&
            strcmp(p->household->applicant.origin, "nl") == 0)
            k = 6;
        add(p, loose[k].type, loose[k].partner && rng_chance(p->r, 35));
    }
}

static void add_month(struct pile *p)
{
    add(p, "inkomstenopgave", false);
    if (rng_chance(p->r, 60))
        add_series(p, "bankafschrift", rng_int(p->r, 1, 2), false);
    if (rng_chance(p->r, 40))
        add(p, "btw-aangifte", false);
    if (rng_chance(p->r, 25))
        add(p, "urenadministratie", false);
    if (p->household->has_partner && rng_chance(p->r, 40))
        add(p, "loonstrook", true);
}

void pile_fill(struct pile *p, bool small)
{
    static const char *const series[] = {"loonstrook", "bankafschrift", "uitkeringsspecificatie",
                                         "btw-aangifte"};
    int kind = rng_int(p->r, 0, 89);

    if (small)
        pile_add_loose(p, 1);
    else if (alike_chance(p->r, ALIKE_SERIES))
        add_series(p, RNG_PICK(p->r, series), rng_chance(p->r, 25) ? 12 : rng_int(p->r, 3, 5),
                   rng_chance(p->r, 30));
    else if (kind < 35)
        add_application(p);
    else if (kind < 78)
        pile_add_loose(p, rng_int(p->r, 1, 6));
    else
        add_month(p);
    if (p->s->document_count == 0)
        pile_add_loose(p, 1);
}
