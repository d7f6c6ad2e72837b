#include "stages/unpack/unpack_date.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_OFFSET INT32_MAX

/* Exactly `count` digits; -1 when there are none. */
static int digits(const char **at, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (!isdigit((unsigned char)**at))
            return -1;
        value = value * 10 + (*(*at)++ - '0');
    }
    return value;
}

static bool skip(const char **at, char c)
{
    if (**at != c)
        return false;
    (*at)++;
    return true;
}

static int parse_day(const char **at, struct tm *tm)
{
    tm->tm_year = digits(at, 4) - 1900;
    if (!skip(at, '-'))
        return -1;
    tm->tm_mon = digits(at, 2) - 1;
    if (!skip(at, '-'))
        return -1;
    tm->tm_mday = digits(at, 2);
    bool right = tm->tm_year >= -300 && tm->tm_mon >= 0 && tm->tm_mon < 12 && tm->tm_mday >= 1 &&
                 tm->tm_mday <= 31;
    return right ? 0 : -1;
}

static int parse_clock(const char **at, struct tm *tm)
{
    tm->tm_hour = digits(at, 2);
    if (!skip(at, ':'))
        return -1;
    tm->tm_min = digits(at, 2);
    if (skip(at, ':'))
        tm->tm_sec = digits(at, 2);
    if (tm->tm_sec >= 0 && (skip(at, '.') || skip(at, ',')))
        while (isdigit((unsigned char)**at))
            (*at)++;
    bool right = tm->tm_hour >= 0 && tm->tm_hour < 24 && tm->tm_min >= 0 && tm->tm_min < 60 &&
                 tm->tm_sec >= 0 && tm->tm_sec < 60;
    return right ? 0 : -1;
}

/* Minutes east of UTC; NO_OFFSET when nothing is said. -1: nonsense. */
static int parse_offset(const char **at, int *minutes)
{
    *minutes = NO_OFFSET;
    if (!**at)
        return 0;
    if (skip(at, 'Z') || skip(at, 'z')) {
        *minutes = 0;
        return **at ? -1 : 0;
    }
    int sign = skip(at, '+') ? 1 : skip(at, '-') ? -1 : 0;
    int hours = digits(at, 2);
    skip(at, ':');
    int rest = digits(at, 2);
    if (sign == 0 || hours < 0 || hours > 23 || rest < 0 || rest > 59 || **at)
        return -1;
    *minutes = sign * (hours * 60 + rest);
    return 0;
}

static void write_iso(const struct tm *tm, long minutes, char iso[DATE_SIZE])
{
    char clock[24];
    strftime(clock, sizeof clock, "%Y-%m-%dT%H:%M:%S", tm);
    unsigned east = (unsigned)labs(minutes) % 6000;
    snprintf(iso, DATE_SIZE, "%s%c%02u:%02u", clock, minutes < 0 ? '-' : '+', east / 60, east % 60);
}

int date_parse(const char *text, int64_t *when, char iso[DATE_SIZE])
{
    struct tm tm = {.tm_isdst = -1};
    int minutes = NO_OFFSET;
    if (parse_day(&text, &tm))
        return -1;
    if (*text) {
        if (!skip(&text, 'T') && !skip(&text, 't') && !skip(&text, ' '))
            return -1;
        if (parse_clock(&text, &tm) || parse_offset(&text, &minutes))
            return -1;
    }
    int day = tm.tm_mday;
    if (minutes == NO_OFFSET) {
        *when = mktime(&tm);
        date_format(*when, iso);
        return tm.tm_mday == day ? 0 : -1;
    }
    *when = timegm(&tm) - (int64_t)minutes * 60;
    write_iso(&tm, minutes, iso);
    return tm.tm_mday == day ? 0 : -1; /* 31 February is not */
}

void date_format(int64_t when, char iso[DATE_SIZE])
{
    time_t t = (time_t)when;
    struct tm tm;
    if (!localtime_r(&t, &tm) || tm.tm_year > 8099 || tm.tm_year < -900) {
        t = 0;
        localtime_r(&t, &tm);
    }
    write_iso(&tm, tm.tm_gmtoff / 60, iso);
}
