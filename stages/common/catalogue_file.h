/* Reads catalogue.json into a catalogue. The format stands in classifiers/README.md. */
#ifndef POSTKAMER_CATALOGUE_FILE_H
#define POSTKAMER_CATALOGUE_FILE_H

#include "classifiers/catalogue.h"

/* path: NULL for the file that is shipped. NULL with a message in why. The caller frees with
 * catalogue_free. */
struct catalogue *catalogue_load(const char *path, char *why, size_t size);

#endif
