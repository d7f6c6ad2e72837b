/* The pile of papers that becomes a submission. */
#ifndef SAMPLES_PLAN_H
#define SAMPLES_PLAN_H

#include "samples/make/submission.h"

/* Whose papers are being put together, and when they are sent. */
struct pile {
    struct corpus *c;
    struct rng *r;
    struct submission *s;
    const struct household *household;
    const struct dossier *dossier;
    char date[11];
    uint64_t issuer; /* of the series that is being added; 0: none */
    int pages;
};

/* plan_papers.c: what somebody sends. small: one paper. */
void pile_fill(struct pile *p, bool small);
void pile_add_loose(struct pile *p, int count); /* papers of any type */
void pile_add_of(struct pile *p, const struct template *t, bool partner, int months_back);

/* A document at the end of the corpus, not yet counted; and puts one on the pile by its index. */
struct document *pile_new_document(struct corpus *c);
void pile_put_on(struct pile *p, int document);

#endif
