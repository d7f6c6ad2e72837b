/* Strips of one row, read as one line. The recogniser goes by what stands
 * before and behind: an amount alone it reads worse than the same amount at the end of its row.
 * Gaps between columns are made as wide as a space or two. */
#ifndef POSTKAMER_TEXT_JOIN_H
#define POSTKAMER_TEXT_JOIN_H

#include <stddef.h>
#include <stdint.h>
#include "stages/formats/raster.h"
#include "stages/formats/strips.h"

/* A strip within the row's picture. */
struct piece {
    const struct strip *strip;
    int line;          /* its ordinal on the page */
    float scale, left; /* pixels of the page a pixel of it; where it begins on the page */
    int from, end;     /* columns of the picture */
};

struct row {
    struct piece *pieces; /* from left to right */
    size_t count;
    float length; /* in heights of its strips: what it costs to read */
};

struct rows {
    struct row *items; /* the longest first */
    size_t count;
    struct piece *room;
};

/* Sorts the strips into rows. 0, or -1: no memory; the caller releases in both cases. */
int rows_find(const struct strips *s, struct rows *out);
void rows_release(struct rows *rows);

/* The row's picture, `height` rows of *width gray values, and where its pieces lie in it. The
 * caller frees; NULL: no memory. */
uint8_t *row_cut(const struct raster *page, struct row *r, int height, int *width);

#endif
