/* What stands beside or below a label. */
#ifndef POSTKAMER_NEARBY_H
#define POSTKAMER_NEARBY_H

#include "classifiers/sheet.h"

#define SPAN_WORDS 32

/* Words of the page in reading order, and their folded text joined by one space. */
struct span {
    size_t words[SPAN_WORDS];
    size_t count;
    char text[512];
};

/* The words to the right of word `last` (the label's end) on the same height, up to a gap wider
 * than `gap` points after the first of them (0: no such end). Without geometry the rest of the
 * line.
 * */
void span_right(const struct sheet *s, size_t last, float gap, struct span *out);

/* The words just below words first..last: the nearest row within `lines` line heights that begins
 * near the label's left side or lies under it. Without geometry nothing. */
void span_below(const struct sheet *s, size_t first, size_t last, float lines, struct span *out);

/* The first word in a reading's box; where there is none the one nearest to it. Needs words. */
size_t reading_word(const struct sheet *s, const struct reading *r);
/* Is the middle of a word in a reading's box? */
bool reading_covers(const struct reading *r, const struct word *w);

#endif
