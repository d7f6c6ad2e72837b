/* Tables of contents: a page that announces what follows, and what stands on top of a page. */
#ifndef POSTKAMER_CONTENTS_H
#define POSTKAMER_CONTENTS_H

#include "classifiers/sheet.h"

#define CONTENTS_MOST 32
#define TOPS_MOST 6

struct contents {
    uint32_t entries[CONTENTS_MOST]; /* hashes of its entries' letters */
    size_t count;                    /* 0: the page is no table of contents */
    uint32_t tops[TOPS_MOST];        /* hashes of the page's own first lines */
    size_t top_count;
};

void contents_find(const struct sheet *s, struct contents *c);

/* Does a's table of contents name one of b's first lines? */
bool contents_announce(const struct contents *a, const struct contents *b);

#endif
