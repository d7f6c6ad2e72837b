/* How a model does on labelled submissions: the contract's figures for splitting and typing, and
 * how its confidences hold. */
#ifndef POSTKAMER_MARKS_H
#define POSTKAMER_MARKS_H

#include <stdio.h>
#include "stages/learn/lessons.h"

struct marks {
    size_t starts_found, starts_said, starts_true; /* boundaries within submissions */
    size_t pieces, judged, exact, typed;
    size_t pages, pages_typed;
    size_t matched;            /* pairs of pieces with IoU above one half */
    double overlap;            /* sum of their IoU */
    size_t submissions, whole; /* whole: all pieces and types right */
    struct outcome *list;      /* owned; by piece judged */
    size_t count, room;
    unsigned *confusion; /* owned; pages: true type * CATALOGUE_TYPES_MAX + said type */
};

/* Judges a submission with a model and counts. `errors`: where to list what is wrong; may be NULL.
 * 0, or -1 with errno. */
int marks_add(struct marks *m, const struct lesson *x, struct catalogue *c,
              const struct model *model, FILE *errors);
void marks_release(struct marks *m);

/* 0 to 1, as postkamer-score(1) defines them; 1 of nothing. */
double marks_boundary_f1(const struct marks *m);
double marks_document_f1(const struct marks *m);
double marks_pq(const struct marks *m);

/* One line of figures after a name; of borders only. */
void marks_print_borders(const char *name, const struct marks *m);
void marks_print(const char *name, const struct marks *m);

#endif
