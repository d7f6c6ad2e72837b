#include "samples/make/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "samples/make/text.h"

const char *const month_names[12] = {"januari",   "februari", "maart",    "april",
                                     "mei",       "juni",     "juli",     "augustus",
                                     "september", "oktober",  "november", "december"};

static bool eleven_test(const char *bsn)
{
    int sum = -(bsn[8] - '0');

    for (int i = 0; i < 8; i++)
        sum += (9 - i) * (bsn[i] - '0');
    return sum % 11 == 0;
}

void number_bsn(int index, char bsn[10])
{
    static short tails[BSN_COUNT];
    static int known;

    for (int tail = 0; known < BSN_COUNT && tail < 10000; tail++) {
        format_into(bsn, 10, "99999%04d", tail);
        if (eleven_test(bsn))
            tails[known++] = (short)tail;
    }
    if (index < 0 || index >= known)
        die("no such test BSN");
    format_into(bsn, 10, "99999%04d", tails[index]);
}

static int mod97(const char *s)
{
    int rest = 0;

    for (; *s != '\0'; s++) {
        if (*s >= 'A')
            rest = (rest * 100 + *s - 'A' + 10) % 97;
        else
            rest = (rest * 10 + *s - '0') % 97;
    }
    return rest;
}

void number_iban(struct rng *r, const char *bank, char iban[19])
{
    static const char *const banks[] = {"INGB", "INGB", "INGB", "RABO", "RABO", "RABO", "ABNA",
                                        "ABNA", "SNSB", "ASNB", "TRIO", "KNAB", "BUNQ", "RBRB"};
    char tail[32], account[12];

    if (bank == NULL)
        bank = RNG_PICK(r, banks);
    number_digits(r, 9, account);
    format_into(tail, sizeof tail, "%s0%sNL00", bank, account);
    format_into(iban, 19, "NL%02d%s0%s", 98 - mod97(tail), bank, account);
}

void number_digits(struct rng *r, int count, char *to)
{
    for (int i = 0; i < count; i++)
        to[i] = (char)('0' + rng_int(r, i == 0 ? 1 : 0, 9));
    to[count] = '\0';
}

void number_vat(struct rng *r, char vat[15])
{
    char digits[10];

    number_digits(r, 9, digits);
    format_into(vat, 15, "NL%sB%02d", digits, rng_int(r, 1, 3));
}

void number_money(long cents, char *to, size_t size)
{
    char whole[32];
    size_t n, out = 0;
    long value = labs(cents);

    snprintf(whole, sizeof whole, "%ld", value / 100);
    n = strlen(whole);
    if (n + n / 3 + 6 > size)
        die("amount too long");
    if (cents < 0)
        to[out++] = '-';
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            to[out++] = '.';
        to[out++] = whole[i];
    }
    snprintf(to + out, size - out, ",%02ld", value % 100);
}

char number_mrz_check(const char *s, size_t size)
{
    static const int weights[3] = {7, 3, 1};
    int sum = 0;

    for (size_t i = 0; i < size; i++) {
        int value = s[i] == '<' ? 0 : s[i] >= 'A' ? s[i] - 'A' + 10 : s[i] - '0';

        sum += value * weights[i % 3];
    }
    return (char)('0' + sum % 10);
}

int date_year(const char *iso)
{
    return atoi(iso);
}

int date_month_number(const char *iso)
{
    return atoi(iso + 5);
}

int date_day(const char *iso)
{
    return atoi(iso + 8);
}

/* Days from civil and back: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
long date_days(const char *iso)
{
    long y = date_year(iso), m = date_month_number(iso), d = date_day(iso), era, yoe, doy;

    y -= m <= 2;
    era = y / 400;
    yoe = y - era * 400;
    doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void date_from_days(long days, char iso[11])
{
    long z = days + 719468, era = z / 146097, doe = z - era * 146097;
    long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    long doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    long m = mp < 10 ? mp + 3 : mp - 9;
    char line[64];

    snprintf(line, sizeof line, "%04ld-%02ld-%02ld", yoe + era * 400 + (m <= 2), m,
             doy - (153 * mp + 2) / 5 + 1);
    memcpy(iso, line, 10);
    iso[10] = '\0';
}

void date_shift(const char *iso, int days, char to[11])
{
    date_from_days(date_days(iso) + days, to);
}

void date_month(const char *iso, int months_later, char first[11], char last[11])
{
    int months = date_year(iso) * 12 + date_month_number(iso) - 1 + months_later;
    char next[32], begin[32];

    snprintf(begin, sizeof begin, "%04d-%02d-01", months / 12, months % 12 + 1);
    snprintf(next, sizeof next, "%04d-%02d-01", (months + 1) / 12, (months + 1) % 12 + 1);
    memcpy(first, begin, 11);
    first[10] = '\0';
    date_shift(next, -1, last);
}
