/* Learning on top of a model: a municipality's own corrections, or pages of one new type, must not
 * unlearn all that the model knew. */
#include <string.h>
#include "classifiers/lesson.h"

/* Where the lessons show few of the types that are known, what they say against the others is not
 * to be believed: a type is told from all the rest, and most of the rest is missing. */
#define NARROW 0.5
#define NEW_BIAS 1.5F /* ... and a type that only they show has too little held against it */

struct shown {
    size_t pages[CATALOGUE_TYPES_MAX];
    bool narrow;
};

static bool knows(const struct model *m, size_t output)
{
    return m->scale[output] > 0;
}

static void look(struct shown *s, const struct course *k, const struct model *base)
{
    size_t known = 0, both = 0;
    *s = (struct shown){0};
    for (size_t i = 0; i < k->page_count; i++)
        if (k->pages[i].type >= 0)
            s->pages[k->pages[i].type]++;
    for (size_t t = 0; t < k->types; t++) {
        known += knows(base, t);
        both += knows(base, t) && s->pages[t] >= TYPE_PAGES_LEAST;
    }
    s->narrow = (double)both < NARROW * (double)known;
}

static void take(struct model *m, const struct model *base, size_t output, size_t types)
{
    for (size_t i = 0; i < MODEL_BUCKETS; i++)
        m->weights[i * m->outputs + output] = base->weights[i * m->outputs + output];
    m->scale[output] = base->scale[output];
    m->bias[output] = base->bias[output];
    if (output < types)
        m->again[output] = base->again[output];
}

void learn_keep(struct model *m, const struct course *k, const struct model *base)
{
    struct shown shown;
    look(&shown, k, base);
    for (size_t t = 0; t < k->types; t++) {
        if (knows(base, t) && (shown.narrow || shown.pages[t] < TYPE_PAGES_LEAST))
            take(m, base, t, k->types);
        else if (shown.narrow)
            m->bias[t] -= NEW_BIAS;
    }
    for (size_t i = 0; i < MODEL_KNOWN_BITS / 8; i++)
        m->known[i] |= base->known[i];
    if (!shown.narrow)
        return;
    take(m, base, k->types, k->types);
    take(m, base, k->types + 1, k->types);
    m->catalogue = base->catalogue;
    m->grams = base->grams;
    memcpy(m->gap, base->gap, sizeof m->gap);
}
