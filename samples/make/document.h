/* One paper: filled in, drawn, with what is printed on it. */
#ifndef SAMPLES_DOCUMENT_H
#define SAMPLES_DOCUMENT_H

#include "samples/make/facts.h"
#include "samples/make/template.h"

struct document {
    const struct template *template;
    struct vars fields; /* truth: field -> value */
    const struct household *household;
    bool partner;     /* the partner's own paper */
    int dossier;      /* index in the registry; -1: none is right */
    char source[512]; /* HTML, or the text itself when the template is a text */
    char pdf[512];    /* "" for a text */
    int pages;        /* known once drawn */
    bool duplicate, hand;
    int copy_of;              /* index of the document that this repeats; -1: none */
    enum lookalike copy_kind; /* ALIKE_COPY_...; of a copy only */
    bool number_wrong;        /* its page numbers are misprinted */
};

/* Fills the template in a file FOLDER/<index>.html; the drawing follows for all at once. */
void document_make(struct document *d, const struct template *t, const struct subject *of,
                   const struct world *w, struct rng *r, const char *folder, int index);

/* Draws those that are not texts with `processes` processes and sets their page counts. */
void documents_draw(struct document *all, int count, const char *drawer, int processes);

#endif
