#include "stages/formats/image_file.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Paper is made equally light everywhere: shadows, yellowed paper and shaded cells go. The page is
 * looked at in tiles, in which what stands out darkly from the rest is no paper: not black print,
 * but not the gray of blurred print either, which would else be made lighter with its paper. */
#define TILE 16
#define DARKEST 60      /* levels: what is darker is no paper */
#define LEAST_PIXELS 60 /* of a tile's that must be lighter */
#define APART 8         /* levels below the paper's mean */
#define ROUNDS 3
#define SHADOW 0.42F /* of the paper's level: shadows on it are not darker */
#define SMOOTH 2     /* tiles to each side */
#define ONE 4096.0F  /* of a factor's steps */

struct tiles {
    int width, height;
    float *levels;  /* 0: no paper is seen */
    float *factors; /* by which levels become those of IMAGE_PAPER, in steps */
};

/* The mean of what is not darker than `least`; *count gets how many pixels that are. */
static float mean_above(const uint8_t *at, size_t stride, int w, int h, int least, int *count)
{
    uint32_t sum = 0, n = 0;
    for (int y = 0; y < h; y++, at += stride)
        for (int x = 0; x < w; x++) {
            uint32_t take = at[x] >= least;
            sum += take * at[x];
            n += take;
        }
    *count = (int)n;
    return n ? (float)sum / (float)n : 0;
}

static float tile_level(const uint8_t *at, size_t stride, int w, int h)
{
    int count;
    float level = mean_above(at, stride, w, h, DARKEST, &count);
    if (count * TILE * TILE < LEAST_PIXELS * w * h)
        return 0;
    for (int i = 0; i < ROUNDS; i++) {
        float next = mean_above(at, stride, w, h, (int)level - APART, &count);
        if (next - level < 1)
            return next;
        level = next;
    }
    return level;
}

static void look_at_tiles(const uint8_t *data, size_t stride, int width, int height,
                          struct tiles *t)
{
    for (int y = 0; y < t->height; y++)
        for (int x = 0; x < t->width; x++) {
            int w = width - x * TILE < TILE ? width - x * TILE : TILE;
            int h = height - y * TILE < TILE ? height - y * TILE : TILE;
            t->levels[y * t->width + x] =
                tile_level(data + (size_t)(y * TILE) * stride + x * TILE, stride, w, h);
        }
}

/* Each unknown level of a run becomes that of the known one before it, else of the next. */
static bool fill_run(float *levels, int count, int step)
{
    int first = 0;
    while (first < count && levels[first * step] == 0)
        first++;
    if (first == count)
        return false;
    for (int i = 0; i < first; i++)
        levels[i * step] = levels[first * step];
    for (int i = first + 1; i < count; i++)
        if (levels[i * step] == 0)
            levels[i * step] = levels[(i - 1) * step];
    return true;
}

/* Where no paper is seen, the nearest of the column stands for it. False: there is none at all. */
static bool fill_holes(struct tiles *t)
{
    bool any = false;
    for (int x = 0; x < t->width; x++)
        any |= fill_run(t->levels + x, t->height, t->width);
    for (int y = 0; any && y < t->height; y++)
        fill_run(t->levels + y * t->width, t->width, 1);
    return any;
}

static int by_value(const void *a, const void *b)
{
    const float *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* What is far darker than the paper is something else: the table that a photo shows around it. */
static void drop_dark(struct tiles *t)
{
    size_t count = (size_t)t->width * (size_t)t->height, seen = 0;
    float *sorted = t->factors; /* not used yet */
    for (size_t i = 0; i < count; i++)
        if (t->levels[i] > 0)
            sorted[seen++] = t->levels[i];
    qsort(sorted, seen, sizeof *sorted, by_value);
    float least = seen ? sorted[seen * 3 / 4] * SHADOW : 0;
    for (size_t i = 0; i < count; i++)
        if (t->levels[i] < least)
            t->levels[i] = 0;
}

static void smooth(struct tiles *t)
{
    for (int y = 0; y < t->height; y++)
        for (int x = 0; x < t->width; x++) {
            float sum = 0;
            int n = 0;
            for (int j = y - SMOOTH; j <= y + SMOOTH; j++)
                for (int i = x - SMOOTH; i <= x + SMOOTH; i++)
                    if (i >= 0 && j >= 0 && i < t->width && j < t->height) {
                        sum += t->levels[j * t->width + i];
                        n++;
                    }
            t->factors[y * t->width + x] = ONE * IMAGE_PAPER * (float)n / sum;
        }
}

/* Between the middles of the tiles above and below a row, `part` of the way down. */
static void mix(const float *above, const float *below, float part, int count, float *out)
{
    for (int x = 0; x < count; x++)
        out[x] = above[x] + part * (below[x] - above[x]);
}

/* Half a tile from the middle of one to the middle of the next. */
static void lighten(const uint8_t *in, int from, int to, float factor, float step, uint8_t *out)
{
    for (int x = from; x < to; x++) {
        int value = (int)((float)in[x] * (factor + step * (float)(x - from))) / (int)ONE;
        out[x] = (uint8_t)(value > 255 ? 255 : value);
    }
}

static void even_row(const uint8_t *in, int width, const float *factors, int tiles, uint8_t *out)
{
    lighten(in, 0, width < TILE / 2 ? width : TILE / 2, factors[0], 0, out);
    for (int i = 0; i < tiles; i++) {
        int from = i * TILE + TILE / 2, to = from + TILE < width ? from + TILE : width;
        float next = i + 1 < tiles ? factors[i + 1] : factors[i];
        lighten(in, from, to, factors[i], (next - factors[i]) / TILE, out);
    }
}

static void even_rows(const struct tiles *t, const uint8_t *in, size_t stride, int width,
                      int height, float *row, uint8_t *out)
{
    for (int y = 0; y < height; y++) {
        float down = fmaxf(((float)y + 0.5F) / TILE - 0.5F, 0);
        int at = (int)down, next = at + 1 < t->height ? at + 1 : at;
        mix(t->factors + at * t->width, t->factors + next * t->width, down - (float)at, t->width,
            row);
        even_row(in + (size_t)y * stride, width, row, t->width, out + (size_t)y * stride);
    }
}

PIX *image_even(PIX *pix)
{
    int width = pixGetWidth(pix), height = pixGetHeight(pix);
    struct tiles t = {(width + TILE - 1) / TILE, (height + TILE - 1) / TILE, NULL, NULL};
    size_t count = (size_t)t.width * (size_t)t.height, stride = 4 * (size_t)pixGetWpl(pix);
    PIX *out = width >= TILE && height >= TILE ? pixCreateTemplate(pix) : NULL;
    float *room = out ? malloc((2 * count + (size_t)t.width) * sizeof *room) : NULL;
    t.levels = room;
    if (room) {
        t.factors = room + count;
        pixEndianByteSwap(pix);
        look_at_tiles((const uint8_t *)pixGetData(pix), stride, width, height, &t);
        drop_dark(&t);
        if (fill_holes(&t)) {
            smooth(&t);
            even_rows(&t, (const uint8_t *)pixGetData(pix), stride, width, height, room + 2 * count,
                      (uint8_t *)pixGetData(out));
            pixEndianByteSwap(out);
        } else {
            pixDestroy(&out);
        }
        pixEndianByteSwap(pix);
    } else {
        pixDestroy(&out);
    }
    free(room);
    return out ? out : pixClone(pix);
}
