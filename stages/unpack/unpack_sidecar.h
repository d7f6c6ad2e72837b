/* NAME.meta.json: what the portal, the mail room or the scanner says of an entry. */
#ifndef POSTKAMER_UNPACK_SIDECAR_H
#define POSTKAMER_UNPACK_SIDECAR_H

#include "stages/unpack/unpack_inbox.h"

#define SIDECAR_MAX 65536 /* bytes */

/* Fills meta, received, when and dated of e from the file `name`, if there is one. One that
 * cannot be read, is no JSON object or too large counts as absent; a member that is wrong is left
 * out. Both are told in e->trouble. 0, or -1 with errno when descriptors or memory ran out: then
 * nobody knows what it says. */
int sidecar_read(int dir, const char *name, struct inbox_entry *e);

#endif
