#include "classifiers/context.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include "classifiers/dates.h"
#include "classifiers/fold.h"
#include "classifiers/nearby.h"

#define ANSWER_TOKENS 8 /* of an answer to a question, at most: more is another text */

/* A word with this many digits is a value, not a label. */
static bool is_value(const char *text)
{
    size_t digits = 0;
    for (; *text; text++)
        digits += isdigit((unsigned char)*text) != 0;
    return digits >= 4;
}

static void prepend(const struct sheet *s, size_t word, char *out, size_t size)
{
    char folded[100];
    size_t n = fold_text(s->page->words[word].text, folded, sizeof folded), old = strlen(out);
    if (n + old + 2 > size)
        return;
    memmove(out + n + (old > 0), out, old + 1);
    memcpy(out, folded, n);
    if (old)
        out[n] = ' ';
}

/* The nearest word to the left of x on a row, or words (none). */
static size_t left_of(const struct sheet *s, float x, float middle, float half)
{
    size_t best = s->words;
    for (size_t i = 0; i < s->words; i++) {
        const struct word *w = &s->page->words[i];
        if (w->x1 <= x + 1 && fabsf((w->y0 + w->y1) / 2 - middle) <= half &&
            (best == s->words || w->x1 > s->page->words[best].x1))
            best = i;
    }
    return best;
}

static void read_left(const struct sheet *s, size_t word, struct context *c)
{
    const struct word *v = &s->page->words[word];
    float half = fmaxf((v->y1 - v->y0) / 2, s->body * 0.45F), x = v->x0;
    if (!sheet_placed(s)) {
        const struct sheet_line *line = &s->lines[s->line_of[word]];
        for (size_t i = word; i > line->first && word - i < 8; i--) {
            if (is_value(s->page->words[i - 1].text))
                break;
            prepend(s, i - 1, c->left, sizeof c->left);
        }
        return;
    }
    for (int k = 0; k < 8; k++) {
        size_t i = left_of(s, x, (v->y0 + v->y1) / 2, half);
        if (i == s->words || i == word || is_value(s->page->words[i].text))
            break;
        prepend(s, i, c->left, sizeof c->left);
        x = s->page->words[i].x0;
    }
}

static void read_above(const struct sheet *s, size_t word, struct context *c)
{
    const struct word *v = &s->page->words[word];
    float tall = fmaxf(s->body, v->y1 - v->y0), best = 0;
    if (!sheet_placed(s))
        return;
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < s->words; i++) {
            const struct word *w = &s->page->words[i];
            float up = v->y0 - (w->y0 + w->y1) / 2;
            bool over = w->x0 <= v->x1 + 30 && w->x1 >= v->x0 - 30;
            if (!over || up <= 0 || up > tall * 2.6F)
                continue;
            if (round == 0 && (best <= 0 || up < best))
                best = up;
            else if (round == 1 && fabsf(up - best) < tall * 0.6F && strlen(c->above) < 120) {
                size_t used = strlen(c->above);
                if (used)
                    c->above[used++] = ' ';
                fold_text(w->text, c->above + used, sizeof c->above - used);
            }
        }
}

/* "Wanneer bent u geboren?" over its answer, a row of a few words. */
static void read_question(const struct sheet *s, size_t word, struct context *c)
{
    size_t at = s->line_of[word];
    const struct sheet_line *row = &s->lines[at], *asked = at ? row - 1 : NULL;
    bool whole = row->first == word || (row->tokens <= ANSWER_TOKENS && !strchr(row->text, ':')) ||
                 strncmp(row->text, "ja:", 3) == 0;
    if (!asked || !whole || row->y0 - asked->y0 > fmaxf(s->body, row->height) * 2.6F ||
        asked->x0 > row->x0 + 4 || asked->x0 < row->x0 - 40)
        return;
    size_t n = strlen(asked->text);
    if (n && n < sizeof c->over && asked->text[n - 1] == '?')
        strcpy(c->over, asked->text);
}

/* "Naam        BSN" over "G. de Groot  999990019": the label begins where its value does. */
static void read_over(const struct sheet *s, size_t word, struct context *c)
{
    const struct word *v = &s->page->words[word], *label = NULL;
    float tall = fmaxf(s->body, v->y1 - v->y0), nearest = tall * 2.4F;
    if (!sheet_placed(s))
        return;
    for (size_t i = 0; i < s->words; i++) {
        const struct word *w = &s->page->words[i];
        float up = v->y0 - (w->y0 + w->y1) / 2;
        if (up > 0 && up < nearest && fabsf(w->x0 - v->x0) < 4 && !is_value(w->text)) {
            nearest = up;
            label = w;
        }
    }
    if (!label)
        read_question(s, word, c);
    for (const struct word *w = label; w;) {
        size_t used = strlen(c->over);
        const struct word *next = NULL;
        if (used + strlen(w->text) + 2 > sizeof c->over)
            return;
        if (used)
            c->over[used++] = ' ';
        fold_text(w->text, c->over + used, sizeof c->over - used);
        for (size_t i = 0; i < s->words; i++) {
            const struct word *n = &s->page->words[i];
            if (n->x0 > w->x1 - 1 && n->x0 < w->x1 + tall && fabsf(n->y0 - w->y0) < tall * 0.5F &&
                (!next || n->x0 < next->x0))
                next = n;
        }
        w = next;
    }
}

static bool amount_at_end(const char *text)
{
    size_t n = strlen(text);
    while (n && strchr(" +-afbijcd", text[n - 1]))
        n--;
    return n > 4 && text[n - 3] == ',' && isdigit((unsigned char)text[n - 1]) &&
           isdigit((unsigned char)text[n - 4]);
}

/* "03-04 ..." opens a row of a statement. */
static bool short_day(const char *text)
{
    return strlen(text) > 12 && isdigit((unsigned char)text[0]) &&
           isdigit((unsigned char)text[1]) && text[2] == '-' && isdigit((unsigned char)text[3]) &&
           isdigit((unsigned char)text[4]) && text[5] == ' ';
}

/* "02-04-2020 Woningstichting Incasso -179,38". */
static bool is_booking(const struct sheet_line *line)
{
    struct found_day day;
    return line->tokens > 2 && amount_at_end(line->text) &&
           (short_day(line->text) || (days_find(line->text, &day, 1) && day.begin == 0));
}

/* Up to the booking itself; another amount, a total's, ends the list. */
static bool under_booking(const struct sheet *s, size_t at)
{
    for (size_t far = 0; far < 5; far++, at--) {
        if (is_booking(&s->lines[at]))
            return true;
        if (at == 0 || amount_at_end(s->lines[at].text))
            return false;
    }
    return false;
}

void context_of(const struct sheet *s, size_t word, struct context *c)
{
    const struct sheet_line *line = &s->lines[s->line_of[word]];
    struct found_day day;
    *c = (struct context){.height = sheet_height(s, line)};
    read_left(s, word, c);
    read_above(s, word, c);
    read_over(s, word, c);
    c->in_table = amount_at_end(line->text) ||
                  (line->tokens > 5 && days_find(line->text, &day, 1) && day.begin == 0) ||
                  short_day(line->text);
    c->in_booking = under_booking(s, s->line_of[word]);
}

const char *last_of(const char *text, const char *words)
{
    const char *best = NULL;
    while (*words) {
        char word[64];
        size_t n = strcspn(words, ";");
        if (n < sizeof word) {
            memcpy(word, words, n);
            word[n] = 0;
            for (const char *at = text; (at = fold_find(at, word)); at += n)
                if (!best || at + n > best)
                    best = at + n;
        }
        words += n + (words[n] != 0);
    }
    return best;
}

bool context_has_left(const struct context *c)
{
    size_t n = 0;
    for (const char *at = c->left; *at; at++)
        n += isalpha((unsigned char)*at) != 0;
    return n >= 3;
}

bool context_says(const struct context *c, const char *words)
{
    if (last_of(c->left, words) || last_of(c->over, words))
        return true;
    return !context_has_left(c) && last_of(c->above, words) != NULL;
}
