#ifndef POSTKAMER_GROW_H
#define POSTKAMER_GROW_H

#include <stddef.h>

/* Room for one more item in an array. `array` is the address of the pointer to its items (NULL at
 * first, the caller's to free), each of `size` bytes, `count` of them in use; *room, 0 at first, is
 * doubled when all of it is. 0, or -1 with errno ENOMEM, the array and its room as they were. */
int grow(void *array, size_t count, size_t *room, size_t size);

#endif
