/* Deciding: from a submission's piece records to decided ledger pieces. */
#ifndef POSTKAMER_DECIDE_H
#define POSTKAMER_DECIDE_H

#include <jansson.h>
#include "pipeline/ledger.h"
#include "pipeline/stream.h"

struct registry; /* registry.h */

/* Decides every piece of s: filed, review, aside or rejected, with dossier, candidates, person,
 * reasons and duplicate_of. What the ledger already says stays: pieces filed before and pieces
 * decided by a clerk keep their decision (a clerk's pieces replace the machine's that overlap
 * them). Returns an array of ledger pieces for publish_submission (without path, sha256, size), in
 * order of their first page; NULL with errno. */
json_t *decide_submission(struct registry *registry, struct ledger *ledger,
                          const struct submission *s);

#endif
