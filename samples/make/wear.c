#include "samples/make/wear.h"

/* Steps of degradation as the literature on noisy scans has them: none, light, heavy. */
static const struct wear_level levels[3] = {
    {0.7, 0.3, 1.8, 0.25, 62},
    {0.62, 0.6, 7, 0.6, 45},
    {0.42, 1.0, 15, 1.5, 27},
};

const struct wear_level *wear_level(const struct wear *w)
{
    return &levels[w->level];
}

const char *wear_name(enum wear_family family)
{
    static const char *const names[WEAR_FAMILIES] = {"office", "bitonal", "copy", "photo",
                                                     "screen", "app",     "fax",  "digital"};

    return names[family];
}

void wear_choose(struct wear *w, enum wear_family family, int level, struct rng *r)
{
    *w = (struct wear){.family = family, .level = level};
    rng_seed(&w->batch, rng_next(r), 7);
    w->dpi = (int)(300 * levels[level].resample);
    if (family == WEAR_BITONAL)
        w->dpi = level == 0 ? 300 : 200;
    else if (family == WEAR_FAX)
        w->dpi = 204;
    else if (family == WEAR_SCREEN)
        w->dpi = rng_int(r, 130, 170);
    else if (family == WEAR_PHOTO)
        w->dpi = rng_int(r, w->dpi - 20, w->dpi + 20);
    else if (family == WEAR_NONE)
        w->dpi = rng_int(r, 96, 170);
    else if (family == WEAR_OFFICE && level == 0)
        w->dpi = rng_chance(r, 15) ? 300 : rng_chance(r, 65) ? 200 : 150;
    w->colour = family == WEAR_PHOTO || family == WEAR_NONE ||
                (family == WEAR_APP && rng_chance(r, 60)) ||
                (family == WEAR_OFFICE && rng_chance(r, 35));
    w->borders = family != WEAR_PHOTO && family != WEAR_APP && rng_chance(r, 15);
    w->punched = family != WEAR_NONE && rng_chance(r, 12);
}

void wear_blank(const struct wear *w, struct raster *page)
{
    raster_make(page, (int)(8.27 * w->dpi), (int)(11.69 * w->dpi), w->colour ? 3 : 1, 255);
}

static void mark(const struct wear *w, struct raster *page, bool blank, struct rng *r)
{
    if (w->punched)
        mark_holes(page, w->dpi, r);
    if (rng_chance(r, 8))
        mark_staple(page, w->dpi, r);
    if (rng_chance(r, 4))
        mark_fold(page, w->dpi, r);
    if (!blank && rng_chance(r, 6))
        mark_highlight(page, w->dpi, r);
}

/* A screen has some 100 dots an inch: text comes through it in steps. */
static void screen(const struct wear *w, struct raster *page)
{
    int wide = page->width, high = page->height;

    raster_scale(page, wide * 100 / w->dpi, high * 100 / w->dpi);
    raster_scale(page, wide, high);
    raster_levels(page, 0.96, 4);
}

void wear_apply(const struct wear *w, struct raster *page, const struct raster *back, bool blank,
                struct rng *r, struct leaf_image *out)
{
    struct rng habit = w->batch;

    *out = (struct leaf_image){.dpi_x = w->dpi, .dpi_y = w->dpi};
    out->jpeg = wear_level(w)->jpeg + rng_int(&habit, -4, 6);
    if (w->family == WEAR_NONE) {
        out->jpeg = rng_int(&habit, 70, 92);
        out->pixels = *page;
        return;
    }
    if (w->family == WEAR_OFFICE && w->level == 0)
        out->jpeg = rng_int(&habit, 70, 90);
    if (back != NULL)
        mark_shine(page, back, rng_real(r, 0.04, 0.16));
    if (!blank && rng_chance(r, 4))
        mark_bleed(page, r);
    mark(w, page, blank, r);
    if (w->family == WEAR_PHOTO) {
        out->jpeg = w->level == 2 ? rng_int(&habit, 30, 42) : rng_int(&habit, 42, 62);
        wear_photo(w, page, r);
    } else if (w->family == WEAR_APP) {
        out->jpeg = rng_int(&habit, 45, 80);
        wear_app(w, page, r);
    } else if (w->family == WEAR_COPY) {
        wear_copy(w, page, r);
    } else if (w->family == WEAR_FAX) {
        wear_fax(w, page, r, out);
    } else {
        if (w->family == WEAR_SCREEN)
            screen(w, page);
        wear_scan(w, page, r);
    }
    if (w->family == WEAR_BITONAL) {
        wear_threshold(page, rng_int(&habit, 130, 190));
        out->bitonal = true;
    }
    out->pixels = *page;
}
