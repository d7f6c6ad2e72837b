/* Where the data that ships with the programs stands. */
#ifndef POSTKAMER_DATA_H
#define POSTKAMER_DATA_H

#include <stddef.h>

#define POSTKAMER_VERSION "0.1.0"

/* Path of a shipped file ("catalogue.json", "model.bin"): $POSTKAMER_DATA/name when set, else
 * ../share/postkamer/name beside the folder of the running program. 0, or -1 with errno. */
int data_path(const char *name, char *path, size_t size);

/* Path of a program of ours beside the running one ("ocr" -> .../postkamer-ocr). */
int data_program(const char *name, char *path, size_t size);

#endif
