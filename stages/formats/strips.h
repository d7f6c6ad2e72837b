/* Layout: where on a prepared page text stands. A strip is a stretch of one line: letters that
 * stand beside one another, without gaps as between columns or across rules. */
#ifndef POSTKAMER_STRIPS_H
#define POSTKAMER_STRIPS_H

#include <stddef.h>
#include "stages/formats/raster.h"

struct blot {           /* a connected patch of ink: a letter, a part of one, or several */
    int x0, y0, x1, y1; /* pixels; x1 and y1 are the first outside */
    int ink;            /* pixels */
};

struct strip {
    struct blot box;    /* of all its blots */
    struct blot *blots; /* from left to right; owned by the strips */
    size_t count;
    /* The base line in pixels: y = base + slope * (x - box.x0) + bend * (x - box.x0)^2. */
    float base, slope, bend;
    float up, down; /* pixels that its letters reach above and below it */
};

struct strips {
    struct strip *items; /* from top to bottom */
    size_t count;
    struct blot *room;
};

/* Finds the strips of a gray page: upright, straight, dark on light. Rules and frames are taken
 * off the page's pixels where they are longer than letters. 0, or -1: no memory. */
int strips_find(struct raster *page, struct strips *out);
void strips_release(struct strips *s);

/* The strip as `height` rows of gray values, its base line made straight; *width pixels wide.
 * scale: pixels of the page a pixel of it; left: where it begins on the page. The caller frees;
 * NULL: no memory. */
uint8_t *strip_cut(const struct raster *page, const struct strip *s, int height, int *width,
                   float *scale, float *left);

#endif
