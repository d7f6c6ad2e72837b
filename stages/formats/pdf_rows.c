/* Reading order: words into rows by their height on the page, rows into columns where there is
 * running text on both sides of a gutter, single characters in a comb into one word. On entry a
 * word's `block` is 1 when it does not run from left to right; such words come last. */
#include "stages/formats/pdf_private.h"

#include <math.h>
#include <string.h>

#define GUTTER_MIN 10.0F /* points between two columns */
#define COLUMN_ROWS 4    /* rows that two columns share at least */
#define COLUMN_TEXT 20   /* bytes of text a row, each side, for it to be running text */
#define COLUMN_ROWS_MAX 300
#define ROWS_BACK 6 /* rows that are looked at for a word: large type spans several */

struct row {
    float center, height;
    size_t from, to; /* in the order */
};

struct rows {
    struct page *page;
    struct word **order; /* words that run from left to right, by row and x; then the others */
    size_t count, straight;
    struct row *rows;
    size_t row_count;
    int line, block;
};

static float center(const struct word *w)
{
    return (w->y0 + w->y1) / 2;
}

static int by_center(const void *a, const void *b)
{
    const struct word *v = *(struct word *const *)a, *w = *(struct word *const *)b;
    if (v->block != w->block)
        return v->block - w->block;
    if (v->block)
        return v < w ? -1 : 1;
    float d = center(v) - center(w);
    return d < 0 ? -1 : d > 0 ? 1 : v < w ? -1 : 1;
}

static int by_x(const void *a, const void *b)
{
    const struct word *v = *(struct word *const *)a, *w = *(struct word *const *)b;
    return v->x0 < w->x0 ? -1 : v->x0 > w->x0 ? 1 : v < w ? -1 : 1;
}

/* A word's row stands in `line` while rows are made. */
static int by_row(const void *a, const void *b)
{
    const struct word *v = *(struct word *const *)a, *w = *(struct word *const *)b;
    return v->line != w->line ? v->line - w->line : by_x(a, b);
}

/* The row a word stands in: their middles differ by less than half the smaller's height. */
static size_t row_of(struct rows *r, const struct word *w)
{
    float height = w->y1 - w->y0;
    for (size_t i = r->row_count; i > 0 && r->row_count - i < ROWS_BACK; i--) {
        const struct row *row = &r->rows[i - 1];
        if (fabsf(row->center - center(w)) < 0.45F * fminf(row->height, height))
            return i - 1;
    }
    r->rows[r->row_count] = (struct row){center(w), height, 0, 0};
    return r->row_count++;
}

static void make_rows(struct rows *r)
{
    qsort(r->order, r->count, sizeof *r->order, by_center);
    while (r->straight < r->count && !r->order[r->straight]->block)
        r->straight++;
    for (size_t i = 0; i < r->straight; i++)
        r->order[i]->line = (int)row_of(r, r->order[i]);
    qsort(r->order, r->straight, sizeof *r->order, by_row);
    for (size_t i = 0; i < r->straight; i++) {
        struct row *row = &r->rows[r->order[i]->line];
        if (i == 0 || r->order[i - 1]->line != r->order[i]->line)
            row->from = i;
        row->to = i + 1;
    }
}

/* Characters of UTF-8 text, as far as 2. */
static int runes(const char *text)
{
    int count = 0;
    for (; *text && count < 2; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static bool in_comb(const struct word *w)
{
    return runes(w->text) == 1 &&
           ((unsigned char)*w->text >= 0x80 || (*w->text >= '0' && *w->text <= '9') ||
            (*w->text >= 'A' && *w->text <= 'Z') || (*w->text >= 'a' && *w->text <= 'z'));
}

/* End of the run of single characters at equal distances that starts at i. */
static size_t comb_end(const struct rows *r, size_t i, size_t to)
{
    struct word **o = r->order;
    if (!in_comb(o[i]) || i + 1 >= to)
        return i + 1;
    float pitch = o[i + 1]->x0 + o[i + 1]->x1 - o[i]->x0 - o[i]->x1;
    size_t end = i + 1;
    while (end < to && in_comb(o[end]) && pitch < 5 * (o[i]->y1 - o[i]->y0)) {
        float step = o[end]->x0 + o[end]->x1 - o[end - 1]->x0 - o[end - 1]->x1;
        if (fabsf(step - pitch) > 0.15F * pitch)
            break;
        end++;
    }
    return end;
}

/* Moves the text of words [from, to) to the first; the others become empty. */
static int join(struct rows *r, size_t from, size_t to)
{
    size_t size = 1;
    for (size_t i = from; i < to; i++)
        size += strlen(r->order[i]->text);
    char *text = malloc(size), *end = text;
    if (!text)
        return -1;
    for (size_t i = from; i < to; i++) {
        size_t length = strlen(r->order[i]->text);
        memcpy(end, r->order[i]->text, length);
        end += length;
        r->order[i]->text[0] = '\0';
    }
    *end = '\0';
    struct word *first = r->order[from];
    free(first->text);
    first->text = text;
    for (size_t i = from + 1; i < to; i++) {
        first->x1 = fmaxf(first->x1, r->order[i]->x1);
        first->y0 = fminf(first->y0, r->order[i]->y0);
        first->y1 = fmaxf(first->y1, r->order[i]->y1);
    }
    return 0;
}

static int join_combs(struct rows *r)
{
    for (size_t k = 0; k < r->row_count; k++)
        for (size_t i = r->rows[k].from, end; i < r->rows[k].to; i = end) {
            end = comb_end(r, i, r->rows[k].to);
            if (end - i >= 4 && join(r, i, end) < 0)
                return -1;
        }
    return 0;
}

struct gutter {
    float x0, x1;
};

/* The next gap of a row at or after word *i that meets g, narrowed to what they share. */
static bool next_gap(const struct rows *r, const struct row *row, size_t *i, struct gutter *g)
{
    for (; *i + 1 < row->to; ++*i) {
        float x0 = fmaxf(g->x0, r->order[*i]->x1), x1 = fminf(g->x1, r->order[*i + 1]->x0);
        if (x1 - x0 >= GUTTER_MIN) {
            *g = (struct gutter){x0, x1};
            ++*i;
            return true;
        }
    }
    return false;
}

/* Bytes of a row's text on either side of a gutter. */
static void sides(const struct rows *r, const struct row *row, struct gutter g, size_t text[2])
{
    text[0] = text[1] = 0;
    for (size_t i = row->from; i < row->to; i++)
        text[r->order[i]->x0 >= g.x1 - 0.5F] += strlen(r->order[i]->text) + 1;
}

/* A gutter's share of the next row: a gap, or all of the row on one side of it. */
static bool goes_on(const struct rows *r, const struct row *row, struct gutter *g, int *running)
{
    size_t i = row->from, text[2];
    struct gutter narrowed = *g;
    if (next_gap(r, row, &i, &narrowed)) {
        *g = narrowed;
        sides(r, row, *g, text);
        *running += text[0] >= COLUMN_TEXT && text[1] >= COLUMN_TEXT;
        return true;
    }
    return r->order[row->to - 1]->x1 <= g->x0 + 0.5F || r->order[row->from]->x0 >= g->x1 - 0.5F;
}

/* Rows from k on that are two columns: the row after the last, and the gutter. 0: they are not. */
static size_t column_rows(const struct rows *r, size_t k, struct gutter *found)
{
    const struct row *first = &r->rows[k];
    struct gutter all = {-1e9F, 1e9F};
    for (size_t i = first->from; next_gap(r, first, &i, &all); all = (struct gutter){-1e9F, 1e9F}) {
        struct gutter g = all;
        int running = 0;
        size_t end = k;
        while (end < r->row_count && end - k < COLUMN_ROWS_MAX &&
               goes_on(r, &r->rows[end], &g, &running))
            end++;
        if (running >= COLUMN_ROWS && running * 2 >= (int)(end - k)) {
            *found = g;
            return end;
        }
    }
    return 0;
}

/* Gives rows [from, to) their lines: the words with x in [x0, x1). */
static void number(struct rows *r, size_t from, size_t to, float x0, float x1)
{
    const struct row *last = NULL;
    for (size_t k = from; k < to; k++) {
        bool any = false;
        for (size_t i = r->rows[k].from; i < r->rows[k].to; i++) {
            struct word *w = r->order[i];
            if (w->x0 < x0 || w->x0 >= x1)
                continue;
            if (!any && last && r->rows[k].center - last->center > 2.2F * last->height)
                r->block++;
            any = true;
            w->line = r->line;
            w->block = r->block;
        }
        r->line += any;
        last = any ? &r->rows[k] : last;
    }
    r->block++;
}

static void number_all(struct rows *r)
{
    struct gutter g = {0, 0};
    for (size_t k = 0, from = 0; k <= r->row_count; k++) {
        size_t end = k < r->row_count ? column_rows(r, k, &g) : 0;
        if (k < r->row_count && !end)
            continue;
        if (k > from)
            number(r, from, k, -INFINITY, INFINITY);
        if (end) {
            number(r, k, end, -INFINITY, g.x1 - 0.5F);
            number(r, k, end, g.x1 - 0.5F, INFINITY);
            from = end;
            k = end - 1;
        }
    }
    for (size_t i = r->straight, before = 0; i < r->count; i++) {
        int own = r->order[i]->line;
        r->line += i > r->straight && own != (int)before;
        before = (size_t)own;
        r->order[i]->line = r->line;
        r->order[i]->block = r->block;
    }
}

static int by_line(const void *a, const void *b)
{
    const struct word *v = *(struct word *const *)a, *w = *(struct word *const *)b;
    return v->line != w->line ? v->line - w->line : by_x(a, b);
}

/* Puts the page's words into their order; those that became empty go. -1: no memory. */
static int settle(struct rows *r)
{
    struct word *words = calloc(r->count, sizeof *words);
    size_t kept = 0;
    if (!words)
        return -1;
    qsort(r->order, r->straight, sizeof *r->order, by_line);
    for (size_t i = 0; i < r->count; i++)
        if (r->order[i]->text[0])
            words[kept++] = *r->order[i];
        else
            free(r->order[i]->text);
    /* Back into the page's own array, for it knows how much room that has. */
    memcpy(r->page->words, words, kept * sizeof *words);
    r->page->word_count = kept;
    free(words);
    return 0;
}

int pdf_rows(struct page *page)
{
    struct rows r = {.page = page, .count = page->word_count};
    int status = -1;
    if (page->word_count == 0)
        return 0;
    r.order = calloc(r.count, sizeof *r.order);
    r.rows = calloc(r.count, sizeof *r.rows);
    if (!r.order || !r.rows)
        goto out;
    for (size_t i = 0; i < r.count; i++)
        r.order[i] = &page->words[i];
    make_rows(&r);
    status = join_combs(&r);
    number_all(&r);
    if (settle(&r) < 0)
        status = -1;
out:
    free(r.order);
    free(r.rows);
    return status;
}
