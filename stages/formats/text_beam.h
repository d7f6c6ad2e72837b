/* Inside text*.c only: the likeliest strings of a known form along a line of steps. Pure functions.
 */
#ifndef POSTKAMER_TEXT_BEAM_H
#define POSTKAMER_TEXT_BEAM_H

#include "stages/formats/text_steps.h"

#define BEAM_VALUE 56
#define BEAM_WIDTH 32

struct alternative {
    char value[BEAM_VALUE];
    double p; /* of these steps saying it, 0..1 */
};

/* A connectionist temporal classification (Graves 2006) prefix search under a pattern: 9 a digit,
 * A a letter, X either, n a digit or filler, a a letter or filler, c all three, d a digit
 * after a run of fillers, - a separator or space, all else itself. Upper and lower case are one;
 * separators and blanks between characters are passed over; what stands before and after counts
 * when it holds digits. Fills out with strings of at least `least` characters of the pattern,
 * likeliest first; their number. */
int beam_read(const struct step *steps, int count, const char *pattern, int least,
              struct alternative out[BEAM_WIDTH]);

#endif
