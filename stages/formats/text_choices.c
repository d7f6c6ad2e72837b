#include "stages/formats/text_choices.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AGREED 0.4   /* more for what both have read */
#define HEARD 0.05   /* chance from which on a reader is held to have read a value for certain */
#define FAINTLY 2e-3 /* below it only because a character may be another than those listed */

static double agreed(const struct choice *c)
{
    double least = fmin(c->of[BY_NUMBERS], c->of[BY_WORDS]);
    return least < FAINTLY ? 0 : AGREED * fmin(least / HEARD, 1);
}

void choices_add(struct choices *c, const char *value, double p, double trust, enum reader_of who)
{
    int at = 0;
    while (at < c->count && strcmp(c->list[at].value, value) != 0)
        at++;
    if (at == CHOICES_MAX)
        return;
    if (at == c->count) {
        c->list[at] = (struct choice){.weight = 0};
        snprintf(c->list[c->count++].value, BEAM_VALUE, "%s", value);
    }
    struct choice *one = &c->list[at];
    double before = agreed(one);
    one->of[who] = fmax(one->of[who], p);
    one->weight += trust * p + agreed(one) - before;
}

static int heavier(const void *a, const void *b)
{
    double x = ((const struct choice *)a)->weight, y = ((const struct choice *)b)->weight;
    return x < y ? 1 : x > y ? -1 : 0;
}

double choices_sort(struct choices *c, double none, double *sum)
{
    *sum = none + c->against;
    qsort(c->list, (size_t)c->count, sizeof *c->list, heavier);
    for (int i = 0; i < c->count; i++)
        *sum += c->list[i].weight;
    return c->count ? c->list[0].weight / *sum : 0;
}
