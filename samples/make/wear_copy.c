#include <stdlib.h>

#include "samples/make/wear.h"

/* Toner that does not take: pale clouds, from a coarse grid of chance. */
static void fade(struct raster *page, struct rng *r, double strength)
{
    enum { GRID = 9 };
    double grid[GRID + 1][GRID + 1];

    for (int i = 0; i <= GRID; i++)
        for (int k = 0; k <= GRID; k++)
            grid[i][k] = rng_chance(r, 40) ? rng_real(r, 0, strength) : 0;
    for (int y = 0; y < page->height; y++) {
        double gy = (double)y / page->height * GRID, fy = gy - (int)gy;

        for (int x = 0; x < page->width; x++) {
            double gx = (double)x / page->width * GRID, fx = gx - (int)gx;
            const double *a = grid[(int)gy], *b = grid[(int)gy + 1];
            double v = (a[(int)gx] * (1 - fx) + a[(int)gx + 1] * fx) * (1 - fy) +
                       (b[(int)gx] * (1 - fx) + b[(int)gx + 1] * fx) * fy;
            uint8_t *p = raster_at(page, x, y);

            *p = (uint8_t)(*p + (255 - *p) * v);
        }
    }
}

static void drum_line(struct raster *page, struct rng *r)
{
    int x = rng_int(r, 0, page->width - 2), wide = rng_int(r, 1, 3), tone = rng_int(r, 90, 200);

    for (int y = 0; y < page->height; y++)
        for (int k = 0; k < wide && x + k < page->width; k++)
            if (rng_chance(r, 80) && *raster_at(page, x + k, y) > tone)
                *raster_at(page, x + k, y) = (uint8_t)tone;
}

static void cloud(struct raster *page, double cx, double cy, double reach, double depth,
                  struct rng *r)
{
    for (int y = (int)(cy - reach); y < (int)(cy + reach); y++) {
        for (int x = (int)(cx - reach); x < (int)(cx + reach); x++) {
            double far = ((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (reach * reach);

            if (x < 0 || y < 0 || x >= page->width || y >= page->height || far > 1 ||
                rng_chance(r, (int)(100 * far)))
                continue;
            *raster_at(page, x, y) = (uint8_t)(*raster_at(page, x, y) * (1 - depth * (1 - far)));
        }
    }
}

/* Toner that fell where none belongs: dark clouds of no shape. */
static void blotch(struct raster *page, int dpi, struct rng *r)
{
    double mm = dpi / 25.4, x = rng_real(r, 0, page->width), y = rng_real(r, 0, page->height);
    double reach = mm * rng_real(r, 3, 16), depth = rng_real(r, 0.1, 0.35);

    for (int i = rng_int(r, 5, 14); i > 0; i--)
        cloud(page, x + rng_gauss(r) * reach, y + rng_gauss(r) * reach * 0.7,
              reach * rng_real(r, 0.15, 0.8), depth, r);
}

static void edges(struct raster *page, int dpi, struct rng *r)
{
    int wide[4];

    for (int i = 0; i < 4; i++)
        wide[i] = rng_chance(r, 45) ? (int)(dpi / 25.4 * rng_real(r, 1, 7)) : 0;
    for (int y = 0; y < page->height; y++)
        for (int x = 0; x < page->width; x++)
            if (x < wide[0] || page->width - x < wide[1] || y < wide[2] ||
                page->height - y < wide[3])
                *raster_at(page, x, y) = (uint8_t)rng_int(r, 0, 60);
}

void wear_copy(const struct wear *w, struct raster *page, struct rng *r)
{
    bool dark = rng_chance(r, 35);

    raster_gray(page);
    raster_blur(page, 0.5 + 0.4 * w->level);
    raster_levels(page, dark ? 1.5 : 1.7, dark ? -150 : -60);
    fade(page, r, 0.25 * w->level);
    if (rng_chance(r, 60))
        drum_line(page, r);
    for (int i = rng_int(r, 0, w->level + 1); i > 0; i--)
        blotch(page, w->dpi, r);
    mark_specks(page, rng_int(r, 20, 160 * w->level), 2, r);
    edges(page, w->dpi, r);
    wear_scan(w, page, r);
}
