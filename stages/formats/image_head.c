#include "stages/formats/image_file.h"

#include <string.h>

/* Big and little endian numbers; 0 past the end. */
static uint32_t be(const struct image_bytes *b, size_t at, int bytes)
{
    uint32_t value = 0;
    if (at > b->size || b->size - at < (size_t)bytes)
        return 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | b->data[at + (size_t)i];
    return value;
}

static uint32_t le(const struct image_bytes *b, size_t at, int bytes)
{
    uint32_t value = 0;
    if (at > b->size || b->size - at < (size_t)bytes)
        return 0;
    for (int i = bytes; i-- > 0;)
        value = value << 8 | b->data[at + (size_t)i];
    return value;
}

static int is_at(const struct image_bytes *b, size_t at, const char *text, size_t size)
{
    return at <= b->size && b->size - at >= size && !memcmp(b->data + at, text, size);
}

/* One PNG chunk before the image data. */
static void png_chunk(const struct image_bytes *b, size_t at, size_t size, struct image_info *info,
                      struct image_layout *l)
{
    if (is_at(b, at + 4, "pHYs", 4) && size >= 9 && b->data[at + 16] == 1) {
        info->dpi_x = (float)be(b, at + 8, 4) * 0.0254F;
        info->dpi_y = (float)be(b, at + 12, 4) * 0.0254F;
    } else if (is_at(b, at + 4, "eXIf", 4)) {
        image_exif(b->data + at + 8, size, info);
    } else if (is_at(b, at + 4, "tRNS", 4)) {
        l->transparent = 1;
    } else if (is_at(b, at + 4, "PLTE", 4)) {
        l->palette_at = at + 8;
        l->palette_size = size;
    }
}

static int png_walk(const struct image_bytes *b, struct image_info *info, struct image_layout *l,
                    struct problem *p)
{
    static const int channels[] = {1, 0, 3, 1, 2, 0, 4};
    if (!is_at(b, 0, "\211PNG\r\n\032\n", 8) || !is_at(b, 12, "IHDR", 4) || b->size < 33)
        return problem_set(p, "broken", "no PNG header");
    info->width = (int)be(b, 16, 4);
    info->height = (int)be(b, 20, 4);
    int color = b->data[25];
    l->bits = b->data[24];
    l->channels = color < 7 ? channels[color] : 0;
    l->indexed = color == 3;
    l->transparent = color == 4 || color == 6;
    l->interlaced = b->data[28] != 0;
    for (size_t at = 33; at + 12 <= b->size;) {
        size_t size = be(b, at, 4);
        if (size > b->size - at - 12 || is_at(b, at + 4, "IDAT", 4))
            break;
        png_chunk(b, at, size, info, l);
        at += size + 12;
    }
    return 0;
}

int image_png_layout(const struct image_bytes *b, struct image_layout *l, struct problem *p)
{
    struct image_info info = {.orientation = 1};
    memset(l, 0, sizeof *l);
    return png_walk(b, &info, l, p);
}

/* One JPEG marker segment; `at` is its first byte after the length. 1 after a frame header. */
static int jpeg_segment(const struct image_bytes *b, int marker, size_t at, size_t size,
                        struct image_info *info, struct image_layout *l)
{
    if (marker == 0xe0 && is_at(b, at, "JFIF", 5) && size >= 12) {
        float unit = b->data[at + 7] == 1 ? 1 : b->data[at + 7] == 2 ? 2.54F : 0;
        info->dpi_x = (float)be(b, at + 8, 2) * unit;
        info->dpi_y = (float)be(b, at + 10, 2) * unit;
    } else if (marker == 0xe1 && is_at(b, at, "Exif\0", 6) && size > 6) {
        image_exif(b->data + at + 6, size - 6, info);
    } else if (marker == 0xee && is_at(b, at, "Adobe", 5) && size >= 12) {
        l->adobe = b->data[at + 11] + 1;
    } else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
               marker != 0xcc && size >= 6) {
        l->bits = b->data[at];
        info->height = (int)be(b, at + 1, 2);
        info->width = (int)be(b, at + 3, 2);
        l->channels = b->data[at + 5];
        return 1;
    }
    return 0;
}

static int jpeg_walk(const struct image_bytes *b, struct image_info *info, struct image_layout *l,
                     struct problem *p)
{
    int framed = 0;
    if (!is_at(b, 0, "\377\330", 2))
        return problem_set(p, "broken", "no JPEG header");
    for (size_t at = 2; at + 4 <= b->size;) {
        int marker = b->data[at + 1];
        if (b->data[at] != 0xff || marker == 0xff || marker == 0) {
            at++;
            continue;
        }
        if (marker == 0xda || marker == 0xd9)
            break;
        if (marker == 1 || (marker >= 0xd0 && marker <= 0xd8)) {
            at += 2;
            continue;
        }
        size_t size = be(b, at + 2, 2);
        if (size < 2 || size > b->size - at - 2)
            break;
        framed = jpeg_segment(b, marker, at + 4, size - 2, info, l) || framed;
        at += size + 2;
    }
    return framed ? 0 : problem_set(p, "broken", "JPEG without frame");
}

int image_jpeg_layout(const struct image_bytes *b, struct image_layout *l, struct problem *p)
{
    struct image_info info = {.orientation = 1};
    memset(l, 0, sizeof *l);
    return jpeg_walk(b, &info, l, p);
}

/* Sizes are in the first chunk; EXIF only in an extended file. */
static int webp_head(const struct image_bytes *b, struct image_info *info, struct problem *p)
{
    if (!is_at(b, 0, "RIFF", 4) || !is_at(b, 8, "WEBP", 4) || b->size < 30)
        return problem_set(p, "broken", "no WebP header");
    if (is_at(b, 12, "VP8X", 4)) {
        info->width = (int)le(b, 24, 3) + 1;
        info->height = (int)le(b, 27, 3) + 1;
        if (b->data[20] & 2)
            return problem_set(p, "unsupported", "animated WebP");
    } else if (is_at(b, 12, "VP8L", 4)) {
        uint32_t bits = le(b, 21, 4);
        info->width = (int)(bits & 0x3fff) + 1;
        info->height = (int)(bits >> 14 & 0x3fff) + 1;
    } else {
        info->width = (int)(le(b, 26, 2) & 0x3fff);
        info->height = (int)(le(b, 28, 2) & 0x3fff);
    }
    for (size_t at = 12; at + 8 <= b->size;) {
        size_t size = le(b, at + 4, 4);
        if (size > b->size - at - 8)
            break;
        size_t skip = is_at(b, at + 8, "Exif\0", 6) ? 6 : 0;
        if (is_at(b, at, "EXIF", 4) && size > skip)
            image_exif(b->data + at + 8 + skip, size - skip, info);
        at += 8 + size + (size & 1);
    }
    return 0;
}

static int gif_head(const struct image_bytes *b, struct image_info *info, struct problem *p)
{
    if (!is_at(b, 0, "GIF8", 4) || b->size < 13)
        return problem_set(p, "broken", "no GIF header");
    info->width = (int)le(b, 6, 2);
    info->height = (int)le(b, 8, 2);
    return 0;
}

static int bmp_head(const struct image_bytes *b, struct image_info *info, struct problem *p)
{
    if (!is_at(b, 0, "BM", 2) || b->size < 54)
        return problem_set(p, "broken", "no BMP header");
    if (le(b, 14, 4) < 40)
        return problem_set(p, "unsupported", "OS/2 bitmap");
    info->width = (int)le(b, 18, 4);
    int32_t height = (int32_t)le(b, 22, 4);
    info->height = height < 0 && height > -2000000 ? -height : height;
    info->dpi_x = (float)le(b, 38, 4) * 0.0254F;
    info->dpi_y = (float)le(b, 42, 4) * 0.0254F;
    return 0;
}

int image_head(const struct image_bytes *b, enum image_kind kind, struct image_info *info,
               struct problem *p)
{
    struct image_layout layout = {0};
    memset(info, 0, sizeof *info);
    info->orientation = 1;
    switch (kind) {
    case IMAGE_JPEG_FILE:
        return jpeg_walk(b, info, &layout, p);
    case IMAGE_PNG:
        return png_walk(b, info, &layout, p);
    case IMAGE_WEBP:
        return webp_head(b, info, p);
    case IMAGE_GIF:
        return gif_head(b, info, p);
    case IMAGE_BMP:
        return bmp_head(b, info, p);
    default:
        return problem_set(p, "unsupported", "not an image that is known here");
    }
}
