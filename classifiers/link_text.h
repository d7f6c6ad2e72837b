/* Names and numbers made comparable. Pure functions of text. */
#ifndef POSTKAMER_LINK_TEXT_H
#define POSTKAMER_LINK_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#define LINK_KEY_SIZE 96

/* Lower-case ASCII letters and digits, everything else one space: "Öztürk-'t Hart" becomes
 * "ozturk t hart". Cut at size - 1 bytes. Returns out. */
char *link_fold(const char *text, char *out, size_t size);

/* Key of a surname: folded, without prefixes (van, de, der, ...), initials and spaces:
 * "van der Meer", "Meer, van der" and "J. v.d. Meer" all give "meer". "" when nothing is left. */
char *link_name_key(const char *name, char *out, size_t size);

/* Key of a company: folded, without legal forms (bv, vof, ...) and spaces. */
char *link_company_key(const char *name, char *out, size_t size);

/* Letters and digits only, upper case: numbers as a registry and a paper write them. */
char *link_number_key(const char *number, char *out, size_t size);

/* Are these two characters what a recogniser takes for each other (0 and O, 1 and l, 5 and S)? */
bool link_confusable(char a, char b);

/* Edits from a to b, in halves: 1 for a confusable character or a doubled one, 2 for any other
 * insertion, deletion or substitution and for two neighbours swapped. Above `limit`, or when a text
 * is 96 bytes or longer: limit + 1. */
int link_distance(const char *a, const char *b, int limit);

/* Has `name` one of the parts of a double name (folded, three letters or more) of `other`? */
bool link_shares_part(const char *name, const char *other);

#endif
