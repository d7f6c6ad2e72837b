/* The cells' curves, and the features of pixels. */
#include "stages/formats/net_private.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define TAPS_MAX 81 /* pixels of a window: 9 x 9 */

/* Eight numbers at a time: compilers find their own way to these registers only sometimes. */
#define SOME 8
typedef float some __attribute__((vector_size(SOME * sizeof(float))));
typedef int32_t some_bits __attribute__((vector_size(SOME * sizeof(int32_t))));

#define INLINE static inline __attribute__((always_inline))

/* e^x to seven digits: 2^n times a polynomial. x within -most..most, most up to 87. */
INLINE void exponential(const some *in, float factor, float most, some *out)
{
    const float round = 12582912.0F; /* adding it leaves no place for a fraction */
    some x = *in * factor, top = (some){0} + most, bottom = -top;
    some_bits high = x > top, low = x < bottom;
    x = (some)(((some_bits)x & ~high & ~low) | ((some_bits)top & high) | ((some_bits)bottom & low));
    some y = x * 1.44269504F, n = (y + round) - round, f = (y - n) * 0.69314718F;
    some p = 1 + f * (1 + f * (0.5F + f * (0.16666667F + f * (0.041666667F + f * 0.0083333333F))));
    some_bits power = (__builtin_convertvector(n, some_bits) + 127) << 23;
    *out = p * (some)power;
}

/* To -127..127. */
INLINE void round_off(const some *in, int8_t *out)
{
    some_bits all = __builtin_convertvector((*in * 127 + 12582912.0F) - 12582912.0F, some_bits);
    for (int i = 0; i < SOME; i++)
        out[i] = (int8_t)all[i];
}

INLINE void load(some *to, const float *from)
{
    memcpy(to, from, sizeof *to);
}

/* tanh(a) logistic(b) = (u - 1) / ((u + 1) (1 + v)) with u = e^2a and v = e^-b: of divisions, the
 * slowest of all here, the state takes one and the output another. */
INLINE void cells(int size, const float *gates, float *state, int8_t *out)
{
    for (int i = 0; i < size; i += SOME) {
        some input, open, keep, show, s, u, v, w;
        load(&input, gates + i);
        load(&open, gates + size + i);
        load(&keep, gates + 2 * size + i);
        load(&show, gates + 3 * size + i);
        load(&s, state + i);
        exponential(&input, 2, 20, &u);
        exponential(&open, -1, 20, &v);
        exponential(&keep, -1, 20, &w);
        some added = (u + 1) * (1 + v), kept = 1 + w;
        s = (s * added + (u - 1) * kept) / (added * kept);
        memcpy(state + i, &s, sizeof s);
        exponential(&s, 2, 20, &u);
        exponential(&show, -1, 20, &v);
        s = (u - 1) / ((u + 1) * (1 + v));
        round_off(&s, out + i);
    }
}

INLINE void squash(int size, const float *in, int8_t *out)
{
    for (int i = 0; i < size; i += SOME) {
        some s, u;
        load(&s, in + i);
        exponential(&s, 2, 20, &u);
        s = (u - 1) / (u + 1);
        round_off(&s, out + i);
    }
}

/* The features of one row of pools: the weights of a small window fit the registers. */
INLINE void pool_row(const struct net *n, const float *at, int stride, int half_x, int half_y,
                     float *out)
{
    int high = 2 * half_y + 1, taps = (2 * half_x + 1) * high, size = n->features;
    for (int f = 0; f < size; f += SOME) {
        some most = {0}, sum, w[TAPS_MAX];
        for (int v = 0; v < taps; v++)
            memcpy(&w[v], n->window + v * size + f, sizeof w[v]);
        for (int x = 0; x < n->pool_x; x++)
            for (int y = 0; y < n->pool_y; y++) {
                memcpy(&sum, n->conv.bias + f, sizeof sum);
                for (int v = 0; v < taps; v++)
                    sum += w[v] * at[(x + v / high) * stride + y + v % high];
                some_bits more = sum > most;
                most = x || y ? (some)(((some_bits)sum & more) | ((some_bits)most & ~more)) : sum;
            }
        memcpy(out + f, &most, sizeof most);
    }
}

/* A window whose size the compiler knows is many times faster. */
INLINE void features(const struct net *n, const float *at, int stride, float *out)
{
    int rows = n->height / n->pool_y;
    bool usual = n->half_x == 1 && n->half_y == 1;
    for (int r = 0; r < rows; r++, at += n->pool_y, out += n->features)
        if (usual)
            pool_row(n, at, stride, 1, 1, out);
        else
            pool_row(n, at, stride, n->half_x, n->half_y, out);
}

#ifdef __x86_64__
static NET_WIDE void features_wide(const struct net *n, const float *at, int stride, float *out)
{
    features(n, at, stride, out);
}

static NET_WIDE void cells_wide(int size, const float *gates, float *state, int8_t *out)
{
    cells(size, gates, state, out);
}

static NET_WIDE void squash_wide(int size, const float *in, int8_t *out)
{
    squash(size, in, out);
}
#endif

void net_cells(int size, const float *gates, float *state, int8_t *out)
{
#ifdef __x86_64__
    if (net_machine() != NET_PLAIN) {
        cells_wide(size, gates, state, out);
        return;
    }
#endif
    cells(size, gates, state, out);
}

void net_squash(int size, const float *in, int8_t *out)
{
#ifdef __x86_64__
    if (net_machine() != NET_PLAIN) {
        squash_wide(size, in, out);
        return;
    }
#endif
    squash(size, in, out);
}

void net_features(const struct net *n, const float *at, int stride, float *out)
{
#ifdef __x86_64__
    if (net_machine() != NET_PLAIN) {
        features_wide(n, at, stride, out);
        return;
    }
#endif
    features(n, at, stride, out);
}

void net_softmax(int size, float *values)
{
    float most = values[0], sum = 0;
    for (int i = 1; i < size; i++)
        most = values[i] > most ? values[i] : most;
    for (int i = 0; i < size; i++) {
        values[i] = expf(values[i] - most);
        sum += values[i];
    }
    for (int i = 0; i < size; i++)
        values[i] /= sum;
}
