#include "samples/make/wear.h"

/* Group 3: 204 dots an inch across, 98 or 196 lines an inch down; lines get lost on the way. */
void wear_fax(const struct wear *w, struct raster *page, struct rng *r, struct leaf_image *out)
{
    struct rng habit = w->batch;
    bool fine = rng_chance(&habit, 40);
    int lost = rng_chance(r, 45) ? rng_int(r, 1, 3 * w->level + 1) : 0;

    raster_gray(page);
    wear_scan(w, page, r);
    raster_scale(page, 1728 * page->width / (int)(8.27 * w->dpi),
                 (int)((double)page->height / w->dpi * (fine ? 196 : 98)));
    wear_threshold(page, rng_int(&habit, 120, 185));
    for (int i = 0; i < lost; i++) {
        int y = rng_int(r, 0, page->height - 4), x0 = rng_int(r, 0, page->width / 2);
        int x1 = rng_int(r, x0, page->width - 1);

        for (int k = 0; k < rng_int(r, 1, 3); k++)
            for (int x = x0; x < x1; x++)
                *raster_at(page, x, y + k) = rng_chance(r, 50) ? 0 : 255;
    }
    out->bitonal = true;
    out->dpi_x = 204;
    out->dpi_y = fine ? 196 : 98;
}
