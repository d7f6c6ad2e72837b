/* PDF: making the piece that is filed. */
#ifndef POSTKAMER_PDF_WRITE_H
#define POSTKAMER_PDF_WRITE_H

#include "classifiers/page.h"
#include "pipeline/problem.h"

struct pdf_writer;

/* Words that were recognised, laid unseen over the page as it is shown. */
struct pdf_layer {
    const struct page *words; /* coordinates in a page of words->width by words->height */
    float skew; /* degrees clockwise by which the page was turned about its middle to be read
                   straight */
};

/* title: document title (Dutch, for the clerk's viewer), may be NULL. NULL with p. */
struct pdf_writer *pdf_writer_new(const char *title, struct problem *p);

/* Begins another document: what was added is gone, the PDFs that were opened stay open. It gets the
 * bytes that a writer of its own would give it. 0, or -1 with p. */
int pdf_writer_next(struct pdf_writer *w, const char *title, struct problem *p);

/* Adds page n (from 1) of the PDF in fd, cut out without recompressing: text, vectors and image
 * data stay; JavaScript, actions, embedded files, XFA, outgoing links are gone. Filled-in form
 * fields keep their appearance. layer: for a page that was recognised, NULL for none;
 * its words are of the upright page, which is the stored page (its /Rotate
 * done) turned `rotation` degrees clockwise. A page with rotation != 0 is shown upright.
 * Several calls with the same fd number open it once. 0, or -1 with p. */
int pdf_writer_add_pdf(struct pdf_writer *w, int fd, int n, int rotation,
                       const struct pdf_layer *layer, struct problem *p);

/* After a failure the writer is as it was before the page. */

/* Adds page n of an image file. JPEG, G4 and PNG data are not recompressed, the rest is kept
 * losslessly; EXIF orientation and `rotation` are done by the page, not by the pixels. */
int pdf_writer_add_image(struct pdf_writer *w, int fd, const char *type, int n, int rotation,
                         const struct pdf_layer *layer, struct problem *p);

/* A gray or RGB PNG of the first page, at most 180 x 250 pixels; *png is the caller's to free.
 * Before pdf_writer_finish. 0, or -1 with p. */
int pdf_writer_thumbnail(struct pdf_writer *w, unsigned char **png, size_t *size,
                         struct problem *p);

/* Hands the file's bytes to `bytes` from first to last (0 to go on, -1 to stop): the same input
 * gives the same bytes. Nothing can be added after. 0, or -1 with p. */
int pdf_writer_finish(struct pdf_writer *w,
                      int (*bytes)(void *context, const void *data, size_t size), void *context,
                      struct problem *p);
void pdf_writer_free(struct pdf_writer *w);

#endif
