/* The worker that counts a file's pages and looks at them. */
#ifndef POSTKAMER_PAGINATE_WORKER_H
#define POSTKAMER_PAGINATE_WORKER_H

#include "pipeline/pool.h"

/* Request: {"type": MIME type, "first": N, "most": M}; input 0 is the file.
 * Result items: {"item": "count", "pages": P}, then for each page from N on, at most M of them,
 *   {"item": "page", "page", "source", "width", "height", "blank", "looks" (may be absent)} with
 *   the `words` object of words.h where there are words, or
 *   {"item": "page", "page", "source", "width", "height", "code", "detail"} for one that cannot
 *   be read;
 * or {"item": "problem", "code", "detail"} of the file as a whole. */
extern const struct worker_class paginate_class;

/* Part of the question under which answers are kept. */
#define PAGINATE_VERSION "paginate 2"

#endif
