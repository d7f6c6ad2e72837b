#include "classifiers/view.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"

#define TITLE_POINTS 7.0F /* a perfect title */
#define TYPICAL_MOST 7.0F /* what typical phrases can reach together */
#define FALLBACK_POINTS 1.6F

struct tally {
    float title[CATALOGUE_TYPES_MAX], second[CATALOGUE_TYPES_MAX];
    float typical[CATALOGUE_TYPES_MAX], against[CATALOGUE_TYPES_MAX];
};

static const char *const subjects[] = {"betreft", "onderwerp", "subject", "betr", "re", "inzake"};

/* Does the line before this token begin with 'Betreft', 'Onderwerp'? */
static bool after_subject(const struct sheet *s, const struct sheet_line *line, size_t token)
{
    if (token == line->token || token > line->token + 3)
        return false;
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
        if (strcmp(s->tokens[line->token].text, subjects[i]) == 0)
            return true;
    return false;
}

/* How much like a title a phrase stands: 0.2 in running text to 1. */
static float title_likeness(const struct sheet *s, const struct phrase_hit *hit)
{
    const struct token *t = &s->tokens[hit->token];
    const struct sheet_line *line = &s->lines[t->line];
    const struct word *w = &s->page->words[t->word];
    size_t before = hit->token - line->token;
    size_t others = line->tokens > hit->count ? line->tokens - hit->count : 0;
    float y = sheet_height(s, line), like = 0.2F;
    float size = s->body > 0 ? (w->y1 - w->y0) / s->body : 1;
    bool alone = others <= 2 || (before == 0 && others <= 4);
    if (after_subject(s, line, hit->token))
        return y < 0.6F ? 0.95F : 0.7F;
    like += alone ? 0.35F : before == 0 && others <= 7 ? 0.15F : 0;
    if (alone || before == 0 || size > 1.2F)
        like += y < 0.35F ? 0.2F : y < 0.6F ? 0.1F : 0;
    like += size > 1.45F ? 0.3F : size > 1.2F ? 0.2F : 0;
    if (w->text[0] >= 'A' && w->text[0] <= 'Z')
        like += 0.05F;
    return like > 1 ? 1 : like;
}

static void count_title(struct view *v, struct tally *t, const struct phrase_hit *hit,
                        const struct phrase_use *use)
{
    float like = title_likeness(&v->sheet, hit);
    float points = TITLE_POINTS * like * like * use->weight * hit->exact;
    if (points > t->title[use->type]) {
        t->second[use->type] = t->title[use->type];
        t->title[use->type] = points;
        v->signs[use->type].title = hit->text;
        v->signs[use->type].title_weight = points;
    } else if (points > t->second[use->type]) {
        t->second[use->type] = points;
    }
    if (use->weight >= 0.5F && like * hit->exact > v->title)
        v->title = like * hit->exact;
}

static void count_use(struct view *v, struct tally *t, const struct phrase_hit *hit,
                      const struct phrase_use *use)
{
    struct type_signs *signs = &v->signs[use->type];
    float weight = use->weight * hit->exact;
    switch (use->role) {
    case PHRASE_TITLE:
        count_title(v, t, hit, use);
        break;
    case PHRASE_AGAINST:
        t->against[use->type] += weight;
        break;
    case PHRASE_TYPICAL:
        signs->typical_count++;
        if (weight > signs->typical_weight) {
            signs->typical = hit->text;
            signs->typical_weight = weight;
        }
        t->typical[use->type] += weight;
        break;
    default:
        v->position[use->role] += weight * 0.3F;
        t->typical[use->type] += weight * 0.3F;
        break;
    }
}

/* Was this phrase counted before on the page? Titles are judged at each place. */
static bool repeated(const struct phrase_hit *hits, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (hits[k].text == hits[i].text)
            return true;
    return false;
}

/* A hit that lies wholly within a longer one says what the longer one says better. */
static bool covered(const struct phrase_hit *hits, size_t count, size_t i)
{
    size_t begin = hits[i].token, end = begin + hits[i].count;
    size_t from = i > 24 ? i - 24 : 0;
    for (size_t k = from; k < count && hits[k].token <= begin; k++)
        if (k != i && hits[k].count > hits[i].count && hits[k].token + hits[k].count >= end &&
            hits[k].exact >= hits[i].exact)
            return true;
    return false;
}

static void count_hits(struct view *v, const struct phrase_hit *hits, size_t count, struct tally *t)
{
    for (size_t i = 0; i < count; i++) {
        bool again = repeated(hits, i), inner = covered(hits, count, i);
        for (size_t k = 0; k < hits[i].use_count; k++) {
            const struct phrase_use *use = &hits[i].uses[k];
            if (use->role == PHRASE_TITLE ? !inner : !again)
                count_use(v, t, &hits[i], use);
        }
    }
}

static bool mrz_type(const struct document_type *type)
{
    return type->mrz[0][0] != 0;
}

static void score_type(struct view *v, const struct catalogue *c, const struct tally *t, size_t i)
{
    const struct document_type *type = catalogue_type(c, i);
    float typical = TYPICAL_MOST * (1 - expf(-t->typical[i] / TYPICAL_MOST));
    float score = t->title[i] + 0.3F * t->second[i] + typical - fminf(3, 0.8F * t->against[i]);
    if (type->fallback)
        score += FALLBACK_POINTS;
    if (type->unreadable) {
        float words = (float)v->sheet.letters;
        score = words < 12 ? 6 : words < 40 ? 3 : words < 90 ? 0.5F : -2;
        score += v->sheet.trust < 0.45F ? 4 : v->sheet.trust < 0.6F ? 1.5F : 0;
    }
    if (v->body)
        score += type->letter ? 3.0F : -3.0F;
    /* A page full of text is no card. */
    if (type->card && v->sheet.token_count > 160)
        score -= fminf(4, ((float)v->sheet.token_count - 160) / 40);
    if (v->has_mrz && catalogue_mrz(c, v->mrz.code) == (int)i)
        score += 12;
    else if (v->has_mrz && mrz_type(type))
        score -= 4;
    v->score[i] = score;
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

static void find_marks(struct view *v)
{
    const struct sheet *s = &v->sheet;
    for (size_t i = 0; i < s->token_count; i++) {
        const char *text = s->tokens[i].text;
        const struct sheet_line *line = &s->lines[s->tokens[i].line];
        float y = sheet_height(s, line);
        size_t digits = strspn(text, "0123456789");
        if (!digits && strlen(text) >= 3 && y < 0.16F)
            mark(v->head, &v->head_count, text);
        if (!digits && strlen(text) >= 3 && y > 0.88F)
            mark(v->foot, &v->foot_count, text);
        if (digits >= 6 && !text[digits])
            mark(v->refs, &v->ref_count, text);
    }
    v->head_count = sort_marks(v->head, v->head_count);
    v->foot_count = sort_marks(v->foot, v->foot_count);
    v->ref_count = sort_marks(v->refs, v->ref_count);
}

static void find_days(struct view *v)
{
    for (size_t i = 0; i < v->sheet.line_count; i++) {
        const char *text = v->sheet.lines[i].text;
        struct found_day day;
        struct found_period period;
        if (sheet_height(&v->sheet, &v->sheet.lines[i]) >= 0.45F)
            continue;
        if (!v->day.year && days_find(text, &day, 1) && day.day.year >= 2000)
            v->day = day.day;
        if (!v->period.first.year && periods_find(text, false, false, &period, 1))
            v->period = period.period;
    }
}

int view_init(struct view *v, struct catalogue *c, const struct page *p, bool body, int this_year)
{
    struct phrase_hit *hits = NULL;
    size_t count = 0;
    struct tally t = {0};
    memset(v, 0, sizeof *v);
    v->body = body;
    v->known = 1;
    if (sheet_init(&v->sheet, p) < 0)
        return -1;
    if (catalogue_scan(c, &v->sheet, &hits, &count) < 0) {
        sheet_release(&v->sheet);
        errno = ENOMEM;
        return -1;
    }
    numbering_find(&v->sheet, &v->number);
    v->has_mrz = mrz_find(&v->sheet, this_year, &v->mrz);
    find_letter_marks(v);
    find_running_text(v);
    find_marks(v);
    find_days(v);
    count_hits(v, hits, count, &t);
    for (size_t i = 0; i < catalogue_count(c); i++)
        score_type(v, c, &t, i);
    free(hits);
    return 0;
}

void view_release(struct view *v)
{
    sheet_release(&v->sheet);
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
