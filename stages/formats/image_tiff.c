#include "stages/formats/image_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <unistd.h>

/* libtiff reads through these from a descriptor that is borrowed; no file is ever opened. */
struct source {
    int fd;
    off_t at, size;
};

static tmsize_t source_read(thandle_t handle, void *data, tmsize_t size)
{
    struct source *s = handle;
    tmsize_t done = 0;
    while (done < size) {
        ssize_t n = pread(s->fd, (char *)data + done, (size_t)(size - done), s->at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        s->at += n;
        done += n;
    }
    return done;
}

static tmsize_t source_write(thandle_t handle, void *data, tmsize_t size)
{
    (void)handle, (void)data, (void)size;
    return -1;
}

static toff_t source_seek(thandle_t handle, toff_t offset, int whence)
{
    struct source *s = handle;
    off_t base = whence == SEEK_CUR ? s->at : whence == SEEK_END ? s->size : 0;
    if (offset > (toff_t)INT64_MAX / 2)
        return (toff_t)-1;
    s->at = base + (off_t)offset;
    return (toff_t)s->at;
}

static int source_close(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t source_size(thandle_t handle)
{
    return (toff_t)((struct source *)handle)->size;
}

static int source_init(struct source *s, int fd, struct problem *p)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return problem_set(p, "unreadable", "cannot look at the file: %s", strerror(errno));
    *s = (struct source){fd, 0, st.st_size};
    return 0;
}

static TIFF *tiff_open(struct source *s)
{
    TIFFSetErrorHandler(NULL);
    TIFFSetWarningHandler(NULL);
    /* h: read the head only; m: no memory map. */
    return TIFFClientOpen("image", "rhm", s, source_read, source_write, source_seek, source_close,
                          source_size, NULL, NULL);
}

/* Opens the file at page n; *s must outlive the handle. NULL with p. */
static TIFF *tiff_page(int fd, int n, struct source *s, struct problem *p)
{
    uint64_t at;
    if (source_init(s, fd, p) < 0 || tiff_directory(fd, n, &at, p) < 0)
        return NULL;
    TIFF *tiff = tiff_open(s);
    if (tiff && TIFFSetSubDirectory(tiff, at))
        return tiff;
    if (tiff)
        TIFFClose(tiff);
    problem_set(p, "broken", "TIFF directory of page %d cannot be read", n);
    return NULL;
}

static uint16_t small(TIFF *tiff, uint32_t tag)
{
    uint16_t value = 0;
    TIFFGetFieldDefaulted(tiff, tag, &value);
    return value;
}

static int tiff_info(TIFF *tiff, struct image_info *info, struct problem *p)
{
    uint32_t width = 0, height = 0;
    float unit = small(tiff, TIFFTAG_RESOLUTIONUNIT) == RESUNIT_CENTIMETER ? 2.54F : 1;
    memset(info, 0, sizeof *info);
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    if (image_check_size(width, height, p) < 0)
        return -1;
    info->width = (int)width;
    info->height = (int)height;
    info->orientation = small(tiff, TIFFTAG_ORIENTATION);
    if (info->orientation < 1 || info->orientation > 8)
        info->orientation = 1;
    if (TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &info->dpi_x))
        info->dpi_x *= unit;
    if (TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &info->dpi_y))
        info->dpi_y *= unit;
    int bits = small(tiff, TIFFTAG_BITSPERSAMPLE), samples = small(tiff, TIFFTAG_SAMPLESPERPIXEL);
    if (samples < 1 || samples > 8 || bits < 1 || bits > 32)
        return problem_set(p, "unsupported", "TIFF of %d samples of %d bits", samples, bits);
    return 0;
}

int tiff_look(int fd, int n, struct image_info *info, struct problem *p)
{
    struct source s;
    TIFF *tiff = tiff_page(fd, n, &s, p);
    if (!tiff)
        return -1;
    int status = tiff_info(tiff, info, p);
    TIFFClose(tiff);
    return status;
}

/* Rows that libtiff can give as they are: bilevel, gray, RGB, JPEG as RGB; contiguous strips. */
static int plain_rows(TIFF *tiff)
{
    int bits = small(tiff, TIFFTAG_BITSPERSAMPLE), samples = small(tiff, TIFFTAG_SAMPLESPERPIXEL);
    int color = small(tiff, TIFFTAG_PHOTOMETRIC);
    if (TIFFIsTiled(tiff) ||
        (samples > 1 && small(tiff, TIFFTAG_PLANARCONFIG) != PLANARCONFIG_CONTIG))
        return 0;
    if (samples == 1)
        return (bits == 1 || bits == 8) &&
               (color == PHOTOMETRIC_MINISWHITE || color == PHOTOMETRIC_MINISBLACK);
    if (bits == 8 && samples == 3 && color == PHOTOMETRIC_YCBCR &&
        small(tiff, TIFFTAG_COMPRESSION) == COMPRESSION_JPEG)
        return TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB) == 1;
    return bits == 8 && samples == 3 && color == PHOTOMETRIC_RGB;
}

static void row_to_gray(const uint8_t *row, int bits, int invert, uint8_t *out, int width)
{
    uint8_t flip = invert ? 0xff : 0;
    for (int x = 0; x < width; x++)
        out[x] = (bits == 8 ? row[x] : (uint8_t) - (row[x >> 3] >> (7 - (x & 7)) & 1)) ^ flip;
}

static int read_rows(TIFF *tiff, struct raster *r, struct problem *p)
{
    int bits = small(tiff, TIFFTAG_BITSPERSAMPLE);
    int invert = small(tiff, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_MINISWHITE;
    tmsize_t size = TIFFScanlineSize(tiff),
             wanted = ((tmsize_t)r->width * r->channels * bits + 7) / 8;
    uint8_t *row = size >= wanted ? malloc((size_t)size) : NULL;
    if (!row)
        return problem_set(p, "broken", "TIFF rows of %lld bytes", (long long)size);
    int y = 0;
    while (y < r->height && TIFFReadScanline(tiff, row, (uint32_t)y, 0) == 1) {
        uint8_t *out = r->data + (size_t)y++ * (size_t)r->stride;
        if (r->channels == 1)
            row_to_gray(row, bits, invert, out, r->width);
        else
            memcpy(out, row, (size_t)r->stride);
    }
    free(row);
    return y == r->height ? 0 : problem_set(p, "broken", "TIFF page stops at row %d", y);
}

/* Anything else goes through libtiff's own conversion. */
static int read_rgba(TIFF *tiff, struct raster *r, struct problem *p)
{
    char why[1024] = "";
    size_t pixels = (size_t)r->width * (size_t)r->height;
    if (!TIFFRGBAImageOK(tiff, why))
        return problem_set(p, "unsupported", "TIFF: %s", why);
    uint32_t *rgba = malloc(pixels * sizeof *rgba);
    if (!rgba)
        return problem_set(p, "memory", "no memory for %zu pixels", pixels);
    int good = TIFFReadRGBAImageOriented(tiff, (uint32_t)r->width, (uint32_t)r->height, rgba,
                                         small(tiff, TIFFTAG_ORIENTATION), 1);
    for (size_t i = 0; good && i < pixels; i++) {
        /* Colours are already multiplied by their opacity. */
        uint32_t c = rgba[i], white = 255 - TIFFGetA(c);
        uint32_t red = TIFFGetR(c) + white, green = TIFFGetG(c) + white, blue = TIFFGetB(c) + white;
        r->data[i * 3] = (uint8_t)(red > 255 ? 255 : red);
        r->data[i * 3 + 1] = (uint8_t)(green > 255 ? 255 : green);
        r->data[i * 3 + 2] = (uint8_t)(blue > 255 ? 255 : blue);
    }
    free(rgba);
    return good ? 0 : problem_set(p, "broken", "TIFF page cannot be decoded");
}

int tiff_read(int fd, int n, struct raster *r, struct problem *p)
{
    struct source s;
    struct image_info info;
    TIFF *tiff = tiff_page(fd, n, &s, p);
    if (!tiff)
        return -1;
    int status = tiff_info(tiff, &info, p);
    int plain = status == 0 && plain_rows(tiff);
    int channels = plain && small(tiff, TIFFTAG_SAMPLESPERPIXEL) == 1 ? 1 : 3;
    if (status == 0 && raster_init(r, info.width, info.height, channels) < 0)
        status = problem_set(p, "memory", "no memory for %d x %d pixels", info.width, info.height);
    else if (status == 0)
        status = plain ? read_rows(tiff, r, p) : read_rgba(tiff, r, p);
    TIFFClose(tiff);
    return status;
}

/* The page is one strip of G4 as a PDF carries it. */
static int extract_g4(TIFF *tiff, struct image_data *data)
{
    uint32_t options = 0;
    tmsize_t size = TIFFRawStripSize(tiff, 0);
    uint16_t order = small(tiff, TIFFTAG_FILLORDER);
    (void)options;
    if (size <= 0 || size > 1 << 30 || !(data->data = malloc((size_t)size)))
        return 1;
    if (TIFFReadRawStrip(tiff, 0, data->data, size) != size)
        return 1;
    if (order == FILLORDER_LSB2MSB)
        TIFFReverseBits(data->data, size);
    data->coding = IMAGE_G4;
    data->size = (size_t)size;
    data->channels = data->bits = 1;
    data->inverted = small(tiff, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_MINISBLACK;
    return 0;
}

/* The page is one whole JPEG stream: no shared tables that stand outside of it. */
static int extract_jpeg(TIFF *tiff, struct image_data *data)
{
    uint32_t count = 0;
    void *tables = NULL;
    tmsize_t size = TIFFRawStripSize(tiff, 0);
    int color = small(tiff, TIFFTAG_PHOTOMETRIC), samples = small(tiff, TIFFTAG_SAMPLESPERPIXEL);
    if ((TIFFGetField(tiff, TIFFTAG_JPEGTABLES, &count, &tables) && count > 4) || size < 4 ||
        size > 1 << 30 ||
        !((samples == 3 && color == PHOTOMETRIC_YCBCR) ||
          (samples == 1 && color == PHOTOMETRIC_MINISBLACK)))
        return 1;
    data->data = malloc((size_t)size);
    if (!data->data || TIFFReadRawStrip(tiff, 0, data->data, size) != size ||
        data->data[0] != 0xff || data->data[1] != 0xd8)
        return 1;
    data->coding = IMAGE_JPEG;
    data->size = (size_t)size;
    data->channels = samples;
    data->bits = 8;
    return 0;
}

int tiff_extract(int fd, int n, struct image_data *data, struct problem *p)
{
    struct source s;
    struct image_info info;
    TIFF *tiff = tiff_page(fd, n, &s, p);
    if (!tiff)
        return -1;
    int status = tiff_info(tiff, &info, p);
    if (status == 0) {
        int one = !TIFFIsTiled(tiff) && TIFFNumberOfStrips(tiff) == 1;
        int compression = small(tiff, TIFFTAG_COMPRESSION),
            bits = small(tiff, TIFFTAG_BITSPERSAMPLE);
        data->width = info.width;
        data->height = info.height;
        status = 1;
        if (one && compression == COMPRESSION_CCITTFAX4 && bits == 1)
            status = extract_g4(tiff, data);
        else if (one && compression == COMPRESSION_JPEG && bits == 8)
            status = extract_jpeg(tiff, data);
    }
    TIFFClose(tiff);
    return status;
}
