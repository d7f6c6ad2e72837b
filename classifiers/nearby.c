#include "classifiers/nearby.h"

#include <math.h>
#include <string.h>
#include "classifiers/fold.h"

static void append(const struct sheet *s, size_t word, struct span *out)
{
    size_t used = strlen(out->text), n = strlen(s->page->words[word].text);
    if (out->count == SPAN_WORDS || used + n + 3 > sizeof out->text)
        return;
    if (used)
        out->text[used++] = ' ';
    out->words[out->count++] = word;
    fold_text(s->page->words[word].text, out->text + used, sizeof out->text - used);
}

static void rest_of_line(const struct sheet *s, size_t last, struct span *out)
{
    const struct sheet_line *line = &s->lines[s->line_of[last]];
    for (size_t i = last + 1; i < line->first + line->count; i++)
        append(s, i, out);
}

/* Fills the span with chosen words, left to right. */
static void in_order(const struct sheet *s, size_t *chosen, size_t n, float gap, struct span *out)
{
    const struct word *w = s->page->words;
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && w[chosen[k - 1]].x0 > w[chosen[k]].x0; k--) {
            size_t swap = chosen[k];
            chosen[k] = chosen[k - 1];
            chosen[k - 1] = swap;
        }
    for (size_t i = 0; i < n; i++) {
        if (i && gap > 0 && w[chosen[i]].x0 - w[chosen[i - 1]].x1 > gap)
            break;
        append(s, chosen[i], out);
    }
}

void span_right(const struct sheet *s, size_t last, float gap, struct span *out)
{
    *out = (struct span){0};
    if (!sheet_placed(s)) {
        rest_of_line(s, last, out);
        return;
    }
    const struct word *label = &s->page->words[last];
    float middle = (label->y0 + label->y1) / 2;
    float half = fmaxf((label->y1 - label->y0) / 2, s->body * 0.45F);
    size_t chosen[SPAN_WORDS], n = 0;
    /* On a photo the row may run askew: look wider when nothing stands level. */
    for (int round = 0; round < 2 && !n; round++, half *= 2.3F)
        for (size_t i = 0; i < s->words && n < SPAN_WORDS; i++) {
            const struct word *w = &s->page->words[i];
            float y = (w->y0 + w->y1) / 2;
            if (i != last && w->x0 >= label->x1 - 1 && fabsf(y - middle) <= half)
                chosen[n++] = i;
        }
    in_order(s, chosen, n, gap, out);
}

/* How far a word lies under the label: its distance, or a negative number when it does not. */
static float under(const struct word *w, float x0, float x1, float bottom, float reach)
{
    float down = (w->y0 + w->y1) / 2 - bottom;
    bool beside = w->x1 < x0 - 3 || w->x0 > x1 + 12;
    return beside || down <= 0 || down > reach ? -1 : down;
}

void span_below(const struct sheet *s, size_t first, size_t last, float lines, struct span *out)
{
    *out = (struct span){0};
    if (!sheet_placed(s))
        return;
    const struct word *words = s->page->words;
    float x0 = words[first].x0, x1 = words[last].x1, bottom = words[last].y1;
    float tall = fmaxf(s->body, words[last].y1 - words[last].y0), best = -1;
    size_t chosen[SPAN_WORDS], n = 0;
    for (size_t i = 0; i < s->words; i++) {
        float down = under(&words[i], x0, x1, bottom, tall * lines);
        if (down > 0 && (best < 0 || down < best))
            best = down;
    }
    if (best < 0)
        return;
    for (size_t i = 0; i < s->words && n < SPAN_WORDS; i++) {
        float down = (words[i].y0 + words[i].y1) / 2 - bottom;
        if (fabsf(down - best) <= tall * 0.6F && words[i].x0 >= x0 - 40 && words[i].x0 < x1 + 220)
            chosen[n++] = i;
    }
    in_order(s, chosen, n, fmaxf(18, tall * 1.6F), out);
    /* The row may begin left of the label's column: what is not under it goes. */
    while (out->count && words[out->words[0]].x1 < x0 - 3 &&
           (out->count == 1 || words[out->words[1]].x0 - words[out->words[0]].x1 > tall))
        out->count = 0;
    if (!out->count)
        out->text[0] = 0;
}

bool reading_covers(const struct reading *r, const struct word *w)
{
    float x = (w->x0 + w->x1) / 2, y = (w->y0 + w->y1) / 2;
    return x >= r->x0 && x <= r->x1 && y >= r->y0 && y <= r->y1;
}

/* How far a word lies from the middle of a reading's box; rows count double. */
static float far_from(const struct reading *r, const struct word *w)
{
    float x = (r->x0 + r->x1) / 2, y = (r->y0 + r->y1) / 2;
    float dx = fmaxf(0, fmaxf(w->x0 - x, x - w->x1)), dy = (w->y0 + w->y1) / 2 - y;
    return dx * dx + dy * dy * 4;
}

size_t reading_word(const struct sheet *s, const struct reading *r)
{
    size_t first = s->words, nearest = 0;
    for (size_t i = 0; i < s->words; i++) {
        const struct word *w = &s->page->words[i];
        if (reading_covers(r, w) && (first == s->words || w->x0 < s->page->words[first].x0))
            first = i;
        if (far_from(r, w) < far_from(r, &s->page->words[nearest]))
            nearest = i;
    }
    return first < s->words ? first : nearest;
}
