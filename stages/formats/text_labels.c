#include "stages/formats/text_labels.h"

#include <math.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include "stages/formats/text_label.h"
#include "stages/formats/text_shape.h"
#include "stages/formats/text_value.h"
#include "stages/formats/text_zone_line.h"

#define OWN_LABEL 0.45F /* of the page's width: how far a label stands before its number */
#define GROUP 1.6F /* width of a group of four and the blank after it, in that of a bank's code */

static bool add(struct look *looks, int *count, const struct look *look)
{
    if (*count == LOOKS_MAX)
        return false;
    for (int i = 0; i < *count; i++) {
        const struct look *o = &looks[i];
        if (!strcmp(o->field, look->field) && fabsf(o->x0 - look->x0) < 6 &&
            fabsf(o->x1 - look->x1) < 6 && fabsf(o->y0 - look->y0) < 4)
            return false;
    }
    looks[(*count)++] = *look;
    return true;
}

#define LEVEL 0.85F  /* heights that words on a row may differ */
#define SLANTED 1.5F /* on a photo that is not flat */

/* The words right of the label about level with it. */
static void row_right(const struct page *p, const struct word *label, float level, struct row *row)
{
    float middle = (label->y0 + label->y1) / 2, reach = level * word_height(label);
    row->count = 0;
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        if (w->x0 > label->x1 - 1 && fabsf((w->y0 + w->y1) / 2 - middle) <= reach)
            row_add(row, w);
    }
}

/* Where the words of a label begin: boxes below it do so too. */
static float label_start(const struct page *p, const struct word *label)
{
    size_t i = (size_t)(label - p->words);
    while (i > 0 && p->words[i - 1].line == label->line &&
           p->words[i].x0 - p->words[i - 1].x1 < 1.5F * word_height(label))
        i--;
    return p->words[i].x0;
}

/* The nearest row under (side 1) or over (-1) the label, from what lies under it on. */
static void row_near(const struct page *p, const struct word *label, int side, struct row *row)
{
    float height = word_height(label), reach = (side > 0 ? 3.6F : 2) * height;
    float start = side > 0 ? label_start(p, label) : label->x0;
    const struct word *nearest = NULL;
    float least = reach;
    row->count = 0;
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        float away = side > 0 ? (w->y0 + w->y1) / 2 - label->y1 : label->y0 - (w->y0 + w->y1) / 2;
        bool over = w->x1 > start - 0.5F * height && w->x0 < label->x1 + 2 * height;
        bool boxed = !strcmp(w->text, "N"); /* the first box of an account */
        if (away > 0 && away < least && over && (boxed || word_digits(w->text))) {
            least = away;
            nearest = w;
        }
    }
    float left = start - 0.5F * height;
    left =
        nearest && shape_characters(nearest->text) <= 2 ? row_boxes_begin(p, nearest, left) : left;
    for (size_t i = 0; nearest && i < p->word_count; i++)
        if (row_same(&p->words[i], nearest) && p->words[i].x1 > left &&
            p->words[i].x0 < label->x0 + 0.45F * p->width)
            row_add(row, &p->words[i]);
}

/* The row just under the label, as far as it goes on to the right: "Naam en KvK-nummer" stands over
 * a name and then the number. */
static void row_under(const struct page *p, const struct word *label, struct row *row)
{
    float height = word_height(label), least = 2.2F * height;
    const struct word *nearest = NULL;
    row->count = 0;
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        float away = (w->y0 + w->y1) / 2 - label->y1;
        if (away > 0 && away < least && w->x1 > label->x0 && w->x0 < label->x1) {
            least = away;
            nearest = w;
        }
    }
    for (size_t i = 0; nearest && i < p->word_count; i++)
        if (row_same(&p->words[i], nearest) && p->words[i].x0 > label->x0 &&
            p->words[i].x0 < label->x0 + 0.45F * p->width)
            row_add(row, &p->words[i]);
}

/* The chamber of commerce calls its number that of a dossier too. */
static bool same_number(const char *label, const char *field)
{
    return !strcmp(field, "kvk") && !strcmp(label, "dossier");
}

/* The label nearest before the word on its row, up to another number. NULL: none. */
static const char *label_before(const struct page *p, const struct word *w)
{
    struct row row = {.count = 0};
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *o = &p->words[i];
        if (o->x0 < w->x0 && o->x1 > w->x0 - OWN_LABEL * p->width && row_same(o, w))
            row_add(&row, o);
    }
    for (int i = row.count; i-- > 0;) {
        const char *found = label_field(p, (size_t)(row.words[i] - p->words));
        if (found || word_digits(row.words[i]->text) >= 4)
            return found;
    }
    return NULL;
}

/* Does the number belong to a label of another field, before it or hanging on it? */
static bool of_another(const struct page *p, const struct word *w, const char *field)
{
    const char *joined = label_joined(w->text), *other = joined ? joined : label_before(p, w);
    return other && strcmp(other, field) != 0 && !same_number(other, field);
}

/* Adds the value in the row, unless another label stands before it. *size as of box_of; false:
 * there is none. */
static bool look_in(const struct page *p, const struct row *row, const char *field,
                    struct look *looks, int *count, int *size)
{
    *size = 0;
    for (int i = 0; i < row->count; i++) {
        if (shape_part(field, row->words[i]->text, false) || value_in_boxes(row, i, field)) {
            if (of_another(p, row->words[i], field))
                return false;
            struct look look = value_box(p, row, i, field, size);
            add(looks, count, &look);
            return true;
        }
        const char *other = label_field(p, (size_t)(row->words[i] - p->words));
        if (other && strcmp(other, field) != 0 && !same_number(other, field))
            return false;
    }
    return false;
}

/* Where the first pass read no number it may be in boxes or by hand: what stands right of the
 * label, else the strips right of it and below it. */
static void look_blindly(const struct page *p, const struct word *label, const char *field,
                         struct look *looks, int *count)
{
    float height = word_height(label), start = label_start(p, label);
    struct look right = {field,
                         label->x1 + 2,
                         label->y0 - 0.8F * height,
                         0.96F * p->width,
                         label->y1 + 0.8F * height,
                         true};
    struct look below = {field,
                         fmaxf(start - height, 0),
                         label->y1 + 0.1F * height,
                         fminf(start + p->width * 0.35F, p->width),
                         label->y1 + 2.4F * height,
                         true};
    struct row row;
    int digits = 0;
    row_right(p, label, LEVEL, &row);
    for (int i = 0; i < row.count; i++) {
        digits += word_digits(row.words[i]->text);
        right.x0 = i ? right.x0 : row.words[i]->x0 - 0.5F * height;
        right.y0 = fminf(right.y0, row.words[i]->y0 - 0.2F * height);
        right.y1 = fmaxf(right.y1, row.words[i]->y1 + 0.2F * height);
    }
    add(looks, count, &right);
    if (digits == 0)
        add(looks, count, &below);
}

/* Does the row under the label hold a number that is whole? */
static bool whole_under(const struct page *p, const struct word *label, const char *field,
                        struct row *row)
{
    row_under(p, label, row);
    bool wanted = !strcmp(field, "kvk") || !strcmp(field, "bsn");
    for (int i = 0; i < row->count && wanted; i++)
        if (word_digits(row->words[i]->text) >= 8 &&
            shape_part(field, row->words[i]->text, false)) {
            row->words[0] = row->words[i];
            row->count = 1;
            return true;
        }
    return false;
}

/* Right of the label, below it, above it, about right of it: the first that can be whole, else all
 * of them. */
static void look_around(const struct page *p, size_t at, const char *field, struct look *looks,
                        int *count)
{
    const struct word *label = &p->words[at];
    struct row row;
    int size = 0, most = 0;
    for (int place = 0; place < 4 && most < shape_whole(field) - 2; place++) {
        if (place == 0 || place == 3)
            row_right(p, label, place ? SLANTED : LEVEL, &row);
        else
            row_near(p, label, place == 1 ? 1 : -1, &row);
        if (look_in(p, &row, field, looks, count, &size))
            most = size > most ? size : most;
    }
    if (most < shape_whole(field) - 2 && whole_under(p, label, field, &row))
        look_in(p, &row, field, looks, count, &most);
    if (most < 5 && (!strcmp(field, "bsn") || !strcmp(field, "iban")))
        look_blindly(p, label, field, looks, count);
}

/* "NL91 ABNA 0417 1643 00": an account in groups, from its first word, or from its second where the
 * first is lost or badly read. */
static bool account_from(const struct page *p, size_t at, struct look *look)
{
    const struct word *w = &p->words[at], *last = w;
    bool headless = shape_bank(w->text) &&
                    !(at > 0 && shape_account(p->words[at - 1].text) == p->words[at - 1].text);
    int size = shape_characters(w->text) + (headless ? 4 : 0);
    if (!headless && (shape_account(w->text) != w->text || size < 4 || size > 8))
        return false;
    float lost = headless ? GROUP * (w->x1 - w->x0) : 0;
    *look = (struct look){"iban", fmaxf(w->x0 - lost - 2, 0), w->y0, w->x1, w->y1, false};
    for (size_t i = at + 1; size < 18 && i < p->word_count; i++) {
        const struct word *next = &p->words[i];
        int more = shape_characters(next->text);
        if (next->line != w->line || next->x0 - last->x1 > 1.3F * word_height(w) ||
            more > 18 - size || (headless && word_digits(next->text) != more))
            break;
        size += more;
        look->y0 = fminf(look->y0, next->y0);
        look->y1 = fmaxf(look->y1, next->y1);
        last = next;
    }
    float tall = 0.35F * (look->y1 - look->y0);
    look->x1 = last->x1 + 2;
    look->y0 -= tall;
    look->y1 += tall;
    return size >= 16;
}

int labels_find(const struct page *p, struct look looks[LOOKS_MAX])
{
    int count = 0;
    for (size_t i = 0; i < p->word_count && count < LOOKS_MAX; i++) {
        const struct word *w = &p->words[i];
        const char *field = label_field(p, i), *joined = label_joined(w->text);
        float tall = 0.35F * (w->y1 - w->y0);
        struct look zone, account,
            look = {shape_field(w->text), w->x0 - 2, w->y0 - tall, w->x1 + 2, w->y1 + tall, false};
        if (account_from(p, i, &account))
            look = account;
        if (zone_line_at(p, i, &zone)) {
            add(looks, &count, &zone);
        } else if (joined) {
            look.field = joined;
            look.labelled = true;
            add(looks, &count, &look);
        } else if (field) {
            look_around(p, i, field, looks, &count);
        } else if (look.field) {
            look.labelled = label_near(p, w, look.field);
            add(looks, &count, &look);
        }
    }
    return count;
}

void labels_text(const struct page *p, const struct look *look, char *text, size_t size)
{
    size_t used = 0;
    *text = '\0';
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        float x = (w->x0 + w->x1) / 2, y = (w->y0 + w->y1) / 2;
        if (x < look->x0 || x > look->x1 || y < look->y0 || y > look->y1)
            continue;
        int n = snprintf(text + used, size - used, "%s%s", used ? " " : "", w->text);
        if (n < 0 || (size_t)n >= size - used)
            return;
        used += (size_t)n;
    }
}
