#include "stages/formats/text_labels.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

struct label {
    const char *name; /* lower case, letters and digits only */
    const char *field;
};

static const struct label labels[] = {
    {"bsn", "bsn"},
    {"bsnnummer", "bsn"},
    {"burgerservicenummer", "bsn"},
    {"burgerservicenr", "bsn"},
    {"sofinummer", "bsn"},
    {"persoonsnummer", "bsn"},
    {"iban", "iban"},
    {"ibannummer", "iban"},
    {"rekeningnummer", "iban"},
    {"bankrekeningnummer", "iban"},
    {"bankrekening", "iban"},
    {"kvk", "kvk"},
    {"kvknummer", "kvk"},
    {"kvknr", "kvk"},
    {"handelsregisternummer", "kvk"},
    {"geboortedatum", "date"},
    {"geboren", "date"},
    {"datum", "date"},
    {"dagtekening", "date"},
    {"dossiernummer", "dossier"},
    {"dossiernr", "dossier"},
    {"dossier", "dossier"},
    {"zaaknummer", "dossier"},
    {"kenmerk", "dossier"},
    {"postcode", "postcode"},
};

/* Lower case letters and digits of a word. */
static size_t plain(const char *text, char *out, size_t size)
{
    size_t used = 0;
    for (; *text && used + 1 < size; text++)
        if (isalnum((unsigned char)*text))
            out[used++] = (char)tolower((unsigned char)*text);
    out[used] = '\0';
    return used;
}

/* Differences (insert, delete, replace) between two short words, at most `most` + 1. */
static int distance(const char *a, const char *b, int most)
{
    int row[32], na = (int)strlen(a), nb = (int)strlen(b);
    if (nb > 31 || na > 31 || abs(na - nb) > most)
        return most + 1;
    for (int j = 0; j <= nb; j++)
        row[j] = j;
    for (int i = 1; i <= na; i++) {
        int corner = row[0];
        row[0] = i;
        for (int j = 1; j <= nb; j++) {
            int keep = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            int step = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = keep < step ? keep : step;
        }
    }
    return row[nb];
}

static const char *label_field(const char *text)
{
    char word[32];
    size_t size = plain(text, word, sizeof word);
    for (size_t i = 0; size >= 3 && i < sizeof labels / sizeof *labels; i++) {
        size_t length = strlen(labels[i].name);
        int most = length >= 12 ? 2 : length >= 6 ? 1 : 0;
        if (distance(word, labels[i].name, most) <= most)
            return labels[i].field;
    }
    return NULL;
}

static int digits_of(const char *text)
{
    int digits = 0;
    for (; *text; text++)
        digits += isdigit((unsigned char)*text) != 0;
    return digits;
}

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

/* On the same row: they overlap by half of the smaller one's height. */
static bool same_row(const struct word *a, const struct word *b)
{
    float top = fmaxf(a->y0, b->y0), bottom = fminf(a->y1, b->y1);
    float least = fminf(a->y1 - a->y0, b->y1 - b->y0);
    return bottom - top > 0.5F * least;
}

/* A number in boxes comes out of the first pass as bits: then the crop goes on for the boxes that
 * it can have. */
static void widen(const struct page *p, struct look *look)
{
    char text[120];
    bool iban = !strcmp(look->field, "iban");
    labels_text(p, look, text, sizeof text);
    if (iban && digits_of(text) < 10)
        look->x1 = fminf(look->x0 + 0.55F * p->width, p->width);
    else if (!strcmp(look->field, "bsn") && digits_of(text) < 8)
        look->x1 = fmaxf(look->x1, fminf(look->x0 + 0.3F * p->width, p->width));
}

/* The words right of the label that can be its value: from the first with a digit on, as long as
 * the gaps are small. Without any the strip up to half a page. */
static void look_right(const struct page *p, size_t at, const char *field, struct look *looks,
                       int *count)
{
    const struct word *label = &p->words[at];
    float height = fmaxf(label->y1 - label->y0, 6);
    struct look look = {field,
                        label->x1 + 2,
                        label->y0 - 0.35F * height,
                        fminf(label->x1 + p->width * 0.45F, p->width),
                        label->y1 + 0.35F * height,
                        true};
    float first = p->width, last = 0;
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        if (w->x0 < label->x1 - 1 || !same_row(w, label) || digits_of(w->text) == 0)
            continue;
        first = fminf(first, w->x0);
    }
    for (bool grown = first < p->width; grown;) {
        grown = false;
        for (size_t i = 0; i < p->word_count; i++) {
            const struct word *w = &p->words[i];
            if (w->x0 >= first - 1 && w->x1 > last && same_row(w, label) &&
                w->x0 <= fmaxf(last, first) + 2 * height) {
                last = w->x1;
                look.y0 = fmaxf(fminf(look.y0, w->y0 - 0.2F * height), label->y0 - height);
                look.y1 = fminf(fmaxf(look.y1, w->y1 + 0.2F * height), label->y1 + height);
                grown = true;
            }
        }
    }
    if (last > 0) {
        look.x0 = fmaxf(first - 0.5F * height, label->x1 + 1);
        look.x1 = fminf(last + 0.6F * height, p->width);
        widen(p, &look);
    }
    add(looks, count, &look);
}

/* Below the label, when the row right of it holds no number: tables with headings, boxed forms. */
static void look_below(const struct page *p, size_t at, const char *field, struct look *looks,
                       int *count)
{
    const struct word *label = &p->words[at];
    float height = fmaxf(label->y1 - label->y0, 6);
    struct look look = {field,
                        fmaxf(label->x0 - height, 0),
                        label->y1 + 0.1F * height,
                        fminf(label->x0 + p->width * 0.4F, p->width),
                        label->y1 + 2.6F * height,
                        true};
    const struct word *nearest = NULL;
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        if (digits_of(w->text) >= 2 && w->y0 > label->y1 - 2 && w->y0 < label->y1 + 2.5F * height &&
            w->x0 < look.x1 && w->x1 > look.x0 && (!nearest || w->y0 < nearest->y0))
            nearest = w;
    }
    if (nearest) {
        float tall = fmaxf(nearest->y1 - nearest->y0, 6);
        look.y0 = nearest->y0 - 0.35F * tall;
        look.y1 = nearest->y1 + 0.35F * tall;
    }
    add(looks, count, &look);
}

static bool digits_right_of(const struct page *p, const struct word *label)
{
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        if (w->x0 > label->x1 - 1 && w->x0 < label->x1 + p->width * 0.5F && same_row(w, label) &&
            digits_of(w->text) >= 2)
            return true;
    }
    return false;
}

/* A word that looks like an identity number by itself. */
static const char *shape_field(const char *text)
{
    size_t size = strlen(text);
    int digits = digits_of(text);
    if (digits >= 9 && digits <= 10 && size <= 12)
        return "bsn";
    return size >= 16 && size <= 24 && !strncmp(text, "NL", 2) && digits >= 10 ? "iban" : NULL;
}

/* Part of a machine readable zone: long, with fillers, or capitals and digits only. Fillers are
 * read as lower case letters now and then. */
static bool zone_line(const char *text)
{
    size_t size = strlen(text), fit = 0, fillers = 0;
    for (const char *c = text; *c; c++) {
        fillers += *c == '<' || (unsigned char)*c == 0xab;
        fit += isupper((unsigned char)*c) || isdigit((unsigned char)*c) || *c == '<' ||
               (unsigned char)*c >= 0x80;
    }
    return size >= 18 && (fit * 10 >= size * 9 || (fillers >= 3 && fit * 10 >= size * 5));
}

static void look_at_zone(const struct page *p, size_t at, struct look *looks, int *count)
{
    const struct word *w = &p->words[at];
    float height = fmaxf(w->y1 - w->y0, 6), left = w->x0, right = w->x1;
    for (size_t i = 0; i < p->word_count; i++)
        if (same_row(&p->words[i], w)) {
            left = fminf(left, p->words[i].x0);
            right = fmaxf(right, p->words[i].x1);
        }
    struct look look = {"mrz",
                        fmaxf(left - height, 0),
                        w->y0 - 0.25F * height,
                        fminf(right + height, p->width),
                        w->y1 + 0.25F * height,
                        false};
    add(looks, count, &look);
}

int labels_find(const struct page *p, struct look looks[LOOKS_MAX])
{
    int count = 0;
    for (size_t i = 0; i < p->word_count && count < LOOKS_MAX; i++) {
        const struct word *w = &p->words[i];
        const char *field = label_field(w->text), *shape = shape_field(w->text);
        float tall = 0.35F * (w->y1 - w->y0);
        struct look look = {shape, w->x0 - 2, w->y0 - tall, w->x1 + 2, w->y1 + tall, false};
        if (field) {
            bool right = digits_right_of(p, w);
            look_right(p, i, field, looks, &count);
            if (!right)
                look_below(p, i, field, looks, &count);
        } else if (zone_line(w->text)) {
            look_at_zone(p, i, looks, &count);
        } else if (shape) {
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
