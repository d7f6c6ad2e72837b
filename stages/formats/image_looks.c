#include "stages/formats/image_file.h"

#define NOTHING 2 /* gray levels that two fields of empty paper may differ by */

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
