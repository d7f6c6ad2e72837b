/* Reports: report.ndjson (a run's and the standing one), report.html, why.txt. */
#ifndef POSTKAMER_REPORT_H
#define POSTKAMER_REPORT_H

#include <jansson.h>
#include "pipeline/ledger.h"
#include "pipeline/spool.h"

/* A ledger piece as the contract's report line: exactly its members, in its order. New reference;
 * NULL: no memory. */
json_t *report_line(const json_t *piece);

/* Writes OUT/report.ndjson (all pieces as they stand) and, when run is not NULL,
 * OUT/runs/<run>/report.ndjson and report.html (pieces whose "run" is this one), each atomically.
 * 0, or -1 after a message. */
int report_write(const char *out, struct spool *spool, struct ledger *ledger, const char *run);

/* The Dutch text a clerk finds beside a piece in review or rejected: what it is, which pages, to
 * whom it may belong, why it waits, what to do. The caller frees; NULL: no memory. */
char *report_why(const json_t *piece, const char *submission);

/* Dutch label of a document type ("bankafschrift" -> "Bankafschrift"), the code when unknown. */
const char *report_type_label(const char *type);

#endif
