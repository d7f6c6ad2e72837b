/* The worker that makes the PDFs of pieces. */
#ifndef POSTKAMER_COMPOSE_H
#define POSTKAMER_COMPOSE_H

#include "pipeline/pool.h"

/* Request: [{"piece": 0, "title": "...", "pages": [{"input": 1, "type": "application/pdf",
 * "page": 3, "rotation": 90, "skew": 1.2, "words": {...} or null}, ...]}, ...], a piece each;
 * `words` is the object of words.h, `skew` (may be absent) the page record's: degrees that were
 * taken off to read them. Input 0 is a file that holds the request when it is longer than a message
 * may be: then the request text is {"from": 0}. The other inputs are the files of the pages. Result
 * items of each piece, with its "piece": {"item": "pdf", "pages": N} with the bytes, then
 * {"item": "thumbnail"} with a PNG; or {"item": "problem", "code", "detail", "page": index} when a
 * page could not be taken in. */
extern const struct worker_class compose_class;

#endif
