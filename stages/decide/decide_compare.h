/* What deciding again changes: for --dry-run. */
#ifndef POSTKAMER_DECIDE_COMPARE_H
#define POSTKAMER_DECIDE_COMPARE_H

#include <jansson.h>
#include <stdio.h>

struct decide_changes {
    unsigned long dossier, type, decision; /* pieces */
    unsigned long fresh, gone;             /* pieces that were or will not be there */
};

/* Adds the changes from the ledger's pieces to the new ones, a line a piece to `out`. */
void decide_compare(const json_t *before, const json_t *after, struct decide_changes *changes,
                    FILE *out);

#endif
