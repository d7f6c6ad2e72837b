/* What speaks against a person or a dossier: the sender, another's key on the paper, another
 * number. */
#include <string.h>
#include "classifiers/link_text.h"
#include "stages/common/catalogue_entry.h"
#include "stages/decide/decide_private.h"

/* Does this key say another than the best: a twin has the same name and birth date. */
static bool key_of_other(const struct group *g, const struct group *best, enum link_field field)
{
    const struct link_result *of = &g->match.fields[field];

    return of->grade == LINK_AGREES && of->value->p >= 0.5 &&
           best->match.fields[field].grade != LINK_AGREES;
}

/* Another household's key stands on the paper: a stranger's, or two people's pages in one. */
static const struct group *other_person(const struct paper *p, const struct group *best)
{
    for (size_t i = 0; i < p->group_count; i++) {
        const struct group *g = &p->groups[i];
        const struct link_result *f = g->match.fields;
        bool named = f[LINK_NAME].grade == LINK_AGREES && key_of_other(g, best, LINK_BIRTH);
        if ((named || key_of_other(g, best, LINK_BSN) || key_of_other(g, best, LINK_NUMBER)) &&
            !link_same_household(group_dossier(p, g), group_dossier(p, best)))
            return g;
    }
    return NULL;
}

/* Are the numbers of one form: as many letters and digits, and the same signs between them? */
static bool same_form(const char *a, const char *b)
{
    char ka[LINK_KEY_SIZE], kb[LINK_KEY_SIZE];

    if (strlen(link_number_key(a, ka, sizeof ka)) != strlen(link_number_key(b, kb, sizeof kb)))
        return false;
    for (const char *sign = "/-."; *sign; sign++)
        if (!strchr(a, *sign) != !strchr(b, *sign))
            return false;
    return true;
}

/* A dossier number of the right form that is not this person's: an old one, or another's. Courts
 * and insurers number dossiers too; theirs are of other lengths. */
static const struct link_value *other_number(const struct paper *p, const struct link_dossier *d)
{
    struct link_match m;
    const struct link_value *other = NULL;

    for (size_t i = 0; i < p->count; i++) {
        const struct link_value *v = &p->values[i];
        if (v->field != LINK_NUMBER || v->role == LINK_THIRD)
            continue;
        link_compare(v, 1, d, LINK_AS_APPLICANT, &m);
        if (m.fields[LINK_NUMBER].grade == LINK_AGREES || m.fields[LINK_NUMBER].grade == LINK_NEAR)
            return NULL;
        if (v->valid && v->p >= NAMED_P && same_form(v->text, d->dossier))
            other = v;
    }
    return other;
}

/* Both partners have a dossier, and the submission is about the other one's. */
static bool between_two(const struct paper *p, const struct sender *s, const struct group *best)
{
    const struct link_dossier *d = group_dossier(p, best);

    if (!s->person || link_same_applicant(s->person, d) || !link_same_household(s->person, d))
        return false;
    return true;
}

/* What the sidecar says against the paper. 1 when a reason was added. */
int paper_against_sender(struct verdict *v, const struct sender *s, const struct link_dossier *d)
{
    if (s->disputed) {
        reason_add(v->reasons, "afzender-tweeledig",
                   "De inzending noemt een BSN en een kenmerk die niet bij elkaar horen");
        return 1;
    }
    if (s->unknown && s->given) {
        reason_add(v->reasons, "afzender-onbekend",
                   "Het BSN of kenmerk bij de inzending staat niet in het register, "
                   "terwijl het stuk op dossier %s lijkt",
                   d->dossier);
        return 1;
    }
    if (s->by_sidecar && !link_same_household(s->person, d)) {
        reason_add(v->reasons, "afzender-anders",
                   "De inzending is van dossier %s, maar dit stuk hoort mogelijk bij %s",
                   s->person->dossier, d->dossier);
        return 1;
    }
    return 0;
}

static bool number_agrees(const struct group *g)
{
    static const enum link_field numbers[] = {LINK_BSN, LINK_IBAN, LINK_KVK, LINK_NUMBER};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (g->match.fields[numbers[i]].grade == LINK_AGREES)
            return true;
    return false;
}

/* Other initials, surely read, and no number of hers: a twin, a brother or a father share all the
 * rest. A single letter beside a name is often but a speck that was read. */
static bool of_a_relative(const struct paper *p, const struct group *g)
{
    const struct link_result *initials = &g->match.fields[LINK_INITIALS];

    return initials->grade == LINK_DIFFERS && (initials->sure || p->typed) && !number_agrees(g);
}

bool paper_of_relative(const struct paper *p, const struct group *best, const struct papers *all)
{
    if (of_a_relative(p, best))
        return true;
    if (number_agrees(best) || best->match.fields[LINK_INITIALS].grade == LINK_AGREES)
        return false;
    for (size_t i = 0; i < all->count; i++) {
        const struct paper *q = &all->items[i];
        if (q != p && q->group_count && of_a_relative(q, &q->groups[0]) &&
            link_same_applicant(group_dossier(q, &q->groups[0]), group_dossier(p, best)))
            return true;
    }
    return false;
}

bool paper_beside_namesake(const struct paper *p, const struct group *best,
                           const struct papers *all)
{
    for (size_t i = 0; i < all->count && !best->match.keyed; i++) {
        const struct paper *q = &all->items[i];
        const struct group *g = q->group_count ? &q->groups[0] : NULL;
        if (q != p && g && g->match.conflict && g->who == best->who &&
            g->match.fields[LINK_NAME].grade == LINK_AGREES &&
            link_same_applicant(group_dossier(q, g), group_dossier(p, best)))
            return true;
    }
    return false;
}

/* What the paper itself says against the person. 1 when a reason was added. */
int paper_against_person(struct verdict *v, struct paper *p, const struct sender *s,
                         const struct group *best, const struct link_dossier *d, bool expected)
{
    /* Her firm's number on a paper that sender or company say is hers: the name is an official's.
     */
    bool firm =
        expected && best->match.by_name && best->match.fields[LINK_KVK].grade == LINK_AGREES;
    const struct group *other = other_person(p, best);
    const struct group *own = &p->groups[p->own];

    if (best->match.conflict && !firm) {
        reason_add(v->reasons, "gegevens-anders",
                   "Op het stuk staan gegevens die niet van dossier %s zijn", d->dossier);
        return 1;
    }
    if (other) {
        reason_add(v->reasons, "tweede-persoon", "Het stuk hoort mogelijk bij %s",
                   group_dossier(p, other)->dossier);
        return 1;
    }
    if (own->own > best->own + SLIGHT_BITS &&
        !link_same_household(group_dossier(p, own), group_dossier(p, best))) {
        reason_add(v->reasons, "meegekomen",
                   "Het stuk hoort mogelijk bij %s, niet bij de rest van "
                   "de inzending",
                   group_dossier(p, own)->dossier);
        return 1;
    }
    if (best->who == LINK_AS_PARTNER && s->partners_own) {
        reason_add(v->reasons, "eigen-aanvraag",
                   "Het stuk is van de partner in dossier %s, die misschien zelf iets aanvraagt",
                   d->dossier);
        return 1;
    }
    if (between_two(p, s, best)) {
        reason_add(v->reasons, "twee-dossiers",
                   "Het stuk is van iemand met een eigen dossier (%s), maar kwam met stukken voor "
                   "dossier %s van de partner",
                   d->dossier, s->person->dossier);
        return 1;
    }
    return 0;
}

/* What somebody else pays is shown for whatever is asked: a specification of another scheme's
 * benefit proves income here, unless there is a dossier of hers for that scheme. The municipality's
 * own forms are of the scheme that they name. So with 28 of 28 such papers of twelve corpora. */
static bool shows_income(struct decider *decider, const struct paper *p,
                         const struct link_dossier *d, const char *named)
{
    const json_t *type = type_of(decider, p->record);

    for (size_t i = 0; i < p->found.count; i++)
        if (link_same_applicant(&p->found.items[i], d) &&
            strcmp(p->found.items[i].scheme, named) == 0)
            return false;
    return entry_lists(type, "proves", "inkomen") && !record_true(type, "municipal");
}

int paper_against_dossier(struct decider *decider, struct verdict *v, struct paper *p,
                          const struct sender *s, const struct papers *all,
                          const struct link_dossier *d, double share)
{
    const char *named = p->naming.read ? p->naming.scheme : NULL;
    const struct link_value *number = other_number(p, d);

    if (d->doubled) {
        reason_add(v->reasons, "dossier-dubbel",
                   "Dossier %s staat op meer dan een regel van het register; verbeter dat eerst",
                   d->dossier);
        return 1;
    }
    if (share < (came_within(decider, d, s) ? DECIDE_TIMELY_MIN : DECIDE_DOSSIER_MIN)) {
        reason_add(v->reasons, "welk-dossier",
                   "Deze persoon heeft meer dan een dossier; %s lijkt het juiste, maar dat is niet "
                   "zeker",
                   d->dossier);
        return 1;
    }
    if (came_before(decider, p, d, s, all)) {
        reason_add(
            v->reasons, "voor-de-periode",
            "Het stuk kwam voordat dossier %s er kon zijn; misschien hoort het bij een ander",
            d->dossier);
        return 1;
    }
    if (number) {
        reason_add(v->reasons, "ander-nummer", "Op het stuk staat dossiernummer '%s', niet %s",
                   number->text, d->dossier);
        return 1;
    }
    /* A specification of one round can be for the file of another, and have its number. */
    bool numbered = p->group_count && p->groups[0].match.fields[LINK_NUMBER].grade == LINK_AGREES;
    if (named && *d->scheme && strcmp(named, d->scheme) && !numbered &&
        !shows_income(decider, p, d, named)) {
        reason_add(v->reasons, "andere-regeling", "Het stuk noemt %s, dossier %s is voor %s", named,
                   d->dossier, d->scheme);
        return 1;
    }
    if (applies_elsewhere(decider, p->record, d)) {
        reason_add(v->reasons, "andere-regeling",
                   "Zo'n aanvraag hoort niet in dossier %s: dat is voor %s", d->dossier, d->scheme);
        return 1;
    }
    if (s->reference_dossier && strcmp(s->reference_dossier->dossier, d->dossier)) {
        reason_add(v->reasons, "kenmerk-anders",
                   "De inzending noemt dossier %s, het stuk lijkt voor %s",
                   s->reference_dossier->dossier, d->dossier);
        return 1;
    }
    if (d->closed) {
        reason_add(v->reasons, "dossier-gesloten", "Dossier %s is gesloten", d->dossier);
        return 1;
    }
    return 0;
}
