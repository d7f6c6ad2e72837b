/* Logistic regression over sparse pages. linear.c is the only file that knows liblinear. */
#ifndef POSTKAMER_LINEAR_H
#define POSTKAMER_LINEAR_H

#include <stddef.h>
#include <stdint.h>

struct linear_set;

/* pages and features: how many there will be. NULL: no memory. */
struct linear_set *linear_set_new(size_t pages, size_t features);
void linear_set_free(struct linear_set *s);
/* Adds a page by the numbers of its features, ascending; each gets the same value, so that the
 * vector's length is 1. 0, or -1: no memory. */
int linear_set_add(struct linear_set *s, const uint32_t *features, size_t count);

/* Learns yes (labels[page] > 0) against no; `favour` weighs the yes pages. Fills `features`
 * weights. Deterministic. 0, or -1: no memory, or only yes or no. */
int linear_learn(const struct linear_set *s, const signed char *labels, double favour, double cost,
                 double *weights);

#endif
