/* Where on a page a row of equal boxes stands, one character in each: by their walls, which stand
 * at even distances. */
#include "stages/formats/image_file.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

#define WALLS_MAX 80
#define WALL 0.05F  /* inches: walls are not shorter, those of combs neither */
#define THICK 0.04F /* nor thicker */
#define LEAST 0.09F /* from one box to the next */
#define MOST 0.45F
#define LOW 0.1F  /* inches below the middle: walls of a comb begin there at most */
#define OFF 0.12F /* of that distance: so far a wall may be off */
#define TALL 0.8F /* of it: from here on walls go round the character, else it stands over them */
#define ROOM 1.3F /* of it: what characters over a comb want */

struct wall {
    float x, top, bottom; /* pixels */
};

struct walls {
    struct wall list[WALLS_MAX];
    int count;
};

static int by_x(const void *a, const void *b)
{
    const struct wall *l = a, *r = b;
    return (l->x > r->x) - (l->x < r->x);
}

/* Thin strokes down in the ink, from left to right. */
static void find_walls(PIX *ink, float dpi, struct walls *out)
{
    PIX *strokes = pixOpenBrick(NULL, ink, 1, (int)(WALL * dpi));
    BOXA *boxes = strokes ? pixConnComp(strokes, NULL, 8) : NULL;
    out->count = 0;
    for (int i = 0; boxes && i < boxaGetCount(boxes) && out->count < WALLS_MAX; i++) {
        l_int32 x, y, w, h;
        boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
        if ((float)w <= THICK * dpi)
            out->list[out->count++] =
                (struct wall){(float)x + (float)w / 2, (float)y, (float)(y + h)};
    }
    qsort(out->list, (size_t)out->count, sizeof *out->list, by_x);
    boxaDestroy(&boxes);
    pixDestroy(&strokes);
}

/* The wall about at x that is as high as this one; NULL: there is none. */
static const struct wall *wall_at(const struct walls *w, const struct wall *like, float x,
                                  float off)
{
    float high = like->bottom - like->top;
    for (int i = 0; i < w->count; i++) {
        const struct wall *o = &w->list[i];
        if (fabsf(o->x - x) <= off && fabsf(o->bottom - like->bottom) < 0.3F * high &&
            fabsf(o->top - like->top) < 0.3F * high)
            return o;
    }
    return NULL;
}

/* A row of boxes: where it begins and ends, and how many of its walls were found. */
struct run {
    const struct wall *from;
    float end;
    int found;
};

/* The walls at even distances from this one on, of those that `count` boxes have; none when they
 * are of a longer row. */
static struct run evenly(const struct walls *w, const struct wall *from, float step, int count)
{
    struct run run = {from, from->x, 1};
    float half = step / 2;
    for (int k = 1; k <= count; k++) {
        const struct wall *next = wall_at(w, from, run.end + step, OFF * step);
        run.end = next ? next->x : run.end + step;
        run.found += next != NULL;
    }
    bool longer = wall_at(w, from, from->x - half - OFF * step, half) ||
                  wall_at(w, from, run.end + half + OFF * step, half);
    return longer ? (struct run){.found = 0} : run;
}

/* The row of boxes with most walls of those that go through the line or reach below it. */
static struct run best_row(const struct walls *w, float line, float dpi, int count)
{
    struct run best = {.found = 0};
    for (int i = 0; i < w->count; i++) {
        if (w->list[i].bottom < line || w->list[i].top > line + LOW * dpi)
            continue;
        for (int k = i + 1; k < w->count; k++) {
            float apart = w->list[k].x - w->list[i].x;
            if (apart < LEAST * dpi || apart > MOST * dpi)
                continue;
            struct run run = evenly(w, &w->list[i], apart, count);
            best = run.found > best.found ? run : best;
        }
    }
    return best;
}

bool image_cells(const struct raster *page, int x0, int y0, int x1, int y1, int count,
                 struct image_box *out)
{
    struct raster part = {0};
    struct walls *walls = malloc(sizeof *walls);
    struct run row = {.found = 0};
    if (walls && image_cut(page, x0, y0, x1, y1, &part) == 0) {
        PIX *gray = image_to_pix(&part);
        PIX *ink = gray ? pixThresholdToBinary(gray, image_crop_level(&part)) : NULL;
        if (ink) {
            find_walls(ink, page->dpi, walls);
            row = best_row(walls, (float)part.height / 2, page->dpi, count);
        }
        pixDestroy(&ink);
        pixDestroy(&gray);
    }
    bool found = row.found >= count;
    if (found) {
        const struct wall *first = row.from;
        float step = (row.end - first->x) / (float)count;
        float top =
            first->bottom - first->top < TALL * step ? first->bottom - ROOM * step : first->top;
        x0 = x0 < 0 ? 0 : x0;
        y0 = y0 < 0 ? 0 : y0;
        *out = (struct image_box){.x0 = x0 + (int)first->x - 2,
                                  .y0 = y0 + (int)top - 2,
                                  .x1 = x0 + (int)row.end + 3,
                                  .y1 = y0 + (int)first->bottom + 3};
    }
    raster_release(&part);
    free(walls);
    return found;
}
