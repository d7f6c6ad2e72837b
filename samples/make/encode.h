/* Worn pages as files: JPEG, PNG, TIFF and PDF with nothing but images in it. */
#ifndef SAMPLES_ENCODE_H
#define SAMPLES_ENCODE_H

#include "samples/make/text.h"
#include "samples/make/wear.h"

/* orientation: EXIF 1..8, 0: no EXIF block at all. Appends to out. */
void encode_jpeg(const struct leaf_image *image, int orientation, struct text *out);
struct Pix *image_pix(const struct leaf_image *image); /* leptonica's; the caller destroys it */

/* Pictures of one page in other formats (encode_still.c). Lossy ones by image->jpeg. */
void encode_png(const struct leaf_image *image, struct text *out);
void encode_heic(const struct leaf_image *image, struct text *out);
void encode_webp(const struct leaf_image *image, struct text *out);
void encode_gif(const struct leaf_image *image, struct text *out);
void encode_bmp(const struct leaf_image *image, struct text *out);

/* Pages of one scanned file. */
struct scan {
    struct text *pages; /* coded: JPEG, or G4 without a header */
    struct scan_shape {
        int width, height, dpi_x, dpi_y, channels, turn;
        bool bitonal;
    } * shapes;
    struct text *layers; /* what somebody's OCR read, as PDF operators; empty: nobody's did */
    size_t count;
};

/* Somebody else's text layer under a scanned page: invisible words from pdftotext -bbox, of whose
 * characters so many percent are misread. scale: points of the scan a point of the drawing. */
struct layer_page {
    double high, scale; /* of the scan, in points */
};
void layer_write(const char *boxes, const struct layer_page *page, int percent, struct rng *r,
                 struct text *out);

/* Codes the image and keeps it; scratch: path of a file that may be overwritten. turn: clockwise
 * quarters by which a PDF's viewer is told to turn the page (0..3); a TIFF cannot. */
void scan_add(struct scan *s, const struct leaf_image *image, int turn, const char *scratch);
void scan_to_pdf(const struct scan *s, struct rng *r, struct text *out);
void scan_to_tiff(const struct scan *s, const char *scratch, struct text *out);
void scan_release(struct scan *s);

#endif
