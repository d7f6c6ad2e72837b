/* In which order the pages are judged. A page with nothing on it parts no two others. Pages
 * that prove to lie in reverse, as those of a stack do that was fed upside down, are turned. */
#include <stdlib.h>
#include "classifiers/judge.h"

#define PROOF 2
#define SIGN 1

/* Numbers: 1 go up, -1 go down, 0 say nothing. A last page and then a page 1 may be two papers. */
static int by_numbers(const struct view *a, const struct view *b)
{
    const struct page_number *l = &a->number, *r = &b->number;
    bool both = l->page > 0 && r->page > 0 && l->sure >= 0.5F && r->sure >= 0.5F;
    if (!both || (l->of && r->of && l->of != r->of))
        return 0;
    if (r->page == l->page + 1)
        return 1;
    if (l->page != r->page + 1)
        return 0;
    if (r->page > 1)
        return -1;
    bool alike = trace_lines_alike(a->trace.head, b->trace.head) > 0.6F ||
                 trace_lines_alike(a->trace.foot, b->trace.foot) > 0.6F;
    bool other = trace_numbers(&a->trace, &b->trace) < 0 ||
                 trace_accounts(&a->trace, &b->trace) < 0 ||
                 (a->period.first.year && b->period.first.year &&
                  day_order(a->period.first, b->period.first));
    return !other && (alike || l->page == l->of) ? -1 : 0;
}

/* What two neighbours say of their order: above 0 as they lie, below 0 in reverse. */
static int direction(const struct view *a, const struct view *b)
{
    const struct trace *l = &a->trace, *r = &b->trace;
    int sum = PROOF * by_numbers(a, b);
    if (trace_reversed(l, r))
        sum -= PROOF;
    else if (trace_headings(l, r) > 0)
        sum += PROOF;
    bool on = rows_balance(&l->rows, &r->rows), back = rows_balance(&r->rows, &l->rows);
    if (on != back)
        sum += on ? PROOF : -PROOF;
    if (a->open_end && b->lower_start)
        sum += SIGN;
    else if (b->open_end && a->lower_start)
        sum -= SIGN;
    return sum;
}

static void turn(size_t *order, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        size_t swap = order[i];
        order[i] = order[count - 1 - i];
        order[count - 1 - i] = swap;
    }
}

/* Turns runs that go down within one stretch of pages that all say something of their order. Where
 * more of it goes up, a step down is the border of two papers: 1 2 | 1 2, and not 2 1 | 2 1. */
static void turn_stretch(size_t *order, const int *steps, size_t count)
{
    int sum = 0;
    for (size_t i = 1; i < count; i++)
        sum += steps[i];
    for (size_t i = 1; sum < 0 && i < count; i++) {
        size_t from = i;
        while (i < count && steps[i] < 0)
            i++;
        if (i > from)
            turn(order + from - 1, i - from + 1);
    }
}

static void turn_file(const struct judgement *j, size_t *order, int *steps, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        int sum = direction(&j->views[order[i - 1]], &j->views[order[i]]);
        steps[i] = sum >= PROOF ? 1 : sum <= -PROOF ? -1 : 0;
    }
    for (size_t i = 1; i < count; i++) {
        size_t from = i;
        while (i < count && steps[i])
            i++;
        if (i > from)
            turn_stretch(order + from - 1, steps + from - 1, i - from + 1);
    }
}

int judge_order(struct judgement *j, const struct judge_page *pages)
{
    size_t n = 0;
    int *steps = calloc(j->page_count + 1, sizeof *steps);
    if (!steps)
        return -1;
    for (size_t i = 0; i < j->page_count;) {
        size_t from = n;
        int file = pages[i].file;
        for (; i < j->page_count && pages[i].file == file; i++)
            if (!pages[i].empty)
                j->order[n++] = i;
        turn_file(j, j->order + from, steps, n - from);
    }
    j->chain_count = n;
    free(steps);
    return 0;
}
