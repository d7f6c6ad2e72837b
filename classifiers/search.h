/* The joint search for pieces and types: a chain over the pages of a submission whose state is the
 * piece's type; at each gap a piece goes on or a new one starts. Exact posteriors by the
 * forward-backward algorithm. Time and memory are linear in the pages. */
#ifndef POSTKAMER_SEARCH_H
#define POSTKAMER_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include "classifiers/catalogue.h"

struct search_input {
    size_t pages, types;
    const float *score; /* pages x types: log scores of a page, not normalised */
    const float *start; /* pages: log odds that a piece starts at the page; [0] is ignored */
    const float *stay;  /* types: log odds added to a start after a page of this type */
    float inside;       /* how much a later page of a piece says of its type, 0..1 */
    const float *again; /* types: probability that the next piece is of this type too */
};

#define SEARCH_TYPES_MAX 5

struct search_piece {
    size_t first, count;
    int type;
    float boundary; /* probability that these are exactly the pages of one piece */
    float joint;    /* ... and that its type is `type` */
    /* What holds wherever papers begin and end: probability that all its pages are of `type`, and
     * that they are of one paper, which may have more. */
    float kind, together;
    struct {
        int type;
        float p;               /* probability given the boundary */
    } types[SEARCH_TYPES_MAX]; /* best first */
    size_t type_count;
};

/* Fills *pieces (the caller frees) with the best sequence. 0, or -1: no memory. */
int search_pieces(const struct search_input *in, struct search_piece **pieces, size_t *count);

#endif
