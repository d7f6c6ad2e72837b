/* 95% intervals: the bootstrap over submissions, and an exact bound where it has no width. */
#include <math.h>
#include <stdlib.h>
#include "stages/score/score.h"

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

/* The trials that n clusters are worth when all of a cluster goes right or wrong together. */
static double effective_trials(const double *denominators, size_t n)
{
    double sum = 0, squares = 0;

    for (size_t i = 0; i < n; i++) {
        sum += denominators[i];
        squares += denominators[i] * denominators[i];
    }
    return squares > 0 ? sum * sum / squares : 0;
}

/* All values are 0, or all are 1. */
static void exact_bounds(double value, double trials, double *low, double *high)
{
    double away = pow(0.025, 1 / trials);

    *low = value <= 0 ? 0 : away;
    *high = value <= 0 ? 1 - away : 1;
}

static void bootstrap(double *values, unsigned rounds, const double *numerators,
                      const double *denominators, size_t n, uint64_t seed, double *low,
                      double *high)
{
    size_t have = 0;

    for (unsigned i = 0; i < rounds; i++) {
        double value = resample(numerators, denominators, n, &seed);
        if (!isnan(value))
            values[have++] = value;
    }
    qsort(values, have, sizeof *values, by_value);
    if (have) {
        *low = values[(size_t)(0.025 * (double)(have - 1) + 0.5)];
        *high = values[(size_t)(0.975 * (double)(have - 1) + 0.5)];
    }
}

/* All figures are a sum over submissions divided by another. */
int score_interval(const struct score *each, size_t n, enum score_figure f, unsigned rounds,
                   uint64_t seed, double *low, double *high)
{
    double *values = calloc(rounds + 2 * n + 1, sizeof *values);
    size_t have = 0;

    *low = *high = NAN;
    if (!values)
        return -1;
    double *numerators = values + rounds, *denominators = numerators + n, sum[2] = {0};
    for (size_t i = 0; i < n; i++) {
        score_figure(&each[i], f, &numerators[have], &denominators[have]);
        sum[0] += numerators[have];
        sum[1] += denominators[have];
        have += denominators[have] > 0;
    }
    double value = sum[1] > 0 ? sum[0] / sum[1] : NAN;
    if (value <= 0 || value >= 1)
        exact_bounds(value, effective_trials(denominators, have), low, high);
    else if (have > 1)
        bootstrap(values, rounds, numerators, denominators, have, seed, low, high);
    free(values);
    return 0;
}
