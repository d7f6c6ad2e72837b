/* Numbered headings: "3. Inkomen", "3.2 Omzet", "III. Uw bedrijf", "Artikel 4", "C. Bijlagen". */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/trace.h"

#define HEADING_MOST 60
#define LETTER_MOST 12 /* "L." */
#define SUB 100        /* 3.2 is 302 */

/* The number that a heading begins with; 0: it is none. */
static int heading_number(const char *text)
{
    int n = 0;
    size_t digits = strspn(text, "0123456789");
    if (!digits || digits > 2)
        return 0;
    for (size_t i = 0; i < digits; i++)
        n = n * 10 + (text[i] - '0');
    const char *rest = text + digits;
    rest += strspn(rest, ".):");
    if (*rest != ' ' || !isalpha((unsigned char)rest[1]) || !isalpha((unsigned char)rest[2]))
        return 0;
    return n <= HEADING_MOST ? n : 0;
}

/* "3.2 Omzet": 302; 0: no such heading. "9.30 uur" and "1.250 stuks" are none. */
static int sub_number(const char *text)
{
    size_t n = strspn(text, "0123456789");
    const char *rest = text + n;
    if (!n || n > 2 || *rest != '.' || !isdigit((unsigned char)rest[1]) || rest[1] == '0')
        return 0;
    if (rest[2] != ' ' || !isalpha((unsigned char)rest[3]) || !isalpha((unsigned char)rest[4]))
        return 0;
    return atoi(text) * SUB + (rest[1] - '0');
}

/* "iv. Uw bedrijf": 4; 0: no such heading. Recognisers take I for l, 1 and |. */
static int roman_number(const char *text)
{
    static const char *const romans[] = {"i",   "ii",   "iii", "iv", "v",  "vi",
                                         "vii", "viii", "ix",  "x",  "xi", "xii"};
    char roman[8];
    size_t n = strspn(text, "ivxl1|");
    if (!n || n > 4 || !text[n] || !strchr(".)", text[n]) || text[n + 1] != ' ' ||
        !isalpha((unsigned char)text[n + 2]))
        return 0;
    for (size_t i = 0; i < n; i++)
        roman[i] = strchr("vx", text[i]) ? text[i] : 'i';
    for (size_t i = 0; i < sizeof romans / sizeof *romans; i++)
        if (strlen(romans[i]) == n && strncmp(roman, romans[i], n) == 0)
            return (int)i + 1;
    return 0;
}

/* "artikel 4", "vraag 4", "deel 4": the number after the word; 0: none. */
static int article_number(const char *text)
{
    static const char *const words[] = {"artikel ",   "art. ",      "vraag ",
                                        "stap ",      "rubriek ",   "deel ",
                                        "onderdeel ", "hoofdstuk ", "paragraaf "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i]);
        if (strncmp(text, words[i], n) == 0 && isdigit((unsigned char)text[n]))
            return atoi(text + n) <= HEADING_MOST ? atoi(text + n) : 0;
    }
    return 0;
}

/* "b. Gegevens van uw bedrijf": 2; 0: no such heading. */
static int letter_number(const char *text)
{
    bool heads = *text >= 'a' && *text < 'a' + LETTER_MOST && strchr(".)", text[1]) && text[1];
    return heads && text[2] == ' ' && isalpha((unsigned char)text[3]) ? *text - 'a' + 1 : 0;
}

/* "12 januari 2020" and "3 stuks" are no headings. */
static bool heads_section(const struct sheet *s, const struct sheet_line *line)
{
    static const char *const months[] = {"jan", "feb", "maa", "mrt", "apr", "mei", "jun",
                                         "jul", "aug", "sep", "okt", "nov", "dec"};
    const char *word = line->text + strspn(line->text, "0123456789.): ");
    for (size_t i = 0; i < sizeof months / sizeof *months; i++)
        if (strncmp(word, months[i], 3) == 0)
            return false;
    return line->tokens <= 10 && (!sheet_placed(s) || line->x0 < s->page->width * 0.35F);
}

/* Headings must ascend: else the numbers are those of a list, or of rows. */
static void see_heading(int number, int *first, int *last)
{
    if (!number)
        return;
    if (!*first)
        *first = number;
    if (number > *last && number <= *last + 4)
        *last = number;
    else if (!*last)
        *last = number;
}

void trace_find_headings(const struct sheet *s, struct trace *t)
{
    for (size_t i = 0; i < s->line_count; i++) {
        const struct sheet_line *line = &s->lines[i];
        if (!heads_section(s, line))
            continue;
        see_heading(heading_number(line->text), &t->heading_first, &t->heading_last);
        see_heading(roman_number(line->text), &t->roman_first, &t->roman_last);
        int sub = sub_number(line->text);
        t->sub_first = t->sub_first ? t->sub_first : sub;
        t->sub_last = sub > t->sub_last ? sub : t->sub_last;
        see_heading(article_number(line->text), &t->article_first, &t->article_last);
        see_heading(letter_number(line->text), &t->letter_first, &t->letter_last);
    }
}

static int compare_headings(int a_last, int b_first)
{
    if (!a_last || !b_first)
        return 0;
    return b_first == a_last + 1 ? 1 : b_first == 1 ? -1 : 0;
}

/* 2.2 and then 2.3 or 3.1. */
static bool sub_goes_on(int last, int first)
{
    return last && first && (first == last + 1 || first == (last / SUB + 1) * SUB + 1);
}

bool trace_reversed(const struct trace *a, const struct trace *b)
{
    return (b->heading_last > 1 && a->heading_first == b->heading_last + 1) ||
           (b->roman_last > 1 && a->roman_first == b->roman_last + 1) ||
           (b->article_last > 1 && a->article_first == b->article_last + 1);
}

int trace_headings(const struct trace *a, const struct trace *b)
{
    int articles = compare_headings(a->article_last, b->article_first);
    int romans = compare_headings(a->roman_last, b->roman_first);
    int numbers = compare_headings(a->heading_last, b->heading_first);
    if (articles || romans)
        return articles ? articles : romans;
    /* Lists begin with a. anywhere: letters only prove that they go on. */
    bool letters = a->letter_last && b->letter_first == a->letter_last + 1;
    return numbers > 0 || letters || sub_goes_on(a->sub_last, b->sub_first) ? 1 : numbers;
}
