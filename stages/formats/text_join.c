#include "stages/formats/text_join.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "stages/formats/image.h"

#define GAP 0.1F    /* of the picture's height: between strips, beside their own edges */
#define ALIKE 1.25F /* times as high: more is not read at one scale */
#define BESIDE 0.5F /* of the lower one's height: on one row */
#define LONG 100    /* heights: a row takes no more */

static float height_of(const struct strip *s)
{
    return s->up + s->down;
}

static float length_of(const struct strip *s)
{
    return (float)(s->box.x1 - s->box.x0) / height_of(s);
}

/* b goes on where a ends. */
static bool goes_on(const struct strip *a, const struct strip *b)
{
    float ha = height_of(a), hb = height_of(b), low = fminf(ha, hb);
    if (b->box.y0 > a->box.y1 || b->box.y1 < a->box.y0 ||
        (float)b->box.x0 < (float)a->box.x1 - low / 2 || fmaxf(ha, hb) > ALIKE * low)
        return false;
    float end = (float)(a->box.x1 - a->box.x0);
    float line = a->base + a->slope * end + a->bend * end * end;
    float top = fmaxf(line - a->up, b->base - b->up);
    float bottom = fminf(line + a->down, b->base + b->down);
    return bottom - top > BESIDE * low;
}

/* The strips from left to right; those that a row has taken are NULL. */
struct order {
    const struct strip **at;
    size_t count;
};

static int by_left(const void *a, const void *b)
{
    const struct strip *const *x = a, *const *y = b;
    int left = (*x)->box.x0 - (*y)->box.x0;
    return left ? left : (*x > *y) - (*x < *y);
}

/* The nearest strip to the right that goes on with the one at `from`; its place, or count. */
static size_t next_of(const struct order *o, const struct strip *s, size_t from)
{
    size_t i = from + 1;
    while (i < o->count && !(o->at[i] && goes_on(s, o->at[i])))
        i++;
    return i;
}

static int by_length(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->length != y->length)
        return x->length > y->length ? -1 : 1;
    return x->pieces[0].line - y->pieces[0].line;
}

static void add_row(const struct strips *s, struct order *o, size_t first, struct rows *out,
                    struct piece *room)
{
    struct row *r = &out->items[out->count++];
    *r = (struct row){.pieces = room};
    for (size_t i = first; i < o->count && r->length < LONG;) {
        const struct strip *strip = o->at[i];
        o->at[i] = NULL;
        r->pieces[r->count++] = (struct piece){.strip = strip, .line = (int)(strip - s->items)};
        r->length += length_of(strip);
        i = next_of(o, strip, i);
    }
}

int rows_find(const struct strips *s, struct rows *out)
{
    struct order o = {malloc((s->count + 1) * sizeof(struct strip *)), s->count};
    memset(out, 0, sizeof *out);
    out->items = calloc(s->count + 1, sizeof *out->items);
    out->room = calloc(s->count + 1, sizeof *out->room);
    struct piece *at = out->room;
    int status = o.at && out->items && out->room ? 0 : -1;
    for (size_t i = 0; status == 0 && i < s->count; i++)
        o.at[i] = &s->items[i];
    if (status == 0)
        qsort(o.at, s->count, sizeof(struct strip *), by_left);
    for (size_t i = 0; status == 0 && i < s->count; i++)
        if (o.at[i]) {
            add_row(s, &o, i, out, at);
            at += out->items[out->count - 1].count;
        }
    if (status == 0)
        qsort(out->items, out->count, sizeof *out->items, by_length);
    free(o.at);
    return status;
}

void rows_release(struct rows *rows)
{
    free(rows->items);
    free(rows->room);
    memset(rows, 0, sizeof *rows);
}

/* Lays a strip's picture into the row's. */
static void lay(const uint8_t *from, int width, uint8_t *to, int stride, int height)
{
    for (int y = 0; y < height; y++)
        memcpy(to + (size_t)y * (size_t)stride, from + (size_t)y * (size_t)width, (size_t)width);
}

uint8_t *row_cut(const struct raster *page, struct row *r, int height, int *width)
{
    int gap = (int)((float)height * GAP), at = 0;
    uint8_t **cuts = calloc(r->count, sizeof *cuts), *out = NULL;
    bool whole = cuts != NULL;
    for (size_t i = 0; whole && i < r->count; i++) {
        struct piece *p = &r->pieces[i];
        int wide;
        cuts[i] = strip_cut(page, p->strip, height, &wide, &p->scale, &p->left);
        p->from = at;
        p->end = at + wide;
        at = p->end + gap;
        whole = cuts[i] != NULL;
    }
    *width = at - gap;
    if (whole)
        out = malloc((size_t)height * (size_t)*width);
    if (out)
        memset(out, IMAGE_PAPER, (size_t)height * (size_t)*width);
    for (size_t i = 0; cuts && i < r->count; i++) {
        const struct piece *p = &r->pieces[i];
        if (out)
            lay(cuts[i], p->end - p->from, out + p->from, *width, height);
        free(cuts[i]);
    }
    free(cuts);
    return out;
}
