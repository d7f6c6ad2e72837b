/* From candidates to the fields of a piece: one value each, or none. */
#ifndef POSTKAMER_FIELDS_H
#define POSTKAMER_FIELDS_H

#include "classifiers/find.h"

struct field {
    char value[VALUE_SIZE]; /* empty: the paper does not say, or not surely */
    float p;
};

/* Which value stands for each field: never a third party's, absent rather than wrong. */
void fields_choose(const struct document_type *type, const struct candidates *c,
                   struct field fields[FIELD_KINDS]);

/* Gathers the candidates of a piece: views in the order of its pages. 0, or -1: no memory. */
int fields_gather(const struct catalogue *c, const struct document_type *type,
                  const struct view *const *views, size_t count, struct candidates *out);

/* Whose paper it is by its type and its candidates: ROLE_APPLICANT, ROLE_PARTNER, ROLE_UNKNOWN. */
enum role fields_person(const struct document_type *type, const struct candidates *c);

#endif
