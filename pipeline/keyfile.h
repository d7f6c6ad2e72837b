/* Small files that must be there whole, or not at all: keys. */
#ifndef POSTKAMER_KEYFILE_H
#define POSTKAMER_KEYFILE_H

#include <stddef.h>
#include <sys/types.h>

/* Writes a file whole or not at all, durably: a key must outlive what it signed or hid. 0, or -1
 * with errno. */
int keyfile_write(const char *path, mode_t mode, const void *data, size_t size);

#endif
