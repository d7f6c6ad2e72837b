/* What on a page ties it to its neighbours: running heads and feet, numbered headings, numbers of
 * the paper itself, accounts, totals carried over, layout. */
#ifndef POSTKAMER_TRACE_H
#define POSTKAMER_TRACE_H

#include "classifiers/contents.h"
#include "classifiers/rows.h"

#define TRACE_LINES 3 /* of the upper and of the lower margin */
#define TRACE_NUMBERS 8
#define TRACE_ACCOUNTS 4

struct trace {
    struct trace_line head[TRACE_LINES], foot[TRACE_LINES];
    int heading_first, heading_last; /* numbers of its headings ("3. Inkomen"), 0: none */
    int sub_first, sub_last;         /* "3.2 Omzet": 302 */
    int roman_first, roman_last;     /* "III. Uw bedrijf" */
    int article_first, article_last; /* "Artikel 4" */
    int letter_first, letter_last;   /* "B. Uw bedrijf": 2 */
    struct {
        uint32_t label, value; /* hashes: "factuurnummer" and what stands there */
    } numbers[TRACE_NUMBERS];
    size_t number_count;
    uint32_t accounts[TRACE_ACCOUNTS]; /* IBANs of its upper half, sorted */
    size_t account_count;
    uint32_t amount_first, amount_last; /* hashes of its first and last amount; 0: none */
    float left;   /* where its lines begin, share of the width; < 0: no geometry */
    float bottom; /* where its text ends, 0..1, its foot left out */
    struct rows rows;
    struct contents contents;
};

void trace_find(const struct sheet *s, struct trace *t);

/* Inside (trace_headings.c): the numbers of a page's headings. */
void trace_find_headings(const struct sheet *s, struct trace *t);

/* Likeness of the likest pair of margin lines at about one height, 0..1. */
float trace_lines_alike(const struct trace_line *a, const struct trace_line *b);

/* Numbers that the paper itself has, like an invoice's: 1 a label with one value, -1 with two, 0
 * no label in common. */
int trace_numbers(const struct trace *a, const struct trace *b);

/* Accounts in the upper halves: 1 one in common, -1 only others, 0 one of them has none. */
int trace_accounts(const struct trace *a, const struct trace *b);

/* Headings: 1 go on counting, -1 begin anew, 0 say nothing. */
int trace_headings(const struct trace *a, const struct trace *b);

/* Do the headings of a go on where those of b end: the pages lie in reverse. */
bool trace_reversed(const struct trace *a, const struct trace *b);

#endif
