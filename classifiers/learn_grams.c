#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/lesson.h"
#include "classifiers/linear.h"

#define PAGES_LEAST 3 /* an n-gram of fewer pages is a name, not a kind of paper */
#define LEFT_OUT 25   /* percent of a page's n-grams left out: no single word may decide */
#define COST 30.0
#define PRUNE 0.02 /* of the largest weight of its output */

struct class
{
    const struct course *course;
    size_t *pages; /* of the course */
    size_t count;
    struct linear_set *set;
    signed char *labels;
    double *weights;
};

/* How many pages have each bucket. */
static uint16_t *frequencies(const struct course *k)
{
    uint16_t *f = calloc(MODEL_BUCKETS, sizeof *f);
    for (size_t i = 0; f && i < k->page_count; i++)
        for (size_t g = 0; g < k->pages[i].gram_count; g++)
            if (f[k->pages[i].grams[g]] < UINT16_MAX)
                f[k->pages[i].grams[g]]++;
    return f;
}

static uint32_t draw(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

static int add_pages(struct class *x, unsigned seed)
{
    uint32_t state = seed * 2654435761U + 1;
    uint16_t *frequency = frequencies(x->course);
    uint32_t *kept = malloc(GRAMS_MAX * sizeof *kept);
    int bad = !frequency || !kept;
    for (size_t i = 0; i < x->count && !bad; i++) {
        const struct lesson_page *p = &x->course->pages[x->pages[i]];
        size_t n = 0;
        for (size_t g = 0; g < p->gram_count; g++)
            if (frequency[p->grams[g]] >= PAGES_LEAST && draw(&state) % 100 >= LEFT_OUT)
                kept[n++] = p->grams[g];
        bad = linear_set_add(x->set, kept, n);
    }
    free(frequency);
    free(kept);
    return bad ? -1 : 0;
}

static int class_init(struct class *x, const struct course *k, int without, unsigned seed)
{
    *x = (struct class){.course = k};
    x->pages = malloc((k->page_count + 1) * sizeof *x->pages);
    x->labels = calloc(k->page_count + 1, 1);
    x->weights = calloc(MODEL_BUCKETS, sizeof *x->weights);
    x->set = linear_set_new(k->page_count, MODEL_BUCKETS);
    if (!x->pages || !x->labels || !x->weights || !x->set)
        return -1;
    for (size_t i = 0; i < k->page_count; i++)
        if (k->pages[i].fold != without && (k->pages[i].type >= 0 || k->pages[i].first >= 0))
            x->pages[x->count++] = i;
    return add_pages(x, seed);
}

static void class_release(struct class *x)
{
    linear_set_free(x->set);
    free(x->pages);
    free(x->labels);
    free(x->weights);
}

/* Quantises one output's weights to signed bytes; small ones go. */
static void store(struct model *m, size_t output, const double *w)
{
    double most = 0;
    for (size_t i = 0; i < MODEL_BUCKETS; i++)
        most = fmax(most, fabs(w[i]));
    m->scale[output] = (float)(most / 127);
    for (size_t i = 0; i < MODEL_BUCKETS && most > 0; i++)
        m->weights[i * m->outputs + output] =
            fabs(w[i]) < PRUNE * most ? 0 : (int8_t)lrint(w[i] / most * 127);
}

/* What a page answers for an output: 1 or 0. */
static int answer(const struct lesson_page *p, size_t output, size_t types)
{
    if (output < types)
        return p->type == (int)output;
    return output == types ? p->first == 1 : p->last == 1;
}

static void learn_output(struct model *m, struct class *x, size_t output)
{
    size_t yes = 0, types = x->course->types;
    for (size_t i = 0; i < x->count; i++) {
        x->labels[i] = (signed char)answer(&x->course->pages[x->pages[i]], output, types);
        yes += x->labels[i] > 0;
    }
    /* Rare types weigh more, though not all the way. */
    double favour = yes ? fmin(6, sqrt((double)(x->count - yes) / (double)yes)) : 1;
    if (output >= types)
        favour = 1;
    if (yes < TYPE_PAGES_LEAST || linear_learn(x->set, x->labels, favour, COST, x->weights) < 0) {
        /* Hardly seen: the n-grams do not speak of it; the catalogue does. */
        m->bias[output] = output < types ? MODEL_UNSEEN : 0;
        return;
    }
    store(m, output, x->weights);
}

/* A word is known when two pages have it. */
static int learn_words(struct model *m, const struct class *x)
{
    uint8_t *once = calloc(MODEL_KNOWN_BITS / 8, 1);
    uint32_t *by = calloc(MODEL_KNOWN_BITS, sizeof *by); /* the last page that had it, from 1 */
    for (size_t i = 0; once && by && i < x->count; i++) {
        const struct lesson_page *p = &x->course->pages[x->pages[i]];
        for (size_t w = 0; w < p->word_count; w++) {
            uint32_t bit = p->words[w];
            if (by[bit] == i + 1)
                continue;
            if (once[bit / 8] >> bit % 8 & 1)
                m->known[bit / 8] |= (uint8_t)(1U << bit % 8);
            once[bit / 8] |= (uint8_t)(1U << bit % 8);
            by[bit] = (uint32_t)i + 1;
        }
    }
    int bad = !once || !by;
    free(once);
    free(by);
    return bad ? -1 : 0;
}

int learn_grams(struct model *m, const struct course *k, int without, unsigned seed)
{
    struct class x;
    if (model_make_room(m, k->types + 2) < 0)
        return -1;
    int bad = class_init(&x, k, without, seed);
    for (size_t output = 0; output < m->outputs && !bad; output++)
        learn_output(m, &x, output);
    bad = bad || learn_words(m, &x) ? -1 : 0;
    class_release(&x);
    return bad;
}
