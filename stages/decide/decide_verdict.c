/* The decision on one paper: filed when all is sure and nothing speaks against it, else a question
 * with its reason. */
#include <math.h>
#include <string.h>
#include "classifiers/link_text.h"
#include "stages/common/catalogue_entry.h"
#include "stages/decide/decide_private.h"

#define CANDIDATES_MAX 5
#define ALIKE_BITS 3.0 /* nearer than this, a look-alike is as likely */
#define NEIGHBOURS_MAX 60
#define WHOSE_P 0.9 /* applicant's or partner's: said only when it is this sure */

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
static bool telling(const struct link_match *m, bool in_company, bool by_sender, bool expected)
{
    const struct link_result *f = m->fields;
    bool name = equal(m, LINK_NAME), birth = f[LINK_BIRTH].grade == LINK_AGREES;

    /* Of the readings of a day one that is hers, on a paper that came as hers, or the other's of
     * her household beside it. */
    if (birth && (expected || m->partner[LINK_BIRTH].grade == LINK_AGREES))
        return true;
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

/* Does the sidecar name her, by login or number, or is a mail from the only one of her name? */
static bool named_by_sender(const struct paper *p, const struct group *best, const struct sender *s)
{
    const struct link_dossier *named = s->by_sidecar ? s->person : s->fully ? s->namesake : NULL;

    return named && !s->disputed && !s->unknown && !s->partners_own &&
           best->who == LINK_AS_APPLICANT && link_same_applicant(named, group_dossier(p, best));
}

/* Does it lie beside a paper that surely is hers? */
static bool beside_hers(const struct paper *p, const struct group *best, const struct papers *all)
{
    size_t at = (size_t)(p - all->items);

    for (size_t k = 0; k < 2; k++) {
        size_t next = k ? at + 1 : at - 1; /* the one before the first is none */
        const struct paper *mate = next < all->count ? &all->items[next] : NULL;
        if (mate && mate->strong &&
            link_same_applicant(group_dossier(mate, &mate->groups[mate->own]),
                                group_dossier(p, best)))
            return true;
    }
    return false;
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

/* Does the paper say enough, by itself or as one of what came with it, to be taken for hers? */
static bool says_enough(struct decider *d, const struct paper *p, const struct group *best,
                        const struct sender *s, const struct papers *all, bool named, bool company)
{
    /* An invoice names others too: a surname alone says nothing there. */
    bool carries_name = entry_lists(type_of(d, p->record), "fields", "name");
    bool beside = beside_hers(p, best, all);

    if (telling(&best->match, company, carries_name && (named || beside),
                named || company || beside))
        return true;
    return (carries_name || best->match.fields[LINK_NAME].grade == LINK_ABSENT) &&
           goes_with_sender(d, p, group_dossier(p, best), all, s);
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
    int alike = has_twin(p, best, named || company) ? 1
                : best->match.keyed                 ? 0
                                                    : look_alike(d, p, v->dossier, best);
    if (alike < 0)
        return -1;
    list_candidates(v, p, chosen, share);
    double sure = paper_sureness(d, p, sender);
    bool with_hers = lies_with_hers(p, best, sender, all);
    if (paper_against_sender(v, sender, v->dossier) ||
        paper_against_person(v, p, sender, best, v->dossier, named || company) ||
        paper_against_itself(d, v, p, sender)) {
        /* a reason stands there */
    } else if (paper_of_relative(p, best, all)) {
        reason_add(v->reasons, "dubbelganger",
                   "Er staan andere voorletters dan in dossier %s; misschien is het van een "
                   "familielid",
                   v->dossier->dossier);
    } else if (paper_beside_namesake(p, best, all)) {
        reason_add(v->reasons, "dubbelganger",
                   "Er zit ook een stuk bij van iemand anders met de naam van dossier %s",
                   v->dossier->dossier);
    } else if (alike && !with_hers) {
        reason_add(v->reasons, "dubbelganger",
                   "Het stuk kan ook van een ander op het adres van dossier %s zijn",
                   v->dossier->dossier);
    } else if (!with_hers && (chance < DECIDE_PERSON_MIN ||
                              !says_enough(d, p, best, sender, all, named, company))) {
        reason_add(v->reasons, "persoon-onzeker",
                   "Het is niet zeker dat dit stuk bij dossier %s hoort", v->dossier->dossier);
    } else if (paper_against_dossier(d, v, p, sender, all, v->dossier, share)) {
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
