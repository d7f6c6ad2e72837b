#include "stages/formats/image_file.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

/* Lines of writing too faint for any threshold still show in the means of rows: these rise and fall
 * smoothly with the lines, where grain of the paper jumps from row to row. The page is looked at in
 * cells of a sixth of its width and a half inch high. */
#define STRIPES 6
#define DARKEST 40  /* levels below paper: a speck weighs no more than a faint stroke */
#define SMOOTH 6.0  /* variance of the rows over that of their jumps; 1 for grain */
#define VISIBLE 0.3 /* levels, deviation of the rows' means */
#define LINED 12    /* cells; shadows and dirt of empty backs make up to ten */

/* Means of rows over columns [from, to): levels below paper. */
static void row_means(PIX *gray, int from, int to, int rows, double *mean)
{
    for (int y = 0; y < rows; y++) {
        const l_uint32 *line = pixGetData(gray) + (size_t)y * (size_t)pixGetWpl(gray);
        long sum = 0;
        for (int x = from; x < to; x++) {
            int dark = IMAGE_PAPER - GET_DATA_BYTE(line, x);
            sum += dark > DARKEST ? DARKEST : dark < -DARKEST ? -DARKEST : dark;
        }
        mean[y] = (double)sum / (to - from);
    }
}

static bool lined(const double *mean, int count)
{
    double sum = 0, squares = 0, jumps = 0;
    for (int y = 0; y < count; y++) {
        sum += mean[y];
        squares += mean[y] * mean[y];
        if (y)
            jumps += (mean[y] - mean[y - 1]) * (mean[y] - mean[y - 1]) / 2;
    }
    double variance = squares / count - sum / count * (sum / count), jump = jumps / (count - 1);
    return variance > VISIBLE * VISIBLE && variance > SMOOTH * jump;
}

bool image_faint_lines(PIX *gray, float dpi)
{
    int width = pixGetWidth(gray), height = pixGetHeight(gray), tall = (int)(dpi / 2);
    int left = width / 20, stripe = (width - 2 * left) / STRIPES, cells = 0;
    double *mean = stripe > 0 && tall > 2 ? calloc((size_t)height, sizeof *mean) : NULL;
    for (int s = 0; mean && s < STRIPES; s++) {
        row_means(gray, left + s * stripe, left + (s + 1) * stripe, height, mean);
        for (int y = height / 20; y + tall < height - height / 20; y += tall)
            cells += lined(mean + y, tall);
    }
    free(mean);
    return cells >= LINED;
}
