#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "samples/make/encode.h"
#include "samples/make/submission.h"

enum { WIDE = 190, HIGH = 262, ACROSS = 10, DOWN = 6, GAP = 8 };

static void thumb_path(const struct corpus *c, int submission, int number, char path[600])
{
    format_into(path, 600, "%s/thumb%d.%d.png", c->scratch, submission, number);
}

/* As a viewer shows it: square dots, the whole page in one box. */
static void shrink(struct raster *r, int dpi_x, int dpi_y)
{
    double high = (double)r->height * dpi_x / dpi_y, scale = (double)WIDE / r->width;

    if (high * scale > HIGH)
        scale = HIGH / high;
    raster_scale(r, (int)(r->width * scale), (int)(high * scale));
}

void contact_keep(const struct corpus *c, const struct submission *s,
                  const struct leaf_image *image, int quarters)
{
    struct leaf_image small = *image;
    struct text png = {0};
    char path[600];
    int number = 0;

    if (!c->contact)
        return;
    raster_make(&small.pixels, image->pixels.width, image->pixels.height, image->pixels.channels,
                255);
    memcpy(small.pixels.data, image->pixels.data,
           (size_t)image->pixels.width * (size_t)image->pixels.height *
               (size_t)image->pixels.channels);
    raster_turn(&small.pixels, quarters);
    shrink(&small.pixels, quarters % 2 ? image->dpi_y : image->dpi_x,
           quarters % 2 ? image->dpi_x : image->dpi_y);
    encode_png(&small, &png);
    do
        thumb_path(c, (int)(s - c->submissions), number++, path);
    while (access(path, F_OK) == 0);
    write_file(path, png.data, png.size);
    text_release(&png);
    raster_release(&small.pixels);
}

static void paste(PIX *sheet, const char *path, int at)
{
    PIX *thumb = need(pixRead(path)), *colour = need(pixConvertTo32(thumb));
    int x = GAP + at % ACROSS * (WIDE + GAP), y = GAP + at / ACROSS * (HIGH + GAP);

    pixRasterop(sheet, x + (WIDE - pixGetWidth(colour)) / 2, y, pixGetWidth(colour),
                pixGetHeight(colour), PIX_SRC, colour, 0, 0);
    pixDestroy(&thumb);
    pixDestroy(&colour);
}

static int count_thumbs(const struct corpus *c, char (*paths)[600], int room)
{
    int count = 0;

    for (int i = 0; i < c->submission_count; i++)
        for (int n = 0;; n++) {
            char path[600];

            thumb_path(c, i, n, path);
            if (access(path, F_OK) != 0)
                break;
            if (count < room)
                memcpy(paths[count], path, sizeof path);
            count++;
        }
    return count;
}

void contact_write(const struct corpus *c, const char *target)
{
    int all = count_thumbs(c, NULL, 0), shown = all < ACROSS * DOWN ? all : ACROSS * DOWN;
    char(*paths)[600] = need(calloc((size_t)all + 1, sizeof *paths));
    PIX *sheet = need(pixCreate(GAP + ACROSS * (WIDE + GAP), GAP + DOWN * (HIGH + GAP), 32));

    pixSetAllArbitrary(sheet, 0x60646800);
    count_thumbs(c, paths, all);
    for (int i = 0; i < shown; i++)
        paste(sheet, paths[(size_t)i * (size_t)all / (size_t)shown], i);
    if (pixWrite(target, sheet, IFF_PNG) != 0)
        die("cannot write '%s'", target);
    pixDestroy(&sheet);
    free(paths);
}
