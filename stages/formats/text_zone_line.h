/* Inside text*.c only: which lines of a page can be those of a machine readable zone. */
#ifndef POSTKAMER_TEXT_ZONE_LINE_H
#define POSTKAMER_TEXT_ZONE_LINE_H

#include "stages/formats/text_labels.h"

/* Does the word begin a line of a zone? Such a line looks like one, or stands by one that does. */
bool zone_line_at(const struct page *p, size_t at, struct look *look);

#endif
