/* What a dossier has and what it lacks, by the catalogue's requirements. Pure: of pieces, no clock;
 * the day of reference is that of the application. */
#ifndef POSTKAMER_STATUS_H
#define POSTKAMER_STATUS_H

#include <jansson.h>

/* pieces: the ledger's; only filed ones count, with their `holder` of what the registry says. An
 * array, by dossier, of {"dossier", "scheme", "kind", "complete", "present": [{"requirement",
 * "type", "piece", "received"}], "missing": [{"requirement", "label", "detail"}]}; `detail` is
 * Dutch, as "inkomsten partner ontbreekt". New reference; NULL: no memory. */
json_t *status_of(const json_t *pieces, const json_t *catalogue);

/* Writes OUT/dossiers/<dossier>/status.json where it changed, takes away those of dossiers that
 * hold nothing any more, and writes OUT/ontbreekt.csv, a line a missing paper. 0, or -1 after a
 * message.
 */
int status_write(const char *out, const json_t *statuses);

#define STATUS_FILE "status.json"

#endif
