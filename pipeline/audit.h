/* The audit trail: who decided what, on which evidence, with which model.
 *
 * An entry is a JSON object on a line: `seq` (from 1), `prev` (hash of the entry before; 64 zeros
 * for the first), `time` (UTC), `event` and what belongs to it. It names pieces, dossiers and
 * codes, never a BSN, a name or a text. The hash of an entry is the SHA-256 of its line without
 * the newline: a changed, removed or reordered line breaks the chain there.
 *
 * The trail is a journal (journal.h). OUT/checkpoints.ndjson holds what each run signed: a cut tail
 * shows against it, and against the line that the run printed. */
#ifndef POSTKAMER_AUDIT_H
#define POSTKAMER_AUDIT_H

#include <jansson.h>
#include <stdbool.h>
#include "pipeline/journal.h"
#include "pipeline/ledger.h"
#include "pipeline/spool.h"

#define AUDIT_FILE "audit.ndjson"
#define AUDIT_CHECKPOINTS "checkpoints.ndjson"
#define AUDIT_KEY "audit.key" /* Ed25519, PEM, readable to its owner only */
#define AUDIT_PUBLIC "audit.pub"

extern const struct journal audit_journal;

/* Adds an entry; the event is stolen, also on failure. Call it inside the transaction that it
 * belongs to. 0, or -1 with l->why. */
int audit_add(struct ledger *l, json_t *event);
/* What of a piece is a decision: the same decision twice is one entry. NULL without memory. */
json_t *audit_piece_event(const json_t *piece);

/* Where the ledger's chain ends: seq 0 and zeros when it is empty. 0, or -1 with l->why. */
int audit_head(struct ledger *l, long long *seq, char hash[SPOOL_KEY_SIZE]);
/* Signs the chain's end with OUT/audit.key (made when missing; $POSTKAMER_AUDIT_KEY: another
 * file), appends that to OUT/checkpoints.ndjson, and writes "SEQ:HASH" into text. 0, or -1 with
 * l->why. */
int audit_checkpoint(struct ledger *l, const char *out, const char *run, char *text, size_t size);

/* Is the chain whole, in the ledger, in the file and against the checkpoints? anchor: "SEQ:HASH"
 * as a run printed it, or NULL. found is called for each finding. 0, or -1 with l->why when it
 * could not be looked at. */
typedef void audit_found(void *context, const char *finding);
int audit_verify(struct ledger *l, const char *out, const char *anchor, audit_found *found,
                 void *context);

#endif
