#include <stdlib.h>
#include <string.h>

#include "samples/make/submission.h"

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

/* Whose papers are being put together, and when they are sent. */
struct pile {
    struct corpus *c;
    struct rng *r;
    struct submission *s;
    const struct household *household;
    const struct dossier *dossier;
    char date[11];
    int pages;
};

static struct document *new_document(struct corpus *c)
{
    if (c->document_count % 64 == 0)
        c->documents =
            need(realloc(c->documents, ((size_t)c->document_count + 64) * sizeof *c->documents));
    return &c->documents[c->document_count];
}

static void put_on(struct pile *p, int document)
{
    struct submission *s = p->s;

    s->documents =
        need(realloc(s->documents, ((size_t)s->document_count + 1) * sizeof *s->documents));
    s->documents[s->document_count++] = document;
    p->pages += p->c->documents[document].template->pages;
}

static void add_of(struct pile *p, const struct template *t, bool partner, int months_back)
{
    struct subject of = {.household = p->household,
                         .dossier = p->dossier,
                         .partner = partner,
                         .months_back = months_back};
    struct document *d;

    if (t == NULL)
        return;
    memcpy(of.date, p->date, sizeof of.date);
    d = new_document(p->c);
    document_make(d, t, &of, &p->c->world, p->r, p->c->scratch, p->c->document_count);
    put_on(p, p->c->document_count++);
}

/* The own papers of one who has both a dossier and a partner with another are only clear to a
 * clerk: such couples send none of each other's. */
static bool for_partner(const struct pile *p, bool partner)
{
    return partner && p->household->has_partner && (p->household->alike & ALIKE(ALIKE_COUPLE)) == 0;
}

static void add(struct pile *p, const char *type, bool partner)
{
    add_of(p, templates_pick(&p->c->templates, p->r, type), for_partner(p, partner), 0);
}

/* Several of a kind by one issuer: statements and payslips month by month. */
static void add_series(struct pile *p, const char *type, int count, bool partner)
{
    const struct template *t = templates_pick(&p->c->templates, p->r, type);
    bool back = rng_chance(p->r, 50);

    for (int i = 1; i <= count; i++)
        add_of(p, t, for_partner(p, partner), back ? i : count + 1 - i);
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

static void add_loose(struct pile *p, int count)
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

static void fill_pile(struct pile *p, bool small)
{
    static const char *const series[] = {"loonstrook", "bankafschrift", "uitkeringsspecificatie",
                                         "btw-aangifte"};
    int kind = rng_int(p->r, 0, 89);

    if (small)
        add_loose(p, 1);
    else if (alike_chance(p->r, ALIKE_SERIES))
        add_series(p, RNG_PICK(p->r, series), rng_chance(p->r, 25) ? 12 : rng_int(p->r, 3, 5),
                   rng_chance(p->r, 30));
    else if (kind < 35)
        add_application(p);
    else if (kind < 78)
        add_loose(p, rng_int(p->r, 1, 6));
    else
        add_month(p);
    if (p->s->document_count == 0)
        add_loose(p, 1);
}

static void set_received(struct pile *p)
{
    struct submission *s = p->s;
    bool summer = (strcmp(p->date + 5, "03-29") >= 0) && (strcmp(p->date + 5, "10-25") < 0);
    int hour = strcmp(s->channel, "scan") == 0 || strcmp(s->channel, "counter") == 0
                   ? rng_int(p->r, 8, 17)
                   : rng_int(p->r, 6, 23);

    format_into(s->received, sizeof s->received, "%sT%02d:%02d:%02d+0%d:00", p->date, hour,
                rng_int(p->r, 0, 59), rng_int(p->r, 0, 59), summer ? 2 : 1);
}

/* Whoever was made to resemble the person of that dossier; else the one that is given. */
static const struct dossier *resembling(const struct registry *g, const struct dossier *like,
                                        const struct dossier *otherwise)
{
    for (int i = 0; i < g->dossier_count; i++) {
        const struct dossier *d = &g->dossiers[i];
        int a = g->households[d->household].like, b = g->households[like->household].like;

        if (strcmp(d->status, "closed") != 0 && strcmp(d->scheme, like->scheme) == 0 &&
            (a == like->household || b == d->household))
            return d;
    }
    return otherwise;
}

static void choose_person(struct pile *p, const struct dossier *like)
{
    const struct registry *g = &p->c->world.registry;
    const struct dossier *d;

    do
        d = &g->dossiers[rng_int(p->r, 0, g->dossier_count - 1)];
    while (strcmp(d->status, "closed") == 0 ||
           (like != NULL && strcmp(d->scheme, like->scheme) != 0));
    if (like != NULL && rng_chance(p->r, 40))
        d = resembling(g, like, d);
    p->dossier = d;
    p->household = &g->households[d->household];
    if (like == NULL)
        date_shift(d->period_start,
                   rng_int(p->r, 4, (int)(date_days(d->period_end) - date_days(d->period_start))),
                   p->date);
}

/* Of strangers every second one writes to the wrong municipality. */
static void choose_stranger(struct pile *p, bool elsewhere)
{
    const struct registry *g = &p->c->world.registry;

    do
        p->household = &g->households[rng_int(p->r, g->known, g->household_count - 1)];
    while ((p->household->elsewhere.number[0] != '\0') != elsewhere);
    p->dossier = elsewhere ? &p->household->elsewhere : NULL;
    p->s->alike |= ALIKE(elsewhere ? ALIKE_ELSEWHERE : ALIKE_STRANGER);
}

/* A sidecar that disagrees with the papers: sent under another's login, for another's dossier. */
static void mislead(struct pile *p)
{
    const struct registry *g = &p->c->world.registry;
    const struct dossier *d = &g->dossiers[rng_int(p->r, 0, g->dossier_count - 1)];
    const struct household *h = &g->households[d->household];
    struct submission *s = p->s;

    if (h == p->household || p->household->dossier_count == 0)
        return;
    if (s->bsn[0] != '\0' && alike_chance(p->r, ALIKE_SIDECAR_BSN)) {
        bool spouse = p->household->has_partner && rng_chance(p->r, 40);

        memcpy(s->bsn, spouse ? p->household->partner.bsn : h->applicant.bsn, sizeof s->bsn);
        s->alike |= ALIKE(ALIKE_SIDECAR_BSN);
    }
    if (s->reference[0] != '\0' && alike_chance(p->r, ALIKE_SIDECAR_DOSSIER)) {
        format_into(s->reference, sizeof s->reference, "%s", d->number);
        s->alike |= ALIKE(ALIKE_SIDECAR_DOSSIER);
    }
    if (s->named && alike_chance(p->r, ALIKE_SIDECAR_NAME)) {
        format_into(s->sender, sizeof s->sender, "%s %s", h->applicant.initials,
                    h->applicant.surname);
        s->alike |= ALIKE(ALIKE_SIDECAR_NAME);
    }
}

/* What the portal or the sender tells; now and then nothing, or another's number. */
static void set_sender(struct pile *p)
{
    struct submission *s = p->s;
    const struct person *who = &p->household->applicant;

    if (rng_chance(p->r, 15) && p->household->has_partner)
        who = &p->household->partner;
    format_into(s->sender, sizeof s->sender, "%s %s", who->initials, who->surname);
    format_into(s->address, sizeof s->address, "%s", p->household->email);
    if (strcmp(s->channel, "portal") == 0) {
        s->named = rng_chance(p->r, 80);
        if (rng_chance(p->r, 92))
            format_into(s->bsn, sizeof s->bsn, "%s", p->household->applicant.bsn);
        if (p->dossier != NULL && rng_chance(p->r, 55))
            format_into(s->reference, sizeof s->reference, "%s", p->dossier->number);
        mislead(p);
    } else if (p->dossier != NULL && rng_chance(p->r, 12)) {
        format_into(s->reference, sizeof s->reference, "%s", p->dossier->number);
    }
}

struct scenario {
    const char *channel;
    enum box box;
    enum style style;
    int weight, people;
    bool small;
};

static const struct scenario scenarios[] = {
    {"portal", BOX_ZIP, STYLE_FILES, 12, 1, false},
    {"portal", BOX_FOLDER, STYLE_FILES, 8, 1, false},
    {"portal", BOX_NONE, STYLE_FILES, 8, 1, true},
    {"portal", BOX_NONE, STYLE_BUNDLE, 7, 1, false},
    {"portal", BOX_FOLDER, STYLE_PHOTOS, 6, 1, false},
    {"mail", BOX_MAIL, STYLE_FILES, 13, 1, false},
    {"mail", BOX_MAIL, STYLE_PHOTOS, 4, 1, false},
    {"mail", BOX_MBOX, STYLE_FILES, 2, 1, true},
    {"mail", BOX_MAIL, STYLE_BATCH, 5, 1, false},
    {"scan", BOX_NONE, STYLE_BATCH, 17, 1, false},
    {"scan", BOX_NONE, STYLE_BATCH, 8, 4, false},
    {"counter", BOX_NONE, STYLE_BATCH, 8, 1, false},
    {"portal", BOX_7Z, STYLE_FILES, 2, 1, false},
    {"portal", BOX_TAR, STYLE_FILES, 2, 1, false},
    {"", BOX_ZIP, STYLE_BATCH, 3, 1, false},
};

enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };

static void add_copy(struct pile *p, int of, enum lookalike kind)
{
    struct document *d = new_document(p->c);
    const struct document *first = &p->c->documents[of];

    *d = *first;
    d->fields = (struct vars){0};
    for (size_t i = 0; i < first->fields.count; i++)
        vars_set(&d->fields, first->fields.items[i].name, first->fields.items[i].value);
    d->copy_of = first->copy_of >= 0 ? first->copy_of : of;
    d->copy_kind = kind;
    d->duplicate = false;
    put_on(p, p->c->document_count++);
}

/* A mail has a letter for a body; it comes first. */
static void add_body(struct pile *p)
{
    add_of(p, templates_pick(&p->c->templates, p->r, "mail"), false, 0);
}

static void fill_submission(struct pile *p, const struct scenario *scenario)
{
    struct registry *g = &p->c->world.registry;
    bool several = scenario->people > 1 ||
                   (scenario->style == STYLE_BATCH && alike_chance(p->r, ALIKE_TWO_PEOPLE));
    int people = several ? rng_int(p->r, 2, scenario->people > 1 ? scenario->people : 2) : 1;
    const struct dossier *first = p->household->dossier_count > 0 ? p->dossier : NULL;

    if (p->s->box == BOX_MAIL || p->s->box == BOX_MBOX)
        add_body(p);
    fill_pile(p, scenario->small);
    for (int i = 1; i < people && first != NULL; i++) {
        choose_person(p, first);
        if (p->household == &g->households[first->household])
            continue;
        add_loose(p, rng_int(p->r, 1, 3));
        p->s->alike |= ALIKE(ALIKE_TWO_PEOPLE);
    }
    if (rng_chance(p->r, 3) && people > 1) {
        choose_stranger(p, false);
        add_loose(p, 1);
    }
    for (int kind = ALIKE_COPY_EXACT; kind <= ALIKE_COPY_FORMAT; kind++)
        if (!scenario->small && p->s->document_count > 1 &&
            alike_chance(p->r, (enum lookalike)kind))
            add_copy(p, p->s->documents[p->s->document_count - 1 - rng_chance(p->r, 40)],
                     (enum lookalike)kind);
}

static void plan_one(struct corpus *c, struct rng *r, int *pages)
{
    int weights[SCENARIOS];
    const struct scenario *scenario;
    struct pile p = {.c = c, .r = r};

    c->submissions =
        need(realloc(c->submissions, ((size_t)c->submission_count + 1) * sizeof *c->submissions));
    p.s = &c->submissions[c->submission_count++];
    *p.s = (struct submission){.seed = rng_next(r)};
    for (int i = 0; i < SCENARIOS; i++)
        weights[i] = scenarios[i].weight;
    scenario = &scenarios[rng_weighted(r, weights, SCENARIOS)];
    if (c->tour && c->submission_count <= SCENARIOS)
        scenario = &scenarios[c->submission_count - 1];
    p.s->box = scenario->box;
    p.s->style = scenario->style;
    format_into(p.s->channel, sizeof p.s->channel, "%s", scenario->channel);
    choose_person(&p, NULL);
    if (alike_chance(r, ALIKE_STRANGER))
        choose_stranger(&p, false);
    else if (alike_chance(r, ALIKE_ELSEWHERE))
        choose_stranger(&p, true);
    set_received(&p);
    set_sender(&p);
    fill_submission(&p, scenario);
    *pages += p.pages;
}

/* Some papers come a second time, in a later submission with others. */
static void send_again(struct corpus *c, struct rng *r, int *pages)
{
    const struct submission *old = &c->submissions[rng_int(r, 0, c->submission_count - 1)];
    struct pile p = {.c = c, .r = r};
    int document = old->documents[old->document_count - 1];

    if (c->documents[document].dossier < 0 || c->documents[document].template->shape == SHAPE_TEXT)
        return;
    p.dossier = &c->world.registry.dossiers[c->documents[document].dossier];
    p.household = &c->world.registry.households[p.dossier->household];
    date_shift(old->received, rng_int(r, 1, 9), p.date);
    if (strcmp(p.date, p.dossier->period_end) > 0)
        return;
    c->submissions =
        need(realloc(c->submissions, ((size_t)c->submission_count + 1) * sizeof *c->submissions));
    p.s = &c->submissions[c->submission_count++];
    *p.s = (struct submission){.seed = rng_next(r), .box = BOX_ZIP, .style = STYLE_FILES};
    if (rng_chance(r, 40))
        p.s->box = BOX_NONE, p.s->style = STYLE_BATCH;
    format_into(p.s->channel, sizeof p.s->channel, "portal");
    set_received(&p);
    set_sender(&p);
    add_loose(&p, rng_int(r, 1, 2));
    add_copy(&p, document, (enum lookalike)rng_int(r, ALIKE_COPY_EXACT, ALIKE_COPY_FORMAT));
    *pages += p.pages;
}

void plan_corpus(struct corpus *c, struct rng *r, int pages)
{
    int planned = 0;

    while (planned < pages || (c->tour && c->submission_count < SCENARIOS)) {
        plan_one(c, r, &planned);
        if (rng_chance(r, 5))
            send_again(c, r, &planned);
    }
}
