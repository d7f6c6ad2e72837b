/* Reads a page: finds its strips of text, reads them some at a time, and puts the words together.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "stages/formats/net.h"
#include "stages/formats/strips.h"
#include "stages/formats/text_join.h"
#include "stages/formats/text_reader.h"
#include "stages/formats/text_rows.h"
#include "stages/formats/text_spell.h"

#define WORD_MAX 256     /* bytes */
#define STEPS_MAX 120000 /* of a page: five times a full one; what is more is no text */
#define SAMPLE 12        /* rows by which a page's direction is tried */

/* A word while it is put together. */
struct spelling {
    char text[WORD_MAX];
    size_t size;
    float worst; /* chance of its least certain character */
};

/* The word's box is that of the blots whose middles lie in its steps. */
static void place_word(const struct piece *t, float x0, float x1, struct word *w, float points)
{
    const struct strip *s = t->strip;
    struct blot box = {1 << 30, 1 << 30, 0, 0, 0};
    for (size_t i = 0; i < s->count; i++) {
        const struct blot *b = &s->blots[i];
        float middle = (float)(b->x0 + b->x1) / 2;
        if (middle < x0 || middle > x1)
            continue;
        box.x0 = b->x0 < box.x0 ? b->x0 : box.x0;
        box.y0 = b->y0 < box.y0 ? b->y0 : box.y0;
        box.x1 = b->x1 > box.x1 ? b->x1 : box.x1;
        box.y1 = b->y1 > box.y1 ? b->y1 : box.y1;
    }
    float at = ((x0 + x1) / 2) - (float)s->box.x0;
    float line = s->base + s->slope * at + s->bend * at * at;
    bool found = box.x1 > box.x0 && (float)(box.x1 - box.x0) < 2 * (x1 - x0);
    w->x0 = points * (found ? (float)box.x0 : fmaxf(x0, (float)s->box.x0));
    w->x1 = points * (found ? (float)box.x1 : fminf(x1, (float)s->box.x1));
    w->y0 = points * (found ? (float)box.y0 : line - s->up);
    w->y1 = points * (found ? (float)box.y1 : line + s->down);
}

/* Ends the word; the room up to the words beside it is shared with them. For a wide gap the network
 * says '_', which begins and ends no word on paper. */
static int end_word(const struct piece *t, struct spelling *s, float from, float to, float points,
                    struct page *out)
{
    struct word w = {.text = s->text, .line = t->line, .block = t->line};
    if (s->size == 0)
        return 0;
    while (s->size > 0 && s->text[s->size - 1] == '_')
        s->size--;
    s->text[s->size] = '\0';
    s->size = 0;
    if (!*s->text)
        return 0;
    w.confidence = fmaxf(0, 1 + 0.35F * logf(fmaxf(s->worst, 1e-6F)));
    place_word(t, t->left + (from - (float)t->from) * t->scale,
               t->left + (to - (float)t->from) * t->scale, &w, points);
    return page_add_word(out, &w);
}

/* Marks of ink that are no text give few characters, and no sure ones. */
static bool is_noise(const struct character *c, int count)
{
    float sum = 0;
    for (int i = 0; i < count; i++)
        sum += c[i].chance;
    return count <= 3 && sum < 0.55F * (float)count;
}

/* The words of a piece of a row: c are its characters. */
static int add_words(const struct net *n, const struct piece *t, const struct character *c,
                     int count, float points, struct page *out)
{
    struct spelling s = {0};
    int status = 0, step = net_step(n);
    float from = (float)t->from;
    for (int i = 0; i < count && status == 0 && !is_noise(c, count); i++) {
        const char *symbol = net_symbol(n, c[i].code);
        size_t size = strlen(symbol);
        if (*symbol == ' ') {
            float at = ((float)c[i].step + 0.5F) * (float)step;
            status = end_word(t, &s, from, at, points, out);
            from = at;
        } else if (size && s.size + size < WORD_MAX && (*symbol != '_' || s.size > 0)) {
            s.worst = s.size == 0 ? c[i].chance : fminf(s.worst, c[i].chance);
            memcpy(s.text + s.size, symbol, size);
            s.size += size;
        }
    }
    return status < 0 ? -1 : end_word(t, &s, from, (float)t->end, points, out);
}

/* Gives each piece of the row the characters that were read in it. */
static int share_out(const struct net *n, const struct net_line *line, const struct row *r,
                     float points, struct page *out)
{
    struct character *c;
    int count = spell(n, line, &c), status = count < 0 ? -1 : 0, first = 0;
    for (size_t i = 0; i < r->count && status == 0; i++) {
        const struct piece *p = &r->pieces[i];
        int end = i + 1 < r->count ? (p->end + p[1].from) / 2 : line->width + net_step(n),
            next = first;
        while (next < count && c[next].step * net_step(n) + net_step(n) / 2 < end)
            next++;
        status = add_words(n, p, c + first, next - first, points, out);
        first = next;
    }
    free(c);
    return status;
}

/* Reads up to NET_LINES rows. Returns steps read, or -1: no memory. */
static int read_some(const struct net *n, const struct raster *page, struct row *rows, int count,
                     struct page *out)
{
    struct net_line lines[NET_LINES] = {0};
    uint8_t *pixels[NET_LINES];
    float points = 72 / page->dpi;
    int status = 0, steps = 0;
    for (int k = 0; k < count; k++) {
        lines[k].pixels = pixels[k] = row_cut(page, &rows[k], net_height(n), &lines[k].width);
        status = pixels[k] ? status : -1;
    }
    if (status == 0)
        status = net_read(n, lines, count);
    for (int k = 0; k < count; k++) {
        if (status == 0)
            status = share_out(n, &lines[k], &rows[k], points, out);
        steps += lines[k].steps;
        free(lines[k].chances);
        free(pixels[k]);
    }
    return status < 0 ? -1 : steps;
}

static int read_rows(const struct net *n, const struct raster *page, struct row *rows, size_t count,
                     struct page *out)
{
    int steps = 0, status = 0;
    for (size_t i = 0; i < count && status >= 0 && steps < STEPS_MAX; i += NET_LINES) {
        int some = count - i < NET_LINES ? (int)(count - i) : NET_LINES;
        status = read_some(n, page, rows + i, some, out);
        steps += status > 0 ? status : 0;
    }
    return status < 0 ? -1 : 0;
}

int reader_layout(const struct raster *page, struct reader_lines *lines, struct problem *p)
{
    memset(lines, 0, sizeof *lines);
    if (page->channels != 1)
        return problem_set(p, "unreadable", "the recogniser wants a gray page");
    int status = raster_init(&lines->page, page->width, page->height, 1);
    if (status == 0) {
        lines->page.dpi = page->dpi;
        for (int y = 0; y < page->height; y++)
            memcpy(lines->page.data + (size_t)y * (size_t)lines->page.stride,
                   page->data + (size_t)y * (size_t)page->stride, (size_t)page->width);
        status = strips_find(&lines->page, &lines->strips);
    }
    if (status == 0)
        status = rows_find(&lines->strips, &lines->rows);
    return status == 0 ? 0 : problem_set(p, "memory", "no memory to read the page");
}

void reader_lines_release(struct reader_lines *lines)
{
    rows_release(&lines->rows);
    strips_release(&lines->strips);
    raster_release(&lines->page);
}

/* Reads the rows up to the given one, the longest first. */
static int read_up_to(struct reader *r, struct reader_lines *lines, size_t end, struct page *out,
                      struct problem *p)
{
    size_t from = lines->done;
    float points = 72 / lines->page.dpi;
    out->width = (float)lines->page.width * points;
    out->height = (float)lines->page.height * points;
    lines->done = end < lines->rows.count ? end : lines->rows.count;
    int status = 0;
    if (!r->library)
        status =
            read_rows(r->words, &lines->page, lines->rows.items + from, lines->done - from, out);
    else if (from == 0 && out->word_count == 0) /* it knows no rows: the whole page at once */
        status = library_read(r->library, &lines->page, out);
    return status == 0 ? 0 : problem_set(p, "memory", "no memory to read the page");
}

int reader_sample(struct reader *r, struct reader_lines *lines, struct page *out, struct problem *p)
{
    return read_up_to(r, lines, SAMPLE, out, p);
}

int reader_rest(struct reader *r, struct reader_lines *lines, struct page *out, struct problem *p)
{
    int status = read_up_to(r, lines, SIZE_MAX, out, p);
    if (status == 0 && text_rows(out) < 0)
        return problem_set(p, "memory", "no memory to read the page");
    return status;
}
