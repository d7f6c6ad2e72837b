#include <leptonica/allheaders.h>
#include <string.h>

#include "samples/make/number.h"
#include "samples/make/text.h"
#include "samples/make/wear.h"

/* Lines that got lost on the way come out as noise from somewhere on. */
static void lose_lines(struct raster *page, int count, struct rng *r)
{
    for (int i = 0; i < count; i++) {
        int y = rng_int(r, 0, page->height - 4), x0 = rng_int(r, 0, page->width / 2);
        int x1 = rng_int(r, x0, page->width - 1), high = rng_int(r, 1, 3);

        for (int k = 0; k < high; k++)
            for (int x = x0; x < x1; x++)
                *raster_at(page, x, y + k) = rng_chance(r, 50) ? 0 : 255;
    }
}

/* Dirt on the sender's glass: a black line down all pages, broken here and there. */
static void streak(struct raster *page, struct rng *habit)
{
    int x = rng_int(habit, 20, page->width - 20), wide = rng_int(habit, 1, 2);
    bool on = true;

    for (int y = 0; y < page->height; y++) {
        if (rng_chance(habit, 2))
            on = !on;
        for (int k = 0; on && k < wide; k++)
            *raster_at(page, x + k, y) = 0;
    }
}

/* The line that the sending machine prints over the head of a page. */
static void add_header(struct raster *page, struct rng *habit, int number)
{
    static const char *const names[] = {"ADMINISTRATIE", "FAX",  "KANTOOR", "BOEKHOUDING", "",
                                        "POST",          "BALIE"};
    L_BMF *font = need(bmfCreate(NULL, 16));
    PIX *strip = need(pixCreate(page->width, 34, 8));
    char line[120], digits[10];
    l_uint32 v;

    number_digits(habit, 9, digits);
    format_into(line, sizeof line, "%02d-11-2020  %02d:%02d     %s  +31%s          P.%02d",
                rng_int(habit, 1, 28), rng_int(habit, 8, 17), rng_int(habit, 0, 59),
                RNG_PICK(habit, names), digits, number);
    pixSetAll(strip);
    pixSetTextline(strip, font, line, 0, 60, 24, NULL, NULL);
    for (int y = 0; y < 34 && y < page->height; y++)
        for (int x = 0; x < page->width; x++)
            if (pixGetPixel(strip, x, y, &v) == 0 && v < 128)
                *raster_at(page, x, y) = 0;
    pixDestroy(&strip);
    bmfDestroy(&font);
}

/* Group 3: 204 dots an inch across, 98 or 196 lines an inch down. */
void wear_fax(const struct wear *w, struct raster *page, struct rng *r, struct leaf_image *out)
{
    struct rng habit = w->batch;
    bool fine = rng_chance(&habit, 40), headed = rng_chance(&habit, 60);
    bool streaked = rng_chance(&habit, 15 + 15 * w->level);
    int threshold = rng_int(&habit, 120, 185);

    raster_gray(page);
    wear_scan(w, page, r);
    raster_scale(page, 1728 * page->width / (int)(8.27 * w->dpi),
                 (int)((double)page->height / w->dpi * (fine ? 196 : 98)));
    wear_threshold(page, threshold);
    lose_lines(page, rng_chance(r, 45) ? rng_int(r, 1, 3 * w->level + 1) : 0, r);
    if (streaked)
        streak(page, &habit);
    if (headed)
        add_header(page, &habit, w->sheet);
    out->bitonal = true;
    out->dpi_x = 204;
    out->dpi_y = fine ? 196 : 98;
}
