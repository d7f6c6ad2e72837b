/* Inside text*.c only. */
#ifndef POSTKAMER_TEXT_ROWS_H
#define POSTKAMER_TEXT_ROWS_H

#include "classifiers/page.h"

/* The recogniser looks for text anywhere and gives the cells of a table as lines of their own:
 * this puts what stands on one height into one line, lines from top to bottom and words from left
 * to right. Blocks stay what they were. 0, or -1: no memory. */
int text_rows(struct page *p);

#endif
