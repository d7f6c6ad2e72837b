#include "classifiers/judge.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EMPTY_SURE 0.9F
#define SCRAPS_SURE 0.7F /* mean confidence of what are words */
#define FOLLOWED_SURE 0.85F
#define TITLE_HEADS 4.5F /* points of a title that heads a paper without doubt */
#define TITLE_BARE 1.5F  /* ... of one that hardly stands as a title */
#define SCRAPS_FEW 20    /* of so few nobody can say how many are known */

static int best_type(const float *scores, size_t types)
{
    size_t top = 0;
    for (size_t t = 1; t < types; t++)
        top = scores[t] > scores[top] ? t : top;
    return types ? (int)top : -1;
}

/* Pages of each file, and whether a blank stands between most of them: single-sided papers that
 * were scanned on both sides. */
static void count_file_pages(struct neighbour *n, size_t count)
{
    for (size_t i = 0; i < count;) {
        size_t end = i + 1, blanks = 0;
        for (; end < count && n[end].file == n[i].file; end++)
            blanks += n[end].blank_before;
        for (size_t k = i; k < end; k++) {
            n[k].file_pages = (int)(end - i);
            n[k].blank_usual = end - i > 2 && blanks * 10 >= (end - i - 1) * 6;
        }
        i = end;
    }
}

/* Does a blank or an empty page stand before this place of the chain, in its file? */
static bool after_blank(const struct judgement *j, const struct judge_page *pages, size_t at)
{
    size_t b = j->order[at], a = at ? j->order[at - 1] : b;
    if (!at || pages[a].file != pages[b].file)
        return pages[b].blank_before;
    size_t from = a < b ? a : b, to = a < b ? b : a;
    for (size_t i = from + 1; i <= to; i++)
        if (pages[i].blank_before || (i < to && pages[i].empty))
            return true;
    return false;
}

static void fill_neighbours(struct judgement *j, const struct catalogue *c, const struct model *m,
                            const struct judge_page *pages)
{
    float scores[CATALOGUE_TYPES_MAX];
    for (size_t at = 0; at < j->chain_count; at++) {
        size_t i = j->order[at];
        model_scores(m, c, &j->views[i], scores);
        j->neighbours[at] = (struct neighbour){.view = &j->views[i],
                                               .file = pages[i].file,
                                               .folder = pages[i].folder,
                                               .blank_before = after_blank(j, pages, at),
                                               .photo = pages[i].photo,
                                               .best_type = best_type(scores, catalogue_count(c)),
                                               .group = -1};
    }
    count_file_pages(j->neighbours, j->chain_count);
    gaps_group(j->neighbours, j->chain_count);
}

/* A bare number may be anything; two that follow each other on pages that do are page numbers. */
static void confirm_numbers(struct judgement *j, const struct judge_page *pages)
{
    for (size_t i = 1; i < j->page_count; i++) {
        struct page_number *a = &j->views[i - 1].number, *b = &j->views[i].number;
        bool follow = a->page > 0 && b->page == a->page + 1 && !a->of && !b->of;
        if (!follow || pages[i - 1].file != pages[i].file)
            continue;
        a->sure = fmaxf(a->sure, FOLLOWED_SURE);
        b->sure = fmaxf(b->sure, FOLLOWED_SURE);
    }
}

int judge_views(struct judgement *j, struct catalogue *c, const struct model *m,
                const struct judge_page *pages, size_t count, int this_year)
{
    *j = (struct judgement){0};
    j->views = calloc(count + 1, sizeof *j->views);
    j->order = calloc(count + 1, sizeof *j->order);
    j->neighbours = calloc(count + 1, sizeof *j->neighbours);
    if (!j->views || !j->order || !j->neighbours)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (view_init(&j->views[i], c, pages[i].page, pages[i].body, this_year) < 0)
            return -1;
        j->page_count++;
        model_apply(m, &j->views[i]);
    }
    confirm_numbers(j, pages);
    if (judge_order(j, pages) < 0)
        return -1;
    fill_neighbours(j, c, m, pages);
    return 0;
}

void judgement_release(struct judgement *j)
{
    for (size_t i = 0; i < j->page_count; i++)
        view_release(&j->views[i]);
    for (size_t i = 0; i < j->piece_count; i++)
        free(j->pieces[i].pages);
    free(j->views);
    free(j->order);
    free(j->neighbours);
    free(j->pieces);
    *j = (struct judgement){0};
}

/* Many one-page papers of a kind are more often alone than one of sixty pages. */
static float staying(const struct document_type *t)
{
    return fmaxf(-1, fminf(0.6F, 0.5F * logf(3 / t->usual)));
}

static int fill_input(const struct judgement *j, const struct catalogue *c, const struct model *m,
                      struct search_input *in)
{
    size_t n = j->chain_count, types = catalogue_count(c);
    float *score = malloc(n * types * sizeof *score), *start = calloc(n, sizeof *start);
    float *stay = calloc(types, sizeof *stay);
    for (size_t i = 0; score && start && stay && i < n; i++) {
        float f[GAP_FEATURES];
        model_scores(m, c, j->neighbours[i].view, score + i * types);
        if (i) {
            gap_features(c, j->neighbours, j->chain_count, i, f);
            start[i] = gap_logit(m->gap, f);
        }
    }
    for (size_t t = 0; stay && t < types; t++)
        stay[t] = staying(catalogue_type(c, t));
    *in = (struct search_input){.pages = n,
                                .types = types,
                                .score = score,
                                .start = start,
                                .stay = stay,
                                .inside = m->inside,
                                .again = m->again};
    return score && start && stay ? 0 : -1;
}

static int take_pieces(struct judgement *j, const struct search_piece *found, size_t count)
{
    j->pieces = calloc(j->page_count + 1, sizeof *j->pieces);
    if (!j->pieces)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct judge_piece *p = &j->pieces[i];
        p->pages = malloc(found[i].count * sizeof *p->pages);
        if (!p->pages)
            return -1;
        j->piece_count++;
        p->verdict = found[i];
        p->count = found[i].count;
        for (size_t k = 0; k < p->count; k++)
            p->pages[k] = found[i].first + k;
    }
    return 0;
}

/* The catalogue names this type by the page's own words: a title, or two phrases, and no other
 * type's weigh more. */
static bool names_itself(const struct view *v, size_t types, int type)
{
    const struct type_signs *s = &v->signs[type];
    return (s->title_weight > 1 || s->typical_count >= 2) && best_type(v->score, types) == type;
}

/* How much of its words the model knows. Those of a passport are few and strange; where its zone
 * was read, with its check digits, they need not be known. A page that names its own type is not
 * unlike all that was seen, however worn its words are. */
static float words_known(const struct view *v, size_t types, int type)
{
    if (v->has_mrz)
        return 1;
    return names_itself(v, types, type) ? fmaxf(v->known, CALIBRATE_STRANGE) : v->known;
}

/* Is what was read on it hardly words: the shine of its other side, what a fax made of an empty
 * back, grain? */
static bool of_scraps(const struct view *v)
{
    const struct page *p = v->sheet.page;
    float sure = 0;
    for (size_t i = 0; i < p->word_count; i++)
        sure += p->words[i].confidence;
    return p->word_count && sure < SCRAPS_SURE * (float)p->word_count;
}

/* Of all its words. But a page of scraps counts by itself, since it may be none of the paper's.
 * Cards have a side like that. */
static float piece_known(const struct judgement *j, const struct catalogue *c,
                         const struct judge_piece *p)
{
    float known = 0, words = 0, least = 1;
    bool card = catalogue_type(c, (size_t)p->verdict.type)->card;
    for (size_t i = 0; i < p->count; i++) {
        const struct view *v = j->neighbours[p->pages[i]].view;
        float here = (float)v->sheet.token_count + 1;
        float share = words_known(v, catalogue_count(c), p->verdict.type);
        if (!card && p->count > 1 && of_scraps(v))
            least = fminf(least, here > SCRAPS_FEW ? share : 0);
        known += here * share;
        words += here;
    }
    return fminf(known / words, least);
}

/* A title of several words, which heads the paper and is no letter's subject, names its type. Words
 * like "rekening" head papers of many kinds. */
static int titled_otherwise(const struct judgement *j, const struct catalogue *c,
                            const struct judge_piece *p)
{
    const struct type_signs *signs = j->neighbours[p->pages[0]].view->signs;
    int best = 0;
    for (size_t t = 1; t < catalogue_count(c); t++)
        if (signs[t].title_weight > signs[best].title_weight)
            best = (int)t;
    const char *space = signs[best].title ? strchr(signs[best].title, ' ') : NULL;
    bool named = space && strchr(space + 1, ' ') && signs[best].title_weight >= TITLE_HEADS;
    bool own = signs[p->verdict.type].title_weight >= TITLE_BARE;
    return named && !signs[best].subject && !own ? best : -1;
}

/* A page that is unlike all that was seen, or says that it is something else, makes us less sure of
 * its type and of its borders. */
static void calibrate(const struct judgement *j, const struct catalogue *c, const struct model *m,
                      struct judge_piece *p)
{
    p->raw = p->verdict.joint;
    p->known = p->other_title < 0 ? piece_known(j, c, p) : 0;
    p->verdict.joint = calibration_apply(&m->calibration, p->raw, p->known);
    p->verdict.boundary = calibration_apply(&m->calibration, p->verdict.boundary, p->known);
    p->verdict.kind = calibration_apply(&m->calibration, p->verdict.kind, p->known);
    p->verdict.together = calibration_apply(&m->calibration, p->verdict.together, p->known);
}

static int by_first_page(const void *a, const void *b)
{
    const struct judge_piece *p = a, *q = b;
    size_t x = p->pages[0], y = q->pages[0];
    for (size_t i = 1; i < p->count; i++)
        x = p->pages[i] < x ? p->pages[i] : x;
    for (size_t i = 1; i < q->count; i++)
        y = q->pages[i] < y ? q->pages[i] : y;
    return (x > y) - (x < y);
}

static int unreadable_type(const struct catalogue *c)
{
    for (size_t t = 0; t < catalogue_count(c); t++)
        if (catalogue_type(c, t)->unreadable)
            return (int)t;
    return 0;
}

/* A page with nothing on it that can be read, yet not certainly blank: by itself, for a clerk. */
static int add_empty(struct judgement *j, const struct catalogue *c, size_t page)
{
    struct judge_piece *p = &j->pieces[j->piece_count];
    int type = unreadable_type(c);
    *p = (struct judge_piece){.count = 1, .raw = EMPTY_SURE, .known = 1, .other_title = -1};
    p->pages = malloc(sizeof *p->pages);
    if (!p->pages)
        return -1;
    p->pages[0] = page;
    p->verdict = (struct search_piece){
        .count = 1, .type = type, .boundary = EMPTY_SURE, .joint = EMPTY_SURE, .type_count = 1};
    p->verdict.types[0].type = type;
    p->verdict.types[0].p = 1;
    p->reasons[p->reason_count++] = (struct reason){
        "hardly-text", "Op de pagina is niets te lezen, maar helemaal leeg lijkt zij niet."};
    j->piece_count++;
    return 0;
}

/* From places in the chain to pages; the pages that were left out become pieces by themselves. */
static int from_chain(struct judgement *j, const struct catalogue *c,
                      const struct judge_page *pages)
{
    for (size_t i = 0; i < j->piece_count; i++)
        for (size_t k = 0; k < j->pieces[i].count; k++)
            j->pieces[i].pages[k] = j->order[j->pieces[i].pages[k]];
    for (size_t i = 0; i < j->page_count; i++)
        if (pages[i].empty && add_empty(j, c, i) < 0)
            return -1;
    /* Joins may have taken an earlier page into a later piece. */
    qsort(j->pieces, j->piece_count, sizeof *j->pieces, by_first_page);
    return 0;
}

int judge(struct judgement *j, struct catalogue *c, const struct model *m,
          const struct judge_page *pages, size_t count, int this_year)
{
    struct search_input in = {0};
    struct search_piece *found = NULL;
    size_t found_count = 0;
    int bad = judge_views(j, c, m, pages, count, this_year);
    if (!bad && count) {
        bad = (j->chain_count &&
               (fill_input(j, c, m, &in) < 0 || search_pieces(&in, &found, &found_count) < 0)) ||
              take_pieces(j, found, found_count) < 0;
        for (size_t i = 0; !bad && i < j->piece_count; i++) {
            j->pieces[i].other_title = titled_otherwise(j, c, &j->pieces[i]);
            judge_reasons(j, c, m, &j->pieces[i]);
        }
        bad = bad || judge_join(j) < 0 || judge_photos(j, c) < 0;
        for (size_t i = 0; !bad && i < j->piece_count; i++)
            calibrate(j, c, m, &j->pieces[i]);
        bad = bad || from_chain(j, c, pages) < 0;
    }
    free((void *)(uintptr_t)in.score);
    free((void *)(uintptr_t)in.start);
    free((void *)(uintptr_t)in.stay);
    free(found);
    if (bad) {
        judgement_release(j);
        errno = ENOMEM;
    }
    return bad ? -1 : 0;
}
