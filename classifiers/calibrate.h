/* From the search's probability to one that holds, and how sure an acceptance can be. */
#ifndef POSTKAMER_CALIBRATE_H
#define POSTKAMER_CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>

/* Logistic: log odds = bias + slope * log odds of the search + doubt * what is unknown. Monotone in
 * the search's probability, as slope > 0. */
struct calibration {
    float bias, slope;
    float doubt;  /* <= 0, by share of words below CALIBRATE_KNOWN that the model knows */
    float accept; /* confidences from here on may be taken without a look; > 1: none */
    float bound;  /* what share of those submissions is wrong at most, with 95% confidence */
};

#define CALIBRATE_KNOWN 0.7F   /* a page of which less is known is unlike what was seen */
#define CALIBRATE_STRANGE 0.3F /* ... of which so little is known that nobody can vouch for it */

/* A piece whose truth is known. */
struct outcome {
    float raw;   /* 0..1, the search's */
    float known; /* 0..1, the least of its pages' */
    bool right;
    size_t submission; /* ascending; its pieces stand together */
};

/* Takes probabilities as they are, a little tempered; accepts nothing. */
void calibration_init(struct calibration *k);
float calibration_apply(const struct calibration *k, float raw, float known);
/* Fits bias, slope and doubt (maximum a posteriori around calibration_init). */
void calibration_fit(struct calibration *k, const struct outcome *o, size_t count);

/* How accepting from a confidence on would have gone. */
struct acceptance {
    size_t pieces, wrong;                  /* accepted */
    size_t submissions, submissions_wrong; /* with a piece accepted; with a wrong one */
    double bound;                          /* of wrong submissions, one-sided 95% */
};
struct acceptance calibration_accept(const struct calibration *k, const struct outcome *o,
                                     size_t count, float from);
/* Sets accept and bound: the lowest of the confidences 0.99, 0.98, ... 0.5 down to which each bound
 * is at most `most`; where the data cannot show that, the lowest without a wrong submission, with
 * the bound that it has. */
void calibration_certify(struct calibration *k, const struct outcome *o, size_t count, double most);

/* Clopper-Pearson: the one-sided 95% upper bound of a rate of which `wrong` of `count` were seen.
 */
double upper_bound(size_t wrong, size_t count);

#endif
