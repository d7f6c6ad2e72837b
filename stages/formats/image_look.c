#include "stages/formats/image_file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/limits.h"

#define FILE_MAX ((off_t)1 << 30)
#define A4_LONG 11.69F /* inches */

enum image_kind image_kind(const char *type)
{
    static const char *const names[] = {"image/tiff", "image/jpeg", "image/png", "image/webp",
                                        "image/gif",  "image/bmp",  "image/heic"};
    for (int i = 0; i < IMAGE_UNKNOWN; i++)
        if (!strcmp(type, names[i]))
            return (enum image_kind)i;
    if (!strcmp(type, "image/heif"))
        return IMAGE_HEIF;
    return !strcmp(type, "image/x-ms-bmp") ? IMAGE_BMP : IMAGE_UNKNOWN;
}

int image_load(int fd, struct image_bytes *b, struct problem *p)
{
    struct stat st;
    memset(b, 0, sizeof *b);
    if (fstat(fd, &st) < 0 || st.st_size < 0)
        return problem_set(p, "unreadable", "cannot look at the file: %s", strerror(errno));
    if (st.st_size > FILE_MAX)
        return problem_set(p, "limit-size", "image file of %lld bytes", (long long)st.st_size);
    b->data = malloc((size_t)st.st_size + 1);
    if (!b->data)
        return problem_set(p, "memory", "no memory for %lld bytes", (long long)st.st_size);
    while (b->size < (size_t)st.st_size) {
        ssize_t n = pread(fd, b->data + b->size, (size_t)st.st_size - b->size, (off_t)b->size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        b->size += (size_t)n;
    }
    return 0;
}

int image_check_size(long long width, long long height, struct problem *p)
{
    if (width <= 0 || height <= 0)
        return problem_set(p, "broken", "image of %lld x %lld pixels", width, height);
    if (width > 1000000 || height > 1000000 ||
        (unsigned long long)width * (unsigned long long)height > LIMIT_PIXELS)
        return problem_set(p, "limit-pixels", "image of %lld x %lld pixels", width, height);
    return 0;
}

int image_pages(int fd, const char *type, struct problem *p)
{
    if (image_kind(type) == IMAGE_TIFF)
        return tiff_pages(fd, p);
    struct image_info info;
    return image_look(fd, type, 1, &info, p) < 0 ? -1 : 1;
}

/* Screens and cameras write 72 or 96 for want of anything better; a page is between a stamp and A2.
 */
static float sensible(float dpi, int pixels)
{
    if (!(dpi >= 50 && dpi <= 2500) || dpi == 72 || dpi == 96)
        return 0;
    float inches = (float)pixels / dpi;
    return inches >= 0.5F && inches <= 26 ? dpi : 0;
}

int image_look(int fd, const char *type, int n, struct image_info *info, struct problem *p)
{
    enum image_kind kind = image_kind(type);
    struct image_bytes b = {0};
    int status;
    memset(info, 0, sizeof *info);
    if (n != 1 && kind != IMAGE_TIFF)
        return problem_set(p, "broken", "no page %d", n);
    if (kind == IMAGE_TIFF) {
        status = tiff_look(fd, n, info, p);
    } else {
        if (image_load(fd, &b, p) < 0)
            return -1;
        status = kind == IMAGE_HEIF ? heif_look(&b, info, p) : image_head(&b, kind, info, p);
        free(b.data);
    }
    if (status < 0 || image_check_size(info->width, info->height, p) < 0)
        return -1;
    info->dpi_x = sensible(info->dpi_x, info->width);
    info->dpi_y = sensible(info->dpi_y, info->height);
    if (info->dpi_x == 0 || info->dpi_y == 0)
        info->dpi_x = info->dpi_y = 0;
    return 0;
}

float image_guess_dpi(int width, int height)
{
    return fmaxf((float)(width > height ? width : height) / A4_LONG, 20);
}

void image_points(const struct image_info *info, float *width, float *height)
{
    float x = info->dpi_x, y = info->dpi_y;
    if (x <= 0 || y <= 0)
        x = y = image_guess_dpi(info->width, info->height);
    *width = (float)info->width * 72 / x;
    *height = (float)info->height * 72 / y;
    if (info->orientation >= 5) {
        float other = *width;
        *width = *height;
        *height = other;
    }
}
