/* A line of a page, to be found again on another page in spite of reading errors. */
#ifndef POSTKAMER_LINE_H
#define POSTKAMER_LINE_H

#include "classifiers/sheet.h"

#define TRACE_SHINGLES 40

/* By its trigrams, digits as one: reading errors and dates must not matter. */
struct trace_line {
    uint32_t shingles[TRACE_SHINGLES]; /* sorted */
    size_t count;                      /* 0: no line */
    float y;                           /* 0 top .. 1 bottom */
};

/* No line when the text has too few letters. */
void trace_line_set(struct trace_line *t, const char *text, float y);
/* 0..1 */
float trace_line_alike(const struct trace_line *a, const struct trace_line *b);

#endif
