#include "stages/formats/strips.h"

#include <math.h>
#include <stdlib.h>
#include "stages/formats/image.h"

#define EDGE 0.12F /* of the height: white above and below */
#define SIDE 0.25F /* likewise at the ends */
#define WIDTH_MAX 6000

/* Between four pixels of the page; beyond its edge is paper. */
static float light_at(const struct raster *r, float x, float y)
{
    int left = (int)floorf(x), top = (int)floorf(y);
    float part_x = x - (float)left, part_y = y - (float)top;
    if (left < 0 || top < 0 || left + 1 >= r->width || top + 1 >= r->height)
        return IMAGE_PAPER;
    const uint8_t *at = r->data + (size_t)top * (size_t)r->stride + (size_t)left;
    float above = (float)at[0] + part_x * (float)(at[1] - at[0]);
    at += r->stride;
    float below = (float)at[0] + part_x * (float)(at[1] - at[0]);
    return above + part_y * (below - above);
}

uint8_t *strip_cut(const struct raster *page, const struct strip *s, int height, int *width,
                   float *scale, float *left)
{
    float high = s->up + s->down, edge = high * EDGE, side = high * SIDE;
    float step = (high + 2 * edge) / (float)height;
    float length = (float)(s->box.x1 - s->box.x0) + 2 * side;
    int wide = (int)fminf(fmaxf(ceilf(length / step), 9), WIDTH_MAX);
    int fine = (int)fminf(fmaxf(ceilf(step - 0.25F), 1), 8); /* samples a pixel, each way */
    uint8_t *out = malloc((size_t)wide * (size_t)height);
    for (int x = 0; out && x < wide; x++) {
        float sums[256] = {0};
        for (int i = 0; i < fine; i++) {
            float at = ((float)x + ((float)i + 0.5F) / (float)fine) * step - side;
            float line = s->base + s->slope * at + s->bend * at * at - s->up - edge - 0.5F;
            for (int y = 0; y < height * fine; y++)
                sums[y / fine % 256] += light_at(page, at + (float)s->box.x0 - 0.5F,
                                                 line + ((float)y + 0.5F) / (float)fine * step);
        }
        for (int y = 0; y < height; y++)
            out[(size_t)y * (size_t)wide + (size_t)x] =
                (uint8_t)(sums[y % 256] / (float)(fine * fine) + 0.5F);
    }
    *width = wide;
    *scale = step;
    *left = (float)s->box.x0 - side;
    return out;
}
