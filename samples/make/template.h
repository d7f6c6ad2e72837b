/* The templates of a tree: TEMPLATES/<type>/<family>.html or .txt, each beginning with a comment
 * of its properties:
 *
 *   <!-- split: train; pages: 2; hand: 40; weight: 10; shape: sheet -->
 *
 * split: train, calibrate or test; pages: about how many (default 1); hand: percent that are filled
 * in by hand (0); weight: how often beside its brothers (10); shape: sheet, card or stamp. */
#ifndef SAMPLES_TEMPLATE_H
#define SAMPLES_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "samples/make/people.h"

enum shape { SHAPE_SHEET, SHAPE_CARD, SHAPE_STAMP, SHAPE_TEXT };

struct template
{
    char type[32], family[48];
    char *source;
    enum split split;
    enum shape shape;
    int pages, hand, weight;
    bool third_party; /* prints numbers that are not the subject's */
};

struct templates {
    struct template *items; /* sorted by type, then family: the order on disk does not matter */
    size_t count;
};

const char *split_name(enum split split);

/* Reads all; only those of the split (stamps: all). Dies on one that is wrong. */
void templates_load(struct templates *t, const char *folder, enum split split);

/* One of a type by weight; NULL when the split has none. */
const struct template *templates_pick(const struct templates *t, struct rng *r, const char *type);

#endif
