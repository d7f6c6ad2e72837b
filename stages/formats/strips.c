#include "stages/formats/strips.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "stages/formats/blots.h"

/* Sizes in inches. A letter is not smaller than a lower-case one of 5 points, and not larger than
 * a capital of 60. */
#define LEAST 0.022F
#define MOST 0.6F
#define WIDE 3.0F /* words whose letters have grown together */
#define BLOTS_MAX 20000
#define GAP 1.3F      /* in heights of the letters: wider gaps part strips */
#define COMMA 0.4F    /* the same before a mark much smaller than the line */
#define OVERLAP 0.45F /* of the lower one's height: beside one another */
#define TALL 2.4F     /* times as high: not on one line */
#define SMALL 0.5F    /* of the line's height: a comma, a dot, a dash */
#define LOW 0.03F     /* lines are not lower: what is left of a rule */
#define THIN 6        /* times as high as wide, and RULE high: a piece of a rule */
#define RULE 0.15F
#define SOLID 0.12F /* black all over, and as large as this both ways: no letter */

/* A strip while it grows: its blots hang together by `next`. */
struct growth {
    int first, last, count;
    float top, bottom; /* where the line runs at its right end */
    int x1;
    bool closed;
};

struct layout {
    struct blot *blots;
    size_t count;
    int *next; /* the blot to the right in the same strip; -1: none */
    struct growth *lines;
    size_t line_count;
    size_t first_open; /* lines before this one have ended */
};

static int height_of(const struct blot *b)
{
    return b->y1 - b->y0;
}

static bool is_letter(const struct blot *b, float dpi)
{
    int w = b->x1 - b->x0, h = height_of(b);
    return (float)h >= LEAST * dpi && (float)h <= MOST * dpi && (float)w <= WIDE * dpi &&
           w <= h * 25 && (h <= w * THIN || (float)h <= RULE * dpi) && b->ink * 10 >= w * h &&
           ((float)w < SOLID * dpi || (float)h < SOLID * dpi || b->ink * 12 < w * h * 11);
}

static int by_left(const void *a, const void *b)
{
    const struct blot *x = a, *y = b;
    return x->x0 != y->x0 ? (x->x0 > y->x0) - (x->x0 < y->x0) : (x->y0 > y->y0) - (x->y0 < y->y0);
}

/* How well a blot goes on with a line: 0 not at all, else the share of their overlap. What could be
 * a letter is a line's comma only close to it: beside a picture it is the first of its own line. */
static float fit(const struct growth *g, const struct blot *b, bool letter, bool small)
{
    float h = (float)height_of(b), line = g->bottom - g->top, gap = (float)(b->x0 - g->x1);
    float top = fmaxf(g->top, (float)b->y0), bottom = fminf(g->bottom, (float)b->y1);
    float high = small ? line : fmaxf(h, line);
    if (gap > (letter && small ? COMMA : GAP) * high || gap < -4 * line)
        return 0;
    if (small) {
        float middle = (float)(b->y0 + b->y1) / 2;
        return middle > g->top - 0.3F * line && middle < g->bottom + 0.4F * line
                   ? 1 - fmaxf(gap, 0) / (GAP * high)
                   : 0;
    }
    if (h > TALL * line || line > TALL * h)
        return 0;
    float share = (bottom - top) / fminf(h, line);
    return share >= OVERLAP ? share : 0;
}

static int best_line(const struct layout *l, const struct blot *b, bool letter, bool small,
                     float *best)
{
    int found = -1;
    *best = 0;
    for (size_t i = l->first_open; i < l->line_count; i++) {
        float f = l->lines[i].closed ? 0 : fit(&l->lines[i], b, letter, small);
        if (f > *best) {
            *best = f;
            found = (int)i;
        }
    }
    return found;
}

/* The line's course follows its last letters, so that it may slant and bend. */
static void extend(struct layout *l, struct growth *g, int index, bool small)
{
    const struct blot *b = &l->blots[index];
    if (!small) {
        float part = g->count < 3 ? 0.5F : 0.25F;
        g->top += part * ((float)b->y0 - g->top);
        g->bottom += part * ((float)b->y1 - g->bottom);
    }
    l->next[g->last] = index;
    g->last = index;
    g->count++;
    g->x1 = !small && b->x1 > g->x1 ? b->x1 : g->x1;
}

/* Lines that ended far to the left take no more. */
static void close_lines(struct layout *l, int x, float dpi)
{
    for (size_t i = l->first_open; i < l->line_count; i++) {
        struct growth *g = &l->lines[i];
        g->closed =
            g->closed || (float)(x - g->x1) > TALL * GAP * (g->bottom - g->top) + dpi * 0.1F;
    }
    while (l->first_open < l->line_count && l->lines[l->first_open].closed)
        l->first_open++;
}

#define NOBODY (-2)

/* Begins a line; small blots just before it, as a minus, are its first. */
static void begin(struct layout *l, int index)
{
    const struct blot *b = &l->blots[index];
    struct growth *g = &l->lines[l->line_count++];
    float high = (float)height_of(b);
    *g = (struct growth){index, index, 1, (float)b->y0, (float)b->y1, b->x1, false};
    for (int i = index - 1; i >= 0 && (float)(b->x0 - l->blots[i].x0) < 2.5F * high; i--) {
        const struct blot *o = &l->blots[i];
        float middle = (float)(o->y0 + o->y1) / 2;
        if (l->next[i] == NOBODY && (float)(b->x0 - o->x1) < 0.9F * high && middle > g->top &&
            middle < g->bottom && (float)height_of(o) < SMALL * high) {
            l->next[i] = g->first;
            g->first = i;
            g->count++;
        }
    }
}

static void grow_lines(struct layout *l, float dpi)
{
    for (size_t i = 0; i < l->count; i++) {
        const struct blot *b = &l->blots[i];
        bool letter = is_letter(b, dpi);
        float good, small_good;
        l->next[i] = NOBODY;
        if (i % 16 == 0)
            close_lines(l, b->x0, dpi);
        int line = letter ? best_line(l, b, true, false, &good) : -1;
        bool small = line < 0;
        if (small && (float)height_of(b) < MOST * dpi)
            line = best_line(l, b, letter, true, &small_good);
        if (line >= 0 && small &&
            (float)height_of(b) > SMALL * (l->lines[line].bottom - l->lines[line].top) + 2)
            line = -1;
        if (line >= 0)
            extend(l, &l->lines[line], (int)i, small);
        else if (letter)
            begin(l, (int)i);
        if (line >= 0 || letter)
            l->next[i] = -1;
    }
}

static void include(struct blot *box, const struct blot *b)
{
    box->x0 = b->x0 < box->x0 ? b->x0 : box->x0;
    box->y0 = b->y0 < box->y0 ? b->y0 : box->y0;
    box->x1 = b->x1 > box->x1 ? b->x1 : box->x1;
    box->y1 = b->y1 > box->y1 ? b->y1 : box->y1;
    box->ink += b->ink;
}

static int by_size(const void *a, const void *b)
{
    const int *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The middle of the blots' heights, small ones left out. 0: no memory. */
static float usual_height(const struct strip *s)
{
    int *heights = malloc((s->count + 1) * sizeof *heights), tallest = 0;
    size_t n = 0;
    for (size_t i = 0; i < s->count; i++)
        tallest = height_of(&s->blots[i]) > tallest ? height_of(&s->blots[i]) : tallest;
    for (size_t i = 0; heights && i < s->count; i++)
        if (height_of(&s->blots[i]) * 3 > tallest)
            heights[n++] = height_of(&s->blots[i]);
    if (heights)
        qsort(heights, n, sizeof *heights, by_size);
    float middle = heights && n ? (float)heights[n / 2] : 0;
    free(heights);
    return middle;
}

static float strip_line(const struct strip *s, float x)
{
    x -= (float)s->box.x0;
    return s->base + s->slope * x + s->bend * x * x;
}

/* Sums of a least-squares fit of y over x, up to the square. */
struct sums {
    double n, x, x2, x3, x4, y, xy, x2y;
};

static void add_point(struct sums *s, double x, double y)
{
    s->n++;
    s->x += x;
    s->x2 += x * x;
    s->x3 += x * x * x;
    s->x4 += x * x * x * x;
    s->y += y;
    s->xy += x * y;
    s->x2y += x * x * y;
}

static double det(double a, double b, double c, double d, double e, double f, double g, double h,
                  double i)
{
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

/* A straight line through few points, a bent one through many. */
static void solve(const struct sums *s, bool bent, struct strip *out)
{
    double d = bent ? det(s->n, s->x, s->x2, s->x, s->x2, s->x3, s->x2, s->x3, s->x4) : 0;
    if (bent && fabs(d) > 1e-6) {
        out->base = (float)(det(s->y, s->x, s->x2, s->xy, s->x2, s->x3, s->x2y, s->x3, s->x4) / d);
        out->slope = (float)(det(s->n, s->y, s->x2, s->x, s->xy, s->x3, s->x2, s->x2y, s->x4) / d);
        out->bend = (float)(det(s->n, s->x, s->y, s->x, s->x2, s->xy, s->x2, s->x3, s->x2y) / d);
        return;
    }
    d = s->n * s->x2 - s->x * s->x;
    out->bend = 0;
    out->slope = fabs(d) > 1e-6 ? (float)((s->n * s->xy - s->x * s->y) / d) : 0;
    out->base = s->n > 0 ? (float)((s->y - out->slope * s->x) / s->n) : out->base;
}

/* The base line goes through the letters' feet; those far from it in a first try are left out. */
static void fit_line(struct strip *s, float high)
{
    s->base = (float)s->box.y1;
    s->slope = s->bend = 0;
    for (int round = 0; round < 3; round++) {
        struct sums sums = {0};
        float below = round == 0 ? 1e6F : high * (round == 1 ? 0.25F : 0.15F);
        for (size_t i = 0; i < s->count; i++) {
            const struct blot *b = &s->blots[i];
            float x = (float)(b->x0 + b->x1) / 2;
            if ((float)height_of(b) >= 0.6F * high &&
                fabsf((float)b->y1 - strip_line(s, x)) <= below)
                add_point(&sums, x - (float)s->box.x0, b->y1);
        }
        float length = (float)(s->box.x1 - s->box.x0);
        if (sums.n < 1)
            return;
        if (sums.n < 4 || length < 4 * high)
            sums = (struct sums){.n = sums.n, .y = sums.y};
        solve(&sums, sums.n >= 12 && length > 12 * high, s);
    }
}

/* How far the letters reach above and below the line; a line of letters of one height gets room
 * for those that it lacks. */
static void fit_reach(struct strip *s, float high)
{
    s->up = s->down = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct blot *b = &s->blots[i];
        float line = strip_line(s, (float)(b->x0 + b->x1) / 2);
        s->up = fmaxf(s->up, line - (float)b->y0);
        s->down = fmaxf(s->down, (float)b->y1 - line);
    }
    s->up = fminf(fmaxf(s->up, 1.2F * high), 2.2F * high);
    s->down = fminf(fmaxf(s->down, 0.3F * high), 0.7F * high);
}

/* Single specks, and what is left of rules. */
static bool is_dirt(const struct strip *s, float high, float dpi)
{
    if (high < LOW * dpi)
        return true;
    return s->count == 1 && (float)height_of(&s->box) < 0.05F * dpi &&
           (float)(s->box.x1 - s->box.x0) < 0.05F * dpi;
}

/* A stroke upright and alone: a piece of a rule that broke, unless there is no other near. */
static bool is_bar(const struct strip *s)
{
    return s->count == 1 && height_of(&s->box) > 4 * (s->box.x1 - s->box.x0);
}

/* Pieces of a broken rule stand above one another. */
static void drop_bars(struct strips *s, float dpi)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct blot *a = &s->items[i].box;
        bool piece = false;
        for (size_t j = 0; is_bar(&s->items[i]) && j < s->count && !piece; j++) {
            const struct blot *b = &s->items[j].box;
            int gap = a->y0 > b->y1 ? a->y0 - b->y1 : b->y0 - a->y1;
            piece = j != i && is_bar(&s->items[j]) && (float)gap < dpi / 2 &&
                    (float)abs(a->x0 - b->x0) < dpi * 0.03F;
        }
        s->items[i].box.ink = piece ? 0 : a->ink;
    }
    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].box.ink > 0)
            s->items[kept++] = s->items[i];
    s->count = kept;
}

static int by_top(const void *a, const void *b)
{
    const struct strip *x = a, *y = b;
    if (x->box.y0 != y->box.y0)
        return x->box.y0 < y->box.y0 ? -1 : 1;
    return (x->box.x0 > y->box.x0) - (x->box.x0 < y->box.x0);
}

static int collect(const struct layout *l, float dpi, struct strips *out)
{
    out->room = malloc((l->count + 1) * sizeof *out->room);
    out->items = malloc((l->line_count + 1) * sizeof *out->items);
    struct blot *at = out->room;
    if (!out->room || !out->items)
        return -1;
    for (size_t i = 0; i < l->line_count; i++) {
        struct strip s = {.blots = at, .box = l->blots[l->lines[i].first]};
        s.box.ink = 0;
        for (int j = l->lines[i].first; j >= 0; j = l->next[j]) {
            include(&s.box, &l->blots[j]);
            s.blots[s.count++] = l->blots[j];
        }
        float high = usual_height(&s);
        if (is_dirt(&s, high, dpi))
            continue;
        fit_line(&s, high);
        fit_reach(&s, high);
        at += s.count;
        out->items[out->count++] = s;
    }
    drop_bars(out, dpi);
    qsort(out->items, out->count, sizeof *out->items, by_top);
    return 0;
}

/* Specks of a pixel or two come by the ten thousand, and in no letter. */
static void drop_specks(struct layout *l, float dpi)
{
    size_t kept = 0;
    int least = l->count > BLOTS_MAX ? (int)(dpi * 0.02F) : (int)(dpi * 0.008F);
    for (size_t i = 0; i < l->count; i++)
        if (height_of(&l->blots[i]) > least || l->blots[i].x1 - l->blots[i].x0 > least)
            l->blots[kept++] = l->blots[i];
    l->count = kept > BLOTS_MAX ? BLOTS_MAX : kept;
}

int strips_find(struct raster *page, struct strips *out)
{
    struct layout l = {0};
    memset(out, 0, sizeof *out);
    uint8_t *ink = blots_ink(page);
    int status = ink ? 0 : -1;
    if (status == 0) {
        blots_take_rules(ink, page);
        status = blots_find(ink, page->width, page->height, &l.blots, &l.count);
    }
    free(ink);
    if (status == 0) {
        drop_specks(&l, page->dpi);
        if (l.count > 1) /* of an empty page there is no list */
            qsort(l.blots, l.count, sizeof *l.blots, by_left);
        l.next = malloc((l.count + 1) * sizeof *l.next);
        l.lines = malloc((l.count + 1) * sizeof *l.lines);
        status = l.next && l.lines ? 0 : -1;
    }
    if (status == 0) {
        grow_lines(&l, page->dpi);
        status = collect(&l, page->dpi, out);
    }
    free(l.blots);
    free(l.next);
    free(l.lines);
    if (status < 0)
        strips_release(out);
    return status;
}

void strips_release(struct strips *s)
{
    free(s->items);
    free(s->room);
    memset(s, 0, sizeof *s);
}
