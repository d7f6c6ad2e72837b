#include "samples/make/fill_value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "samples/make/number.h"
#include "samples/make/people.h"

static void add_person(struct fill *f, struct text *out, int sex)
{
    struct person p;

    do
        person_make(&p, f->lists, f->rng, NULL);
    while (sex >= 0 && p.woman != (sex == 1));
    text_addf(out, "%s %s", rng_chance(f->rng, 60) ? p.initials : p.first, p.surname);
}

/* The two bounds of a range, the lower first. */
static void read_range(const char *arguments, int *low, int *high)
{
    int a = 0, b = 0;

    sscanf(arguments, "%d %d", &a, &b);
    *low = a < b ? a : b;
    *high = a < b ? b : a;
}

static void add_money(struct fill *f, const char *arguments, struct text *out)
{
    int low, high;
    char line[32];

    read_range(arguments, &low, &high);
    number_money((long)rng_int(f->rng, low * 100, high * 100), line, sizeof line);
    text_add(out, line);
}

static void add_date(struct fill *f, const char *arguments, struct text *out)
{
    int low, high;
    char iso[11];

    read_range(arguments, &low, &high);
    date_shift(f->sheet->date, rng_int(f->rng, low, high), iso);
    text_add(out, iso);
}

static void add_digits(struct fill *f, const char *word, const char *arguments, struct text *out)
{
    char line[32];

    if (strcmp(word, "iban") == 0)
        number_iban(f->rng, NULL, line);
    else if (strcmp(word, "vat") == 0)
        number_vat(f->rng, line);
    else if (strcmp(word, "postcode") == 0)
        format_into(line, sizeof line, "%d %c%c", rng_int(f->rng, 1011, 9989),
                    rng_int(f->rng, 'A', 'Z'), rng_int(f->rng, 'B', 'P'));
    else if (strcmp(word, "phone") == 0)
        format_into(line, sizeof line, "0%d-%d", rng_int(f->rng, 10, 88),
                    rng_int(f->rng, 2000000, 8999999));
    else
        number_digits(f->rng, strcmp(word, "kvk") == 0 ? 8 : atoi(arguments) % 30, line);
    text_add(out, line);
}

static void add_numbers(struct fill *f, const char *word, const char *arguments, struct text *out)
{
    int low, high;

    read_range(arguments, &low, &high);
    if (strcmp(word, "time") == 0)
        text_addf(out, "%d:%02d", rng_int(f->rng, low, high), rng_int(f->rng, 0, 3) * 15);
    else if (strcmp(word, "number") == 0)
        text_addf(out, "%d", rng_int(f->rng, 1, 240));
    else
        text_addf(out, "%d", rng_int(f->rng, low, high));
}

static bool add_name(struct fill *f, const char *word, struct text *out)
{
    const struct lists *l = f->lists;

    if (strcmp(word, "person") == 0)
        add_person(f, out, -1);
    else if (strcmp(word, "man") == 0 || strcmp(word, "woman") == 0)
        add_person(f, out, word[0] == 'w');
    else if (strcmp(word, "company") == 0)
        text_add(out, list_pick(&l->companies, f->rng));
    else if (strcmp(word, "street") == 0)
        text_add(out, list_pick(&l->streets, f->rng));
    else if (strcmp(word, "city") == 0)
        text_add(out, list_pick(&l->cities, f->rng));
    else if (strcmp(word, "surname") == 0)
        text_add(out, list_pick_origin(&l->surnames, f->rng, "pl"));
    else
        return false;
    return true;
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

bool fill_function(struct fill *f, const char *expression, struct text *out)
{
    static const char *const digits[] = {"iban", "vat", "postcode", "phone", "kvk", "digits", NULL};
    static const char *const numbers[] = {"int", "time", "number", NULL};
    char word[24] = "";
    const char *arguments = expression + strcspn(expression, " ");

    sscanf(expression, "%23s", word);
    if (*arguments == '\0' && vars_find(&f->sheet->vars, word) != NULL)
        return false; /* the value of that name; '{{iban 1}}' is another's */
    if (strcmp(word, "money") == 0)
        add_money(f, arguments, out);
    else if (strcmp(word, "date") == 0)
        add_date(f, arguments, out);
    else if (is_one_of(word, digits))
        add_digits(f, word, arguments, out);
    else if (is_one_of(word, numbers))
        add_numbers(f, word, arguments, out);
    else
        return add_name(f, word, out);
    return true;
}

static bool is_date(const char *s)
{
    return strlen(s) == 10 && s[4] == '-' && s[7] == '-' && isdigit((unsigned char)s[0]) &&
           isdigit((unsigned char)s[9]);
}

/* As Dutch passports, cards and permits write a month: in Dutch and in English. */
static const char *const travel_months[] = {
    "JAN/JAN", "FEB/FEB", "MRT/MAR", "APR/APR", "MEI/MAY", "JUN/JUN",
    "JUL/JUL", "AUG/AUG", "SEP/SEP", "OKT/OCT", "NOV/NOV", "DEC/DEC",
};

static void filter_date(const char *filter, struct text *t)
{
    int y, m, d;

    if (!is_date(t->data) || strcmp(filter, "iso") == 0)
        return;
    y = date_year(t->data), m = date_month_number(t->data), d = date_day(t->data);
    text_clear(t);
    if (strcmp(filter, "long") == 0)
        text_addf(t, "%d %s %d", d, month_names[m - 1], y);
    else if (strcmp(filter, "slash") == 0)
        text_addf(t, "%02d/%02d/%d", d, m, y);
    else if (strcmp(filter, "dots") == 0)
        text_addf(t, "%02d.%02d.%d", d, m, y);
    else if (strcmp(filter, "short") == 0)
        text_addf(t, "%d-%d-%d", d, m, y);
    else if (strcmp(filter, "ddmmyyyy") == 0)
        text_addf(t, "%02d%02d%d", d, m, y);
    else if (strcmp(filter, "spaced") == 0)
        text_addf(t, "%02d %02d %d", d, m, y);
    else if (strcmp(filter, "travel") == 0)
        text_addf(t, "%02d %s %d", d, travel_months[m - 1], y);
    else
        text_addf(t, "%02d-%02d-%d", d, m, y);
}

static void filter_group(struct text *t)
{
    struct text out = {0};
    size_t step = t->size == 9 ? 3 : 4; /* a BSN in threes, an IBAN in fours */

    for (size_t i = 0; i < t->size; i++)
        text_addf(&out, "%s%c", i > 0 && i % step == 0 ? " " : "", t->data[i]);
    text_release(t);
    *t = out;
}

/* Capitals, also of the two-byte Latin letters that names have (U+00E0..U+00FE, U+0100..U+017F). */
static void filter_upper(struct text *t)
{
    for (size_t i = 0; i < t->size; i++) {
        unsigned char *p = (unsigned char *)t->data + i;

        if (*p < 0x80)
            *p = (unsigned char)toupper(*p);
        else if (*p == 0xc3 && p[1] >= 0xa0 && p[1] != 0xb7)
            *++p -= 0x20, i++;
        else if ((*p == 0xc4 || *p == 0xc5) && p[1] >= 0x80) {
            i++;
            if (*p == 0xc4 && p[1] == 0xb1)
                p[0] = 'I', memmove(p + 1, p + 2, t->size - i), t->size--;
            else if (*p == 0xc5 && ((p[1] >= 0x80 && p[1] < 0x88) || p[1] >= 0xb9))
                p[1] = (p[1] & 1) == 0 && p[1] < 0x88    ? (unsigned char)(p[1] - 1)
                       : p[1] >= 0xb9 && (p[1] & 1) == 0 ? (unsigned char)(p[1] - 1)
                                                         : p[1];
            else if (p[1] & 1)
                p[1]--;
        }
    }
}

static void add_cells(struct fill *f, const char *s, struct text *out)
{
    int length;

    for (; *s != '\0'; s += length) {
        char one[8] = "";
        unsigned char c = (unsigned char)*s;

        length = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        memcpy(one, s, (size_t)length);
        if (f->plain)
            text_add(out, one);
        else
            text_addf(out, "<span class=\"c\">%s</span>", one[0] == ' ' ? "&#160;" : one);
    }
}

void fill_filtered(struct fill *f, const char *value, const char *filters, struct text *out)
{
    struct text t = {0};
    char name[16];
    bool cells = false, dated = false;
    const char *p = filters;

    text_add(&t, value);
    while (*p != '\0') {
        size_t n = strcspn(p, "|");

        format_into(name, sizeof name, "%.*s", (int)n, p);
        p += n + (p[n] == '|');
        if (strcmp(name, "cells") == 0)
            cells = true;
        else if (strcmp(name, "group") == 0)
            filter_group(&t);
        else if (strcmp(name, "upper") == 0)
            filter_upper(&t);
        else
            filter_date(name, &t), dated = true;
    }
    if (!dated)
        filter_date("", &t);
    if (cells)
        add_cells(f, t.data, out);
    else if (f->plain)
        text_add(out, t.data);
    else
        text_add_html(out, t.data);
    text_release(&t);
}
