#include "samples/make/raster.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "samples/make/run.h"
#include "samples/make/text.h"

void raster_make(struct raster *r, int width, int height, int channels, uint8_t value)
{
    size_t size = (size_t)width * (size_t)height * (size_t)channels;

    *r = (struct raster){width, height, channels, need(malloc(size))};
    memset(r->data, value, size);
}

void raster_release(struct raster *r)
{
    free(r->data);
    r->data = NULL;
}

uint8_t *raster_at(const struct raster *r, int x, int y)
{
    return r->data + ((size_t)y * (size_t)r->width + (size_t)x) * (size_t)r->channels;
}

static int pnm_number(const char *bytes, size_t *at)
{
    int value = 0;

    while (isspace((unsigned char)bytes[*at]))
        ++*at;
    while (isdigit((unsigned char)bytes[*at]))
        value = value * 10 + bytes[(*at)++] - '0';
    return value;
}

static void read_pnm(struct raster *r, const char *path)
{
    size_t size, at = 2, want;
    char *bytes = read_file(path, &size);
    int width = pnm_number(bytes, &at), height = pnm_number(bytes, &at);

    pnm_number(bytes, &at);
    at++;
    raster_make(r, width, height, bytes[1] == '6' ? 3 : 1, 255);
    want = (size_t)width * (size_t)height * (size_t)r->channels;
    if (size < at + want)
        die("'%s' is cut off", path);
    memcpy(r->data, bytes + at, want);
    free(bytes);
}

void raster_render(struct raster *r, const char *pdf, int page, int dpi, bool colour,
                   const char *scratch)
{
    char number[12], resolution[12], path[1024];
    const char *argv[] = {"pdftoppm",
                          "-r",
                          resolution,
                          "-f",
                          number,
                          "-l",
                          number,
                          "-singlefile",
                          colour ? pdf : "-gray",
                          colour ? scratch : pdf,
                          colour ? NULL : scratch,
                          NULL};

    format_into(number, sizeof number, "%d", page);
    format_into(resolution, sizeof resolution, "%d", dpi);
    run(argv);
    format_into(path, sizeof path, "%s.%s", scratch, colour ? "ppm" : "pgm");
    read_pnm(r, path);
    unlink(path);
}

void raster_gray(struct raster *r)
{
    struct raster out;
    size_t count = (size_t)r->width * (size_t)r->height;

    if (r->channels == 1)
        return;
    raster_make(&out, r->width, r->height, 1, 0);
    for (size_t i = 0; i < count; i++)
        out.data[i] =
            (uint8_t)((r->data[3 * i] * 77 + r->data[3 * i + 1] * 151 + r->data[3 * i + 2] * 28) >>
                      8);
    raster_release(r);
    *r = out;
}

void raster_turn(struct raster *r, int quarters)
{
    struct raster out;
    bool flat = quarters % 2 == 0;

    if (quarters % 4 == 0)
        return;
    raster_make(&out, flat ? r->width : r->height, flat ? r->height : r->width, r->channels, 0);
    for (int y = 0; y < r->height; y++) {
        for (int x = 0; x < r->width; x++) {
            int tx = quarters == 1 ? r->height - 1 - y : quarters == 2 ? r->width - 1 - x : y;
            int ty = quarters == 1 ? x : quarters == 2 ? r->height - 1 - y : r->width - 1 - x;

            memcpy(raster_at(&out, tx, ty), raster_at(r, x, y), (size_t)r->channels);
        }
    }
    raster_release(r);
    *r = out;
}

void raster_down(struct raster *r, int rows)
{
    size_t row = (size_t)r->width * (size_t)r->channels;

    memmove(raster_at(r, 0, rows), r->data, row * (size_t)(r->height - rows));
    memset(r->data, 255, row * (size_t)rows);
}

void raster_mirror(struct raster *r)
{
    for (int y = 0; y < r->height; y++) {
        for (int x = 0; x < r->width / 2; x++) {
            uint8_t *a = raster_at(r, x, y), *b = raster_at(r, r->width - 1 - x, y), was[3];

            memcpy(was, a, (size_t)r->channels);
            memcpy(a, b, (size_t)r->channels);
            memcpy(b, was, (size_t)r->channels);
        }
    }
}

/* Mean of the samples from x0, y0 to x1, y1 (at least one pixel). */
static int area_mean(const struct raster *r, int x0, int y0, int x1, int y1, int channel)
{
    int sum = 0, count = 0;

    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++, count++)
            sum += raster_at(r, x, y)[channel];
    return sum / count;
}

static int linear_at(const struct raster *r, double x, double y, int channel)
{
    int x0 = (int)floor(x), y0 = (int)floor(y);
    int x1 = x0 + 1 < r->width ? x0 + 1 : r->width - 1;
    int y1 = y0 + 1 < r->height ? y0 + 1 : r->height - 1;
    double fx = x - x0, fy = y - y0, top, bottom;

    x0 = x0 < 0 ? 0 : x0 >= r->width ? r->width - 1 : x0;
    y0 = y0 < 0 ? 0 : y0 >= r->height ? r->height - 1 : y0;
    x1 = x1 < 0 ? 0 : x1;
    y1 = y1 < 0 ? 0 : y1;
    top = raster_at(r, x0, y0)[channel] * (1 - fx) + raster_at(r, x1, y0)[channel] * fx;
    bottom = raster_at(r, x0, y1)[channel] * (1 - fx) + raster_at(r, x1, y1)[channel] * fx;
    return (int)(top * (1 - fy) + bottom * fy + 0.5);
}

void raster_scale(struct raster *r, int width, int height)
{
    struct raster out;
    double sx = (double)r->width / width, sy = (double)r->height / height;
    bool down = sx > 1.3 || sy > 1.3;

    raster_make(&out, width, height, r->channels, 0);
    for (int y = 0; y < height; y++) {
        int y0 = (int)(y * sy), y1 = (int)((y + 1) * sy);

        y1 = y1 <= y0 ? y0 + 1 : y1 > r->height ? r->height : y1;
        for (int x = 0; x < width; x++) {
            int x0 = (int)(x * sx), x1 = (int)((x + 1) * sx);

            x1 = x1 <= x0 ? x0 + 1 : x1 > r->width ? r->width : x1;
            for (int k = 0; k < r->channels; k++)
                raster_at(&out, x, y)[k] =
                    (uint8_t)(down ? area_mean(r, x0, y0, x1, y1, k)
                                   : linear_at(r, (x + 0.5) * sx - 0.5, (y + 0.5) * sy - 0.5, k));
        }
    }
    raster_release(r);
    *r = out;
}

/* A row of samples n bytes apart, blurred along itself. kernel in 1/65536. */
static void blur_row(uint8_t *row, const uint8_t *was, int width, int n, const int *kernel,
                     int radius)
{
    for (int i = 0; i < width * n; i++) {
        int sum = 32768, x = i / n, channel = i % n;

        if (x >= radius && x < width - radius) {
            for (int k = -radius; k <= radius; k++)
                sum += was[i + k * n] * kernel[k + radius];
        } else {
            for (int k = -radius; k <= radius; k++) {
                int j = x + k < 0 ? 0 : x + k >= width ? width - 1 : x + k;

                sum += was[j * n + channel] * kernel[k + radius];
            }
        }
        row[i] = (uint8_t)(sum >> 16);
    }
}

/* Row y from the rows about it: whole rows at a time, as memory likes it. */
static void blur_down(const struct raster *from, uint8_t *row, int y, const int *kernel, int radius,
                      int *sums)
{
    int size = from->width * from->channels;

    for (int i = 0; i < size; i++)
        sums[i] = 32768;
    for (int k = -radius; k <= radius; k++) {
        int j = y + k < 0 ? 0 : y + k >= from->height ? from->height - 1 : y + k;
        const uint8_t *p = raster_at(from, 0, j);
        int weight = kernel[k + radius];

        for (int i = 0; i < size; i++)
            sums[i] += p[i] * weight;
    }
    for (int i = 0; i < size; i++)
        row[i] = (uint8_t)(sums[i] >> 16);
}

static int make_kernel(double sigma, int kernel[80])
{
    int radius = (int)ceil(sigma * 2.3), rest = 65536;
    double sum = 0;

    for (int k = -radius; k <= radius; k++)
        sum += exp(-k * k / (2 * sigma * sigma));
    for (int k = -radius; k <= radius; k++) {
        kernel[k + radius] = (int)(65536 * exp(-k * k / (2 * sigma * sigma)) / sum);
        rest -= kernel[k + radius];
    }
    kernel[radius] += rest;
    return radius;
}

void raster_blur(struct raster *r, double sigma)
{
    int kernel[80], radius, *sums;
    struct raster copy;

    if (sigma < 0.15 || sigma > 12)
        return;
    radius = make_kernel(sigma, kernel);
    raster_make(&copy, r->width, r->height, r->channels, 0);
    sums = need(calloc((size_t)r->width * (size_t)r->channels, sizeof *sums));
    for (int y = 0; y < r->height; y++)
        blur_row(raster_at(&copy, 0, y), raster_at(r, 0, y), r->width, r->channels, kernel, radius);
    for (int y = 0; y < r->height; y++)
        blur_down(&copy, raster_at(r, 0, y), y, kernel, radius, sums);
    free(sums);
    raster_release(&copy);
}

static uint8_t clamp(int v)
{
    return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
}

void raster_noise(struct raster *r, double sigma, struct rng *rng)
{
    int8_t table[4096];
    size_t size = (size_t)r->width * (size_t)r->height * (size_t)r->channels;
    uint64_t bits = 0;

    if (sigma <= 0)
        return;
    for (int i = 0; i < 4096; i++) {
        double v = rng_gauss(rng) * sigma;

        table[i] = (int8_t)(v < -127 ? -127 : v > 127 ? 127 : lrint(v));
    }
    for (size_t i = 0; i < size; i++) {
        if (i % 5 == 0)
            bits = rng_next(rng);
        r->data[i] = clamp(r->data[i] + table[bits & 4095]);
        bits >>= 12;
    }
}

void raster_levels(struct raster *r, double gain, double offset)
{
    uint8_t map[256];
    size_t size = (size_t)r->width * (size_t)r->height * (size_t)r->channels;

    for (int i = 0; i < 256; i++)
        map[i] = clamp((int)lrint(i * gain + offset));
    for (size_t i = 0; i < size; i++)
        r->data[i] = map[r->data[i]];
}

void raster_multiply(struct raster *to, const struct raster *from, int x, int y, double strength)
{
    for (int v = 0; v < from->height; v++) {
        for (int u = 0; u < from->width; u++) {
            uint8_t *p;

            if (x + u < 0 || y + v < 0 || x + u >= to->width || y + v >= to->height)
                continue;
            p = raster_at(to, x + u, y + v);
            for (int k = 0; k < to->channels; k++) {
                int ink = 255 - raster_at(from, u, v)[from->channels == 1 ? 0 : k];

                p[k] = (uint8_t)(p[k] * (255 - (int)(ink * strength)) / 255);
            }
        }
    }
}
