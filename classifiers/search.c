#include "classifiers/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Log space throughout; tables are pages x types. */
struct chain {
    const struct search_input *in;
    float *emit;    /* log p(type | page) - log p(type), tempered */
    float *forward; /* pages 0..i, page i in a piece of this type */
    float *entered; /* ... and page i starts it */
    float *backward;
    float *best; /* Viterbi */
    int *from;   /* -1: page i goes on; else the type of the piece before */
};

#define AT(table, i, t) ((table)[(i)*x->in->types + (t)])

static float log_sum(const float *v, size_t n)
{
    float most = -INFINITY, sum = 0;
    for (size_t i = 0; i < n; i++)
        most = v[i] > most ? v[i] : most;
    if (!isfinite(most))
        return most;
    for (size_t i = 0; i < n; i++)
        sum += expf(v[i] - most);
    return most + logf(sum);
}

static float log_add(float a, float b)
{
    float most = a > b ? a : b, least = a > b ? b : a;
    return isfinite(least) ? most + log1pf(expf(least - most)) : most;
}

/* log of the logistic function. */
static float log_yes(float logit)
{
    return logit > 0 ? -log1pf(expf(-logit)) : logit - log1pf(expf(logit));
}

static float start_at(const struct chain *x, size_t i, size_t before)
{
    return log_yes(x->in->start[i] + x->in->stay[before]);
}

static float go_on(const struct chain *x, size_t i, size_t type)
{
    return log_yes(-x->in->start[i] - x->in->stay[type]) + x->in->inside * AT(x->emit, i, type);
}

/* Log probability of type b after a piece of type a. */
static float change(const struct chain *x, size_t a, size_t b)
{
    float any = (1 - x->in->again[a]) / (float)x->in->types;
    return logf(a == b ? any + x->in->again[a] : any);
}

static int chain_init(struct chain *x, const struct search_input *in)
{
    size_t cells = in->pages * in->types;
    *x = (struct chain){.in = in};
    x->emit = malloc(cells * sizeof *x->emit);
    x->forward = malloc(cells * sizeof *x->forward);
    x->entered = malloc(cells * sizeof *x->entered);
    x->backward = malloc(cells * sizeof *x->backward);
    x->best = malloc(cells * sizeof *x->best);
    x->from = malloc(cells * sizeof *x->from);
    if (!x->emit || !x->forward || !x->entered || !x->backward || !x->best || !x->from)
        return -1;
    for (size_t i = 0; i < in->pages; i++) {
        float all = log_sum(in->score + i * in->types, in->types);
        for (size_t t = 0; t < in->types; t++)
            AT(x->emit, i, t) = AT(in->score, i, t) - all + logf((float)in->types);
    }
    return 0;
}

static void chain_release(struct chain *x)
{
    free(x->emit);
    free(x->forward);
    free(x->entered);
    free(x->backward);
    free(x->best);
    free(x->from);
}

/* Log probability of what any type after type a has, beside being the same again. */
static float any_after(const struct chain *x, size_t a)
{
    return logf((1 - x->in->again[a]) / (float)x->in->types);
}

/* Sum over types a of value[a] + start + change(a, t): of one a all changes but to itself are
 * alike, so one sum serves all t. */
static void enter(const struct chain *x, size_t i, const float *value, float *out)
{
    size_t types = x->in->types;
    float left[CATALOGUE_TYPES_MAX], other[CATALOGUE_TYPES_MAX] = {0};
    for (size_t a = 0; a < types; a++) {
        left[a] = value[a] + start_at(x, i, a);
        other[a] = left[a] + any_after(x, a);
    }
    float all = log_sum(other, types);
    for (size_t t = 0; t < types; t++)
        out[t] = log_add(all, left[t] + logf(x->in->again[t]));
}

static void run_forward(struct chain *x)
{
    size_t types = x->in->types;
    for (size_t t = 0; t < types; t++)
        AT(x->forward, 0, t) = AT(x->entered, 0, t) = AT(x->emit, 0, t) - logf((float)types);
    for (size_t i = 1; i < x->in->pages; i++) {
        enter(x, i, &AT(x->forward, i - 1, 0), &AT(x->entered, i, 0));
        for (size_t t = 0; t < types; t++) {
            AT(x->entered, i, t) += AT(x->emit, i, t);
            AT(x->forward, i, t) =
                log_add(AT(x->entered, i, t), AT(x->forward, i - 1, t) + go_on(x, i, t));
        }
    }
}

/* Log sum of all that can follow when page i - 1 of type a ends its piece. */
static float leave(const struct chain *x, size_t i, size_t a)
{
    if (i == x->in->pages)
        return 0;
    float next[CATALOGUE_TYPES_MAX];
    for (size_t t = 0; t < x->in->types; t++)
        next[t] = change(x, a, t) + AT(x->emit, i, t) + AT(x->backward, i, t);
    return start_at(x, i, a) + log_sum(next, x->in->types);
}

static void run_backward(struct chain *x)
{
    size_t n = x->in->pages;
    for (size_t t = 0; t < x->in->types; t++)
        AT(x->backward, n - 1, t) = 0;
    for (size_t i = n - 1; i > 0; i--) {
        float next[CATALOGUE_TYPES_MAX];
        for (size_t t = 0; t < x->in->types; t++)
            next[t] = AT(x->emit, i, t) + AT(x->backward, i, t);
        float all = log_sum(next, x->in->types);
        for (size_t a = 0; a < x->in->types; a++)
            AT(x->backward, i - 1, a) = log_add(
                start_at(x, i, a) + log_add(all + any_after(x, a), next[a] + logf(x->in->again[a])),
                go_on(x, i, a) + AT(x->backward, i, a));
    }
}

static void run_best(struct chain *x)
{
    size_t types = x->in->types;
    for (size_t t = 0; t < types; t++) {
        AT(x->best, 0, t) = AT(x->emit, 0, t);
        AT(x->from, 0, t) = (int)t;
    }
    for (size_t i = 1; i < x->in->pages; i++) {
        size_t top = 0;
        for (size_t a = 1; a < types; a++)
            if (AT(x->best, i - 1, a) + start_at(x, i, a) + any_after(x, a) >
                AT(x->best, i - 1, top) + start_at(x, i, top) + any_after(x, top))
                top = a;
        for (size_t t = 0; t < types; t++) {
            float other = AT(x->best, i - 1, top) + start_at(x, i, top) + change(x, top, t);
            float same = AT(x->best, i - 1, t) + start_at(x, i, t) + change(x, t, t);
            float start = (same > other ? same : other) + AT(x->emit, i, t);
            float on = AT(x->best, i - 1, t) + go_on(x, i, t);
            AT(x->best, i, t) = on > start ? on : start;
            AT(x->from, i, t) = on > start ? -1 : same > other ? (int)t : (int)top;
        }
    }
}

/* Probabilities of one piece, by type. */
static void weigh_piece(const struct chain *x, float total, struct search_piece *p)
{
    float v[CATALOGUE_TYPES_MAX] = {0};
    size_t types = x->in->types, end = p->first + p->count;
    for (size_t t = 0; t < types; t++) {
        v[t] = AT(x->entered, p->first, t) + leave(x, end, t) - total;
        for (size_t i = p->first + 1; i < end; i++)
            v[t] += go_on(x, i, t);
    }
    float all = log_sum(v, types);
    p->boundary = fminf(1, expf(all));
    p->joint = fminf(1, expf(v[p->type]));
    for (size_t k = 0; k < SEARCH_TYPES_MAX && k < types; k++) {
        size_t top = 0;
        for (size_t t = 1; t < types; t++)
            top = v[t] > v[top] ? t : top;
        p->types[k].type = (int)top;
        p->types[k].p = expf(v[top] - all);
        v[top] = -INFINITY;
        p->type_count = k + 1;
    }
}

/* Whether its pages have one type, and are of one paper, over all ways to cut around them. */
static void weigh_pages(const struct chain *x, float total, struct search_piece *p)
{
    float whole[CATALOGUE_TYPES_MAX] = {0}, kind = 0;
    size_t types = x->in->types, end = p->first + p->count;
    for (size_t t = 0; t < types; t++) {
        float around = AT(x->forward, p->first, t) + AT(x->backward, end - 1, t) - total,
              cut = around;
        whole[t] = around;
        for (size_t i = p->first + 1; i < end; i++) {
            float anew = start_at(x, i, t) + change(x, t, t) + AT(x->emit, i, t);
            whole[t] += go_on(x, i, t);
            cut += log_add(go_on(x, i, t), anew);
        }
        kind = (int)t == p->type ? cut : kind;
    }
    p->kind = fminf(1, expf(kind));
    p->together = fminf(1, expf(log_sum(whole, types)));
}

/* Walks back from the last page; pieces come out last first. */
static size_t trace(const struct chain *x, struct search_piece *out)
{
    size_t i = x->in->pages - 1, count = 0, type = 0, last = i;
    for (size_t t = 1; t < x->in->types; t++)
        type = AT(x->best, i, t) > AT(x->best, i, type) ? t : type;
    for (;; i--) {
        int from = i ? AT(x->from, i, type) : 0;
        if (i && from < 0)
            continue;
        out[count++] = (struct search_piece){.first = i, .count = last - i + 1, .type = (int)type};
        if (!i)
            return count;
        last = i - 1;
        type = (size_t)from;
    }
}

int search_pieces(const struct search_input *in, struct search_piece **pieces, size_t *count)
{
    struct chain x;
    *pieces = NULL;
    *count = 0;
    if (!in->pages || !in->types || in->types > CATALOGUE_TYPES_MAX)
        return 0;
    int bad = chain_init(&x, in);
    struct search_piece *out = bad ? NULL : calloc(in->pages, sizeof *out);
    if (out) {
        run_forward(&x);
        run_backward(&x);
        run_best(&x);
        *count = trace(&x, out);
        float total = log_sum(x.forward + (in->pages - 1) * in->types, in->types);
        for (size_t i = 0; i < *count / 2; i++) {
            struct search_piece swap = out[i];
            out[i] = out[*count - 1 - i];
            out[*count - 1 - i] = swap;
        }
        for (size_t i = 0; i < *count; i++) {
            weigh_piece(&x, total, &out[i]);
            weigh_pages(&x, total, &out[i]);
        }
        *pieces = out;
    }
    chain_release(&x);
    return out ? 0 : -1;
}
