/* The worker that draws a page as the recogniser saw it. */
#ifndef POSTKAMER_SHOW_WORKER_H
#define POSTKAMER_SHOW_WORKER_H

#include "pipeline/pool.h"

/* Request: {"type": MIME type, "page": N, "source": "text" | "image" | "render", "rotation": R,
 * "boxes": [[x0, y0, x1, y1, red, green, blue], ...]}, boxes in points; input 0 is the file.
 * Result, one item: {"item": "png"} with the bytes, or {"item": "problem", "detail"}. */
extern const struct worker_class show_class;

#endif
