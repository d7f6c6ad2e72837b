/* A set of spool keys. Zero it to begin with. */
#ifndef POSTKAMER_KEYS_H
#define POSTKAMER_KEYS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define KEY_BYTES 32

struct keys {
    unsigned char (*list)[KEY_BYTES]; /* sorted once keys_sort was called */
    size_t count, room;
};

/* Adds every text within the value that is a spool key. 0, or -1 without memory. */
int keys_add_all(struct keys *k, const json_t *value);
void keys_sort(struct keys *k);
/* Is the key in the set? After keys_sort. */
bool keys_hold(const struct keys *k, const char *key);
void keys_release(struct keys *k);

#endif
