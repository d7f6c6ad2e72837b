/* A labelled stream of pages as truth or report: a TSV whose header names `document`. */
#ifndef POSTKAMER_SCORE_STREAM_H
#define POSTKAMER_SCORE_STREAM_H

#include <jansson.h>
#include <stdbool.h>

/* Is it one by its name, which ends in .tsv? */
bool score_is_stream(const char *path);

/* Lines as of truth.ndjson (truth) or report.ndjson: rows that follow each other with one document
 * are one piece of the submission 'stream'. NULL after a message. */
json_t *score_read_stream(const char *path, bool truth);

#endif
