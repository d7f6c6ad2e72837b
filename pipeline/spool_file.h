/* Inside the spool only: names within it, and how a file comes to stand there. */
#ifndef POSTKAMER_SPOOL_FILE_H
#define POSTKAMER_SPOOL_FILE_H

#include <stddef.h>
#include "pipeline/spool.h"

struct spool_path {
    char folder[16];                /* "objects/ab" */
    char path[16 + SPOOL_KEY_SIZE]; /* "objects/ab/cdef..." */
};

/* 0, or -1 with EINVAL when key is none. */
int spool_path(struct spool_path *p, const char *room, const char *key);

/* Puts a small file at p, atomically, over what stands there. Not synced: its content proves
 * itself. 0, or -1 with errno. */
int spool_replace(struct spool *s, const struct spool_path *p, const void *data, size_t size);

#endif
