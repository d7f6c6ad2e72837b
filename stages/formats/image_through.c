#include <leptonica/allheaders.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "stages/formats/image_file.h"
#include "stages/formats/image_fit.h"

#define DARKEST 60                    /* levels below paper: what shines through is not darker */
#define PALEST 8                      /* levels below paper: what is paler is its grain */
#define LIKE 0.12F                    /* correlation from which pages are two sides of a sheet */
#define STRONGEST 0.5F                /* part of the ink that shines through */
#define TILE 32                       /* pixels; paper lets through more here, less there */
#define REACH 2                       /* tiles to each side that are looked at together */
#define WHOLE 2.0                     /* tiles that the page as a whole weighs */
#define SHEET_LEAST (3 * 2 * INK_DPI) /* pixels: 3 inches */
#define SHEET_MOST (18 * 2 * INK_DPI) /* A3 */
#define LINE_MOST 16.0F               /* levels: a speck weighs no more than a pale stroke */
#define DARK_MOST 40.0F               /* the same of dark ones */
#define HOLES (INK_DPI * 9 / 10)      /* pixels from the edges where punch holes are */
#define LINE_LEAST 1.4 /* levels, the mean over a line: strokes of 12 make it 1.5 or more */

/* The page in gray, of twice INK_DPI. 1, 0: it is no sheet that a feeder takes, -1: no memory. */
static int gray_page(const struct raster *in, struct raster *out)
{
    float own = in->dpi > 0 ? in->dpi : image_guess_dpi(in->width, in->height);
    double factor = (double)(2 * INK_DPI / own), width = in->width * factor;
    double height = in->height * factor;
    if (fmin(width, height) < SHEET_LEAST || fmax(width, height) > SHEET_MOST)
        return 0;
    if (image_scale(in, (int)width, (int)height, out) < 0)
        return -1;
    out->dpi = 2 * INK_DPI;
    return 1;
}

/* The gray level that most of the page has. */
static int paper_level(const struct raster *r)
{
    size_t count[256] = {0};
    int paper = 128;
    for (int y = 0; y < r->height; y++)
        for (int x = 0; x < r->width; x++)
            count[r->data[(size_t)y * (size_t)r->stride + (size_t)x]]++;
    for (int v = 129; v < 256; v++)
        paper = count[v] > count[paper] ? v : paper;
    return paper;
}

/* Levels below paper, at half the size; ink below `least` is none, above `most` no more. */
static int map_of(const struct raster *r, int least, int most, struct ink_map *m)
{
    float levels[256];
    int paper = paper_level(r);
    if (ink_map_init(m, r->width / 2, r->height / 2) < 0)
        return -1;
    for (int v = 0; v < 256; v++) {
        int ink = paper - v;
        levels[v] = (float)(ink < least ? 0 : ink > most ? most : ink) / 4;
    }
    for (int y = 0; y < m->height; y++) {
        const uint8_t *a = r->data + (size_t)(2 * y) * (size_t)r->stride, *b = a + r->stride;
        float *out = m->ink + (size_t)y * (size_t)m->width;
        for (int x = 0; x < m->width; x++)
            out[x] =
                levels[a[2 * x]] + levels[a[2 * x + 1]] + levels[b[2 * x]] + levels[b[2 * x + 1]];
    }
    return 0;
}

/* What shines through is made of four parts: the ink of the other side, as it is found there; its
 * two slopes, where it lies a little off; and its blur. */
#define PARTS 4

static void parts_at(const struct ink_map *m, size_t i, float part[PARTS])
{
    const float *at = m->ink + i, *above = at - m->width, *below = at + m->width;
    part[0] = at[0];
    part[1] = (at[1] - at[-1]) / 2;
    part[2] = (below[0] - above[0]) / 2;
    part[3] = (at[1] + at[-1] + above[0] + below[0]) / 4 - at[0];
}

/* Sums of products: of the parts with one another, and with the page. */
struct normal {
    double parts[PARTS][PARTS], page[PARTS];
};

static void normal_add(struct normal *to, const struct normal *n, double weight)
{
    for (int i = 0; i < PARTS; i++) {
        to->page[i] += weight * n->page[i];
        for (int j = 0; j < PARTS; j++)
            to->parts[i][j] += weight * n->parts[i][j];
    }
}

/* How much of each part makes the page, by least squares: Gauss without pivots, for the matrix is
 * symmetric, and made definite. */
static void normal_solve(struct normal n, double share[PARTS])
{
    for (int i = 0; i < PARTS; i++)
        n.parts[i][i] = n.parts[i][i] * 1.001 + 1e-3;
    for (int i = 0; i < PARTS; i++)
        for (int k = i + 1; k < PARTS; k++) {
            double factor = n.parts[k][i] / n.parts[i][i];
            for (int j = i; j < PARTS; j++)
                n.parts[k][j] -= factor * n.parts[i][j];
            n.page[k] -= factor * n.page[i];
        }
    for (int i = PARTS - 1; i >= 0; i--) {
        share[i] = n.page[i];
        for (int j = i + 1; j < PARTS; j++)
            share[i] -= n.parts[i][j] * share[j];
        share[i] /= n.parts[i][i];
    }
}

/* The page in tiles: paper lets through more here, less there. */
struct tiles {
    int across, down;
    struct normal *sums;   /* owned */
    float (*share)[PARTS]; /* owned */
};

static int tiles_init(struct tiles *t, const struct ink_map *m)
{
    t->across = (m->width + TILE - 1) / TILE;
    t->down = (m->height + TILE - 1) / TILE;
    t->sums = calloc((size_t)t->across * (size_t)t->down, sizeof *t->sums);
    t->share = calloc((size_t)t->across * (size_t)t->down, sizeof *t->share);
    return t->sums && t->share ? 0 : -1;
}

static void tiles_release(struct tiles *t)
{
    free(t->sums);
    free(t->share);
}

static void sum_tiles(const struct ink_map *page, const struct ink_map *under, struct tiles *t)
{
    for (int y = 1; y + 1 < page->height; y++)
        for (int x = 1; x + 1 < page->width; x++) {
            struct normal *n = &t->sums[y / TILE * t->across + x / TILE];
            size_t i = (size_t)y * (size_t)page->width + (size_t)x;
            float part[PARTS];
            parts_at(under, i, part);
            for (int k = 0; k < PARTS; k++) {
                n->page[k] += (double)(part[k] * page->ink[i]);
                for (int j = 0; j < PARTS; j++)
                    n->parts[k][j] += (double)(part[k] * part[j]);
            }
        }
}

/* Each tile's shares, from its neighbours' too, and a little from the whole page's. Returns which
 * part of the other side's ink shines through the page as a whole. */
static double share_tiles(struct tiles *t)
{
    struct normal all = {0};
    double whole[PARTS], share[PARTS];
    int count = t->across * t->down;
    for (int i = 0; i < count; i++)
        normal_add(&all, &t->sums[i], 1);
    normal_solve(all, whole);
    for (int k = 0; k < PARTS; k++) { /* a page that is made of the same parts everywhere */
        all.page[k] = 0;
        for (int j = 0; j < PARTS; j++)
            all.page[k] += all.parts[k][j] * whole[j];
    }
    for (int y = 0; y < t->down; y++)
        for (int x = 0; x < t->across; x++) {
            struct normal n = {0};
            for (int v = y - REACH; v <= y + REACH; v++)
                for (int u = x - REACH; u <= x + REACH; u++)
                    if (u >= 0 && v >= 0 && u < t->across && v < t->down)
                        normal_add(&n, &t->sums[v * t->across + u], 1);
            normal_add(&n, &all, WHOLE / count);
            normal_solve(n, share);
            double most = fmin(2 * whole[0], (double)STRONGEST);
            for (int k = 0; k < PARTS; k++)
                t->share[y * t->across + x][k] = (float)fmax(k ? -most : 0, fmin(share[k], most));
        }
    return whole[0];
}

/* Between the middles of the four tiles around a pixel. */
static float ink_through(const struct tiles *t, const struct ink_map *under, int x, int y)
{
    float across = fmaxf(((float)x + 0.5F) / TILE - 0.5F, 0);
    float down = fmaxf(((float)y + 0.5F) / TILE - 0.5F, 0);
    int left = (int)across, top = (int)down;
    int right = left + 1 < t->across ? left + 1 : left, foot = top + 1 < t->down ? top + 1 : top;
    float u = across - (float)left, v = down - (float)top, part[PARTS], ink = 0;
    parts_at(under, (size_t)y * (size_t)under->width + (size_t)x, part);
    for (int k = 0; k < PARTS; k++) {
        float a = t->share[top * t->across + left][k], b = t->share[top * t->across + right][k];
        float c = t->share[foot * t->across + left][k], d = t->share[foot * t->across + right][k];
        float above = a + u * (b - a), below = c + u * (d - c);
        ink += part[k] * (above + v * (below - above));
    }
    return ink > 0 ? ink : 0;
}

/* Takes ink off the page, of twice the map's size. */
static void lighten(const struct ink_map *ink, struct raster *page)
{
    for (int y = 0; y < 2 * ink->height; y++) {
        int near = y / 2, far = near + (y % 2 ? 1 : -1);
        far = far < 0 || far >= ink->height ? near : far;
        const float *a = ink->ink + (size_t)near * (size_t)ink->width;
        const float *b = ink->ink + (size_t)far * (size_t)ink->width;
        uint8_t *row = page->data + (size_t)y * (size_t)page->stride;
        for (int x = 0; x < 2 * ink->width; x++) {
            int i = x / 2, j = i + (x % 2 ? 1 : -1);
            j = j < 0 || j >= ink->width ? i : j;
            float now = (float)row[x] + (9 * a[i] + 3 * (a[j] + b[i]) + b[j]) / 16 + 0.5F;
            row[x] = (uint8_t)(now > 255 ? 255 : now);
        }
    }
}

/* The other side's ink as it shines through, into *through. 1, 0 when it is none, or too much, -1.
 */
static int find_through(const struct ink_map *flat, const struct ink_map *under,
                        const struct ink_map *flat_under, struct ink_map *through)
{
    struct tiles t = {0};
    int status =
        tiles_init(&t, flat) < 0 || ink_map_init(through, flat->width, flat->height) < 0 ? -1 : 0;
    if (status == 0) {
        sum_tiles(flat, flat_under, &t);
        double share = share_tiles(&t);
        status = share > 0 && share < (double)STRONGEST;
    }
    for (int y = 1; status > 0 && y + 1 < flat->height; y++)
        for (int x = 1; x + 1 < flat->width; x++)
            through->ink[(size_t)y * (size_t)flat->width + (size_t)x] =
                ink_through(&t, under, x, y);
    tiles_release(&t);
    return status;
}

/* The other side as it is seen through the page: as it is, and flattened. 0, or -1. */
static int look_through(const struct ink_map *other, const struct ink_fit *fit,
                        struct ink_map *under, struct ink_map *flat)
{
    ink_map_under(other, fit, under);
    int status = ink_map_blur(under, 1);
    memcpy(flat->ink, under->ink, (size_t)flat->width * (size_t)flat->height * sizeof *flat->ink);
    return status < 0 ? -1 : ink_map_flatten(flat);
}

/* Finds what of the other page shines through this one; 1, 0: nothing does, -1: no memory. */
static int compare(const struct ink_map *page, const struct ink_map *other, struct ink_map *through)
{
    struct ink_levels a = {0}, b = {0};
    struct ink_map under = {0}, flat = {0};
    struct ink_fit fit;
    bool made = ink_levels_init(&a, page) == 0 && ink_levels_init(&b, other) == 0 &&
                ink_map_init(&under, page->width, page->height) == 0 &&
                ink_map_init(&flat, page->width, page->height) == 0;
    float like = made ? ink_fit_find(&a, &b, &fit) : -2;
    int status = like < -1 ? -1 : like >= LIKE;
    if (status > 0)
        status = look_through(other, &fit, &under, &flat) < 0
                     ? -1
                     : find_through(&a.at[0], &under, &flat, through);
    ink_levels_release(&a);
    ink_levels_release(&b);
    ink_map_release(&under);
    ink_map_release(&flat);
    return status;
}

/* What is left of a pixel's ink, as far as it counts. Marks at the edges that are too dark to shine
 * through are left to image_prepare, which knows holes and shadows. */
static float left_at(const struct ink_map *page, const struct ink_map *through, int x, int y)
{
    size_t i = (size_t)y * (size_t)page->width + (size_t)x;
    if (page->ink[i] < DARKEST)
        return fmaxf(-LINE_MOST, fminf(page->ink[i] - through->ink[i], LINE_MOST));
    bool inside = x > HOLES && y > HOLES && x < page->width - HOLES && y < page->height - HOLES;
    return inside ? DARK_MOST : 0;
}

/* Is a line of writing left, be it paler than what any threshold finds? *through becomes what is
 * left. 1, 0, -1: no memory. */
static int line_left(const struct ink_map *page, struct ink_map *through)
{
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++)
            through->ink[(size_t)y * (size_t)page->width + (size_t)x] =
                left_at(page, through, x, y);
    double line = ink_map_darkest_line(through);
    return line < 0 ? -1 : line > LINE_LEAST;
}

/* Is nothing on the page but what shines through? *page becomes what is left. 1, 0, -1. */
static int nothing_left(const struct ink_map *ink, struct ink_map *through, struct raster *page,
                        struct problem *p)
{
    struct image_prepared rest;
    lighten(through, page);
    int line = line_left(ink, through);
    if (line != 0)
        return line < 0 ? -1 : 0;
    if (image_prepare(page, page->dpi, &rest, p) < 0)
        return -1;
    int nothing = rest.blank;
    image_prepared_release(&rest);
    return nothing;
}

int image_shines_through(const struct raster *page, const struct raster *other, struct problem *p)
{
    struct raster front = {0}, back = {0};
    struct ink_map here = {0}, there = {0}, through = {0};
    int status = gray_page(page, &front);
    if (status > 0)
        status = gray_page(other, &back);
    if (status > 0)
        status =
            map_of(&front, -DARKEST, DARKEST, &here) < 0 || map_of(&back, PALEST, 255, &there) < 0
                ? -1
                : compare(&here, &there, &through);
    if (status > 0)
        status = nothing_left(&here, &through, &front, p);
    ink_map_release(&here);
    ink_map_release(&there);
    ink_map_release(&through);
    raster_release(&front);
    raster_release(&back);
    return status < 0 ? problem_set(p, "memory", "no memory to compare two pages") : status;
}
