/* Archives: zip, tar (plain, gz, xz, zst, bz2), 7z, rar. The only user of libarchive. */
#ifndef POSTKAMER_ARCHIVE_H
#define POSTKAMER_ARCHIVE_H

#include "pipeline/problem.h"
#include "stages/formats/members.h"

/* Walks all members in archive order; folders are left out. 0: whole; -1: broken, encrypted or
 * over a limit (p says which); the members that came before are good.
 * Also reads a single compressed file (gz of something that is no tar): one member. */
int archive_walk(int fd, const char *type, const struct member_sink *sink, struct problem *p);

#endif
