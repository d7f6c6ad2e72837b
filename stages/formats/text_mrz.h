/* Inside text*.c only: the forms of machine readable zones. Pure functions. */
#ifndef POSTKAMER_TEXT_MRZ_H
#define POSTKAMER_TEXT_MRZ_H

#include <stdbool.h>
#include <stddef.h>
#include "stages/formats/text_fields.h"

#define MRZ_SHAPES 6
#define MRZ_LINE 64

/* Width, lines, and of each line what its characters are: n a digit or <, a a letter or <, c any,
 * else itself. Widths and types are those of ICAO 9303. */
struct mrz_shape {
    size_t width;
    int lines, names; /* which of them holds the names; -1: none */
    bool dutch;       /* the optional part is the holder's number */
    const char *types[3];
};

extern const struct mrz_shape mrz_shapes[MRZ_SHAPES];

/* The lines as this shape has them, fillers and look-alikes put right where the form leaves no
 * choice: value, its lines joined by \n. How many of its check digits hold; -1: they do not fit. */
int mrz_fit(const struct mrz_shape *s, const char *const *lines, char value[FIELD_VALUE_MAX],
            int *digits);

#endif
