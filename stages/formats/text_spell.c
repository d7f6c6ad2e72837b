/* Connectionist temporal classification (Graves 2006), prefix search with a narrow beam. The
 * likeliest code of each step alone doubles characters: where two codes share a step, each of them
 * looks like another beginning. */
#include "stages/formats/text_spell.h"
#include "classifiers/grow.h"

#include <stdlib.h>

#define BEAM 6
#define LEAST 0.02F /* codes less likely than this in a step are no beginning */
#define CHOICES 6   /* of a step, beside the blank */
#define HOPELESS 1e-5F

struct node { /* a prefix: another one and a character */
    int parent, code, step;
    float chance;
};

struct guess { /* a prefix, and how likely it ends in a blank or in its last character */
    int node;
    float blank, same;
};

struct search {
    struct node *nodes;
    size_t count, room;
    struct guess now[BEAM], next[BEAM * (CHOICES + 1)];
    int now_count, next_count;
};

static float total(const struct guess *g)
{
    return g->blank + g->same;
}

/* The prefix `parent` with `code` behind it, when it is among the guesses. */
static int known_child(const struct search *s, int parent, int code)
{
    for (int i = 0; i < s->next_count; i++) {
        const struct node *n = &s->nodes[s->next[i].node];
        if (n->parent == parent && n->code == code)
            return s->next[i].node;
    }
    for (int i = 0; i < s->now_count; i++) {
        const struct node *n = &s->nodes[s->now[i].node];
        if (n->parent == parent && n->code == code)
            return s->now[i].node;
    }
    return -1;
}

static int new_node(struct search *s, int parent, int code, int step, float chance)
{
    if (grow(&s->nodes, s->count, &s->room, sizeof *s->nodes))
        return -1;
    s->nodes[s->count] = (struct node){parent, code, step, chance};
    return (int)s->count++;
}

static void add(struct search *s, int node, float blank, float same)
{
    for (int i = 0; i < s->next_count; i++)
        if (s->next[i].node == node) {
            s->next[i].blank += blank;
            s->next[i].same += same;
            return;
        }
    s->next[s->next_count++] = (struct guess){node, blank, same};
}

static int choices_of(const struct net *n, const float *chances, int codes[CHOICES])
{
    int count = 0;
    for (int c = 0; c < net_codes(n); c++) {
        if (chances[c] < LEAST || c == net_blank(n))
            continue;
        int at = count < CHOICES ? count++ : CHOICES;
        for (; at > 0 && chances[codes[at - 1]] < chances[c]; at--)
            if (at < CHOICES)
                codes[at] = codes[at - 1];
        if (at < CHOICES)
            codes[at] = c;
    }
    return count;
}

static int extend(struct search *s, const struct guess *g, const float *chances, const int *codes,
                  int count, int step)
{
    int last = s->nodes[g->node].code;
    for (int i = 0; i < count; i++) {
        int c = codes[i];
        float p = chances[c] * (c == last ? g->blank : total(g));
        if (p < HOPELESS)
            continue;
        int child = known_child(s, g->node, c);
        if (child < 0)
            child = new_node(s, g->node, c, step, chances[c]);
        if (child < 0)
            return -1;
        add(s, child, 0, p);
    }
    return 0;
}

/* The best guesses go on, scaled so that the first has 1. */
static void keep_best(struct search *s)
{
    s->now_count = 0;
    while (s->now_count < BEAM && s->next_count > 0) {
        int best = 0;
        for (int i = 1; i < s->next_count; i++)
            best = total(&s->next[i]) > total(&s->next[best]) ? i : best;
        s->now[s->now_count++] = s->next[best];
        s->next[best] = s->next[--s->next_count];
    }
    float most = s->now_count ? total(&s->now[0]) : 0, scale = most > 0 ? 1 / most : 1;
    for (int i = 0; i < s->now_count; i++) {
        s->now[i].blank *= scale;
        s->now[i].same *= scale;
    }
    while (s->now_count > 1 && total(&s->now[s->now_count - 1]) < HOPELESS)
        s->now_count--;
}

static int take_step(struct search *s, const struct net *n, const float *chances, int step)
{
    int codes[CHOICES], count = choices_of(n, chances, codes), status = 0;
    s->next_count = 0;
    for (int i = 0; i < s->now_count && status == 0; i++) {
        const struct guess *g = &s->now[i];
        struct node *node = &s->nodes[g->node];
        float same = node->code >= 0 ? chances[node->code] : 0;
        node->chance = g->same > 0 && same > node->chance ? same : node->chance;
        add(s, g->node, total(g) * chances[net_blank(n)], g->same * same);
        status = extend(s, g, chances, codes, count, step);
    }
    keep_best(s);
    return status;
}

static int write_out(const struct search *s, struct character **out)
{
    int count = 0, node = s->now[0].node;
    for (int i = node; i > 0; i = s->nodes[i].parent)
        count++;
    *out = malloc((size_t)(count + 1) * sizeof **out);
    for (int at = count; *out && at > 0; node = s->nodes[node].parent) {
        const struct node *n = &s->nodes[node];
        (*out)[--at] = (struct character){n->code, n->step, n->chance};
    }
    return *out ? count : -1;
}

int spell(const struct net *n, const struct net_line *line, struct character **out)
{
    struct search s = {.now_count = 1, .now = {{0, 1, 0}}};
    int status = new_node(&s, -1, -1, 0, 0) < 0 ? -1 : 0;
    *out = NULL;
    for (int i = 0; i < line->steps && status == 0; i++)
        status = take_step(&s, n, line->chances + (size_t)i * (size_t)net_codes(n), i);
    int count = status == 0 ? write_out(&s, out) : -1;
    free(s.nodes);
    return count;
}
