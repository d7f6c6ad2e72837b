#include "stages/formats/text_labels.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#define ROW_WORDS 40

struct label {
    const char *name; /* lower case, letters and digits only */
    const char *field;
};

static const struct label labels[] = {
    {"bsn", "bsn"},
    {"bsnnummer", "bsn"},
    {"bsnnr", "bsn"},
    {"burgerservicenummer", "bsn"},
    {"burgerservicenr", "bsn"},
    {"burgerservicenummerbsn", "bsn"},
    {"bsnrsin", "bsn"},
    {"bsnsofi", "bsn"},
    {"bsnsofinummer", "bsn"},
    {"sofinummer", "bsn"},
    {"sofinr", "bsn"},
    {"sofi", "bsn"},
    {"persoonsnummer", "bsn"},
    {"persoonlijknummer", "bsn"},
    {"personalno", "bsn"},
    {"personalnumber", "bsn"},
    {"citizenservicenumber", "bsn"},
    {"socialsecuritynumber", "bsn"},
    {"iban", "iban"},
    {"ibannummer", "iban"},
    {"ibannr", "iban"},
    {"ibanrekeningnummer", "iban"},
    {"rekeningnummer", "iban"},
    {"rekeningnr", "iban"},
    {"reknr", "iban"},
    {"bankrekeningnummer", "iban"},
    {"bankrekeningnr", "iban"},
    {"bankrekening", "iban"},
    {"rekening", "iban"},
    {"bankrelatie", "iban"},
    {"accountnumber", "iban"},
    {"kontonummer", "iban"},
    {"kvk", "kvk"},
    {"kvknummer", "kvk"},
    {"kvknr", "kvk"},
    {"kvkinschrijvingsnummer", "kvk"},
    {"kvkdossiernummer", "kvk"},
    {"handelsregisternummer", "kvk"},
    {"inschrijfnummer", "kvk"},
    {"inschrijvingsnummer", "kvk"},
    {"kamervankoophandel", "kvk"},
    {"handelsregister", "kvk"},
    {"chamberofcommerce", "kvk"},
    {"geboortedatum", "date"},
    {"gebdatum", "date"},
    {"gebdat", "date"},
    {"geboortedat", "date"},
    {"geboren", "date"},
    {"geborenop", "date"},
    {"geboorte", "date"},
    {"dateofbirth", "date"},
    {"geburtsdatum", "date"},
    {"geburtstag", "date"},
    {"datum", "date"},
    {"dagtekening", "date"},
    {"factuurdatum", "date"},
    {"datumaanvraag", "date"},
    {"datumondertekening", "date"},
    {"date", "date"},
    {"dossiernummer", "dossier"},
    {"dossiernr", "dossier"},
    {"dossier", "dossier"},
    {"zaaknummer", "dossier"},
    {"zaaknr", "dossier"},
    {"zaak", "dossier"},
    {"kenmerk", "dossier"},
    {"onskenmerk", "dossier"},
    {"uwkenmerk", "dossier"},
    {"aanvraagnummer", "dossier"},
    {"referentie", "dossier"},
    {"referentienummer", "dossier"},
    {"postcode", "postcode"},
    {"postcodeenwoonplaats", "postcode"},
    {"postcodewoonplaats", "postcode"},
    {"postcodeplaats", "postcode"},
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

static const char *name_field(const char *name)
{
    size_t size = strlen(name);
    for (size_t i = 0; size >= 3 && i < sizeof labels / sizeof *labels; i++) {
        size_t length = strlen(labels[i].name);
        int most = length >= 12 ? 2 : length >= 6 ? 1 : 0;
        if (distance(name, labels[i].name, most) <= most)
            return labels[i].field;
    }
    return NULL;
}

/* The field of the label that ends with this word: it alone, its end ("Klantnummer/BSN"), or with
 * up to three words before it on its line ("Burger Service Nr."). */
static const char *label_field(const struct page *p, size_t at)
{
    char name[64] = "", word[32];
    const char *slash = strrchr(p->words[at].text, '/'), *found = NULL;
    if (slash && plain(slash, word, sizeof word) > 0)
        found = name_field(word);
    for (size_t back = 0; back < 4 && back <= at; back++) {
        const struct word *w = &p->words[at - back];
        if (w->line != p->words[at].line)
            break;
        size_t size = plain(w->text, word, sizeof word), used = strlen(name);
        if (used + size >= sizeof name || (back == 0 && size == 0))
            break;
        memmove(name + size, name, used + 1);
        memcpy(name, word, size);
        const char *field = name_field(name);
        found = field ? field : found;
    }
    return found;
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

/* Words from left to right. */
struct row {
    const struct word *words[ROW_WORDS];
    int count;
};

static void row_add(struct row *row, const struct word *w)
{
    if (row->count == ROW_WORDS)
        return;
    int at = row->count++;
    for (; at > 0 && row->words[at - 1]->x0 > w->x0; at--)
        row->words[at] = row->words[at - 1];
    row->words[at] = w;
}

static float height_of(const struct word *w)
{
    return fminf(fmaxf(w->y1 - w->y0, 6), 24);
}

#define LEVEL 0.85F  /* heights that words on a row may differ */
#define SLANTED 1.5F /* on a photo that is not flat */

/* The words right of the label about level with it. */
static void row_right(const struct page *p, const struct word *label, float level, struct row *row)
{
    float middle = (label->y0 + label->y1) / 2, reach = level * height_of(label);
    row->count = 0;
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        if (w->x0 > label->x1 - 1 && fabsf((w->y0 + w->y1) / 2 - middle) <= reach)
            row_add(row, w);
    }
}

/* The nearest row under (side 1) or over (-1) the label, from what lies under it on. */
static void row_near(const struct page *p, const struct word *label, int side, struct row *row)
{
    float height = height_of(label), reach = (side > 0 ? 3.6F : 2) * height;
    const struct word *nearest = NULL;
    float least = reach;
    row->count = 0;
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        float away = side > 0 ? (w->y0 + w->y1) / 2 - label->y1 : label->y0 - (w->y0 + w->y1) / 2;
        bool over = w->x1 > label->x0 - 0.5F * height && w->x0 < label->x1 + 2 * height;
        if (away > 0 && away < least && over && digits_of(w->text)) {
            least = away;
            nearest = w;
        }
    }
    for (size_t i = 0; nearest && i < p->word_count; i++)
        if (same_row(&p->words[i], nearest) && p->words[i].x1 > label->x0 - 0.5F * height &&
            p->words[i].x0 < label->x0 + 0.45F * p->width)
            row_add(row, &p->words[i]);
}

/* How many letters and digits a value has when it is whole. */
static int whole(const char *field)
{
    return !strcmp(field, "bsn") ? 9 : !strcmp(field, "iban") ? 18 : 8;
}

static int characters(const char *text)
{
    int count = 0;
    for (; *text; text++)
        count += isalnum((unsigned char)*text) != 0;
    return count;
}

/* Can the word begin a value of this field, or go on with it? */
static bool of_value(const char *field, const char *text, bool begun)
{
    int digits = digits_of(text), all = characters(text);
    if (!strcmp(field, "iban"))
        return begun ? all <= 18 : digits >= 2 && all >= 2;
    if (!strcmp(field, "date"))
        return begun ? all <= 10 : digits > 0 && all <= 12;
    if (!strcmp(field, "postcode"))
        return begun ? all <= 2 : digits >= 2;
    if (digits >= 6 && (strpbrk(text, "/") || strchr(text, '-') != strrchr(text, '-')))
        return false; /* a day */
    return digits * 2 >= all || (begun ? all == 0 : digits >= 2);
}

/* The box of the value that begins with word `at` of the row. *size: its letters and digits. */
static struct look box_of(const struct page *p, const struct row *row, int at, const char *field,
                          int *size)
{
    const struct word *w = row->words[at], *last = w;
    float height = height_of(w);
    struct look look = {field, w->x0 - 0.5F * height, w->y0, w->x1, w->y1, true};
    *size = characters(w->text);
    for (int i = at + 1; i < row->count; i++) {
        const struct word *next = row->words[i];
        bool bits = *size <= 2 * (i - at); /* one or two characters a box */
        float gap = next->x0 - last->x1;
        bool near = *size < whole(field) && gap <= (bits ? 2.5F : 1.3F) * height;
        if (!near || !of_value(field, next->text, true))
            break;
        *size += characters(next->text);
        look.y0 = fminf(look.y0, next->y0);
        look.y1 = fmaxf(look.y1, next->y1);
        last = next;
    }
    float middle = (look.y0 + look.y1) / 2, tall = fminf(look.y1 - look.y0, 2.2F * height);
    look.y0 = middle - 0.8F * tall;
    look.y1 = middle + 0.8F * tall;
    look.x1 = fminf(last->x1 + 0.6F * height, p->width);
    /* A number in boxes comes out of the first pass as bits: on for the boxes it can have. */
    if (*size < whole(field) - 1 && (!strcmp(field, "bsn") || !strcmp(field, "iban")))
        look.x1 =
            fmaxf(look.x1, fminf(look.x0 + (*field == 'i' ? 0.55F : 0.3F) * p->width, p->width));
    return look;
}

/* Adds the value in the row, unless another label stands before it. *size as of box_of; false:
 * there is none. */
static bool look_in(const struct page *p, const struct row *row, const char *field,
                    struct look *looks, int *count, int *size)
{
    *size = 0;
    for (int i = 0; i < row->count; i++) {
        if (of_value(field, row->words[i]->text, false)) {
            struct look look = box_of(p, row, i, field, size);
            add(looks, count, &look);
            return true;
        }
        const char *other = label_field(p, (size_t)(row->words[i] - p->words));
        if (other && strcmp(other, field) != 0)
            return false;
    }
    return false;
}

/* Where the first pass read no number it may be in boxes or by hand: what stands right of the
 * label, else the strips right of it and below it. */
static void look_blindly(const struct page *p, const struct word *label, const char *field,
                         struct look *looks, int *count)
{
    float height = height_of(label);
    struct look right = {field,
                         label->x1 + 2,
                         label->y0 - 0.8F * height,
                         0.96F * p->width,
                         label->y1 + 0.8F * height,
                         true};
    struct look below = {field,
                         fmaxf(label->x0 - height, 0),
                         label->y1 + 0.1F * height,
                         fminf(label->x0 + p->width * 0.35F, p->width),
                         label->y1 + 2.4F * height,
                         true};
    struct row row;
    int digits = 0;
    row_right(p, label, LEVEL, &row);
    for (int i = 0; i < row.count; i++) {
        digits += digits_of(row.words[i]->text);
        right.x0 = i ? right.x0 : row.words[i]->x0 - 0.5F * height;
        right.y0 = fminf(right.y0, row.words[i]->y0 - 0.2F * height);
        right.y1 = fmaxf(right.y1, row.words[i]->y1 + 0.2F * height);
    }
    add(looks, count, &right);
    if (digits == 0)
        add(looks, count, &below);
}

/* Right of the label, below it, above it, about right of it: the first that can be whole, else all
 * of them. */
static void look_around(const struct page *p, size_t at, const char *field, struct look *looks,
                        int *count)
{
    const struct word *label = &p->words[at];
    struct row row;
    int size = 0, most = 0;
    for (int place = 0; place < 4 && most < whole(field) - 2; place++) {
        if (place == 0 || place == 3)
            row_right(p, label, place ? SLANTED : LEVEL, &row);
        else
            row_near(p, label, place == 1 ? 1 : -1, &row);
        if (look_in(p, &row, field, looks, count, &size))
            most = size > most ? size : most;
    }
    if (most < 5 && (!strcmp(field, "bsn") || !strcmp(field, "iban")))
        look_blindly(p, label, field, looks, count);
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

/* "BSN:999990019": label and value in one word. NULL: it is none. */
static const char *joined_field(const char *text)
{
    const char *colon = strchr(text, ':');
    char name[32];
    if (!colon || digits_of(colon) < 6 || (size_t)(colon - text) >= sizeof name)
        return NULL;
    snprintf(name, sizeof name, "%.*s", (int)(colon - text), text);
    plain(name, name, sizeof name);
    return name_field(name);
}

/* "NL91 ABNA 0417 1643 00": an account in groups, from its first word. */
static bool account_from(const struct page *p, size_t at, struct look *look)
{
    const struct word *w = &p->words[at], *last = w;
    int size = characters(w->text);
    if (strncmp(w->text, "NL", 2) != 0 || size < 4 || size > 8 || digits_of(w->text) < 2)
        return false;
    *look = (struct look){"iban", w->x0 - 2, w->y0, w->x1, w->y1, false};
    for (size_t i = at + 1; size < 18 && i < p->word_count; i++) {
        const struct word *next = &p->words[i];
        int more = characters(next->text);
        if (next->line != w->line || next->x0 - last->x1 > 1.3F * height_of(w) || more > 18 - size)
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

/* Could the text be a line of a machine readable zone: long, capitals, digits and fillers? These
 * are read as runs of e, c, s and k now and then. */
static bool zone_line(const char *text)
{
    size_t size = strlen(text), fit = 0, fillers = 0;
    for (size_t i = 0; i < size;) {
        size_t run = strspn(text + i, "<ecsk");
        bool filler = run >= 3 || text[i] == '<' || (unsigned char)text[i] == 0xab;
        fillers += filler ? (run ? run : 1) : 0;
        fit += filler ? (run ? run : 1)
                      : isupper((unsigned char)text[i]) || isdigit((unsigned char)text[i]) ||
                            (unsigned char)text[i] >= 0x80;
        i += filler && run ? run : 1;
    }
    return size >= 20 && (fit * 10 >= size * 9 || (fillers >= 3 && fit * 10 >= size * 6));
}

/* A line of text that a word begins, as one: its box, and whether it is of a zone. */
static bool zone_from(const struct page *p, size_t at, struct look *look)
{
    char text[80] = "";
    size_t used = 0;
    const struct word *w = &p->words[at];
    if (at > 0 && p->words[at - 1].line == w->line)
        return false;
    *look = (struct look){"mrz", w->x0, w->y0, w->x1, w->y1, false};
    for (size_t i = at; i < p->word_count && p->words[i].line == w->line; i++) {
        size_t size = strlen(p->words[i].text);
        if (used + size >= sizeof text || size < 1)
            return false;
        strcpy(text + used, p->words[i].text);
        used += size;
        look->x1 = fmaxf(look->x1, p->words[i].x1);
        look->y0 = fminf(look->y0, p->words[i].y0);
        look->y1 = fmaxf(look->y1, p->words[i].y1);
    }
    float height = fmaxf(w->y1 - w->y0, 6);
    look->x0 = fmaxf(look->x0 - height, 0);
    look->x1 = fminf(look->x1 + height, p->width);
    look->y0 -= 0.25F * height;
    look->y1 += 0.25F * height;
    return zone_line(text);
}

/* Does a label of the field stand before the word or over it? */
static bool near_label(const struct page *p, const struct word *w, const char *field)
{
    float height = height_of(w);
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *l = &p->words[i];
        float off = fabsf((l->y0 + l->y1 - w->y0 - w->y1) / 2), over = w->y0 - l->y1;
        bool before = l->x1 < w->x0 + 1 && l->x1 > w->x0 - 0.45F * p->width && off <= height;
        bool above = over > -0.3F * height && over < 2.5F * height && l->x0 < w->x1 &&
                     l->x1 > w->x0 - 2 * height;
        if (!before && !above)
            continue;
        const char *found = label_field(p, i);
        if (found && !strcmp(found, field))
            return true;
    }
    return false;
}

int labels_find(const struct page *p, struct look looks[LOOKS_MAX])
{
    int count = 0;
    for (size_t i = 0; i < p->word_count && count < LOOKS_MAX; i++) {
        const struct word *w = &p->words[i];
        const char *field = label_field(p, i), *joined = joined_field(w->text);
        float tall = 0.35F * (w->y1 - w->y0);
        struct look zone, account,
            look = {shape_field(w->text), w->x0 - 2, w->y0 - tall, w->x1 + 2, w->y1 + tall, false};
        if (account_from(p, i, &account))
            look = account;
        if (zone_from(p, i, &zone)) {
            add(looks, &count, &zone);
        } else if (joined) {
            look.field = joined;
            look.labelled = true;
            add(looks, &count, &look);
        } else if (field) {
            look_around(p, i, field, looks, &count);
        } else if (look.field) {
            look.labelled = near_label(p, w, look.field);
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
