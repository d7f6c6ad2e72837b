#ifndef POSTKAMER_WRITE_ALL_H
#define POSTKAMER_WRITE_ALL_H

#include <stddef.h>

/* Writes all of it, however often a signal comes between or only a part is taken. Not synced.
 * 0, or -1 with errno (EIO: nothing was taken). */
int write_all(int fd, const void *data, size_t size);

#endif
