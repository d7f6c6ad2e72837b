/* Images that are made here, byte by byte where a lie is needed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <leptonica/allheaders.h>
#include <cmocka.h>
#include "stages/formats/image.h"

static int file_of(const void *data, size_t size)
{
    int fd = memfd_create("test", 0);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, size), size);
    return fd;
}

/* Red left half, white right half, a black top left corner. */
static PIX *picture(int width, int height)
{
    PIX *pix = pixCreate(width, height, 32);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            pixSetRGBPixel(pix, x, y, y < 8 && x < 8 ? 0 : 255, x < width / 2 ? 0 : 255,
                           x < width / 2 ? 0 : 255);
    return pix;
}

static int file_as(PIX *pix, int format)
{
    l_uint8 *data = NULL;
    size_t size = 0;
    assert_int_equal(pixWriteMem(&data, &size, pix, format), 0);
    int fd = file_of(data, size);
    lept_free(data);
    return fd;
}

static void reads_every_format(void **state)
{
    (void)state;
    static const struct {
        int format;
        const char *type;
    } formats[] = {{IFF_PNG, "image/png"},       {IFF_JFIF_JPEG, "image/jpeg"},
                   {IFF_TIFF_ZIP, "image/tiff"}, {IFF_BMP, "image/bmp"},
                   {IFF_WEBP, "image/webp"},     {IFF_TIFF_JPEG, "image/tiff"}};
    PIX *pix = picture(64, 32);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct raster r;
        struct problem p = {0};
        int fd = file_as(pix, formats[i].format);
        assert_int_equal(image_pages(fd, formats[i].type, &p), 1);
        assert_int_equal(image_read(fd, formats[i].type, 1, &r, &p), 0);
        assert_int_equal(r.width, 64);
        assert_int_equal(r.height, 32);
        assert_int_equal(r.channels, 3);
        const uint8_t *red = r.data + 20 * r.stride + 10 * 3, *white = red + 40 * 3;
        assert_true(red[0] > 200 && red[1] < 60 && white[1] > 200);
        raster_release(&r);
        assert_int_equal(image_read(fd, formats[i].type, 2, &r, &p), -1);
        close(fd);
    }
    pixDestroy(&pix);
}

static void turns_by_orientation(void **state)
{
    (void)state;
    PIX *pix = picture(64, 32);
    l_uint8 *data;
    size_t size;
    assert_int_equal(pixWriteMem(&data, &size, pix, IFF_JFIF_JPEG), 0);
    for (int orientation = 1; orientation <= 8; orientation++) {
        unsigned char exif[] = {
            0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,
            'M',  'M',  0, 42, 0,   0,   0,   8,   0, 1,
            1,    0x12, 0, 3,  0,   0,   0,   1,   0, (unsigned char)orientation,
            0,    0,    0, 0,  0,   0};
        struct raster r;
        struct image_info info;
        int fd = file_of(data, 2);
        assert_int_equal(write(fd, exif, sizeof exif), sizeof exif);
        assert_int_equal(write(fd, data + 2, size - 2), size - 2);
        assert_int_equal(image_look(fd, "image/jpeg", 1, &info, NULL), 0);
        assert_int_equal(info.orientation, orientation);
        assert_int_equal(image_read(fd, "image/jpeg", 1, &r, NULL), 0);
        assert_int_equal(r.width, orientation >= 5 ? 32 : 64);
        /* Where the black corner is after turning, by the EXIF standard. */
        int right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        int low = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        const uint8_t *corner =
            r.data + (low ? r.height - 4 : 3) * r.stride + (right ? r.width - 4 : 3) * 3;
        assert_true(corner[0] < 80);
        raster_release(&r);
        close(fd);
    }
    lept_free(data);
    pixDestroy(&pix);
}

/* A little-endian TIFF of one directory with the given entries (tag, type, count, value). */
static size_t tiff(uint8_t *out, const uint32_t (*entries)[4], int count, uint32_t next)
{
    memset(out, 0, 512);
    memcpy(out, "II*\0\10\0\0\0", 8);
    out[8] = (uint8_t)count;
    for (int i = 0; i < count; i++) {
        uint8_t *e = out + 10 + 12 * i;
        e[0] = (uint8_t)entries[i][0];
        e[1] = (uint8_t)(entries[i][0] >> 8);
        e[2] = (uint8_t)entries[i][1];
        for (int b = 0; b < 4; b++) {
            e[4 + b] = (uint8_t)(entries[i][2] >> 8 * b);
            e[8 + b] = (uint8_t)(entries[i][3] >> 8 * b);
        }
    }
    for (int b = 0; b < 4; b++)
        out[10 + 12 * count + b] = (uint8_t)(next >> 8 * b);
    return 512;
}

static void refuses_lies(void **state)
{
    (void)state;
    static const uint32_t huge[][4] = {{256, 4, 1, 4000000}, {257, 4, 1, 4000000}, {258, 3, 1, 8},
                                       {259, 3, 1, 1},       {262, 3, 1, 1},       {273, 4, 1, 8},
                                       {277, 3, 1, 1},       {278, 4, 1, 4000000}, {279, 4, 1, 8}};
    static const uint32_t small[][4] = {{256, 4, 1, 8}, {257, 4, 1, 8}, {258, 3, 1, 8},
                                        {259, 3, 1, 1}, {262, 3, 1, 1}, {273, 4, 1, 300},
                                        {277, 3, 1, 1}, {278, 4, 1, 8}, {279, 4, 1, 64}};
    uint8_t data[512];
    struct problem p = {0};
    struct raster r;
    int fd = file_of(data, tiff(data, huge, 9, 0));
    assert_int_equal(image_read(fd, "image/tiff", 1, &r, &p), -1);
    assert_string_equal(p.code, "limit-pixels");
    close(fd);
    fd = file_of(data, tiff(data, small, 9, 8)); /* its next directory is itself */
    assert_int_equal(image_pages(fd, "image/tiff", &p), 1);
    assert_int_equal(image_read(fd, "image/tiff", 1, &r, &p), 0);
    raster_release(&r);
    assert_int_equal(image_read(fd, "image/tiff", 2, &r, &p), -1);
    close(fd);
    static const uint32_t wide[][4] = {{256, 4, 1, 8},     {257, 4, 1, 8}, {258, 3, 1, 8},
                                       {259, 3, 1, 1},     {262, 3, 1, 1}, {273, 4, 1, 300},
                                       {277, 3, 1, 60000}, {278, 4, 1, 8}, {279, 4, 1, 64}};
    fd = file_of(data, tiff(data, wide, 9, 0)); /* samples a pixel */
    assert_int_equal(image_read(fd, "image/tiff", 1, &r, &p), -1);
    assert_string_equal(p.code, "unsupported");
    close(fd);
    static const unsigned char png[] =
        "\211PNG\r\n\032\n\0\0\0\rIHDR\177\377\377\377\177\377\377\377"
        "\10\2\0\0\0\0\0\0\0\0\0\0\0";
    fd = file_of(png, sizeof png);
    assert_int_equal(image_read(fd, "image/png", 1, &r, &p), -1);
    assert_string_equal(p.code, "limit-pixels");
    close(fd);
}

static void a_cut_file_is_broken(void **state)
{
    (void)state;
    PIX *pix = picture(600, 600);
    l_uint8 *data;
    size_t size;
    struct raster r;
    struct problem p = {0};
    assert_int_equal(pixWriteMem(&data, &size, pix, IFF_JFIF_JPEG), 0);
    int fd = file_of(data, size / 2);
    assert_int_equal(image_read(fd, "image/jpeg", 1, &r, &p), -1);
    assert_string_equal(p.code, "broken");
    close(fd);
    lept_free(data);
    pixDestroy(&pix);
}

static void g4_and_jpeg_go_as_they_are(void **state)
{
    (void)state;
    PIX *pix = picture(64, 32), *ink = pixConvertTo1(pix, 128);
    struct image_data d;
    int fd = file_as(ink, IFF_TIFF_G4);
    assert_int_equal(image_extract(fd, "image/tiff", 1, &d, NULL), 0);
    assert_int_equal(d.coding, IMAGE_G4);
    image_data_release(&d);
    close(fd);
    fd = file_as(pix, IFF_JFIF_JPEG);
    assert_int_equal(image_extract(fd, "image/jpeg", 1, &d, NULL), 0);
    assert_int_equal(d.coding, IMAGE_JPEG);
    assert_int_equal(d.size, lseek(fd, 0, SEEK_END));
    image_data_release(&d);
    close(fd);
    fd = file_as(pix, IFF_BMP);
    assert_int_equal(image_extract(fd, "image/bmp", 1, &d, NULL), 0);
    assert_int_equal(d.coding, IMAGE_FLATE);
    assert_int_equal(d.channels, 3);
    image_data_release(&d);
    close(fd);
    pixDestroy(&ink);
    pixDestroy(&pix);
}

int main(void)
{
    setMsgSeverity(L_SEVERITY_NONE);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_format),
        cmocka_unit_test(turns_by_orientation),
        cmocka_unit_test(refuses_lies),
        cmocka_unit_test(a_cut_file_is_broken),
        cmocka_unit_test(g4_and_jpeg_go_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
