#include <stdio.h>
#include <string.h>
#include "classifiers/find.h"
#include "classifiers/fold.h"
#include "classifiers/nearby.h"

static const char period_labels[] =
    "periode;tijdvak;loontijdvak;aangiftetijdvak;verslagperiode;verloningsperiode;over de periode;"
    "loonperiode;salarisperiode;maand;over de maand;kwartaal;boekjaar;belastingjaar;kalenderjaar;"
    "afschriftperiode;over;jaar;uitkeringsperiode;betaalperiode;period;salarismaand;looptijd van;"
    "verslagjaar;maand/jaar;maand en jaar;tijdvak van;in de maand;betreft periode;over het jaar;"
    "aangifteperiode;uitkering over;betalingsperiode;pay period;over tijdvak;weken";

struct periods {
    const struct document_type *type;
    const struct view *v;
    size_t page;
    struct candidates *out;
};

static bool four_weekly(const struct sheet *s)
{
    static const char *const words[] = {"4-wekelijks", "vierwekelijks", "4 weken",     "vier weken",
                                        "4-weken",     "4wekelijks",    "4 wekelijks", "vierweken"};
    for (size_t i = 0; i < s->line_count; i++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (fold_find(s->lines[i].text, words[k]))
                return true;
    return false;
}

/* Turnover tax is declared by the quarter: "tijdvak 2 van 2019" is no February. */
static void by_quarter(const struct sheet *s, const char *text, struct found_period *f)
{
    int number = *text - '0';
    bool month = f->period.first.month == number && f->period.last.month == number;
    if (!month || number < 1 || number > 4 || text[1] != ' ' || f->period.first.day != 1)
        return;
    for (size_t i = 0; i < s->line_count; i++)
        if (fold_find(s->lines[i].text, "omzetbelasting")) {
            f->period.first.month = number * 3 - 2;
            f->period.last = day_of(day_number((struct day){f->period.first.year + (number == 4),
                                                            number == 4 ? 1 : number * 3 + 1, 1}) -
                                    1);
            return;
        }
}

static int take_period(struct periods *d, const struct found_period *f, float p, bool labelled,
                       float height)
{
    /* "december 2019" on annual accounts is a day that was cut off. */
    if (d->type && d->type->yearly && day_number(f->period.last) - day_number(f->period.first) < 80)
        return 0;
    struct candidate one = {.kind = FIELD_PERIOD,
                            .p = p * f->sure,
                            .role = ROLE_UNKNOWN,
                            .valid = true,
                            .labelled = labelled,
                            .page = d->page,
                            .height = height};
    period_text(f->period, one.value, sizeof one.value);
    return candidates_add(d->out, &one);
}

/* Periods to the right of, and below, a label. */
static int labelled_periods(struct periods *d, size_t word, bool weeks)
{
    const struct sheet *s = &d->v->sheet;
    struct found_period found[2];
    for (int try = 0; try < 2; try++) {
        struct span span;
        if (try == 0)
            span_right(s, word, 0, &span);
        else
            span_below(s, word, word, 2.2F, &span);
        size_t n = span.count ? periods_find(span.text, true, weeks, found, 2) : 0;
        if (!n || found[0].begin > 14)
            continue;
        by_quarter(s, span.text + found[0].begin, &found[0]);
        float height = sheet_height(s, &s->lines[s->line_of[word]]);
        float p = height < 0.5F ? 1.05F : 0.85F;
        return take_period(d, &found[0], try ? p * 0.9F : p, true, height);
    }
    return 0;
}

static bool ends_label(const struct sheet *s, size_t word)
{
    char folded[100];
    const char *list = period_labels;
    fold_text(s->page->words[word].text, folded, sizeof folded);
    size_t n = strlen(folded);
    while (n && strchr(":.,;)", folded[n - 1]))
        folded[--n] = 0;
    while (*list) {
        size_t k = strcspn(list, ";");
        /* The last word of each label is enough: what stands before it only says the same. */
        const char *last = list + k;
        while (last > list && last[-1] != ' ')
            last--;
        if ((size_t)(list + k - last) == n && strncmp(last, folded, n) == 0 && n > 0)
            return true;
        list += k + (list[k] != 0);
    }
    return false;
}

/* "Jaaropgaaf 2019": the year beside the title of a yearly paper. */
static int title_year(struct periods *d, const struct sheet_line *line)
{
    struct found_period found[2];
    float y = sheet_height(&d->v->sheet, line);
    if (!d->type || !d->type->yearly || y > 0.5F || line->tokens > 12)
        return 0;
    size_t n = periods_find(line->text, true, false, found, 2);
    long days = n ? day_number(found[0].period.last) - day_number(found[0].period.first) : 0;
    if (n != 1 || days < 360)
        return 0;
    float big = d->v->sheet.body > 0 ? line->height / d->v->sheet.body : 1;
    return take_period(d, &found[0], big > 1.2F ? 1.7F : line->tokens <= 6 ? 1.4F : 1.0F, false, y);
}

static int unlabelled_periods(struct periods *d, const struct sheet_line *line, bool weeks)
{
    struct found_period found[3];
    float y = sheet_height(&d->v->sheet, line);
    size_t n = periods_find(line->text, false, weeks, found, 3);
    for (size_t i = 0; i < n; i++) {
        bool range = found[i].sure > 0.82F;
        float p = range ? (y < 0.5F ? 0.85F : 0.45F) : (y < 0.35F ? 0.75F : 0.3F);
        if (line->tokens > 14)
            p *= 0.7F;
        if (take_period(d, &found[i], p, false, y) < 0)
            return -1;
    }
    return 0;
}

/* A month with its year at the start of a row: "jun-20", "juni 2020". Its number of months, or 0.
 */
static int row_month(const char *text)
{
    size_t k = 0;
    int month = month_at(text, &k), year = 0, used = 0;
    if (!month)
        return 0;
    k += strspn(text + k, " -.'/");
    if (sscanf(text + k, "%4d%n", &year, &used) != 1 || (used != 2 && used != 4))
        return 0;
    year += used == 2 ? 2000 : 0;
    return year >= 2000 && year < 2100 ? year * 12 + month - 1 : 0;
}

/* Rows of months in order: the paper is about all of them. */
static int months_in_rows(struct periods *d)
{
    int first = 0, last = 0, count = 0;
    for (size_t i = 0; i < d->v->sheet.line_count; i++) {
        int month = row_month(d->v->sheet.lines[i].text);
        if (!month)
            continue;
        /* A row may be illegible. */
        if (last && (month <= last || month > last + 2))
            return 0;
        first = first ? first : month;
        last = month;
        count++;
    }
    if (count < 3)
        return 0;
    struct found_period f = {.sure = 1};
    f.period.first = (struct day){first / 12, first % 12 + 1, 1};
    f.period.last = day_of(day_number((struct day){(last + 1) / 12, (last + 1) % 12 + 1, 1}) - 1);
    return take_period(d, &f, 0.62F, false, 0.3F);
}

int find_periods(const struct document_type *type, const struct view *v, size_t page,
                 struct candidates *out)
{
    struct periods d = {.type = type, .v = v, .page = page, .out = out};
    const struct sheet *s = &v->sheet;
    bool weeks = four_weekly(s);
    if (type && !(type->fields & 1U << FIELD_PERIOD))
        return 0;
    for (size_t i = 0; i < s->line_count; i++)
        if (title_year(&d, &s->lines[i]) < 0 || unlabelled_periods(&d, &s->lines[i], weeks) < 0)
            return -1;
    if (months_in_rows(&d) < 0)
        return -1;
    size_t looks = 0;
    for (size_t w = 0; w < s->words && looks < 60; w++)
        if (ends_label(s, w)) {
            looks++;
            if (labelled_periods(&d, w, weeks) < 0)
                return -1;
        }
    return 0;
}
