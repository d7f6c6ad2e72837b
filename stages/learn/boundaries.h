/* Labelled streams of page texts, from anywhere: to measure borders against published figures. */
#ifndef POSTKAMER_BOUNDARIES_H
#define POSTKAMER_BOUNDARIES_H

#include "stages/learn/marks.h"

/* Learns and tests borders on a TSV with a header line that names at least `document`, `page` and
 * `text` (in any order; pages in the order of the stream; in a text \n is a line's end, \t a tab).
 * Documents are dealt to `folds` folds by their name; each fold is one stream, judged by a model
 * that learned from the others. Prints a line a fold and one for all. An exit status, after a
 * message. */
int boundaries_run(const char *path, unsigned folds, struct catalogue *c, unsigned seed);

#endif
