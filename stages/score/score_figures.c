/* Figures from counts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/stream.h"
#include "stages/score/score.h"

static const struct {
    const char *name;
    enum score_count numerator, denominator;
} quotients[] = {
    [FIGURE_ACCOUNTED] = {"accounted", COUNT_ACCOUNTED, COUNT_PAGES},
    [FIGURE_BOUNDARY] = {"boundary F1", SCORE_COUNTS, SCORE_COUNTS},
    [FIGURE_DOCUMENT] = {"document F1", SCORE_COUNTS, SCORE_COUNTS},
    [FIGURE_PQ] = {"PQ", SCORE_COUNTS, SCORE_COUNTS},
    [FIGURE_STRAIGHT] = {"straight-through", COUNT_STRAIGHT, COUNT_POSSIBLE},
    [FIGURE_TYPE] = {"type accuracy", COUNT_TYPE_RIGHT, COUNT_TYPED_PAGES},
    [FIGURE_MISFILED] = {"misfiled", COUNT_MISFILED, COUNT_FILED},
    [FIGURE_MISLABELLED] = {"mislabelled", COUNT_MISLABELLED, COUNT_FILED},
    [FIGURE_WRONGLY_ASIDE] = {"wrongly aside", COUNT_WRONGLY_ASIDE, COUNT_ASIDE},
    [FIGURE_WRONGLY_REJECTED] = {"wrongly rejected", COUNT_WRONGLY_REJECTED, COUNT_REJECTED},
    [FIGURE_COVERAGE] = {"coverage", COUNT_COVERED, COUNT_DOSSIER_PAGES},
};

const char *score_figure_name(enum score_figure f, char *out, size_t size)
{
    if (f < FIGURE_FIELD_ACCURACY)
        snprintf(out, size, "%s", quotients[f].name);
    else if (f < FIGURE_FIELD_PRECISION)
        snprintf(out, size, "field accuracy %s", score_fields[f - FIGURE_FIELD_ACCURACY]);
    else
        snprintf(out, size, "field precision %s", score_fields[f - FIGURE_FIELD_PRECISION]);
    return out;
}

void score_figure(const struct score *s, enum score_figure f, double *numerator,
                  double *denominator)
{
    const double *n = s->counts;

    if (f == FIGURE_BOUNDARY) {
        *numerator = 2 * n[COUNT_BOUNDARY_RIGHT];
        *denominator = *numerator + n[COUNT_BOUNDARY_EXTRA] + n[COUNT_BOUNDARY_MISSED];
    } else if (f == FIGURE_DOCUMENT) {
        *numerator = 2 * n[COUNT_EXACT_PIECES];
        *denominator = n[COUNT_TRUTH_PIECES] + n[COUNT_REPORT_PIECES];
    } else if (f == FIGURE_PQ) {
        /* TP + (report - TP) / 2 + (truth - TP) / 2 */
        *numerator = n[COUNT_IOU];
        *denominator = (n[COUNT_TRUTH_PIECES] + n[COUNT_REPORT_PIECES]) / 2;
    } else if (f >= FIGURE_FIELD_PRECISION) {
        *numerator = n[COUNT_FIELD_GIVEN_RIGHT + (f - FIGURE_FIELD_PRECISION)];
        *denominator = n[COUNT_FIELD_GIVEN + (f - FIGURE_FIELD_PRECISION)];
    } else if (f >= FIGURE_FIELD_ACCURACY) {
        *numerator = n[COUNT_FIELD_RIGHT + (f - FIGURE_FIELD_ACCURACY)];
        *denominator = n[COUNT_FIELD_TRUTH + (f - FIGURE_FIELD_ACCURACY)];
    } else {
        *numerator = n[quotients[f].numerator];
        *denominator = n[quotients[f].denominator];
    }
}

double score_value(const struct score *s, enum score_figure f)
{
    double numerator, denominator;

    score_figure(s, f, &numerator, &denominator);
    return denominator > 0 ? numerator / denominator : NAN;
}
