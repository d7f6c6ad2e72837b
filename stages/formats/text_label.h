/* Inside text*.c only: the names of labels, and the words of a page that are one. Pure functions.
 */
#ifndef POSTKAMER_TEXT_LABEL_H
#define POSTKAMER_TEXT_LABEL_H

#include "classifiers/page.h"

/* The field of the label that ends with this word: it alone, its end ("Klantnummer/BSN"), or with
 * up to three words before it on its line ("Burger Service Nr."). NULL: it ends none. */
const char *label_field(const struct page *p, size_t at);

/* "BSN:999990019": label and value in one word. NULL: it is none. */
const char *label_joined(const char *text);

/* Does a label of the field stand before the word or over it? */
bool label_near(const struct page *p, const struct word *w, const char *field);

/* A word's height in points as far as it is one that letters have. */
float word_height(const struct word *w);
int word_digits(const char *text);

#endif
