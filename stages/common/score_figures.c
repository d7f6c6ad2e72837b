/* Figures from counts, their intervals, and the floors to compare with. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/stream.h"
#include "stages/common/score.h"

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

/* SplitMix64 (G. Steele, D. Lea, C. Flood, 2014). */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15U;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static double resample(const double *numerators, const double *denominators, size_t n,
                       uint64_t *state)
{
    double numerator = 0, denominator = 0;

    for (size_t i = 0; i < n; i++) {
        size_t pick = (size_t)(next_random(state) % n);
        numerator += numerators[pick];
        denominator += denominators[pick];
    }
    return denominator > 0 ? numerator / denominator : NAN;
}

/* All figures are a sum over submissions divided by another. */
int score_interval(const struct score *each, size_t n, enum score_figure f, unsigned rounds,
                   uint64_t seed, double *low, double *high)
{
    double *values = calloc(rounds + 2 * n + 1, sizeof *values);
    double *numerators = values ? values + rounds : NULL;
    size_t have = 0;

    *low = *high = NAN;
    if (!values)
        return -1;
    for (size_t i = 0; i < n; i++)
        score_figure(&each[i], f, &numerators[i], &numerators[n + i]);
    for (unsigned i = 0; n && i < rounds; i++) {
        double value = resample(numerators, numerators + n, n, &seed);
        if (!isnan(value))
            values[have++] = value;
    }
    qsort(values, have, sizeof *values, by_value);
    if (have) {
        *low = values[(size_t)(0.025 * (double)(have - 1) + 0.5)];
        *high = values[(size_t)(0.975 * (double)(have - 1) + 0.5)];
    }
    free(values);
    return 0;
}

static json_t *floor_piece(const char *type)
{
    return json_pack("{s:s, s:s, s:[]}", "type", type, "decision", "review", "pages");
}

json_t *score_floor(const json_t *truth, bool never_split, const char *type)
{
    json_t *report = json_array(), *last = NULL;
    size_t i, k;
    const json_t *piece, *place;
    const char *file = NULL;

    json_array_foreach(json_object_get(truth, "pieces"), i, piece)
    {
        json_array_foreach(json_object_get(piece, "pages"), k, place)
        {
            const char *name = record_text(place, "file");
            bool other = !file || !name || strcmp(file, name) != 0;
            if (!last || !never_split || other) {
                last = floor_piece(type);
                if (json_array_append_new(report, last)) {
                    json_decref(report);
                    return NULL;
                }
            }
            json_array_append(json_object_get(last, "pages"), (json_t *)(uintptr_t)place);
            file = name;
        }
    }
    return report;
}
