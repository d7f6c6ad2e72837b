#include "stages/formats/image_file.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BORDER 10    /* white around the text: less costs the recogniser a fifth of its answers */
#define GAP_TENTHS 4 /* of the height of the text: wider gaps are cut down to it */
#define CROP_WIDTH_MAX 3000

int image_cut(const struct raster *page, int x0, int y0, int x1, int y1, struct raster *out)
{
    x0 = x0 < 0 ? 0 : x0;
    y0 = y0 < 0 ? 0 : y0;
    x1 = x1 > page->width ? page->width : x1;
    y1 = y1 > page->height ? page->height : y1;
    if (page->channels != 1 || raster_init(out, x1 - x0, y1 - y0, 1) < 0)
        return -1;
    out->dpi = page->dpi;
    for (int y = 0; y < out->height; y++)
        memcpy(out->data + (size_t)y * (size_t)out->stride,
               page->data + (size_t)(y + y0) * (size_t)page->stride + (size_t)x0,
               (size_t)out->width);
    return 0;
}

static int ink_in(PIX *ink, int x, int y, int w, int h)
{
    l_int32 pixels = 0;
    BOX *box = boxCreate(x, y < 0 ? 0 : y, w, h);
    PIX *part = box ? pixClipRectangle(ink, box, NULL) : NULL;
    if (part)
        pixCountPixels(part, &pixels, NULL);
    pixDestroy(&part);
    boxDestroy(&box);
    return pixels;
}

/* Are these tops, feet or middles of letters that stand close, not a rule? Along a rule there is
 * little ink just above it and just below. */
static bool of_letters(PIX *ink, int x, int y, int w, int h)
{
    int below = y + h + 1;
    int above = y >= 3 ? ink_in(ink, x, y - 3, w, 2) : 0;
    int under = below + 2 <= pixGetHeight(ink) ? ink_in(ink, x, below, w, 2) : 0;
    return (above > under ? above : under) * 100 > 30 * w * 2;
}

static void drop_letters(PIX *rules, PIX *ink)
{
    PIXA *parts = NULL;
    BOXA *boxes = pixConnComp(rules, &parts, 8);
    for (int i = 0; boxes && i < boxaGetCount(boxes); i++) {
        l_int32 x, y, w, h;
        boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
        if (of_letters(ink, x, y, w, h))
            pixRasterop(rules, x, y, w, h, PIX_CLR, NULL, 0, 0);
    }
    boxaDestroy(&boxes);
    pixaDestroy(&parts);
}

/* Rules across: runs that are longer than letters are wide. */
static PIX *rules_across(PIX *ink)
{
    int height = pixGetHeight(ink), width = pixGetWidth(ink);
    int least = height * 3 / 2 > 60 ? height * 3 / 2 : 60;
    PIX *closed = pixCloseSafeBrick(NULL, ink, 4, 1); /* more makes lines of words */
    PIX *rules = closed ? pixOpenBrick(NULL, closed, least > width ? width : least, 1) : NULL;
    pixDestroy(&closed);
    if (rules)
        drop_letters(rules, ink);
    return rules;
}

/* The rows between a rule in the upper third and one in the lower third; the crop's own edges where
 * there is none. */
static void between_rules(PIX *rules, int *top, int *bottom)
{
    int height = pixGetHeight(rules);
    NUMA *rows = pixCountPixelsByRow(rules, NULL);
    *top = 0;
    *bottom = height;
    for (int y = 0; rows && y < height; y++) {
        l_int32 pixels = 0;
        numaGetIValue(rows, y, &pixels);
        if (pixels && y < height / 3)
            *top = y + 1;
        if (pixels && y > height * 2 / 3 && y < *bottom)
            *bottom = y;
    }
    numaDestroy(&rows);
}

/* What is ruled: lines across, walls down between them; fattened a little, for their gray edges. */
static PIX *ruled(PIX *ink, int *top, int *bottom)
{
    PIX *rows = rules_across(ink);
    if (!rows)
        return NULL;
    between_rules(rows, top, bottom);
    int down = (*bottom - *top) * 17 / 20;
    PIX *columns = pixOpenBrick(NULL, ink, 1, down < 3 ? 3 : down);
    if (columns)
        pixOr(rows, rows, columns);
    PIX *fat = columns ? pixDilateBrick(NULL, rows, 3, 3) : NULL;
    pixDestroy(&rows);
    pixDestroy(&columns);
    return fat;
}

static void clear_rows(PIX *ink, int from, int to)
{
    pixRasterop(ink, 0, from, pixGetWidth(ink), to - from, PIX_CLR, NULL, 0, 0);
}

/* Specks: parts smaller than a decimal point. */
static void drop_specks(PIX **ink)
{
    int least = pixGetHeight(*ink) / 16;
    PIX *clean = pixSelectBySize(*ink, least, least, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, NULL);
    if (clean) {
        pixDestroy(ink);
        *ink = clean;
    }
}

/* The part of the crop where text is, as ink and as gray without rules. NULL: nothing is there. */
static PIX *lift(PIX *gray, int level, PIX **ink)
{
    *ink = pixThresholdToBinary(gray, level);
    int top, bottom;
    PIX *rules = *ink ? ruled(*ink, &top, &bottom) : NULL;
    PIX *lifted = rules ? pixCopy(NULL, gray) : NULL;
    if (lifted) {
        pixSetMasked(lifted, rules, 255);
        pixSubtract(*ink, *ink, rules);
        clear_rows(*ink, 0, top);
        clear_rows(*ink, bottom, pixGetHeight(*ink));
        image_lift_walls(lifted, *ink);
        drop_specks(ink);
    }
    pixDestroy(&rules);
    if (!lifted)
        pixDestroy(ink);
    return lifted;
}

/* Columns with ink, gaps wider than `most` cut down to it. kept[i] is the source of column i. */
static int squeeze(PIX *ink, int most, int *kept)
{
    int width = pixGetWidth(ink), count = 0, gap = 0;
    NUMA *columns = pixCountPixelsByColumn(ink);
    for (int x = 0; columns && x < width; x++) {
        l_int32 pixels = 0;
        numaGetIValue(columns, x, &pixels);
        gap = pixels ? 0 : gap + 1;
        if (gap <= most)
            kept[count++] = x;
    }
    numaDestroy(&columns);
    return count;
}

static uint8_t whiter(int value, int paper)
{
    return (uint8_t)(value >= paper ? 255 : value * 255 / paper);
}

/* Copies the kept columns of the text's rows, with a white border. The paper becomes white: an edge
 * between it and what was lifted would be read. */
static int compose(PIX *gray, const int *kept, int count, int top, int bottom, int paper,
                   struct raster *out)
{
    if (raster_init(out, count + 2 * BORDER, bottom - top + 2 * BORDER, 1) < 0)
        return -1;
    memset(out->data, 255, (size_t)out->stride * (size_t)out->height);
    for (int y = top; y < bottom; y++) {
        const l_uint32 *line = pixGetData(gray) + (size_t)y * (size_t)pixGetWpl(gray);
        uint8_t *to = out->data + (size_t)(y - top + BORDER) * (size_t)out->stride + BORDER;
        for (int i = 0; i < count; i++)
            to[i] = whiter(GET_DATA_BYTE(line, kept[i]), paper);
    }
    return 0;
}

/* Of several lines of text the one nearest the middle stays: the box of a word that ran into
 * another line holds both. */
static void one_line(PIX *ink)
{
    int height = pixGetHeight(ink), best_from = 0, best_to = height, from = -1;
    int least = height / 5 > 5 ? height / 5 : 5;
    float nearest = (float)height;
    NUMA *rows = pixCountPixelsByRow(ink, NULL);
    for (int y = 0; rows && y <= height; y++) {
        l_int32 pixels = 0;
        if (y < height)
            numaGetIValue(rows, y, &pixels);
        if (pixels && from < 0)
            from = y;
        if (pixels || from < 0)
            continue;
        float away = fabsf((float)(from + y - height) / 2);
        if (y - from >= least && away < nearest) {
            nearest = away;
            best_from = from;
            best_to = y;
        }
        from = -1;
    }
    numaDestroy(&rows);
    clear_rows(ink, 0, best_from - 3 > 0 ? best_from - 3 : 0);
    clear_rows(ink, best_to + 3 < height ? best_to + 3 : height, height);
}

static int text_line(PIX *gray, int level, int paper, struct raster *out)
{
    PIX *ink, *lifted = lift(gray, level, &ink);
    BOX *box = NULL;
    int status = -1, x, y, w, h, *kept = NULL;
    if (lifted)
        one_line(ink);
    if (!lifted || pixClipToForeground(ink, NULL, &box) != 0 || !box)
        goto out;
    boxGetGeometry(box, &x, &y, &w, &h);
    kept = malloc((size_t)pixGetWidth(ink) * sizeof *kept);
    if (h < 5 || !kept)
        goto out;
    int top = y > 2 ? y - 2 : 0,
        bottom = y + h + 2 < pixGetHeight(gray) ? y + h + 2 : pixGetHeight(gray);
    int count = squeeze(ink, h * GAP_TENTHS / 10, kept);
    status = count > 0 ? compose(lifted, kept, count, top, bottom, paper, out) : -1;
out:
    free(kept);
    boxDestroy(&box);
    pixDestroy(&lifted);
    pixDestroy(&ink);
    return status;
}

/* The gray levels below which there is ink and above which there is nothing but paper. */
static void levels_of(const struct raster *r, int *ink, int *paper)
{
    uint32_t histogram[256] = {0};
    for (int y = 0; y < r->height; y++)
        for (int x = 0; x < r->width; x++)
            histogram[r->data[(size_t)y * (size_t)r->stride + (size_t)x]]++;
    *ink = image_ink_level(histogram);
    int commonest = 128;
    for (int v = 129; v < 256; v++)
        commonest = histogram[v] > histogram[commonest] ? v : commonest;
    *paper = (commonest * 3 + *ink) / 4;
}

int image_crop_level(const struct raster *crop)
{
    int ink, paper;
    levels_of(crop, &ink, &paper);
    return ink;
}

/* Scales so that the text between the borders is `height` high. */
static int fit_height(struct raster *r, int height)
{
    struct raster out;
    double scale = (double)height / (r->height - 2 * BORDER);
    scale = fmin(scale, (double)CROP_WIDTH_MAX / r->width);
    if (scale > 0.9 && scale < 1.15)
        return 0;
    if (image_scale(r, (int)fmax(r->width * scale, 1), (int)fmax(r->height * scale, 1), &out) < 0)
        return -1;
    out.dpi = r->dpi;
    raster_release(r);
    *r = out;
    return 0;
}

int image_crop(const struct raster *page, int x0, int y0, int x1, int y1, int height,
               struct raster *out, struct problem *p)
{
    struct raster part = {0};
    memset(out, 0, sizeof *out);
    if (image_cut(page, x0, y0, x1, y1, &part) < 0)
        return problem_set(p, "unreadable", "no such part of the page");
    PIX *gray = image_to_pix(&part);
    int ink, paper;
    levels_of(&part, &ink, &paper);
    int status = gray ? text_line(gray, ink, paper, out) : -1;
    pixDestroy(&gray);
    raster_release(&part);
    if (status == 0) {
        out->dpi = page->dpi;
        status = fit_height(out, height);
    }
    if (status < 0) {
        raster_release(out);
        return problem_set(p, "unreadable", "nothing to read in this part of the page");
    }
    return 0;
}

int image_strip(const struct raster *page, int x0, int y0, int x1, int y1, int height,
                struct raster *out, struct problem *p)
{
    struct raster part = {0}, scaled = {0};
    memset(out, 0, sizeof *out);
    int status = image_cut(page, x0, y0, x1, y1, &part);
    double scale =
        status == 0 ? fmin((double)height / part.height, (double)CROP_WIDTH_MAX / part.width) : 1;
    if (status == 0)
        status = image_scale(&part, (int)fmax(part.width * scale, 1),
                             (int)fmax(part.height * scale, 1), &scaled);
    if (status == 0)
        status = raster_init(out, scaled.width + 2 * BORDER, scaled.height + 2 * BORDER, 1);
    if (status == 0) {
        memset(out->data, 255, (size_t)out->stride * (size_t)out->height);
        for (int y = 0; y < scaled.height; y++)
            memcpy(out->data + (size_t)(y + BORDER) * (size_t)out->stride + BORDER,
                   scaled.data + (size_t)y * (size_t)scaled.stride, (size_t)scaled.width);
        out->dpi = page->dpi;
    }
    raster_release(&part);
    raster_release(&scaled);
    return status == 0 ? 0 : problem_set(p, "unreadable", "no such part of the page");
}
