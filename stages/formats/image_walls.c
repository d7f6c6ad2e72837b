/* Boxes with one character each: what is drawn around the characters is taken off a crop. */
#include "stages/formats/image_file.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#define PARTS_MAX 400 /* of a crop: more are noise, or a picture */

/* The parts of a crop's ink that hang together. */
struct parts {
    PIXA *shapes;
    int count;
    int x[PARTS_MAX], y[PARTS_MAX], w[PARTS_MAX], h[PARTS_MAX];
};

static void parts_find(PIX *ink, struct parts *p)
{
    BOXA *boxes = pixConnComp(ink, &p->shapes, 8);
    p->count = boxes ? boxaGetCount(boxes) : 0;
    p->count = p->count > PARTS_MAX ? 0 : p->count;
    for (int i = 0; i < p->count; i++)
        boxaGetBoxGeometry(boxes, i, &p->x[i], &p->y[i], &p->w[i], &p->h[i]);
    boxaDestroy(&boxes);
}

/* Takes a part off; its gray edges too. */
static void take_off(PIX *gray, PIX *ink, const struct parts *p, int i)
{
    PIX *shape = pixaGetPix(p->shapes, i, L_CLONE), *wide = pixAddBorder(shape, 2, 0);
    PIX *fat = wide ? pixDilateBrick(NULL, wide, 3, 3) : NULL;
    if (fat)
        pixSetMaskedGeneral(gray, fat, 255, p->x[i] - 2, p->y[i] - 2);
    pixRasterop(ink, p->x[i], p->y[i], p->w[i], p->h[i], PIX_NOT(PIX_SRC) & PIX_DST, shape, 0, 0);
    pixDestroy(&fat);
    pixDestroy(&wide);
    pixDestroy(&shape);
}

static int by_value(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int middle_of(int *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_value);
    return count ? values[count / 2] : 0;
}

/* Is there a character within the part's box, which is not filled? */
static bool is_frame(const struct parts *p, int i)
{
    PIX *shape = pixaGetPix(p->shapes, i, L_CLONE);
    l_int32 ink = p->w[i] * p->h[i];
    if (shape)
        pixCountPixels(shape, &ink, NULL);
    pixDestroy(&shape);
    if (ink * 4 > p->w[i] * p->h[i] * 3)
        return false;
    for (int k = 0; k < p->count; k++)
        if (k != i && p->x[k] > p->x[i] && p->x[k] + p->w[k] < p->x[i] + p->w[i] &&
            p->y[k] > p->y[i] && p->y[k] + p->h[k] < p->y[i] + p->h[i] && p->h[k] * 4 > p->h[i])
            return true;
    return false;
}

/* Frames that are closed around what stands in them. */
static void lift_frames(PIX *gray, PIX *ink)
{
    struct parts p = {0};
    parts_find(ink, &p);
    for (int i = 0; i < p.count; i++)
        if (is_frame(&p, i))
            take_off(gray, ink, &p, i);
    pixaDestroy(&p.shapes);
}

/* What the characters of a crop measure: medians of what is neither a speck nor as thin as a
 * wall. 0 high: there is none. */
struct letters {
    int top, bottom, height;
};

static struct letters letters_of(const struct parts *p, int least)
{
    int heights[PARTS_MAX], tops[PARTS_MAX], bottoms[PARTS_MAX], count = 0;
    for (int i = 0; i < p->count; i++)
        if (p->h[i] >= least && p->w[i] * 4 >= p->h[i] && p->w[i] <= p->h[i] * 2) {
            heights[count] = p->h[i];
            tops[count] = p->y[i];
            bottoms[count++] = p->y[i] + p->h[i];
        }
    return (struct letters){middle_of(tops, count), middle_of(bottoms, count),
                            middle_of(heights, count)};
}

/* A wall that stands by itself: thin and higher than the letters, or no higher than half of them,
 * from their middle down below their feet. */
static bool is_wall(const struct parts *p, int i, const struct letters *l)
{
    int bottom = p->y[i] + p->h[i];
    if (p->h[i] * 100 >= l->height * 112 && p->w[i] * 4 <= p->h[i])
        return true;
    return p->y[i] * 2 > l->top + l->bottom && (bottom - l->bottom) * 100 > l->height * 8 &&
           p->w[i] <= l->height;
}

static void lift_walls(PIX *gray, PIX *ink)
{
    struct parts p = {0};
    parts_find(ink, &p);
    struct letters l = letters_of(&p, pixGetHeight(ink) / 4);
    for (int i = 0; l.height && i < p.count; i++)
        if (is_wall(&p, i, &l))
            take_off(gray, ink, &p, i);
    pixaDestroy(&p.shapes);
}

void image_lift_walls(PIX *gray, PIX *ink)
{
    lift_frames(gray, ink);
    lift_walls(gray, ink);
}
