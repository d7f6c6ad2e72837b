/* What a paper can say: the sheet of values of one document. See samples/README.md for the names.
 */
#ifndef SAMPLES_FACTS_H
#define SAMPLES_FACTS_H

#include "samples/make/fill.h"
#include "samples/make/people.h"

struct fonts {
    struct list kinds, families; /* parallel: "sans", "Carlito" */
};

struct world {
    struct lists lists;
    struct fonts fonts;
    struct list transactions, activities;
    struct registry registry;
};

/* Whose paper, for which dossier, about when. */
struct subject {
    const struct household *household;
    const struct dossier *dossier; /* NULL: a stranger's */
    bool partner;                  /* the partner's own paper */
    char date[11];                 /* the paper was sent about then */
    int months_back;               /* of the periods before that date, which (0: chance) */
    const char *type;
    bool hand;
    uint64_t issuer; /* papers of one series share it: one employer, one look; 0: by chance */
};

void facts_make(struct sheet *s, const struct subject *of, const struct world *w, struct rng *r);

/* Parts of it, each a file. */
void facts_people(struct sheet *s, const struct subject *of, const struct world *w, struct rng *r);
void facts_time(struct sheet *s, const struct subject *of, struct rng *r);
void facts_parties(struct sheet *s, const struct subject *of, const struct world *w, struct rng *r);
void facts_money(struct sheet *s, const struct subject *of, struct rng *r);
void facts_rows(struct sheet *s, const struct subject *of, const struct world *w, struct rng *r);
void facts_style(struct sheet *s, const struct subject *of, const struct world *w, struct rng *r);
void facts_mrz(struct sheet *s, const struct person *p, struct rng *r);

#endif
