#include "classifiers/dates.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "classifiers/fold.h"

static const struct {
    const char *name;
    int month;
} months[] = {
    {"januari", 1},   {"january", 1}, {"jan", 1},       {"februari", 2}, {"february", 2},
    {"feb", 2},       {"febr", 2},    {"maart", 3},     {"march", 3},    {"mrt", 3},
    {"mar", 3},       {"maa", 3},     {"april", 4},     {"apr", 4},      {"mei", 5},
    {"may", 5},       {"juni", 6},    {"june", 6},      {"jun", 6},      {"juli", 7},
    {"july", 7},      {"jul", 7},     {"augustus", 8},  {"august", 8},   {"aug", 8},
    {"september", 9}, {"sept", 9},    {"sep", 9},       {"oktober", 10}, {"october", 10},
    {"okt", 10},      {"oct", 10},    {"november", 11}, {"nov", 11},     {"december", 12},
    {"dec", 12},
};

void day_text(struct day d, char *out, size_t size)
{
    snprintf(out, size, "%04d-%02d-%02d", d.year, d.month, d.day);
}

void period_text(struct period p, char *out, size_t size)
{
    char first[40], last[40];
    day_text(p.first, first, sizeof first);
    day_text(p.last, last, sizeof last);
    snprintf(out, size, "%.10s/%.10s", first, last);
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

bool day_valid(struct day d)
{
    return d.year >= 1850 && d.year <= 2199 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
           d.day <= month_days(d.year, d.month);
}

int day_order(struct day a, struct day b)
{
    long x = a.year * 400L + a.month * 32L + a.day, y = b.year * 400L + b.month * 32L + b.day;
    return (x > y) - (x < y);
}

/* Howard Hinnant, "chrono-compatible low-level date algorithms". */
long day_number(struct day d)
{
    long y = d.month <= 2 ? d.year - 1L : d.year;
    long era = y / 400, of_era = y - era * 400;
    long of_year = (153L * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct day day_of(long number)
{
    number += 719468;
    long era = number / 146097, rest = number - era * 146097;
    long year = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
    long of_year = rest - (365 * year + year / 4 - year / 100);
    long month = (5 * of_year + 2) / 153;
    struct day d = {.day = (int)(of_year - (153 * month + 2) / 5 + 1),
                    .month = (int)(month < 10 ? month + 3 : month - 9)};
    d.year = (int)(year + era * 400 + (d.month <= 2));
    return d;
}

int month_at(const char *text, size_t *length)
{
    size_t n = 0;
    char word[12];
    while (isalpha((unsigned char)text[n]))
        n++;
    if (n < 3 || n >= sizeof word)
        return 0;
    memcpy(word, text, n);
    word[n] = 0;
    *length = n;
    for (unsigned edits = 0; edits <= (n >= 6 ? 1U : 0U); edits++)
        for (size_t i = 0; i < sizeof months / sizeof *months; i++)
            if ((!edits || strlen(months[i].name) >= 6) && fold_near(word, months[i].name, edits))
                return months[i].month;
    return 0;
}

/* Reads 1 to `most` digits (o and l as 0 and 1 beside a digit); returns how many characters. */
static size_t number_at(const char *s, size_t most, int *value)
{
    size_t n = 0;
    int v = 0, real = 0;
    while (n <= most && (isdigit((unsigned char)s[n]) || (strchr("ol", s[n]) && s[n]))) {
        real += isdigit((unsigned char)s[n]) != 0;
        v = v * 10 + (s[n] == 'o' ? 0 : s[n] == 'l' ? 1 : s[n] - '0');
        n++;
    }
    *value = v;
    return n > most || !real || isalnum((unsigned char)s[n]) ? 0 : n;
}

static size_t spaces(const char *s)
{
    return strspn(s, " ");
}

/* A separator of a numeric date, blanks around it allowed; 0: none. */
static size_t separator(const char *s, char *which)
{
    size_t n = spaces(s);
    if (!strchr("-/.", s[n]) || !s[n]) {
        *which = ' ';
        return n;
    }
    *which = s[n++];
    return n + spaces(s + n);
}

/* "12-03-2020", "12 / 3 / 2020", "12.3.20", "12 03 2020". */
static size_t numeric_day(const char *s, struct found_day *f)
{
    char a, b;
    size_t n = number_at(s, 2, &f->day.day), k;
    size_t gap = n ? separator(s + n, &a) : 0;
    k = gap ? number_at(s + n + gap, 2, &f->day.month) : 0;
    if (!k)
        return 0;
    n += gap + k;
    gap = separator(s + n, &b);
    if (!gap || a != b)
        return 0;
    n += gap;
    if ((k = number_at(s + n, 4, &f->day.year)) == 4)
        return day_valid(f->day) ? n + k : 0;
    if (k != 2 || a == ' ' || a == '.' || s[n + k] == ',' || s[n + k] == '.')
        return 0;
    f->day.year += f->day.year > 30 ? 1900 : 2000;
    f->short_year = true;
    return day_valid(f->day) ? n + k : 0;
}

/* "2020-03-12". */
static size_t iso_day(const char *s, struct found_day *f)
{
    int used = 0;
    if (sscanf(s, "%4d-%2d-%2d%n", &f->day.year, &f->day.month, &f->day.day, &used) != 3 ||
        !isdigit((unsigned char)s[3]))
        return 0;
    return day_valid(f->day) && !isdigit((unsigned char)s[used]) ? (size_t)used : 0;
}

/* "12 maart 2020", "12 mrt. 2020", "12-mrt-2020", "12 mrt/mar 2020", "12e maart 2020". */
static size_t named_day(const char *s, struct found_day *f)
{
    size_t k = 0, n = strspn(s, "0123456789");
    if (n < 1 || n > 2 || (sscanf(s, "%2d", &f->day.day) != 1))
        return 0;
    if (s[n] == 'e' && s[n + 1] == ' ')
        n++;
    /* "Tozo 1 - maart 2020" is no day. */
    if (s[n] == ' ' && s[n + 1] == '-')
        return 0;
    n += strspn(s + n, " .-,");
    if (!(f->day.month = month_at(s + n, &k)))
        return 0;
    n += k;
    if (s[n] == '/' && month_at(s + n + 1, &k))
        n += 1 + k;
    n += strspn(s + n, " .-,'");
    k = number_at(s + n, 4, &f->day.year);
    return k == 4 && day_valid(f->day) ? n + k : 0;
}

/* "March 12, 2020". */
static size_t english_day(const char *s, struct found_day *f)
{
    size_t k = 0, n;
    if (!(f->day.month = month_at(s, &k)))
        return 0;
    n = k + strspn(s + k, " .");
    if (!(k = number_at(s + n, 2, &f->day.day)))
        return 0;
    n += k;
    k = strspn(s + n, " ,");
    n += k;
    if (!k || number_at(s + n, 4, &f->day.year) != 4)
        return 0;
    return day_valid(f->day) ? n + 4 : 0;
}

size_t days_find(const char *text, struct found_day *out, size_t max)
{
    static size_t (*const forms[])(const char *, struct found_day *) = {iso_day, numeric_day,
                                                                        named_day, english_day};
    size_t count = 0;
    for (size_t i = 0; text[i] && count < max;) {
        size_t used = 0;
        bool start =
            isalnum((unsigned char)text[i]) && (i == 0 || !isalnum((unsigned char)text[i - 1]));
        for (size_t k = 0; start && k < 4 && !used; k++) {
            struct found_day f = {0};
            used = forms[k](text + i, &f);
            if (used) {
                f.begin = i;
                f.end = i + used;
                out[count++] = f;
            }
        }
        i += used ? used : 1;
    }
    return count;
}

bool day_loose(const char *text, struct day *d)
{
    char digits[9];
    size_t n = 0, i = 0, lost = 0;
    for (; n < 8; i++) {
        if (isdigit((unsigned char)text[i]))
            digits[n++] = text[i];
        else if (n != 2 && n != 4)
            return false;
        else if (!strchr(". -", text[i]) || !text[i] || ++lost > 3)
            return false;
    }
    digits[8] = 0;
    return !isdigit((unsigned char)text[i]) &&
           sscanf(digits, "%2d%2d%4d", &d->day, &d->month, &d->year) == 3 && day_valid(*d);
}
