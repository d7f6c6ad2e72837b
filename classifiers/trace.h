/* What on a page ties it to its neighbours: running heads and feet, numbered headings, numbers of
 * the paper itself, accounts, totals carried over, layout. */
#ifndef POSTKAMER_TRACE_H
#define POSTKAMER_TRACE_H

#include "classifiers/sheet.h"

#define TRACE_LINES 3 /* of the upper and of the lower margin */
#define TRACE_SHINGLES 40
#define TRACE_NUMBERS 8
#define TRACE_ACCOUNTS 4

/* A line by its trigrams, digits as one: reading errors and dates must not matter. */
struct trace_line {
    uint32_t shingles[TRACE_SHINGLES]; /* sorted */
    size_t count;                      /* 0: no line */
    float y;                           /* 0 top .. 1 bottom */
};

struct trace {
    struct trace_line head[TRACE_LINES], foot[TRACE_LINES];
    int heading_first, heading_last; /* numbers of its headings ("3. Inkomen"), 0: none */
    int article_first, article_last; /* "Artikel 4" */
    struct {
        uint32_t label, value; /* hashes: "factuurnummer" and what stands there */
    } numbers[TRACE_NUMBERS];
    size_t number_count;
    uint32_t accounts[TRACE_ACCOUNTS]; /* IBANs of its upper half, sorted */
    size_t account_count;
    uint32_t amount_first, amount_last; /* hashes of its first and last amount; 0: none */
    float left;   /* where its lines begin, share of the width; < 0: no geometry */
    float bottom; /* where its text ends, 0..1, its foot left out */
};

void trace_find(const struct sheet *s, struct trace *t);

/* Likeness of the likest pair of margin lines at about one height, 0..1. */
float trace_lines_alike(const struct trace_line *a, const struct trace_line *b);

/* Numbers that the paper itself has, like an invoice's: 1 a label with one value, -1 with two, 0
 * no label in common. */
int trace_numbers(const struct trace *a, const struct trace *b);

/* Accounts in the upper halves: 1 one in common, -1 only others, 0 one of them has none. */
int trace_accounts(const struct trace *a, const struct trace *b);

/* Headings: 1 go on counting, -1 begin anew, 0 say nothing. */
int trace_headings(const struct trace *a, const struct trace *b);

#endif
