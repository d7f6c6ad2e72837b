/* What the pdf*.c files share. MuPDF's exceptions are longjmps: a function that calls MuPDF is
 * either marked `throws` here and holds nothing that an exception would lose, or runs under
 * pdf_guard. */
#ifndef POSTKAMER_PDF_PRIVATE_H
#define POSTKAMER_PDF_PRIVATE_H

#include <mupdf/fitz.h>
#include <mupdf/pdf.h>
#include "stages/formats/pdf.h"

#define PDF_POINTS_MAX 14400.0F      /* longest side of a page, ISO 32000-1 annex C.2 */
#define PDF_STORE ((size_t)64 << 20) /* what MuPDF may keep of decoded things */

struct pdf {
    fz_context *ctx;
    bool own; /* ctx is ours, not the writer's */
    pdf_document *doc;
    pdf_obj **pages; /* references in reading order, kept; a broken page is no dictionary */
    int count;
    unsigned warnings; /* what MuPDF has muttered so far */
    pdf_page *page;    /* the last one that was loaded */
    int loaded;        /* its number */
};

/* Runs body, which may throw; 0, or -1 with p made of the exception. */
typedef void pdf_body(fz_context *ctx, void *arg);
int pdf_guard(fz_context *ctx, struct problem *p, pdf_body *body, void *arg);

/* A context that is silent and single-threaded; warnings (may be NULL) counts what it would have
 * said. NULL: no memory. */
fz_context *pdf_context(unsigned *warnings);

/* pdf_open with a context of the caller's, which then outlives the document. */
struct pdf *pdf_open_within(fz_context *ctx, int fd, struct problem *p);

/* Finds all pages by walking the tree; /Count is not believed. Throws. -1: over LIMIT_PAGES. */
int pdf_tree_walk(struct pdf *d);
/* Does MuPDF take it for a page? Throws. */
bool pdf_tree_leaf(fz_context *ctx, pdf_obj *object);

/* Page n (from 1), appearances of its fields made up where the file has none. Throws. The page is
 * d's, until the next call. */
pdf_page *pdf_page_at(struct pdf *d, int n);

/* The page's size in points, and what takes its space to the upright page whose top left corner
 * is 0, 0. Sides are 1..PDF_POINTS_MAX; what is larger is shrunk. Throws. */
fz_matrix pdf_page_matrix(struct pdf *d, pdf_page *page, float *width, float *height);

/* What is painted on a page. */
struct pdf_sight {
    fz_rect page;
    size_t visible, hidden; /* characters that are not spaces */
    size_t white;           /* visible ones, in white */
    size_t buried;          /* visible ones that an opaque thing as large as the page covers */
    unsigned images, vectors, shades;
    unsigned outlines; /* filled curves of the size of a letter: text without text */
    float cover;       /* share of the page under the largest image */
    float area;        /* sum of the images' shares */
    bool plain;        /* the largest image is opaque, unclipped and the only thing painted */
    fz_image *image;   /* the largest, kept */
    fz_matrix place;   /* from the unit square to the page */
    bool stencil;      /* it is a mask painted in black */
    fz_stext_page *text, *under; /* visible and hidden */
    int errors;
};

/* Looks at a page; also on an exception the caller calls pdf_sight_release. Throws. */
void pdf_sight_take(struct pdf *d, int n, struct pdf_sight *s);
void pdf_sight_release(fz_context *ctx, struct pdf_sight *s);
/* The largest image is the page: it alone is painted, upright or turned by quarters, and nearly
 * as large. */
bool pdf_sight_is_image(const struct pdf_sight *s);

/* Words of a text layer in reading order. turned: share of characters that do not run from left
 * to right. -1: no memory. */
int pdf_words(const fz_stext_page *text, struct page *page, float *turned);
/* Puts words into lines and lines into order; joins digits in a comb. -1: no memory. */
int pdf_rows(struct page *page);

/* Is this text, by its letters? */
struct pdf_judgement {
    size_t characters, letters, foreign, bad; /* foreign: letters of no Latin alphabet */
    size_t pairs, common;                     /* pairs of letters, and those that are usual */
    size_t tokens, singles;
    size_t lost; /* words that may be a number or a name, and cannot be read */
};
void pdf_judge(const struct page *page, struct pdf_judgement *j);
bool pdf_plausible(const struct pdf_judgement *j);

#endif
