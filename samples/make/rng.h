/* Chance with a seed: the same seed and stream give the same numbers on every machine. */
#ifndef SAMPLES_RNG_H
#define SAMPLES_RNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rng {
    uint64_t state;
};

/* Streams of one seed are independent: a change in one corner leaves the others as they were. */
void rng_seed(struct rng *r, uint64_t seed, uint64_t stream);
uint64_t rng_next(struct rng *r); /* splitmix64 (Steele, Lea, Flood 2014) */

int rng_int(struct rng *r, int low, int high); /* low..high, both included */
bool rng_chance(struct rng *r, int percent);
double rng_real(struct rng *r, double low, double high); /* [low, high) */
double rng_gauss(struct rng *r);                         /* mean 0, deviation 1, within +-6 */

/* Index into weights[count] with probability in proportion to the weight. */
size_t rng_weighted(struct rng *r, const int *weights, size_t count);

#define RNG_PICK(r, array) ((array)[rng_int((r), 0, (int)(sizeof(array) / sizeof *(array)) - 1)])

#endif
