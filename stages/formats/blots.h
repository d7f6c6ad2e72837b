/* Inside strips*.c and blots.c: from gray pixels to patches of ink. */
#ifndef POSTKAMER_BLOTS_H
#define POSTKAMER_BLOTS_H

#include "stages/formats/strips.h"

/* Ink of a page: a byte a pixel, width * height of them. Bit 1 is ink; the others are for
 * blots_take_rules, which leaves none of them. The caller frees. */
uint8_t *blots_ink(const struct raster *page);

/* Takes rules off: runs across and down that are longer than letters, with a pixel around them.
 * The page's own pixels become paper there. */
void blots_take_rules(uint8_t *ink, struct raster *page);

/* All patches, in order of their last row. The caller frees. -1: no memory. */
int blots_find(const uint8_t *ink, int width, int height, struct blot **out, size_t *count);

#endif
