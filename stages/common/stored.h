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

#endif
