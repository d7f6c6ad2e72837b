/* Archives: zip, tar (plain, gz, xz, zst, bz2), 7z, rar. The only user of libarchive. */
#ifndef POSTKAMER_ARCHIVE_H
#define POSTKAMER_ARCHIVE_H

#include "pipeline/problem.h"
#include "stages/formats/members.h"

/* Once a process, before the walls: names are converted in a UTF-8 locale. */
void archive_open(void);

/* Walks all members in archive order; folders are left out. 0: whole; -1: broken, encrypted or
 * overlapping (p says which), or the sink stopped the walk (p->code is empty); the members that
 * came before are good. A member that cannot be read whole ends with "broken", and the walk goes
 * on to the next and returns -1.
 * Also reads a single compressed file (gz of something that is no tar): one member, nameless
 * unless a gzip header names it. Leaves the offset of fd anywhere. */
int archive_walk(int fd, const char *type, const struct member_sink *sink, struct problem *p);

/* Is the compressed file (type: application/gzip, application/x-xz, application/zstd or
 * application/x-bzip2) a tar? */
int archive_holds_tar(int fd);

#endif
