#include <stdlib.h>
#include <string.h>
#include "classifiers/catalogue_parts.h"
#include "classifiers/grow.h"
#include "classifiers/sheet.h"

#define NONE UINT32_MAX
#define HITS_MAX 3000 /* a page of phrases only says nothing more */

struct scan {
    struct catalogue *c;
    const struct sheet *s;
    struct lexicon_match *near; /* by token */
    struct phrase_hit *hits;
    size_t count, capacity;
};

static int edits_to(const struct lexicon_match *m, uint32_t id)
{
    for (unsigned i = 0; i < m->count; i++)
        if (m->ids[i] == id)
            return m->edits[i];
    return -1;
}

/* Edits that a phrase of this length may have in all. */
static unsigned allowed(const struct phrase *p)
{
    return (unsigned)(strlen(p->text) / 6);
}

static int add_hit(struct scan *x, const struct phrase *p, size_t at, size_t tokens, unsigned edits)
{
    if (grow(&x->hits, x->count, &x->capacity, sizeof *x->hits) < 0)
        return -1;
    struct phrase_hit hit = {.uses = p->uses,
                             .use_count = p->use_count,
                             .text = p->text,
                             .token = at,
                             .count = tokens,
                             .exact = edits > 3 ? 0.3F : 1 - 0.2F * (float)edits};
    size_t i = x->count++;
    for (; i > 0 && x->hits[i - 1].token == at && x->hits[i - 1].count < tokens; i--)
        x->hits[i] = x->hits[i - 1];
    x->hits[i] = hit;
    return 0;
}

/* Tries the phrases that begin with word `id`, read over `span` tokens from `at`. */
static int try_phrases(struct scan *x, uint32_t id, size_t at, size_t span, unsigned first_edits)
{
    for (uint32_t k = x->c->heads[id]; k != NONE; k = x->c->phrases[k].next) {
        const struct phrase *p = &x->c->phrases[k];
        unsigned edits = first_edits;
        size_t i = 1;
        for (; i < p->tokens && at + span + i - 1 < x->s->token_count; i++) {
            int e = edits_to(&x->near[at + span + i - 1], p->ids[i]);
            if (e < 0)
                break;
            edits += (unsigned)e;
        }
        if (i == p->tokens && edits <= allowed(p) &&
            add_hit(x, p, at, span + p->tokens - 1, edits) < 0)
            return -1;
    }
    return 0;
}

/* A word that OCR or a printer broke in two ("jaar opgaaf"). */
static int try_broken(struct scan *x, size_t at)
{
    const struct token *a = &x->s->tokens[at], *b = a + 1;
    char joined[64];
    if (at + 1 >= x->s->token_count || strlen(a->text) + strlen(b->text) >= sizeof joined ||
        strlen(a->text) < 2 || strlen(b->text) < 2 || b->line > a->line + 1)
        return 0;
    strcpy(joined, a->text);
    strcat(joined, b->text);
    uint32_t id = lexicon_exact(x->c->words, joined);
    return id == NONE ? 0 : try_phrases(x, id, at, 2, 0);
}

int catalogue_scan(struct catalogue *c, const struct sheet *s, struct phrase_hit **hits,
                   size_t *count)
{
    struct scan x = {.c = c, .s = s};
    int bad = 0;
    x.near = calloc(s->token_count + 1, sizeof *x.near);
    for (size_t i = 0; x.near && i < s->token_count; i++)
        x.near[i] = *lexicon_near(c->words, s->tokens[i].text);
    bad = !x.near;
    for (size_t i = 0; i < s->token_count && x.count < HITS_MAX && !bad; i++) {
        for (unsigned k = 0; k < x.near[i].count && !bad; k++)
            bad = try_phrases(&x, x.near[i].ids[k], i, 1, x.near[i].edits[k]) < 0;
        bad = bad || try_broken(&x, i) < 0;
    }
    free(x.near);
    if (bad) {
        free(x.hits);
        x.hits = NULL;
        x.count = 0;
    }
    *hits = x.hits;
    *count = x.count;
    return bad ? -1 : 0;
}
