/* Reading errors, made up: born-digital pages become as if they had been scanned and read. For
 * learning and for testing; the same seed gives the same errors. */
#ifndef POSTKAMER_NOISE_H
#define POSTKAMER_NOISE_H

#include "classifiers/page.h"

/* Spoils a page's words in place: characters are mistaken, words are lost, broken and grow
 * together, boxes shake, confidences fall. rate: share of characters that go wrong, 0 to 0.2. */
void page_spoil(struct page *p, unsigned seed, float rate);

#endif
