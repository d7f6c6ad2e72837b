#include "stages/formats/text_choices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEARD 2e-3 /* from here on a reader is held to have read a value: no character unlisted */
#define AGREED 0.4 /* more for what both have read */

void choices_add(struct choices *c, const char *value, double weight, enum reader_of who)
{
    int at = 0, by = weight >= HEARD ? (int)who : 0;
    while (at < c->count && strcmp(c->list[at].value, value) != 0)
        at++;
    if (at == CHOICES_MAX)
        return;
    if (at == c->count) {
        c->list[at] = (struct choice){.weight = 0};
        snprintf(c->list[c->count++].value, BEAM_VALUE, "%s", value);
    }
    struct choice *one = &c->list[at];
    if (one->by != BY_BOTH && (one->by | by) == BY_BOTH)
        weight += AGREED;
    one->weight += weight;
    one->by |= by;
}

static int heavier(const void *a, const void *b)
{
    double x = ((const struct choice *)a)->weight, y = ((const struct choice *)b)->weight;
    return x < y ? 1 : x > y ? -1 : 0;
}

double choices_sort(struct choices *c, double none, double *sum)
{
    *sum = none;
    qsort(c->list, (size_t)c->count, sizeof *c->list, heavier);
    for (int i = 0; i < c->count; i++)
        *sum += c->list[i].weight;
    return c->count ? c->list[0].weight / *sum : 0;
}
