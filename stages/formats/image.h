/* Images: TIFF, JPEG, PNG, WebP, GIF, BMP, HEIC. image*.c are the only users of leptonica,
 * libtiff and libheif. Dimensions, samples a pixel and directory counts are checked before
 * anything is decoded. */
#ifndef POSTKAMER_IMAGE_H
#define POSTKAMER_IMAGE_H

#include <stdbool.h>
#include "pipeline/problem.h"
#include "stages/formats/raster.h"

/* Pages of the file (TIFF directories without thumbnails and masks; others 1; an animated GIF 1).
 * -1 with p. */
int image_pages(int fd, const char *type, struct problem *p);

/* Pixels of page n (from 1), EXIF and TIFF orientation done, transparency over white, bilevel
 * as 0 and 255, CMYK and YCbCr as RGB; dpi from the file where it is sensible (TIFF's anisotropic
 * fax resolutions are made square). 0, or -1 with p. */
int image_read(int fd, const char *type, int n, struct raster *r, struct problem *p);

/* Size in pixels, resolution (0: unknown) and orientation (EXIF 1..8) of page n, undecoded. */
struct image_info {
    int width, height, orientation;
    float dpi_x, dpi_y;
};
int image_look(int fd, const char *type, int n, struct image_info *info, struct problem *p);

/* The page's size in points, upright by its orientation: by its resolution, and where that is
 * unknown as if its long side were that of A4 (image_guess_dpi). */
void image_points(const struct image_info *info, float *width, float *height);
float image_guess_dpi(int width, int height);

/* How a page can stand in a PDF. */
enum image_coding {
    IMAGE_JPEG, /* DCTDecode: data is the JPEG stream, EXIF and all */
    IMAGE_G4,   /* CCITTFaxDecode, K -1; data is one strip */
    IMAGE_FLATE /* FlateDecode of rows with PNG predictors (predictor 15) */
};
struct image_data {
    enum image_coding coding;
    int width, height, channels /* 1, 3 or 4 */, bits /* a component: 1, 2, 4, 8, 16 */;
    int inverted; /* JPEG CMYK by Adobe; G4 with BlackIs1 */
    int upright;  /* coded anew: orientation is done in the pixels, width and height are theirs */
    unsigned char *palette; /* RGB triples for an indexed image, NULL: none; owned */
    int colors;
    unsigned char *data; /* owned */
    size_t size;
};
/* The page's own compressed data where the PDF can carry it, else a lossless re-coding
 * (interlaced or transparent PNG, TIFF other than G4 or whole JPEG, WebP, GIF, BMP, HEIC). */
int image_extract(int fd, const char *type, int n, struct image_data *data, struct problem *p);
void image_data_release(struct image_data *data);

/* The gray level that paper is made: its noise is not clipped at white. */
#define IMAGE_PAPER 225

/* The share of a page's height within which fax machines print their line. */
#define IMAGE_HEAD 0.06F

/* Preparation for the recogniser. */
struct image_prepared {
    struct raster page; /* gray, straight, background even, scaled to dpi */
    float skew;         /* degrees that were taken off */
    float ink;          /* share of the page that is ink, 0..1 */
    float contrast;     /* how much darker than the paper the ink is, 0..1: show-through is faint */
    int faint;          /* little ink, but lines of faint writing or of show-through, or blurred */
    int blank;          /* nothing is written on it: specks and shadows only */
    int head_only;      /* something is, but nothing below IMAGE_HEAD */
};
/* dpi: wanted resolution; the raster's own is guessed from a page of about A4 when unknown.
 * 0, or -1 with p. */
int image_prepare(const struct raster *in, float dpi, struct image_prepared *out,
                  struct problem *p);
void image_prepared_release(struct image_prepared *i);

/* Is all that can be seen on a page what stands on another one, faint and mirrored, as the other
 * side of a sheet shines through? Of what is left when it is taken off, nothing may be written.
 * 1, 0, or -1 with p. */
int image_shines_through(const struct raster *page, const struct raster *other, struct problem *p);

/* A box to draw, in pixels. */
struct image_box {
    int x0, y0, x1, y1;
    uint8_t red, green, blue;
};
/* The gray page with boxes drawn on it, as the bytes of a PNG file; the caller frees them.
 * NULL: no memory. */
void *image_boxes_png(const struct raster *page, const struct image_box *boxes, size_t count,
                      size_t *size);

/* A copy, turned clockwise by 0, 90, 180 or 270 degrees. 0, or -1: no memory. */
int image_rotate(const struct raster *from, int degrees, struct raster *to);

/* A 64-bit difference hash of how the page looks: scans of the same paper differ in few bits. */
uint64_t image_looks(const struct raster *page);

/* A crop of a prepared page for a second look: box in pixels, cell walls, rules and specks lifted,
 * scaled to `height` pixels of text line, a white border around it. */
int image_crop(const struct raster *page, int x0, int y0, int x1, int y1, int height,
               struct raster *out, struct problem *p);

/* The row of `count` equal boxes, no more and no less, one character each, that the middle of this
 * part of a prepared page goes through: all of it in out, in pixels of the page; over a comb with
 * room for the characters. False: there is none. */
bool image_cells(const struct raster *page, int x0, int y0, int x1, int y1, int count,
                 struct image_box *out);

/* The same part as it is: only scaled, to `height` pixels in all, with the border. */
int image_strip(const struct raster *page, int x0, int y0, int x1, int y1, int height,
                struct raster *out, struct problem *p);

/* A PNG of a picture of three channels, made fast; the caller frees. 0, or -1: no memory. */
int image_to_png(const struct raster *rgb, unsigned char **png, size_t *size);

#endif
