/* A CSV reader after RFC 4180, over text in memory; hostile text gives broken records. */
#ifndef POSTKAMER_REGISTRY_CSV_H
#define POSTKAMER_REGISTRY_CSV_H

#include <stddef.h>

#define CSV_FIELDS_MAX 256
#define CSV_RECORD_MAX 65536 /* bytes; a quote that is not closed must not swallow the file */

struct csv {
    const char *text; /* borrowed */
    size_t size, at;
    char delimiter;     /* ',' unless set otherwise after csv_init */
    unsigned long next; /* physical line where the next record begins, from 1 */
    unsigned long line; /* physical line where this record begins */
    const char *broken; /* what is wrong with this record, NULL: nothing */
    size_t count;
    char *fields[CSV_FIELDS_MAX]; /* within `buffer`; good until the next csv_next */
    char buffer[CSV_RECORD_MAX + 1];
};

/* Skips a byte order mark. */
void csv_init(struct csv *c, const char *text, size_t size);

/* Reads the next record into fields, empty lines are skipped: 1, or 0 at the end. A broken record
 * is read as one physical line, so that the next one is found again. */
int csv_next(struct csv *c);

#endif
