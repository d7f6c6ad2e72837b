/* Inside text*.c only: what a word can be by its shape alone. Pure functions. */
#ifndef POSTKAMER_TEXT_SHAPE_H
#define POSTKAMER_TEXT_SHAPE_H

#include <stdbool.h>

/* Its letters and digits. */
int shape_characters(const char *text);
/* How many of them a value of the field has when it is whole. */
int shape_whole(const char *field);
/* Where an account begins in a word: "NL91", its digits read as letters perhaps. NULL: nowhere. */
const char *shape_account(const char *text);
/* "ABNA": a bank's code as it stands in an account in groups. */
bool shape_bank(const char *text);
/* Can the word begin a value of this field, or go on with it? */
bool shape_part(const char *field, const char *text, bool begun);
/* The field of a word that looks like an identity number by itself, or ends with an account. */
const char *shape_field(const char *text);

/* "4125.614877": ten digits in two parts are no BSN, whatever of them passes as one of nine. */
bool shape_case_number(const char *text);

#endif
