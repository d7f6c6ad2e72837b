#include "stages/formats/raster.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/limits.h"

int raster_init(struct raster *r, int width, int height, int channels)
{
    memset(r, 0, sizeof *r);
    if (width <= 0 || height <= 0 || (channels != 1 && channels != 3) ||
        (unsigned long long)width * (unsigned long long)height > LIMIT_PIXELS) {
        errno = EINVAL;
        return -1;
    }
    r->data = malloc((size_t)width * (size_t)height * (size_t)channels);
    if (!r->data)
        return -1;
    r->width = width;
    r->height = height;
    r->channels = channels;
    r->stride = width * channels;
    return 0;
}

void raster_release(struct raster *r)
{
    free(r->data);
    memset(r, 0, sizeof *r);
}
