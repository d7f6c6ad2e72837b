#include "stages/formats/text_fields.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/checks.h"

/* The digit that a character is, or is often taken for; 0 when it is none. */
static char digit_like(char c)
{
    static const char pairs[] = "O0o0Q0D0I1l1i1|1!1]1Z2z2S5s5B8G6b6q9A4";
    if (isdigit((unsigned char)c))
        return c;
    for (const char *p = pairs; c && *p; p += 2)
        if (*p == c)
            return p[1];
    return 0;
}

/* The letter that a character of a bank code or postcode is taken for; 0 when it is none. */
static char letter_like(char c)
{
    static const char pairs[] = "0O1I2Z5S8B6G4A";
    if (isalpha((unsigned char)c))
        return (char)toupper((unsigned char)c);
    for (const char *p = pairs; c && *p; p += 2)
        if (*p == c)
            return p[1];
    return 0;
}

/* Appends a token as digits when at least half of it is digits and the rest can be; -1: it is not
 * numeric. */
static int append_digits(const char *token, size_t size, char *out, size_t room)
{
    size_t used = strlen(out), digits = 0, letters = 0;
    char number[FIELD_VALUE_MAX];
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        if (strchr(".-,:;_'\"()[]|/", token[i]) && !isdigit((unsigned char)token[i]))
            continue;
        char d = digit_like(token[i]);
        if (!d || count + 1 >= sizeof number)
            return -1;
        digits += isdigit((unsigned char)token[i]) != 0;
        letters += !isdigit((unsigned char)token[i]);
        number[count++] = d;
    }
    bool lone = size == 1 && used > 0; /* one character a box */
    if ((letters > digits && !lone) || used + count >= room)
        return -1;
    memcpy(out + used, number, count);
    out[used + count] = '\0';
    return 0;
}

/* The longest run of numeric tokens as one string of digits. */
static void longest_number(const char *text, char out[FIELD_VALUE_MAX])
{
    char run[FIELD_VALUE_MAX] = "";
    *out = '\0';
    while (*text) {
        text += strspn(text, " \t\n");
        size_t size = strcspn(text, " \t\n");
        if (append_digits(text, size, run, sizeof run) < 0)
            *run = '\0';
        if (strlen(run) > strlen(out))
            strcpy(out, run);
        text += size;
    }
}

static bool number_value(const char *text, size_t wanted, bool (*check)(const char *), char *value,
                         bool *valid)
{
    longest_number(text, value);
    size_t size = strlen(value);
    if (wanted == 9 && size == 8) { /* an old number without its leading zero */
        memmove(value + 1, value, 9);
        *value = '0';
        size++;
    }
    *valid = size == wanted && check(value);
    return size >= wanted - 1 && size <= wanted + 1;
}

/* Upper case letters and digits only. */
static void squeeze(const char *text, char out[FIELD_VALUE_MAX])
{
    size_t used = 0;
    for (; *text && used + 1 < FIELD_VALUE_MAX; text++)
        if (isalnum((unsigned char)*text))
            out[used++] = (char)toupper((unsigned char)*text);
    out[used] = '\0';
}

/* Characters of a Dutch IBAN put right by their place: LLddLLLLdddddddddd. */
static bool dutch_iban(const char *at, size_t size, char *out)
{
    for (size_t i = 0; i < size; i++) {
        bool letter = i < 2 || (i >= 4 && i < 8);
        out[i] = letter ? letter_like(at[i]) : digit_like(at[i]);
        if (!out[i])
            return false;
    }
    out[size] = '\0';
    return out[0] == 'N' && out[1] == 'L';
}

static bool iban_value(const char *text, char *value, bool *valid)
{
    char all[FIELD_VALUE_MAX], candidate[40];
    bool found = false;
    squeeze(text, all);
    *valid = false;
    for (const char *at = all; !*valid && strlen(at) >= 15; at++) {
        for (size_t size = 15; size <= 34 && size <= strlen(at) && isalpha((unsigned char)at[0]) &&
                               isalpha((unsigned char)at[1]) && strncmp(at, "NL", 2) != 0;
             size++) { /* a foreign one: only where it checks */
            snprintf(candidate, sizeof candidate, "%.*s", (int)size, at);
            if (check_iban(candidate)) {
                strcpy(value, candidate);
                return *valid = true;
            }
        }
        if (strlen(at) < 18 || !dutch_iban(at, 18, candidate))
            continue;
        found = true;
        strcpy(value, candidate);
        *valid = check_iban(value);
    }
    return found;
}

static int month_of(const char *name, size_t size)
{
    static const char *const months[] = {"jan", "feb", "m",   "apr", "mei", "jun",
                                         "jul", "aug", "sep", "okt", "nov", "dec"};
    char low[16] = "";
    for (size_t i = 0; i < size && i + 1 < sizeof low; i++)
        low[i] = (char)tolower((unsigned char)name[i]);
    if (!strncmp(low, "mrt", 3) || !strncmp(low, "maa", 3) || !strncmp(low, "mar", 3))
        return 3;
    if (!strncmp(low, "oct", 3))
        return 10;
    if (!strncmp(low, "may", 3))
        return 5;
    for (int i = 0; i < 12; i++)
        if (i != 2 && !strncmp(low, months[i], 3))
            return i + 1;
    return 0;
}

/* A number of 1 to `most` digits at *at; -1 when there is none. Moves past the separators; *loose
 * when a lone digit is parted by space only, as digits in boxes are. */
static int date_part(const char **at, int most, bool *loose)
{
    int value = 0, count = 0;
    for (; count < most && digit_like(**at) && (count || isdigit((unsigned char)**at));
         ++*at, count++)
        value = value * 10 + digit_like(**at) - '0';
    size_t gap = strspn(*at, " -./,");
    *loose = *loose || (count == 1 && strcspn(*at, "-./,") >= gap);
    *at += gap;
    return count ? value : -1;
}

/* The month at *at, by name or by number; 0 when there is none. */
static int date_month(const char **at, bool *loose)
{
    size_t letters = strspn(*at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (letters < 3)
        return date_part(at, 2, loose);
    int month = month_of(*at, letters);
    *at += letters;
    if (**at == '/') /* "12 MRT/MAR 1985" */
        *at += 1 + strspn(*at + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    *at += strspn(*at, " -./,");
    *loose = false;
    return month;
}

static bool date_at(const char *at, char *value)
{
    bool loose = false, ignored = false;
    int day = date_part(&at, 2, &loose), month = date_month(&at, &loose);
    const char *start = at;
    int year = date_part(&at, 4, &ignored);
    if (year >= 0 && year < 100 && at - start <= 3)
        year += year > 30 ? 1900 : 2000;
    if (loose || day < 1 || month < 1 || month > 12 || year < 1000 || year > 9999)
        return false;
    snprintf(value, FIELD_VALUE_MAX, "%04d-%02d-%02d", year, month, day);
    return check_date(value);
}

static bool date_value(const char *text, char *value, bool *valid)
{
    char number[FIELD_VALUE_MAX], spaced[16];
    for (const char *at = text; *at; at++)
        if (isdigit((unsigned char)*at) && (at == text || !isalnum((unsigned char)at[-1])) &&
            date_at(at, value))
            return *valid = true;
    longest_number(text, number); /* one digit a box */
    *valid = false;
    if (strlen(number) != 8)
        return false;
    snprintf(spaced, sizeof spaced, "%.2s-%.2s-%.4s", number, number + 2, number + 4);
    return *valid = date_at(spaced, value);
}

static bool postcode_value(const char *text, char *value, bool *valid)
{
    char all[FIELD_VALUE_MAX];
    squeeze(text, all);
    *valid = false;
    for (const char *at = all; strlen(at) >= 6 && !*valid; at++) {
        for (int i = 0; i < 6; i++)
            value[i] = i < 4 ? digit_like(at[i]) : letter_like(at[i]);
        value[6] = '\0';
        *valid = isdigit((unsigned char)at[0]) && isdigit((unsigned char)at[1]) &&
                 strlen(value) == 6 && check_postcode(value);
    }
    return *valid;
}

/* The token that has most digits. */
static bool dossier_value(const char *text, char *value, bool *valid)
{
    size_t best = 0;
    while (*text) {
        text += strspn(text, " \t\n:;,()");
        size_t size = strcspn(text, " \t\n:;,()"), digits = 0;
        for (size_t i = 0; i < size; i++)
            digits += isdigit((unsigned char)text[i]) != 0;
        if (digits > best && size < 40) {
            best = digits;
            snprintf(value, FIELD_VALUE_MAX, "%.*s", (int)size, text);
        }
        text += size;
    }
    *valid = best >= 4;
    return best >= 4;
}

bool field_value(const char *field, const char *text, char value[FIELD_VALUE_MAX], bool *valid)
{
    *value = '\0';
    *valid = false;
    if (!strcmp(field, "bsn"))
        return number_value(text, 9, check_bsn, value, valid);
    if (!strcmp(field, "kvk"))
        return number_value(text, 8, check_kvk, value, valid);
    if (!strcmp(field, "iban"))
        return iban_value(text, value, valid);
    if (!strcmp(field, "date"))
        return date_value(text, value, valid);
    if (!strcmp(field, "postcode"))
        return postcode_value(text, value, valid);
    return !strcmp(field, "dossier") && dossier_value(text, value, valid);
}

/* Tries to drop each doubled character; how many different valid values come out. */
static int drop_doubled(const char *text, bool (*check)(const char *), char *value)
{
    char shorter[FIELD_VALUE_MAX];
    int found = 0;
    for (size_t i = 1; text[i]; i++) {
        if (text[i] != text[i - 1])
            continue;
        snprintf(shorter, sizeof shorter, "%.*s%s", (int)i, text, text + i + 1);
        if (check(shorter) && (found == 0 || strcmp(shorter, value) != 0)) {
            strcpy(value, shorter);
            found++;
        }
    }
    return found;
}

bool field_repair(const char *field, const char *text, char value[FIELD_VALUE_MAX])
{
    char all[FIELD_VALUE_MAX], candidate[40];
    if (!strcmp(field, "bsn")) {
        longest_number(text, all);
        return strlen(all) == 10 && drop_doubled(all, check_bsn, value) == 1;
    }
    if (strcmp(field, "iban") != 0)
        return false;
    squeeze(text, all);
    for (const char *at = all; strlen(at) >= 19; at++)
        if (at[0] == 'N' && at[1] == 'L' && strlen(at) < 24) {
            snprintf(candidate, sizeof candidate, "%.19s", at);
            return drop_doubled(candidate, check_iban, value) == 1;
        }
    return false;
}
