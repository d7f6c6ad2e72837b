/* Names of people as Dutch papers write them. */
#ifndef POSTKAMER_PEOPLE_H
#define POSTKAMER_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>

#define NAME_SIZE 64

/* A surname with its prefix as a registry writes it: "A.B. VAN DER MEER" gives "van der Meer".
 * surname_only: the label says that the text is a surname. strict: initials or a title have to
 * stand before it. Takes the words of `text` (UTF-8, one blank between) up to what is no name.
 * False: no name. *couple is set when two people are named ("e/o"). */
bool person_surname(const char *text, bool surname_only, bool strict, char out[NAME_SIZE],
                    bool *couple);

/* "VAN DER MEER" of a machine readable zone: "van der Meer". */
bool surname_cased(const char *capitals, char out[NAME_SIZE]);

#endif
