#include "stages/formats/image_file.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

static void copy_gray(PIX *pix, struct raster *r)
{
    for (int y = 0; y < r->height; y++) {
        const l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
        uint8_t *out = r->data + (size_t)y * (size_t)r->stride;
        if (pixGetDepth(pix) == 1)
            for (int x = 0; x < r->width; x++)
                out[x] = GET_DATA_BIT(line, x) ? 0 : 255;
        else
            for (int x = 0; x < r->width; x++)
                out[x] = GET_DATA_BYTE(line, x);
    }
}

static void copy_rgb(PIX *pix, struct raster *r)
{
    int alpha = pixGetSpp(pix) == 4;
    for (int y = 0; y < r->height; y++) {
        const l_uint32 *line = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
        uint8_t *out = r->data + (size_t)y * (size_t)r->stride;
        for (int x = 0; x < r->width; x++) {
            l_uint32 c = line[x], a = alpha ? c & 255 : 255;
            for (int i = 0; i < 3; i++)
                *out++ = (uint8_t)(((c >> (24 - 8 * i) & 255) * a + 255 * (255 - a)) / 255);
        }
    }
}

int image_from_pix(PIX *pix, struct raster *r, struct problem *p)
{
    PIX *plain = pixGetColormap(pix) ? pixRemoveColormap(pix, REMOVE_CMAP_BASED_ON_SRC)
                 : pixGetDepth(pix) == 1 || pixGetDepth(pix) == 32 ? pixClone(pix)
                                                                   : pixConvertTo8(pix, 0);
    int status = -1, deep = plain && pixGetDepth(plain) == 32;
    if (!plain || raster_init(r, pixGetWidth(plain), pixGetHeight(plain), deep ? 3 : 1) < 0)
        problem_set(p, "memory", "no memory for the picture's pixels");
    else if ((status = 0, deep))
        copy_rgb(plain, r);
    else
        copy_gray(plain, r);
    pixDestroy(&plain);
    return status;
}

/* Where pixel x, y of an upright page of w x h stands in the stored one (EXIF 2..8). */
static size_t stored_at(int orientation, int x, int y, int w, int h, int stride, int channels)
{
    int right = w - 1 - x, down = h - 1 - y, sx = x, sy = y;
    switch (orientation) {
    case 2:
        sx = right;
        break;
    case 3:
        sx = right, sy = down;
        break;
    case 4:
        sy = down;
        break;
    case 5:
        sx = y, sy = x;
        break;
    case 6:
        sx = y, sy = right;
        break;
    case 7:
        sx = down, sy = right;
        break;
    case 8:
        sx = down, sy = x;
        break;
    default:
        break;
    }
    return (size_t)sy * (size_t)stride + (size_t)sx * (size_t)channels;
}

int image_turn(struct raster *r, int orientation)
{
    struct raster out;
    int across = orientation >= 5;
    if (orientation < 2 || orientation > 8)
        return 0;
    if (raster_init(&out, across ? r->height : r->width, across ? r->width : r->height,
                    r->channels) < 0)
        return -1;
    out.dpi = r->dpi;
    for (int y = 0; y < out.height; y++) {
        uint8_t *to = out.data + (size_t)y * (size_t)out.stride;
        for (int x = 0; x < out.width; x++, to += out.channels)
            memcpy(to,
                   r->data +
                       stored_at(orientation, x, y, out.width, out.height, r->stride, r->channels),
                   (size_t)out.channels);
    }
    raster_release(r);
    *r = out;
    return 0;
}

int image_rotate(const struct raster *from, int degrees, struct raster *to)
{
    if (raster_init(to, from->width, from->height, from->channels) < 0)
        return -1;
    to->dpi = from->dpi;
    for (int y = 0; y < from->height; y++)
        memcpy(to->data + (size_t)y * (size_t)to->stride,
               from->data + (size_t)y * (size_t)from->stride, (size_t)to->stride);
    return image_turn(to, degrees == 90 ? 6 : degrees == 180 ? 3 : degrees == 270 ? 8 : 1);
}

/* A JPEG that libjpeg complains of and that has no end was cut off: its lower part is invented. */
static int jpeg_cut_off(const struct image_bytes *b, int warnings)
{
    size_t tail = b->size > 65536 ? b->size - 65536 : 0;
    for (size_t i = b->size; warnings && i-- > tail + 1;)
        if (b->data[i - 1] == 0xff && b->data[i] == 0xd9)
            return 0;
    return warnings != 0;
}

static PIX *decode_jpeg(const struct image_bytes *b, struct problem *p)
{
    int warnings = 0;
    PIX *pix = pixReadMemJpeg(b->data, b->size, 0, 1, &warnings, 0);
    if (pix && jpeg_cut_off(b, warnings)) {
        pixDestroy(&pix);
        problem_set(p, "broken", "JPEG stops short");
    } else if (!pix) {
        problem_set(p, "broken", "JPEG cannot be decoded");
    }
    return pix;
}

static PIX *decode(const struct image_bytes *b, enum image_kind kind, struct problem *p)
{
    PIX *pix = NULL;
    setMsgSeverity(L_SEVERITY_NONE);
    switch (kind) {
    case IMAGE_JPEG_FILE:
        return decode_jpeg(b, p);
    case IMAGE_PNG:
        pix = pixReadMemPng(b->data, b->size);
        break;
    case IMAGE_WEBP:
        pix = pixReadMemWebP(b->data, b->size);
        break;
    case IMAGE_GIF:
        pix = pixReadMemGif(b->data, b->size);
        break;
    case IMAGE_BMP:
        pix = pixReadMemBmp(b->data, b->size);
        break;
    default:
        break;
    }
    if (!pix)
        problem_set(p, "broken", "the picture cannot be decoded");
    return pix;
}

static int read_bytes(int fd, enum image_kind kind, struct raster *r, struct problem *p)
{
    struct image_bytes b;
    if (image_load(fd, &b, p) < 0)
        return -1;
    int status = -1;
    if (kind == IMAGE_HEIF) {
        status = heif_read(&b, r, p);
    } else {
        PIX *pix = decode(&b, kind, p);
        status = pix ? image_from_pix(pix, r, p) : -1;
        pixDestroy(&pix);
    }
    free(b.data);
    return status;
}

/* Fax pages have fewer rows than columns an inch: rows or columns are repeated until it is square.
 */
static int make_square(struct raster *r, const struct image_info *info)
{
    float ratio = info->dpi_x / info->dpi_y;
    int wide = ratio < 1;
    if (ratio > 0.95F && ratio < 1.05F)
        return 0;
    struct raster out;
    int width = wide ? (int)((float)r->width / ratio) : r->width;
    int height = wide ? r->height : (int)((float)r->height * ratio);
    if (raster_init(&out, width, height, r->channels) < 0)
        return -1;
    for (int y = 0; y < height; y++) {
        const uint8_t *from =
            r->data + (size_t)((long long)y * r->height / height) * (size_t)r->stride;
        uint8_t *to = out.data + (size_t)y * (size_t)out.stride;
        for (int x = 0; x < width; x++)
            memcpy(to + (size_t)x * (size_t)out.channels,
                   from + (size_t)((long long)x * r->width / width) * (size_t)out.channels,
                   (size_t)out.channels);
    }
    raster_release(r);
    *r = out;
    return 0;
}

/* Resolution, squareness and orientation, after decoding. */
static int finish(struct raster *r, const struct image_info *info, struct problem *p)
{
    if (info->dpi_x > 0 && make_square(r, info) < 0)
        return problem_set(p, "limit-pixels", "page too large once its pixels are square");
    r->dpi = info->dpi_x > info->dpi_y ? info->dpi_x : info->dpi_y;
    if (image_turn(r, info->orientation) < 0)
        return problem_set(p, "memory", "no memory to turn the page");
    return 0;
}

int image_read(int fd, const char *type, int n, struct raster *r, struct problem *p)
{
    struct image_info info;
    enum image_kind kind = image_kind(type);
    memset(r, 0, sizeof *r);
    if (image_look(fd, type, n, &info, p) < 0)
        return -1;
    int status = kind == IMAGE_TIFF ? tiff_read(fd, n, r, p) : read_bytes(fd, kind, r, p);
    if (status == 0)
        status = finish(r, &info, p);
    if (status < 0)
        raster_release(r);
    return status;
}
