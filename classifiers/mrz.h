/* The machine readable zone of travel documents (ICAO 9303 parts 4 to 6) and of the Dutch driving
 * licence. */
#ifndef POSTKAMER_MRZ_H
#define POSTKAMER_MRZ_H

#include <stdbool.h>
#include "classifiers/dates.h"
#include "classifiers/sheet.h"

struct mrz {
    char code[3]; /* "P<", "I<", "IR", "D1": as printed */
    char issuer[4];
    char names[48];   /* the field of names as read, with its fillers; empty on a licence */
    char surname[48]; /* blanks for single fillers, capitals; empty on a driving licence */
    char given[48];
    struct day birth;    /* year 0: not there or its check digit fails */
    struct day expiry;   /* likewise */
    char bsn[10];        /* empty when there is none */
    size_t word;         /* a word of its first line; 0 when it came from a second look */
    int digits, holding; /* check digits there are, and how many hold */
    float p;             /* chance of its being read rightly */
};

/* Lines joined by \n, spaces and small reading errors allowed. False: no such zone. today: birth
 * years are in the past of this year. */
bool mrz_parse(const char *lines, int this_year, struct mrz *m);

/* Looks through the second-look readings, then through the page's lines. */
bool mrz_find(const struct sheet *s, int this_year, struct mrz *m);

/* Signs of a zone that cannot be read: its first letter as far as legible ('P', 'I', 'D'), '?' when
 * not; 0: no sign of one. */
char mrz_hint(const struct sheet *s);

#endif
