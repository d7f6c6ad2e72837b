/* Inside text*.c only: from what the network says of each step to characters. */
#ifndef POSTKAMER_TEXT_SPELL_H
#define POSTKAMER_TEXT_SPELL_H

#include "stages/formats/net.h"

struct character {
    int code, step;
    float chance; /* the highest that a step gave it */
};

/* The likeliest string of a line, as the sum of all ways to say it. Fills *out, which the caller
 * frees; the number of characters, or -1: no memory. */
int spell(const struct net *n, const struct net_line *line, struct character **out);

#endif
