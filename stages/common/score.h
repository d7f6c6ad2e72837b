/* The score of CONTRACT section 3: figures from truth and report, pure, by submission. */
#ifndef POSTKAMER_SCORE_H
#define POSTKAMER_SCORE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCORE_FIELDS 8
extern const char *const score_fields[SCORE_FIELDS];

/* What is counted; a figure is a quotient of sums of these. */
enum score_count {
    COUNT_PAGES, /* of the truth */
    COUNT_ACCOUNTED,
    COUNT_BOUNDARY_RIGHT, /* true and found starts, the first page left out */
    COUNT_BOUNDARY_EXTRA,
    COUNT_BOUNDARY_MISSED,
    COUNT_TRUTH_PIECES,
    COUNT_REPORT_PIECES, /* without blank and rejected ones */
    COUNT_EXACT_PIECES,
    COUNT_MATCHED_PIECES, /* IoU above one half */
    COUNT_IOU,
    COUNT_POSSIBLE, /* submissions in which all could be filed or set aside */
    COUNT_STRAIGHT,
    COUNT_TYPED_PAGES, /* pages that have a type */
    COUNT_TYPE_RIGHT,
    COUNT_FILED,
    COUNT_MISFILED,
    COUNT_MISLABELLED,
    COUNT_ASIDE,
    COUNT_WRONGLY_ASIDE,
    COUNT_REJECTED,
    COUNT_WRONGLY_REJECTED,
    COUNT_DOSSIER_PAGES, /* pages that have a dossier, duplicates left out */
    COUNT_COVERED,
    COUNT_FIELD_TRUTH, /* SCORE_FIELDS of each: pieces whose truth has the field */
    COUNT_FIELD_RIGHT = COUNT_FIELD_TRUTH + SCORE_FIELDS,
    COUNT_FIELD_GIVEN = COUNT_FIELD_RIGHT + SCORE_FIELDS,
    COUNT_FIELD_GIVEN_RIGHT = COUNT_FIELD_GIVEN + SCORE_FIELDS,
    SCORE_COUNTS = COUNT_FIELD_GIVEN_RIGHT + SCORE_FIELDS,
};

struct score {
    double counts[SCORE_COUNTS];
};

/* Adds one submission. truth: its line; report: array of its report lines (may be empty or NULL).
 * 0, or -1 with errno: EINVAL when the truth is not as CONTRACT has it, ENOMEM. */
int score_submission(struct score *s, const json_t *truth, const json_t *report);

enum score_figure {
    FIGURE_ACCOUNTED,
    FIGURE_BOUNDARY,
    FIGURE_DOCUMENT,
    FIGURE_PQ,
    FIGURE_STRAIGHT,
    FIGURE_TYPE,
    FIGURE_MISFILED,
    FIGURE_MISLABELLED,
    FIGURE_WRONGLY_ASIDE,
    FIGURE_WRONGLY_REJECTED,
    FIGURE_COVERAGE,
    FIGURE_FIELD_ACCURACY,
    FIGURE_FIELD_PRECISION = FIGURE_FIELD_ACCURACY + SCORE_FIELDS,
    SCORE_FIGURES = FIGURE_FIELD_PRECISION + SCORE_FIELDS,
};

const char *score_figure_name(enum score_figure f, char *out, size_t size);
/* Its numerator and denominator. */
void score_figure(const struct score *s, enum score_figure f, double *numerator,
                  double *denominator);
/* The quotient; NAN when there is nothing to divide by. */
double score_value(const struct score *s, enum score_figure f);

/* 95% interval by the percentile bootstrap over submissions (B. Efron, 1979): `rounds` resamples
 * of n scores, the same numbers for the same seed. NAN when the figure has no value. 0, or -1:
 * no memory. */
int score_interval(const struct score *each, size_t n, enum score_figure f, unsigned rounds,
                   uint64_t seed, double *low, double *high);

/* A report that knows nothing, to compare with: every page a piece, or every file one piece
 * ("never split"), all of type `type`, in review. NULL: no memory. */
json_t *score_floor(const json_t *truth, bool never_split, const char *type);

#endif
