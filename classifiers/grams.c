#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"
#include "classifiers/model.h"

#define AHEAD 8
#define TITLE_CLEAR 3.5F /* points of a title that stands as one */

enum block { BLOCK_HEAD = 11, BLOCK_FOOT, BLOCK_WHOLE };

/* A bit a bucket: what was seen comes out once, in order, without sorting. */
struct collector {
    uint64_t seen[MODEL_BUCKETS / 64];
    size_t count; /* n-grams taken, at most GRAMS_MAX */
};

static void collect(struct collector *x, const char *text, size_t n, enum block block)
{
    for (size_t size = 3; size <= 5 && size <= n; size++)
        for (size_t i = 0; i + size <= n && x->count < GRAMS_MAX; i++, x->count++) {
            uint32_t bucket = fold_hash(text + i, size, (uint32_t)block) & (MODEL_BUCKETS - 1);
            x->seen[bucket / 64] |= 1ULL << bucket % 64;
        }
}

/* A line as n-grams see it: letters, digits as 0, one blank between, one at each end. */
static size_t plain_line(const char *text, char *out, size_t size)
{
    size_t n = 0;
    out[n++] = ' ';
    for (; *text && n + 2 < size; text++) {
        char c = isdigit((unsigned char)*text) ? '0' : isalpha((unsigned char)*text) ? *text : ' ';
        if (c != ' ' || out[n - 1] != ' ')
            out[n++] = c;
    }
    if (out[n - 1] != ' ')
        out[n++] = ' ';
    return n;
}

static size_t list_seen(const struct collector *x, uint32_t *buckets)
{
    size_t n = 0;
    for (uint32_t i = 0; i < MODEL_BUCKETS / 64; i++)
        for (uint64_t bits = x->seen[i]; bits; bits &= bits - 1)
            buckets[n++] = i * 64 + (uint32_t)__builtin_ctzll(bits);
    return n;
}

size_t grams_of(const struct sheet *s, uint32_t *buckets)
{
    struct collector x = {0};
    for (size_t i = 0; i < s->line_count && x.count < GRAMS_MAX; i++) {
        char line[600];
        float y = sheet_height(s, &s->lines[i]);
        size_t n = plain_line(s->lines[i].text, line, sizeof line);
        collect(&x, line, n, BLOCK_WHOLE);
        if (y < 0.2F)
            collect(&x, line, n, BLOCK_HEAD);
        else if (y > 0.88F)
            collect(&x, line, n, BLOCK_FOOT);
    }
    return list_seen(&x, buckets);
}

bool known_word(const char *text, uint32_t *bit)
{
    size_t n = strlen(text);
    *bit = fold_hash(text, n, 21) & (MODEL_KNOWN_BITS - 1);
    return n >= 4 && strcspn(text, "0123456789") == n;
}

static float share_known(const struct model *m, const struct sheet *s)
{
    size_t words = 0, known = 0;
    for (size_t i = 0; i < s->token_count; i++) {
        uint32_t bit;
        if (!known_word(s->tokens[i].text, &bit))
            continue;
        words++;
        known += m->known[bit / 8] >> bit % 8 & 1;
    }
    return words < 8 ? 1 : (float)known / (float)words;
}

void model_apply(const struct model *m, struct view *v)
{
    if (!m->outputs)
        return;
    uint32_t *buckets = malloc(GRAMS_MAX * sizeof *buckets);
    int32_t sums[CATALOGUE_TYPES_MAX + 2] = {0};
    size_t n = buckets ? grams_of(&v->sheet, buckets) : 0;
    for (size_t i = 0; i < n; i++) {
        const int8_t *row = m->weights + buckets[i] * m->outputs;
        /* The rows lie all over megabytes: ask for one while others are added up. */
        if (i + AHEAD < n)
            __builtin_prefetch(m->weights + buckets[i + AHEAD] * m->outputs);
        for (size_t k = 0; k < m->outputs; k++)
            sums[k] += row[k];
    }
    free(buckets);
    float norm = n ? 1 / sqrtf((float)n) : 0;
    for (size_t k = 0; k < m->outputs; k++) {
        float value = (float)sums[k] * m->scale[k] * norm + m->bias[k];
        if (k + 2 < m->outputs)
            v->grams[k] = value;
        else if (k + 2 == m->outputs)
            v->gram_first = value;
        else
            v->gram_last = value;
    }
    v->known = share_known(m, &v->sheet);
}

/* Does the page have the title of a type that came to the catalogue after the n-grams were learned?
 * They know nothing of it, and what they say for others is no reason against its title. */
static bool titled_new(const struct model *m, const struct view *v, size_t type)
{
    return m->outputs && m->scale[type] == 0 && m->bias[type] <= MODEL_NEW &&
           v->signs[type].title_weight >= TITLE_CLEAR;
}

static float most(const float *values, size_t count)
{
    float best = values[0];
    for (size_t i = 1; i < count; i++)
        best = fmaxf(best, values[i]);
    return best;
}

void model_scores(const struct model *m, const struct catalogue *c, const struct view *v,
                  float *scores)
{
    /* Few known words: the n-grams have little to say; a strong title always outweighs them. */
    float grams = m->grams * fminf(1, v->known * 1.4F);
    for (size_t i = 0; i < catalogue_count(c); i++) {
        float here = titled_new(m, v, i) ? most(v->grams, catalogue_count(c)) : v->grams[i];
        float learned = fmaxf(-6, fminf(6, here));
        scores[i] = m->catalogue * v->score[i] + (m->outputs ? grams * learned : 0);
    }
}
