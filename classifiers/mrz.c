#include "classifiers/mrz.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/checks.h"

#define LINE_MAX_LENGTH 44
#define FITTED 0.7F /* chance of lines that had to be brought to their width */

/* One line: blanks out, capitals, what is no MRZ character as filler. */
static size_t clean(const char *text, size_t n, char out[LINE_MAX_LENGTH + 4])
{
    size_t k = 0;
    for (size_t i = 0; i < n && k < LINE_MAX_LENGTH + 3; i++) {
        unsigned char c = (unsigned char)toupper((unsigned char)text[i]);
        if (c == ' ' || c == '\r')
            continue;
        if (c == 0xc2 && i + 1 < n && (unsigned char)text[i + 1] == 0xab) { /* a double chevron */
            out[k++] = '<';
            c = '<';
            i++;
        }
        out[k++] = (char)(isalnum(c) && c < 0x80 ? c : '<');
    }
    out[k] = 0;
    return k;
}

static char to_digit(char c)
{
    static const char from[] = "OQDILZSBGT", to[] = "0001125867";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : c;
}

static char to_letter(char c)
{
    static const char from[] = "01258", to[] = "OIZSB";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : c;
}

/* Copies n characters as digits; true when the check digit after them holds. */
static bool digits_checked(const char *at, size_t n, char *out, struct mrz *m)
{
    for (size_t i = 0; i < n; i++)
        out[i] = to_digit(at[i]);
    out[n] = 0;
    m->digits++;
    if (check_mrz_digit(out, n) != to_digit(at[n]))
        return false;
    m->holding++;
    return true;
}

/* A field of letters and digits and its check digit: as it is, else with its digits repaired. */
static bool mixed_checked(const char *at, size_t n, struct mrz *m)
{
    m->digits++;
    bool good = check_mrz_digit(at, n) == to_digit(at[n]);
    m->holding += good;
    return good;
}

static void expiry_of(const char *at, struct mrz *m)
{
    char text[8];
    bool good = digits_checked(at, 6, text, m);
    struct day d;
    if (!good || sscanf(text, "%2d%2d%2d", &d.year, &d.month, &d.day) != 3)
        return;
    d.year += 2000;
    if (day_valid(d))
        m->expiry = d;
}

static void birth_of(const char *at, int this_year, struct mrz *m)
{
    char text[8];
    bool good = digits_checked(at, 6, text, m);
    struct day d;
    if (!good || sscanf(text, "%2d%2d%2d", &d.year, &d.month, &d.day) != 3)
        return;
    d.year += d.year > this_year % 100 ? 1900 : 2000;
    if (day_valid(d))
        m->birth = d;
}

/* "VAN<DER<MEER<<ANNA<MARIA<<<": a filler is a blank. */
static void names_of(const char *at, size_t n, struct mrz *m)
{
    size_t i = 0, k = 0;
    snprintf(m->names, sizeof m->names, "%.*s", (int)n, at);
    while (i < n && !(at[i] == '<' && (i + 1 >= n || at[i + 1] == '<')) && k < 40)
        m->surname[k++] = at[i] == '<' ? ' ' : to_letter(at[i]), i++;
    m->surname[k] = 0;
    k = 0;
    for (i += 2; i < n && !(at[i] == '<' && (i + 1 >= n || at[i + 1] == '<')) && k < 40; i++)
        m->given[k++] = at[i] == '<' ? ' ' : to_letter(at[i]);
    m->given[k] = 0;
}

/* The holder's number in a Dutch zone: by its issuer or, where that is misread, the nationality. */
static void bsn_of(const char *at, const char *nationality, struct mrz *m)
{
    char text[10];
    bool dutch = strcmp(m->issuer, "NLD") == 0 || strncmp(nationality, "NLD", 3) == 0;
    for (size_t i = 0; i < 9; i++)
        text[i] = to_digit(at[i]);
    text[9] = 0;
    if (dutch && check_bsn(text))
        memcpy(m->bsn, text, sizeof text);
}

static void heading(const char *line, struct mrz *m)
{
    snprintf(m->code, sizeof m->code, "%.2s", line);
    for (size_t i = 0; i < 3; i++)
        m->issuer[i] = to_letter(line[2 + i]);
    m->issuer[3] = 0;
}

static bool passport(char line[][LINE_MAX_LENGTH + 4], int year, struct mrz *m)
{
    heading(line[0], m);
    names_of(line[0] + 5, 39, m);
    mixed_checked(line[1], 9, m);
    birth_of(line[1] + 13, year, m);
    expiry_of(line[1] + 21, m);
    bsn_of(line[1] + 28, line[1] + 10, m);
    return m->holding >= 2;
}

static bool card(char line[][LINE_MAX_LENGTH + 4], int year, struct mrz *m)
{
    heading(line[0], m);
    mixed_checked(line[0] + 5, 9, m);
    birth_of(line[1], year, m);
    expiry_of(line[1] + 8, m);
    names_of(line[2], 30, m);
    bsn_of(line[0] + 15, line[1] + 15, m);
    return m->holding >= 2;
}

static bool small_card(char line[][LINE_MAX_LENGTH + 4], int year, struct mrz *m)
{
    heading(line[0], m);
    names_of(line[0] + 5, 31, m);
    mixed_checked(line[1], 9, m);
    birth_of(line[1] + 13, year, m);
    expiry_of(line[1] + 21, m);
    return m->holding >= 2;
}

/* One check digit holds by chance in one line of ten, so the line must also begin like a licence:
 * four of the five characters that each has. */
static bool licence(const char *line, struct mrz *m)
{
    int alike = 0;

    heading(line, m);
    mixed_checked(line, 29, m);
    for (size_t i = 0; i < 5; i++)
        alike += line[i] == "D1NLD"[i];
    return m->holding == 1 && alike >= 4;
}

/* Fits a line of about the right length to it: fillers at the end get lost or doubled. */
static bool fit(char *line, size_t n, size_t wanted)
{
    if (n + 3 < wanted || n > wanted + 3)
        return false;
    while (n < wanted)
        line[n++] = '<';
    line[wanted] = 0;
    return true;
}

/* The first letter decides the format, and is misread like any other. */
static void repair_first(char line[][LINE_MAX_LENGTH + 4], const size_t *n, size_t count)
{
    bool three = count >= 3 && n[0] >= 28 && n[0] <= 32 && n[1] >= 28 && n[1] <= 32;
    bool two = count >= 2 && n[0] >= 42 && n[1] >= 42;
    if (three && !strchr("IACV", line[0][0]))
        line[0][0] = 'I';
    else if (two && line[0][0] != 'P')
        line[0][0] = 'P';
}

static bool shape(char line[][LINE_MAX_LENGTH + 4], const size_t *n, size_t count, int year,
                  struct mrz *m)
{
    if (count >= 2 && line[0][0] == 'P' && n[1] >= 42 && fit(line[0], n[0], 44) &&
        fit(line[1], n[1], 44))
        return passport(line, year, m);
    if (count >= 3 && strchr("IACV", line[0][0]) && n[0] >= 28 && n[0] <= 32 && n[1] >= 28 &&
        fit(line[0], n[0], 30) && fit(line[1], n[1], 30) && n[2] >= 6) {
        while (n[2] < 30 && strlen(line[2]) < 30)
            strcat(line[2], "<");
        return card(line, year, m);
    }
    if (count >= 2 && strchr("IACV", line[0][0]) && fit(line[0], n[0], 36) &&
        fit(line[1], n[1], 36))
        return small_card(line, year, m);
    return line[0][0] == 'D' && n[0] == 30 && licence(line[0], m);
}

bool mrz_parse(const char *lines, int this_year, struct mrz *m)
{
    char line[3][LINE_MAX_LENGTH + 4] = {{0}};
    size_t n[3] = {0}, count = 0;
    *m = (struct mrz){0};
    while (*lines && count < 3) {
        size_t length = strcspn(lines, "\n");
        n[count] = clean(lines, length, line[count]);
        count += n[count] > 0;
        lines += length + (lines[length] != 0);
    }
    repair_first(line, n, count);
    return count && shape(line, n, count, this_year, m);
}

/* A line of the zone: long, without blanks to speak of, with fillers. */
static bool zone_line(const struct sheet *s, const struct sheet_line *line, char *out, size_t size)
{
    size_t used = 0, fillers = 0, small = 0;
    for (size_t i = line->first; i < line->first + line->count; i++) {
        const char *text = s->page->words[i].text;
        for (size_t k = 0; text[k] && used + 1 < size; k++) {
            fillers += text[k] == '<' || (unsigned char)text[k] == 0xab;
            small += islower((unsigned char)text[k]) != 0;
            out[used++] = text[k];
        }
    }
    out[used] = 0;
    return used >= 24 && used <= 60 && small * 3 < used &&
           (fillers >= 2 ||
            (used >= 28 && strspn(out, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<") == used));
}

/* How far lines are to be trusted by their check digits, that of the whole among them. */
static float trust(const char *lines)
{
    int digits, holding;
    if (!check_mrz(lines, &digits, &holding))
        return FITTED;
    return ((float)holding + 0.3F) / ((float)digits + 0.4F);
}

static bool from_lines(const struct sheet *s, int this_year, struct mrz *m)
{
    char zone[3][64];
    for (size_t i = 0; i < s->line_count; i++) {
        char text[200] = "";
        size_t count = 0;
        while (count < 3 && i + count < s->line_count &&
               zone_line(s, &s->lines[i + count], zone[count], sizeof zone[count]))
            count++;
        for (size_t k = 0; k < count; k++)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s\n", zone[k]);
        if (count && mrz_parse(text, this_year, m)) {
            m->word = s->lines[i].first;
            m->p = trust(text);
            return true;
        }
    }
    return false;
}

bool mrz_find(const struct sheet *s, int this_year, struct mrz *m)
{
    for (size_t i = 0; i < s->page->reading_count; i++) {
        const struct reading *r = &s->page->readings[i];
        if (strcmp(r->field, "mrz") == 0 && mrz_parse(r->value, this_year, m)) {
            m->p = r->probability;
            return true;
        }
    }
    if (from_lines(s, this_year, m))
        return true;
    *m = (struct mrz){0};
    return false;
}

char mrz_hint(const struct sheet *s)
{
    for (size_t i = 0; i < s->page->reading_count; i++)
        if (strcmp(s->page->readings[i].field, "mrz") == 0) {
            char c = (char)toupper((unsigned char)*s->page->readings[i].value);
            return c && strchr("PRF", c) ? 'P' : c && strchr("IT1LJ", c) ? 'I' : '?';
        }
    for (size_t i = 0; i < s->line_count; i++) {
        size_t fillers = 0;
        const char *text = s->lines[i].text;
        for (const char *c = text; *c; c++)
            fillers += *c == '<';
        if (fillers >= 5)
            return *text == 'p' ? 'P' : strchr("it1l", *text) ? 'I' : '?';
    }
    return 0;
}
