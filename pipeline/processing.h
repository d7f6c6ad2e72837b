/* The processing log: of each decision about a person's paper, and each time that somebody is shown
 * one or that it is handed over, the line that the standard Logboek dataverwerkingen (Logius) asks
 * of who processes personal data. A journal (journal.h) beside the
 * audit trail: that one is for whether a decision was right and stands unchanged, this one for the
 * citizen who asks what was done with their data.
 *
 * A line is a JSON object: `seq`; `trace_id` (32 hex, the same for a submission), `operation_id`
 * (16 hex, of the line), `status_code` (OK: what failed was not accepted and has no line), `name`
 * (file, ask, set-aside or reject, what happened to the piece; show, export), `start_time` and
 * `end_time` (UTC, milliseconds: of its publishing), `resource` {`name`, `version`}, and
 * `attributes`: `dpl.core.processing_activity_id` ($POSTKAMER_PROCESSING_ACTIVITY: where the
 * municipality's register describes this), `dpl.core.user` (who decided: machine or clerk; of show
 * and export the user's name), `dpl.core.data_subject_id_type` (BSN, or
 * dossier where the registry has no BSN) and `dpl.core.data_subject_id` (see pseudonym.h) of whose
 * dossier it was filed in, both absent as long as it is not filed, `postkamer.piece` and, of
 * export, `postkamer.to` (in which form). */
#ifndef POSTKAMER_PROCESSING_H
#define POSTKAMER_PROCESSING_H

#include <jansson.h>
#include "pipeline/audit.h"
#include "pipeline/journal.h"

#define PROCESSING_FILE "processing.ndjson"
#define PROCESSING_ACTIVITY "urn:postkamer:post-in-dossiers"

extern const struct journal processing_journal;

/* A line about a piece of the ledger. Call it inside the transaction of the decision. 0, or -1
 * with l->why. */
int processing_add(struct ledger *l, const json_t *piece);

/* What is done with a piece besides deciding about it. */
struct processing_use {
    const char *name; /* show, export */
    const char *who;
    const char *to; /* NULL: nothing */
};
/* A line about that, durable in ledger and file when it returns 0: to be called before it is done,
 * and when it fails it is not to be done. piece: of the ledger; of a page that is in none an object
 * with its `submission_id`. In no transaction. 0, or -1 with l->why. */
int processing_use(struct ledger *l, const json_t *piece, const struct processing_use *use);

/* What a reader may need of a line. Pointers into it; NULL: absent or no text. */
struct processing_line {
    const char *name, *trace, *operation, *person_type, *person;
};
/* Is this JSON a line of the log? */
bool processing_read(const json_t *line, struct processing_line *out);

/* Is the file what the ledger holds, and is each line one? 0, or -1 with l->why. */
int processing_verify(struct ledger *l, const char *out, audit_found *found, void *context);

#endif
