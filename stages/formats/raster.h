/* A page's pixels, between decoders, preparation and recogniser. */
#ifndef POSTKAMER_RASTER_H
#define POSTKAMER_RASTER_H

#include <stddef.h>
#include <stdint.h>

struct raster {
    int width, height; /* pixels, > 0 */
    int channels;      /* 1: gray, 3: RGB; 8 bits each; 0 is black */
    int stride;        /* bytes a row, >= width * channels */
    float dpi;         /* resolution, 0: unknown */
    uint8_t *data;     /* owned */
};

/* 0, or -1 with errno (EINVAL: sizes out of range or over LIMIT_PIXELS; ENOMEM). */
int raster_init(struct raster *r, int width, int height, int channels);
void raster_release(struct raster *r);

#endif
