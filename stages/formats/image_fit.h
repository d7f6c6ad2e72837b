/* Inside image*.c only: finding the picture that lies, mirrored, under a page. */
#ifndef POSTKAMER_IMAGE_FIT_H
#define POSTKAMER_IMAGE_FIT_H

#include "stages/formats/image_ink.h"

/* How a picture lies under a page: both middles on one another; then at the page's point (u, v),
 * from (-1, -1) to (1, 1) at its corners, shifted by so many pixels: x[0] + x[1] u + x[2] v +
 * x[3] u v to the right, y likewise down; then mirrored, and turned by so many quarters. */
struct ink_fit {
    float x[4], y[4];
    int quarters;
};
/* The picture as it is seen through the page, whose size *page has; 0 outside of it. */
void ink_map_under(const struct ink_map *picture, const struct ink_fit *fit, struct ink_map *page);

/* Finds how the picture lies under the page: up to 10 mm off, 3 degrees askew. *fit is for maps of
 * INK_DPI; returned is the correlation of both, laid so, -1..1; -1 also when the sizes cannot
 * be those of one sheet, and -2: no memory. */
float ink_fit_find(const struct ink_levels *page, const struct ink_levels *picture,
                   struct ink_fit *fit);

#endif
