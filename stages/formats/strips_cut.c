#include "stages/formats/strips.h"

#include <math.h>
#include <stdlib.h>
#include "stages/formats/image.h"

#define EDGE 0.18F /* of the height: white above and below */
#define SIDE 0.1F  /* likewise at the ends */
#define WIDTH_MAX 6000
#define SHARP 0.8F

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

/* Rows or columns of a line's pixels: the mean of five neighbours. */
static void smooth(const float *in, float *out, int count, int stride)
{
    float sum = in[0] * 3 + in[count > 1 ? stride : 0];
    sum += in[(count > 2 ? 2 : 0) * stride];
    for (int i = 0; i < count; i++) {
        out[i * stride] = sum / 5;
        int enter = i + 3 < count ? i + 3 : count - 1, leave = i > 2 ? i - 2 : 0;
        sum += in[enter * stride] - in[leave * stride];
    }
}

/* Adds what a pixel differs from its neighbourhood by: the network learnt from lines that were
 * sharpened so. */
static uint8_t *sharpen(const float *line, int width, int height, float by)
{
    size_t size = (size_t)width * (size_t)height;
    float *across = malloc(2 * size * sizeof *across), *mean = across ? across + size : NULL;
    uint8_t *out = malloc(size);
    for (int y = 0; across && y < height; y++)
        smooth(line + (size_t)y * (size_t)width, across + (size_t)y * (size_t)width, width, 1);
    for (int x = 0; across && x < width; x++)
        smooth(across + x, mean + x, height, width);
    for (size_t i = 0; across && out && i < size; i++) {
        float v = line[i] + by * (line[i] - mean[i]);
        out[i] = (uint8_t)(fminf(fmaxf(v, 0), 255) + 0.5F);
    }
    if (!across) {
        free(out);
        out = NULL;
    }
    free(across);
    return out;
}

static void cut_column(const struct raster *page, const struct strip *s, float at, float top,
                       float step, int fine, int height, float *out, int stride)
{
    for (int y = 0; y < height; y++)
        for (int i = 0; i < fine; i++) {
            float down = ((float)(y * fine + i) + 0.5F) / (float)fine * step;
            float line = s->base + s->slope * at + s->bend * at * at;
            out[y * stride] += light_at(page, at + (float)s->box.x0 - 0.5F, line - top + down) /
                               (float)(fine * fine);
        }
}

uint8_t *strip_cut(const struct raster *page, const struct strip *s, int height, int *width,
                   float *scale, float *left)
{
    float high = s->up + s->down, edge = high * EDGE, side = high * SIDE;
    float step = (high + 2 * edge) / (float)height;
    float length = (float)(s->box.x1 - s->box.x0) + 2 * side;
    int wide = (int)fminf(fmaxf(ceilf(length / step), 9), WIDTH_MAX);
    int fine = (int)fminf(fmaxf(ceilf(step - 0.25F), 1), 8); /* samples a pixel, each way */
    float *line = calloc((size_t)wide * (size_t)height, sizeof *line);
    for (int x = 0; line && x < wide; x++)
        for (int i = 0; i < fine; i++)
            cut_column(page, s, ((float)x + ((float)i + 0.5F) / (float)fine) * step - side,
                       s->up + edge + 0.5F, step, fine, height, line + x, wide);
    uint8_t *out = line ? sharpen(line, wide, height, SHARP) : NULL;
    free(line);
    *width = wide;
    *scale = step;
    *left = (float)s->box.x0 - side;
    return out;
}
