#include "stages/formats/image_file.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#define EVERY 8     /* rows: one of so many is looked at */
#define CONTRAST 60 /* levels that an edge of print rises */
#define BLURRED 0.38F
#define GRAIN 1 /* pixels to each side over which the paper's grain is evened out */
#define REACH 4 /* pixels to each side: about the width of a stroke and its blur */
#define GAIN 2.0F

/* Adds the edges of a row: how much of its rise each takes in its steepest step. */
static void add_edges(const uint8_t *row, int width, double *sum, int *count)
{
    for (int x = 1; x < width;) {
        int up = row[x] > row[x - 1] ? 1 : -1, start = row[x - 1], steepest = 0;
        if (row[x] == row[x - 1]) {
            x++;
            continue;
        }
        for (; x < width && (row[x] - row[x - 1]) * up > 0; x++)
            if ((row[x] - row[x - 1]) * up > steepest)
                steepest = (row[x] - row[x - 1]) * up;
        int rise = (row[x - 1] - start) * up;
        if (rise >= CONTRAST) {
            *sum += (double)steepest / rise;
            ++*count;
        }
    }
}

/* Print that was sharp has two thirds of an edge's rise in one step at 200 dpi, a half after a
 * scan at 150 dpi, and a third where eyes begin to guess. */
bool image_is_blurred(const struct raster *page)
{
    double sum = 0;
    int count = 0;
    for (int y = EVERY / 2; y < page->height; y += EVERY)
        add_edges(page->data + (size_t)y * (size_t)page->stride, page->width, &sum, &count);
    return count > 0 && sum < BLURRED * count;
}

bool image_is_bilevel(const struct raster *in)
{
    for (int y = 0; y < in->height; y++) {
        const uint8_t *row = in->data + (size_t)y * (size_t)in->stride;
        unsigned gray = 0; /* 0 and 255 become 0 */
        for (int x = 0; x < in->width * in->channels; x++)
            gray |= (uint8_t)(row[x] + 1) & 0xFE;
        if (gray)
            return false;
    }
    return true;
}

/* Weights 1, 2, 1 along a row. */
static void soften_row(const uint8_t *in, int width, uint16_t *out)
{
    for (int x = 0; x < width; x++)
        out[x] = (uint16_t)(in[x > 0 ? x - 1 : 0] + 2 * in[x] + in[x + 1 < width ? x + 1 : x]);
}

int image_soften(struct raster *page)
{
    size_t width = (size_t)page->width;
    uint16_t *rows = malloc(3 * width * sizeof *rows);
    if (!rows)
        return -1;
    uint16_t *above = rows, *now = rows + width, *below = rows + 2 * width;
    soften_row(page->data, page->width, now);
    memcpy(above, now, width * sizeof *now);
    for (int y = 0; y < page->height; y++) {
        uint8_t *out = page->data + (size_t)y * (size_t)page->stride;
        if (y + 1 < page->height)
            soften_row(out + page->stride, page->width, below);
        for (size_t x = 0; x < width; x++)
            out[x] = (uint8_t)((above[x] + 2 * now[x] + below[x] + 8) >> 4);
        uint16_t *spare = above;
        above = now;
        now = below;
        below = spare;
    }
    free(rows);
    return 0;
}

PIX *image_sharpen(PIX *gray)
{
    PIX *still = pixBlockconv(gray, GRAIN, GRAIN);
    PIX *sharp = still ? pixUnsharpMaskingGray(still, REACH, GAIN) : NULL;
    pixDestroy(&still);
    return sharp ? sharp : pixClone(gray);
}
