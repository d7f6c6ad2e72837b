/* What stands around a value: its label, and whose it is. */
#ifndef POSTKAMER_CONTEXT_H
#define POSTKAMER_CONTEXT_H

#include "classifiers/sheet.h"

enum role { ROLE_UNKNOWN, ROLE_APPLICANT, ROLE_PARTNER, ROLE_THIRD };
extern const char *const role_names[]; /* as pipeline/README.md has them */

struct context {
    char left[200];  /* folded text on the row before the value, back to the value before it */
    char above[200]; /* folded text of the row just above it */
    char over[120];  /* of that row what begins where the value begins: a label in a grid */
    float height;    /* 0 top to 1 bottom of the page */
    bool in_table;   /* its row begins with a day or ends with an amount */
    bool in_booking; /* its row is one of a list of bookings, or says more of the one above it */
};

/* What stands around a word of the sheet. */
void context_of(const struct sheet *s, size_t word, struct context *c);

/* Stands a word before the value on its row? */
bool context_has_left(const struct context *c);
/* Is one of the words (";"-separated, folded) in the label? Left first, then what stands straight
 * over it; the rest of what is above counts only when the left says nothing. */
bool context_says(const struct context *c, const char *words);
/* In folded text: the last of the words that occurs, as its end; NULL: none. */
const char *last_of(const char *text, const char *words);

/* context_roles.c: whose a value is, by words on its row and by the heading it stands under. */
enum role role_of(const struct sheet *s, size_t word, const struct context *c);

/* The same of what only a person has, a BSN: a firm's heading says nothing of it. */
enum role role_of_person(const struct sheet *s, size_t word, const struct context *c);

/* Has the page a place for the applicant's signature and one for the partner's? */
bool signed_by_two(const struct sheet *s);

#endif
