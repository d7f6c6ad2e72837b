#include "stages/formats/image_file.h"

#include <leptonica/allheaders.h>
#include <math.h>

#define CLEAR                                                                                      \
    12.0F /* leptonica's confidence (in standard deviations) that needs no second opinion */

#define NOTHING 2 /* gray levels that two fields of empty paper may differ by */

static PIX *binary_of(const struct raster *page)
{
    uint32_t histogram[256] = {0};
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++)
            histogram[page->data[(size_t)y * (size_t)page->stride + (size_t)x]]++;
    PIX *gray = image_to_pix(page);
    PIX *binary = gray ? pixThresholdToBinary(gray, image_ink_level(histogram)) : NULL;
    pixDestroy(&gray);
    return binary;
}

int image_direction(const struct raster *page, float *sure)
{
    l_float32 up = 0, left = 0;
    PIX *binary = binary_of(page);
    *sure = 0;
    if (!binary || pixOrientDetect(binary, &up, &left, 0, 0) != 0) {
        pixDestroy(&binary);
        return 0;
    }
    pixDestroy(&binary);
    float strong = fmaxf(fabsf(up), fabsf(left)), weak = fminf(fabsf(up), fabsf(left));
    *sure = fminf((strong - weak) / CLEAR, 1);
    if (fabsf(up) >= fabsf(left))
        return up < 0 ? 180 : 0;
    return left > 0 ? 90 : 270;
}

uint64_t image_looks(const struct raster *page)
{
    struct raster small;
    uint64_t bits = 0;
    if (image_scale(page, 9, 8, &small) < 0)
        return 0;
    for (int y = 0; y < 8; y++)
        for (int x = 0; x < 8; x++) {
            const uint8_t *at = small.data + y * small.stride + x;
            bits = bits << 1 | (at[0] > at[1] + NOTHING);
        }
    raster_release(&small);
    return bits;
}
