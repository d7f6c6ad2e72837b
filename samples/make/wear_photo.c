#include <math.h>
#include <string.h>

#include "samples/make/wear.h"

#define SINE(a) (sines[(int)((a) * (512 / M_PI) + 8192) & 1023])

/* A table: a colour, with grain along it as wood has, or plain, or a checked cloth. */
static void table(struct raster *t, struct rng *r)
{
    static const uint8_t tones[][3] = {{150, 104, 66}, {92, 62, 40},    {196, 168, 130},
                                       {70, 72, 76},   {205, 205, 200}, {120, 30, 34},
                                       {40, 60, 92},   {168, 140, 104}};
    const uint8_t *tone = tones[rng_int(r, 0, 7)];
    int kind = rng_int(r, 0, 2), check = rng_int(r, 30, 90);
    double sines[1024], wave = rng_real(r, 0.004, 0.02), phase = rng_real(r, 0, 6),
                        fine = rng_real(r, 0.3, 0.8);

    for (int i = 0; i < 1024; i++)
        sines[i] = sin(i * M_PI / 512);
    for (int y = 0; y < t->height; y++) {
        for (int x = 0; x < t->width; x++) {
            double g = kind == 0 ? 14 * SINE(y * wave * 9 + 3 * SINE(x * wave * 0.5 + phase)) +
                                       7 * SINE(y * fine + 2 * SINE(x * wave))
                       : kind == 1 ? ((x / check + y / check) % 2 ? 12 : -12)
                                   : 0;

            for (int k = 0; k < t->channels; k++) {
                double v = tone[t->channels == 1 ? 1 : k] + g;

                raster_at(t, x, y)[k] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
            }
        }
    }
}

/* Light from one side, and the shadow of a hand or a head. */
static void shade(struct raster *p, struct rng *r)
{
    double angle = rng_real(r, 0, 2 * M_PI), depth = rng_real(r, 0.06, 0.3);
    double sx = p->width * rng_real(r, 0, 1), sy = p->height * rng_real(r, 0.5, 1.2);
    double reach = p->width * rng_real(r, 0.3, 0.8),
           dark = rng_chance(r, 55) ? rng_real(r, 0.08, 0.32) : 0;
    double ca = cos(angle), sa = sin(angle), edge = rng_real(r, 1.5, 8);
    double slant = rng_real(r, -0.8, 0.8), flat = rng_real(r, 0.4, 1.6);
    double warm[3] = {1, rng_real(r, 0.94, 1), rng_real(r, 0.82, 1)};

    for (int y = 0; y < p->height; y++) {
        double f = 1;

        for (int x = 0; x < p->width; x++) {
            double across = (ca * x / p->width + sa * y / p->height) * 0.5 + 0.5;
            double ax = x - sx + slant * (y - sy), ay = (y - sy) * flat;
            double away = (ax * ax + ay * ay) / (reach * reach);

            if (x % 4 == 0) /* light changes slowly */
                f = 1 - depth * across - (away < 6 ? dark / (1 + exp((away - 0.8) * edge)) : 0);
            f = f > 1 ? 1 : f;
            for (int k = 0; k < p->channels; k++)
                raster_at(p, x, y)[k] =
                    (uint8_t)(raster_at(p, x, y)[k] * f * (p->channels == 1 ? 1 : warm[k]));
        }
    }
}

static void corners_of(const struct wear *w, const struct raster *page, double wide, double high,
                       struct rng *r, double corners[8])
{
    double small = w->family == WEAR_APP ? 0.15 : 1;
    double tilt = small * (0.012 + 0.02 * w->level);
    double turn = small * rng_gauss(r) * 0.02 * (1 + w->level);
    static const double unit[8] = {-1, -1, 1, -1, 1, 1, -1, 1};

    for (int i = 0; i < 4; i++) {
        double x = unit[2 * i] * page->width / 2.0, y = unit[2 * i + 1] * page->height / 2.0;

        x *= 1 + tilt * rng_gauss(r);
        y *= 1 + tilt * rng_gauss(r);
        corners[2 * i] = wide / 2 + x * cos(turn) - y * sin(turn);
        corners[2 * i + 1] = high / 2 + x * sin(turn) + y * cos(turn);
    }
}

void wear_photo(const struct wear *w, struct raster *page, struct rng *r)
{
    const struct wear_level *level = wear_level(w);
    struct rng habit = w->batch;      /* one table for all photographs of a paper */
    bool app = w->family == WEAR_APP; /* it found the corners, more or less */
    double room = app ? rng_real(r, 0.995, 1.012) : rng_real(r, 1.03, 1.22), corners[8];
    int wide = (int)(page->width * room),
        high = (int)(page->height * (app ? room : rng_real(r, 1.03, room + 0.05)));
    struct raster scene;

    raster_make(&scene, wide, high, page->channels, 128);
    table(&scene, &habit);
    corners_of(w, page, wide, high, r, corners);
    raster_place(&scene, page, corners, rng_chance(r, 40) ? rng_real(r, -0.015, 0.015) * high : 0);
    shade(&scene, r);
    raster_blur(&scene, level->blur * rng_real(r, 0.7, 1.5));
    raster_levels(&scene, rng_real(r, 0.82, 1.05), rng_real(r, -10, 10));
    raster_noise(&scene, level->noise * rng_real(r, 0.3, 0.8), r);
    raster_release(page);
    *page = scene;
}
