#include "samples/make/rng.h"

#define STEP 0x9e3779b97f4a7c15u /* of splitmix64: 2^64 over the golden ratio */

static uint64_t mixed(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Seeds that are a step apart would be one row of numbers, a place further on: so they are mixed
 * first. */
void rng_seed(struct rng *r, uint64_t seed, uint64_t stream)
{
    r->state = mixed(mixed(seed + STEP) + stream * 0xd1b54a32d192ed03u);
}

uint64_t rng_next(struct rng *r)
{
    return mixed(r->state += STEP);
}

int rng_int(struct rng *r, int low, int high)
{
    if (high <= low)
        return low;
    return low + (int)(rng_next(r) % ((uint64_t)(high - low) + 1));
}

bool rng_chance(struct rng *r, int percent)
{
    return rng_int(r, 0, 99) < percent;
}

double rng_real(struct rng *r, double low, double high)
{
    return low + (high - low) * ((double)(rng_next(r) >> 11) / 9007199254740992.0);
}

double rng_gauss(struct rng *r)
{
    double sum = 0;

    for (int i = 0; i < 12; i++) /* the sum of twelve uniforms has variance 1 */
        sum += rng_real(r, 0, 1);
    return sum - 6;
}

size_t rng_weighted(struct rng *r, const int *weights, size_t count)
{
    int total = 0, at;

    for (size_t i = 0; i < count; i++)
        total += weights[i];
    at = rng_int(r, 0, total - 1);
    for (size_t i = 0; i < count; i++) {
        if (at < weights[i])
            return i;
        at -= weights[i];
    }
    return count - 1;
}
