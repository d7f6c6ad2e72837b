/* The arithmetic of the network: products of small integers, and the cells' curves. */
#include "stages/formats/net_private.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

static void dot_plain(const struct net_weights *w, int count, const int16_t *const in[NET_LINES],
                      float *const out[NET_LINES])
{
    for (int g = 0; g < w->groups; g++)
        for (int k = 0; k < count; k++) {
            const int8_t *at = w->w + (size_t)g * (size_t)w->pairs * NET_LANES * 2;
            int32_t sum[NET_LANES] = {0};
            for (int p = 0; p < w->pairs; p++, at += NET_LANES * 2)
                for (int i = 0; i < NET_LANES; i++)
                    sum[i] += at[2 * i] * in[k][2 * p] + at[2 * i + 1] * in[k][2 * p + 1];
            for (int i = 0; i < NET_LANES; i++) {
                int o = g * NET_LANES + i;
                out[k][o] = (float)sum[i] * w->scale[o] + w->bias[o];
            }
        }
}

#ifdef __x86_64__
#define WIDE __attribute__((target("avx2,fma")))

static inline WIDE __m256i pair_of(const int16_t *in, int p)
{
    int32_t both;
    memcpy(&both, in + 2 * p, sizeof both);
    return _mm256_set1_epi32(both);
}

static inline WIDE void finish(const struct net_weights *w, int g, __m256i sum, float *out)
{
    __m256 scaled =
        _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), _mm256_loadu_ps(w->scale + (size_t)g * NET_LANES),
                        _mm256_loadu_ps(w->bias + (size_t)g * NET_LANES));
    _mm256_storeu_ps(out + (size_t)g * NET_LANES, scaled);
}

/* Two groups of outputs for four vectors: the weights are fetched once. */
static inline __attribute__((always_inline)) WIDE void
dot_two_groups(const struct net_weights *w, int g, int count, const int16_t *const in[NET_LINES],
               float *const out[NET_LINES])
{
    size_t stride = (size_t)w->pairs * NET_LANES * 2;
    const int8_t *a = w->w + (size_t)g * stride, *b = g + 1 < w->groups ? a + stride : a;
    __m256i sums[2][NET_LINES];
    for (int k = 0; k < count; k++)
        sums[0][k] = sums[1][k] = _mm256_setzero_si256();
    for (int p = 0; p < w->pairs; p++, a += NET_LANES * 2, b += NET_LANES * 2) {
        __m256i wa = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)a));
        __m256i wb = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)b));
        for (int k = 0; k < count; k++) {
            __m256i v = pair_of(in[k], p);
            sums[0][k] = _mm256_add_epi32(sums[0][k], _mm256_madd_epi16(wa, v));
            sums[1][k] = _mm256_add_epi32(sums[1][k], _mm256_madd_epi16(wb, v));
        }
    }
    for (int k = 0; k < count; k++) {
        finish(w, g, sums[0][k], out[k]);
        if (g + 1 < w->groups)
            finish(w, g + 1, sums[1][k], out[k]);
    }
}

/* A count that the compiler knows keeps the sums in registers. */
static WIDE void dot_wide(const struct net_weights *w, int count,
                          const int16_t *const in[NET_LINES], float *const out[NET_LINES])
{
    if (count == 1)
        for (int g = 0; g < w->groups; g += 2)
            dot_two_groups(w, g, 1, in, out);
    else
        for (int g = 0; g < w->groups; g += 2)
            dot_two_groups(w, g, NET_LINES, in, out);
}

static int is_wide(void)
{
    static int known; /* 0: not asked, 1: no, 2: yes */
    if (!known)
        known = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 2 : 1;
    return known == 2;
}
#endif

void net_dot(const struct net_weights *w, int count, const int16_t *const in[NET_LINES],
             float *const out[NET_LINES])
{
#ifdef __x86_64__
    if (is_wide()) {
        dot_wide(w, count, in, out);
        return;
    }
#endif
    dot_plain(w, count, in, out);
}

/* e^x for x in -87..87, to seven digits: 2^n times a polynomial. */
static inline float exponential(float x)
{
    const float round = 12582912.0F; /* adding it leaves no place for a fraction */
    float y = x * 1.44269504F, n = (y + round) - round, f = (y - n) * 0.69314718F, power;
    float p = 1 + f * (1 + f * (0.5F + f * (0.16666667F + f * (0.041666667F + f * 0.0083333333F))));
    int32_t bits = ((int32_t)n + 127) << 23;
    memcpy(&power, &bits, sizeof power);
    return p * power;
}

static inline float clip(float x, float most)
{
    x = x < most ? x : most;
    return x > -most ? x : -most;
}

static inline float logistic(float x)
{
    return 1 / (1 + exponential(-clip(x, 40)));
}

static inline float hyperbolic(float x)
{
    return 2 / (1 + exponential(-2 * clip(x, 20))) - 1;
}

static inline int16_t rounded(float x)
{
    const float round = 12582912.0F;
    return (int16_t)(int32_t)((x * 127 + round) - round);
}

static inline __attribute__((always_inline)) void
cells(int size, const float *gates, float *restrict state, int16_t *restrict out)
{
    const float *restrict input = gates, *restrict open = gates + size;
    const float *restrict keep = gates + 2 * size, *restrict show = gates + 3 * size;
    for (int i = 0; i < size; i++) {
        float s = state[i] * logistic(keep[i]) + hyperbolic(input[i]) * logistic(open[i]);
        state[i] = clip(s, 100);
        out[i] = rounded(hyperbolic(state[i]) * logistic(show[i]));
    }
}

static inline __attribute__((always_inline)) void squash(int size, const float *restrict in,
                                                         int16_t *restrict out)
{
    for (int i = 0; i < size; i++)
        out[i] = rounded(hyperbolic(in[i]));
}

/* Eight features at a time stay in registers. */
static inline __attribute__((always_inline)) void
windows(const struct net *n, const float *at, int stride, int count, float *restrict out)
{
    int high = 2 * n->half_y + 1, wide = 2 * n->half_x + 1, size = n->features;
    for (int y = 0; y < count; y++)
        for (int f = 0; f < size; f += NET_LANES) {
            float sum[NET_LANES];
            const float *w = n->window + f;
            for (int i = 0; i < NET_LANES; i++)
                sum[i] = n->conv.bias[f + i];
            for (int x = 0; x < wide; x++)
                for (int v = 0; v < high; v++, w += size) {
                    float pixel = at[x * stride + y + v];
                    for (int i = 0; i < NET_LANES; i++)
                        sum[i] += w[i] * pixel;
                }
            for (int i = 0; i < NET_LANES; i++)
                out[y * size + f + i] = sum[i];
        }
}

#ifdef __x86_64__
static WIDE void windows_wide(const struct net *n, const float *at, int stride, int count,
                              float *out)
{
    windows(n, at, stride, count, out);
}

static WIDE void cells_wide(int size, const float *gates, float *state, int16_t *out)
{
    cells(size, gates, state, out);
}

static WIDE void squash_wide(int size, const float *in, int16_t *out)
{
    squash(size, in, out);
}
#endif

void net_cells(int size, const float *gates, float *state, int16_t *out)
{
#ifdef __x86_64__
    if (is_wide()) {
        cells_wide(size, gates, state, out);
        return;
    }
#endif
    cells(size, gates, state, out);
}

void net_squash(int size, const float *in, int16_t *out)
{
#ifdef __x86_64__
    if (is_wide()) {
        squash_wide(size, in, out);
        return;
    }
#endif
    squash(size, in, out);
}

void net_windows(const struct net *n, const float *at, int stride, int count, float *out)
{
#ifdef __x86_64__
    if (is_wide()) {
        windows_wide(n, at, stride, count, out);
        return;
    }
#endif
    windows(n, at, stride, count, out);
}

void net_softmax(int size, float *values)
{
    float most = values[0], sum = 0;
    for (int i = 1; i < size; i++)
        most = values[i] > most ? values[i] : most;
    for (int i = 0; i < size; i++) {
        float x = values[i] - most;
        values[i] = exponential(x > -80 ? x : -80);
        sum += values[i];
    }
    for (int i = 0; i < size; i++)
        values[i] /= sum;
}
