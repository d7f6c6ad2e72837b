/* The worker that tells what a blob is and, when it is a container, takes it apart. */
#ifndef POSTKAMER_UNPACK_WORKER_H
#define POSTKAMER_UNPACK_WORKER_H

#include "pipeline/pool.h"

/* Request: {"job": "open", "detect": true} or {"job": "date"}; input 0 is the file.
 *
 * "date": {"item": "mail", "from_name", "from_address", "subject", "date"} when it is a mail, from
 * its beginning only.
 *
 * "open": {"item": "type", "type"}, then of a container
 *   {"item": "mail", ...} as above,
 *   {"item": "attachments"} before the attachments of a PDF are looked for,
 *   {"item": "member", "name": hex of its raw bytes, "charset", "claim" (the container's type),
 *    "role", "problem", "part", "type" (by its first bytes; absent without `detect`)} and its
 * bytes,
 *   {"item": "short", "code"} after a member that is not whole,
 *   {"item": "problem", "code", "detail"} of the container itself.
 * Absent or null: not known. The limits of limits.h hold for a container by itself. */
extern const struct worker_class unpack_class;

#endif
