#include "stages/formats/type_sniff.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct signature {
    const char *bytes;
    size_t size;
    const char *type;
};

#define SIGN(bytes, type)                                                                          \
    {                                                                                              \
        bytes, sizeof bytes - 1, type                                                              \
    }

static const struct signature archives[] = {
    SIGN("PK\003\004", "application/zip"),
    SIGN("PK\005\006", "application/zip"),
    SIGN("PK\007\010PK", "application/zip"),
    SIGN("PK00PK\003\004", "application/zip"),
    SIGN("7z\274\257\047\034", "application/x-7z-compressed"),
    SIGN("Rar!\032\007\000", "application/x-rar"),
    SIGN("Rar!\032\007\001\000", "application/x-rar"),
    SIGN("\037\213\010", "application/gzip"),
    SIGN("\3757zXZ\000", "application/x-xz"),
    SIGN("(\265/\375", "application/zstd"),
    SIGN("BZh", "application/x-bzip2"),
};

static const struct signature images[] = {
    SIGN("\211PNG\r\n\032\n", "image/png"),
    SIGN("\377\330\377", "image/jpeg"),
    SIGN("GIF87a", "image/gif"),
    SIGN("GIF89a", "image/gif"),
    SIGN("II*\000", "image/tiff"),
    SIGN("MM\000*", "image/tiff"),
    SIGN("II+\000", "image/tiff"),
    SIGN("MM\000+", "image/tiff"),
};

static const char *match(const struct signature *list, size_t count, const unsigned char *d,
                         size_t size)
{
    for (size_t i = 0; i < count; i++)
        if (size >= list[i].size && memcmp(d, list[i].bytes, list[i].size) == 0)
            return list[i].type;
    return NULL;
}

/* "BZh1" to "BZh9", then a block's or the end's magic number. */
static bool is_bzip2(const unsigned char *d, size_t size)
{
    return size >= 10 && d[3] >= '1' && d[3] <= '9' &&
           (memcmp(d + 4, "\061\101\131\046\123\131", 6) == 0 ||
            memcmp(d + 4, "\027\162\105\070\120\220", 6) == 0);
}

/* A tar header proves itself by its checksum: the sum of its 512 bytes with the field itself as
 * blanks, as unsigned or (old writers) signed bytes. */
static bool is_tar(const unsigned char *d, size_t size)
{
    if (size < 512 || d[0] == '\0')
        return false;
    long plain = 0, with_sign = 0;
    for (size_t i = 0; i < 512; i++) {
        unsigned char c = i >= 148 && i < 156 ? ' ' : d[i];
        plain += c;
        with_sign += (signed char)c;
    }
    char field[9] = "", *end;
    memcpy(field, d + 148, 8);
    long sum = strtol(field, &end, 8);
    /* Noise that begins with a digit can have a small sum; the field's own blanks make 256. */
    return end != field && sum > 256 && strspn(end, " ") == strlen(end) &&
           (sum == plain || sum == with_sign);
}

/* "BM", and a header size that Windows or OS/2 defined. */
static bool is_bmp(const unsigned char *d, size_t size)
{
    static const unsigned char headers[] = {12, 16, 40, 52, 56, 64, 108, 124};
    if (size < 26 || d[0] != 'B' || d[1] != 'M' || d[15] || d[16] || d[17])
        return false;
    return memchr(headers, d[14], sizeof headers) != NULL;
}

static bool brand_in(const unsigned char *brand, const char *list)
{
    for (; *list; list += 4)
        if (memcmp(brand, list, 4) == 0)
            return true;
    return false;
}

/* ISO base media files by their brands (ISO/IEC 23008-12): HEVC pictures are heic; `mif1` alone
 * says only that it is a picture, so its compatible brands are looked at. */
static const char *media_type(const unsigned char *d, size_t size)
{
    if (size < 16 || memcmp(d + 4, "ftyp", 4) != 0)
        return NULL;
    uint32_t box = (uint32_t)d[0] << 24 | (uint32_t)d[1] << 16 | (uint32_t)d[2] << 8 | d[3];
    size_t end = box < size ? box : size;
    if (brand_in(d + 8, "heicheixheimheishevchevxheif"))
        return "image/heic";
    if (brand_in(d + 8, "avifavis"))
        return "image/avif";
    if (!brand_in(d + 8, "mif1msf1"))
        return NULL;
    for (size_t at = 16; at + 4 <= end; at += 4)
        if (brand_in(d + at, "avifavis"))
            return "image/avif";
    return "image/heic";
}

const char *sniff_binary(const void *data, size_t size)
{
    const unsigned char *d = data;
    if (size >= 5 && memcmp(d, "%PDF-", 5) == 0)
        return "application/pdf";
    const char *type = match(archives, sizeof archives / sizeof *archives, d, size);
    if (type && (strcmp(type, "application/x-bzip2") != 0 || is_bzip2(d, size)))
        return type;
    if (is_tar(d, size))
        return "application/x-tar";
    type = match(images, sizeof images / sizeof *images, d, size);
    if (type)
        return type;
    if (is_bmp(d, size))
        return "image/bmp";
    if (size >= 16 && memcmp(d, "RIFF", 4) == 0 && memcmp(d + 8, "WEBP", 4) == 0)
        return "image/webp";
    return media_type(d, size);
}

int sniff_pdf(const void *data, size_t size)
{
    const unsigned char *header = memmem(data, size < 1024 ? size : 1024, "%PDF-", 5);
    if (!header)
        return 0;
    size_t left = size - (size_t)(header - (const unsigned char *)data);
    bool version = left > 7 && header[5] >= '1' && header[5] <= '2' && header[6] == '.';
    /* A text about PDF has no objects. */
    return version && memmem(header, left, " obj", 4) != NULL;
}
