#include "stages/formats/image_file.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Lines of writing too faint for any threshold still show in the means of rows: these rise and fall
 * smoothly with the lines, where grain of the paper jumps from row to row. The blocks of a coarse
 * JPEG are smooth too, but rise and fall as much from column to column. The page is looked at in
 * cells of a sixth of its width and a half inch high. */
#define STRIPES 6
#define DARKEST 40   /* levels below paper: a speck weighs no more than a faint stroke */
#define SMOOTH 6.0   /* variance of the rows over that of their jumps; 1 for grain */
#define VISIBLE 0.3  /* levels, deviation of the rows' means */
#define LYING 3.0    /* variance of rows over that of as many columns; 1 for grain and blocks */
#define STANDING 0.2 /* the same where lines stand upright */
#define LINED 12     /* cells; shadows and dirt of empty backs make up to ten */

static int compare_float(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static int dark_at(const l_uint32 *line, int x)
{
    int dark = IMAGE_PAPER - GET_DATA_BYTE(line, x);
    return dark > DARKEST ? DARKEST : dark < -DARKEST ? -DARKEST : dark;
}

/* Means of rows over columns [from, to): levels below paper. */
static void row_means(PIX *gray, int from, int to, int rows, double *mean)
{
    for (int y = 0; y < rows; y++) {
        const l_uint32 *line = pixGetData(gray) + (size_t)y * (size_t)pixGetWpl(gray);
        long sum = 0;
        for (int x = from; x < to; x++)
            sum += dark_at(line, x);
        mean[y] = (double)sum / (to - from);
    }
}

/* The variance of the means of columns [from, to) over `rows` rows from `top`, by the half that
 * lies in the middle: a dirty glass leaves streaks. `mean` has room for them. */
static double column_variance(PIX *gray, int from, int to, int top, int rows, float *mean)
{
    int count = to - from;
    memset(mean, 0, (size_t)count * sizeof *mean);
    for (int y = top; y < top + rows; y++) {
        const l_uint32 *line = pixGetData(gray) + (size_t)y * (size_t)pixGetWpl(gray);
        for (int x = from; x < to; x++)
            mean[x - from] += (float)dark_at(line, x);
    }
    qsort(mean, (size_t)count, sizeof *mean, compare_float);
    double half = (double)(mean[count * 3 / 4] - mean[count / 4]) / rows / 1.349;
    return half * half;
}

/* Do the means of rows rise and fall as lines make them? *variance gets theirs. */
static bool is_lined(const double *mean, int count, double *variance)
{
    double sum = 0, squares = 0, jumps = 0;
    for (int y = 0; y < count; y++) {
        sum += mean[y];
        squares += mean[y] * mean[y];
        if (y)
            jumps += (mean[y] - mean[y - 1]) * (mean[y] - mean[y - 1]) / 2;
    }
    *variance = squares / count - sum / count * (sum / count);
    return *variance > VISIBLE * VISIBLE && *variance > SMOOTH * jumps / (count - 1);
}

/* Lined cells of a stripe. `across` has room for its columns, `mean` for all rows. */
static int lined_cells(PIX *gray, int from, int to, int tall, double *mean, float *across)
{
    int height = pixGetHeight(gray), cells = 0;
    row_means(gray, from, to, height, mean);
    for (int y = height / 20; y + tall < height - height / 20; y += tall) {
        double rows;
        if (!is_lined(mean + y, tall, &rows))
            continue;
        double columns = column_variance(gray, from, to, y, tall, across);
        double lean = rows * (to - from) / fmax(columns * tall, 1e-9);
        cells += lean > LYING || lean < STANDING;
    }
    return cells;
}

bool image_faint_lines(PIX *gray, float dpi)
{
    int width = pixGetWidth(gray), height = pixGetHeight(gray), tall = (int)(dpi / 2);
    int left = width / 20, stripe = (width - 2 * left) / STRIPES, cells = 0;
    bool fits = stripe > 0 && tall > 2;
    double *mean = fits ? calloc((size_t)height, sizeof *mean) : NULL;
    float *across = fits ? calloc((size_t)stripe, sizeof *across) : NULL;
    for (int s = 0; mean && across && s < STRIPES; s++)
        cells += lined_cells(gray, left + s * stripe, left + (s + 1) * stripe, tall, mean, across);
    free(mean);
    free(across);
    return cells >= LINED;
}

/* A print out of focus leaves clouds: patches darker than the light on the page explains, which
 * rows' and columns' medians take away. Folds, holes and streaks darken fewer patches. */
#define PATCHES_WIDE 36
#define PATCHES_HIGH 56
#define CLOUD 3.0 /* levels of 256 below what is expected, in a tenth of the patches */
#define CLOUDS 0.1F

/* Takes the median of `count` values, `step` apart, off each. */
static void take_median(float *at, int count, int step)
{
    float sorted[PATCHES_HIGH];
    for (int i = 0; i < count; i++)
        sorted[i] = at[i * step];
    qsort(sorted, (size_t)count, sizeof *sorted, compare_float);
    for (int i = 0; i < count; i++)
        at[i * step] -= sorted[count / 2];
}

/* The page without its edges as means of patches. NULL: no memory, or too small a page. */
static PIX *patches_of(PIX *gray)
{
    int width = pixGetWidth(gray), height = pixGetHeight(gray);
    BOX *inner = boxCreate(width / 8, height / 8, width - width / 4, height - height / 4);
    PIX *part = inner ? pixClipRectangle(gray, inner, NULL) : NULL;
    PIX *small = NULL;
    if (part && pixGetDepth(part) == 8 && pixGetWidth(part) >= PATCHES_WIDE * 2 &&
        pixGetHeight(part) >= PATCHES_HIGH * 2)
        small = pixScaleAreaMap(part, PATCHES_WIDE / (float)pixGetWidth(part),
                                PATCHES_HIGH / (float)pixGetHeight(part));
    pixDestroy(&part);
    boxDestroy(&inner);
    return small;
}

bool image_clouded(PIX *gray)
{
    float patch[PATCHES_HIGH * PATCHES_WIDE];
    PIX *small = patches_of(gray);
    int wide = small ? pixGetWidth(small) : 0, high = small ? pixGetHeight(small) : 0;
    bool fits = wide > 1 && high > 1 && wide <= PATCHES_WIDE && high <= PATCHES_HIGH;
    for (int y = 0; fits && y < high; y++) {
        const l_uint32 *line = pixGetData(small) + (size_t)y * (size_t)pixGetWpl(small);
        for (int x = 0; x < wide; x++)
            patch[y * wide + x] = (float)GET_DATA_BYTE(line, x);
        take_median(patch + (size_t)y * (size_t)wide, wide, 1);
    }
    for (int x = 0; fits && x < wide; x++)
        take_median(patch + x, high, wide);
    if (fits)
        qsort(patch, (size_t)(wide * high), sizeof *patch, compare_float);
    pixDestroy(&small);
    return fits && patch[(int)(CLOUDS * (float)(wide * high))] < -CLOUD;
}
