/* Rows of days and amounts, as statements and ledgers have them: where a page's rows begin and end.
 */
#ifndef POSTKAMER_ROWS_H
#define POSTKAMER_ROWS_H

#include "classifiers/line.h"

struct row {
    int year, month, day;      /* year 0: not printed */
    long long amount, balance; /* cents, the last two amounts of the line */
    bool has_amount, has_balance;
};

struct rows {
    size_t count; /* 0: none */
    struct row first, last;
    struct trace_line columns; /* what stands above the first row */
};

void rows_find(const struct sheet *s, struct rows *r);

/* Does the balance prove that b's first row follows a's last one? */
bool rows_balance(const struct rows *a, const struct rows *b);

/* Days: 1 b's rows go on where a's end, -1 they begin before, 0 they say nothing. */
int rows_follow(const struct rows *a, const struct rows *b);

#endif
