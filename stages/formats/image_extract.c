#include "stages/formats/image_file.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

void image_data_release(struct image_data *data)
{
    free(data->palette);
    free(data->data);
    memset(data, 0, sizeof *data);
}

/* Takes the file's bytes over as they are. */
static int take_jpeg(struct image_bytes *b, struct image_data *data, struct problem *p)
{
    struct image_layout l;
    if (image_jpeg_layout(b, &l, p) < 0)
        return -1;
    if (l.bits != 8 || (l.channels != 1 && l.channels != 3 && l.channels != 4))
        return 1;
    data->coding = IMAGE_JPEG;
    data->channels = l.channels;
    data->bits = 8;
    data->inverted = l.channels == 4 && l.adobe;
    data->data = b->data;
    data->size = b->size;
    b->data = NULL;
    return 0;
}

/* Appends the IDAT chunks one to the other: together they are the PDF's Flate stream. */
static int join_idat(const struct image_bytes *b, struct image_data *data)
{
    data->data = malloc(b->size);
    for (size_t at = 8; data->data && at + 12 <= b->size;) {
        const uint8_t *c = b->data + at;
        size_t size = (size_t)c[0] << 24 | (size_t)c[1] << 16 | (size_t)c[2] << 8 | c[3];
        if (size > b->size - at - 12)
            break;
        if (!memcmp(c + 4, "IDAT", 4)) {
            memcpy(data->data + data->size, c + 8, size);
            data->size += size;
        }
        at += size + 12;
    }
    return data->data && data->size > 0 ? 0 : 1;
}

static int take_palette(const struct image_bytes *b, const struct image_layout *l,
                        struct image_data *data)
{
    data->colors = (int)(l->palette_size / 3);
    if (data->colors < 1 || data->colors > 256 || l->palette_at > b->size ||
        l->palette_size > b->size - l->palette_at)
        return 1;
    data->palette = malloc((size_t)data->colors * 3);
    if (!data->palette)
        return 1;
    memcpy(data->palette, b->data + l->palette_at, (size_t)data->colors * 3);
    return 0;
}

/* 1 when the PNG has to be coded anew. */
static int take_png(const struct image_bytes *b, struct image_data *data, struct problem *p)
{
    struct image_layout l;
    if (image_png_layout(b, &l, p) < 0)
        return -1;
    if (l.interlaced || l.transparent || (l.channels != 1 && l.channels != 3) || l.bits > 16)
        return 1;
    data->coding = IMAGE_FLATE;
    data->channels = l.channels;
    data->bits = l.bits;
    if (l.indexed && take_palette(b, &l, data) != 0)
        return 1;
    return join_idat(b, data);
}

/* Rows with PNG's predictor "Sub": lossless, and small enough for photos. */
static uint8_t *predict(const struct raster *r, size_t *size)
{
    size_t row = (size_t)r->width * (size_t)r->channels;
    uint8_t *rows = malloc((row + 1) * (size_t)r->height), *out = rows;
    *size = (row + 1) * (size_t)r->height;
    for (int y = 0; rows && y < r->height; y++) {
        const uint8_t *in = r->data + (size_t)y * (size_t)r->stride;
        *out++ = 1;
        for (size_t i = 0; i < row; i++)
            *out++ = (uint8_t)(in[i] - (i < (size_t)r->channels ? 0 : in[i - (size_t)r->channels]));
    }
    return rows;
}

static int code_anew(const struct raster *r, struct image_data *data, struct problem *p)
{
    size_t size;
    uint8_t *rows = predict(r, &size);
    uLongf room = compressBound(size);
    data->data = rows ? malloc(room) : NULL;
    int status = data->data ? compress2(data->data, &room, rows, size, 6) : Z_MEM_ERROR;
    free(rows);
    if (status != Z_OK)
        return problem_set(p, "memory", "no memory to code the page");
    data->coding = IMAGE_FLATE;
    data->width = r->width;
    data->height = r->height;
    data->channels = r->channels;
    data->bits = 8;
    data->size = room;
    return 0;
}

/* The file's own data; 1 when they cannot be used. */
static int take(int fd, enum image_kind kind, int n, struct image_data *data, struct problem *p)
{
    struct image_bytes b;
    if (kind == IMAGE_TIFF)
        return tiff_extract(fd, n, data, p);
    if (kind != IMAGE_JPEG_FILE && kind != IMAGE_PNG)
        return 1;
    if (image_load(fd, &b, p) < 0)
        return -1;
    int status = kind == IMAGE_PNG ? take_png(&b, data, p) : take_jpeg(&b, data, p);
    free(b.data);
    return status;
}

int image_extract(int fd, const char *type, int n, struct image_data *data, struct problem *p)
{
    struct image_info info;
    struct raster r = {0};
    memset(data, 0, sizeof *data);
    if (image_look(fd, type, n, &info, p) < 0)
        return -1;
    data->width = info.width;
    data->height = info.height;
    int status = take(fd, image_kind(type), n, data, p);
    if (status <= 0)
        return status;
    image_data_release(data);
    data->upright = 1;
    status = image_read(fd, type, n, &r, p);
    if (status == 0)
        status = code_anew(&r, data, p);
    raster_release(&r);
    return status;
}
