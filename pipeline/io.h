/* All bytes, however often a signal comes between or only a part is passed. */
#ifndef POSTKAMER_IO_H
#define POSTKAMER_IO_H

#include <stddef.h>
#include <sys/types.h>

/* Reads up to size bytes, fewer only at the end; how many there were, or -1 with errno. */
ssize_t read_all(int fd, void *data, size_t size);

/* Writes all of it. Not synced. 0, or -1 with errno (EIO: nothing was taken). */
int write_all(int fd, const void *data, size_t size);

#endif
