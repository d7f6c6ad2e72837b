/* The worker that reads a page. */
#ifndef POSTKAMER_OCR_WORKER_H
#define POSTKAMER_OCR_WORKER_H

#include "pipeline/pool.h"

/* Request: {"type": MIME type, "page": N, "of": pages of the file, "source": "image" | "render"};
 * input 0 is the file.
 * Result, one item: {"item": "words", "rotation", "skew", "ink", "confidence", "blank", "through",
 * "looks", "width", "height"} with the object of words.h (none when blank),
 * or {"item": "problem", "code", "detail"}. */
extern const struct worker_class ocr_class;

/* Part of the question under which answers are kept. */
#define OCR_VERSION "ocr 18"

#endif
