/* What happens to paper between a citizen and an inbox. */
#ifndef SAMPLES_WEAR_H
#define SAMPLES_WEAR_H

#include "samples/make/raster.h"

enum wear_family {
    WEAR_OFFICE,  /* office scanner, gray or colour */
    WEAR_BITONAL, /* office scanner, black and white (G4) */
    WEAR_COPY,    /* a bad photocopy, scanned */
    WEAR_PHOTO,   /* a telephone over a table */
    WEAR_SCREEN,  /* a picture of a screen, printed and scanned */
    WEAR_APP,     /* a telephone's scanning app: straightened, whitened, sharpened */
    WEAR_FAX,     /* 204 x 98 or 204 x 196 dpi; in the test split only */
    WEAR_NONE,    /* a picture of the page as it was drawn */
    WEAR_FAMILIES
};

/* The two levels of the literature on degraded documents, and none. Resample is to 300 dpi. */
struct wear_level {
    double resample, blur, noise, skew;
    int jpeg;
};

struct wear {
    enum wear_family family;
    int level; /* 0 none, 1 light, 2 heavy */
    bool colour;
    int dpi;          /* what the page is drawn at */
    bool borders;     /* the scanner's lid leaves black edges */
    bool punched;     /* holes of a ring binder */
    int sheet;        /* which of the file, from 1: a fax machine prints it */
    struct rng batch; /* habits of one scanner or one telephone: the same for a whole file */
};

/* A worn page, ready to be coded. */
struct leaf_image {
    struct raster pixels;
    int dpi_x, dpi_y, jpeg;
    bool bitonal; /* pixels are 0 or 255 only */
};

const char *wear_name(enum wear_family family);
void wear_choose(struct wear *w, enum wear_family family, int level, struct rng *r);

/* Takes over page (drawn at w->dpi) and gives the worn one. back: what shines through, or NULL.
 * blank: nothing is written on it, so nobody marks a line. */
void wear_apply(const struct wear *w, struct raster *page, const struct raster *back, bool blank,
                struct rng *r, struct leaf_image *out);

/* An empty sheet as this wear would show it. */
void wear_blank(const struct wear *w, struct raster *page);

/* Families, each in a file of its own. */
void wear_scan(const struct wear *w, struct raster *page, struct rng *r);
void wear_copy(const struct wear *w, struct raster *page, struct rng *r);
void wear_photo(const struct wear *w, struct raster *page, struct rng *r);
void wear_app(const struct wear *w, struct raster *page, struct rng *r);
void wear_fax(const struct wear *w, struct raster *page, struct rng *r, struct leaf_image *out);

/* On the paper itself, before anyone looks at it. */
void mark_holes(struct raster *page, int dpi, struct rng *r);
void mark_staple(struct raster *page, int dpi, struct rng *r);
void mark_fold(struct raster *page, int dpi, struct rng *r);
void mark_highlight(struct raster *page, int dpi, struct rng *r);
void mark_bleed(struct raster *page, struct rng *r); /* ink runs: strokes thicken */
void mark_specks(struct raster *page, int count, int size, struct rng *r);
void mark_shine(struct raster *page, const struct raster *back, double strength);

/* Black where darker than level, white elsewhere. */
void wear_threshold(struct raster *page, int level);
const struct wear_level *wear_level(const struct wear *w);

#endif
