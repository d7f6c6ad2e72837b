#include "classifiers/view.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/view_look.h"

#define TITLE_POINTS 7.0F /* a perfect title */
#define TYPICAL_MOST 7.0F /* what typical phrases can reach together */
#define FALLBACK_POINTS 1.6F
#define VOICE_POINTS 1.5F
#define LETTER_POINTS 0.8F
#define OFFICE_POINTS 2.0F

struct tally {
    float title[CATALOGUE_TYPES_MAX], second[CATALOGUE_TYPES_MAX];
    float upper[CATALOGUE_TYPES_MAX]; /* the best title in the page's upper part */
    const char *upper_text[CATALOGUE_TYPES_MAX];
    float section[CATALOGUE_TYPES_MAX]; /* the best heading of an inner section there */
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

/* An item of a list names a paper that is asked for or sent along, not this one. */
static bool in_list(const struct sheet *s, const struct sheet_line *line)
{
    static const char *const bullets[] = {
        "\u2022", "\u25aa", "\u25cf", "\u25cb", "\u25a1", "\u25a0", "\u2610", "\u2611",
        "\u2612", "\u2713", "\u2714", "\u00b7", "\u25e6", "-",      "\u2013", "*",
        "[]",     "[x]",    "[",      "o",      "\u00a9", "+",      "\u00bb", ">"};
    const char *first = s->page->words[line->first].text;
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets && line->count > 1; i++)
        if (strcmp(first, bullets[i]) == 0)
            return true;
    return false;
}

/* Does a line of larger type stand above, among the first of the page? Then this is no title. */
static bool below_larger(const struct sheet *s, const struct sheet_line *line)
{
    size_t at = (size_t)(line - s->lines);
    for (size_t i = 0; i < at && sheet_placed(s); i++)
        if (s->lines[i].height > 1.25F * line->height && s->lines[i].tokens &&
            s->lines[i].y1 < line->y0)
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
    if (line_is_row(line->text) || line_has_amount(line->text) || in_list(s, line))
        return 0.1F;
    bool alone = others <= 2 || (before == 0 && others <= 4);
    if (after_subject(s, line, hit->token))
        return y < 0.6F ? 0.95F : 0.7F;
    like += alone ? 0.35F : before == 0 && others <= 7 ? 0.15F : 0;
    if (alone || before == 0 || size > 1.2F)
        like += y < 0.35F ? 0.2F : y < 0.6F ? 0.1F : 0;
    if (size < 1.15F && line - s->lines > 3 && below_larger(s, line))
        like -= 0.25F;
    like += size > 1.45F ? 0.3F : size > 1.2F ? 0.2F : 0;
    if (w->text[0] >= 'A' && w->text[0] <= 'Z')
        like += 0.05F;
    return fmaxf(0.1F, fminf(1, like));
}

/* "Balans" names annual accounts, yet heads one of their inner pages. */
static bool is_section(const struct phrase_hit *hit, unsigned type)
{
    for (size_t k = 0; k < hit->use_count; k++)
        if (hit->uses[k].type == type && hit->uses[k].role == PHRASE_INSIDE)
            return true;
    return false;
}

static void count_title(struct view *v, struct tally *t, const struct phrase_hit *hit,
                        const struct phrase_use *use)
{
    const struct sheet_line *at = &v->sheet.lines[v->sheet.tokens[hit->token].line];
    bool loose = use->weight < 0.7F && after_subject(&v->sheet, at, hit->token);
    float like = loose ? 0.3F : title_likeness(&v->sheet, hit); /* a letter about something */
    float points = TITLE_POINTS * like * like * use->weight * hit->exact;
    float y = sheet_height(&v->sheet, at);
    if (y < 0.42F && points > t->upper[use->type] && !is_section(hit, use->type)) {
        t->upper[use->type] = points;
        t->upper_text[use->type] = hit->text;
    }
    if (points > t->title[use->type]) {
        t->second[use->type] = t->title[use->type];
        t->title[use->type] = points;
        v->signs[use->type].title = hit->text;
        v->signs[use->type].title_weight = points;
        v->signs[use->type].subject = after_subject(&v->sheet, at, hit->token);
    } else if (points > t->second[use->type]) {
        t->second[use->type] = points;
    }
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
    case PHRASE_INSIDE: {
        const struct sheet_line *line = &v->sheet.lines[v->sheet.tokens[hit->token].line];
        float like = title_likeness(&v->sheet, hit);
        if (sheet_height(&v->sheet, line) < 0.3F && like > t->section[use->type])
            t->section[use->type] = like * hit->exact;
        v->position[PHRASE_INSIDE] += weight * 0.3F;
        t->typical[use->type] += weight * 0.3F;
        break;
    }
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

/* Who writes it, and to whom? Nobody writes to himself. */
static float score_letter(const struct view *v, const struct document_type *type)
{
    float points = v->salutation ? LETTER_POINTS : 0;
    if (v->to_office)
        points += type->authority ? -OFFICE_POINTS : OFFICE_POINTS / 2;
    return points + VOICE_POINTS * (type->authority ? v->voice : -v->voice);
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
        score += !type->letter ? -3.0F : type->authority ? 0 : 3.0F;
    if (type->letter)
        score += score_letter(v, type);
    /* A page full of text is no card. */
    if (type->card && v->sheet.token_count > 160)
        score -= fminf(4, ((float)v->sheet.token_count - 160) / 40);
    if (v->has_mrz && catalogue_mrz(c, v->mrz.code) == (int)i)
        score += 12;
    else if (v->has_mrz && mrz_type(type))
        score -= 4;
    else if (v->zone && mrz_type(type))
        score += catalogue_mrz(c, (char[]){v->zone, '<', 0}) == (int)i ? 4 : 2;
    v->score[i] = score;
}

/* The title that counts is that of the type which the page most looks like. */
static void rate_title(struct view *v, const struct catalogue *c, const struct tally *t)
{
    size_t best = 0;
    for (size_t i = 1; i < catalogue_count(c); i++)
        if (v->score[i] > v->score[best])
            best = i;
    float title = (t->upper[best] / TITLE_POINTS * 1.25F - 0.25F) / 0.75F;
    v->title = fmaxf(0, fminf(1, title));
    v->section = t->section[best] > 0.5F ? t->section[best] : 0;
    v->title_text = v->title > 0 ? t->upper_text[best] : NULL;
}

int view_read(struct view *v, const struct page *p, int this_year)
{
    memset(v, 0, sizeof *v);
    v->known = 1;
    v->this_year = this_year;
    if (sheet_init(&v->sheet, p) < 0)
        return -1;
    v->has_mrz = mrz_find(&v->sheet, this_year, &v->mrz);
    return 0;
}

int view_init(struct view *v, struct catalogue *c, const struct page *p, bool body, int this_year)
{
    struct phrase_hit *hits = NULL;
    size_t count = 0;
    struct tally t = {0};
    if (view_read(v, p, this_year) < 0)
        return -1;
    v->body = body;
    if (catalogue_scan(c, &v->sheet, &hits, &count) < 0 || view_look(v) < 0) {
        free(hits);
        sheet_release(&v->sheet);
        errno = ENOMEM;
        return -1;
    }
    numbering_find(&v->sheet, &v->number);
    trace_find(&v->sheet, &v->trace);
    v->zone = v->has_mrz ? 0 : mrz_hint(&v->sheet);
    count_hits(v, hits, count, &t);
    for (size_t i = 0; i < catalogue_count(c); i++)
        score_type(v, c, &t, i);
    rate_title(v, c, &t);
    free(hits);
    return 0;
}

void view_release(struct view *v)
{
    sheet_release(&v->sheet);
}
