#include "classifiers/sheet.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float median_height(const struct word *words, size_t count)
{
    float heights[256];
    size_t n = 0, step = count / 256 + 1;
    for (size_t i = 0; i < count; i += step)
        if (strlen(words[i].text) >= 3 && n < 256)
            heights[n++] = words[i].y1 - words[i].y0;
    if (!n)
        return count ? words[0].y1 - words[0].y0 : 0;
    qsort(heights, n, sizeof *heights, by_size);
    return heights[n / 2];
}

static int allocate(struct sheet *s)
{
    size_t bytes = 1, n = s->words;
    for (size_t i = 0; i < n; i++)
        bytes += strlen(s->page->words[i].text) + 2;
    /* Line texts and token texts; a token needs at least one character and a NUL. */
    s->pool = malloc(bytes * 3);
    s->lines = calloc(n + 1, sizeof *s->lines);
    s->tokens = calloc(bytes, sizeof *s->tokens);
    s->starts = calloc(n + 1, sizeof *s->starts);
    s->line_of = calloc(n + 1, sizeof *s->line_of);
    if (s->pool && s->lines && s->tokens && s->starts && s->line_of)
        return 0;
    sheet_release(s);
    errno = ENOMEM;
    return -1;
}

static void widen(struct sheet_line *line, const struct word *w, bool first)
{
    line->x0 = first || w->x0 < line->x0 ? w->x0 : line->x0;
    line->y0 = first || w->y0 < line->y0 ? w->y0 : line->y0;
    line->x1 = first || w->x1 > line->x1 ? w->x1 : line->x1;
    line->y1 = first || w->y1 > line->y1 ? w->y1 : line->y1;
}

/* Adds the words from `first` that share a line; returns the first word after it. */
static size_t add_line(struct sheet *s, size_t first, char **end)
{
    const struct word *words = s->page->words;
    struct sheet_line *line = &s->lines[s->line_count];
    size_t i = first;
    line->text = *end;
    line->first = first;
    for (; i < s->words && words[i].line == words[first].line; i++) {
        if (i > first)
            *(*end)++ = ' ';
        s->starts[i] = (uint32_t)(*end - line->text);
        s->line_of[i] = (uint32_t)s->line_count;
        *end += fold_text(words[i].text, *end, strlen(words[i].text) + 1);
        widen(line, &words[i], i == first);
    }
    *(*end)++ = 0;
    line->count = i - first;
    line->height = median_height(&words[first], line->count);
    s->line_count++;
    return i;
}

static void add_tokens(struct sheet *s, size_t number, char **end)
{
    struct sheet_line *line = &s->lines[number];
    line->token = s->token_count;
    for (size_t at = 0; line->text[at];) {
        size_t n = 0;
        while (isalnum((unsigned char)line->text[at + n]))
            n++;
        if (n) {
            struct token *t = &s->tokens[s->token_count++];
            t->text = memcpy(*end, line->text + at, n);
            (*end)[n] = 0;
            *end += n + 1;
            t->line = (uint32_t)number;
            t->word = (uint32_t)sheet_word(s, line, at);
        }
        at += n ? n : 1;
    }
    line->tokens = s->token_count - line->token;
}

static void measure(struct sheet *s)
{
    size_t digits = 0;
    double trust = 0, weight = 0;
    for (size_t i = 0; i < s->token_count; i++)
        for (const char *c = s->tokens[i].text; *c; c++) {
            s->letters++;
            digits += *c >= '0' && *c <= '9';
        }
    for (size_t i = 0; i < s->words; i++) {
        size_t n = strlen(s->page->words[i].text);
        trust += (double)s->page->words[i].confidence * (double)n;
        weight += (double)n;
    }
    s->digits = s->letters ? (float)digits / (float)s->letters : 0;
    s->trust = weight > 0 ? (float)(trust / weight) : 0;
    s->body = median_height(s->page->words, s->words);
}

int sheet_init(struct sheet *s, const struct page *p)
{
    *s = (struct sheet){.page = p};
    s->words = p->word_count < SHEET_WORDS_MAX ? p->word_count : SHEET_WORDS_MAX;
    if (allocate(s) < 0)
        return -1;
    char *end = s->pool;
    for (size_t i = 0; i < s->words;)
        i = add_line(s, i, &end);
    for (size_t i = 0; i < s->line_count; i++)
        add_tokens(s, i, &end);
    measure(s);
    return 0;
}

void sheet_release(struct sheet *s)
{
    free(s->pool);
    free(s->lines);
    free(s->tokens);
    free(s->starts);
    free(s->line_of);
    *s = (struct sheet){0};
}

size_t sheet_word(const struct sheet *s, const struct sheet_line *line, size_t offset)
{
    size_t low = line->first, high = line->first + line->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (s->starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

bool sheet_placed(const struct sheet *s)
{
    return s->page->source != PAGE_PLAIN && s->page->height > 0;
}

float sheet_height(const struct sheet *s, const struct sheet_line *line)
{
    if (sheet_placed(s)) {
        float y = (line->y0 + line->y1) / 2 / s->page->height;
        return y < 0 ? 0 : y > 1 ? 1 : y;
    }
    /* A plain text has no place on paper: its first 40 lines count as a page. */
    size_t of = s->line_count > 40 ? 40 : s->line_count;
    size_t at = (size_t)(line - s->lines);
    return at >= of ? 1 : (float)at / (float)(of ? of : 1);
}
