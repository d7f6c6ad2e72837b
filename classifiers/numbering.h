/* Page numbers as papers print them: 'pagina 2 van 5', 'blad: 2/5', '- 2 -', 'vervolgblad'. */
#ifndef POSTKAMER_NUMBERING_H
#define POSTKAMER_NUMBERING_H

#include <stdbool.h>
#include "classifiers/sheet.h"

#define NUMBERING_HINT 0.4F /* less than what counts by itself */

struct page_number {
    int page;    /* 0: no number found */
    int of;      /* 0: not printed */
    float sure;  /* 0..1 */
    bool sequel; /* says that it goes on from an earlier page, number or not */
};

void numbering_find(const struct sheet *s, struct page_number *n);

#endif
