/* Lists of invented names that people, streets and firms are put together from. */
#ifndef SAMPLES_LISTS_H
#define SAMPLES_LISTS_H

#include <stddef.h>

#include "samples/make/rng.h"

struct list {
    char **lines; /* owned */
    size_t count;
};

struct lists {
    struct list surnames, women, men, streets, cities, municipalities, trades, companies;
};

/* Reads templates/lists/. Dies when one is missing or empty. */
void lists_load(struct lists *l, const char *templates);
const char *list_pick(const struct list *l, struct rng *r);

/* A line that begins with 'ORIGIN ' (two letters); what follows the blank. */
const char *list_pick_origin(const struct list *l, struct rng *r, const char *origin);

#endif
