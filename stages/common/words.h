/* Pages between JSON and struct: the `words` object of a page in the spool. */
#ifndef POSTKAMER_WORDS_H
#define POSTKAMER_WORDS_H

#include <jansson.h>
#include "classifiers/page.h"
#include "pipeline/spool.h"
#include "pipeline/stream.h"

#define WORDS_POINTS_MAX 1e6 /* no page is longer */

/* {"width":W,"height":H,"words":[[x0,y0,x1,y1,confidence,line,block,"text"],...],
 *  "readings":[{"field","value","p","box":[x0,y0,x1,y1],"valid"},...]}
 * Lengths in points rounded to 0.1, confidences to 0.001. NULL: no memory. */
json_t *words_to_json(const struct page *p);
/* Fills words, readings, width and height. Every member is checked. -1: not such an object. */
int words_from_json(const json_t *object, struct page *p);

/* Fills a page from its `page` record and its words in the spool (none when blank).
 * 0, or -1 with errno. The caller calls page_release in both cases. */
int page_load(struct spool *spool, const json_t *record, struct page *p);
/* The same for who decides by the words: when they are there and cannot be read now, the program
 * ends (EXIT_IO, after a message), for without them the decision would be another one. */
int page_load_surely(struct spool *spool, const json_t *record, struct page *p);

/* All pages of a submission, in stream order; *pages is freed with pages_free. */
int pages_load(struct spool *spool, const struct submission *s, struct page **pages, size_t *count);
void pages_free(struct page *pages, size_t count);

#endif
