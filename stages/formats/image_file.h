/* Inside image*.c only (and mail_look.c, which asks image_head): an image file's bytes, its kind,
 * and what its head says. */
#ifndef POSTKAMER_IMAGE_FILE_H
#define POSTKAMER_IMAGE_FILE_H

#include <stdbool.h>
#include "stages/formats/image.h"

enum image_kind {
    IMAGE_TIFF,
    IMAGE_JPEG_FILE,
    IMAGE_PNG,
    IMAGE_WEBP,
    IMAGE_GIF,
    IMAGE_BMP,
    IMAGE_HEIF,
    IMAGE_UNKNOWN
};
/* Of a media type, as type.h gives it. */
enum image_kind image_kind(const char *type);

/* The whole file; data is owned. At most 1 GiB. 0, or -1 with p. */
struct image_bytes {
    uint8_t *data;
    size_t size;
};
int image_load(int fd, struct image_bytes *b, struct problem *p);

/* 0 when a page of these sizes may be decoded, else -1 with p. */
int image_check_size(long long width, long long height, struct problem *p);

/* What the head of a JPEG, PNG, WebP, GIF or BMP says, without decoding. 0, or -1 with p. */
int image_head(const struct image_bytes *b, enum image_kind kind, struct image_info *info,
               struct problem *p);

/* Parts of a PNG's or JPEG's head that decide how it can stand in a PDF. */
struct image_layout {
    int bits, channels; /* a component; as stored */
    int indexed, interlaced, transparent;
    int adobe; /* JPEG: the Adobe marker's transform plus one, 0: no marker */
    size_t palette_at, palette_size;
};
int image_png_layout(const struct image_bytes *b, struct image_layout *l, struct problem *p);
int image_jpeg_layout(const struct image_bytes *b, struct image_layout *l, struct problem *p);

/* Orientation and resolution of a TIFF structure as EXIF holds it; members that it does not say
 * stay. */
void image_exif(const uint8_t *data, size_t size, struct image_info *info);

/* Turns a raster upright for an EXIF orientation of 1..8. 0, or -1 with errno. */
int image_turn(struct raster *r, int orientation);

/* A gray copy of width x height pixels: area average when shrinking, linear when growing.
 * 0, or -1 with errno. */
int image_scale(const struct raster *in, int width, int height, struct raster *out);

/* The gray level down to which all is the paper's own noise; *level gets the paper's. */
int image_noise_floor(const uint32_t histogram[256], int *level);

/* The gray level below which a pixel of a page with an even background is ink. */
int image_ink_level(const uint32_t histogram[256]);

struct Pix;
/* 8-bit leptonica picture of a gray raster, and back; NULL or -1: no memory. */
struct Pix *image_to_pix(const struct raster *r);
int image_of_gray(struct Pix *pix, struct raster *r);
/* A picture whose paper is IMAGE_PAPER everywhere; the same where none is to be seen. NULL: no
 * memory. */
struct Pix *image_even(struct Pix *gray);
/* Is a gray page's print blurred, by a camera or by copying? */
bool image_is_blurred(const struct raster *page);
/* Has every pixel black or white? */
bool image_is_bilevel(const struct raster *in);
/* Takes the corners off a gray page's pixels, in place. 0, or -1: no memory. */
int image_soften(struct raster *page);
/* A picture with the paper's grain evened out and the blur of its print taken back; NULL: no
 * memory. */
struct Pix *image_sharpen(struct Pix *gray);
/* Turns light text on dark bars into dark on light, in place. */
void image_invert_dark(struct Pix *gray);
/* Does a gray page with an even background show lines like those of writing, however faint? */
bool image_faint_lines(struct Pix *gray, float dpi);
/* Do clouds of a print out of focus lie on it? As it came, before its paper was made even. */
bool image_clouded(struct Pix *gray);
/* A part of a gray page, as far as the page goes. 0, or -1 with errno. */
int image_cut(const struct raster *page, int x0, int y0, int x1, int y1, struct raster *out);
/* The gray level below which a pixel of such a part is ink. */
int image_crop_level(const struct raster *crop);
/* Takes boxes around characters, and walls between them, off a crop and its ink, in place. */
void image_lift_walls(struct Pix *gray, struct Pix *ink);
/* Gray or RGB copy of a leptonica picture, transparency over white. 0, or -1 with p. */
int image_from_pix(struct Pix *pix, struct raster *r, struct problem *p);

/* libtiff and libheif. A TIFF's chain of directories is walked by ourselves; tiff_directory gives
 * the offset of page n's. 0, or -1 with p. */
int tiff_directory(int fd, int n, uint64_t *offset, struct problem *p);
int tiff_pages(int fd, struct problem *p);
int tiff_look(int fd, int n, struct image_info *info, struct problem *p);
int tiff_read(int fd, int n, struct raster *r, struct problem *p);
int tiff_extract(int fd, int n, struct image_data *data, struct problem *p); /* 1: not as it is */
int heif_look(const struct image_bytes *b, struct image_info *info, struct problem *p);
int heif_read(const struct image_bytes *b, struct raster *r, struct problem *p);

#endif
