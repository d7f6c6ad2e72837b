/* What a judge sees of a page: words with boxes. No files, no decoders. */
#ifndef POSTKAMER_PAGE_H
#define POSTKAMER_PAGE_H

#include <stdbool.h>
#include <stddef.h>

/* A word of the upright page. Coordinates are points (1/72 inch) from the top left corner of
 * the page as it is read, y downwards. */
struct word {
    float x0, y0, x1, y1;
    float confidence; /* 0..1; 1 for a text layer */
    int line;         /* ordinal of its text line, ascending in reading order */
    int block;        /* ordinal of its block or paragraph */
    char *text;       /* UTF-8, never empty, no white space; owned by the page */
};

enum page_source {
    PAGE_TEXT,   /* born digital: the text layer holds up */
    PAGE_IMAGE,  /* one embedded or stand-alone image is the page */
    PAGE_RENDER, /* has to be rendered to be read */
    PAGE_PLAIN,  /* a text, mail body or Office file: one page, no geometry (boxes are all 0) */
};

/* A second look at a labelled field: one reading among alternatives. */
struct reading {
    char field[16]; /* "bsn", "iban", "kvk", "date", "dossier", "postcode", "mrz" */
    char *value;    /* normalised: digits only for bsn and kvk, no spaces for iban */
    float probability;
    float x0, y0, x1, y1;
    bool valid; /* passes its checksum or grammar */
};

struct page {
    char *file; /* path within the submission */
    int number; /* from 1 */
    enum page_source source;
    float width, height; /* points, upright */
    bool blank;
    struct word *words;
    size_t word_count;
    struct reading *readings;
    size_t reading_count;
    char blob[65]; /* key of the file's bytes */
    int file_page_count;
};

void page_release(struct page *p); /* frees what it owns, not p itself */

/* Appends a copy; -1 with errno when out of memory. */
int page_add_word(struct page *p, const struct word *w);
int page_add_reading(struct page *p, const struct reading *r);

/* The page's text: words joined by spaces, lines by \n. The caller frees; NULL: no memory. */
char *page_text(const struct page *p);

#endif
