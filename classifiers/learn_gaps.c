/* Logistic regression of the gaps with a normal prior around the weights that the model
 * begins with, so that what the
 * lessons do not show keeps what we know. Plain gradient descent with momentum. */
#include <math.h>
#include <string.h>
#include "classifiers/lesson.h"

#define ROUNDS 600
#define STEP 0.5
#define MOMENTUM 0.9
#define SPREAD 0.8        /* of the prior, log odds */
#define SPREAD_GRAMS 0.12 /* templates that we do not have look different */
#define SPREAD_PROOF 0.4  /* of features that are all but proof: no corpus may talk them away */

static double spread_of(size_t feature)
{
    if (feature == GAP_GRAM_FIRST || feature == GAP_GRAM_LAST)
        return SPREAD_GRAMS;
    static const enum gap_feature proofs[] = {GAP_NEXT_OF, GAP_GROUP, GAP_BODY, GAP_FILE,
                                              GAP_CARD,    GAP_NEXT,  GAP_ONE};
    for (size_t i = 0; i < sizeof proofs / sizeof *proofs; i++)
        if (proofs[i] == feature)
            return SPREAD_PROOF;
    return SPREAD;
}

void learn_gaps(struct model *m, const struct course *k)
{
    double w[GAP_FEATURES], speed[GAP_FEATURES] = {0};
    size_t known = 0;
    for (size_t f = 0; f < GAP_FEATURES; f++)
        w[f] = (double)m->gap[f];
    for (size_t i = 0; i < k->gap_count; i++)
        known += k->gaps[i].start >= 0;
    for (int round = 0; known && round < ROUNDS; round++) {
        double slope[GAP_FEATURES] = {0};
        for (size_t i = 0; i < k->gap_count; i++) {
            const struct lesson_gap *g = &k->gaps[i];
            double sum = 0;
            if (g->start < 0)
                continue;
            for (size_t f = 0; f < GAP_FEATURES; f++)
                sum += w[f] * (double)g->features[f];
            double error = (double)g->start - 1 / (1 + exp(-sum));
            for (size_t f = 0; f < GAP_FEATURES; f++)
                slope[f] += error * (double)g->features[f];
        }
        for (size_t f = 0; f < GAP_FEATURES; f++) {
            double pull = ((double)m->gap[f] - w[f]) / (spread_of(f) * spread_of(f));
            /* The step is scaled by what a weight can be pushed with. */
            double size = 4 / ((double)known + 16 / (spread_of(f) * spread_of(f)));
            speed[f] = MOMENTUM * speed[f] + STEP * size * (slope[f] + pull) / 10;
            w[f] += speed[f];
        }
    }
    for (size_t f = 0; f < GAP_FEATURES; f++)
        m->gap[f] = (float)w[f];
}
