#include "stages/formats/image_file.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#define LINE 2 /* pixels */

static int draw(PIX *pix, const struct image_box *b)
{
    BOX *box = boxCreate(b->x0, b->y0, b->x1 - b->x0, b->y1 - b->y0);
    int status = box ? pixRenderBoxArb(pix, box, LINE, b->red, b->green, b->blue) : 1;
    boxDestroy(&box);
    return status ? -1 : 0;
}

void *image_boxes_png(const struct raster *page, const struct image_box *boxes, size_t count,
                      size_t *size)
{
    PIX *gray = image_to_pix(page), *pix = gray ? pixConvertTo32(gray) : NULL;
    l_uint8 *data = NULL;
    void *copy = NULL;
    int bad = !pix;
    for (size_t i = 0; i < count && !bad; i++) /* a box of no size is left out */
        if (boxes[i].x1 > boxes[i].x0 && boxes[i].y1 > boxes[i].y0)
            bad = draw(pix, &boxes[i]) < 0;
    if (!bad && pixWriteMemPng(&data, size, pix, 0) == 0 && (copy = malloc(*size)))
        memcpy(copy, data, *size);
    lept_free(data);
    pixDestroy(&pix);
    pixDestroy(&gray);
    return copy;
}
