/* Names from outside as paths within a submission (CONTRACT: A file's path). They stand in
 * records only: none ever names a file of ours. */
#ifndef POSTKAMER_UNPACK_NAMES_H
#define POSTKAMER_UNPACK_NAMES_H

#include <jansson.h>
#include <stdbool.h>

/* A path of components joined by '/': UTF-8 (bytes that are none are read as `charset` says:
 * "cp437", "latin-1"; else U+FFFD), no control or bidi characters (U+FFFD), no empty, "." or ".."
 * component, no drive letter, none longer than LIMIT_NAME bytes, and a `!` that ends one as %21.
 * backslashes: they separate when there is no slash. "" when nothing is left.
 * The caller frees; NULL: no memory. */
char *names_clean(const char *raw, const char *charset, bool backslashes);

/* A name of the file system as text that stands in records: bytes that are no UTF-8 become U+FFFD,
 * all else stays. The caller frees; NULL: no memory. */
char *names_shown(const char *raw);

/* The path, or with " (2)", " (3)" ... before its extension when it stands in `taken` (an object,
 * its keys are paths) already; adds it there. Takes over path; the caller frees the result.
 * NULL: no memory. */
char *names_unique(json_t *taken, char *path);

/* "a/b.pdf" of container "x.zip" is "x.zip!/a/b.pdf"; within NULL it is itself. The caller frees;
 * NULL: no memory. */
char *names_within(const char *container, const char *path);

/* Is this by its name what systems leave behind: __MACOSX, .DS_Store, ._*, Thumbs.db,
 * desktop.ini? */
bool names_litter(const char *path);

/* The last component. */
const char *names_last(const char *path);

/* Without the extension of a single compressed file ("scan.pdf.gz": "scan.pdf"), of its last
 * component. The caller frees; NULL: no memory. */
char *names_uncompressed(const char *path);

#endif
