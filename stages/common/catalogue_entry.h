/* Entries of catalogue.json as they stand there, for what is no judgement of text: what a type
 * proves, what it is needed for, a scheme's days. classifiers/README.md names their members. */
#ifndef POSTKAMER_CATALOGUE_ENTRY_H
#define POSTKAMER_CATALOGUE_ENTRY_H

#include <jansson.h>
#include <stdbool.h>

/* The entry with this code in the catalogue's `list` ("types", "schemes"). Borrowed; NULL: there is
 * none, or code is NULL. */
const json_t *catalogue_entry(const json_t *catalogue, const char *list, const char *code);

/* Is the text one of the entry's `member`, an array? */
bool entry_lists(const json_t *entry, const char *member, const char *text);

#endif
