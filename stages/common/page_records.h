/* `page` and `problem` records, as pipeline/README.md names them. */
#ifndef POSTKAMER_PAGE_RECORDS_H
#define POSTKAMER_PAGE_RECORDS_H

#include "classifiers/page.h"
#include "pipeline/stream.h"

/* "text", "image", "render" or "plain". */
const char *page_source_name(enum page_source source);
enum page_source page_source_of(const char *name); /* PAGE_RENDER for another name */

/* Appends the record of page n of `of` of a file (its `file` record) to the submission; borrowed,
 * for the caller to add to. NULL: no memory. */
json_t *page_record_add(struct submission *s, const json_t *file, int n, int of,
                        enum page_source source, double width, double height);

/* Appends a problem; page 0: of the file as a whole. 0, or -1: no memory. */
int problem_record_add(struct submission *s, const char *file, int page, const char *code,
                       const char *detail);

/* The problems of a submission, to be asked with problem_indexed; a new reference, NULL: no memory.
 */
json_t *problem_index(const struct submission *s);
/* There is a problem of this page; 0: of the file as a whole. */
bool problem_indexed(const json_t *index, const char *file, int page);

#endif
