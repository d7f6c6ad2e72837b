#include "classifiers/trace.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"
#include "classifiers/nearby.h"

#define HEAD 0.12F
#define FOOT 0.88F

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void find_margins(const struct sheet *s, struct trace *t)
{
    size_t heads = 0, feet = 0;
    for (size_t i = 0; i < s->line_count && heads < TRACE_LINES; i++) {
        float y = sheet_height(s, &s->lines[i]);
        if (y < HEAD)
            trace_line_set(&t->head[heads], s->lines[i].text, y);
        heads += y < HEAD && t->head[heads].count > 0;
    }
    for (size_t i = s->line_count; i > 0 && feet < TRACE_LINES; i--) {
        float y = sheet_height(s, &s->lines[i - 1]);
        if (y > FOOT)
            trace_line_set(&t->foot[feet], s->lines[i - 1].text, y);
        feet += y > FOOT && t->foot[feet].count > 0;
    }
}

float trace_lines_alike(const struct trace_line *a, const struct trace_line *b)
{
    float best = 0;
    for (size_t i = 0; i < TRACE_LINES && a[i].count; i++)
        for (size_t k = 0; k < TRACE_LINES && b[k].count; k++)
            if (fabsf(a[i].y - b[k].y) < 0.035F)
                best = fmaxf(best, trace_line_alike(&a[i], &b[k]));
    return best;
}

/* Labels of numbers that one paper has and its neighbour has not. */
static const char *const labels[] = {
    "factuurnummer",   "factuurnr",      "factuur nr",        "notanummer",       "kenmerk",
    "ons kenmerk",     "uw kenmerk",     "referentie",        "afschriftnummer",  "afschrift nr",
    "volgnummer",      "aanslagnummer",  "beschikkingnummer", "betalingskenmerk", "documentnummer",
    "zaaknummer",      "contractnummer", "ordernummer",       "offertenummer",    "polisnummer",
    "betreft periode", "loontijdvak",    "periode",           "tijdvak",          "boekjaar",
    "meldingsnummer",  "aanvraagnummer", "ontvangstnummer",   "bonnummer",        "nummer"};

static void keep_number(struct trace *t, size_t label, const char *value)
{
    char digits[40];
    size_t n = 0, seen = 0;
    for (; *value && n < sizeof digits && *value != '|'; value++) {
        if (isalnum((unsigned char)*value))
            digits[n++] = *value;
        seen += isdigit((unsigned char)*value) != 0;
    }
    if (seen < 2 || t->number_count == TRACE_NUMBERS)
        return;
    for (size_t i = 0; i < t->number_count; i++)
        if (t->numbers[i].label == label)
            return;
    t->numbers[t->number_count].label = (uint32_t)label;
    t->numbers[t->number_count++].value = fold_hash(digits, n, 13);
}

/* What stands behind or beside a label at a line's start. */
static void find_numbers(const struct sheet *s, struct trace *t)
{
    for (size_t i = 0; i < s->line_count; i++)
        for (size_t k = 0; k < sizeof labels / sizeof *labels; k++) {
            const char *text = s->lines[i].text;
            size_t n = strlen(labels[k]);
            if (strncmp(text, labels[k], n) != 0 || isalpha((unsigned char)text[n]))
                continue;
            if (strlen(text) > n + 3)
                keep_number(t, k, text + n);
            break;
        }
}

int trace_numbers(const struct trace *a, const struct trace *b)
{
    int same = 0, other = 0;
    for (size_t i = 0; i < a->number_count; i++)
        for (size_t k = 0; k < b->number_count; k++)
            if (a->numbers[i].label == b->numbers[k].label) {
                same += a->numbers[i].value == b->numbers[k].value;
                other += a->numbers[i].value != b->numbers[k].value;
            }
    return same > other ? 1 : other > same ? -1 : 0;
}

static void keep_account(struct trace *t, const char *iban)
{
    uint32_t hash = fold_hash(iban, 18, 15);
    for (size_t i = 0; i < t->account_count; i++)
        if (t->accounts[i] == hash)
            return;
    if (t->account_count < TRACE_ACCOUNTS)
        t->accounts[t->account_count++] = hash;
}

/* "nl58 abna 0354 2126 70" with its spaces out. */
static bool iban_at(const char *text)
{
    if (strncmp(text, "nl", 2) != 0)
        return false;
    for (int i = 2; i < 18; i++)
        if (i >= 4 && i < 8 ? !isalpha((unsigned char)text[i]) : !isdigit((unsigned char)text[i]))
            return false;
    return true;
}

static void find_accounts(const struct sheet *s, struct trace *t)
{
    for (size_t i = 0; i < s->line_count; i++) {
        char tight[160];
        size_t n = 0;
        if (sheet_height(s, &s->lines[i]) > 0.45F)
            continue;
        for (const char *c = s->lines[i].text; *c && n + 1 < sizeof tight; c++)
            if (isalnum((unsigned char)*c))
                tight[n++] = *c;
        tight[n] = 0;
        for (size_t k = 0; k + 18 <= n; k++)
            if (iban_at(tight + k))
                keep_account(t, tight + k);
    }
    qsort(t->accounts, t->account_count, sizeof *t->accounts, by_value);
}

int trace_accounts(const struct trace *a, const struct trace *b)
{
    if (!a->account_count || !b->account_count)
        return 0;
    for (size_t i = 0; i < a->account_count; i++)
        for (size_t k = 0; k < b->account_count; k++)
            if (a->accounts[i] == b->accounts[k])
                return 1;
    return -1;
}

/* The last amount on a line, 0: none. Small ones are no totals. */
static uint32_t amount_on(const char *text)
{
    uint32_t found = 0;
    for (const char *c = strchr(text, ','); c; c = strchr(c + 1, ',')) {
        const char *from = c;
        if (!isdigit((unsigned char)c[1]) || !isdigit((unsigned char)c[2]) ||
            isdigit((unsigned char)c[3]))
            continue;
        while (from > text && (isdigit((unsigned char)from[-1]) || from[-1] == '.'))
            from--;
        if (c - from >= 3)
            found = fold_hash(from, (size_t)(c + 3 - from), 17);
    }
    return found;
}

static void find_amounts(const struct sheet *s, struct trace *t)
{
    for (size_t i = 0; i < s->line_count; i++) {
        uint32_t amount = amount_on(s->lines[i].text);
        float y = sheet_height(s, &s->lines[i]);
        if (amount && !t->amount_first && y < 0.4F)
            t->amount_first = amount;
        if (amount && y > 0.5F)
            t->amount_last = amount;
    }
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The lower tenth of the lines' beginnings: scans are skew, and some lines stand out. */
static void find_layout(const struct sheet *s, struct trace *t)
{
    float starts[400];
    size_t n = 0;
    t->left = -1;
    for (size_t i = 0; i < s->line_count; i++) {
        const struct sheet_line *line = &s->lines[i];
        float y = sheet_height(s, line);
        if (y < FOOT && line->tokens >= 2 && y > t->bottom)
            t->bottom = y;
        if (y > 0.1F && y < 0.9F && line->tokens >= 2 && n < 400)
            starts[n++] = line->x0;
    }
    if (n < 4 || !sheet_placed(s))
        return;
    qsort(starts, n, sizeof *starts, by_size);
    t->left = starts[n / 10] / s->page->width;
}

void trace_find(const struct sheet *s, struct trace *t)
{
    *t = (struct trace){0};
    find_margins(s, t);
    trace_find_headings(s, t);
    find_numbers(s, t);
    find_accounts(s, t);
    find_amounts(s, t);
    find_layout(s, t);
    rows_find(s, &t->rows);
    contents_find(s, &t->contents);
}
