/* Inside the linkage only: the grade of one read value against one known one. */
#ifndef POSTKAMER_LINK_FIELDS_H
#define POSTKAMER_LINK_FIELDS_H

#include "classifiers/link.h"

#define LINK_SURE_NUMBER_P 0.85 /* one misreading in eleven passes the check */

/* Grade and bits of a value that was surely read; link.c takes its p into account. `person`: the
 * one of the dossier that it may be of, share: of her surname. */
struct link_result link_field(const struct link_value *v, const struct link_dossier *d,
                              const struct link_person *person, double share);

#endif
