/* The inside of name finding: find_names.c goes by labels, find_people.c by place. */
#ifndef POSTKAMER_FIND_NAMES_H
#define POSTKAMER_FIND_NAMES_H

#include "classifiers/find.h"
#include "classifiers/nearby.h"

struct names {
    const struct document_type *type;
    const struct view *v;
    size_t page;
    struct candidates *out;
};

int name_add(struct names *n, const char *name, float p, enum role role, bool labelled,
             float height);
/* A span's words as they are printed, one blank between. */
void span_printed(const struct sheet *s, const struct span *span, char *out, size_t size);

/* Names in address blocks, signatures, running text, cards, above accounts, in zones. */
int people_by_place(struct names *n);

#endif
