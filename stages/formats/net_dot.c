/* The arithmetic of the network: products of small integers. The sums are the same on every
 * machine; what they are scaled to may differ in the last bit. */
#include "stages/formats/net_private.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

enum net_machine net_machine(void)
{
#ifdef __x86_64__
    static int known; /* 1 and more: asked */
    if (!known && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vnni"))
        known = 1 + NET_VNNI;
    else if (!known)
        known = 1 + (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? NET_AVX2
                                                                                     : NET_PLAIN);
    return (enum net_machine)(known - 1);
#else
    return NET_PLAIN;
#endif
}

static const int8_t *group_of(const struct net_weights *w, int g)
{
    return w->w + (size_t)g * NET_VECTOR(w) * NET_LANES;
}

static void dot_plain(const struct net_weights *w, int count, const int8_t *const in[NET_LINES],
                      float *const out[NET_LINES])
{
    for (int g = 0; g < w->groups; g++)
        for (int k = 0; k < count; k++) {
            const int8_t *at = group_of(w, g);
            int32_t sum[NET_LANES] = {0};
            for (int f = 0; f < w->fours; f++)
                for (int i = 0; i < NET_LANES; i++)
                    for (int d = 0; d < NET_DEPTH; d++)
                        sum[i] += *at++ * in[k][f * NET_DEPTH + d];
            for (int i = 0; i < NET_LANES; i++) {
                int o = g * NET_LANES + i;
                out[k][o] = (float)sum[i] * w->scale[o] + w->bias[o];
            }
        }
}

#ifdef __x86_64__
static inline NET_WIDE __m256i four_of(const int16_t *in, int f)
{
    int64_t four;
    memcpy(&four, in + NET_DEPTH * f, sizeof four);
    return _mm256_set1_epi64x(four);
}

/* a, b: sums of pairs of inputs for outputs 0..3 and 4..7. */
static inline NET_WIDE void finish(const struct net_weights *w, int o, __m256i a, __m256i b,
                                   float *out)
{
    __m256i sum = _mm256_permute4x64_epi64(_mm256_hadd_epi32(a, b), 0xD8);
    __m256 scaled = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sum), _mm256_loadu_ps(w->scale + o),
                                    _mm256_loadu_ps(w->bias + o));
    _mm256_storeu_ps(out + o, scaled);
}

/* Half a group of outputs for several vectors: the weights are fetched once. */
static inline __attribute__((always_inline)) NET_WIDE void dot_half(const struct net_weights *w,
                                                                    int half, int count,
                                                                    int16_t in[NET_LINES][NET_SIDE],
                                                                    float *const out[NET_LINES])
{
    const int8_t *at = group_of(w, half / 2) + half % 2 * (NET_LANES * NET_DEPTH / 2);
    __m256i sums[2][NET_LINES];
    for (int k = 0; k < count; k++)
        sums[0][k] = sums[1][k] = _mm256_setzero_si256();
    for (int f = 0; f < w->fours; f++, at += NET_LANES * NET_DEPTH) {
        const __m128i *both = (const __m128i *)(const void *)at;
        __m256i wa = _mm256_cvtepi8_epi16(_mm_loadu_si128(both));
        __m256i wb = _mm256_cvtepi8_epi16(_mm_loadu_si128(both + 1));
        for (int k = 0; k < count; k++) {
            __m256i v = four_of(in[k], f);
            sums[0][k] = _mm256_add_epi32(sums[0][k], _mm256_madd_epi16(wa, v));
            sums[1][k] = _mm256_add_epi32(sums[1][k], _mm256_madd_epi16(wb, v));
        }
    }
    for (int k = 0; k < count; k++)
        finish(w, half * NET_LANES / 2, sums[0][k], sums[1][k], out[k]);
}

/* A count that the compiler knows keeps the sums in registers. */
static NET_WIDE void dot_wide(const struct net_weights *w, int count,
                              const int8_t *const in[NET_LINES], float *const out[NET_LINES])
{
    int16_t wide[NET_LINES][NET_SIDE];
    for (int k = 0; k < (count == 1 ? 1 : NET_LINES); k++)
        for (size_t i = 0; i < NET_VECTOR(w); i++)
            wide[k][i] = in[k][i];
    for (int half = 0; half < 2 * w->groups; half++)
        if (count == 1)
            dot_half(w, half, 1, wide, out);
        else
            dot_half(w, half, NET_LINES, wide, out);
}

#define VNNI __attribute__((target("avx512f,avx512bw,avx512vnni")))

/* Some groups of outputs for several vectors. The instruction wants one factor without a sign:
 * the inputs are 128 too large, and the sums begin at what that adds. */
static inline __attribute__((always_inline)) VNNI void dot_groups(const struct net_weights *w,
                                                                  int g, int groups, int count,
                                                                  uint8_t in[NET_LINES][NET_SIDE],
                                                                  float *const out[NET_LINES])
{
    const int8_t *at = group_of(w, g);
    size_t stride = NET_VECTOR(w) * NET_LANES;
    __m512i sums[4][NET_LINES];
    for (int i = 0; i < groups; i++)
        for (int k = 0; k < count; k++)
            sums[i][k] = _mm512_slli_epi32(
                _mm512_sub_epi32(_mm512_setzero_si512(),
                                 _mm512_loadu_si512(w->sum + (g + i) * NET_LANES)),
                7);
    for (int f = 0; f < w->fours; f++, at += NET_LANES * NET_DEPTH)
        for (int i = 0; i < groups; i++) {
            __m512i weights = _mm512_loadu_si512(at + (size_t)i * stride);
            for (int k = 0; k < count; k++) {
                int32_t four;
                memcpy(&four, in[k] + NET_DEPTH * f, sizeof four);
                sums[i][k] = _mm512_dpbusd_epi32(sums[i][k], _mm512_set1_epi32(four), weights);
            }
        }
    for (int i = 0; i < groups; i++)
        for (int k = 0; k < count; k++) {
            int o = (g + i) * NET_LANES;
            _mm512_storeu_ps(out[k] + o, _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[i][k]),
                                                         _mm512_loadu_ps(w->scale + o),
                                                         _mm512_loadu_ps(w->bias + o)));
        }
}

static VNNI void dot_vnni(const struct net_weights *w, int count, const int8_t *const in[NET_LINES],
                          float *const out[NET_LINES])
{
    uint8_t shifted[NET_LINES][NET_SIDE];
    int g = 0;
    for (int k = 0; k < (count == 1 ? 1 : NET_LINES); k++)
        for (size_t i = 0; i < NET_VECTOR(w); i++)
            shifted[k][i] = (uint8_t)(in[k][i] + 128);
    for (; count == 1 && g + 4 <= w->groups; g += 4)
        dot_groups(w, g, 4, 1, shifted, out);
    for (; count > 1 && g + 2 <= w->groups; g += 2)
        dot_groups(w, g, 2, NET_LINES, shifted, out);
    for (; g < w->groups; g++)
        if (count == 1)
            dot_groups(w, g, 1, 1, shifted, out);
        else
            dot_groups(w, g, 1, NET_LINES, shifted, out);
}
#endif

void net_dot(const struct net_weights *w, int count, const int8_t *const in[NET_LINES],
             float *const out[NET_LINES])
{
#ifdef __x86_64__
    if (net_machine() == NET_VNNI) {
        dot_vnni(w, count, in, out);
        return;
    }
    if (net_machine() == NET_AVX2) {
        dot_wide(w, count, in, out);
        return;
    }
#endif
    dot_plain(w, count, in, out);
}
