/* Inside export only: what is known of a file that is handed over. */
#ifndef POSTKAMER_EXPORT_DOCUMENT_H
#define POSTKAMER_EXPORT_DOCUMENT_H

#include "stages/export/export.h"

/* number: of the file within the piece, from 0; fd: it, left at offset 0. 0, or -1 after a
 * message. */
int document_read(struct export_document *d, const struct export *e, const json_t *piece,
                  size_t number, const char *path, int fd);

#endif
