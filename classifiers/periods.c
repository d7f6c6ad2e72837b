#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/dates.h"
#include "classifiers/fold.h"

#define DAYS_MAX 24

static struct period months_of(int year, int first, int count)
{
    struct period p = {.first = {year, first, 1}, .last = {year, first + count - 1, 28}};
    while (day_valid((struct day){p.last.year, p.last.month, p.last.day + 1}))
        p.last.day++;
    return p;
}

/* Four ISO weeks: period n is weeks 4n-3 to 4n; the 13th takes a 53rd week along. */
static struct period weeks_of(int year, int number)
{
    long fourth = day_number((struct day){year, 1, 4});
    long monday = fourth - ((fourth + 3) % 7 + 7) % 7; /* 1 January 1970 was a Thursday */
    long next = day_number((struct day){year + 1, 1, 4});
    next -= ((next + 3) % 7 + 7) % 7;
    long first = monday + (number - 1) * 28L;
    return (struct period){day_of(first), day_of(number == 13 ? next - 1 : first + 27)};
}

static int year_at(const char *s)
{
    if (strspn(s, "0123456789") != 4 || isalpha((unsigned char)s[4]))
        return 0;
    int year = atoi(s);
    return year >= 1990 && year <= 2060 ? year : 0;
}

/* Between two days of a range: "t/m", "tot en met", "tot", "-", "tm", "to", "/". */
static bool joins(const char *text, size_t begin, size_t end)
{
    static const char *const words[] = {"t/m",       "tot en met", "t / m", "tot",   "-",
                                        "tm",        "t/rn",       "to",    "until", "/",
                                        "en",        "t.m.",       "t m",   "t/m:",  "toten met",
                                        "tot enmet", "totenmet",   "tim",   "t/in"};
    while (begin < end && text[begin] == ' ')
        begin++;
    while (end > begin && text[end - 1] == ' ')
        end--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == end - begin && strncmp(text + begin, words[i], end - begin) == 0)
            return true;
    return false;
}

/* "1 maart t/m 31 maart 2020", "1 t/m 31 maart 2020": the year stands once. */
static size_t short_range(const char *text, const struct found_day *last, struct period *p)
{
    size_t from = last->begin > 26 ? last->begin - 26 : 0;
    for (size_t i = from; i + 2 < last->begin; i++) {
        size_t n = strspn(text + i, "0123456789"), k = 0, gap;
        if (n < 1 || n > 2 || (i && isalnum((unsigned char)text[i - 1])))
            continue;
        if (i && strchr("-/.", text[i - 1]))
            continue;
        struct day first = {last->day.year, last->day.month, atoi(text + i)};
        gap = strspn(text + i + n, " -");
        int month = month_at(text + i + n + gap, &k);
        if (month)
            first.month = month;
        size_t end = i + n + (month ? gap + k : 0);
        if (end < last->begin && day_valid(first) && day_order(first, last->day) < 0 &&
            joins(text, end, last->begin)) {
            *p = (struct period){first, last->day};
            return last->begin - i;
        }
    }
    return 0;
}

static size_t add(struct found_period *out, size_t count, size_t max, struct period p, size_t begin,
                  size_t end, float sure)
{
    long length = day_number(p.last) - day_number(p.first);
    for (size_t i = 0; i < count; i++)
        if (begin < out[i].end && end > out[i].begin)
            return count;
    if (count < max && length >= 0 && length <= 800)
        out[count++] = (struct found_period){p, begin, end, sure};
    return count;
}

static size_t find_ranges(const char *text, struct found_period *out, size_t max)
{
    struct found_day days[DAYS_MAX];
    size_t n = days_find(text, days, DAYS_MAX), count = 0;
    for (size_t i = 0; i < n; i++) {
        struct period p;
        if (i + 1 < n && day_order(days[i].day, days[i + 1].day) < 0 &&
            joins(text, days[i].end, days[i + 1].begin)) {
            p = (struct period){days[i].day, days[i + 1].day};
            count = add(out, count, max, p, days[i].begin, days[i + 1].end, 0.9F);
        } else {
            size_t before = short_range(text, &days[i], &p);
            if (before)
                count = add(out, count, max, p, days[i].begin - before, days[i].end, 0.85F);
        }
    }
    return count;
}

/* Is there a day that covers this place? "3 maart 2020" is no month. */
static bool within_day(const struct found_day *days, size_t n, size_t at)
{
    for (size_t i = 0; i < n; i++)
        if (at >= days[i].begin && at < days[i].end)
            return true;
    return false;
}

static int quarter_word(const char *s, size_t *used)
{
    static const char *const words[] = {"eerste", "tweede", "derde", "vierde"};
    static const char *const names[] = {"kwartaal", "kwrt", "kw", "quarter"};
    size_t n = 0, k;
    int q = 0;
    for (int i = 0; i < 4; i++)
        if (strncmp(s, words[i], strlen(words[i])) == 0) {
            q = i + 1;
            n = strlen(words[i]);
        }
    if (!q && *s >= '1' && *s <= '4' && !isdigit((unsigned char)s[1])) {
        q = *s - '0';
        n = s[1] == 'e' ? (s[2] == ' ' || s[2] == 'k' ? 2 : s[2] == '\0' ? 2 : 0) : 1;
        n = s[1] == 's' && s[2] == 't' ? 3 : n;
    }
    if (!q || !n)
        return 0;
    n += strspn(s + n, " .");
    for (k = 0; k < 4; k++)
        if (strncmp(s + n, names[k], strlen(names[k])) == 0) {
            *used = n + strlen(names[k]);
            return q;
        }
    return 0;
}

/* A quarter at s: "1e kwartaal 2020", "kwartaal 1 2020", "q1 2020", "2020 q1", "2020-k1". */
static size_t quarter_at(const char *s, struct period *p)
{
    size_t n = 0;
    int q = quarter_word(s, &n), year = year_at(s);
    if (year) {
        n = 4 + strspn(s + 4, " -/.");
        if ((s[n] == 'q' || s[n] == 'k') && s[n + 1] >= '1' && s[n + 1] <= '4' &&
            !isalnum((unsigned char)s[n + 2])) {
            *p = months_of(year, (s[n + 1] - '0') * 3 - 2, 3);
            return n + 2;
        }
        size_t used = 0;
        if ((q = quarter_word(s + n, &used))) {
            *p = months_of(year, q * 3 - 2, 3);
            return n + used;
        }
        return 0;
    }
    if (!q && strncmp(s, "kwartaal", 8) == 0) {
        n = 8 + strspn(s + 8, " :.");
        q = s[n] >= '1' && s[n] <= '4' && !isalnum((unsigned char)s[n + 1]) ? s[n] - '0' : 0;
        n++;
    } else if (!q && (*s == 'q' || *s == 'k') && s[1] >= '1' && s[1] <= '4' &&
               !isalnum((unsigned char)s[2])) {
        q = s[1] - '0';
        n = 2;
    }
    if (!q)
        return 0;
    n += strspn(s + n, " -/.,:'()");
    if (strncmp(s + n, "van ", 4) == 0)
        n += 4;
    year = year_at(s + n);
    if (year)
        *p = months_of(year, q * 3 - 2, 3);
    return year ? n + 4 : 0;
}

/* "januari 2020", "jan. t/m mrt 2020", "maart-2020"; else 0. */
static size_t month_year(const char *s, struct period *p)
{
    size_t k = 0, n;
    int first = month_at(s, &k), last = first, year;
    if (!first)
        return 0;
    n = k + strspn(s + k, " .-'");
    for (size_t end = n; end < n + 12 && s[end]; end++) {
        int month = end > k && joins(s, k, end) ? month_at(s + end, &k) : 0;
        if (month) {
            last = month;
            n = end + k + strspn(s + end + k, " .-'");
            break;
        }
    }
    if (strncmp(s + n, "van ", 4) == 0)
        n += 4;
    year = year_at(s + n);
    if (!year || last < first)
        return 0;
    *p = months_of(year, first, last - first + 1);
    n += 4;
    /* "juni 2020 tot en met mei 2021" */
    for (size_t end = n + 1; end < n + 14 && s[end - 1] && s[end]; end++) {
        size_t gap, month_length = 0;
        int month = joins(s, n, end) ? month_at(s + end, &month_length) : 0;
        if (!month)
            continue;
        gap = end + month_length + strspn(s + end + month_length, " .-'");
        int last_year = year_at(s + gap);
        if (last_year * 12 + month > year * 12 + first) {
            p->last = months_of(last_year, month, 1).last;
            return gap + 4;
        }
    }
    return n;
}

/* Beside a label: "03-2020", "3 2020", "3 van 2020", "2020-03", "2020 / 3", "3". */
static size_t numbered(const char *s, bool four_weeks, struct period *p, float *sure)
{
    int a, b, year, number;
    size_t n = strspn(s, "0123456789"), gap = strspn(s + n, "-/ .");
    gap = strncmp(s + n, " van ", 5) == 0 ? 5 : gap;
    size_t m = strspn(s + n + gap, "0123456789");
    if (n < 1 || n > 4 || !gap || m < 1 || m > 4 || isalpha((unsigned char)s[n + gap + m]))
        return 0;
    a = atoi(s);
    b = atoi(s + n + gap);
    year = year_at(s) ? a : year_at(s + n + gap);
    number = year_at(s) ? b : a;
    if (!year || number < 1 || number > 13 || (number == 13 && !four_weeks))
        return 0;
    *p = four_weeks ? weeks_of(year, number) : months_of(year, number, 1);
    *sure = 0.7F;
    return n + gap + m;
}

static size_t bare_year(const char *s, struct period *p)
{
    int year = year_at(s);
    if (!year)
        return 0;
    *p = months_of(year, 1, 12);
    return 4;
}

size_t periods_find(const char *text, bool labelled, bool four_weeks, struct found_period *out,
                    size_t max)
{
    struct found_day days[DAYS_MAX];
    size_t count = find_ranges(text, out, max), n = days_find(text, days, DAYS_MAX);
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; text[i]; i++) {
            struct period p;
            float sure = 0.8F;
            size_t used = 0;
            if (!isalnum((unsigned char)text[i]) || (i && isalnum((unsigned char)text[i - 1])) ||
                within_day(days, n, i))
                continue;
            if (round == 0 && !(used = quarter_at(text + i, &p)))
                used = month_year(text + i, &p);
            if (round == 1 && labelled)
                used = numbered(text + i, four_weeks, &p, &sure);
            if (round == 2 && labelled && !count) {
                used = bare_year(text + i, &p);
                sure = 0.5F;
            }
            if (used)
                count = add(out, count, max, p, i, i + used, sure);
        }
    return count;
}
