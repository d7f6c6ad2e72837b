/* Pixels while they are worn: 8 bits a sample, gray or colour, rows without padding. */
#ifndef SAMPLES_RASTER_H
#define SAMPLES_RASTER_H

#include <stdint.h>

#include "samples/make/rng.h"

struct raster {
    int width, height, channels; /* 1: gray, 3: RGB */
    uint8_t *data;               /* owned */
};

void raster_make(struct raster *r, int width, int height, int channels, uint8_t value);
void raster_release(struct raster *r);
uint8_t *raster_at(const struct raster *r, int x, int y);

/* Draws a page (from 1) of a PDF at so many dots an inch with pdftoppm; scratch: a path prefix. */
void raster_render(struct raster *r, const char *pdf, int page, int dpi, bool colour,
                   const char *scratch);

void raster_gray(struct raster *r);
void raster_turn(struct raster *r, int quarters); /* clockwise, 0..3 */
void raster_down(struct raster *r, int rows);     /* what leaves at the foot is lost */
void raster_mirror(struct raster *r);
void raster_scale(struct raster *r, int width, int height); /* area average down, linear up */
void raster_blur(struct raster *r, double sigma);           /* pixels; Gaussian, up to 12 */
void raster_noise(struct raster *r, double sigma, struct rng *rng);
void raster_levels(struct raster *r, double gain, double offset);

/* The picture of `from` in the quadrangle whose corners (top left, top right, bottom right, bottom
 * left) are given in pixels of `to`, which keeps its pixels elsewhere. Projective, bilinear;
 * bend > 0: the paper's middle stands up by so many pixels. Same channel count. */
void raster_place(struct raster *to, const struct raster *from, const double corners[8],
                  double bend);

/* Darkens `to` by `from` (white leaves it alone) with its top left at x, y; strength 0..1. */
void raster_multiply(struct raster *to, const struct raster *from, int x, int y, double strength);

#endif
