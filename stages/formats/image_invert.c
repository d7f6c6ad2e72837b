#include "stages/formats/image_file.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>

#define REDUCTION 8
#define BARS_MAX 60
#define BAR_WIDTH 8      /* reduced pixels: 8 mm at 200 dpi */
#define BAR_HEIGHT 3     /* 3 mm: more than bold letters grow together to */
#define LEAST_DARK 0.68F /* of a bar's area: bold letters have 0.6 at most */
#define MOST_DARK 0.985F /* of a bar's area that has text in it */
#define MOST_FILLED 1.5F /* times that area, with all holes: a larger one holds no letter */
#define SCRATCH 5        /* pixels: narrower light lines across a bar are closed */
#define BODY_WIDTH 40    /* pixels of bar without a gap */
#define BODY_HEIGHT 16
#define RIM 7          /* pixels: twice what is looked at along a bar's edge */
#define LEAST_RIM 0.9F /* of a bar's edge that is dark; fat print has 0.87 at most */

/* Dark is what has less than 0.6 of the light of the paper, which is the commonest bright level. */
static int dark_level(PIX *gray)
{
    l_float32 values[256] = {0};
    NUMA *histogram = pixGetGrayHistogram(gray, 4);
    int paper = 110;
    for (int v = 0; histogram && v < 256; v++)
        numaGetFValue(histogram, v, &values[v]);
    numaDestroy(&histogram);
    for (int v = 111; v < 256; v++)
        if (values[v] > values[paper])
            paper = v;
    return paper * 6 / 10;
}

/* Solid dark regions, reduced. */
static PIX *solid_regions(PIX *dark)
{
    PIX *small = pixReduceRankBinaryCascade(dark, 2, 2, 3, 0);
    PIX *closed = small ? pixCloseSafeBrick(NULL, small, 5, 3) : NULL;
    PIX *solid = closed ? pixOpenBrick(NULL, closed, BAR_WIDTH, BAR_HEIGHT) : NULL;
    pixDestroy(&closed);
    pixDestroy(&small);
    return solid;
}

/* A table around a photographed paper is no bar: its hole is the paper. */
static bool is_frame(PIX *filled, int area)
{
    l_int32 count = 0;
    pixCountPixels(filled, &count, NULL);
    return (float)count > MOST_FILLED * (float)area;
}

/* The bar in what is dark: with the letters in it, which are holes, and without what only stands
 * near it. Opening leaves nothing of letters; from what it leaves the bar's edges grow again.
 * area: pixels of the region. */
static PIX *bar_in(PIX *part, int area)
{
    PIX *filled = pixCloseSafeBrick(NULL, part, SCRATCH, SCRATCH);
    PIX *holes = filled ? pixHolesByFilling(filled, 4) : NULL;
    if (holes)
        pixOr(filled, filled, holes);
    if (filled && is_frame(filled, area))
        pixDestroy(&filled);
    PIX *seed = filled ? pixOpenBrick(NULL, filled, BODY_WIDTH, BODY_HEIGHT) : NULL;
    PIX *bar = seed ? pixSeedfillBinary(NULL, seed, filled, 4) : NULL;
    pixDestroy(&seed);
    pixDestroy(&holes);
    pixDestroy(&filled);
    return bar;
}

/* Is the shape's edge dark all around? A bar stands out around its text; of letters that ran into
 * each other the edge is open between their tops and between their feet. */
static bool dark_rimmed(PIX *filled, PIX *part)
{
    l_int32 all = 0, dark = 0;
    PIX *core = pixErodeBrick(NULL, filled, RIM, RIM);
    PIX *rim = core ? pixSubtract(NULL, filled, core) : NULL;
    if (rim) {
        pixCountPixels(rim, &all, NULL);
        pixAnd(rim, rim, part);
        pixCountPixels(rim, &dark, NULL);
    }
    pixDestroy(&rim);
    pixDestroy(&core);
    return (float)dark >= LEAST_RIM * (float)all;
}

/* The region at full size when it is a bar with text in it: neither solid, as shadows and empty
 * bars are, nor half light, as pictures. */
static PIX *bar_mask(PIX *dark, PIX *region, BOX *box)
{
    l_int32 x, y, w, h, all = 0, count = 0;
    PIX *mask = pixExpandReplicate(region, REDUCTION);
    if (!mask)
        return NULL;
    boxGetGeometry(box, &x, &y, &w, &h);
    PIX *part = pixCreate(w * REDUCTION, h * REDUCTION, 1);
    pixCountPixels(mask, &all, NULL);
    if (part) {
        pixRasterop(part, 0, 0, w * REDUCTION, h * REDUCTION, PIX_SRC, dark, x * REDUCTION,
                    y * REDUCTION);
        pixAnd(part, part, mask);
        pixCountPixels(part, &count, NULL);
    }
    pixDestroy(&mask);
    if (count < all * LEAST_DARK || count > all * MOST_DARK)
        pixDestroy(&part);
    PIX *bar = part ? bar_in(part, all) : NULL;
    PIX *filled = bar ? pixCloseSafeBrick(NULL, bar, 21, 21) : NULL;
    if (!filled || !dark_rimmed(filled, part))
        pixDestroy(&bar);
    pixDestroy(&filled);
    pixDestroy(&part);
    return bar;
}

static void invert_region(PIX *gray, PIX *dark, PIX *region, BOX *box)
{
    l_int32 x, y, w, h;
    PIX *mask = bar_mask(dark, region, box);
    if (!mask)
        return;
    boxGetGeometry(box, &x, &y, &w, &h);
    BOX *place = boxCreate(x * REDUCTION, y * REDUCTION, w * REDUCTION, h * REDUCTION);
    PIX *part = pixClipRectangle(gray, place, NULL);
    if (part) {
        pixInvert(part, part);
        pixCombineMaskedGeneral(gray, part, mask, x * REDUCTION, y * REDUCTION);
    }
    pixDestroy(&part);
    boxDestroy(&place);
    pixDestroy(&mask);
}

void image_invert_dark(PIX *gray)
{
    PIXA *parts = NULL;
    PIX *dark = pixThresholdToBinary(gray, dark_level(gray));
    PIX *solid = dark ? solid_regions(dark) : NULL;
    BOXA *boxes = solid ? pixConnComp(solid, &parts, 4) : NULL;
    for (int i = 0; boxes && i < boxaGetCount(boxes) && i < BARS_MAX; i++) {
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        PIX *region = pixaGetPix(parts, i, L_CLONE);
        invert_region(gray, dark, region, box);
        pixDestroy(&region);
        boxDestroy(&box);
    }
    boxaDestroy(&boxes);
    pixaDestroy(&parts);
    pixDestroy(&solid);
    pixDestroy(&dark);
}
