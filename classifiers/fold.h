/* Folding: text as it is compared. OCR, capitals and diacritics must not matter. */
#ifndef POSTKAMER_FOLD_H
#define POSTKAMER_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writes UTF-8 as lower-case ASCII: diacritics off, ligatures apart, dashes and quotes plain, every
 * other character a space. At most size - 1 bytes and a NUL; size > 0. Returns the length. No
 * output is longer than its input. */
size_t fold_text(const char *utf8, char *out, size_t size);

/* Is the edit distance (insert, delete, substitute) of a and b at most `limit` (0 to 2)? */
bool fold_near(const char *a, const char *b, unsigned limit);

/* FNV-1a, for hash tables and features; the same on every machine. */
uint32_t fold_hash(const void *data, size_t size, uint32_t seed);

/* Does `text` (folded) hold `word` with no letter or digit at either side? Returns it or NULL. */
const char *fold_find(const char *text, const char *word);

#endif
