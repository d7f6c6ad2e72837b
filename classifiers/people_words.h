/* Words by which the names of people are told: what stands before, in and between them, and what
 * never is one. Any capitals. */
#ifndef POSTKAMER_PEOPLE_WORDS_H
#define POSTKAMER_PEOPLE_WORDS_H

#include <stdbool.h>

bool name_prefix(const char *word); /* "van", "'t" */
bool name_opener(const char *word); /* a prefix that opens a surname, after a given name too */
bool name_title(const char *word);  /* "de heer", "mevr." */
bool name_joiner(const char *word); /* "e/o": another follows */
bool name_never(const char *word);  /* of labels, sentences and firms */

#endif
