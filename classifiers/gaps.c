#include "classifiers/gaps.h"

#include <math.h>
#include <string.h>

#define CONTENTS_FAR 60 /* pages that a table of contents can speak of */
#define COVER_TOKENS 45
#define LATER_TOKENS 15 /* of fewer words nobody can say that they are no beginning */
#define COVER_PAGES 6   /* shorter papers have no cover */

const float gap_prior[GAP_FEATURES] = {
    [GAP_BIAS] = -0.6F,        [GAP_FILE] = 3.2F,
    [GAP_FOLDER] = 1.0F,       [GAP_NEXT_OF] = -7.0F,
    [GAP_NEXT] = -4.0F,        [GAP_GROUP] = -5.0F,
    [GAP_ONE] = 4.5F,          [GAP_BREAK] = 2.5F,
    [GAP_DONE] = 3.5F,         [GAP_UNDONE] = -1.5F,
    [GAP_LATER] = -2.0F,       [GAP_SEQUEL] = -3.0F,
    [GAP_TITLE] = 2.2F,        [GAP_TITLE_SAME] = -1.5F,
    [GAP_ADDRESS] = 1.0F,      [GAP_SECTION] = -2.4F,
    [GAP_TWIN] = 4.5F,         [GAP_UNTITLED] = -1.2F,
    [GAP_TABLE] = -1.5F,       [GAP_GREETING] = 1.3F,
    [GAP_CLOSING] = 1.2F,      [GAP_HEAD] = -1.5F,
    [GAP_HEAD_NEW] = 0.6F,     [GAP_FOOT] = -1.6F,
    [GAP_SIZE] = 1.5F,         [GAP_SOURCE] = 1.5F,
    [GAP_BLANK] = 0.6F,        [GAP_DAY_SAME] = -0.8F,
    [GAP_DAY_OTHER] = 1.2F,    [GAP_PERIOD_OTHER] = 2.2F,
    [GAP_CARRIED] = -3.0F,     [GAP_REFS] = -0.8F,
    [GAP_CARD] = -4.5F,        [GAP_BODY] = 12.0F,
    [GAP_RUNS_ON] = -2.0F,     [GAP_FIRST] = 0.3F,
    [GAP_LAST] = 0.5F,         [GAP_ONE_PAGE_FILES] = -1.0F,
    [GAP_PHOTOS] = -1.0F,      [GAP_PHOTOS_ALIKE] = -1.0F,
    [GAP_HEAD_LINE] = -1.2F,   [GAP_FOOT_LINE] = -1.2F,
    [GAP_FOOT_NEW] = 0.8F,     [GAP_HEADINGS] = -3.5F,
    [GAP_HEADINGS_NEW] = 0.8F, [GAP_NUMBER_SAME] = -1.5F,
    [GAP_NUMBER_OTHER] = 2.0F, [GAP_ACCOUNT_OTHER] = 1.2F,
    [GAP_CARRY_EQUAL] = -1.5F, [GAP_LAYOUT] = 1.0F,
    [GAP_SHORT] = 0.8F,        [GAP_EMPTY] = 2.5F,
    [GAP_STOPS] = 0.6F,        [GAP_BLANK_ALL] = -0.8F,
    [GAP_ADDRESSEE] = 1.2F,    [GAP_LOWER] = -0.6F,
    [GAP_END_PAGE] = -0.8F,    [GAP_BALANCE] = -4.5F,
    [GAP_ROWS] = -1.2F,        [GAP_ROWS_NEW] = 0.6F,
    [GAP_COLUMNS] = -1.2F,     [GAP_ANNOUNCED] = -3.0F,
    [GAP_CONTENTS] = -2.5F,    [GAP_COVER] = -2.0F,
    [GAP_SAME_SIDE] = 3.0F,    [GAP_ANNEX] = -2.0F,
    [GAP_BACKWARDS] = -2.5F,   [GAP_GRAM_FIRST] = 0.35F,
    [GAP_GRAM_LAST] = 0.2F,
};

static const struct page_number *number_of(const struct neighbour *n)
{
    return &n->view->number;
}

static bool numbered(const struct neighbour *n)
{
    return number_of(n)->page > 0 && number_of(n)->sure >= 0.5F;
}

/* Pages seen of a run of 'k of n': a bit each for the first 64. */
struct run {
    int of, group, seen_count;
    uint64_t seen;
};

static bool joins_run(const struct run *r, const struct page_number *n)
{
    uint64_t bit = n->page <= 64 ? 1ULL << (n->page - 1) : 0;
    return r->of && r->of == n->of && r->seen_count < r->of && !(r->seen & bit);
}

void gaps_group(struct neighbour *pages, size_t count)
{
    struct run run = {0};
    int groups = 0;
    for (size_t i = 0; i < count; i++) {
        const struct page_number *n = number_of(&pages[i]);
        pages[i].group = -1;
        if (!numbered(&pages[i]) || n->of < 2)
            continue;
        if (!joins_run(&run, n))
            run = (struct run){.of = n->of, .group = groups++};
        run.seen |= n->page <= 64 ? 1ULL << (n->page - 1) : 0;
        run.seen_count++;
        pages[i].group = run.group;
    }
}

static void number_features(const struct neighbour *pages, size_t right, float *f)
{
    const struct neighbour *a = &pages[right - 1], *b = &pages[right];
    const struct page_number *l = number_of(a), *r = number_of(b);
    bool la = numbered(a), rb = numbered(b);
    float sure = la && rb ? fminf(l->sure, r->sure) : rb ? r->sure : l->sure;
    bool same_of = l->of == r->of || !l->of || !r->of;
    if (la && rb && r->page == l->page + 1 && same_of)
        f[l->of && r->of ? GAP_NEXT_OF : GAP_NEXT] = sure;
    else if (la && rb && a->group >= 0 && a->group == b->group)
        f[GAP_GROUP] = sure;
    else if (rb && r->page == 1)
        f[GAP_ONE] = sure;
    else if (la && rb)
        f[GAP_BREAK] = sure;
    else if (rb)
        f[GAP_LATER] = sure;
    if (la && l->of && l->page == l->of && f[GAP_GROUP] == 0 && f[GAP_NEXT_OF] == 0)
        f[GAP_DONE] = l->sure;
    else if (la && l->of && !rb && !(a->photo && b->photo && a->file != b->file))
        f[GAP_UNDONE] = l->sure;
    f[GAP_STOPS] = la && !l->of && !rb && a->file == b->file ? l->sure : 0;
    f[GAP_SEQUEL] = number_of(b)->sequel && !(rb && r->page == 1);
}

static bool same_size(const struct page *a, const struct page *b)
{
    return fabsf(a->width - b->width) < 12 && fabsf(a->height - b->height) < 12;
}

static bool scan_source(enum page_source s)
{
    return s == PAGE_IMAGE || s == PAGE_RENDER;
}

static void paper_features(const struct neighbour *a, const struct neighbour *b, float *f)
{
    const struct page *p = a->view->sheet.page, *q = b->view->sheet.page;
    f[GAP_FILE] = a->file != b->file;
    f[GAP_FOLDER] = a->folder != b->folder;
    f[GAP_SIZE] = !same_size(p, q) && a->file == b->file;
    f[GAP_SOURCE] = scan_source(p->source) != scan_source(q->source);
    f[GAP_BLANK] = b->blank_before;
    f[GAP_BLANK_ALL] = b->blank_before && b->blank_usual;
    f[GAP_ONE_PAGE_FILES] = a->file != b->file && a->file_pages == 1 && b->file_pages == 1;
}

/* The last page at or before `left` in its file that names a day (or a period). */
static const struct view *last_dated(const struct neighbour *pages, size_t left, bool period)
{
    for (size_t i = left + 1, far = 0; i > 0 && far < 12; i--, far++) {
        const struct view *v = pages[i - 1].view;
        if (pages[i - 1].file != pages[left].file)
            break;
        if (period ? v->period.first.year : v->day.year)
            return v;
    }
    return NULL;
}

static void day_features(const struct neighbour *pages, size_t right, float *f)
{
    const struct view *b = pages[right].view, *day = last_dated(pages, right - 1, false);
    const struct view *period = last_dated(pages, right - 1, true);
    if (day && b->day.year)
        f[day_order(day->day, b->day) == 0 ? GAP_DAY_SAME : GAP_DAY_OTHER] = 1;
    if (period && b->period.first.year)
        f[GAP_PERIOD_OTHER] = day_order(period->period.first, b->period.first) != 0;
}

static void text_features(const struct view *a, const struct view *b, float *f)
{
    f[GAP_TITLE] = b->title;
    f[GAP_UNTITLED] = b->title < 0.2F && !b->salutation && !b->has_mrz && b->sheet.token_count > 25;
    f[GAP_TABLE] = b->table_start && b->title < 0.5F;
    f[GAP_TITLE_SAME] = a->title_text && a->title_text == b->title_text ? b->title : 0;
    f[GAP_ADDRESS] = b->address && !a->address;
    f[GAP_SECTION] = b->section;
    f[GAP_TWIN] = b->sheet.token_count > 25 && (a->title > 0.2F || b->title > 0.2F) &&
                  marks_alike(a->sketch, a->sketch_count, b->sketch, b->sketch_count) > 0.72F;
    f[GAP_GREETING] = b->salutation;
    f[GAP_CLOSING] = a->closing;
    f[GAP_CARRIED] = a->carries_over;
    f[GAP_ANNEX] = b->annex;
    f[GAP_RUNS_ON] = a->open_end && b->lower_start;
    f[GAP_LOWER] = !a->open_end && b->lower_start;
    f[GAP_ADDRESSEE] = b->addressee && !a->addressee;
    bool starts = b->title >= 0.3F || b->salutation || b->address;
    f[GAP_END_PAGE] = starts ? 0 : fminf(1, b->position[PHRASE_LAST]);
    f[GAP_HEAD] = marks_alike(a->head, a->head_count, b->head, b->head_count);
    f[GAP_FOOT] = marks_alike(a->foot, a->foot_count, b->foot, b->foot_count);
    f[GAP_HEAD_NEW] = a->head_count >= 3 && b->head_count >= 3 && f[GAP_HEAD] < 0.05F;
    f[GAP_REFS] = marks_alike(a->refs, a->ref_count, b->refs, b->ref_count);
    f[GAP_FIRST] = fminf(1, b->position[PHRASE_FIRST]);
    f[GAP_LAST] = fminf(1, a->position[PHRASE_LAST]);
}

static float layout_differs(const struct view *a, const struct view *b)
{
    if (a->sheet.token_count < 40 || b->sheet.token_count < 40)
        return 0;
    float left = a->trace.left < 0 || b->trace.left < 0 ? 0 : fabsf(a->trace.left - b->trace.left);
    float size =
        a->sheet.body > 0 && b->sheet.body > 0 ? fabsf(logf(a->sheet.body / b->sheet.body)) : 0;
    return fminf(1, fmaxf(0, left - 0.015F) * 12 + fmaxf(0, size - 0.06F) * 4);
}

static void trace_features(const struct view *a, const struct view *b, float *f)
{
    const struct trace *l = &a->trace, *r = &b->trace;
    int headings = trace_headings(l, r), numbers = trace_numbers(l, r);
    f[GAP_HEAD_LINE] = trace_lines_alike(l->head, r->head);
    f[GAP_FOOT_LINE] = trace_lines_alike(l->foot, r->foot);
    f[GAP_FOOT_NEW] = l->foot[0].count && r->foot[0].count && f[GAP_FOOT_LINE] < 0.3F;
    f[GAP_HEADINGS] = headings > 0;
    f[GAP_HEADINGS_NEW] = headings < 0;
    f[GAP_NUMBER_SAME] = numbers > 0;
    f[GAP_NUMBER_OTHER] = numbers < 0;
    f[GAP_ACCOUNT_OTHER] = trace_accounts(l, r) < 0;
    f[GAP_CARRY_EQUAL] = l->amount_last && l->amount_last == r->amount_first;
    f[GAP_EMPTY] = a->sheet.letters < 12 || b->sheet.letters < 12;
    f[GAP_LAYOUT] = layout_differs(a, b);
    f[GAP_SHORT] = a->sheet.token_count > 40 ? fmaxf(0, 0.75F - l->bottom) / 0.75F : 0;
}

/* Rows of days and amounts that go on over the border. */
static void row_features(const struct view *a, const struct view *b, float *f)
{
    const struct rows *l = &a->trace.rows, *r = &b->trace.rows;
    int follow = rows_follow(l, r);
    bool balance = rows_balance(l, r), headed = b->title > 0.4F || b->period.first.year;
    f[GAP_BALANCE] = balance && !headed;
    f[GAP_ROWS] = follow > 0 && !headed;
    f[GAP_ROWS_NEW] = follow < 0 && !balance;
    f[GAP_COLUMNS] = !headed && trace_line_alike(&l->columns, &r->columns) > 0.7F;
}

/* The last page before `right` in its file that is a table of contents. */
static const struct view *last_contents(const struct neighbour *pages, size_t right)
{
    for (size_t i = right, far = 0; i > 0 && far < CONTENTS_FAR; i--, far++) {
        if (pages[i - 1].file != pages[right].file)
            break;
        if (pages[i - 1].view->trace.contents.count)
            return pages[i - 1].view;
    }
    return NULL;
}

static bool is_cover(const struct catalogue *c, const struct neighbour *n)
{
    const struct view *v = n->view;
    return v->title > 0.5F && v->sheet.token_count <= COVER_TOKENS && !v->salutation && !n->photo &&
           n->best_type >= 0 && catalogue_type(c, (size_t)n->best_type)->usual >= COVER_PAGES;
}

static void cover_features(const struct catalogue *c, const struct neighbour *pages, size_t right,
                           float *f)
{
    const struct neighbour *a = &pages[right - 1], *b = &pages[right];
    const struct view *contents = last_contents(pages, right);
    f[GAP_ANNOUNCED] =
        contents && contents_announce(&contents->trace.contents, &b->view->trace.contents);
    f[GAP_CONTENTS] = contents == a->view;
    f[GAP_COVER] = a->file == b->file && is_cover(c, a) && !is_cover(c, b);
}

/* Two sides: the same kind of card, and what one side has the other lacks; or a card and a small
 * picture that says nothing. How sure, 0 to 1. */
static float two_sides(const struct catalogue *c, const struct neighbour *a,
                       const struct neighbour *b)
{
    if (a->best_type < 0 || b->best_type < 0)
        return 0;
    const struct document_type *t = catalogue_type(c, (size_t)a->best_type);
    const struct document_type *u = catalogue_type(c, (size_t)b->best_type);
    bool zone = a->view->has_mrz || a->view->zone, other = b->view->has_mrz || b->view->zone;
    bool titles = (a->view->title > 0.5F) != (b->view->title > 0.5F);
    bool account = a->view->trace.account_count != 0, account2 = b->view->trace.account_count != 0;
    if (a->view->sheet.token_count >= 120 || b->view->sheet.token_count >= 120)
        return 0;
    if (t->card && t == u && (zone != other || (!zone && account != account2)))
        return 1;
    if (t->card && t == u)
        return !zone && titles ? 0.75F : !zone && !account && a->file == b->file ? 0.5F : 0;
    if ((t->card && u->unreadable && !other) || (u->card && t->unreadable && !zone))
        return a->photo && b->photo && zone != other ? 0.6F : 0;
    return 0;
}

/* Two cards that show the same side: each has its zone, or each its account. */
static bool same_side(const struct catalogue *c, const struct neighbour *a,
                      const struct neighbour *b)
{
    if (a->best_type < 0 || a->best_type != b->best_type ||
        !catalogue_type(c, (size_t)a->best_type)->card)
        return false;
    const struct view *v = a->view, *w = b->view;
    return (v->has_mrz && w->has_mrz) || (v->trace.account_count && w->trace.account_count);
}

/* Do both look most like one type that usually has several pages, the right one untitled? */
static float same_kind(const struct catalogue *c, const struct neighbour *a,
                       const struct neighbour *b)
{
    if (a->best_type < 0 || a->best_type != b->best_type || b->view->title > 0.5F)
        return 0;
    const struct document_type *t = catalogue_type(c, (size_t)a->best_type);
    return !t->card && t->usual >= 2 ? 1 : 0;
}

static bool looks_first(const struct view *v)
{
    return v->title > 0.5F || v->number.page == 1;
}

/* Nothing on it that first pages have. */
static bool looks_later(const struct view *v)
{
    return v->title < 0.3F && !v->salutation && v->number.page != 1 &&
           v->sheet.token_count > LATER_TOKENS;
}

static bool of_one_type(const struct neighbour *a, const struct neighbour *b)
{
    return a->file == b->file && a->best_type >= 0 && a->best_type == b->best_type;
}

/* A later page of a type to which no first page belongs, then a first page of that type to which no
 * later one does: a paper whose pages lie in reverse. */
static bool backwards(const struct catalogue *c, const struct neighbour *pages, size_t count,
                      size_t right)
{
    const struct neighbour *a = &pages[right - 1], *b = &pages[right];
    if (!of_one_type(a, b) || !looks_later(a->view) || !looks_first(b->view))
        return false;
    const struct document_type *t = catalogue_type(c, (size_t)a->best_type);
    if (t->card || t->usual < 2)
        return false;
    size_t from = right - 1;
    while (from > 0 && of_one_type(&pages[from - 1], a) && !looks_first(pages[from - 1].view))
        from--;
    bool headed = from > 0 && of_one_type(&pages[from - 1], a);
    bool followed = right + 1 < count && of_one_type(b, &pages[right + 1]) &&
                    !looks_first(pages[right + 1].view);
    return !headed && !followed;
}

/* A mail's body, a text and an Office file are each one paper. In a stream of texts, which stands
 * in one file, they are pages. */
static bool stands_alone(const struct neighbour *a, const struct neighbour *b)
{
    bool plain =
        a->view->sheet.page->source == PAGE_PLAIN || b->view->sheet.page->source == PAGE_PLAIN;
    return a->view->body || b->view->body || (plain && a->file != b->file);
}

void gap_features(const struct catalogue *c, const struct neighbour *pages, size_t count,
                  size_t right, float features[GAP_FEATURES])
{
    const struct neighbour *a = &pages[right - 1], *b = &pages[right];
    memset(features, 0, GAP_FEATURES * sizeof *features);
    features[GAP_BIAS] = 1;
    number_features(pages, right, features);
    paper_features(a, b, features);
    day_features(pages, right, features);
    text_features(a->view, b->view, features);
    trace_features(a->view, b->view, features);
    row_features(a->view, b->view, features);
    cover_features(c, pages, right, features);
    features[GAP_BODY] = stands_alone(a, b);
    features[GAP_CARD] = two_sides(c, a, b);
    features[GAP_SAME_SIDE] = same_side(c, a, b);
    if (features[GAP_CARD] > 0) /* sides differ in all of these */
        features[GAP_SOURCE] = features[GAP_TITLE] = features[GAP_UNTITLED] = features[GAP_EMPTY] =
            0;
    features[GAP_BACKWARDS] = backwards(c, pages, count, right);
    features[GAP_PHOTOS] = a->photo && b->photo && a->file != b->file;
    features[GAP_PHOTOS_ALIKE] = features[GAP_PHOTOS] > 0 ? same_kind(c, a, b) : 0;
    features[GAP_GRAM_FIRST] = fmaxf(-4, fminf(4, b->view->gram_first));
    features[GAP_GRAM_LAST] = fmaxf(-4, fminf(4, a->view->gram_last));
    /* A title on a page that its number calls a later one is a running head. */
    if (features[GAP_NEXT_OF] > 0 || features[GAP_NEXT] > 0 || features[GAP_LATER] > 0)
        features[GAP_TITLE] *= 0.4F;
}

float gap_logit(const float weights[GAP_FEATURES], const float features[GAP_FEATURES])
{
    float sum = 0;
    for (size_t i = 0; i < GAP_FEATURES; i++)
        sum += weights[i] * features[i];
    return sum;
}
