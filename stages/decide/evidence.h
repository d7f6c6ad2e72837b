/* What a piece says of people and days, as members of its record. */
#ifndef POSTKAMER_EVIDENCE_H
#define POSTKAMER_EVIDENCE_H

#include <jansson.h>
#include "classifiers/fields.h"

/* Adds `fields`, `evidence`, `person` and `urgent` to a piece record that has a type. views: of
 * its pages, in its order. 0, or -1: no memory. */
int evidence_add(json_t *piece, const struct catalogue *c, const struct document_type *type,
                 const struct view *const *views, size_t count);

#endif
