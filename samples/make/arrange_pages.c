#include "samples/make/arrange.h"

int choose_turn(struct arranging *a)
{
    return rng_chance(&a->r, 93) ? 0 : rng_chance(&a->r, 60) ? 2 : rng_chance(&a->r, 50) ? 1 : 3;
}

static void add_card(struct arranging *a, struct file_plan *f, int document)
{
    const struct document *d = &a->c->documents[document];

    if (d->pages > 1 && rng_chance(&a->r, 60)) {
        file_leaf(f, document, 1, 2, choose_turn(a));
        return;
    }
    for (int page = 1; page <= d->pages; page++)
        file_leaf(f, document, page, 0, choose_turn(a));
}

static bool happens(struct arranging *a, enum lookalike kind, bool can)
{
    if (!can || !alike_chance(&a->r, kind))
        return false;
    a->s->alike |= ALIKE(kind);
    return true;
}

/* Puts the paper's page numbers in the order in which they lie; gives how many there are. */
static int lay_order(struct arranging *a, int pages, int *order)
{
    int count = 0;
    int missing = happens(a, ALIKE_MISSING, pages > 2) ? rng_int(&a->r, 1, pages) : 0;
    bool back = happens(a, ALIKE_REVERSED, pages > 1);

    for (int i = 1; i <= pages; i++)
        if (i != missing)
            order[count++] = back ? pages + 1 - i : i;
    if (back || !happens(a, ALIKE_SHUFFLED, count > 2))
        return count;
    for (int i = 0; i < 2; i++) {
        int x = rng_int(&a->r, 0, count - 2), was = order[x];

        order[x] = order[x + 1];
        order[x + 1] = was;
    }
    return count;
}

void add_pages(struct arranging *a, struct file_plan *f, int document, bool blanks)
{
    const struct document *d = &a->c->documents[document];
    int order[MOST_PAGES], turn = rng_chance(&a->r, 4) ? 2 : 0, count;
    bool cut;

    if (d->template->shape == SHAPE_CARD) {
        add_card(a, f, document);
        return;
    }
    count = lay_order(a, d->pages < MOST_PAGES ? d->pages : MOST_PAGES, order);
    cut = happens(a, ALIKE_NUMBER_CUT, count > 1);
    for (int i = 0; i < count; i++) {
        file_leaf(f, document, order[i], 0, turn != 0 ? turn : choose_turn(a));
        f->leaves[f->leaf_count - 1].cut = cut;
        if (blanks && rng_chance(&a->r, 95))
            file_leaf(f, -1, 0, 0, 0);
    }
}
