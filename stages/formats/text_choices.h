/* Inside text*.c only: what the readers of one place make of it, and what that is worth. Pure
 * functions. */
#ifndef POSTKAMER_TEXT_CHOICES_H
#define POSTKAMER_TEXT_CHOICES_H

#include "stages/formats/text_beam.h"

#define CHOICES_MAX 64

/* Who read a value. The first pass and the words' network are one reader. */
enum reader_of { BY_NUMBERS, BY_WORDS, BY_BOTH };

/* A value that can stand there, and how much speaks for it. */
struct choice {
    char value[BEAM_VALUE];
    double weight;
    double of[BY_BOTH]; /* most that each reader says, by reader_of */
};

struct choices {
    struct choice list[CHOICES_MAX];
    int count;
    double against; /* what speaks for a number that is none of them: of another length */
};

/* Adds what a reader says with chance p, trusted so far. What both of them say counts for more than
 * its parts, by as much as the one says who is less sure: they are rarely wrong in the same way. */
void choices_add(struct choices *c, const char *value, double p, double trust, enum reader_of who);

/* Heaviest first. The share of the first in *sum, the weight of all, of what speaks against them
 * and of what no reader says. */
double choices_sort(struct choices *c, double none, double *sum);

#endif
