#include "classifiers/rows.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/dates.h"

#define JUNK_MOST 3    /* characters before a row's day: a bullet, a tick, a bar */
#define DAYS_APART 10  /* of two rows that follow each other */
#define DIGITS_MOST 11 /* of an amount, in cents */
#define YEAR_DAYS 372  /* months of 31 days: only differences count */

static size_t number_at(const char *text, size_t most, int *value)
{
    size_t n = strspn(text, "0123456789");
    *value = n ? atoi(text) : 0;
    return n <= most ? n : 0;
}

/* "31-12", "31.12.2019", "31 dec 19", "2019-12-31" at the text's start; its length, 0: none. */
static size_t day_at(const char *text, struct row *r)
{
    int a, b = 0, c = 0;
    size_t n = number_at(text, 4, &a), k = 0, named = 0;
    if (!n || n == 3)
        return 0;
    const char *at = text + n + strspn(text + n, "-./ ");
    if (at == text + n)
        return 0;
    b = n <= 2 ? month_at(at, &named) : 0;
    k = b ? named : number_at(at, 2, &b);
    if (!k)
        return 0;
    at += k;
    size_t gap = strspn(at, "-./ "), m = number_at(at + gap, 4, &c);
    bool third =
        gap && (m == 2 || m == 4) && (*at != ' ' || named) && !isalnum((unsigned char)at[gap + m]);
    if (n == 4 && !third)
        return 0;
    r->year = n == 4 ? a : third ? (m == 2 ? 2000 + c : c) : 0;
    r->month = b;
    r->day = n == 4 ? c : a;
    if (third)
        at += gap + m;
    return r->month >= 1 && r->month <= 12 && r->day >= 1 && r->day <= 31 ? (size_t)(at - text) : 0;
}

/* Cents of the amount whose last separator is at `at`; false: that is none. */
static bool amount_around(const char *text, const char *at, long long *cents)
{
    const char *from = at;
    if (at == text || !isdigit((unsigned char)at[-1]) || !isdigit((unsigned char)at[1]) ||
        !isdigit((unsigned char)at[2]))
        return false;
    if (isalnum((unsigned char)at[3]) ||
        (at[3] && strchr(".,-/:", at[3]) && isdigit((unsigned char)at[4])))
        return false;
    while (from > text &&
           (isdigit((unsigned char)from[-1]) ||
            (strchr(".,", from[-1]) && from - 1 > text && isdigit((unsigned char)from[-2]))))
        from--;
    long long value = 0;
    size_t digits = 0;
    for (const char *c = from; c < at + 3; c++)
        if (isdigit((unsigned char)*c)) {
            value = value * 10 + (*c - '0');
            if (++digits > DIGITS_MOST)
                return false;
        }
    *cents = from > text && from[-1] == '-' ? -value : value;
    return true;
}

static void find_amounts(const char *text, struct row *r)
{
    for (const char *c = strpbrk(text, ".,"); c; c = strpbrk(c + 1, ".,")) {
        long long cents;
        if (!amount_around(text, c, &cents))
            continue;
        r->has_balance = r->has_amount;
        r->amount = r->balance;
        r->balance = cents;
        r->has_amount = true;
    }
    if (r->has_amount && !r->has_balance)
        r->amount = r->balance;
}

static bool read_row(const char *text, struct row *r)
{
    *r = (struct row){0};
    size_t junk = strcspn(text, "0123456789");
    if (junk > JUNK_MOST)
        return false;
    size_t n = day_at(text + junk, r);
    if (!n || !text[junk + n])
        return false;
    find_amounts(text + junk + n, r);
    return r->has_amount;
}

static bool is_header(const struct sheet_line *line)
{
    return line->tokens >= 3 && strcspn(line->text, "0123456789") == strlen(line->text);
}

void rows_find(const struct sheet *s, struct rows *r)
{
    const struct sheet_line *header = NULL;
    *r = (struct rows){0};
    for (size_t i = 0; i < s->line_count; i++) {
        struct row row;
        if (!r->count && is_header(&s->lines[i]))
            header = &s->lines[i];
        if (!read_row(s->lines[i].text, &row))
            continue;
        if (!r->count)
            r->first = row;
        r->last = row;
        r->count++;
    }
    if (r->count && header)
        trace_line_set(&r->columns, header->text, 0);
}

bool rows_balance(const struct rows *a, const struct rows *b)
{
    const struct row *l = &a->last, *r = &b->first;
    if (!a->count || !b->count || !l->has_balance || !r->has_balance)
        return false;
    long long change = llabs(r->balance - l->balance);
    /* The newest first: the upper row's own amount leads to its balance. */
    return change && (change == llabs(r->amount) || change == llabs(l->amount));
}

/* Days from a to b; where a year is not printed, the nearer way round. */
static int days_between(const struct row *a, const struct row *b)
{
    int days = (b->month - a->month) * 31 + b->day - a->day;
    if (a->year && b->year)
        return days + (b->year - a->year) * YEAR_DAYS;
    return days > YEAR_DAYS / 2    ? days - YEAR_DAYS
           : days < -YEAR_DAYS / 2 ? days + YEAR_DAYS
                                   : days;
}

int rows_follow(const struct rows *a, const struct rows *b)
{
    if (a->count < 2 || !b->count)
        return 0;
    int down = days_between(&a->first, &a->last) < 0 ? -1 : 1;
    int gap = down * days_between(&a->last, &b->first);
    return gap < 0 ? -1 : gap <= DAYS_APART ? 1 : 0;
}
