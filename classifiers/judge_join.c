#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/judge.h"

#define MISSING_TRUST 0.85F
#define JOIN_TRUST 0.85F /* a join over other pieces is less sure than a run of pages */

/* The total that all pages of a piece print, 0 when one does not. */
static int total_of(const struct judgement *j, const struct judge_piece *p)
{
    int of = 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct page_number *n = &j->neighbours[p->pages[i]].view->number;
        if (n->of < 2 || n->sure < 0.7F || (of && n->of != of))
            return 0;
        of = n->of;
    }
    return of;
}

static bool share_number(const struct judgement *j, const struct judge_piece *a,
                         const struct judge_piece *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            if (j->neighbours[a->pages[i]].view->number.page ==
                j->neighbours[b->pages[k]].view->number.page)
                return true;
    return false;
}

static float alike(const struct judgement *j, const struct judge_piece *a,
                   const struct judge_piece *b)
{
    const struct view *v = j->neighbours[a->pages[0]].view, *w = j->neighbours[b->pages[0]].view;
    float head = marks_alike(v->head, v->head_count, w->head, w->head_count);
    float foot = marks_alike(v->foot, v->foot_count, w->foot, w->foot_count);
    float refs = marks_alike(v->refs, v->ref_count, w->refs, w->ref_count);
    return head + foot + refs;
}

/* Are these two parts of one paper by their numbers? */
static bool parts(const struct judgement *j, const struct judge_piece *a,
                  const struct judge_piece *b)
{
    int of = total_of(j, a);
    return of && of == total_of(j, b) && (int)(a->count + b->count) <= of &&
           a->verdict.type == b->verdict.type && !share_number(j, a, b) && alike(j, a, b) > 0.35F;
}

/* Puts the pages in the order of their numbers. */
static void order(const struct judgement *j, struct judge_piece *p)
{
    for (size_t i = 1; i < p->count; i++)
        for (size_t k = i; k > 0 && j->neighbours[p->pages[k - 1]].view->number.page >
                                        j->neighbours[p->pages[k]].view->number.page;
             k--) {
            size_t swap = p->pages[k];
            p->pages[k] = p->pages[k - 1];
            p->pages[k - 1] = swap;
        }
}

int judge_merge(struct judgement *j, size_t a, size_t b, float trust, const char *code,
                const char *sentence)
{
    struct judge_piece *p = &j->pieces[a], *q = &j->pieces[b];
    size_t *pages = realloc(p->pages, (p->count + q->count) * sizeof *pages);
    if (!pages)
        return -1;
    p->pages = pages;
    memcpy(pages + p->count, q->pages, q->count * sizeof *pages);
    p->count += q->count;
    float least = p->verdict.joint < q->verdict.joint ? p->verdict.joint : q->verdict.joint;
    p->verdict.joint = least * trust;
    p->verdict.boundary *= trust;
    p->verdict.kind = fminf(p->verdict.kind, q->verdict.kind);
    p->verdict.together = fminf(p->verdict.together, q->verdict.together) * trust;
    if (p->reason_count < REASONS_MAX) {
        struct reason *r = &p->reasons[p->reason_count++];
        r->code = code;
        snprintf(r->detail, sizeof r->detail, "%s", sentence);
    }
    free(q->pages);
    memmove(q, q + 1, (j->piece_count - b - 1) * sizeof *q);
    j->piece_count--;
    return 0;
}

/* The only piece that can go with piece a, or 0: none or several. */
static size_t only_part(const struct judgement *j, size_t a)
{
    size_t found = 0;
    for (size_t b = 0; b < j->piece_count; b++) {
        if (b == a || !parts(j, &j->pieces[a], &j->pieces[b]))
            continue;
        if (found || b < a)
            return 0;
        found = b;
    }
    return found;
}

/* A paper that says it has more pages than there are: they may lie elsewhere. */
static void note_missing(const struct judgement *j, struct judge_piece *p)
{
    int of = total_of(j, p);
    if (!of || (int)p->count >= of)
        return;
    p->verdict.boundary *= MISSING_TRUST;
    p->verdict.joint *= MISSING_TRUST;
    if (p->reason_count == REASONS_MAX)
        return;
    struct reason *r = &p->reasons[p->reason_count++];
    r->code = "pages-missing";
    snprintf(r->detail, sizeof r->detail, "Er zijn %zu van de %d pagina's die het stuk noemt.",
             p->count, of);
}

int judge_join(struct judgement *j)
{
    for (size_t a = 0; a < j->piece_count && j->piece_count <= 2000; a++) {
        if (!total_of(j, &j->pieces[a]))
            continue;
        size_t b = only_part(j, a);
        if (b && judge_merge(j, a, b, JOIN_TRUST, "joined-by-number",
                             "De pagina's stonden niet bij elkaar; hun paginanummers horen bij "
                             "elkaar.") < 0)
            return -1;
    }
    for (size_t a = 0; a < j->piece_count; a++) {
        if (total_of(j, &j->pieces[a]))
            order(j, &j->pieces[a]);
        note_missing(j, &j->pieces[a]);
    }
    return 0;
}
