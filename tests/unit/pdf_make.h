/* Small PDFs for tests, from the text of their objects. */
#ifndef POSTKAMER_TEST_PDF_MAKE_H
#define POSTKAMER_TEST_PDF_MAKE_H

#include <stddef.h>

/* Writes a PDF of objects 1, 2, ... (a NULL ends the list; an object is its text between `obj` and
 * `endobj`) to a temporary file. Object 1 is the catalogue; trailer is added to the trailer.
 * Returns the descriptor; a failure ends the test. */
int pdf_make(const char *const *objects, const char *trailer);

/* A stream object's text; NULL dict: none but /Length. Static room, good for 8 calls. */
const char *pdf_stream(const char *dict, const void *data, size_t size);
const char *pdf_text(const char *content);

/* Bytes of a file as a string with a NUL after; *size may be NULL. The caller frees. */
char *pdf_bytes(int fd, size_t *size);
/* Does the file hold these bytes? */
int pdf_holds(int fd, const char *what, size_t size);

#endif
