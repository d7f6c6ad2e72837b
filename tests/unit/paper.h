/* Pages for tests, from text: a line a line, '#' makes it large, '@' puts it at the foot. */
#ifndef POSTKAMER_TEST_PAPER_H
#define POSTKAMER_TEST_PAPER_H

#include "classifiers/catalogue.h"
#include "classifiers/page.h"

/* An A4 page; words stand where their column in the text puts them. page_release frees it. */
void paper(struct page *p, const char *file, int number, const char *text);
/* The catalogue that is shipped; fails the test when it cannot be read. */
struct catalogue *paper_catalogue(void);

#endif
