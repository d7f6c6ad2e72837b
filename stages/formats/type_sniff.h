/* Inside the detector only: formats by their first bytes. */
#ifndef POSTKAMER_TYPE_SNIFF_H
#define POSTKAMER_TYPE_SNIFF_H

#include <stddef.h>

/* The type of binary formats that the contract names, and of compressed files
 * (application/gzip, application/x-xz, application/zstd, application/x-bzip2); NULL: none of them.
 * The bytes are a file's first; the format's own signature decides. */
const char *sniff_binary(const void *data, size_t size);

/* Is there a PDF in it, though other bytes come first? ISO 32000-1, implementation note 13:
 * the header may stand anywhere in the first 1024 bytes. */
int sniff_pdf(const void *data, size_t size);

#endif
