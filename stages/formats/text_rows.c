#include "stages/formats/text_rows.h"

#include <stdlib.h>

/* A line as the recogniser found it: a piece of a row. */
struct piece {
    float top, bottom;
    int row;
};

static float overlap(const struct piece *a, const struct piece *b)
{
    float top = a->top > b->top ? a->top : b->top;
    float bottom = a->bottom < b->bottom ? a->bottom : b->bottom;
    float ha = a->bottom - a->top, hb = b->bottom - b->top, most = ha > hb ? ha : hb;
    return most > 0 ? (bottom - top) / most : 0;
}

static void take_boxes(const struct page *p, struct piece *pieces)
{
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        struct piece *piece = &pieces[w->line];
        if (piece->bottom <= piece->top || w->y0 < piece->top)
            piece->top = w->y0;
        if (w->y1 > piece->bottom)
            piece->bottom = w->y1;
    }
}

static int by_top(const void *a, const void *b)
{
    const struct piece *const *x = a, *const *y = b;
    if ((*x)->top != (*y)->top)
        return (*x)->top < (*y)->top ? -1 : 1;
    return *x < *y ? -1 : *x > *y;
}

/* Pieces from top to bottom, each into the row whose first piece it stands beside. */
static void make_rows(struct piece **order, int count)
{
    int rows = 0;
    for (int i = 0; i < count; i++) {
        order[i]->row = -1;
        for (int j = i; j-- > 0 && order[i]->row < 0 && order[i]->top < order[j]->bottom;)
            if (overlap(order[i], order[j]) > 0.5F)
                order[i]->row = order[j]->row;
        if (order[i]->row < 0)
            order[i]->row = rows++;
    }
}

static int by_place(const void *a, const void *b)
{
    const struct word *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->x0 != y->x0)
        return x->x0 < y->x0 ? -1 : 1;
    return x->y0 < y->y0 ? -1 : x->y0 > y->y0;
}

int text_rows(struct page *p)
{
    int count = 0;
    for (size_t i = 0; i < p->word_count; i++)
        count = p->words[i].line >= count ? p->words[i].line + 1 : count;
    if (count == 0)
        return 0;
    struct piece *pieces = calloc((size_t)count, sizeof *pieces);
    struct piece **order = malloc((size_t)count * sizeof(struct piece *));
    int status = pieces && order ? 0 : -1;
    if (status == 0) {
        take_boxes(p, pieces);
        for (int i = 0; i < count; i++)
            order[i] = &pieces[i];
        qsort(order, (size_t)count, sizeof *order, by_top);
        make_rows(order, count);
        for (size_t i = 0; i < p->word_count; i++)
            p->words[i].line = pieces[p->words[i].line].row;
        qsort(p->words, p->word_count, sizeof *p->words, by_place);
    }
    free(order);
    free(pieces);
    return status;
}
