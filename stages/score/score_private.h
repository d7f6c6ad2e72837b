/* Between the files of the score: truth and report laid side by side. */
#ifndef POSTKAMER_SCORE_PRIVATE_H
#define POSTKAMER_SCORE_PRIVATE_H

#include "stages/score/score.h"

enum { TRUTH_BLANK = -1, TRUTH_REJECTED = -2, TRUTH_UNKNOWN = -3 };

/* What the truth says of a page, and where the report has it. */
struct score_page {
    long truth;     /* number of the piece, or one of the above; unknown: not in the truth */
    long report;    /* number of the last piece that has it, -1: none */
    unsigned times; /* in how many pieces */
    bool covered;   /* in a filed piece of the right dossier */
};

struct comparison {
    const json_t *truth, *pieces, *report; /* borrowed */
    json_t *numbers;                       /* "page file" -> number of the page */
    struct score_page *pages;
    size_t count, room;
    long *order; /* pages of the truth's pieces, in truth order */
    size_t ordered;
    size_t *common; /* pages that truth piece i and report piece k share: [i * reports + k] */
    size_t truths, reports;
};

/* 0, or -1 with errno; release it in any case. */
int comparison_init(struct comparison *c, const json_t *truth, const json_t *report);
void comparison_release(struct comparison *c);

/* The page that a place of the report names. */
struct score_page *comparison_page(const struct comparison *c, const json_t *place);
/* NULL for a negative number. */
const json_t *comparison_truth(const struct comparison *c, long number);
const json_t *comparison_report(const struct comparison *c, long number);
/* The report piece with IoU above one half, of which there is at most one; -1: none. */
long comparison_match(const struct comparison *c, size_t truth, double *iou);
/* The truth piece that shares most pages with a report piece; `truths` when there is none. */
size_t comparison_owner(const struct comparison *c, size_t report);
/* Do both have the same pages? */
bool comparison_exact(const struct comparison *c, size_t truth, size_t report);

bool piece_same(const json_t *a, const json_t *b, const char *member);
bool piece_decided(const json_t *piece, const char *decision);
/* A report's blank page or rejected file is no paper. */
bool piece_is_paper(const json_t *piece);

/* Tables over n cases, as postkamer-score(1) describes them. NULL: no memory. */
json_t *score_type_table(const struct score_case *cases, size_t n);
json_t *score_reliability(const struct score_case *cases, size_t n);
/* by: {member: {value: group}}, as in the result. */
json_t *score_weakest(const json_t *by);

#endif
