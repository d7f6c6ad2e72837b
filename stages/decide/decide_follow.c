/* A paper that names nobody: does it go with its submission? */
#include <math.h>
#include <string.h>
#include "classifiers/link_text.h"
#include "stages/common/catalogue_entry.h"
#include "stages/decide/decide_private.h"

#define CLEAR_P 0.8   /* a value read with less may be nothing of the kind */
#define WRITTEN_P 0.9 /* numbers and companies that nothing checks, written by hand */
#define SCRAP_NAME 3  /* letters up to which what was hardly read as a name may be none */

double score_rounded(double p)
{
    return floor(p * 1000) / 1000;
}

const struct link_dossier *group_dossier(const struct paper *p, const struct group *g)
{
    return &p->found.items[g->dossier];
}

bool paper_held(const struct papers *all, size_t at, const struct sender *s)
{
    const struct paper *mate = at < all->count ? &all->items[at] : NULL;

    return mate && mate->strong &&
           link_same_household(group_dossier(mate, &mate->groups[mate->own]), s->person);
}

static bool names_nobody(const struct paper *p)
{
    return !p->group_count || p->groups[0].own < SLIGHT_BITS;
}

/* The nearest paper before (step -1) or behind (1) that names somebody, when it does so surely. */
static const struct paper *nearest(const struct papers *all, size_t at, int step)
{
    do
        at += (size_t)step; /* before the first is beyond the last */
    while (at < all->count && names_nobody(&all->items[at]));
    return at < all->count && all->items[at].strong ? &all->items[at] : NULL;
}

static const struct link_dossier *surely_of(const struct paper *p)
{
    return group_dossier(p, &p->groups[p->own]);
}

const struct link_dossier *between_papers_of(const struct paper *p, const struct papers *all,
                                             const struct sender *s)
{
    size_t at = (size_t)(p - all->items);
    const char *channel = s->channel ? s->channel : "";
    const struct paper *before = nearest(all, at, -1), *behind = nearest(all, at, 1);

    if (s->given || !before || !behind || strcmp(channel, "portal") == 0 ||
        !link_same_applicant(surely_of(before), surely_of(behind)))
        return NULL;
    return surely_of(before);
}

bool is_body_of(const struct paper *p, const struct sender *s)
{
    const json_t *place = json_array_get(json_object_get(p->record, "pages"), 0);
    const char *file = record_text(place, "file");
    const char *name = file && strrchr(file, '/') ? strrchr(file, '/') + 1 : file;

    return name && (strcmp(name, "body.txt") == 0 || strcmp(name, "body.html") == 0) && s->person &&
           s->unanimous && !s->disputed && !s->unknown && s->strong;
}

/* Does a paper that names nobody surely go with its submission? With a login it does; with one
 * sender's mail when several papers say whose it is. In a batch of the scanner or the counter only
 * between two papers of the one person: what is last can be the next one's first. */
static bool follows(const struct paper *p, const struct papers *all, const struct sender *s)
{
    size_t at = (size_t)(p - all->items);
    const char *channel = s->channel ? s->channel : "";

    if (!s->unanimous || s->disputed || s->unknown || s->partners_own)
        return false;
    if (strcmp(channel, "portal") == 0)
        return s->by_sidecar;
    if (strcmp(channel, "mail") == 0)
        return s->strong >= 2 || is_body_of(p, s);
    return s->strong >= 2 && paper_held(all, at - 1, s) && paper_held(all, at + 1, s);
}

/* Does this value say whose paper it is? A scrap that was taken for a name does not, nor does the
 * account that an assessment or an invoice asks to pay into. */
static bool names_one(const struct link_value *v, const json_t *type)
{
    char key[LINK_KEY_SIZE];

    if (v->role == LINK_THIRD || v->p < 0.5)
        return false;
    if (v->field == LINK_IBAN && v->role == LINK_UNKNOWN)
        return entry_lists(type, "fields", "iban");
    if (v->field == LINK_BSN && v->role == LINK_UNKNOWN)
        return entry_lists(type, "fields", "bsn"); /* else it is an account's or an order's */
    if (v->field == LINK_NAME)
        return v->p >= NAMED_P || strlen(link_name_key(v->text, key, sizeof key)) > SCRAP_NAME;
    return v->field < LINK_NAME || v->field == LINK_BIRTH || v->field == LINK_COMPANY;
}

/* Is this value nobody's of the household, so clearly that it was not just read badly? Where no
 * other paper is surely the sender's, a name that is like none of theirs is enough. */
static bool clearly_anothers(const struct link_value *v, const struct link_dossier *of,
                             const struct sender *s)
{
    bool lone_name = v->field == LINK_NAME && !s->strong && v->p >= NAMED_P;
    struct link_match as[2];

    link_compare(v, 1, of, LINK_AS_APPLICANT, &as[0]);
    link_compare(v, 1, of, LINK_AS_PARTNER, &as[1]);
    for (int i = 0; i < 2; i++) {
        const struct link_result *r = &as[i].fields[v->field];
        bool identity = v->field == LINK_BSN || v->field == LINK_NAME || v->field == LINK_BIRTH;
        if (r->grade == LINK_AGREES || r->grade == LINK_NEAR ||
            (r->grade == LINK_DIFFERS && identity && !r->sure && !lone_name))
            return false;
    }
    return lone_name ||
           v->p >= (v->field == LINK_KVK || v->field == LINK_COMPANY ? WRITTEN_P : CLEAR_P);
}

/* What on the paper names somebody else, known or not; NULL: nothing. */
static const struct link_value *names_another(struct decider *d, const struct paper *p,
                                              const struct link_dossier *of, const struct sender *s)
{
    const json_t *type = type_of(d, p->record);

    for (size_t i = 0; i < p->count; i++)
        if (names_one(&p->values[i], type) && clearly_anothers(&p->values[i], of, s))
            return &p->values[i];
    return NULL;
}

/* Is this companion somebody else's than the sender's, as far as it can be read? */
static bool of_another(const struct paper *p, const struct sender *s)
{
    char key[LINK_KEY_SIZE];

    if (p->group_count && p->groups[0].own >= SLIGHT_BITS)
        return !link_same_household(group_dossier(p, &p->groups[0]), s->person);
    for (size_t i = 0; i < p->count; i++) {
        const struct link_value *v = &p->values[i];
        if (v->role == LINK_THIRD || v->p < NAMED_P || !v->valid)
            continue;
        if (v->field == LINK_BSN || v->field == LINK_BIRTH ||
            (v->field == LINK_NAME && strlen(link_name_key(v->text, key, sizeof key)) > SCRAP_NAME))
            return true;
    }
    return false;
}

static bool in_other_company(const struct paper *p, const struct papers *all,
                             const struct sender *s)
{
    for (size_t i = 0; i < all->count; i++)
        if (&all->items[i] != p && of_another(&all->items[i], s))
            return true;
    return false;
}

bool goes_with_sender(struct decider *d, const struct paper *p, const struct link_dossier *of,
                      const struct papers *all, const struct sender *s)
{
    return s->person && link_same_applicant(s->person, of) && !names_another(d, p, of, s) &&
           !in_other_company(p, all, s) && follows(p, all, s);
}

static const struct group *group_of_sender(const struct paper *p, const struct sender *s)
{
    for (size_t i = 0; s->person && i < p->group_count; i++)
        if (p->groups[i].who == LINK_AS_APPLICANT &&
            link_same_applicant(group_dossier(p, &p->groups[i]), s->person))
            return &p->groups[i];
    return NULL;
}

/* What the paper says for this person, but for an account that may be a payee's. */
static double bits_but_account(const struct group *g)
{
    const struct link_result *iban = &g->match.fields[LINK_IBAN];
    bool payees = iban->grade == LINK_AGREES && iban->value->role == LINK_UNKNOWN;

    return g->own - (payees ? iban->bits : 0);
}

/* A paper that names nobody goes with its submission only when that is surely one person's, or
 * when it lies in the middle of one person's papers. */
int follow_sender(struct decider *d, struct paper *p, const struct sender *sender,
                  const struct papers *all, struct verdict *v)
{
    const struct link_dossier *around = between_papers_of(p, all, sender);
    struct sender near = *sender; /* borrows all of it */
    double share;

    if (around && !sender->person)
        near.person = around;
    const struct group *g = group_of_sender(p, &near);
    v->decision = "review";
    if (!g) {
        reason_add(v->reasons, "geen-persoon",
                   "Op het stuk staat niemand die in het register staat");
        return 0;
    }
    size_t chosen = choose_dossier(d, p, g, &near, all, &share);
    v->dossier = &p->found.items[chosen];
    v->p = share;
    json_array_append_new(v->candidates, json_pack("{s:s, s:f}", "dossier", v->dossier->dossier,
                                                   "score", score_rounded(g->p * share)));
    const struct link_value *other = names_another(d, p, v->dossier, sender);
    if (other) {
        reason_add(v->reasons, "gegevens-anders",
                   "Op het stuk staan gegevens die niet van dossier %s zijn", v->dossier->dossier);
        reason_of_other(v->reasons, other, v->dossier);
        return 0;
    }
    const struct group *own = &p->groups[p->own];
    if (bits_but_account(own) > SLIGHT_BITS &&
        !link_same_household(group_dossier(p, own), v->dossier)) { /* less likely, and yet */
        reason_add(v->reasons, "meegekomen",
                   "Het stuk hoort mogelijk bij %s, niet bij de rest van de inzending",
                   group_dossier(p, own)->dossier);
        return 0;
    }
    if (!around && in_other_company(p, all, sender)) {
        reason_add(v->reasons, "geen-persoon",
                   "Op het stuk staat geen persoon, en niet alle andere stukken van de inzending "
                   "lijken van dossier %s",
                   v->dossier->dossier);
        return 0;
    }
    if (!around && !follows(p, all, sender)) {
        reason_add(v->reasons, "geen-persoon",
                   "Op het stuk staat geen persoon; de rest van de inzending is voor dossier %s",
                   v->dossier->dossier);
        return 0;
    }
    if (paper_against_itself(d, v, p, &near) ||
        paper_against_dossier(d, v, p, &near, all, v->dossier, share))
        return 0;
    v->decision = "filed";
    tell_borders(v, p);
    reason_add(
        v->reasons, "volgt-inzending",
        sender->by_sidecar
            ? "Op het stuk staat geen persoon; het is met de login van dossier %s ingestuurd "
              "en alle andere stukken zijn van dezelfde persoon"
            : "Op het stuk staat geen persoon; het zat tussen stukken die allemaal van dossier "
              "%s zijn",
        v->dossier->dossier);
    return 0;
}
