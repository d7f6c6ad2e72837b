/* Whole pages by tesseract's own library, for models that net.h cannot run. Inside text*.c only. */
#ifndef POSTKAMER_TEXT_LIBRARY_H
#define POSTKAMER_TEXT_LIBRARY_H

#include <stddef.h>
#include "classifiers/page.h"
#include "stages/formats/raster.h"

struct library;

/* Loads a model by its name from $TESSDATA_PREFIX, or where tesseract was built to look.
 * OMP_THREAD_LIMIT=1 must stand in the environment before the program starts. NULL with a message
 * in why. */
struct library *library_load(const char *language, char *why, size_t size);
void library_free(struct library *l);

/* Reads an upright gray page: adds its words (points: pixels * 72 / raster->dpi), in the library's
 * order. 0, or -1. */
int library_read(struct library *l, const struct raster *page, struct page *out);

#endif
