#include <leptonica/allheaders.h>
#include <libheif/heif.h>
#include <stdlib.h>
#include <string.h>

#include "samples/make/encode.h"

static void take(l_uint8 *data, size_t size, struct text *out)
{
    text_add_bytes(out, data, size);
    lept_free(data);
}

void encode_png(const struct leaf_image *image, struct text *out)
{
    PIX *pix = image_pix(image);
    l_uint8 *data = NULL;
    size_t size = 0;

    if (pixWriteMemPng(&data, &size, pix, 0) != 0)
        die("cannot code a PNG");
    take(data, size, out);
    pixDestroy(&pix);
}

void encode_webp(const struct leaf_image *image, struct text *out)
{
    PIX *pix = image_pix(image), *colour = need(pixConvertTo32(pix));
    l_uint8 *data = NULL;
    size_t size = 0;

    if (pixWriteMemWebP(&data, &size, colour, image->jpeg, 0) != 0)
        die("cannot code a WebP");
    take(data, size, out);
    pixDestroy(&colour);
    pixDestroy(&pix);
}

void encode_gif(const struct leaf_image *image, struct text *out)
{
    PIX *pix = image_pix(image);
    l_uint8 *data = NULL;
    size_t size = 0;

    if (pixWriteMemGif(&data, &size, pix) != 0)
        die("cannot code a GIF");
    take(data, size, out);
    pixDestroy(&pix);
}

void encode_bmp(const struct leaf_image *image, struct text *out)
{
    PIX *pix = image_pix(image);
    l_uint8 *data = NULL;
    size_t size = 0;

    if (pixWriteMemBmp(&data, &size, pix) != 0)
        die("cannot code a BMP");
    take(data, size, out);
    pixDestroy(&pix);
}

static void check(struct heif_error error)
{
    if (error.code != heif_error_Ok)
        die("cannot code a HEIC: %s", error.message);
}

static struct heif_error keep(struct heif_context *c, const void *data, size_t size, void *out)
{
    (void)c;
    text_add_bytes(out, data, size);
    return (struct heif_error){heif_error_Ok, heif_suberror_Unspecified, ""};
}

static struct heif_image *heif_pixels(const struct raster *r)
{
    struct heif_image *image;
    int stride;
    uint8_t *plane;

    check(heif_image_create(r->width, r->height, heif_colorspace_RGB, heif_chroma_interleaved_RGB,
                            &image));
    check(heif_image_add_plane(image, heif_channel_interleaved, r->width, r->height, 8));
    plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (int y = 0; y < r->height; y++)
        for (int x = 0; x < r->width; x++)
            for (int k = 0; k < 3; k++)
                plane[(size_t)y * (size_t)stride + (size_t)x * 3 + (size_t)k] =
                    raster_at(r, x, y)[r->channels == 1 ? 0 : k];
    return image;
}

void encode_heic(const struct leaf_image *image, struct text *out)
{
    struct heif_context *c = need(heif_context_alloc());
    struct heif_image *pixels = heif_pixels(&image->pixels);
    struct heif_encoder *encoder;
    struct heif_writer writer = {1, keep};

    check(heif_context_get_encoder_for_format(c, heif_compression_HEVC, &encoder));
    check(heif_encoder_set_lossy_quality(encoder, image->jpeg));
    check(heif_encoder_set_parameter_string(encoder, "preset", "veryfast"));
    check(heif_context_encode_image(c, pixels, encoder, NULL, NULL));
    check(heif_context_write(c, &writer, out));
    heif_encoder_release(encoder);
    heif_image_release(pixels);
    heif_context_free(c);
}
