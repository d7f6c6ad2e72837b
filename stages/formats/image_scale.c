#include "stages/formats/image_file.h"

#include <stdlib.h>
#include <string.h>

/* Where an output pixel takes its light from: `count` input pixels from `first`, with weights that
 * add up to 4096. */
struct span {
    int first, count;
    const uint16_t *weights;
};

struct spans {
    struct span *items;
    uint16_t *weights;
};

/* Growing takes the two nearest (linear), shrinking all that the output pixel covers (area). */
static int span_of(int i, int from, int to, uint16_t *weights, int *first)
{
    double step = (double)from / to, start = i * step, end = start + step;
    if (from <= to) {
        double centre = start + step / 2 - 0.5;
        *first = centre < 0 ? 0 : (int)centre;
        double part = centre < 0 ? 0 : centre - *first;
        if (*first + 1 >= from)
            part = 0;
        weights[1] = (uint16_t)(part * 4096 + 0.5);
        weights[0] = (uint16_t)(4096 - weights[1]);
        return *first + 1 < from ? 2 : 1;
    }
    *first = (int)start;
    int last = (int)end < from ? (int)end : from - 1, sum = 0;
    for (int j = *first; j <= last; j++) {
        double low = j > start ? j : start, high = j + 1 < end ? j + 1 : end;
        weights[j - *first] = (uint16_t)(high > low ? (high - low) / step * 4096 : 0);
        sum += weights[j - *first];
    }
    weights[(last - *first) / 2] = (uint16_t)(weights[(last - *first) / 2] + 4096 - sum);
    return last - *first + 1;
}

static int spans_init(struct spans *s, int from, int to)
{
    size_t each = (size_t)(from / to) + 3;
    s->items = malloc((size_t)to * sizeof *s->items);
    s->weights = malloc((size_t)to * each * sizeof *s->weights);
    if (!s->items || !s->weights)
        return -1;
    for (int i = 0; i < to; i++) {
        uint16_t *weights = s->weights + (size_t)i * each;
        s->items[i].count = span_of(i, from, to, weights, &s->items[i].first);
        s->items[i].weights = weights;
    }
    return 0;
}

static void spans_release(struct spans *s)
{
    free(s->items);
    free(s->weights);
}

/* Luma of ITU-R BT.601. */
static void row_gray(const struct raster *in, int y, uint8_t *out)
{
    const uint8_t *from = in->data + (size_t)y * (size_t)in->stride;
    if (in->channels == 1) {
        memcpy(out, from, (size_t)in->width);
        return;
    }
    for (int x = 0; x < in->width; x++, from += 3)
        out[x] = (uint8_t)((77 * from[0] + 150 * from[1] + 29 * from[2] + 128) >> 8);
}

static void row_scale(const uint8_t *in, const struct spans *s, int width, uint8_t *out)
{
    for (int x = 0; x < width; x++) {
        const struct span *span = &s->items[x];
        const uint8_t *from = in + span->first;
        uint32_t sum = 2048;
        for (int i = 0; i < span->count; i++)
            sum += (uint32_t)from[i] * span->weights[i];
        out[x] = (uint8_t)(sum >> 12);
    }
}

/* Rows that were scaled across, kept until no output row needs them. */
struct window {
    uint8_t *rows;  /* `room` rows of the output's width */
    int room, next; /* next input row to be scaled */
};

static void mix_rows(const struct window *w, const struct span *span, int width, uint32_t *sums,
                     uint8_t *out)
{
    for (int x = 0; x < width; x++)
        sums[x] = 2048;
    for (int i = 0; i < span->count; i++) {
        const uint8_t *row = w->rows + (size_t)((span->first + i) % w->room) * (size_t)width;
        uint32_t weight = span->weights[i];
        for (int x = 0; x < width; x++)
            sums[x] += row[x] * weight;
    }
    for (int x = 0; x < width; x++)
        out[x] = (uint8_t)(sums[x] >> 12);
}

static int scale_into(const struct raster *in, struct raster *out, const struct spans *across,
                      const struct spans *down)
{
    struct window w = {.room = in->height / out->height + 3};
    uint8_t *gray = malloc((size_t)in->width);
    uint32_t *sums = malloc((size_t)out->width * sizeof *sums);
    w.rows = malloc((size_t)w.room * (size_t)out->width);
    int status = gray && sums && w.rows ? 0 : -1;
    for (int y = 0; status == 0 && y < out->height; y++) {
        const struct span *span = &down->items[y];
        for (; w.next < span->first + span->count; w.next++) {
            if (w.next < span->first)
                continue;
            row_gray(in, w.next, gray);
            row_scale(gray, across, out->width,
                      w.rows + (size_t)(w.next % w.room) * (size_t)out->width);
        }
        mix_rows(&w, span, out->width, sums, out->data + (size_t)y * (size_t)out->stride);
    }
    free(gray);
    free(sums);
    free(w.rows);
    return status;
}

int image_scale(const struct raster *in, int width, int height, struct raster *out)
{
    struct spans across = {0}, down = {0};
    if (raster_init(out, width, height, 1) < 0)
        return -1;
    int status = spans_init(&across, in->width, width);
    if (status == 0)
        status = spans_init(&down, in->height, height);
    if (status == 0)
        status = scale_into(in, out, &across, &down);
    spans_release(&across);
    spans_release(&down);
    if (status < 0)
        raster_release(out);
    return status;
}
