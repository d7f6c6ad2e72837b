#include "samples/make/encode.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

PIX *image_pix(const struct leaf_image *image)
{
    const struct raster *r = &image->pixels;
    PIX *pix = need(pixCreate(r->width, r->height, r->channels == 1 ? 8 : 32));
    l_uint32 *line = pixGetData(pix);
    int wpl = pixGetWpl(pix);

    for (int y = 0; y < r->height; y++, line += wpl) {
        const uint8_t *p = raster_at(r, 0, y);

        for (int x = 0; x < r->width; x++, p += r->channels) {
            if (r->channels == 1)
                SET_DATA_BYTE(line, x, p[0]);
            else
                line[x] = (l_uint32)p[0] << 24 | (l_uint32)p[1] << 16 | (l_uint32)p[2] << 8;
        }
    }
    pixSetResolution(pix, image->dpi_x, image->dpi_y);
    return pix;
}

/* An EXIF block (EXIF 2.3, section 4.5) that holds the orientation and nothing else. */
static void add_exif(struct text *out, int orientation)
{
    unsigned char block[] = {0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,    'M', 'M',
                             0,    42,   0, 0,  0,   8,   0,   1,   1, 0x12, 0,   3,
                             0,    0,    0, 1,  0,   0,   0,   0,   0, 0,    0,   0};

    block[29] = (unsigned char)orientation;
    text_add_bytes(out, block, sizeof block);
}

void encode_jpeg(const struct leaf_image *image, int orientation, struct text *out)
{
    PIX *pix = image_pix(image);
    l_uint8 *data = NULL;
    size_t size = 0;

    if (pixWriteMemJpeg(&data, &size, pix, image->jpeg, 0) != 0 || size < 4)
        die("cannot code a JPEG");
    text_add_bytes(out, data, 2);
    if (orientation > 0)
        add_exif(out, orientation);
    text_add_bytes(out, data + 2, size - 2);
    lept_free(data);
    pixDestroy(&pix);
}

static void tiff_fields(TIFF *t, const struct scan_shape *s, int compression)
{
    TIFFSetField(t, TIFFTAG_IMAGEWIDTH, s->width);
    TIFFSetField(t, TIFFTAG_IMAGELENGTH, s->height);
    TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, s->bitonal ? 1 : 8);
    TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, s->channels);
    TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, s->height);
    TIFFSetField(t, TIFFTAG_COMPRESSION, compression);
    TIFFSetField(t, TIFFTAG_PHOTOMETRIC,
                 s->bitonal         ? PHOTOMETRIC_MINISWHITE
                 : s->channels == 3 ? PHOTOMETRIC_RGB
                                    : PHOTOMETRIC_MINISBLACK);
    TIFFSetField(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(t, TIFFTAG_XRESOLUTION, (double)s->dpi_x);
    TIFFSetField(t, TIFFTAG_YRESOLUTION, (double)s->dpi_y);
    TIFFSetField(t, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
}

/* G4 (ITU-T T.6) by way of a TIFF of one strip. */
static void code_g4(const struct raster *r, const struct scan_shape *s, const char *scratch,
                    struct text *out)
{
    size_t row = ((size_t)r->width + 7) / 8, size = row * (size_t)r->height;
    uint8_t *bits = need(calloc(1, size));
    TIFF *t = need(TIFFOpen(scratch, "w"));
    tmsize_t coded;

    for (int y = 0; y < r->height; y++)
        for (int x = 0; x < r->width; x++)
            if (*raster_at(r, x, y) < 128)
                bits[(size_t)y * row + (size_t)x / 8] |= (uint8_t)(0x80 >> (x & 7));
    tiff_fields(t, s, COMPRESSION_CCITTFAX4);
    if (TIFFWriteEncodedStrip(t, 0, bits, (tmsize_t)size) < 0)
        die("cannot code a G4 page");
    TIFFClose(t);
    t = need(TIFFOpen(scratch, "r"));
    coded = TIFFReadRawStrip(t, 0, bits, (tmsize_t)size);
    if (coded < 0)
        die("cannot read a G4 page back");
    text_add_bytes(out, bits, (size_t)coded);
    TIFFClose(t);
    free(bits);
}

void scan_add(struct scan *s, const struct leaf_image *image, int turn, const char *scratch)
{
    struct scan_shape *shape;
    struct text *page;

    s->pages = need(realloc(s->pages, (s->count + 1) * sizeof *s->pages));
    s->shapes = need(realloc(s->shapes, (s->count + 1) * sizeof *s->shapes));
    s->layers = need(realloc(s->layers, (s->count + 1) * sizeof *s->layers));
    s->layers[s->count] = (struct text){0};
    shape = &s->shapes[s->count];
    page = &s->pages[s->count++];
    *page = (struct text){0};
    *shape = (struct scan_shape){image->pixels.width, image->pixels.height,   image->dpi_x,
                                 image->dpi_y,        image->pixels.channels, turn,
                                 image->bitonal};
    if (image->bitonal)
        code_g4(&image->pixels, shape, scratch, page);
    else
        encode_jpeg(image, 0, page);
}

void scan_release(struct scan *s)
{
    for (size_t i = 0; i < s->count; i++)
        text_release(&s->pages[i]), text_release(&s->layers[i]);
    free(s->pages);
    free(s->shapes);
    free(s->layers);
    *s = (struct scan){0};
}

static void tiff_jpeg_page(TIFF *t, const struct scan_shape *shape, const struct text *coded)
{
    PIX *pix = need(pixReadMem((const l_uint8 *)coded->data, coded->size));
    struct raster r;

    raster_make(&r, shape->width, shape->height, shape->channels, 255);
    for (int y = 0; y < r.height; y++) {
        for (int x = 0; x < r.width; x++) {
            l_uint32 v;

            pixGetPixel(pix, x, y, &v);
            for (int k = 0; k < r.channels; k++)
                raster_at(&r, x, y)[k] = (uint8_t)(r.channels == 1 ? v : v >> (24 - 8 * k));
        }
    }
    tiff_fields(t, shape, COMPRESSION_JPEG);
    TIFFSetField(t, TIFFTAG_JPEGQUALITY, 60);
    if (shape->channels == 3) {
        TIFFSetField(t, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_YCBCR);
        TIFFSetField(t, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    }
    if (TIFFWriteEncodedStrip(t, 0, r.data, (tmsize_t)r.width * r.height * r.channels) < 0)
        die("cannot code a TIFF page");
    raster_release(&r);
    pixDestroy(&pix);
}

void scan_to_tiff(const struct scan *s, const char *scratch, struct text *out)
{
    TIFF *t = need(TIFFOpen(scratch, "w"));
    size_t size;
    char *bytes;

    for (size_t i = 0; i < s->count; i++) {
        TIFFSetField(t, TIFFTAG_SUBFILETYPE, FILETYPE_PAGE);
        TIFFSetField(t, TIFFTAG_PAGENUMBER, (int)i, (int)s->count);
        if (s->shapes[i].bitonal) {
            tiff_fields(t, &s->shapes[i], COMPRESSION_CCITTFAX4);
            TIFFWriteRawStrip(t, 0, s->pages[i].data, (tmsize_t)s->pages[i].size);
        } else {
            tiff_jpeg_page(t, &s->shapes[i], &s->pages[i]);
        }
        TIFFWriteDirectory(t);
    }
    TIFFClose(t);
    bytes = read_file(scratch, &size);
    text_add_bytes(out, bytes, size);
    free(bytes);
}
