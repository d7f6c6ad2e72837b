/* How a page is looked at: prepared, turned the way up in which it reads best, and where its print
 * is small once more at more pixels. */
#ifndef POSTKAMER_OCR_LOOK_H
#define POSTKAMER_OCR_LOOK_H

#include "stages/formats/image.h"
#include "stages/formats/text.h"

/* One try at reading the prepared page, turned so. */
struct attempt {
    const struct image_prepared *prepared; /* the page as it came; not owned */
    struct raster turned;                  /* when there is a rotation */
    struct reader_lines lines;
    struct page page;
    int rotation;
    float quality; /* mean confidence by letters, 0..1 */
    float score;   /* letters that were read with confidence */
    int letters;
};

/* A page as it was prepared, and what was read of it. */
struct look {
    struct image_prepared prepared;
    struct attempt best;
};

/* The pixels that were read, upright; the attempt's. */
const struct raster *look_pixels(const struct attempt *a);

/* Looks once, and where print is small once more; *l is the one of the two that read better. 0, or
 * -1 with *p. Both looks, zeroed before, are to be released in either case. */
int look_well(struct reader *r, const struct raster *pixels, struct look looks[2], struct look **l,
              struct problem *p);
void look_release(struct look *l);

/* Is nothing written on the page? */
bool look_blank(const struct attempt *a);

/* Was so little read with confidence that all of it may be the other side shining through? */
bool look_doubtful(const struct attempt *a);

#endif
