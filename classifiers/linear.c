#include "classifiers/linear.h"

#include <linear.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct linear_set {
    struct feature_node **pages; /* each owned, ends with index -1 */
    size_t count, room, features;
};

static void quiet(const char *text)
{
    (void)text;
}

struct linear_set *linear_set_new(size_t pages, size_t features)
{
    struct linear_set *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->pages = calloc(pages + 1, sizeof(struct feature_node *));
    s->room = pages;
    s->features = features;
    if (!s->pages) {
        free(s);
        return NULL;
    }
    set_print_string_function(quiet);
    return s;
}

void linear_set_free(struct linear_set *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->count; i++)
        free(s->pages[i]);
    free((void *)s->pages);
    free(s);
}

int linear_set_add(struct linear_set *s, const uint32_t *features, size_t count)
{
    if (s->count == s->room)
        return -1;
    struct feature_node *page = malloc((count + 1) * sizeof *page);
    if (!page)
        return -1;
    double value = count ? 1 / sqrt((double)count) : 0;
    for (size_t i = 0; i < count; i++)
        page[i] = (struct feature_node){.index = (int)features[i] + 1, .value = value};
    page[count] = (struct feature_node){.index = -1};
    s->pages[s->count++] = page;
    return 0;
}

int linear_learn(const struct linear_set *s, const signed char *labels, double favour, double cost,
                 double *weights)
{
    int yes_label[1] = {1};
    double yes_weight[1] = {favour};
    double *y = calloc(s->count + 1, sizeof *y);
    size_t yes = 0;
    for (size_t i = 0; y && i < s->count; i++) {
        y[i] = labels[i] > 0 ? 1 : -1;
        yes += labels[i] > 0;
    }
    if (!y || !yes || yes == s->count) {
        free(y);
        return -1;
    }
    struct problem problem = {
        .l = (int)s->count, .n = (int)s->features, .y = y, .x = s->pages, .bias = -1};
    struct parameter parameter = {.solver_type = L2R_LR_DUAL,
                                  .eps = 0.1,
                                  .C = cost,
                                  .nr_weight = 1,
                                  .weight_label = yes_label,
                                  .weight = yes_weight};
    srand(1); /* liblinear shuffles with rand() */
    struct model *trained = train(&problem, &parameter);
    double sign = trained->label[0] == 1 ? 1 : -1;
    for (size_t i = 0; i < s->features; i++)
        weights[i] = trained->w[i] * sign;
    free_and_destroy_model(&trained);
    free(y);
    return 0;
}
