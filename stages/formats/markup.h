/* Text of what is filed as it is: plain text, HTML, Office files. The only user of libxml2;
 * Office files are opened with archive.h. */
#ifndef POSTKAMER_MARKUP_H
#define POSTKAMER_MARKUP_H

#include "pipeline/problem.h"
#include "classifiers/page.h"

/* Fills the page's words in reading order, boxes 0, one line a line of text or row of cells.
 * Reads at most 4 MiB of text. 0, or -1 with p. */
int markup_read(int fd, const char *type, struct page *page, struct problem *p);

#endif
