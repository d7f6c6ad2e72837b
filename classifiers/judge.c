#include "classifiers/judge.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int best_type(const float *scores, size_t types)
{
    size_t top = 0;
    for (size_t t = 1; t < types; t++)
        top = scores[t] > scores[top] ? t : top;
    return types ? (int)top : -1;
}

static void count_file_pages(struct neighbour *n, size_t count)
{
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && n[end].file == n[i].file)
            end++;
        for (size_t k = i; k < end; k++)
            n[k].file_pages = (int)(end - i);
        i = end;
    }
}

int judge_views(struct judgement *j, struct catalogue *c, const struct model *m,
                const struct judge_page *pages, size_t count, int this_year)
{
    float scores[CATALOGUE_TYPES_MAX];
    *j = (struct judgement){0};
    j->views = calloc(count + 1, sizeof *j->views);
    j->neighbours = calloc(count + 1, sizeof *j->neighbours);
    if (!j->views || !j->neighbours)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct view *v = &j->views[i];
        if (view_init(v, c, pages[i].page, pages[i].body, this_year) < 0)
            return -1;
        j->page_count++;
        model_apply(m, v);
        model_scores(m, c, v, scores);
        j->neighbours[i] = (struct neighbour){.view = v,
                                              .file = pages[i].file,
                                              .folder = pages[i].folder,
                                              .blank_before = pages[i].blank_before,
                                              .photo = pages[i].photo,
                                              .best_type = best_type(scores, catalogue_count(c)),
                                              .group = -1};
    }
    count_file_pages(j->neighbours, count);
    gaps_group(j->neighbours, count);
    return 0;
}

void judgement_release(struct judgement *j)
{
    for (size_t i = 0; i < j->page_count; i++)
        view_release(&j->views[i]);
    for (size_t i = 0; i < j->piece_count; i++)
        free(j->pieces[i].pages);
    free(j->views);
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
    size_t n = j->page_count, types = catalogue_count(c);
    float *score = malloc(n * types * sizeof *score), *start = calloc(n, sizeof *start);
    float *stay = calloc(types, sizeof *stay);
    for (size_t i = 0; score && start && stay && i < n; i++) {
        float f[GAP_FEATURES];
        model_scores(m, c, &j->views[i], score + i * types);
        if (i) {
            gap_features(c, j->neighbours, i, f);
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
    j->pieces = calloc(count + 1, sizeof *j->pieces);
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

/* A page that is unlike all that was seen makes us less sure of its type and of its borders. */
static void calibrate(const struct judgement *j, const struct model *m, struct judge_piece *p)
{
    p->raw = p->verdict.joint;
    p->known = 1;
    for (size_t i = 0; i < p->count; i++)
        p->known = fminf(p->known, j->views[p->pages[i]].known);
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

/* Joins may have taken an earlier page into a later piece. */
static void in_order(struct judgement *j)
{
    qsort(j->pieces, j->piece_count, sizeof *j->pieces, by_first_page);
}

int judge(struct judgement *j, struct catalogue *c, const struct model *m,
          const struct judge_page *pages, size_t count, int this_year)
{
    struct search_input in = {0};
    struct search_piece *found = NULL;
    size_t found_count = 0;
    int bad = judge_views(j, c, m, pages, count, this_year);
    if (!bad && count) {
        bad = fill_input(j, c, m, &in) < 0 || search_pieces(&in, &found, &found_count) < 0 ||
              take_pieces(j, found, found_count) < 0;
        for (size_t i = 0; !bad && i < j->piece_count; i++)
            judge_reasons(j, c, m, &j->pieces[i]);
        bad = bad || judge_join(j) < 0 || judge_photos(j, c) < 0;
        in_order(j);
        for (size_t i = 0; !bad && i < j->piece_count; i++)
            calibrate(j, m, &j->pieces[i]);
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
