#include "classifiers/checks.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Exactly `count` digits that are not all the same. */
static bool all_digits(const char *text, size_t count)
{
    bool differ = false;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        differ = differ || text[i] != text[0];
    }
    return differ && text[count] == '\0';
}

bool check_bsn(const char *digits)
{
    if (!all_digits(digits, 9))
        return false;
    int sum = -(digits[8] - '0');
    for (int i = 0; i < 8; i++)
        sum += (9 - i) * (digits[i] - '0');
    return sum % 11 == 0;
}

/* A character's value in base 36, -1 for another character. */
static int value36(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
}

/* "NL12ZZZ123456780000" is the number of who collects, not of an account: no bank is called ZZZ. */
static bool dutch_iban_shape(const char *iban, size_t size)
{
    if (size != 18 || strncmp(iban + 4, "ZZZ", 3) == 0)
        return false;
    for (size_t i = 4; i < 8; i++)
        if (iban[i] < 'A')
            return false;
    return strspn(iban + 8, "0123456789") == 10;
}

/* How long the accounts of the countries are from which people pay here (SWIFT, IBAN Registry). */
static size_t iban_size(const char *iban)
{
    static const char sizes[] =
        "AD24AE23AL28AT20BA20BE16BG22CH21CY28CZ24DE22DK18EE20ES24FI18FO18FR27GB22GE22GI23GL18GR27"
        "HR21HU28IE22IL23IS26IT27LI21LT20LU20LV21MA28MC27MD24ME22MK19MT31NL18NO15PL28PT25RO24RS22"
        "SA24SE24SI19SK24SM27TN24TR26UA29VA22XK20";
    for (const char *at = sizes; *at; at += 4)
        if (at[0] == iban[0] && at[1] == iban[1])
            return (size_t)((at[2] - '0') * 10 + at[3] - '0');
    return 0;
}

bool check_iban(const char *iban)
{
    size_t size = strlen(iban);
    if (size < 15 || size != iban_size(iban) || iban[0] < 'A' || iban[1] < 'A' ||
        !isdigit((unsigned char)iban[2]) || !isdigit((unsigned char)iban[3]))
        return false;
    unsigned rest = 0;
    for (size_t i = 0; i < size; i++) {
        int value = value36(iban[(i + 4) % size]);
        if (value < 0)
            return false;
        rest = (rest * (value > 9 ? 100 : 10) + (unsigned)value) % 97;
    }
    if (rest != 1)
        return false;
    return strncmp(iban, "NL", 2) != 0 || dutch_iban_shape(iban, size);
}

bool check_kvk(const char *digits)
{
    return all_digits(digits, 8);
}

bool check_postcode(const char *p)
{
    if (p[0] < '1' || p[0] > '9' || strspn(p, "0123456789") != 4)
        return false;
    if (p[4] < 'A' || p[4] > 'Z' || p[5] < 'A' || p[5] > 'Z' || p[6])
        return false;
    return p[4] != 'S' || !strchr("ADS", p[5]);
}

bool check_date(const char *iso)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? iso[i] != '-' : !isdigit((unsigned char)iso[i]))
            return false;
    int year = atoi(iso), month = atoi(iso + 5), day = atoi(iso + 8);
    if (iso[10] || year < 1850 || year > 2199 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}

char check_mrz_digit(const char *text, size_t size)
{
    static const int weights[] = {7, 3, 1};
    int sum = 0;
    for (size_t i = 0; i < size; i++) {
        int value = text[i] == '<' ? 0 : value36(text[i]);
        if (value < 0)
            return 0;
        sum += value * weights[i % 3];
    }
    return (char)('0' + sum % 10);
}

/* A check digit at `at` over up to four ranges {start, size} of the zone without its newlines. */
struct mrz_check {
    int lines, width, at;
    int ranges[4][2];
};

static const struct mrz_check mrz_checks[] = {
    {2, 44, 53, {{44, 9}}},
    {2, 44, 63, {{57, 6}}},
    {2, 44, 71, {{65, 6}}},
    {2, 44, 86, {{72, 14}}},
    {2, 44, 87, {{44, 10}, {57, 7}, {65, 22}}},
    {3, 30, 14, {{5, 9}}},
    {3, 30, 36, {{30, 6}}},
    {3, 30, 44, {{38, 6}}},
    {3, 30, 59, {{5, 25}, {30, 7}, {38, 7}, {48, 11}}},
    {2, 36, 45, {{36, 9}}},
    {2, 36, 55, {{49, 6}}},
    {2, 36, 63, {{57, 6}}},
    {2, 36, 71, {{36, 10}, {49, 7}, {57, 14}}},
    {1, 30, 29, {{0, 29}}},
};

/* Joins lines of equal width; their number, or 0 when it is no such shape. */
static int mrz_join(const char *lines, char zone[91], int *width)
{
    int count = 0, used = 0;
    *width = 0;
    while (*lines) {
        int length = (int)strcspn(lines, "\n");
        if ((*width && length != *width) || length > 44 || used + length > 90)
            return 0;
        *width = length;
        memcpy(zone + used, lines, (size_t)length);
        used += length;
        count++;
        lines += length + (lines[length] == '\n');
    }
    zone[used] = '\0';
    return count;
}

static bool mrz_holds(const struct mrz_check *c, const char *zone)
{
    char text[91];
    size_t size = 0;
    for (int i = 0; i < 4 && c->ranges[i][1]; i++) {
        memcpy(text + size, zone + c->ranges[i][0], (size_t)c->ranges[i][1]);
        size += (size_t)c->ranges[i][1];
    }
    char digit = check_mrz_digit(text, size);
    return digit && (zone[c->at] == digit || (zone[c->at] == '<' && digit == '0'));
}

bool check_mrz(const char *lines, int *digits, int *holding)
{
    char zone[91];
    int width, count = mrz_join(lines, zone, &width);
    *digits = *holding = 0;
    for (size_t i = 0; i < sizeof mrz_checks / sizeof *mrz_checks; i++) {
        const struct mrz_check *c = &mrz_checks[i];
        if (c->lines != count || c->width != width)
            continue;
        ++*digits;
        *holding += mrz_holds(c, zone);
    }
    return *digits > 0;
}
