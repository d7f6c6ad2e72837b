/* Inside text*.c only: lines whose characters stand at even distances, as those of a machine
 * readable zone do, read place by place. Pure functions. */
#ifndef POSTKAMER_TEXT_CELLS_H
#define POSTKAMER_TEXT_CELLS_H

#include "stages/formats/text_mrz.h"
#include "stages/formats/text_second.h"

/* The characters that a place can hold, in the order of their chances. */
#define CELL_CHARACTERS 37 /* 0-9, A-Z, < */

struct cells {
    double p[MRZ_LINE][CELL_CHARACTERS]; /* of each character, in the order of cells_alphabet */
    int count;
};

extern const char cells_alphabet[CELL_CHARACTERS + 1];

/* What several readings of one picture of a line make of each of `width` places together, under the
 * types of the form. False: its characters do not stand so. */
bool cells_find(const struct second *const *readings, int count, const char *types, int width,
                struct cells *out);

/* The place of a character in the alphabet, capitals and small ones being one; -1: none. */
int cells_place(char c);

/* A Dutch zone, the likeliest of those whose check digits all hold. */
struct cells_read {
    char value[FIELD_VALUE_MAX];
    char bsn[10]; /* empty: fillers stand there */
    float p;      /* chance of the number and of the day of birth */
};

/* Reads the lines of a Dutch passport or card place by place, each as both networks saw it. False:
 * it is no such zone, or none that can be read so. */
bool cells_read(const struct second *numbers, const struct second *words, int count,
                struct cells_read *out);

#endif
