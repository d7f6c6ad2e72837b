#include "stages/formats/image_file.h"

#include <leptonica/allheaders.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define PREPARED_PIXELS_MAX 40e6
#define LOW_DPI 100.0F   /* no scanner's */
#define A3_LONG 17       /* inches */
#define STEPPED 0.8F     /* scaled to less, bilevel pages are gray */
#define SKEW_MAX 9.0F    /* degrees that are looked for */
#define SKEW_LEAST 0.15F /* less is left alone */
#define SOLID 6          /* eighths of pixels each way: a quarter inch that is black all over */
#define FAINTEST 24      /* gray levels below the paper that can be ink */
#define SPARSE 0.015F    /* share of ink of a nearly empty page */

PIX *image_to_pix(const struct raster *r)
{
    PIX *pix = pixCreateNoInit(r->width, r->height, 8);
    if (!pix)
        return NULL;
    pixSetPadBits(pix, 0);
    for (int y = 0; y < r->height; y++)
        memcpy(pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix),
               r->data + (size_t)y * (size_t)r->stride, (size_t)r->width);
    pixEndianByteSwap(pix);
    return pix;
}

int image_of_gray(PIX *pix, struct raster *r)
{
    if (raster_init(r, pixGetWidth(pix), pixGetHeight(pix), 1) < 0)
        return -1;
    pixEndianByteSwap(pix);
    for (int y = 0; y < r->height; y++)
        memcpy(r->data + (size_t)y * (size_t)r->stride,
               pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix), (size_t)r->width);
    pixEndianByteSwap(pix);
    return 0;
}

/* A camera knows no resolution: 72 or 96 is what programs write when they know none, and what is
 * larger than A3 by it is a photo of a sheet. */
static float own_dpi(const struct raster *in)
{
    float longest = (float)(in->width > in->height ? in->width : in->height);
    if (in->dpi > 0 && (in->dpi >= LOW_DPI || longest <= A3_LONG * in->dpi))
        return in->dpi;
    return image_guess_dpi(in->width, in->height);
}

/* The page in gray at the wanted resolution. */
static int scale(const struct raster *in, float dpi, struct raster *out, struct problem *p)
{
    float own = own_dpi(in);
    double factor = fmin(dpi / own, 4),
           most = PREPARED_PIXELS_MAX / ((double)in->width * in->height);
    if (factor * factor > most)
        factor = sqrt(most);
    int width = (int)fmax(lround(in->width * factor), 8),
        height = (int)fmax(lround(in->height * factor), 8);
    if (image_scale(in, width, height, out) < 0) {
        return problem_set(p, "memory", "no memory to prepare %d x %d pixels", width, height);
    }
    out->dpi = own * (float)factor;
    /* The recogniser reads gray letters better than the steps that a fax or a bilevel scan makes of
     * them; scaling down leaves none. */
    if (factor > STEPPED && image_is_bilevel(in) && image_soften(out) < 0)
        return problem_set(p, "memory", "no memory to prepare %d x %d pixels", width, height);
    return 0;
}

/* The gray level down to which all is the paper's own noise; *level gets the paper's. */
int image_noise_floor(const uint32_t histogram[256], int *level)
{
    int paper = 128;
    for (int v = 129; v < 254; v++) /* what is brighter was clipped there */
        paper = histogram[v] > histogram[paper] ? v : paper;
    /* A normal distribution has fallen to 0.6 of its top one standard deviation away. */
    int noise = 1;
    while (noise < 40 && histogram[paper - noise] * 10ULL > histogram[paper] * 6ULL)
        noise++;
    int floor = paper - (4 * noise > FAINTEST ? 4 * noise : FAINTEST);
    *level = paper;
    return floor < 60 ? 60 : floor;
}

/* The gray level below which a pixel is ink: half way between paper and ink, where ink is what is
 * darker than the paper's own noise. Pages of pencil or of a tired printer have it close to white.
 */
int image_ink_level(const uint32_t histogram[256])
{
    uint64_t dark = 0, weighted = 0;
    int paper, floor = image_noise_floor(histogram, &paper);
    for (int v = 0; v < floor; v++) {
        dark += histogram[v];
        weighted += (uint64_t)v * histogram[v];
    }
    int middle = dark ? (paper + (int)(weighted / dark)) / 2 : floor;
    return middle < floor ? middle : floor;
}

/* Four tables, so that a pixel need not wait for the one before it. */
static void count_levels(PIX *gray, uint32_t histogram[256])
{
    uint32_t parts[4][256] = {{0}};
    int width = pixGetWidth(gray), height = pixGetHeight(gray);
    for (int y = 0; y < height; y++) {
        const l_uint32 *line = pixGetData(gray) + (size_t)y * (size_t)pixGetWpl(gray);
        for (int i = 0; i < width / 4; i++) {
            parts[0][line[i] & 255]++;
            parts[1][line[i] >> 8 & 255]++;
            parts[2][line[i] >> 16 & 255]++;
            parts[3][line[i] >> 24]++;
        }
        for (int x = width & ~3; x < width; x++)
            parts[0][GET_DATA_BYTE(line, x)]++;
    }
    for (int v = 0; v < 256; v++)
        histogram[v] += parts[0][v] + parts[1][v] + parts[2][v] + parts[3][v];
}

/* On a nearly empty page the recogniser's own threshold falls within the paper's noise, and it
 * reads specks for a minute: there the noise becomes paper. */
static void still_noise(PIX *gray)
{
    uint32_t histogram[256] = {0};
    int paper;
    count_levels(gray, histogram);
    int floor = image_noise_floor(histogram, &paper), width = pixGetWidth(gray);
    for (int y = 0; y < pixGetHeight(gray); y++) {
        l_uint32 *line = pixGetData(gray) + (size_t)y * (size_t)pixGetWpl(gray);
        for (int x = 0; x < width; x++)
            if (GET_DATA_BYTE(line, x) >= floor)
                SET_DATA_BYTE(line, x, paper);
    }
}

static PIX *ink_of(PIX *gray)
{
    uint32_t histogram[256] = {0};
    count_levels(gray, histogram);
    return pixThresholdToBinary(gray, image_ink_level(histogram));
}

/* The ink without what is too solid for print: pictures, and the table that a photo shows around
 * the paper, whose edges lean as they like. */
static PIX *print_of(PIX *binary)
{
    PIX *small = pixReduceRankBinaryCascade(binary, 3, 3, 4, 0);
    PIX *solid = small ? pixOpenBrick(NULL, small, SOLID, SOLID) : NULL;
    PIX *whole = NULL;
    l_int32 none = 1;
    if (solid)
        pixZero(solid, &none);
    if (!none)
        whole = pixSeedfillBinary(NULL, solid, small, 8);
    PIX *grown = whole ? pixDilateBrick(NULL, whole, 3, 3) : NULL;
    PIX *mask = grown ? pixExpandReplicate(grown, 8) : NULL;
    PIX *print = mask ? pixSubtract(NULL, binary, mask) : pixClone(binary);
    pixDestroy(&small);
    pixDestroy(&solid);
    pixDestroy(&whole);
    pixDestroy(&grown);
    pixDestroy(&mask);
    return print;
}

/* Degrees the page leans, clockwise positive for leptonica; 0 when it cannot be told. */
static float find_skew(PIX *binary)
{
    l_float32 angle = 0, confidence = 0;
    PIX *print = print_of(binary);
    int status =
        print ? pixFindSkewSweepAndSearch(print, &angle, &confidence, 4, 2, SKEW_MAX, 1, 0.02F) : 1;
    pixDestroy(&print);
    if (status != 0)
        return 0;
    return confidence > 2.5F && fabsf(angle) >= SKEW_LEAST ? angle : 0;
}

static PIX *straighten(PIX *pix, PIX **binary, float *skew)
{
    *skew = find_skew(*binary);
    if (*skew == 0)
        return pixClone(pix);
    PIX *straight = pixRotateAMGray(pix, *skew * 3.14159265F / 180, 255);
    PIX *again = straight ? ink_of(straight) : NULL;
    if (!straight || !again) {
        pixDestroy(&straight);
        pixDestroy(&again);
        *skew = 0;
        return pixClone(pix);
    }
    pixDestroy(binary);
    *binary = again;
    return straight;
}

/* A punch hole: a full disc of 3.5 to 9 mm, its middle less than 23 mm from an edge of the paper.
 */
static bool is_hole(PIX *pix, BOX *at, float dpi)
{
    float w = (float)at->w, h = (float)at->h, x = (float)at->x + w / 2, y = (float)at->y + h / 2;
    float across = fminf(x, (float)pixGetWidth(pix) - x);
    float down = fminf(y, (float)pixGetHeight(pix) - y);
    if (fminf(w, h) < dpi * 0.14F || fmaxf(w, h) > dpi * 0.35F ||
        fmaxf(w, h) > 1.3F * fminf(w, h) || fminf(across, down) > dpi * 0.9F)
        return false;
    l_int32 ink = 0;
    PIX *disc = pixClipRectangle(pix, at, NULL);
    pixCountPixels(disc, &ink, NULL);
    pixDestroy(&disc);
    return (float)ink > 0.65F * w * h;
}

/* Too small for a letter or a pen stroke, or too thin: a speck, a scratch of the glass; or flat, as
 * no letter is: a piece of a rule, or of a row that a fax machine lost. */
static bool is_speck(BOX *at, float dpi)
{
    float thin = (float)(at->w < at->h ? at->w : at->h), far = (float)(at->w + at->h) - thin;
    return far < dpi * 0.045F || (thin < dpi * 0.01F && far > 10 * thin) ||
           (float)at->h < dpi * 0.03F;
}

/* Parts the size of letters that lie across the edge of `inner`: a line of text, not a shadow. */
static bool text_at_edge(PIX *inner, PIX *loose, float dpi)
{
    PIX *edge = pixXor(NULL, inner, loose);
    BOXA *parts = edge ? pixConnCompBB(edge, 8) : NULL;
    int letters = 0;
    for (int i = 0; parts && i < boxaGetCount(parts); i++) {
        BOX *at = parts->box[i];
        letters += !is_speck(at, dpi) && (float)(at->w > at->h ? at->w : at->h) < dpi * 0.3F;
    }
    boxaDestroy(&parts);
    pixDestroy(&edge);
    return letters > 5;
}

/* Is nothing written? What lies on the edges where scanners leave shadows, holes and specks are no
 * writing. */
static bool nothing_written(PIX *inner, float dpi)
{
    PIX *loose = pixRemoveBorderConnComps(inner, 8);
    BOXA *parts = loose ? pixConnCompBB(loose, 8) : NULL;
    int marks = 0, left = INT_MAX, right = 0, top = INT_MAX, bottom = 0;
    l_int32 pixels = 0;
    for (int i = 0; parts && i < boxaGetCount(parts); i++) {
        BOX *at = parts->box[i];
        if (is_speck(at, dpi))
            continue;
        if (is_hole(loose, at, dpi)) {
            pixClearInRect(loose, at);
            continue;
        }
        marks++;
        left = at->x < left ? at->x : left;
        right = at->x + at->w > right ? at->x + at->w : right;
        top = at->y < top ? at->y : top;
        bottom = at->y + at->h > bottom ? at->y + at->h : bottom;
    }
    /* All in one thin strip: dirt on the scanner's glass, or a rule. */
    bool streak = (float)(right - left) < dpi * 0.05F || (float)(bottom - top) < dpi * 0.02F;
    if (loose)
        pixCountPixels(loose, &pixels, NULL);
    float ink = (float)pixels / ((float)pixGetWidth(inner) * (float)pixGetHeight(inner));
    bool nothing =
        parts && (marks <= 2 || streak) && ink < 0.002F && !text_at_edge(inner, loose, dpi);
    boxaDestroy(&parts);
    pixDestroy(&loose);
    return nothing;
}

/* The page without its edges, from `top` of its height on. NULL: no memory, or too small. */
static PIX *inner_of(PIX *binary, float top)
{
    int width = pixGetWidth(binary), height = pixGetHeight(binary);
    int x = width / 40, y = (int)(top * (float)height);
    BOX *box = boxCreate(x, y, width - 2 * x, height - y - height / 40);
    PIX *inner = box ? pixClipRectangle(binary, box, NULL) : NULL;
    boxDestroy(&box);
    return inner;
}

/* The black that a scanner leaves around a page lifts the threshold of the whole over its pale
 * print: so what seems empty is looked at once more without its edges. */
static bool pale_print(PIX *gray, float top, float dpi)
{
    PIX *inner = inner_of(gray, top), *ink = inner ? ink_of(inner) : NULL;
    bool printed = !ink || !nothing_written(ink, dpi);
    pixDestroy(&ink);
    pixDestroy(&inner);
    return printed;
}

/* Ink, and whether anything is written. A page with much ink at its edges is a picture. */
static void look_for_ink(PIX *gray, PIX *binary, float dpi, struct image_prepared *out)
{
    PIX *inner = inner_of(binary, 1 / 40.0F), *below = inner_of(binary, IMAGE_HEAD);
    l_int32 pixels = 0;
    pixCountPixels(inner ? inner : binary, &pixels, NULL);
    out->ink = (float)pixels / ((float)pixGetWidth(binary) * (float)pixGetHeight(binary));
    out->faint = out->ink < 0.05F && image_faint_lines(gray, dpi);
    bool empty = inner && below && !out->faint && out->ink < 0.02F;
    out->blank = empty && nothing_written(inner, dpi) && !pale_print(gray, 1 / 40.0F, dpi);
    out->head_only =
        empty && !out->blank && nothing_written(below, dpi) && !pale_print(gray, IMAGE_HEAD, dpi);
    pixDestroy(&inner);
    pixDestroy(&below);
}

/* Mean darkness of what is ink. */
static float contrast_of(PIX *gray, PIX *ink)
{
    uint64_t sum = 0, count = 0;
    int width = pixGetWidth(gray);
    for (int y = 0; y < pixGetHeight(gray); y++) {
        const l_uint32 *line = pixGetData(gray) + (size_t)y * (size_t)pixGetWpl(gray);
        const l_uint32 *mask = pixGetData(ink) + (size_t)y * (size_t)pixGetWpl(ink);
        for (int x = 0; x < width; x++)
            if (x % 32 == 0 && mask[x / 32] == 0) {
                x += 31;
            } else if (GET_DATA_BIT(mask, x)) {
                int value = GET_DATA_BYTE(line, x);
                sum += (uint64_t)(value < IMAGE_PAPER ? IMAGE_PAPER - value : 0);
                count++;
            }
    }
    return count ? (float)sum / (float)count / IMAGE_PAPER : 0;
}

/* The page anew, with the blur of its print taken back. */
static int sharpen(PIX *gray, struct raster *page)
{
    PIX *sharp = image_sharpen(gray);
    raster_release(page);
    int status = sharp ? image_of_gray(sharp, page) : -1;
    pixDestroy(&sharp);
    return status;
}

static int prepare_pix(PIX *pix, struct image_prepared *out)
{
    float dpi = out->page.dpi;
    image_invert_dark(pix);
    bool clouded = image_clouded(pix);
    PIX *even = image_even(pix);
    PIX *binary = even ? ink_of(even) : NULL;
    PIX *straight = binary ? straighten(even, &binary, &out->skew) : NULL;
    int status = -1;
    raster_release(&out->page);
    if (straight) {
        look_for_ink(straight, binary, dpi, out);
        if (clouded) {
            out->faint = 1;
            out->blank = out->head_only = 0;
        }
        out->contrast = contrast_of(straight, binary);
        if (out->ink < SPARSE)
            still_noise(straight);
        status = image_of_gray(straight, &out->page);
        if (status == 0 && image_is_blurred(&out->page))
            status = sharpen(straight, &out->page);
        out->page.dpi = dpi;
    }
    pixDestroy(&straight);
    pixDestroy(&binary);
    pixDestroy(&even);
    return status;
}

int image_prepare(const struct raster *in, float dpi, struct image_prepared *out, struct problem *p)
{
    memset(out, 0, sizeof *out);
    if (scale(in, dpi, &out->page, p) < 0)
        return -1;
    PIX *pix = image_to_pix(&out->page);
    int status = pix ? prepare_pix(pix, out) : -1;
    pixDestroy(&pix);
    if (status < 0) {
        image_prepared_release(out);
        return problem_set(p, "memory", "no memory to prepare the page");
    }
    return 0;
}

void image_prepared_release(struct image_prepared *i)
{
    raster_release(&i->page);
}
