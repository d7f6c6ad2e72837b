/* Inside text*.c only: where on a page a labelled number can stand. */
#ifndef POSTKAMER_TEXT_LABELS_H
#define POSTKAMER_TEXT_LABELS_H

#include "classifiers/page.h"

#define LOOKS_MAX 48

/* A place to look at again. */
struct look {
    const char *field;    /* "bsn", ... ; "mrz": one line of a zone */
    float x0, y0, x1, y1; /* points */
    bool labelled;        /* beside or below its label; else only its shape says so */
};

/* Finds places in reading order; their number, at most LOOKS_MAX. */
int labels_find(const struct page *p, struct look looks[LOOKS_MAX]);

/* The words whose centre lies in the box, joined by spaces, cut to size. */
void labels_text(const struct page *p, const struct look *look, char *text, size_t size);

#endif
