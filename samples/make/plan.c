#include <stdlib.h>
#include <string.h>

#include "samples/make/plan.h"

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
    struct document *d = pile_new_document(p->c);
    const struct document *first = &p->c->documents[of];

    if (first->template->shape == SHAPE_TEXT) /* a mail has one body */
        return;
    *d = *first;
    d->fields = (struct vars){0};
    for (size_t i = 0; i < first->fields.count; i++)
        vars_set(&d->fields, first->fields.items[i].name, first->fields.items[i].value);
    d->copy_of = first->copy_of >= 0 ? first->copy_of : of;
    d->copy_kind = kind;
    d->duplicate = false;
    pile_put_on(p, p->c->document_count++);
}

/* A mail has a letter for a body; it comes first. */
static void add_body(struct pile *p)
{
    pile_add_of(p, templates_pick(&p->c->templates, p->r, "mail"), false, 0);
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
    pile_fill(p, scenario->small);
    for (int i = 1; i < people && first != NULL; i++) {
        choose_person(p, first);
        if (p->household == &g->households[first->household])
            continue;
        pile_add_loose(p, rng_int(p->r, 1, 3));
        p->s->alike |= ALIKE(ALIKE_TWO_PEOPLE);
    }
    if (rng_chance(p->r, 3) && people > 1) {
        choose_stranger(p, false);
        pile_add_loose(p, 1);
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
    pile_add_loose(&p, rng_int(r, 1, 2));
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
