#include "classifiers/grow.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_FIRST 32

int grow(void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return 0;
    if (*room > SIZE_MAX / 2 / size) {
        errno = ENOMEM;
        return -1;
    }
    size_t wanted = *room ? *room * 2 : ROOM_FIRST;
    void *items;
    /* Copied, since the caller's pointer is of a type that this one may not be read as. */
    memcpy(&items, array, sizeof items);
    items = realloc(items, wanted * size);
    if (!items)
        return -1;
    memcpy(array, &items, sizeof items);
    *room = wanted;
    return 0;
}
