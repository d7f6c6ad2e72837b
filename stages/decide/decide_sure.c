/* Is it sure what the paper is, and are its borders as far as they matter? */
#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"
#include "stages/common/catalogue_entry.h"
#include "stages/decide/decide_private.h"

#define ALARM_PAGES 5   /* of a letter, where an urgent kind's words are looked for */
#define SPEAKS_BITS 5.0 /* what one value must say for a page to name its person */

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

double paper_sureness(struct decider *d, const struct paper *p, const struct sender *s)
{
    double confidence = record_number(p->record, "confidence", 0);
    double type = record_number(p->record, "one_type", confidence);
    bool judged = json_object_get(p->record, "one_type") != NULL;
    bool one = record_number(p->record, "one_paper", 0) >= DECIDE_PAPER_MIN;

    if (type < DECIDE_TYPE_MIN && paper_is_bank_card(d, p))
        type = DECIDE_TYPE_MIN;
    if (type < (judged && paper_lacks_account(d, p) ? DECIDE_BARE_MIN : DECIDE_TYPE_MIN))
        return 0;
    if (confidence >= DECIDE_PAPER_MIN)
        return confidence;
    return one || (s->person && s->unanimous) || every_page_speaks(p) ? type : 0;
}

/* An urgent kind that it may be instead: taken for another, its term runs out unseen. NULL: none.
 */
static const json_t *maybe_urgent(struct decider *d, const struct paper *p, const char *type)
{
    size_t i;
    json_t *kind;

    json_array_foreach(json_object_get(p->record, "types"), i, kind)
    {
        const json_t *entry = type_of(d, kind);
        if (record_true(entry, "urgent") && strcmp(record_text(kind, "type"), type) &&
            record_number(kind, "p", 0) >= DECIDE_URGENT_MIN)
            return entry;
    }
    return NULL;
}

/* An urgent kind whose alarm words a letter has: few words are enough for a clerk to look. What an
 * authority writes tells everybody how to object. NULL: none. */
static const json_t *alarming(struct decider *d, const struct paper *p, const char *type)
{
    const json_t *own = catalogue_entry(d->catalogue, "types", type), *found = NULL;
    bool letter = record_true(own, "letter") && !record_true(own, "authority");
    char *text = letter && !record_true(own, "urgent") ? paper_text(d, p, ALARM_PAGES) : NULL;
    size_t i, k;
    json_t *entry, *word;

    json_array_foreach(json_object_get(d->catalogue, "types"), i, entry)
    {
        json_array_foreach(json_object_get(entry, "alarms"), k, word)
        {
            if (text && json_is_string(word) && fold_find(text, json_string_value(word)))
                found = entry;
        }
    }
    free(text);
    return found;
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
    const json_t *urgent = maybe_urgent(d, p, type);
    if (!urgent)
        urgent = alarming(d, p, type);
    if (urgent) {
        reason_add(v->reasons, "misschien-spoed",
                   "Het kan ook dit zijn: %s; daarvoor loopt een wettelijke termijn",
                   record_text(urgent, "label"));
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
