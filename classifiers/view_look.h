/* The parts of a view that need no catalogue. */
#ifndef POSTKAMER_VIEW_LOOK_H
#define POSTKAMER_VIEW_LOOK_H

#include "classifiers/view.h"

/* Fills greetings, closings, days, tables, running text and marks. 0, or -1: no memory. */
int view_look(struct view *v);

/* Is a folded line a row of a table: a day first, an amount or much text after it? */
bool line_is_row(const char *text);
/* Does a folded line hold an amount of money? */
bool line_has_amount(const char *text);

#endif
