#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"
#include "classifiers/view_look.h"

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

static bool postcode_in(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((c == text || c[-1] == ' ') && strspn(c, "0123456789") == 4) {
            c += 4 + (c[4] == ' ');
            if (isalpha((unsigned char)c[0]) && isalpha((unsigned char)c[1]) &&
                !isalnum((unsigned char)c[2]))
                return true;
            c--;
        }
    return false;
}

static void find_letter_marks(struct view *v)
{
    static const char *const greetings[] = {"geachte",   "beste",      "geacht",      "l.s",
                                            "dear",      "hallo",      "goedemorgen", "goedemiddag",
                                            "goedendag", "goedenavond"};
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
        v->address |= y < 0.35F && postcode_in(line->text);
        v->salutation |= y < 0.7F && starts_with_any(line->text, greetings, 10);
        v->closing |= starts_with_any(line->text, goodbyes, 11);
        v->carries_over |= y > 0.6F && line->tokens < 8 && starts_with_any(line->text, over, 10);
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
