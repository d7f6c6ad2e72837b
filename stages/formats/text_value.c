#include "stages/formats/text_value.h"

#include <math.h>
#include <string.h>
#include "stages/formats/text_label.h"
#include "stages/formats/text_shape.h"

#define WIDTH 0.7F   /* of a digit, in its height */
#define LOST_MOST 4  /* characters that the first pass may have missed before those it read */
#define BOX_GAP 4.0F /* in heights, between characters in boxes: one may be unread */
#define SKIPPED 2.6F /* the same in the distance of those that were read */
#define IN_STEP 1.3F /* in that distance: the next box, surely */

bool row_same(const struct word *a, const struct word *b)
{
    float top = fmaxf(a->y0, b->y0), bottom = fminf(a->y1, b->y1);
    float least = fminf(a->y1 - a->y0, b->y1 - b->y0);
    return bottom - top > 0.5F * least;
}

void row_add(struct row *row, const struct word *w)
{
    if (row->count == ROW_WORDS)
        return;
    int at = row->count++;
    for (; at > 0 && row->words[at - 1]->x0 > w->x0; at--)
        row->words[at] = row->words[at - 1];
    row->words[at] = w;
}

float row_boxes_begin(const struct page *p, const struct word *in, float x)
{
    float before = x + 1;
    for (int k = 0; k < ROW_WORDS && x < before; k++) {
        before = x;
        for (size_t i = 0; i < p->word_count; i++) {
            const struct word *w = &p->words[i];
            bool boxed =
                shape_characters(w->text) <= 2 && (word_digits(w->text) || *w->text == 'N');
            if (boxed && row_same(w, in) && w->x0 < x && w->x1 > x - BOX_GAP * word_height(in))
                x = w->x0 - 1;
        }
    }
    return x;
}

/* "9loj9/9/9|3": walls of boxes between digits. */
static bool walled(const char *text)
{
    int walls = 0;
    for (; *text; text++)
        walls += strchr("|/][\\", *text) != NULL;
    return walls >= 2;
}

/* Is word i as far behind the one before it as those before, from word `at` on? A character in
 * boxes that was read twice does not end them. */
static bool in_step(const struct row *row, int at, int i)
{
    const struct word *const *w = row->words;
    float mean = (w[i - 1]->x0 - w[at]->x0) / (float)fmax(i - 1 - at, 1);
    return i - at > 2 && w[i]->x0 - w[i - 1]->x0 < IN_STEP * mean;
}

/* Where the value begins whose first word was read: half a height before it, and where characters
 * are missing, which are often the first ones, as far as these would reach. */
static float before_start(const struct page *p, const struct word *w, const char *field, int size)
{
    float height = word_height(w), lost = 0;
    if (size < shape_whole(field) && strcmp(field, "date") != 0)
        lost = fminf((float)(shape_whole(field) - size), LOST_MOST) * WIDTH * height;
    float start = w->x0 - 0.5F * height - lost;
    for (size_t i = 0; i < p->word_count; i++) {
        float free = w->x0 - p->words[i].x1; /* between it and the value */
        if (free > 0 && row_same(&p->words[i], w))
            start = fmaxf(start, w->x0 - 0.7F * free);
    }
    return start;
}

/* Where boxes end of which `words` from word `at` on were read, some twice and some not at all:
 * each is as wide as those. */
static float boxes_end(const struct page *p, const struct row *row, int at, int words,
                       const char *field)
{
    const struct word *first = row->words[at], *last = row->words[at + words - 1];
    float each = (last->x0 - first->x0) / (float)(words - 1);
    return fminf(first->x0 + each * (float)(shape_whole(field) + 1), p->width);
}

struct look value_box(const struct page *p, const struct row *row, int at, const char *field,
                      int *size)
{
    const struct word *w = row->words[at], *last = w;
    float height = word_height(w);
    struct look look = {field, w->x0 - 0.5F * height, w->y0, w->x1, w->y1, true};
    bool walls = walled(w->text) && strcmp(field, "date") != 0; /* a day has strokes of its own */
    *size = walls ? word_digits(w->text) : shape_characters(w->text);
    int words = 1;
    for (int i = at + 1; i < row->count; i++, words++) {
        const struct word *next = row->words[i];
        bool bits = walls || *size <= 2 * (i - at); /* one or two characters a box */
        float gap = next->x0 - last->x1;
        float each = words > 2 ? (last->x0 - w->x0) / (float)(words - 1) : 0;
        bool near = gap <= (bits ? fmaxf(BOX_GAP * height, SKIPPED * each) : 1.3F * height);
        bool open = *size < shape_whole(field) || (bits && in_step(row, at, i));
        if (!near || !open || !shape_part(field, next->text, true))
            break;
        *size += walls ? word_digits(next->text) : shape_characters(next->text);
        look.y0 = fminf(look.y0, next->y0);
        look.y1 = fmaxf(look.y1, next->y1);
        last = next;
    }
    float middle = (look.y0 + look.y1) / 2, tall = fminf(look.y1 - look.y0, 2.2F * height);
    look.y0 = middle - 0.8F * tall;
    look.y1 = middle + 0.8F * tall;
    look.x1 = fminf(last->x1 + 0.6F * height, p->width);
    look.x0 = before_start(p, w, field, *size);
    if (words > 2 && *size <= 2 * words)
        look.x1 = fmaxf(look.x1, boxes_end(p, row, at, words, field));
    /* Of one of which less was read it is not known how wide it is. */
    else if (*size < shape_whole(field) - 1 && (!strcmp(field, "bsn") || !strcmp(field, "iban")))
        look.x1 =
            fmaxf(look.x1, fminf(look.x0 + (*field == 'i' ? 0.55F : 0.3F) * p->width, p->width));
    return look;
}

bool value_in_boxes(const struct row *row, int at, const char *field)
{
    int run = 0, i = at;
    for (; i < row->count && shape_characters(row->words[i]->text) <= 4; i++) {
        const struct word *w = row->words[i], *last = row->words[i > at ? i - 1 : i];
        if (w->x0 - last->x1 > BOX_GAP * word_height(w) || !shape_part(field, w->text, true))
            break;
        run += shape_characters(w->text);
    }
    return run >= shape_whole(field) - 2 && run <= 2 * (i - at);
}
