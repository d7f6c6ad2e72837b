#include "stages/formats/image_ink.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define LOCAL 8      /* pixels of any level: what is wider is light and shade, no ink */
#define LINE_LONG 80 /* pixels: two words */
#define LINE_HIGH 12
#define LINE_STEP 4

int ink_map_init(struct ink_map *m, int width, int height)
{
    *m = (struct ink_map){width, height, NULL};
    if (width > 0 && height > 0)
        m->ink = calloc((size_t)width * (size_t)height, sizeof *m->ink);
    return m->ink ? 0 : -1;
}

void ink_map_release(struct ink_map *m)
{
    free(m->ink);
    m->ink = NULL;
}

/* A row's means over 2 * radius + 1 values, into `out`. */
static void blur_row(const float *in, int count, int radius, float *out)
{
    float sum = 0;
    int held = 0;
    for (int i = -radius; i < count; i++) {
        if (i + radius < count) {
            sum += in[i + radius];
            held++;
        }
        if (i > radius) {
            sum -= in[i - radius - 1];
            held--;
        }
        if (i >= 0)
            out[i] = sum / (float)held;
    }
}

/* The columns' means likewise: `sums` holds a row's running sums. */
static void blur_columns(const struct ink_map *in, int radius, float *sums, struct ink_map *out)
{
    size_t width = (size_t)in->width;
    int held = 0;
    memset(sums, 0, width * sizeof *sums);
    for (int y = -radius; y < in->height; y++) {
        const float *more = in->ink + (size_t)(y + radius) * width;
        const float *less = in->ink + (size_t)(y > radius ? y - radius - 1 : 0) * width;
        if (y + radius < in->height) {
            for (size_t x = 0; x < width; x++)
                sums[x] += more[x];
            held++;
        }
        if (y > radius) {
            for (size_t x = 0; x < width; x++)
                sums[x] -= less[x];
            held--;
        }
        for (size_t x = 0; y >= 0 && x < width; x++)
            out->ink[(size_t)y * width + x] = sums[x] / (float)held;
    }
}

int ink_map_blur(struct ink_map *m, int radius)
{
    struct ink_map rows;
    float *sums = malloc((size_t)m->width * sizeof *sums);
    int status = sums ? ink_map_init(&rows, m->width, m->height) : -1;
    if (status == 0) {
        for (int y = 0; y < m->height; y++)
            blur_row(m->ink + (size_t)y * (size_t)m->width, m->width, radius,
                     rows.ink + (size_t)y * (size_t)m->width);
        blur_columns(&rows, radius, sums, m);
        ink_map_release(&rows);
    }
    free(sums);
    return status;
}

static int copy(const struct ink_map *from, struct ink_map *to)
{
    if (ink_map_init(to, from->width, from->height) < 0)
        return -1;
    memcpy(to->ink, from->ink, (size_t)to->width * (size_t)to->height * sizeof *to->ink);
    return 0;
}

int ink_map_flatten(struct ink_map *m)
{
    struct ink_map even;
    int status = copy(m, &even);
    if (status == 0)
        status = ink_map_blur(&even, LOCAL);
    for (size_t i = 0; status == 0 && i < (size_t)m->width * (size_t)m->height; i++)
        m->ink[i] -= even.ink[i];
    ink_map_release(&even);
    return status;
}

static int halve(const struct ink_map *m, struct ink_map *half)
{
    if (ink_map_init(half, m->width / 2, m->height / 2) < 0)
        return -1;
    for (int y = 0; y < half->height; y++) {
        const float *a = m->ink + (size_t)(2 * y) * (size_t)m->width, *b = a + m->width;
        float *out = half->ink + (size_t)y * (size_t)half->width;
        for (int x = 0; x < half->width; x++)
            out[x] = (a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1]) / 4;
    }
    return 0;
}

int ink_levels_init(struct ink_levels *l, const struct ink_map *m)
{
    memset(l, 0, sizeof *l);
    int status = copy(m, &l->at[0]);
    for (int i = 1; i < INK_LEVELS && status == 0; i++)
        status = halve(&l->at[i - 1], &l->at[i]);
    for (int i = 0; i < INK_LEVELS && status == 0; i++)
        status = ink_map_flatten(&l->at[i]);
    return status;
}

void ink_levels_release(struct ink_levels *l)
{
    for (int i = 0; i < INK_LEVELS; i++)
        ink_map_release(&l->at[i]);
}

/* Sums over all that is above and to the left; one row and column more than the map. */
static double *sums_of(const struct ink_map *m)
{
    size_t wide = (size_t)m->width + 1;
    double *sums = calloc(wide * ((size_t)m->height + 1), sizeof *sums);
    for (size_t y = 0; sums && y < (size_t)m->height; y++) {
        double row = 0;
        for (size_t x = 0; x + 1 < wide; x++) {
            row += (double)m->ink[y * (wide - 1) + x];
            sums[(y + 1) * wide + x + 1] = sums[y * wide + x + 1] + row;
        }
    }
    return sums;
}

static double sum_in(const double *sums, int wide, int x, int y, int w, int h)
{
    const double *top = sums + (size_t)y * (size_t)wide + x;
    const double *foot = top + (size_t)h * (size_t)wide;
    return foot[w] - foot[0] - top[w] + top[0];
}

double ink_map_darkest_line(const struct ink_map *m)
{
    static const int boxes[2][2] = {{LINE_LONG, LINE_HIGH}, {LINE_HIGH, LINE_LONG}};
    double *sums = sums_of(m), most = 0;
    int left = m->width / INK_EDGE, top = m->height / INK_EDGE, wide = m->width + 1;
    for (int k = 0; sums && k < 2; k++) {
        int w = boxes[k][0], h = boxes[k][1], across = k ? w : 0, down = k ? 0 : h;
        for (int y = top + down; y + h + down < m->height - top; y += LINE_STEP)
            for (int x = left + across; x + w + across < m->width - left; x += LINE_STEP) {
                double beside = sum_in(sums, wide, x - across, y - down, w, h) +
                                sum_in(sums, wide, x + across, y + down, w, h);
                double dark = sum_in(sums, wide, x, y, w, h) - beside / 2;
                most = dark > most ? dark : most;
            }
    }
    free(sums);
    return sums ? most / (LINE_LONG * LINE_HIGH) : -1;
}
