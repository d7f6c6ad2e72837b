#include "stages/formats/blots.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "stages/formats/image_file.h"

#define ACROSS 0.42F /* inches: a run of ink that long is a rule */
#define DOWN 0.36F
#define ALL 0x0101010101010101U
#define PALE 8     /* bit of what is darker than the paper's noise: a hairline is no darker */
#define BLACK 0.3F /* of a rule is ink, unless it is pale, as what a dirty glass draws */
#define TILE 0.15F /* inches: the side of the squares that are looked at for pictures */
#define DARK 150
#define TILES_LEAST 100
#define UNEVEN 9    /* pixels: a rule is not so thick where it is thick as most of it */
#define SAMPLE 4    /* every so many pixels of it */
#define ALIKE 3     /* thicknesses next to one another that count as one */
#define EVEN 0.6F   /* of a rule have one */
#define THICK 0.06F /* inches: what is higher is no rule, but a bar or a picture */

/* Is most of the tile dark? Then it is a picture, a shadow or the table under a photo: what it
 * has of black says nothing of the ink. */
static bool is_solid(const struct raster *page, int left, int top, int side)
{
    int dark = 0;
    for (int y = top; y < top + side; y++) {
        const uint8_t *row = page->data + (size_t)y * (size_t)page->stride + (size_t)left;
        for (int x = 0; x < side; x++)
            dark += row[x] < DARK;
    }
    return dark * 2 > side * side;
}

/* Four tables, so that a pixel need not wait for the one before it. */
static void count_tile(const struct raster *page, int left, int top, int width, int height,
                       uint32_t parts[4][256])
{
    for (int y = top; y < top + height; y++) {
        const uint8_t *row = page->data + (size_t)y * (size_t)page->stride + (size_t)left;
        int x = 0;
        for (; x + 4 <= width; x += 4) {
            parts[0][row[x]]++;
            parts[1][row[x + 1]]++;
            parts[2][row[x + 2]]++;
            parts[3][row[x + 3]]++;
        }
        for (; x < width; x++)
            parts[0][row[x]]++;
    }
}

static void count_levels(const struct raster *page, uint32_t histogram[256])
{
    uint32_t parts[4][256] = {{0}};
    int side = (int)(page->dpi * TILE) + 8, counted = 0;
    for (int top = 0; top + side <= page->height; top += side)
        for (int left = 0; left + side <= page->width; left += side) {
            if (is_solid(page, left, top, side))
                continue;
            count_tile(page, left, top, side, side, parts);
            counted++;
        }
    if (counted < TILES_LEAST) { /* a crop, or all picture */
        memset(parts, 0, sizeof parts);
        count_tile(page, 0, 0, page->width, page->height, parts);
    }
    for (int v = 0; v < 256; v++)
        histogram[v] = parts[0][v] + parts[1][v] + parts[2][v] + parts[3][v];
}

uint8_t *blots_ink(const struct raster *page)
{
    uint32_t histogram[256] = {0};
    size_t size = (size_t)page->width * (size_t)page->height;
    uint8_t *ink = malloc(size + 1);
    if (!ink)
        return NULL;
    count_levels(page, histogram);
    int paper;
    uint8_t level = (uint8_t)image_ink_level(histogram);
    uint8_t pale = (uint8_t)image_noise_floor(histogram, &paper);
    for (int y = 0; y < page->height; y++) {
        const uint8_t *from = page->data + (size_t)y * (size_t)page->stride;
        uint8_t *to = ink + (size_t)y * (size_t)page->width;
        for (int x = 0; x < page->width; x++)
            to[x] = (uint8_t)((from[x] < level) | (from[x] < pale) * PALE);
    }
    return ink;
}

/* Eight bytes at a time: is any bit of the mask set in them? */
static bool any_of(const uint8_t *at, uint64_t mask)
{
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
    return (eight & mask) != 0;
}

/* How thick the marked ink is at a pixel, across the direction of its run. */
static int thickness(const uint8_t *at, ptrdiff_t step, int before, int after)
{
    int thick = 1;
    for (int i = 1; i <= before && (at[-i * step] & PALE); i++)
        thick++;
    for (int i = 1; i <= after && (at[i * step] & PALE); i++)
        thick++;
    return thick;
}

/* Is most of a run in row y about equally thick? A rule is; the letters of a blurred word that ran
 * into one another are not. */
static bool is_even(const uint8_t *ink, int width, int height, int y, int from, int to)
{
    int counts[UNEVEN + ALIKE] = {0}, seen = 0, best = 0;
    int before = y < UNEVEN ? y : UNEVEN;
    int after = height - 1 - y < UNEVEN ? height - 1 - y : UNEVEN;
    for (int x = from; x < to; x += SAMPLE, seen++) {
        const uint8_t *at = ink + (size_t)y * (size_t)width + (size_t)x;
        int thick = thickness(at, width, before, after);
        counts[thick < UNEVEN ? thick : UNEVEN]++;
    }
    for (int i = 1; i < UNEVEN; i++) {
        int alike = 0;
        for (int j = 0; j < ALIKE; j++)
            alike += i + j < UNEVEN ? counts[i + j] : 0;
        best = alike > best ? alike : best;
    }
    return (float)best >= EVEN * (float)seen;
}

/* Marks runs across: bit 2 in the bytes of those of at least `least` pixels. */
static void mark_across(uint8_t *ink, int width, int height, int least)
{
    for (int y = 0; y < height; y++) {
        uint8_t *row = ink + (size_t)y * (size_t)width;
        for (int x = 0, start = 0; x <= width; x++)
            if (x == start && x + 8 < width && !any_of(row + x, PALE * ALL)) {
                x += 7;
                start = x + 1;
            } else if (x == width || !(row[x] & PALE)) {
                if (x - start >= least && is_even(ink, width, height, y, start, x))
                    for (int i = start; i < x; i++)
                        row[i] |= 2;
                start = x + 1;
            }
    }
}

/* Where ink goes on, the column's run grows; elsewhere it ends. True: one ended that is a rule. */
static bool grow_runs(const uint8_t *row, int width, int least, uint16_t *runs, uint16_t *ended)
{
    uint16_t found = 0;
    for (int x = 0; x < width; x++) {
        uint16_t on = (uint16_t)((row[x - 1] | row[x] | row[x + 1]) / PALE & 1), run = runs[x];
        uint16_t goes_on = (uint16_t)(0 - on), end = (uint16_t)(run & ~goes_on);
        runs[x] = (uint16_t)((run + 1) & goes_on);
        ended[x] = end;
        found |= end >= least;
    }
    return found;
}

/* Marks `count` pixels of a column. What is ink on a pale rule is a letter that it crosses. */
static void mark_column(uint8_t *at, int width, int count)
{
    int black = 0;
    for (int i = 0; i < count; i++)
        black += at[(size_t)i * (size_t)width] & 1;
    int letters = (float)black > BLACK * (float)count ? 0 : 1;
    for (int i = 0; i < count; i++)
        if (!(at[(size_t)i * (size_t)width] & letters))
            at[(size_t)i * (size_t)width] |= 4;
}

/* Marks runs down: bit 4. A column's run is followed from row to row, and may step aside by a
 * pixel where the rule leans: lines of text do not touch one another, so no run comes of them. */
static int mark_down(uint8_t *ink, int width, int height, int least)
{
    uint16_t *runs = calloc(2 * (size_t)width, sizeof *runs), *ended = runs + width;
    uint8_t *row = calloc((size_t)width + 2, 1);
    for (int y = 0; runs && row && y <= height; y++) {
        memset(row + 1, 0, (size_t)width);
        if (y < height)
            memcpy(row + 1, ink + (size_t)y * (size_t)width, (size_t)width);
        if (!grow_runs(row + 1, width, least, runs, ended))
            continue;
        for (int x = 0; x < width; x++)
            if (ended[x] >= least)
                mark_column(ink + (size_t)(y - ended[x]) * (size_t)width + (size_t)x, width,
                            ended[x]);
    }
    int status = runs && row ? 0 : -1;
    free(runs);
    free(row);
    return status;
}

/* spare: leaves ink alone. */
static void clear(uint8_t *ink, struct raster *page, int x, int y, bool spare)
{
    if (x < 0 || y < 0 || x >= page->width || y >= page->height)
        return;
    if (spare && (ink[(size_t)y * (size_t)page->width + (size_t)x] & 1))
        return;
    ink[(size_t)y * (size_t)page->width + (size_t)x] = 0;
    page->data[(size_t)y * (size_t)page->stride + (size_t)x] = IMAGE_PAPER;
}

/* A pixel of a rule and its two neighbours beside it become paper. */
static void take_pixel(uint8_t *ink, struct raster *page, int x, int y, int across, int thick)
{
    const uint8_t *at = ink + (size_t)y * (size_t)page->width + (size_t)x;
    int before = across ? y : x, after = across ? page->height - 1 - y : page->width - 1 - x;
    before = before < thick ? before : thick;
    after = after < thick ? after : thick;
    if (thickness(at, across ? page->width : 1, before, after) > thick)
        return;
    bool spare = !across && !(*at & 1);
    for (int i = -1; i <= 1; i++)
        clear(ink, page, across ? x : x + i, across ? y + i : y, spare);
}

void blots_take_rules(uint8_t *ink, struct raster *page)
{
    int width = page->width, height = page->height;
    int thick = (int)(page->dpi * THICK) + 1;
    mark_across(ink, width, height, (int)(page->dpi * ACROSS) + 8);
    if (mark_down(ink, width, height, (int)(page->dpi * DOWN) + 8) < 0)
        return;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            const uint8_t *at = ink + (size_t)y * (size_t)width + (size_t)x;
            if (x + 8 < width && !any_of(at, ALL * 6)) {
                x += 7;
                continue;
            }
            int mark = *at;
            if ((mark & PALE) && (mark & 6))
                take_pixel(ink, page, x, y, (mark & 2) != 0, thick);
        }
    for (size_t i = 0; i < (size_t)width * (size_t)height; i++)
        ink[i] &= 1;
}

/* A run of ink in a row, and the patch it belongs to. */
struct run {
    int from, to;
    uint32_t patch;
};

struct patches {
    struct blot *blots;
    uint32_t *parent; /* a patch that has grown into another points to it */
    size_t count, room;
};

static uint32_t root(struct patches *p, uint32_t i)
{
    while (p->parent[i] != i) {
        p->parent[i] = p->parent[p->parent[i]];
        i = p->parent[i];
    }
    return i;
}

static uint32_t join(struct patches *p, uint32_t a, uint32_t b)
{
    a = root(p, a);
    b = root(p, b);
    if (a == b)
        return a;
    struct blot *to = &p->blots[a], *from = &p->blots[b];
    to->x0 = from->x0 < to->x0 ? from->x0 : to->x0;
    to->y0 = from->y0 < to->y0 ? from->y0 : to->y0;
    to->x1 = from->x1 > to->x1 ? from->x1 : to->x1;
    to->y1 = from->y1 > to->y1 ? from->y1 : to->y1;
    to->ink += from->ink;
    from->ink = 0;
    p->parent[b] = a;
    return a;
}

static int new_patch(struct patches *p, uint32_t *index)
{
    if (p->count == p->room) {
        size_t room = p->room ? p->room * 2 : 4096;
        struct blot *blots = realloc(p->blots, room * sizeof *blots);
        p->blots = blots ? blots : p->blots;
        uint32_t *parent = realloc(p->parent, room * sizeof *parent);
        p->parent = parent ? parent : p->parent;
        if (!blots || !parent)
            return -1;
        p->room = room;
    }
    *index = (uint32_t)p->count++;
    p->parent[*index] = *index;
    p->blots[*index] = (struct blot){1 << 30, 1 << 30, 0, 0, 0};
    return 0;
}

static void add_run(struct patches *p, const struct run *run, int y)
{
    struct blot *b = &p->blots[root(p, run->patch)];
    b->x0 = run->from < b->x0 ? run->from : b->x0;
    b->x1 = run->to > b->x1 ? run->to : b->x1;
    b->y0 = y < b->y0 ? y : b->y0;
    b->y1 = y + 1;
    b->ink += run->to - run->from;
}

/* The runs of a row, each in the patch of those above that it touches, corners included. */
static int take_row(struct patches *p, const uint8_t *row, int width, int y,
                    const struct run *above, int above_count, struct run *runs)
{
    int count = 0, j = 0;
    for (int x = 0; x < width;) {
        const uint8_t *next = memchr(row + x, 1, (size_t)(width - x));
        if (!next)
            break;
        struct run *run = &runs[count++];
        run->from = x = (int)(next - row);
        while (x < width && row[x])
            x++;
        run->to = x;
        while (j < above_count && above[j].to < run->from)
            j++;
        int found = 0;
        for (int k = j; k < above_count && above[k].from <= run->to; k++, found = 1)
            run->patch = found ? join(p, run->patch, above[k].patch) : root(p, above[k].patch);
        if (!found && new_patch(p, &run->patch) < 0)
            return -1;
        add_run(p, run, y);
    }
    return count;
}

int blots_find(const uint8_t *ink, int width, int height, struct blot **out, size_t *count)
{
    struct patches p = {0};
    size_t most = (size_t)width / 2 + 1;
    struct run *rows = malloc(2 * most * sizeof *rows);
    int above = 0;
    for (int y = 0; rows && above >= 0 && y < height; y++)
        above = take_row(&p, ink + (size_t)y * (size_t)width, width, y, rows + (y % 2 ? 0 : most),
                         above, rows + (y % 2 ? most : 0));
    int status = rows && above >= 0 ? 0 : -1;
    *count = 0;
    for (size_t i = 0; i < p.count; i++)
        if (p.parent[i] == i)
            p.blots[(*count)++] = p.blots[i];
    *out = p.blots;
    free(p.parent);
    free(rows);
    return status;
}
