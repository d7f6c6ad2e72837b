#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/lesson.h"

#define CLUSTERS_MAX 4096
/* Templates that we do not have are less like ours than ours are like each other. */
#define GRAMS_MOST 1.26F
#define CATALOGUE_LEAST 0.9F /* what is known of papers holds for those too */
#define AGAIN_DRAW 20
#define ALIKE 0.22F /* of two pages of one template */

/* Every 8th n-gram is enough to see whether two pages are of one template. */
static float alike(const struct lesson_page *a, const struct lesson_page *b)
{
    size_t i = 0, k = 0, common = 0, all = 0;
    while (i < a->gram_count || k < b->gram_count) {
        uint32_t x = i < a->gram_count ? a->grams[i] : UINT32_MAX;
        uint32_t y = k < b->gram_count ? b->grams[k] : UINT32_MAX;
        uint32_t least = x < y ? x : y;
        if ((least & 7) == 0) {
            common += x == y;
            all++;
        }
        i += x == least;
        k += y == least;
    }
    return all ? (float)common / (float)all : 0;
}

int learn_folds(struct course *k)
{
    size_t *heads = malloc(CLUSTERS_MAX * sizeof *heads), count = 0, next = 0, papers = 0;
    if (!heads)
        return -1;
    for (size_t i = 0; i < k->page_count; i++) {
        struct lesson_page *p = &k->pages[i];
        size_t c = 0;
        if (p->type < 0) { /* papers without a type: each goes whole into a fold */
            papers += p->first == 1;
            p->fold = (int)(papers % LEARN_FOLDS);
            continue;
        }
        while (c < count &&
               (k->pages[heads[c]].type != p->type || alike(&k->pages[heads[c]], p) < ALIKE))
            c++;
        if (c < count) {
            p->fold = k->pages[heads[c]].fold;
            continue;
        }
        p->fold = (int)(next++ % LEARN_FOLDS);
        if (count < CLUSTERS_MAX)
            heads[count++] = i;
    }
    free(heads);
    return 0;
}

/* What a model says of a page it never saw the template of. */
static void apply(const struct model *m, struct lesson_page *p, size_t types)
{
    int32_t sums[CATALOGUE_TYPES_MAX + 2] = {0};
    for (size_t g = 0; g < p->gram_count; g++) {
        const int8_t *row = m->weights + p->grams[g] * m->outputs;
        for (size_t o = 0; o < m->outputs; o++)
            sums[o] += row[o];
    }
    float norm = p->gram_count ? 1 / sqrtf((float)p->gram_count) : 0;
    for (size_t o = 0; o < types; o++)
        p->out[o] = (float)sums[o] * m->scale[o] * norm + m->bias[o];
    p->out_first = (float)sums[types] * m->scale[types] * norm + m->bias[types];
    p->out_last = (float)sums[types + 1] * m->scale[types + 1] * norm + m->bias[types + 1];
    size_t known = 0;
    for (size_t w = 0; w < p->word_count; w++)
        known += m->known[p->words[w] / 8] >> p->words[w] % 8 & 1;
    p->known = p->word_count < 8 ? 1 : (float)known / (float)p->word_count;
}

static float page_loss(const struct lesson_page *p, size_t types, float a, float b)
{
    float score[CATALOGUE_TYPES_MAX], most = -INFINITY, sum = 0;
    for (size_t t = 0; t < types; t++) {
        float learned = fmaxf(-6, fminf(6, p->out[t])) * fminf(1, p->known * 1.4F);
        score[t] = a * p->score[t] + b * learned;
        most = fmaxf(most, score[t]);
    }
    for (size_t t = 0; t < types; t++)
        sum += expf(score[t] - most);
    return most + logf(sum) - score[p->type];
}

void learn_mix(struct model *m, const struct course *k)
{
    double best = INFINITY;
    for (float a = CATALOGUE_LEAST; a <= 1.41F; a += 0.1F)
        for (float b = 0; b <= GRAMS_MOST; b += 0.125F) {
            double loss = 0;
            for (size_t i = 0; i < k->page_count; i++)
                if (k->pages[i].type >= 0)
                    loss += (double)fminf(8, page_loss(&k->pages[i], k->types, a, b));
            if (loss < best) {
                best = loss;
                m->catalogue = a;
                m->grams = b;
            }
        }
}

static void fill_gram_features(struct course *k)
{
    for (size_t i = 0; i < k->gap_count; i++) {
        struct lesson_gap *g = &k->gaps[i];
        g->features[GAP_GRAM_FIRST] = fmaxf(-4, fminf(4, k->pages[g->right].out_first));
        g->features[GAP_GRAM_LAST] = fmaxf(-4, fminf(4, k->pages[g->left].out_last));
    }
}

/* How often a piece of a type is followed by another of it; what is rare is drawn to the rest. */
static void learn_again(struct model *m, const struct course *k)
{
    double starts[CATALOGUE_TYPES_MAX] = {0}, same[CATALOGUE_TYPES_MAX] = {0}, all = 0, again = 0;
    for (size_t i = 0; i < k->gap_count; i++) {
        int a = k->pages[k->gaps[i].left].type, b = k->pages[k->gaps[i].right].type;
        if (k->gaps[i].start != 1 || a < 0 || b < 0)
            continue;
        starts[a]++;
        same[a] += a == b;
    }
    for (size_t t = 0; t < k->types; t++) {
        all += starts[t];
        again += same[t];
    }
    double usual = (again + AGAIN_DRAW * (double)MODEL_AGAIN) / (all + AGAIN_DRAW);
    for (size_t t = 0; t < CATALOGUE_TYPES_MAX; t++)
        m->again[t] = (float)((same[t] + AGAIN_DRAW * usual) / (starts[t] + AGAIN_DRAW));
}

int learn(struct model *m, struct course *k, unsigned seed, const struct model *base)
{
    if (base)
        memcpy(m->gap, base->gap, sizeof m->gap);
    if (!k->page_count || learn_folds(k) < 0)
        return -1;
    for (int fold = 0; fold < LEARN_FOLDS; fold++) {
        if (learn_grams(m, k, fold, seed) < 0)
            return -1;
        for (size_t i = 0; i < k->page_count; i++)
            if (k->pages[i].fold == fold)
                apply(m, &k->pages[i], k->types);
    }
    fill_gram_features(k);
    learn_mix(m, k);
    learn_gaps(m, k);
    learn_again(m, k);
    if (learn_grams(m, k, -1, seed) < 0)
        return -1;
    if (base && base->outputs == m->outputs)
        learn_keep(m, k, base);
    return 0;
}
