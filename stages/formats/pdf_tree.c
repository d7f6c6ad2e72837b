/* The page tree, walked by its kids. Counts lie, trees have cycles, kids are missing; a page that
 * is referred to and not there stays a page, so that somebody hears of it. */
#include "stages/formats/pdf_private.h"

#include "pipeline/limits.h"

#define DEPTH_PLAIN 32 /* deeper trees are laid flat */
#define BRANCH 128     /* kids a node of the flat tree */

struct level {
    pdf_obj *kids; /* borrowed from the node */
    int number;    /* of the node's object */
    int next, length;
    int before; /* pages found before this node */
    int declared;
};

struct walk {
    fz_context *ctx;
    struct pdf *d;
    struct level *levels;
    int depth, room, deepest, nodes, capacity;
    bool lies, too_long;
};

/* Throws. */
static void add_page(struct walk *w, pdf_obj *reference)
{
    struct pdf *d = w->d;
    if (d->count >= LIMIT_PAGES) {
        w->too_long = true;
        return;
    }
    if (d->count == w->capacity) {
        int room = w->capacity ? w->capacity * 2 : 64;
        d->pages = fz_realloc_array(w->ctx, d->pages, (size_t)room, pdf_obj *);
        w->capacity = room;
    }
    d->pages[d->count++] = pdf_keep_obj(w->ctx, reference);
}

static bool on_path(const struct walk *w, int number)
{
    for (int i = 0; number && i < w->depth; i++)
        if (w->levels[i].number == number)
            return true;
    return false;
}

/* Throws. */
static void enter(struct walk *w, pdf_obj *node)
{
    int number = pdf_is_indirect(w->ctx, node) ? pdf_to_num(w->ctx, node) : 0;
    if (on_path(w, number) || w->depth >= LIMIT_PDF_DEPTH) {
        w->lies = true;
        return;
    }
    if (++w->nodes > LIMIT_PDF_NODES) {
        w->too_long = true;
        return;
    }
    if (w->depth == w->room) {
        int room = w->room ? w->room * 2 : 16;
        w->levels = fz_realloc_array(w->ctx, w->levels, (size_t)room, struct level);
        w->room = room;
    }
    struct level *l = &w->levels[w->depth++];
    l->kids = pdf_dict_get(w->ctx, node, PDF_NAME(Kids));
    l->number = number;
    l->next = 0;
    l->length = pdf_array_len(w->ctx, l->kids);
    l->before = w->d->count;
    l->declared = pdf_dict_get_int(w->ctx, node, PDF_NAME(Count));
    w->deepest = w->depth > w->deepest ? w->depth : w->deepest;
}

static bool is_node(fz_context *ctx, pdf_obj *object)
{
    return pdf_is_array(ctx, pdf_dict_get(ctx, object, PDF_NAME(Kids))) &&
           !pdf_name_eq(ctx, pdf_dict_get(ctx, object, PDF_NAME(Type)), PDF_NAME(Page));
}

/* As MuPDF tells them: a node that has no kids would lead it round and round. */
bool pdf_tree_leaf(fz_context *ctx, pdf_obj *object)
{
    pdf_obj *type = pdf_dict_get(ctx, object, PDF_NAME(Type));

    if (!pdf_is_dict(ctx, object))
        return false;
    if (type)
        return !pdf_name_eq(ctx, type, PDF_NAME(Pages));
    return !pdf_dict_get(ctx, object, PDF_NAME(Kids)) ||
           pdf_dict_get(ctx, object, PDF_NAME(MediaBox));
}

/* Throws. */
static void walk_kids(struct walk *w)
{
    while (w->depth > 0 && !w->too_long) {
        struct level *l = &w->levels[w->depth - 1];
        if (l->next >= l->length) {
            w->lies = w->lies || l->declared != w->d->count - l->before;
            w->depth--;
            continue;
        }
        pdf_obj *kid = pdf_array_get(w->ctx, l->kids, l->next++);
        if (is_node(w->ctx, kid))
            enter(w, kid);
        else
            add_page(w, kid);
        w->lies = w->lies || is_node(w->ctx, kid) == pdf_tree_leaf(w->ctx, kid);
    }
}

static void look_for_page(fz_context *ctx, void *arg)
{
    struct walk *w = arg;
    int number = w->nodes;
    pdf_obj *reference = NULL;
    fz_var(reference);
    fz_try(ctx)
    {
        reference = pdf_new_indirect(ctx, w->d->doc, number, 0);
        if (pdf_name_eq(ctx, pdf_dict_get(ctx, reference, PDF_NAME(Type)), PDF_NAME(Page)))
            add_page(w, reference);
    }
    fz_always(ctx)
    {
        pdf_drop_obj(ctx, reference);
    }
    fz_catch(ctx)
    {
        fz_rethrow(ctx);
    }
}

/* The tree is lost: every page object that is in the file, in the order of their numbers. */
static void gather(struct walk *w)
{
    int length = pdf_xref_len(w->ctx, w->d->doc);
    for (w->nodes = 1; w->nodes < length && !w->too_long; w->nodes++)
        pdf_guard(w->ctx, NULL, look_for_page, w);
    w->lies = true;
}

/* A node over pages [from, to) of d. Throws. */
static void put_node(struct pdf *d, pdf_obj *kids, int from, int to)
{
    pdf_obj *node = pdf_array_push_dict(d->ctx, kids, 4);
    pdf_dict_put(d->ctx, node, PDF_NAME(Type), PDF_NAME(Pages));
    pdf_dict_put_int(d->ctx, node, PDF_NAME(Count), to - from);
    pdf_obj *own = pdf_dict_put_array(d->ctx, node, PDF_NAME(Kids), to - from);
    for (int i = from; i < to; i++)
        if (pdf_tree_leaf(d->ctx, d->pages[i]))
            pdf_array_push(d->ctx, own, d->pages[i]);
        else /* holds the place: pdf_page_at refuses it */
            pdf_dict_put(d->ctx, pdf_array_push_dict(d->ctx, own, 1), PDF_NAME(Type),
                         PDF_NAME(Page));
}

/* Gives the document in memory a tree that says what was found, for MuPDF finds pages by their
 * number only. Attributes are still inherited through /Parent. Throws. */
static void rebuild(struct pdf *d)
{
    fz_context *ctx = d->ctx;
    pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, d->doc), PDF_NAME(Root));
    pdf_obj *top = pdf_dict_put_dict(ctx, root, PDF_NAME(Pages), 4);
    pdf_dict_put(ctx, top, PDF_NAME(Type), PDF_NAME(Pages));
    pdf_dict_put_int(ctx, top, PDF_NAME(Count), d->count);
    pdf_obj *kids = pdf_dict_put_array(ctx, top, PDF_NAME(Kids), d->count / BRANCH + 1);
    for (int i = 0; i < d->count; i += BRANCH)
        put_node(d, kids, i, i + BRANCH < d->count ? i + BRANCH : d->count);
}

static void walk_all(fz_context *ctx, void *arg)
{
    struct walk *w = arg;
    pdf_obj *top = pdf_dict_getp(ctx, pdf_trailer(ctx, w->d->doc), "Root/Pages");
    if (is_node(ctx, top))
        enter(w, top);
    else if (pdf_is_dict(ctx, top))
        w->lies = true;
    walk_kids(w);
}

int pdf_tree_walk(struct pdf *d)
{
    struct walk w = {.ctx = d->ctx, .d = d};
    int status = pdf_guard(d->ctx, NULL, walk_all, &w);
    fz_free(d->ctx, w.levels);
    if (status < 0 && d->count > 0) /* rather no page than not all of them */
        fz_throw(d->ctx, FZ_ERROR_GENERIC, "the page tree is broken");
    if (d->count == 0 && !w.too_long)
        gather(&w);
    if (w.too_long)
        return -1;
    if (d->count > 0 && (w.lies || w.deepest > DEPTH_PLAIN))
        rebuild(d);
    return 0;
}
