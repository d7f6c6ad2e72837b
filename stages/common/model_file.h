/* The model that is in use: $POSTKAMER_MODEL, else the shipped model.bin, else the hand-set one. */
#ifndef POSTKAMER_MODEL_FILE_H
#define POSTKAMER_MODEL_FILE_H

#include "classifiers/model.h"

#define MODEL_FILE_MAX ((size_t)64 << 20)

/* path: NULL for the one in use; a missing file is the hand-set model when path is NULL.
 * 0, or -1 with a message in why. */
int model_load(struct model *m, const struct catalogue *c, const char *path, char *why,
               size_t size);
/* Writes a temporary beside path, fsyncs and renames. 0, or -1 with errno. */
int model_save(const struct model *m, const struct catalogue *c, const char *path);

#endif
