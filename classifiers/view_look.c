#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"
#include "classifiers/view_look.h"

#define ANNEX_LINES 3 /* what a page is headed with stands among its first */

bool line_is_row(const char *text)
{
    struct found_day day;
    size_t n = strlen(text);
    bool amount = n > 4 && text[n - 3] == ',' && isdigit((unsigned char)text[n - 1]) &&
                  isdigit((unsigned char)text[n - 2]);
    return days_find(text, &day, 1) && day.begin <= 4 && (amount || n > 24);
}

bool line_has_amount(const char *text)
{
    for (const char *c = strchr(text, ','); c; c = strchr(c + 1, ','))
        if (c > text && isdigit((unsigned char)c[-1]) && isdigit((unsigned char)c[1]) &&
            isdigit((unsigned char)c[2]) && !isdigit((unsigned char)c[3]))
            return true;
    return false;
}

static bool starts_with_any(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(words[i]);
        if (strncmp(text, words[i], n) == 0 && !isalpha((unsigned char)text[n]))
            return true;
    }
    return false;
}

static bool capitals(const char *text)
{
    return isupper((unsigned char)text[0]) && isupper((unsigned char)text[1]) &&
           !isalnum((unsigned char)text[2]);
}

/* "3014 GH", "3014GH"; "augustus 2020 De schuldenaar" has none. */
static bool postcode_in(const struct sheet *s, const struct sheet_line *line)
{
    for (size_t i = line->first; i < line->first + line->count; i++) {
        const char *text = s->page->words[i].text;
        if (*text == '0' || strspn(text, "0123456789") != 4)
            continue;
        if (text[4] ? capitals(text + 4)
                    : i + 1 < line->first + line->count && capitals(s->page->words[i + 1].text))
            return true;
    }
    return false;
}

static const char *const greetings[] = {"geachte",    "beste",       "geacht",      "l.s",
                                        "dear",       "hallo",       "goedemorgen", "goedemiddag",
                                        "goedendag",  "goedenavond", "dag heer",    "dag meneer",
                                        "dag mevrouw"};
#define GREETINGS (sizeof greetings / sizeof *greetings)

static void find_letter_marks(struct view *v)
{
    static const char *const goodbyes[] = {"met vriendelijke groet",
                                           "met vriendelijke groeten",
                                           "hoogachtend",
                                           "vriendelijke groet",
                                           "vriendelijke groeten",
                                           "groeten",
                                           "met groet",
                                           "mvg",
                                           "kind regards",
                                           "yours sincerely",
                                           "best regards"};
    static const char *const over[] = {
        "transporteren", "transport",     "te transporteren", "vervolg op",          "zie volgende",
        "lees verder",   "zie ommezijde", "saldo transport",  "subtotaal transport", "z.o.z"};
    for (size_t i = 0; i < v->sheet.line_count; i++) {
        const struct sheet_line *line = &v->sheet.lines[i];
        float y = sheet_height(&v->sheet, line);
        v->address |= y < 0.35F && postcode_in(&v->sheet, line);
        v->salutation |= y < 0.7F && starts_with_any(line->text, greetings, GREETINGS);
        v->closing |= starts_with_any(line->text, goodbyes, 11);
        v->carries_over |= y > 0.6F && line->tokens < 8 && starts_with_any(line->text, over, 10);
    }
}

/* "Aan het college van ...", "T.a.v. afdeling ...", "Geachte gemeente": short, in the upper half.
 */
static void find_addressee(struct view *v)
{
    static const char *const to[] = {
        "aan:",         "aan de",      "aan het",     "aan gemeente", "aan burgemeester",
        "aan college",  "aan mevrouw", "aan dhr",     "aan mevr",     "t.a.v",
        "ter attentie", "aan uwv",     "aan afdeling"};
    static const char *const offices[] = {"gemeente",   "college",  "burgemeester",
                                          "wethouders", "afdeling", "commissie"};
    for (size_t i = 0; i < v->sheet.line_count; i++) {
        const struct sheet_line *line = &v->sheet.lines[i];
        bool greets = starts_with_any(line->text, greetings, GREETINGS),
             named = starts_with_any(line->text, to, 13);
        if (sheet_height(&v->sheet, line) > 0.5F || line->tokens > 9 || (!greets && !named))
            continue;
        v->addressee |= named;
        for (size_t k = 0; k < sizeof offices / sizeof *offices; k++)
            v->to_office |= fold_find(line->text, offices[k]) != NULL;
    }
}

/* An authority writes "u" and never "ik"; a citizen's letter is full of "ik" and "mijn". */
static void find_voice(struct view *v)
{
    float self = 0, other = 0;
    for (size_t i = 0; i < v->sheet.token_count; i++) {
        const char *text = v->sheet.tokens[i].text;
        self += !strcmp(text, "ik") || !strcmp(text, "mijn") || !strcmp(text, "mij");
        other += !strcmp(text, "u") || !strcmp(text, "uw");
    }
    v->voice = (other - 3 * self) / (other + 3 * self + 4); /* a word or two say little */
}

/* Explanations and conditions are printed with a paper, and seldom sent by themselves. */
static void find_annex(struct view *v)
{
    static const char *const heads[] = {
        "toelichting op",         "toelichting bij",      "toelichting en",
        "algemene toelichting",   "algemene voorwaarden", "aanvullende voorwaarden",
        "bijzondere voorwaarden", "algemene bepalingen",  "bezwaar en beroep",
        "bezwaar maken",          "rechtsmiddelen",       "meer informatie",
        "uw rechten en plichten", "rechten en plichten"};
    size_t looked = 0;
    for (size_t i = 0; i < v->sheet.line_count && looked < ANNEX_LINES; i++) {
        const struct sheet_line *line = &v->sheet.lines[i];
        float y = sheet_height(&v->sheet, line);
        if (y > 0.3F || line->tokens < 2)
            continue;
        looked++;
        v->annex |=
            line->tokens <= 9 && starts_with_any(line->text, heads, sizeof heads / sizeof *heads);
    }
}

/* Does the text run on over the page's edges? */
static void find_running_text(struct view *v)
{
    const struct sheet *s = &v->sheet;
    const struct sheet_line *first = NULL, *last = NULL;
    for (size_t i = 0; i < s->line_count; i++) {
        float y = sheet_height(s, &s->lines[i]);
        if (s->lines[i].tokens < 5 || y < 0.06F || y > 0.92F)
            continue;
        first = first ? first : &s->lines[i];
        last = &s->lines[i];
    }
    if (!first || first == last)
        return;
    v->lower_start = islower((unsigned char)s->page->words[first->first].text[0]) != 0;
    const char *end = s->page->words[last->first + last->count - 1].text;
    char c = end[strlen(end) - 1];
    v->open_end = last->tokens >= 7 && (islower((unsigned char)c) || c == ',');
}

/* Among the first lines of some length at least two are rows. */
static void find_table(struct view *v)
{
    size_t looked = 0, rows = 0;
    for (size_t i = 0; i < v->sheet.line_count && looked < 6; i++) {
        if (v->sheet.lines[i].tokens < 3)
            continue;
        looked++;
        rows += line_is_row(v->sheet.lines[i].text);
    }
    v->table_start = rows >= 2;
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void mark(uint32_t *marks, size_t *count, const char *text)
{
    if (*count < VIEW_MARKS_MAX)
        marks[(*count)++] = fold_hash(text, strlen(text), 3);
}

static size_t sort_marks(uint32_t *marks, size_t count)
{
    size_t kept = 0;
    qsort(marks, count, sizeof *marks, by_value);
    for (size_t i = 0; i < count; i++)
        if (!i || marks[i] != marks[i - 1])
            marks[kept++] = marks[i];
    return kept;
}

static int find_marks(struct view *v)
{
    const struct sheet *s = &v->sheet;
    uint32_t *all = malloc((s->token_count + 1) * sizeof *all);
    size_t all_count = 0;
    if (!all)
        return -1;
    for (size_t i = 0; i < s->token_count; i++) {
        const char *text = s->tokens[i].text;
        const struct sheet_line *line = &s->lines[s->tokens[i].line];
        float y = sheet_height(s, line);
        size_t digits = strspn(text, "0123456789");
        if (!digits && strlen(text) >= 3 && y < 0.16F)
            mark(v->head, &v->head_count, text);
        if (!digits && strlen(text) >= 3 && y > 0.88F)
            mark(v->foot, &v->foot_count, text);
        if (strlen(text) >= 3)
            all[all_count++] = fold_hash(text, strlen(text), 5);
        if (digits >= 6 && !text[digits])
            mark(v->refs, &v->ref_count, text);
    }
    v->head_count = sort_marks(v->head, v->head_count);
    v->foot_count = sort_marks(v->foot, v->foot_count);
    v->ref_count = sort_marks(v->refs, v->ref_count);
    all_count = sort_marks(all, all_count);
    v->sketch_count = all_count < VIEW_MARKS_MAX ? all_count : VIEW_MARKS_MAX;
    memcpy(v->sketch, all, v->sketch_count * sizeof *all);
    free(all);
    return 0;
}

/* Is a day on this line one of the paper, not of a row of a table? */
static bool dates_paper(const struct sheet_line *line)
{
    static const char *const rows[] = {"valutadatum",    "boekdatum",     "rentedatum",
                                       "geboortedatum",  "boekingsdatum", "geboren",
                                       "transactiedatum"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strstr(line->text, rows[i]))
            return false;
    return line->tokens <= 6 || strstr(line->text, "datum") || strstr(line->text, "dagtekening");
}

static void find_days(struct view *v)
{
    for (size_t i = 0; i < v->sheet.line_count; i++) {
        const char *text = v->sheet.lines[i].text;
        struct found_day day;
        struct found_period period;
        if (sheet_height(&v->sheet, &v->sheet.lines[i]) >= 0.45F)
            continue;
        if (!v->day.year && days_find(text, &day, 1) && day.day.year >= 2000 &&
            dates_paper(&v->sheet.lines[i]))
            v->day = day.day;
        if (!v->period.first.year && periods_find(text, false, false, &period, 1))
            v->period = period.period;
    }
}

int view_look(struct view *v)
{
    find_letter_marks(v);
    find_addressee(v);
    find_voice(v);
    find_annex(v);
    find_running_text(v);
    find_days(v);
    find_table(v);
    return find_marks(v);
}

float marks_alike(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
    size_t i = 0, k = 0, common = 0;
    while (i < na && k < nb) {
        common += a[i] == b[k];
        if (a[i] == b[k])
            i++, k++;
        else if (a[i] < b[k])
            i++;
        else
            k++;
    }
    return na + nb - common ? (float)common / (float)(na + nb - common) : 0;
}
