/* Pieces for another municipality or another scheme: a clerk sends them on. */
#include <stdio.h>
#include "classifiers/judge.h"

static bool may_be_referred(const struct document_type *t, enum referral_kind kind)
{
    return t->municipal || (kind == REFERRAL_SCHEME && (t->fallback || t->letter));
}

void judge_refer(struct judgement *j, const struct catalogue *c, const struct referrals *r)
{
    for (size_t i = 0; i < j->piece_count; i++) {
        struct judge_piece *p = &j->pieces[i];
        struct referral found = referral_find(r, &j->views[p->pages[0]]);
        const struct document_type *t = catalogue_type(c, (size_t)p->verdict.type);
        if (found.kind == REFERRAL_NONE || !may_be_referred(t, found.kind))
            continue;
        p->referral = found;
        bool scheme = found.kind == REFERRAL_SCHEME;
        size_t last = p->reason_count < REASONS_MAX ? p->reason_count++ : REASONS_MAX - 1;
        p->reasons[last].code = scheme ? "referral-scheme" : "referral-municipality";
        snprintf(p->reasons[last].detail, sizeof p->reasons[last].detail,
                 scheme ? "Dit is een aanvraag voor een andere regeling: %s. Doorverwijzen."
                        : "Dit stuk is voor of van een andere gemeente: %s. Doorverwijzen.",
                 found.name);
    }
}
