#include "classifiers/lesson.h"

#include <stdlib.h>
#include <string.h>

#include "classifiers/grow.h"

static int copy_words(struct lesson_page *p, const struct sheet *s)
{
    p->words = malloc((s->token_count + 1) * sizeof *p->words);
    for (size_t i = 0; p->words && i < s->token_count; i++)
        p->word_count += known_word(s->tokens[i].text, &p->words[p->word_count]);
    return p->words ? 0 : -1;
}

static int copy_page(struct lesson_page *p, size_t types, const struct view *v)
{
    uint32_t *grams = malloc(GRAMS_MAX * sizeof *grams);
    if (!grams)
        return -1;
    p->gram_count = grams_of(&v->sheet, grams);
    p->grams = realloc(grams, (p->gram_count + 1) * sizeof *grams);
    if (!p->grams)
        free(grams);
    p->score = malloc(types * sizeof *p->score);
    p->out = calloc(types, sizeof *p->out);
    if (!p->grams || !p->score || !p->out || copy_words(p, &v->sheet) < 0)
        return -1;
    memcpy(p->score, v->score, types * sizeof *p->score);
    return 0;
}

static int add_gap(struct course *k, const struct catalogue *c, const struct judgement *j,
                   size_t right, int start)
{
    if (grow(&k->gaps, k->gap_count, &k->gap_room, sizeof *k->gaps) < 0)
        return -1;
    struct lesson_gap *g = &k->gaps[k->gap_count++];
    gap_features(c, j->neighbours, j->chain_count, right, g->features);
    g->right = k->page_count - 1;
    g->left = g->right - 1;
    g->start = start;
    return 0;
}

int course_add(struct course *k, const struct catalogue *c, const struct judgement *j,
               const int *types, const int *firsts, const int *lasts, const int *starts)
{
    k->types = catalogue_count(c);
    for (size_t i = 0; i < j->chain_count; i++) {
        if (grow(&k->pages, k->page_count, &k->page_room, sizeof *k->pages) < 0)
            return -1;
        struct lesson_page *p = &k->pages[k->page_count++];
        *p = (struct lesson_page){.type = types[i], .first = firsts[i], .last = lasts[i]};
        if (copy_page(p, k->types, j->neighbours[i].view) < 0)
            return -1;
        if (i && add_gap(k, c, j, i, starts[i]) < 0)
            return -1;
    }
    return 0;
}

void course_release(struct course *k)
{
    for (size_t i = 0; i < k->page_count; i++) {
        free(k->pages[i].grams);
        free(k->pages[i].words);
        free(k->pages[i].score);
        free(k->pages[i].out);
    }
    free(k->pages);
    free(k->gaps);
    *k = (struct course){0};
}
