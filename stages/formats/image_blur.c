#include "stages/formats/image_file.h"

#include <leptonica/allheaders.h>

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

PIX *image_sharpen(PIX *gray)
{
    PIX *still = pixBlockconv(gray, GRAIN, GRAIN);
    PIX *sharp = still ? pixUnsharpMaskingGray(still, REACH, GAIN) : NULL;
    pixDestroy(&still);
    return sharp ? sharp : pixClone(gray);
}
