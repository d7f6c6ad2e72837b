/* The decision on one paper: filed when all is sure and nothing speaks against it, else a question
 * with its reason. */
#include <math.h>
#include <string.h>
#include "classifiers/link_text.h"
#include "stages/decide/decide_private.h"

#define CANDIDATES_MAX 5
#define ALIKE_BITS 3.0 /* nearer than this, a look-alike is as likely */
#define NEIGHBOURS_MAX 60
#define SPEAKS_BITS 5.0 /* what one value must say for a page to name its person */
#define WHOSE_P 0.9     /* applicant's or partner's: said only when it is this sure */

static void list_candidates(struct verdict *v, const struct paper *p, size_t chosen, double share)
{
    for (size_t i = 0; i < p->group_count && json_array_size(v->candidates) < CANDIDATES_MAX; i++) {
        const struct group *g = &p->groups[i];
        size_t dossier = i == 0 ? chosen : g->dossier;
        double score = score_rounded(i == 0 ? g->p * share : g->p);
        if (score > 0)
            json_array_append_new(v->candidates,
                                  json_pack("{s:s, s:f}", "dossier",
                                            p->found.items[dossier].dossier, "score", score));
    }
}

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

/* Chance that the paper belongs in the dossiers of this group's applicant, be it her own or her
 * partner's: who of the two it is makes no difference to where it goes. */
static double household_chance(const struct paper *p, const struct group *best)
{
    double sum = 0;

    for (size_t i = 0; i < p->group_count; i++)
        if (link_same_applicant(group_dossier(p, &p->groups[i]), group_dossier(p, best)))
            sum += p->groups[i].p;
    return sum < 1 ? sum : 1;
}

static bool equal(const struct link_match *m, enum link_field field)
{
    return m->fields[field].grade == LINK_AGREES && m->fields[field].value->p >= 0.5;
}

/* Does it name the person by more than a surname? A number that is the known one was read right,
 * however badly it could be read. */
static bool telling(const struct link_match *m, bool in_company, bool by_sender)
{
    const struct link_result *f = m->fields;
    bool name = equal(m, LINK_NAME);

    if (by_sender && name)
        return true;
    if (in_company && (name || f[LINK_KVK].grade == LINK_AGREES))
        return true;
    return m->keyed || m->other_named || f[LINK_BSN].grade == LINK_AGREES ||
           f[LINK_NUMBER].grade == LINK_AGREES || equal(m, LINK_IBAN) || equal(m, LINK_COMPANY) ||
           equal(m, LINK_BIRTH) ||
           (name && (f[LINK_INITIALS].bits > 0 || f[LINK_BIRTH].bits > 0)) ||
           (equal(m, LINK_POSTCODE) && (name || equal(m, LINK_HOUSE)));
}

/* Did it come with several papers that surely are this household's, from one sender? What a batch
 * of the scanner has next may be another's: there it must lie beside one of hers. */
static bool in_company(const struct paper *p, const struct group *best, const struct sender *s,
                       const struct papers *all)
{
    bool scan = s->channel && strcmp(s->channel, "scan") == 0;
    size_t at = (size_t)(p - all->items);

    return s->person && s->unanimous && s->strong >= 2 &&
           (!scan || paper_held(all, at - 1, s) || paper_held(all, at + 1, s)) &&
           link_same_household(s->person, group_dossier(p, best));
}

/* Does the sidecar name her, by login or number? */
static bool named_by_sender(const struct paper *p, const struct group *best, const struct sender *s)
{
    return s->by_sidecar && !s->disputed && !s->unknown && !s->partners_own &&
           best->who == LINK_AS_APPLICANT && link_same_applicant(s->person, group_dossier(p, best));
}

static bool live_apart(const struct link_dossier *a, const struct link_dossier *b)
{
    return *a->postcode && *b->postcode &&
           (strcmp(a->postcode, b->postcode) || strcmp(a->house_number, b->house_number));
}

/* Another known person to whom the paper itself fits about as well: a twin. expected: the sender or
 * the rest of the submission says that it is this one's, so that of namesakes who live elsewhere it
 * is hers. */
static bool has_twin(const struct paper *p, const struct group *best, bool expected)
{
    for (size_t i = 0; i < p->group_count; i++) {
        const struct group *g = &p->groups[i];
        const struct link_dossier *d = group_dossier(p, g), *of = group_dossier(p, best);
        bool elsewhere = expected && live_apart(d, of);
        if (!g->match.conflict && g->own > best->own - (elsewhere ? 0 : ALIKE_BITS) &&
            !link_same_household(d, of))
            return true;
    }
    return false;
}

/* Somebody else at this address to whom the paper fits about as well: a father and a son. 1 when
 * there is one, 0, or -1 with errno. */
static int look_alike(struct decider *d, const struct paper *p, const struct link_dossier *of,
                      const struct group *best)
{
    struct registry_list near = {0};
    int found = *of->postcode ? registry_find(d->registry, REGISTRY_ADDRESS, of->postcode,
                                              of->house_number, NEIGHBOURS_MAX, &near)
                              : 0;

    for (size_t i = 0; found > 0 && i < near.count; i++) {
        struct link_match m;
        if (link_same_household(&near.items[i], of))
            continue;
        link_compare(p->values, p->count, &near.items[i], LINK_AS_APPLICANT, &m);
        if (!m.conflict && m.bits >= best->own - ALIKE_BITS) {
            registry_list_release(&near);
            return 1;
        }
    }
    registry_list_release(&near);
    return found < 0 ? -1 : 0;
}

/* Are the numbers of one form: as many letters and digits? */
static bool same_form(const char *a, const char *b)
{
    char ka[LINK_KEY_SIZE], kb[LINK_KEY_SIZE];

    return strlen(link_number_key(a, ka, sizeof ka)) == strlen(link_number_key(b, kb, sizeof kb));
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
static int against_sender(struct verdict *v, const struct sender *s, const struct link_dossier *d)
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

/* What the paper itself says against the person. 1 when a reason was added. */
static int against_person(struct verdict *v, struct paper *p, const struct sender *s,
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

int paper_against_dossier(struct decider *decider, struct verdict *v, const struct paper *p,
                          const struct sender *s, const struct link_dossier *d, double share)
{
    const char *named = p->naming.read ? p->naming.scheme : NULL;
    const struct link_value *number = other_number(p, d);

    if (d->doubled) {
        reason_add(v->reasons, "dossier-dubbel",
                   "Dossier %s staat op meer dan een regel van het register; verbeter dat eerst",
                   d->dossier);
        return 1;
    }
    if (share < DECIDE_DOSSIER_MIN) {
        reason_add(v->reasons, "welk-dossier",
                   "Deze persoon heeft meer dan een dossier; %s lijkt het juiste, maar dat is niet "
                   "zeker",
                   d->dossier);
        return 1;
    }
    if (came_before(decider, p, d, s)) {
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
    if (named && *d->scheme && strcmp(named, d->scheme)) {
        reason_add(v->reasons, "andere-regeling", "Het stuk noemt %s, dossier %s is voor %s", named,
                   d->dossier, d->scheme);
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

/* Does each of its pages name its person by a value that agrees? */
static bool every_page_speaks(const struct paper *p)
{
    const struct group *best = p->group_count ? &p->groups[0] : NULL;
    size_t i;
    const json_t *place;

    json_array_foreach(json_object_get(p->record, "pages"), i, place)
    {
        const char *file = record_text(place, "file");
        bool speaks = false;
        for (size_t k = 0; best && file && k < p->count && !speaks; k++) {
            const struct link_value *v = &p->values[k];
            struct link_match m;
            if (!v->file || strcmp(v->file, file) ||
                v->page != (int)record_number(place, "page", 0))
                continue;
            link_compare(v, 1, group_dossier(p, best), best->who, &m);
            speaks =
                m.fields[v->field].grade == LINK_AGREES && m.fields[v->field].bits > SPEAKS_BITS;
        }
        if (!speaks)
            return false;
    }
    return best != NULL;
}

/* A bank's paper shows its holder's account; one without is often another kind that looks like it.
 */
static bool lacks_account(struct decider *d, const struct paper *p)
{
    if (!type_proves(type_entry(d, record_text(p->record, "type")), "rekeningnummer"))
        return false;
    for (size_t i = 0; i < p->count; i++)
        if (p->values[i].field == LINK_IBAN && p->values[i].role != LINK_THIRD)
            return false;
    return true;
}

double paper_sureness(struct decider *d, const struct paper *p, const struct sender *s)
{
    double confidence = record_number(p->record, "confidence", 0);
    double type = record_number(p->record, "one_type", confidence);
    bool judged = json_object_get(p->record, "one_type") != NULL;
    bool one = record_number(p->record, "one_paper", 0) >= DECIDE_PAPER_MIN;

    if (type < (judged && lacks_account(d, p) ? DECIDE_BARE_MIN : DECIDE_TYPE_MIN))
        return 0;
    if (confidence >= DECIDE_PAPER_MIN)
        return confidence;
    return one || (s->person && s->unanimous) || every_page_speaks(p) ? type : 0;
}

int paper_against_itself(struct decider *d, struct verdict *v, const struct paper *p,
                         const struct sender *s)
{
    const char *type = record_text(p->record, "type");

    if (json_object_get(p->record, "referral")) /* split has said why */
        return 1;
    if (!type || strcmp(type, "onbekend") == 0) {
        reason_add(v->reasons, "soort-onbekend",
                   "Het stuk is niet goed genoeg te lezen om te "
                   "zeggen wat het is");
        return 1;
    }
    if (paper_sureness(d, p, s) <= 0) {
        reason_add(v->reasons, "soort-onzeker",
                   "Het is niet zeker wat voor stuk dit is of welke pagina's erbij horen");
        return 1;
    }
    return 0;
}

void tell_borders(struct verdict *v, const struct paper *p)
{
    if (record_number(p->record, "confidence", 0) < DECIDE_PAPER_MIN)
        reason_add(v->reasons, "grens-onzeker",
                   "Wat voor stuk dit is en van wie is zeker; misschien horen er meer of minder "
                   "pagina's bij");
}

/* Does the paper's place say whose it is, when it has the name of that person: the text of a mail
 * with her papers, or in the middle of her papers in a batch? */
static bool lies_with_hers(const struct paper *p, const struct group *best, const struct sender *s,
                           const struct papers *all)
{
    const struct link_dossier *l = group_dossier(p, best), *around = between_papers_of(p, all, s);

    if (!equal(&best->match, LINK_NAME) || best->p < WHOSE_P)
        return false;
    if (is_body_of(p, s))
        return link_same_household(s->person, l);
    return around && link_same_applicant(around, l);
}

int judge_paper(struct decider *d, struct paper *p, const struct sender *sender,
                const struct papers *all, struct verdict *v)
{
    double share;
    const struct group *best = p->group_count ? &p->groups[0] : NULL;

    if (!best || best->own < SLIGHT_BITS)
        return follow_sender(d, p, sender, all, v);
    size_t chosen = choose_dossier(d, p, best, sender, all, &share);
    v->dossier = &p->found.items[chosen];
    v->who = best->who;
    v->person = best->p >= WHOSE_P;
    double chance = household_chance(p, best);
    v->p = chance * share;
    v->decision = "review";
    bool named = named_by_sender(p, best, sender), company = in_company(p, best, sender, all);
    /* An invoice names others too: a surname alone says nothing there. */
    bool carries_name = type_carries(type_entry(d, record_text(p->record, "type")), "name");
    int alike = has_twin(p, best, named || company) ? 1
                : best->match.keyed                 ? 0
                                                    : look_alike(d, p, v->dossier, best);
    if (alike < 0)
        return -1;
    list_candidates(v, p, chosen, share);
    double sure = paper_sureness(d, p, sender);
    bool with_hers = lies_with_hers(p, best, sender, all);
    if (against_sender(v, sender, v->dossier) ||
        against_person(v, p, sender, best, v->dossier, named || company) ||
        paper_against_itself(d, v, p, sender)) {
        /* a reason stands there */
    } else if (alike && !with_hers) {
        reason_add(v->reasons, "dubbelganger",
                   "Het stuk kan ook van een ander op het adres van dossier %s zijn",
                   v->dossier->dossier);
    } else if (!with_hers && (chance < DECIDE_PERSON_MIN ||
                              !telling(&best->match, company, named && carries_name))) {
        reason_add(v->reasons, "persoon-onzeker",
                   "Het is niet zeker dat dit stuk bij dossier %s hoort", v->dossier->dossier);
    } else if (paper_against_dossier(d, v, p, sender, v->dossier, share)) {
        /* likewise */
    } else if (sure * v->p < DECIDE_TOTAL_MIN) {
        reason_add(v->reasons, "te-onzeker", "Alles bij elkaar is het niet zeker genoeg");
    } else {
        v->decision = "filed";
        tell_borders(v, p);
    }
    reasons_of_match(v->reasons, best, v->dossier);
    return 0;
}
