/* The days of identity papers: printed in two languages over a pattern, small, and read badly. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "classifiers/find.h"
#include "classifiers/nearby.h"

#define DAYS_MAX 24    /* of a card's page; it has three or four */
#define MONTHS_ROOM 12 /* "okt/oct" and what was read for the stroke */

static int add(struct candidates *out, enum field_kind kind, struct day day, float p, size_t page)
{
    struct candidate one = {
        .kind = kind, .p = p, .valid = true, .labelled = true, .page = page, .height = 0.3F};
    day_text(day, one.value, sizeof one.value);
    return candidates_add(out, &one);
}

/* A digit, or the one that a letter was taken for; -1: neither. */
static int digit_of(char c)
{
    static const char from[] = "ozilsb", to[] = "021158";
    const char *at = c ? strchr(from, c) : NULL;
    return isdigit((unsigned char)c) ? c - '0' : at ? to[at - from] - '0' : -1;
}

/* A number of exactly n digits, letters put right; one of them at least is a digit. -1: none. */
static int digits_near(const char *text, size_t n)
{
    int value = 0;
    bool real = false;
    for (size_t i = 0; i < n; i++) {
        int digit = digit_of(text[i]);
        if (digit < 0)
            return -1;
        real |= isdigit((unsigned char)text[i]) != 0;
        value = value * 10 + digit;
    }
    return real && !isalnum((unsigned char)text[n]) ? value : -1;
}

static int month_of(const char *three)
{
    char name[4] = {0};
    size_t n;
    memcpy(name, three, 3);
    return month_at(name, &n);
}

/* "okt/oct", "juljul", "sepisep": the month in two languages, whatever the stroke was read as.
 * Either half says it; 0: neither, or each another. */
static int two_months(const char *text, size_t n)
{
    if (n < 6 || n > MONTHS_ROOM)
        return 0;
    int first = month_of(text), second = month_of(text + n - 3);
    return !second || first == second ? first : !first ? second : 0;
}

/* "o6 sepisep 2018": returns whether a day stands at text. */
static bool day_near(const char *text, struct day *d)
{
    size_t n = 0;
    if ((d->day = digits_near(text, 2)) < 0 || !strchr(" '", text[2]) || !text[2])
        return false;
    text += 3;
    while (text[n] && !isdigit((unsigned char)text[n]) && text[n] != ' ' && n <= MONTHS_ROOM)
        n++;
    if (text[n] != ' ' || !(d->month = two_months(text, n)))
        return false;
    d->year = digits_near(text + n + 1, 4);
    return day_valid(*d);
}

/* "20 07 2014" and "2007 2014" as the fields of a card come out of a recogniser. */
static size_t card_days(const struct sheet *s, struct day *out, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < s->line_count; i++) {
        const char *text = s->lines[i].text;
        struct found_day found[4];
        size_t n = days_find(text, found, 4);
        for (size_t k = 0; k < n && count < max; k++)
            out[count++] = found[k].day;
        for (const char *c = text; *c && count < max; c++) {
            struct day d;
            bool begin = c == text || !isdigit((unsigned char)c[-1]);
            bool word = c == text || c[-1] == ' ';
            if ((begin && day_loose(c, &d)) || (word && day_near(c, &d)))
                out[count++] = d;
        }
    }
    return count;
}

/* A travel document is good for five or ten years: of two such days the first is its day of issue.
 */
static int issue_day(const struct view *v, size_t page, struct candidates *out)
{
    struct day found[DAYS_MAX];
    size_t n = card_days(&v->sheet, found, DAYS_MAX - 1);
    if (v->mrz.expiry.year)
        found[n++] = v->mrz.expiry;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            int years = found[k].year - found[i].year;
            long off = day_number(found[k]) -
                       day_number((struct day){found[k].year, found[i].month, found[i].day});
            if ((years != 5 && years != 10) || off < -2 || off > 1 || found[i].year < 2000 ||
                found[i].year > v->this_year)
                continue;
            return add(out, FIELD_DATE, found[i], 0.93F, page);
        }
    return 0;
}

/* Boxes 3 and 4a of a driving licence, separators lost. */
static int boxes(const struct view *v, size_t page, struct candidates *out)
{
    for (size_t i = 0; i < v->sheet.line_count; i++) {
        const char *text = v->sheet.lines[i].text;
        struct day day;
        bool birth = text[0] == '3' && text[1] && strchr(".,", text[1]);
        bool issue = strncmp(text, "4a", 2) == 0;
        size_t at = birth ? 2 : issue ? 2 + strspn(text + 2, "., ") : 0;
        at += at ? strspn(text + at, " ") : 0;
        if (!at || !day_loose(text + at, &day) || day.year > v->this_year)
            continue;
        if (add(out, birth ? FIELD_BIRTH : FIELD_DATE, day, 0.85F, page) < 0)
            return -1;
    }
    return 0;
}

int find_card_days(const struct document_type *type, const struct view *v, size_t page,
                   struct candidates *out)
{
    bool card = type && type->card && type->mrz[0][0];
    return card && (issue_day(v, page, out) < 0 || boxes(v, page, out) < 0) ? -1 : 0;
}
