#include <stdlib.h>

#include "samples/make/wear.h"

/* The paper's white is what is brightest in a square around; every pixel is measured by it. */
enum { SQUARE = 24 };

static uint8_t brightest(const struct raster *page, int x0, int y0, int channel)
{
    int counts[256] = {0}, n = 0, seen = 0, v = 255;

    for (int y = y0; y < y0 + SQUARE && y < page->height; y++)
        for (int x = x0; x < x0 + SQUARE && x < page->width; x++, n++)
            counts[raster_at(page, x, y)[channel]]++;
    while (v > 1 && (seen += counts[v]) < n / 5)
        v--;
    return (uint8_t)v;
}

static void whiten(struct raster *page, double gain)
{
    struct raster white;

    raster_make(&white, (page->width + SQUARE - 1) / SQUARE, (page->height + SQUARE - 1) / SQUARE,
                page->channels, 255);
    for (int y = 0; y < white.height; y++)
        for (int x = 0; x < white.width; x++)
            for (int k = 0; k < page->channels; k++)
                raster_at(&white, x, y)[k] = brightest(page, x * SQUARE, y * SQUARE, k);
    raster_blur(&white, 2);
    raster_scale(&white, page->width, page->height);
    for (size_t i = 0; i < (size_t)page->width * (size_t)page->height * (size_t)page->channels;
         i++) {
        double v = 255 - (255 - page->data[i] * 250.0 / (white.data[i] + 1)) * gain;

        page->data[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
    raster_release(&white);
}

/* A photograph that the app cut out of its table, straightened nearly and made white; one in three
 * in black and white. */
void wear_app(const struct wear *w, struct raster *page, struct rng *r)
{
    struct rng habit = w->batch;
    const struct wear_level *level = wear_level(w);
    bool bitonal = rng_chance(&habit, 33);

    wear_photo(w, page, r);
    raster_blur(page, 0.3 * level->blur);
    whiten(page, rng_real(&habit, 1.1, 1.6));
    if (bitonal)
        wear_threshold(page, rng_int(&habit, 150, 205));
}
