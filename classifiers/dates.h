/* Days and periods as Dutch papers write them. Text is folded (fold.h). */
#ifndef POSTKAMER_DATES_H
#define POSTKAMER_DATES_H

#include <stdbool.h>
#include <stddef.h>

struct day {
    int year, month, day; /* year 0: none */
};

struct found_day {
    struct day day;
    size_t begin, end; /* in the text */
    bool short_year;   /* two digits: less sure */
};

struct period {
    struct day first, last;
};

struct found_period {
    struct period period;
    size_t begin, end;
    float sure; /* 0..1 */
};

/* "2020-02-29"; size >= 11. */
void day_text(struct day d, char *out, size_t size);
/* "2020-02-01/2020-02-29"; size >= 22. */
void period_text(struct period p, char *out, size_t size);
bool day_valid(struct day d);              /* exists, years 1850 to 2199 */
int day_order(struct day a, struct day b); /* as strcmp */
/* Days since 1 January 1970, after the proleptic Gregorian calendar. */
long day_number(struct day d);
struct day day_of(long number);

/* The number (1 to 12) of the month name at `text` and its length; 0: none. Dutch and English,
 * whole or short, one reading error in long names. */
int month_at(const char *text, size_t *length);

/* "20.072014", "2007 2014", "20072014" at text: separators get lost on cards. */
bool day_loose(const char *text, struct day *d);

/* All days, left to right, at most `max`; returns their number. */
size_t days_find(const char *text, struct found_day *out, size_t max);

/* All periods: "1 januari 2020 t/m 31 maart 2020", "van 01-03-2020 tot en met ...", "januari 2020",
 * "01-2020", "1e kwartaal 2020", "2020 Q1". `labelled`: the text stands beside a word for period,
 * so "3 2020", "2020-03", "periode 3" with a year nearby, and a bare year count too.
 * four_weeks: numbered periods last four ISO weeks, else a month. */
size_t periods_find(const char *text, bool labelled, bool four_weeks, struct found_period *out,
                    size_t max);

#endif
