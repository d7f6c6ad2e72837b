/* SHA-256 (FIPS 180-4) over bytes that come in pieces. For whole ones: hash_bytes in spool.h. */
#ifndef POSTKAMER_HASH_H
#define POSTKAMER_HASH_H

#include <stddef.h>
#include "pipeline/spool.h"

struct hash {
    void *context; /* owned until hash_end */
};

int hash_begin(struct hash *h); /* 0, or -1 with errno */
void hash_add(struct hash *h, const void *data, size_t size);
/* Writes 64 hex digits and frees the context. */
void hash_end(struct hash *h, char key[SPOOL_KEY_SIZE]);

#endif
