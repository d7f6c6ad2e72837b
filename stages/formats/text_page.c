/* Reads a page: finds its strips of text, reads them some at a time, and puts the words together.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "stages/formats/net.h"
#include "stages/formats/strips.h"
#include "stages/formats/text_reader.h"
#include "stages/formats/text_rows.h"
#include "stages/formats/text_spell.h"

#define WORD_MAX 256     /* bytes */
#define STEPS_MAX 120000 /* of a page: five times a full one; what is more is no text */
#define SAMPLE 12        /* strips by which a page's direction is tried */

/* A strip as it is read. */
struct task {
    const struct strip *strip;
    int line;     /* its ordinal on the page */
    float length; /* in its own heights: what it costs */
    uint8_t *pixels;
    float scale, left; /* pixels of the page a pixel of the line; where the line begins */
};

/* A word while it is put together. */
struct spelling {
    char text[WORD_MAX];
    size_t size;
    float worst; /* chance of its least certain character */
};

static int by_length(const void *a, const void *b)
{
    const struct task *x = a, *y = b;
    if (x->length != y->length)
        return x->length > y->length ? -1 : 1;
    return x->line - y->line;
}

static struct task *tasks_of(const struct strips *s)
{
    struct task *tasks = calloc(s->count + 1, sizeof *tasks);
    for (size_t i = 0; tasks && i < s->count; i++) {
        const struct strip *strip = &s->items[i];
        tasks[i] = (struct task){.strip = strip, .line = (int)i};
        tasks[i].length = (float)(strip->box.x1 - strip->box.x0) / (strip->up + strip->down);
    }
    if (tasks)
        qsort(tasks, s->count, sizeof *tasks, by_length);
    return tasks;
}

/* The word's box is that of the blots whose middles lie in its steps. */
static void place_word(const struct task *t, float x0, float x1, struct word *w, float points)
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

/* Ends the word; the room up to the words beside it is shared with them. */
static int end_word(const struct task *t, struct spelling *s, int step, float from, float to,
                    float points, struct page *out)
{
    struct word w = {.text = s->text, .line = t->line, .block = t->line};
    float pixels = (float)step * t->scale;
    if (s->size == 0)
        return 0;
    s->text[s->size] = '\0';
    s->size = 0;
    w.confidence = fmaxf(0, 1 + 0.35F * logf(fmaxf(s->worst, 1e-6F)));
    place_word(t, t->left + from * pixels, t->left + to * pixels, &w, points);
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

/* The words of a line. */
static int add_words(const struct net *n, const struct net_line *line, const struct task *t,
                     float points, struct page *out)
{
    struct spelling s = {0};
    struct character *c;
    int count = spell(n, line, &c), status = count < 0 ? -1 : 0, step = net_step(n);
    float from = 0;
    for (int i = 0; i < count && status == 0 && !is_noise(c, count); i++) {
        const char *symbol = net_symbol(n, c[i].code);
        size_t size = strlen(symbol);
        if (*symbol == ' ') {
            status = end_word(t, &s, step, from, (float)c[i].step + 0.5F, points, out);
            from = (float)c[i].step + 0.5F;
        } else if (size && s.size + size < WORD_MAX) {
            s.worst = s.size == 0 ? c[i].chance : fminf(s.worst, c[i].chance);
            memcpy(s.text + s.size, symbol, size);
            s.size += size;
        }
    }
    free(c);
    return status < 0 ? -1 : end_word(t, &s, step, from, (float)line->steps, points, out);
}

/* Reads up to NET_LINES strips. Returns steps read, or -1: no memory. */
static int read_some(const struct net *n, const struct raster *page, struct task *tasks, int count,
                     struct page *out)
{
    struct net_line lines[NET_LINES] = {0};
    float points = 72 / page->dpi;
    int status = 0, steps = 0;
    for (int k = 0; k < count; k++) {
        struct task *t = &tasks[k];
        t->pixels = strip_cut(page, t->strip, net_height(n), &lines[k].width, &t->scale, &t->left);
        lines[k].pixels = t->pixels;
        status = t->pixels ? status : -1;
    }
    if (status == 0)
        status = net_read(n, lines, count);
    for (int k = 0; k < count; k++) {
        if (status == 0)
            status = add_words(n, &lines[k], &tasks[k], points, out);
        steps += lines[k].steps;
        free(lines[k].chances);
        free(tasks[k].pixels);
        tasks[k].pixels = NULL;
    }
    return status < 0 ? -1 : steps;
}

static int read_tasks(const struct net *n, const struct raster *page, struct task *tasks,
                      size_t count, struct page *out)
{
    int steps = 0, status = 0;
    for (size_t i = 0; i < count && status >= 0 && steps < STEPS_MAX; i += NET_LINES) {
        int some = count - i < NET_LINES ? (int)(count - i) : NET_LINES;
        status = read_some(n, page, tasks + i, some, out);
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
    return status == 0 ? 0 : problem_set(p, "memory", "no memory to read the page");
}

void reader_lines_release(struct reader_lines *lines)
{
    strips_release(&lines->strips);
    raster_release(&lines->page);
}

/* Reads the strips up to the given one, the longest first. */
static int read_up_to(struct reader *r, struct reader_lines *lines, size_t end, struct page *out,
                      struct problem *p)
{
    struct task *tasks = tasks_of(&lines->strips);
    size_t from = lines->done;
    float points = 72 / lines->page.dpi;
    out->width = (float)lines->page.width * points;
    out->height = (float)lines->page.height * points;
    lines->done = end < lines->strips.count ? end : lines->strips.count;
    int status = -1;
    if (r->library) { /* it knows no strips: the whole page at once */
        status = from > 0 || out->word_count > 0 ? 0 : library_read(r->library, &lines->page, out);
        lines->done = lines->strips.count;
    } else if (tasks) {
        status = read_tasks(r->words, &lines->page, tasks + from, lines->done - from, out);
    }
    free(tasks);
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

int reader_page(struct reader *r, const struct raster *page, struct page *out, struct problem *p)
{
    struct reader_lines lines;
    int status = reader_layout(page, &lines, p);
    if (status == 0)
        status = reader_rest(r, &lines, out, p);
    reader_lines_release(&lines);
    return status;
}
