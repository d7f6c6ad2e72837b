/* A hash table from short text to a number. */
#ifndef POSTKAMER_TABLE_H
#define POSTKAMER_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct table_slot {
    char *key; /* owned; NULL: free */
    uint32_t hash, value;
};

struct table {
    struct table_slot *slots;
    size_t size, used; /* size is 0 or a power of two */
};

void table_release(struct table *t);
/* The value's place, or NULL when the key is not there. Good until the next table_put. */
uint32_t *table_get(const struct table *t, const char *key);
/* The value's place, with `fresh` as value when the key was not there. NULL: no memory. */
uint32_t *table_put(struct table *t, const char *key, uint32_t fresh);

#endif
