#include "stages/formats/image_fit.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#define TURN_MOST 6    /* half degrees to each side */
#define SHIFT_MOST 5   /* pixels of the coarsest level: 10 mm */
#define PASSES 4       /* over all members of a fit, a step size */
#define SIZES 0.1F     /* part by which the sizes of two sides may differ */
#define HOPELESS 0.05F /* correlation at a coarse level: no use to look closer */

static float at_point(const struct ink_map *m, float x, float y)
{
    if (!(x >= 0 && y >= 0 && x < (float)(m->width - 1) && y < (float)(m->height - 1)))
        return 0;
    int left = (int)x, top = (int)y;
    float part = x - (float)left, down = y - (float)top;
    const float *a = m->ink + (size_t)top * (size_t)m->width + left, *b = a + m->width;
    float above = a[0] + part * (a[1] - a[0]), below = b[0] + part * (b[1] - b[0]);
    return above + down * (below - above);
}

/* The line of the picture that lies under a row of the page: from (x, y) on by (dx, dy). */
struct run {
    float x, y, dx, dy;
};

static struct run run_of(const struct ink_map *page, const struct ink_map *picture,
                         const struct ink_fit *fit, int row)
{
    static const float mirrored[4][4] = {
        {-1, 0, 0, 1}, {0, 1, 1, 0}, {1, 0, 0, -1}, {0, -1, -1, 0}};
    const float *x = fit->x, *y = fit->y, *to = mirrored[fit->quarters % 4];
    float wide = (float)(page->width - 1) / 2, high = (float)(page->height - 1) / 2;
    float v = (float)row / high - 1;
    float dx = 1 + (x[1] + x[3] * v) / wide, dy = (y[1] + y[3] * v) / wide;
    float left = x[0] + x[2] * v - wide * dx, top = high * v + y[0] + y[2] * v - wide * dy;
    return (struct run){
        .x = (float)(picture->width - 1) / 2 + to[0] * left + to[1] * top,
        .y = (float)(picture->height - 1) / 2 + to[2] * left + to[3] * top,
        .dx = to[0] * dx + to[1] * dy,
        .dy = to[2] * dx + to[3] * dy,
    };
}

void ink_map_under(const struct ink_map *picture, const struct ink_fit *fit, struct ink_map *page)
{
    for (int y = 0; y < page->height; y++) {
        struct run r = run_of(page, picture, fit, y);
        float *out = page->ink + (size_t)y * (size_t)page->width;
        for (int x = 0; x < page->width; x++)
            out[x] = at_point(picture, r.x + (float)x * r.dx, r.y + (float)x * r.dy);
    }
}

struct sums {
    double a, b, aa, bb, ab, count;
};

static float correlation(const struct sums *s)
{
    double aa = s->aa - s->a * s->a / s->count, bb = s->bb - s->b * s->b / s->count;
    double ab = s->ab - s->a * s->b / s->count;
    return s->count > 0 && aa > 0 && bb > 0 ? (float)(ab / sqrt(aa * bb)) : 0;
}

/* Adds `count` values of each, `step` apart in both. */
static void add_row(struct sums *s, const float *p, const float *q, int count)
{
    float a = 0, b = 0, aa = 0, bb = 0, ab = 0;
    for (int x = 0; x < count; x++) {
        a += p[x];
        b += q[x];
        aa += p[x] * p[x];
        bb += q[x] * q[x];
        ab += p[x] * q[x];
    }
    s->a += (double)a;
    s->b += (double)b;
    s->aa += (double)aa;
    s->bb += (double)bb;
    s->ab += (double)ab;
    s->count += count;
}

#define TAKEN 512 /* of a row's pixels */

/* Correlation over every `step`th pixel. */
static float score(const struct ink_map *page, const struct ink_map *picture,
                   const struct ink_fit *fit, int step)
{
    struct sums s = {0};
    float p[TAKEN], q[TAKEN];
    int left = page->width / INK_EDGE, top = page->height / INK_EDGE;
    for (int y = top; y < page->height - top; y += step) {
        struct run r = run_of(page, picture, fit, y);
        const float *row = page->ink + (size_t)y * (size_t)page->width;
        int n = 0;
        for (int x = left; x < page->width - left && n < TAKEN; x += step, n++) {
            p[n] = row[x];
            q[n] = at_point(picture, r.x + (float)x * r.dx, r.y + (float)x * r.dy);
        }
        add_row(&s, p, q, n);
    }
    return correlation(&s);
}

/* Correlation with a picture that is shifted by whole pixels. */
static float shifted_score(const struct ink_map *page, const struct ink_map *picture, int dx,
                           int dy)
{
    struct sums s = {0};
    int edge = SHIFT_MOST + 1;
    for (int y = edge; y < page->height - edge; y++)
        add_row(&s, page->ink + (ptrdiff_t)y * page->width + edge,
                picture->ink + (ptrdiff_t)(y + dy) * page->width + edge + dx,
                page->width - 2 * edge);
    return correlation(&s);
}

/* Askew by half degrees and shifted by whole pixels, all of them. False: no memory. */
static bool find_roughly(const struct ink_map *page, const struct ink_map *picture, int quarters,
                         struct ink_fit *fit, float *best)
{
    struct ink_map turned;
    *best = -1;
    if (ink_map_init(&turned, page->width, page->height) < 0)
        return false;
    for (int t = -TURN_MOST; t <= TURN_MOST; t++) {
        float angle = (float)t * 3.14159265F / 360;
        struct ink_fit turn = {.x[2] = -angle * (float)page->height / 2,
                               .y[1] = angle * (float)page->width / 2,
                               .quarters = quarters};
        ink_map_under(picture, &turn, &turned);
        for (int i = 0; i < (2 * SHIFT_MOST + 1) * (2 * SHIFT_MOST + 1); i++) {
            int dx = i % (2 * SHIFT_MOST + 1) - SHIFT_MOST;
            int dy = i / (2 * SHIFT_MOST + 1) - SHIFT_MOST;
            float now = shifted_score(page, &turned, dx, dy);
            if (now <= *best)
                continue;
            *best = now;
            *fit = turn;
            fit->x[0] = (float)dx;
            fit->y[0] = (float)dy;
        }
    }
    ink_map_release(&turned);
    return true;
}

/* Climbs, one member of the fit at a time, by `step` pixels. */
static float climb(const struct ink_map *page, const struct ink_map *picture, float step, int skip,
                   struct ink_fit *fit)
{
    float best = score(page, picture, fit, skip);
    bool better = true;
    for (int pass = 0; better && pass < PASSES; pass++) {
        better = false;
        for (int i = 0; i < 16; i++) {
            float *member = (i / 2 % 2 ? fit->y : fit->x) + i / 4, was = *member;
            *member += i % 2 ? step : -step;
            float now = score(page, picture, fit, skip);
            if (now > best) {
                best = now;
                better = true;
            } else {
                *member = was;
            }
        }
    }
    return best;
}

/* From a level to the next finer one. */
static float refine(const struct ink_levels *page, const struct ink_levels *picture, int level,
                    struct ink_fit *fit)
{
    static const int skips[INK_LEVELS] = {3, 2, 1, 1};
    for (int k = 0; k < 4; k++) {
        fit->x[k] *= 2;
        fit->y[k] *= 2;
    }
    climb(&page->at[level], &picture->at[level], 1, skips[level], fit);
    return climb(&page->at[level], &picture->at[level], 0.35F, skips[level], fit);
}

static bool sizes_fit(const struct ink_map *a, const struct ink_map *b, int quarters)
{
    int width = quarters % 2 ? b->height : b->width, height = quarters % 2 ? b->width : b->height;
    return fabsf((float)(a->width - width)) <= SIZES * (float)a->width &&
           fabsf((float)(a->height - height)) <= SIZES * (float)a->height;
}

float ink_fit_find(const struct ink_levels *page, const struct ink_levels *picture,
                   struct ink_fit *fit)
{
    const int coarsest = INK_LEVELS - 1;
    float best = -1;
    for (int quarters = 0; quarters < 4; quarters++) {
        struct ink_fit found;
        float like;
        if (!sizes_fit(&page->at[0], &picture->at[0], quarters))
            continue;
        if (!find_roughly(&page->at[coarsest], &picture->at[coarsest], quarters, &found, &like))
            return -2;
        like = refine(page, picture, coarsest - 1, &found);
        if (like > best) {
            best = like;
            *fit = found;
        }
    }
    for (int level = coarsest - 2; level >= 0 && best > HOPELESS; level--)
        best = refine(page, picture, level, fit);
    return best;
}
