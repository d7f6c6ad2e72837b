/* The words of a `words` object (words.h) straight from its bytes. They are nearly all of it, and
 * of what splitting and typing a page that was read before costs, a third went into building a JSON
 * value for each of their numbers. */
#ifndef POSTKAMER_WORDS_SCAN_H
#define POSTKAMER_WORDS_SCAN_H

#include <stddef.h>
#include "classifiers/page.h"

/* Adds the words of `data` to p and cuts them out of it, so that an empty array stands there; *size
 * becomes what is left. 0, or -1: nothing has changed, since they are not written as words_to_json
 * and json_dumps write them, or there is no memory. Then the JSON library must say what they are.
 */
int words_scan(char *data, size_t *size, struct page *p);

#endif
