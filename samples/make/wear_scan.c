#include <math.h>
#include <stdlib.h>

#include "samples/make/text.h"
#include "samples/make/wear.h"

/* Lays the sheet on the glass: a little askew, a little off, the rest is lid (white or black). */
static void lay(const struct wear *w, struct raster *page, struct rng *r)
{
    struct rng habit = w->batch;
    double skew = wear_level(w)->skew * rng_gauss(r) * 0.7 * M_PI / 180;
    double mm = w->dpi / 25.4, dx = mm * rng_real(&habit, -2, 2) + mm * rng_gauss(r) * 0.5;
    double dy = mm * rng_real(&habit, -2, 2) + mm * rng_gauss(r) * 0.6;
    double cx = page->width / 2.0, cy = page->height / 2.0, corners[8];
    static const double unit[8] = {-1, -1, 1, -1, 1, 1, -1, 1};
    uint8_t lid = w->borders ? (uint8_t)rng_int(&habit, 5, 60) : (uint8_t)rng_int(&habit, 244, 255);
    double shrink = w->borders ? rng_real(&habit, 0.975, 0.995) : 1;
    struct raster glass;

    for (int i = 0; i < 4; i++) {
        double x = unit[2 * i] * cx * shrink, y = unit[2 * i + 1] * cy * shrink;

        corners[2 * i] = cx + dx + x * cos(skew) - y * sin(skew);
        corners[2 * i + 1] = cy + dy + x * sin(skew) + y * cos(skew);
    }
    raster_make(&glass, page->width, page->height, page->channels, lid);
    raster_place(&glass, page, corners, 0);
    raster_release(page);
    *page = glass;
}

/* Light that falls off to a side, and streaks where the glass of a feeder is dirty. */
static void light(struct raster *page, struct rng *habit, int level)
{
    double fall = rng_real(habit, -12, 12) * level, offset = rng_real(habit, -4, 4);
    int streaks = level > 0 && rng_chance(habit, 18) ? rng_int(habit, 1, 3) : 0;
    int *shade = need(calloc((size_t)page->width, sizeof *shade)), n = page->channels;

    for (int x = 0; x < page->width; x++)
        shade[x] = (int)(offset + fall * ((double)x / page->width - 0.5));
    for (int i = 0; i < streaks; i++)
        shade[rng_int(habit, 0, page->width - 1)] -= 60;
    for (int y = 0; y < page->height; y++) {
        uint8_t *p = raster_at(page, 0, y);

        for (int i = 0; i < page->width * n; i++) {
            int v = p[i] + shade[i / n];

            p[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
        }
    }
    free(shade);
}

void wear_threshold(struct raster *page, int level)
{
    size_t size = (size_t)page->width * (size_t)page->height;

    raster_gray(page);
    for (size_t i = 0; i < size; i++)
        page->data[i] = page->data[i] < level ? 0 : 255;
}

void wear_scan(const struct wear *w, struct raster *page, struct rng *r)
{
    struct rng habit = w->batch;
    const struct wear_level *level = wear_level(w);

    rng_next(&habit);
    lay(w, page, r);
    if (w->level > 0)
        mark_specks(page, rng_int(r, 0, 14 * w->level), w->level, r);
    raster_blur(page, level->blur * rng_real(&habit, 0.7, 1.1));
    light(page, &habit, w->level);
    raster_noise(page, level->noise * rng_real(&habit, 0.5, 1.0), r);
}
