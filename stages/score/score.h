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
    COUNT_IOU,      /* summed over pairs with IoU above one half */
    COUNT_POSSIBLE, /* submissions in which all could be filed or set aside */
    COUNT_STRAIGHT,
    COUNT_TYPED_PAGES, /* pages that have a type */
    COUNT_TYPE_RIGHT,
    COUNT_FILED, /* a page that stands in two filed pieces is filed twice */
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

/* One submission compared with its truth. */
struct score_case {
    const json_t *truth; /* its line; borrowed */
    struct score *parts; /* of each piece of the truth in its order; the last is of what belongs to
                            no piece: blank pages, rejected files, straight-through */
    size_t count;        /* of parts, at least 1 */
    json_t *types;       /* [["true type", "reported type" or "-"]], a page each */
    json_t *judged; /* [{"confidence", "right", "pages"}], a filed or reviewed paper each; right:
                       pages, type and dossier are all as in the truth */
};

/* report: array of the submission's report lines (may be empty or NULL). 0, or -1 with errno:
 * EINVAL when the truth is not as CONTRACT has it (no pieces, a page that stands twice), ENOMEM.
 * Release it in any case. */
int score_case_init(struct score_case *c, const json_t *truth, const json_t *report);
void score_case_release(struct score_case *c);

void score_add(struct score *sum, const struct score *s);
/* What of the case has `value` as `member` (a text, or a list that holds it; "unknown" for an empty
 * one). A piece's own member comes first, then the submission's. value NULL: all. */
struct score score_part(const struct score_case *c, const char *member, const char *value);
/* Adds every value that `member` has in the case as a key to `values`. */
void score_values(const struct score_case *c, const char *member, json_t *values);

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

/* 95% interval of a figure over n submissions.
 * Mostly the percentile bootstrap over submissions (B. Efron, 1979): `rounds` resamples, the same
 * for the same seed. A figure that is 0 or 1 would get an interval without width; it gets the bound
 * of C. Clopper and E. Pearson (1934) for as many trials as the submissions are worth (L. Kish,
 * 1965: the squared sum of denominators over the sum of their squares), since errors come together
 * in a submission. NAN when the figure has no value, or rests on one submission and is between 0
 * and 1. 0, or -1: no memory. */
int score_interval(const struct score *each, size_t n, enum score_figure f, unsigned rounds,
                   uint64_t seed, double *low, double *high);

/* A report that knows nothing, to compare with: every page a piece; every file one piece; the
 * right pieces; all of them of type `type`, in review. NULL: no memory. */
enum score_floor { FLOOR_EVERY_PAGE, FLOOR_NEVER_SPLIT, FLOOR_COMMONEST_TYPE, SCORE_FLOORS };
json_t *score_floor(const json_t *truth, enum score_floor floor, const char *type);
/* The type that most pages of the truth's lines have; borrowed from them. */
const char *score_commonest_type(const json_t *truth);

/* The whole score of a corpus as JSON; postkamer-score(1) describes it.
 * truth: array of its lines; reports: {submission: [report lines]}; by: members with commas
 * between, or NULL. NULL with errno (see score_case_init); *line is then the line that is not as it
 * should be. */
json_t *score_result(const json_t *truth, const json_t *reports, const char *by, size_t *line);
/* The result as text for people on stdout; all figures by the members in `by`, which may be NULL.
 */
void score_print(const json_t *result, const char *by);

#endif
