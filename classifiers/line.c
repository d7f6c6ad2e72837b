#include "classifiers/line.h"

#include <ctype.h>
#include <stdlib.h>
#include "classifiers/fold.h"

#define LETTERS_LEAST 5 /* of a line, else it is a number or a speck */

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The line's letters and digits (as 0); returns how many, 0 when it has too few letters. */
static size_t plain(const char *text, char *out, size_t size)
{
    size_t n = 0, letters = 0;
    for (; *text && n < size; text++) {
        if (isalpha((unsigned char)*text))
            letters++;
        if (isalnum((unsigned char)*text))
            out[n++] = isdigit((unsigned char)*text) ? '0' : *text;
    }
    return letters >= LETTERS_LEAST ? n : 0;
}

void trace_line_set(struct trace_line *t, const char *text, float y)
{
    char letters[TRACE_SHINGLES + 2];
    size_t n = plain(text, letters, sizeof letters);
    t->count = 0;
    t->y = y;
    for (size_t i = 0; i + 3 <= n && t->count < TRACE_SHINGLES; i++)
        t->shingles[t->count++] = fold_hash(letters + i, 3, 9);
    qsort(t->shingles, t->count, sizeof *t->shingles, by_value);
}

float trace_line_alike(const struct trace_line *a, const struct trace_line *b)
{
    if (!a->count || !b->count)
        return 0;
    size_t i = 0, k = 0, common = 0;
    while (i < a->count && k < b->count) {
        uint32_t x = a->shingles[i], y = b->shingles[k];
        common += x == y;
        i += x <= y;
        k += y <= x;
    }
    return 2 * (float)common / (float)(a->count + b->count);
}
