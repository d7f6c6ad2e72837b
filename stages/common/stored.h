/* What a run kept of a submission: its records as they came into `route`. */
#ifndef POSTKAMER_STORED_H
#define POSTKAMER_STORED_H

#include <jansson.h>
#include <stddef.h>
#include "pipeline/spool.h"
#include "pipeline/stream.h"

/* row: what ledger_submission gives. A new array, or NULL with why. */
json_t *stored_records(struct spool *s, const json_t *row, char *why, size_t size);
/* The whole submission; NULL with why. */
struct submission *stored_submission(struct spool *s, const json_t *row, char *why, size_t size);

#define PIECE_ID_SIZE 17
/* The id of a piece: the first 16 hex digits of the SHA-256 of its submission's id and its pages
 * ([{"file","page"}]). 0, or -1 without memory. */
int piece_id(const char *submission_id, const json_t *pages, char id[PIECE_ID_SIZE]);

#endif
