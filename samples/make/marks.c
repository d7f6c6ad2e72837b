#include <math.h>

#include "samples/make/wear.h"

static void disc(struct raster *page, double cx, double cy, double radius, const uint8_t *ink)
{
    for (int y = (int)(cy - radius); y <= (int)(cy + radius); y++) {
        for (int x = (int)(cx - radius); x <= (int)(cx + radius); x++) {
            if (x < 0 || y < 0 || x >= page->width || y >= page->height ||
                hypot(x - cx, y - cy) > radius)
                continue;
            for (int k = 0; k < page->channels; k++)
                raster_at(page, x, y)[k] = ink[k];
        }
    }
}

/* Two or four holes (ISO 838: 80 mm apart, 6 mm wide, 12 mm from the edge). */
void mark_holes(struct raster *page, int dpi, struct rng *r)
{
    double mm = dpi / 25.4, x = mm * rng_real(r, 9, 13), middle = page->height / 2.0;
    uint8_t dark = (uint8_t)rng_int(r, 0, 90), ink[3] = {dark, dark, dark};
    int pairs = rng_chance(r, 25) ? 2 : 1;

    middle += mm * rng_real(r, -6, 6);
    for (int i = 0; i < pairs; i++) {
        double reach = mm * (40 + 80 * i);

        disc(page, x + rng_real(r, -2, 2), middle - reach, mm * 2.8, ink);
        disc(page, x + rng_real(r, -2, 2), middle + reach, mm * 2.8, ink);
    }
}

static void line(struct raster *page, double x0, double y0, double x1, double y1, double wide,
                 const uint8_t *ink)
{
    int steps = (int)hypot(x1 - x0, y1 - y0) + 1;

    for (int i = 0; i <= steps; i++)
        disc(page, x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps, wide, ink);
}

void mark_staple(struct raster *page, int dpi, struct rng *r)
{
    double mm = dpi / 25.4, x = mm * rng_real(r, 7, 16), y = mm * rng_real(r, 7, 14);
    double angle = rng_real(r, -0.8, 0.1);
    uint8_t dark = (uint8_t)rng_int(r, 60, 130), ink[3] = {dark, dark, dark};
    const uint8_t hole[3] = {40, 40, 40};

    if (rng_chance(r, 50))
        line(page, x, y, x + mm * 11 * cos(angle), y + mm * 11 * sin(angle), mm * 0.28, ink);
    disc(page, x, y, mm * 0.45, hole);
    disc(page, x + mm * 11 * cos(angle), y + mm * 11 * sin(angle), mm * 0.45, hole);
}

/* A folded corner: a triangle of the back, with a shadow along the crease. */
void mark_fold(struct raster *page, int dpi, struct rng *r)
{
    int size = (int)(dpi / 25.4 * rng_real(r, 8, 24));
    bool right = rng_chance(r, 60), low = rng_chance(r, 30);

    for (int v = 0; v < size; v++) {
        for (int u = 0; u + v < size; u++) {
            int x = right ? page->width - 1 - u : u, y = low ? page->height - 1 - v : v;
            int tone = u + v > size - 4 ? 130 : 246 - 14 * (u + v) / size;

            if (x < 0 || y < 0 || x >= page->width || y >= page->height)
                continue;
            for (int k = 0; k < page->channels; k++)
                raster_at(page, x, y)[k] = (uint8_t)(u + v < size / 2 ? 70 + tone / 4 : tone);
        }
    }
}

/* A stroke of a marker over the text. */
void mark_highlight(struct raster *page, int dpi, struct rng *r)
{
    static const uint8_t inks[3][3] = {{255, 245, 90}, {150, 255, 140}, {255, 160, 205}};
    const uint8_t *ink = inks[rng_int(r, 0, 2)];
    double mm = dpi / 25.4;
    int x0 = (int)(page->width * rng_real(r, 0.1, 0.5)),
        y0 = (int)(page->height * rng_real(r, 0.15, 0.8));
    int x1 = x0 + (int)(mm * rng_real(r, 25, 90)), high = (int)(mm * rng_real(r, 3.5, 6));
    double slope = rng_real(r, -0.02, 0.02);

    for (int x = x0; x < x1 && x < page->width; x++) {
        for (int v = 0; v < high; v++) {
            int y = y0 + v + (int)((x - x0) * slope);

            for (int k = 0; y >= 0 && y < page->height && k < page->channels; k++) {
                uint8_t *p = raster_at(page, x, y) + k;

                *p = (uint8_t)(*p * (page->channels == 1 ? 235 : ink[k]) / 255);
            }
        }
    }
}

void mark_bleed(struct raster *page, struct rng *r)
{
    double gain = rng_real(r, 1.3, 1.8);

    raster_blur(page, rng_real(r, 0.8, 1.4));
    raster_levels(page, gain, 250 - 250 * gain);
}

void mark_specks(struct raster *page, int count, int size, struct rng *r)
{
    for (int i = 0; i < count; i++) {
        uint8_t dark = (uint8_t)rng_int(r, 0, 140), ink[3] = {dark, dark, dark};

        disc(page, rng_int(r, 0, page->width - 1), rng_int(r, 0, page->height - 1),
             rng_real(r, 0.4, 0.4 + size), ink);
    }
}

void mark_shine(struct raster *page, const struct raster *back, double strength)
{
    struct raster copy;
    size_t size = (size_t)back->width * (size_t)back->height * (size_t)back->channels;

    raster_make(&copy, back->width, back->height, back->channels, 255);
    for (size_t i = 0; i < size; i++)
        copy.data[i] = back->data[i];
    raster_mirror(&copy);
    raster_blur(&copy, 1.6);
    raster_multiply(page, &copy, 0, 0, strength);
    raster_release(&copy);
}
