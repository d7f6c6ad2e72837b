/* The decision on one paper: filed when all is sure and nothing speaks against it, else a question
 * with its reason. */
#include <math.h>
#include <string.h>
#include "classifiers/link_text.h"
#include "stages/common/decide_private.h"

#define CANDIDATES_MAX 5
#define SLIGHT_BITS 2.0 /* evidence below this is none: a city, a street */
#define NAMED_P 0.7     /* a number that was read with this certainty is taken at its word */
#define ALIKE_BITS 3.0  /* nearer than this, a look-alike is as likely */
#define NEIGHBOURS_MAX 60
#define CLEAR_P 0.8   /* a value read with less may be nothing of the kind */
#define WRITTEN_P 0.9 /* numbers and companies that nothing checks, written by hand */
#define SCRAP_NAME 3  /* letters up to which what was hardly read as a name may be none */
#define WHOSE_P 0.9   /* applicant's or partner's: said only when it is this sure */

static double rounded(double p)
{
    return floor(p * 1000) / 1000;
}

static void list_candidates(struct verdict *v, const struct paper *p, size_t chosen, double share)
{
    for (size_t i = 0; i < p->group_count && json_array_size(v->candidates) < CANDIDATES_MAX; i++) {
        const struct group *g = &p->groups[i];
        size_t dossier = i == 0 ? chosen : g->dossier;
        double score = rounded(i == 0 ? g->p * share : g->p);
        if (score > 0)
            json_array_append_new(v->candidates,
                                  json_pack("{s:s, s:f}", "dossier",
                                            p->found.items[dossier].dossier, "score", score));
    }
}

static const struct link_dossier *dossier_of(const struct paper *p, const struct group *g)
{
    return &p->found.items[g->dossier];
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
            !link_same_household(dossier_of(p, g), dossier_of(p, best)))
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
        if (link_same_applicant(dossier_of(p, &p->groups[i]), dossier_of(p, best)))
            sum += p->groups[i].p;
    return sum < 1 ? sum : 1;
}

static bool equal(const struct link_match *m, enum link_field field)
{
    return m->fields[field].grade == LINK_AGREES && m->fields[field].value->p >= 0.5;
}

/* Does it name the person by more than a surname? A number that is the known one was read right,
 * however badly it could be read. */
static bool telling(const struct link_match *m, bool in_company)
{
    const struct link_result *f = m->fields;
    bool name = equal(m, LINK_NAME);

    if (in_company && (name || f[LINK_KVK].grade == LINK_AGREES))
        return true;
    return m->keyed || m->other_named || f[LINK_BSN].grade == LINK_AGREES ||
           f[LINK_NUMBER].grade == LINK_AGREES || equal(m, LINK_IBAN) || equal(m, LINK_COMPANY) ||
           equal(m, LINK_BIRTH) ||
           (name && (f[LINK_INITIALS].bits > 0 || f[LINK_BIRTH].bits > 0)) ||
           (equal(m, LINK_POSTCODE) && (name || equal(m, LINK_HOUSE)));
}

/* Did it come with several papers that surely are this household's, from one sender? */
static bool in_company(const struct paper *p, const struct group *best, const struct sender *s)
{
    bool scan = s->channel && strcmp(s->channel, "scan") == 0;

    return s->person && s->unanimous && s->strong >= 2 && !scan &&
           link_same_household(s->person, dossier_of(p, best));
}

/* Another known person to whom the paper itself fits about as well: a twin. */
static bool has_twin(const struct paper *p, const struct group *best)
{
    for (size_t i = 0; i < p->group_count; i++) {
        const struct group *g = &p->groups[i];
        if (!g->match.conflict && g->own >= best->own - ALIKE_BITS &&
            !link_same_household(dossier_of(p, g), dossier_of(p, best)))
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

/* A dossier number of the right form that is not this person's: an old one, or another's. */
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
        if (v->valid && v->p >= NAMED_P)
            other = v;
    }
    return other;
}

/* Both partners have a dossier, and the submission is about the other one's. */
static bool between_two(const struct paper *p, const struct sender *s, const struct group *best)
{
    const struct link_dossier *d = dossier_of(p, best);

    if (!s->person || link_same_applicant(s->person, d) || !link_same_household(s->person, d))
        return false;
    return true;
}

/* Is this paper's neighbour surely of the sender's household? */
static bool held(const struct papers *all, size_t at, const struct sender *s)
{
    const struct paper *mate = at < all->count ? &all->items[at] : NULL;

    return mate && mate->strong &&
           link_same_household(dossier_of(mate, &mate->groups[mate->own]), s->person);
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
        return s->strong >= 2;
    return s->strong >= 2 && held(all, at - 1, s) && held(all, at + 1, s);
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
                          const struct group *best, const struct link_dossier *d)
{
    const struct group *other = other_person(p, best);
    const struct group *own = &p->groups[p->own];

    if (best->match.conflict) {
        reason_add(v->reasons, "gegevens-anders",
                   "Op het stuk staan gegevens die niet van dossier %s zijn", d->dossier);
        return 1;
    }
    if (other) {
        reason_add(v->reasons, "tweede-persoon", "Het stuk hoort mogelijk bij %s",
                   dossier_of(p, other)->dossier);
        return 1;
    }
    if (own->own > best->own + SLIGHT_BITS &&
        !link_same_household(dossier_of(p, own), dossier_of(p, best))) {
        reason_add(v->reasons, "meegekomen",
                   "Het stuk hoort mogelijk bij %s, niet bij de rest van "
                   "de inzending",
                   dossier_of(p, own)->dossier);
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

static int against_dossier(struct decider *decider, struct verdict *v, const struct paper *p,
                           const struct sender *s, const struct link_dossier *d, double share)
{
    const char *named = p->naming.read ? p->naming.scheme : NULL;
    const struct link_value *number = other_number(p, d);

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

static int against_paper(struct verdict *v, const struct paper *p)
{
    const char *type = record_text(p->record, "type");
    double confidence = record_number(p->record, "confidence", 0);

    if (json_object_get(p->record, "referral")) /* split has said why */
        return 1;
    if (!type || strcmp(type, "onbekend") == 0) {
        reason_add(v->reasons, "soort-onbekend",
                   "Het stuk is niet goed genoeg te lezen om te "
                   "zeggen wat het is");
        return 1;
    }
    if (!(confidence >= DECIDE_PAPER_MIN)) {
        reason_add(v->reasons, "soort-onzeker",
                   "Het is niet zeker wat voor stuk dit is of welke pagina's erbij horen");
        return 1;
    }
    return 0;
}

/* Does a paper of this type carry this field of the person whose it is? */
static bool carries(const json_t *type, const char *field)
{
    size_t i;
    const json_t *name;

    json_array_foreach(json_object_get(type, "fields"), i, name)
    {
        if (strcmp(json_string_value(name) ? json_string_value(name) : "", field) == 0)
            return true;
    }
    return false;
}

/* Does this value say whose paper it is? A scrap that was taken for a name does not, nor does the
 * account that an assessment or an invoice asks to pay into. */
static bool names_one(const struct link_value *v, const json_t *type)
{
    char key[LINK_KEY_SIZE];

    if (v->role == LINK_THIRD || v->p < 0.5)
        return false;
    if (v->field == LINK_IBAN && v->role == LINK_UNKNOWN)
        return carries(type, "iban");
    if (v->field == LINK_BSN && v->role == LINK_UNKNOWN)
        return carries(type, "bsn"); /* on other papers it is an account's or an order's */
    if (v->field == LINK_NAME)
        return v->p >= NAMED_P || strlen(link_name_key(v->text, key, sizeof key)) > SCRAP_NAME;
    return v->field < LINK_NAME || v->field == LINK_BIRTH || v->field == LINK_COMPANY;
}

/* Is this value nobody's of the household, so clearly that it was not just read badly? */
static bool clearly_anothers(const struct link_value *v, const struct link_dossier *of)
{
    struct link_match as[2];

    link_compare(v, 1, of, LINK_AS_APPLICANT, &as[0]);
    link_compare(v, 1, of, LINK_AS_PARTNER, &as[1]);
    for (int i = 0; i < 2; i++) {
        const struct link_result *r = &as[i].fields[v->field];
        bool identity = v->field == LINK_BSN || v->field == LINK_NAME || v->field == LINK_BIRTH;
        if (r->grade == LINK_AGREES || r->grade == LINK_NEAR ||
            (r->grade == LINK_DIFFERS && identity && !r->sure))
            return false;
    }
    return v->p >= (v->field == LINK_KVK || v->field == LINK_COMPANY ? WRITTEN_P : CLEAR_P);
}

/* Does the paper name somebody else, known or not? */
static bool names_another(struct decider *d, const struct paper *p, const struct link_dossier *of)
{
    const json_t *type = type_entry(d, record_text(p->record, "type"));

    for (size_t i = 0; i < p->count; i++)
        if (names_one(&p->values[i], type) && clearly_anothers(&p->values[i], of))
            return true;
    return false;
}

/* Is this companion somebody else's than the sender's, as far as it can be read? */
static bool of_another(const struct paper *p, const struct sender *s)
{
    char key[LINK_KEY_SIZE];

    if (p->group_count && p->groups[0].own >= SLIGHT_BITS)
        return !link_same_household(dossier_of(p, &p->groups[0]), s->person);
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

static const struct group *group_of_sender(const struct paper *p, const struct sender *s)
{
    for (size_t i = 0; s->person && i < p->group_count; i++)
        if (p->groups[i].who == LINK_AS_APPLICANT &&
            link_same_applicant(dossier_of(p, &p->groups[i]), s->person))
            return &p->groups[i];
    return NULL;
}

/* A paper that names nobody goes with its submission only when that is surely one person's. */
static int follow_sender(struct decider *d, struct paper *p, const struct sender *sender,
                         const struct papers *all, struct verdict *v)
{
    const struct group *g = group_of_sender(p, sender);
    double share;

    v->decision = "review";
    if (!g) {
        reason_add(v->reasons, "geen-persoon",
                   "Op het stuk staat niemand die in het register staat");
        return 0;
    }
    size_t chosen = choose_dossier(d, p, g, sender, all, &share);
    v->dossier = &p->found.items[chosen];
    v->p = share;
    json_array_append_new(v->candidates, json_pack("{s:s, s:f}", "dossier", v->dossier->dossier,
                                                   "score", rounded(g->p * share)));
    if (names_another(d, p, v->dossier)) {
        reason_add(v->reasons, "gegevens-anders",
                   "Op het stuk staan gegevens die niet van dossier %s zijn", v->dossier->dossier);
        return 0;
    }
    if (in_other_company(p, all, sender)) {
        reason_add(v->reasons, "geen-persoon",
                   "Op het stuk staat geen persoon, en niet alle andere stukken van de inzending "
                   "lijken van dossier %s",
                   v->dossier->dossier);
        return 0;
    }
    if (!follows(p, all, sender)) {
        reason_add(v->reasons, "geen-persoon",
                   "Op het stuk staat geen persoon; de rest van de inzending is voor dossier %s",
                   v->dossier->dossier);
        return 0;
    }
    if (against_paper(v, p) || against_dossier(d, v, p, sender, v->dossier, share))
        return 0;
    v->decision = "filed";
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
    int alike = has_twin(p, best) ? 1 : best->match.keyed ? 0 : look_alike(d, p, v->dossier, best);
    if (alike < 0)
        return -1;
    list_candidates(v, p, chosen, share);
    double confidence = record_number(p->record, "confidence", 0);
    if (against_sender(v, sender, v->dossier) || against_person(v, p, sender, best, v->dossier) ||
        against_paper(v, p)) {
        /* a reason stands there */
    } else if (alike) {
        reason_add(v->reasons, "dubbelganger",
                   "Het stuk kan ook van een ander op het adres van dossier %s zijn",
                   v->dossier->dossier);
    } else if (chance < DECIDE_PERSON_MIN || !telling(&best->match, in_company(p, best, sender))) {
        reason_add(v->reasons, "persoon-onzeker",
                   "Het is niet zeker dat dit stuk bij dossier %s hoort", v->dossier->dossier);
    } else if (against_dossier(d, v, p, sender, v->dossier, share)) {
        /* likewise */
    } else if (confidence * v->p < DECIDE_TOTAL_MIN) {
        reason_add(v->reasons, "te-onzeker", "Alles bij elkaar is het niet zeker genoeg");
    } else {
        v->decision = "filed";
    }
    reasons_of_match(v->reasons, best, v->dossier);
    return 0;
}
