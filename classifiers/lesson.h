/* What training sees: pages and gaps of submissions whose truth is known. */
#ifndef POSTKAMER_LESSON_H
#define POSTKAMER_LESSON_H

#include "classifiers/judge.h"

struct lesson_page {
    uint32_t *grams; /* owned, sorted */
    size_t gram_count;
    uint32_t *words; /* owned: bits of known_word, in any order */
    size_t word_count;
    float *score;              /* owned: the catalogue's score by type */
    int type;                  /* -1: not known */
    int first, last;           /* 1, 0, or -1: not known */
    int fold;                  /* by likeness: pages of one template share a fold */
    float out_first, out_last; /* what a model that never saw its fold says */
    float *out;                /* owned: the same for its types */
    float known;
};

struct lesson_gap {
    float features[GAP_FEATURES];
    size_t left, right; /* ordinals of its pages in the course */
    int start;          /* 1, 0, or -1: not known */
};

struct course {
    struct lesson_page *pages;
    size_t page_count, page_room;
    struct lesson_gap *gaps;
    size_t gap_count, gap_room;
    size_t types;
};

/* Adds the pages and gaps of a judged submission. types, firsts, lasts: by place in its chain, -1
 * unknown; starts: the gap before it. 0, or -1: no memory. */
int course_add(struct course *k, const struct catalogue *c, const struct judgement *j,
               const int *types, const int *firsts, const int *lasts, const int *starts);
void course_release(struct course *k);

#define LEARN_FOLDS 4

/* Learns a model from a course; m is a hand-set model. seed: for what is left out at random. base:
 * a model to build on, NULL: none; what it knows and the course does not show stays. 0, or -1: no
 * memory, or nothing to learn from. Deterministic. */
int learn(struct model *m, struct course *k, unsigned seed, const struct model *base);

#define TYPE_PAGES_LEAST 3 /* fewer pages do not show a type */

/* Inside. Weights of the n-grams from all pages whose fold is not `without` (-1: all). */
int learn_grams(struct model *m, const struct course *k, int without, unsigned seed);
/* Gives pages of one template one fold. */
int learn_folds(struct course *k);
/* How much the catalogue and the n-grams count, by what held for templates not seen. */
void learn_mix(struct model *m, const struct course *k);
/* Weights of the gaps, drawn to those that m has. */
void learn_gaps(struct model *m, const struct course *k);
/* Gives m what base knows and the course does not show (learn_keep.c). */
void learn_keep(struct model *m, const struct course *k, const struct model *base);

#endif
