/* Inside text*.c only: from recognised text to the value of a labelled field. Pure functions. */
#ifndef POSTKAMER_TEXT_FIELDS_H
#define POSTKAMER_TEXT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#define FIELD_VALUE_MAX 100

/* The value of a field ("bsn", "iban", "kvk", "date", "dossier", "postcode") within a line of
 * recognised text, letters that stand for digits put right: digits only for bsn and kvk, upper
 * case without spaces for iban and postcode, ISO 8601 for a date. *valid: its checksum or grammar
 * holds. False: nothing of its shape is there. */
bool field_value(const char *field, const char *text, char value[FIELD_VALUE_MAX], bool *valid);

/* The Dutch model doubles digits. When the text holds a value that is one character too long and
 * one way of dropping half of a doubled pair, and only one, makes it valid, that is the value.
 * For "bsn" and "iban". */
bool field_repair(const char *field, const char *text, char value[FIELD_VALUE_MAX]);

/* The best reading of lines of a machine readable zone, joined by \n: spaces out, lengths and
 * digits put right where the zone's form leaves no choice. *digits and *holding as of check_mrz.
 * False: no zone. */
bool field_mrz(const char *text, char value[FIELD_VALUE_MAX], int *digits, int *holding);

#endif
