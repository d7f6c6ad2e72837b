#include "stages/formats/image.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>

#define SQUEEZE 1 /* of zlib's levels: the sixth saves little and takes as long as drawing */

static bool is_gray(const struct raster *r)
{
    for (int y = 0; y < r->height; y++) {
        const uint8_t *rgb = r->data + (size_t)y * (size_t)r->stride;
        for (int x = 0; x < r->width; x++, rgb += 3)
            if (rgb[0] != rgb[1] || rgb[0] != rgb[2])
                return false;
    }
    return true;
}

/* Most pages are gray, which is a third of the work. NULL: no memory. */
static PIX *pix_of(const struct raster *r)
{
    bool gray = is_gray(r);
    PIX *pix = pixCreate(r->width, r->height, gray ? 8 : 32);
    for (int y = 0; pix && y < r->height; y++) {
        const uint8_t *rgb = r->data + (size_t)y * (size_t)r->stride;
        l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
        for (int x = 0; x < r->width; x++, rgb += 3)
            if (gray)
                SET_DATA_BYTE(line, x, rgb[0]);
            else
                composeRGBPixel(rgb[0], rgb[1], rgb[2], line + x);
    }
    return pix;
}

int image_to_png(const struct raster *rgb, unsigned char **png, size_t *size)
{
    PIX *pix = pix_of(rgb);
    *png = NULL;
    if (pix)
        pixSetZlibCompression(pix, SQUEEZE);
    int status = pix && pixWriteMemPng(png, size, pix, 0) == 0 ? 0 : -1;
    pixDestroy(&pix);
    if (status < 0)
        *size = 0;
    return status;
}
