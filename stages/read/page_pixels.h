/* The pixels of a page for the recogniser. For workers only: decodes what came from outside. */
#ifndef POSTKAMER_PAGE_PIXELS_H
#define POSTKAMER_PAGE_PIXELS_H

#include "classifiers/page.h"
#include "pipeline/problem.h"
#include "stages/formats/raster.h"

#define READ_DPI 200 /* what a page is brought to: x-heights of 10 to 16 pixels */

/* Page n of the file, as it came; rendered at READ_DPI where it is no image. 0, or -1 with p. */
int page_pixels(int fd, const char *type, int n, enum page_source source, struct raster *r,
                struct problem *p);

#endif
