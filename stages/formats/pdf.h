/* PDF: reading pages. The only user of MuPDF, together with pdf_write.h. */
#ifndef POSTKAMER_PDF_H
#define POSTKAMER_PDF_H

#include "classifiers/page.h"
#include "pipeline/problem.h"
#include "stages/formats/members.h"
#include "stages/formats/raster.h"

struct pdf;

/* Opens a document; fd is borrowed and must stay open. NULL with p: "encrypted" (an empty user
 * password is tried), "broken", "limit-pages". MuPDF repairs what it can. */
struct pdf *pdf_open(int fd, struct problem *p);
void pdf_close(struct pdf *d);
int pdf_pages(const struct pdf *d);
/* An XFA form whose only page is the "needs another reader" placeholder. */
int pdf_xfa_placeholder(struct pdf *d);

/* Files embedded in the document (name tree and file attachment annotations). 0, or -1 with p. */
int pdf_attachments(struct pdf *d, const struct member_sink *sink, struct problem *p);

/* Looks at page n (from 1) and fills source, width, height (upright, the page's /Rotate done)
 * and, when the text layer holds up, words. A text layer holds up when it is visible, or invisible
 * over a scan and plausible Dutch by its letters; garbage and private-use glyphs do not.
 * blank: set when nothing at all is painted. 0, or -1 with p. */
int pdf_look(struct pdf *d, int n, struct page *page, struct problem *p);

/* Pixels of page n, upright by the page's own /Rotate: the page's one image in its own resolution
 * when source is PAGE_IMAGE, else rendered at dpi. 0, or -1 with p. */
int pdf_pixels(struct pdf *d, int n, enum page_source source, float dpi, struct raster *r,
               struct problem *p);

#endif
