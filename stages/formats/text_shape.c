#include "stages/formats/text_shape.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "stages/formats/text_label.h"

#define GARBLED_LEAST 8 /* characters of a number of eight or nine digits */
#define GARBLED_MOST 10

int shape_characters(const char *text)
{
    int count = 0;
    for (; *text; text++)
        count += isalnum((unsigned char)*text) != 0;
    return count;
}

int shape_whole(const char *field)
{
    return !strcmp(field, "bsn") ? 9 : !strcmp(field, "iban") ? 18 : 8;
}

/* A digit, or a letter that one is read as. */
static bool digit_alike(char c)
{
    return c && (isdigit((unsigned char)c) || strchr("OoQDIlisSBZzGT|", c));
}

const char *shape_account(const char *text)
{
    for (const char *at = strstr(text, "NL"); at; at = strstr(at + 1, "NL"))
        if ((at == text || !isalnum((unsigned char)at[-1])) && digit_alike(at[2]) &&
            digit_alike(at[3]))
            return at;
    return NULL;
}

/* "TZ2020-08447": what begins with letters and has parts is no number of a person or company. */
static bool is_reference(const char *text)
{
    return isalpha((unsigned char)text[0]) && isalpha((unsigned char)text[1]) &&
           strchr(text, '-') != NULL;
}

/* Does the text end in a day? "3.22.12.1954" is the third line of a licence. */
static bool ends_in_day(const char *text)
{
    int day, month, year, used;
    for (; *text; text++)
        if (sscanf(text, "%2d%*[-./]%2d%*[-./]%4d%n", &day, &month, &year, &used) == 3 &&
            day <= 31 && month <= 12 && year >= 1900 && year < 2100 &&
            !isdigit((unsigned char)text[used]))
            return true;
    return false;
}

/* "9IPIZENE": a number that was hardly read, in capitals and a digit or more. */
static bool is_garbled(const char *text)
{
    int digits = word_digits(text), all = shape_characters(text), small = 0;
    for (const char *c = text; *c; c++)
        small += islower((unsigned char)*c) && !digit_alike(*c);
    return digits > 0 && small == 0 && all >= GARBLED_LEAST && all <= GARBLED_MOST;
}

bool shape_part(const char *field, const char *text, bool begun)
{
    int digits = word_digits(text), all = shape_characters(text);
    if (!strcmp(field, "iban"))
        return begun ? all <= 18
                     : digits >= 2 || strncmp(text, "NL", 2) == 0 || shape_account(text);
    if (!strcmp(field, "date"))
        return begun ? all <= 10 : digits > 0 && all <= 12;
    if (!strcmp(field, "postcode"))
        return begun ? all <= 2 : digits >= 2;
    if (ends_in_day(text) || (digits >= 6 && strchr(text, '-') != strrchr(text, '-')))
        return false;
    if (is_reference(text))
        return false;
    if (!begun && is_garbled(text))
        return true;
    return digits * 2 >= all || (begun ? all == 0 : digits >= 2);
}

/* Ten digits from a 0 on call somebody. */
static bool is_telephone(const char *text, int digits)
{
    text += strcspn(text, "0123456789");
    return digits == 10 && *text == '0';
}

const char *shape_field(const char *text)
{
    size_t size = strlen(text), alike = 0;
    int digits = word_digits(text);
    if (digits >= 9 && digits <= 10 && size <= 12)
        return is_reference(text) || is_telephone(text, digits) || ends_in_day(text) ? NULL : "bsn";
    const char *account = shape_account(text);
    for (const char *c = account ? account + 2 : ""; *c; c++)
        alike += digit_alike(*c);
    return alike >= 10 && strlen(account) >= 16 && strlen(account) <= 24 ? "iban" : NULL;
}

bool shape_bank(const char *text)
{
    return strlen(text) == 4 && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 4;
}

bool shape_case_number(const char *text)
{
    int digits = 0, first = 0, stops = 0;
    for (; *text; text++) {
        digits += *text >= '0' && *text <= '9';
        first = stops ? first : digits;
        stops += *text == '.';
    }
    return digits == 10 && stops == 1 && first >= 2 && first <= 6;
}
