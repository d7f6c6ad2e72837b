/* The document that is written: pages are drafted one by one and inserted when they are whole. */
#include "stages/formats/pdf_write_private.h"

#include <stdlib.h>
#include <string.h>

static void describe(struct pdf_writer *w, const char *title)
{
    fz_context *ctx = w->ctx;
    pdf_obj *trailer = pdf_trailer(ctx, w->doc);
    pdf_obj *root = pdf_dict_get(ctx, trailer, PDF_NAME(Root));
    pdf_dict_put_string(ctx, root, PDF_NAME(Lang), "nl-NL", 5);
    if (!title || !*title)
        return;
    pdf_obj *info = pdf_add_object_drop(ctx, w->doc, pdf_new_dict(ctx, w->doc, 2));
    pdf_dict_put_drop(ctx, trailer, PDF_NAME(Info), info);
    pdf_dict_put_text_string(ctx, info, PDF_NAME(Title), title);
    pdf_obj *view = pdf_dict_puts_dict(ctx, root, "ViewerPreferences", 1);
    pdf_dict_puts(ctx, view, "DisplayDocTitle", PDF_TRUE);
}

struct making {
    struct pdf_writer *w;
    const char *title;
};

static void make(fz_context *ctx, void *arg)
{
    struct making *m = arg;
    m->w->doc = pdf_create_document(ctx);
    describe(m->w, m->title);
}

struct pdf_writer *pdf_writer_new(const char *title, struct problem *p)
{
    struct pdf_writer *w = calloc(1, sizeof *w);
    struct making m = {w, title};
    if (w)
        w->ctx = pdf_context(NULL);
    if (!w || !w->ctx)
        problem_set(p, "memory", "out of memory");
    else if (pdf_guard(w->ctx, p, make, &m) == 0)
        return w;
    pdf_writer_free(w);
    return NULL;
}

/* What was copied from a source is nowhere now. */
static void forget_copies(fz_context *ctx, struct pdf_source *s)
{
    pdf_drop_graft_map(ctx, s->map);
    s->map = NULL;
    s->layers_done = false;
}

/* Nothing of the document, and nothing known of what it was made of. */
static void drop_document(struct pdf_writer *w)
{
    fz_context *ctx = w->ctx;
    for (int i = 0; i < w->source_count; i++) {
        struct pdf_source *s = &w->sources[i];
        forget_copies(ctx, s);
        fz_free(ctx, s->cleaning.seen);
        s->cleaning = (struct pdf_cleaning){.ctx = ctx};
    }
    pdf_drop_obj(ctx, w->font);
    pdf_drop_document(ctx, w->doc);
    w->font = NULL;
    w->doc = NULL;
    w->page_count = 0;
}

int pdf_writer_next(struct pdf_writer *w, const char *title, struct problem *p)
{
    struct making m = {w, title};
    drop_document(w);
    return pdf_guard(w->ctx, p, make, &m);
}

void pdf_writer_free(struct pdf_writer *w)
{
    if (!w)
        return;
    if (w->ctx)
        drop_document(w);
    for (int i = 0; i < w->source_count; i++)
        pdf_close(w->sources[i].d);
    free(w->sources);
    if (w->ctx)
        fz_drop_context(w->ctx);
    free(w);
}

static void make_map(fz_context *ctx, void *arg)
{
    struct pdf_source *s = arg;
    s->map_size = pdf_xref_len(ctx, s->d->doc);
}

/* The source behind a descriptor, opened when it is new. NULL with p. */
static struct pdf_source *source_of(struct pdf_writer *w, int fd, struct problem *p)
{
    for (int i = 0; i < w->source_count; i++)
        if (w->sources[i].fd == fd)
            return &w->sources[i];
    struct pdf_source *more = realloc(w->sources, (size_t)(w->source_count + 1) * sizeof *more);
    if (!more) {
        problem_set(p, "memory", "out of memory");
        return NULL;
    }
    w->sources = more;
    struct pdf_source *s = &more[w->source_count];
    memset(s, 0, sizeof *s);
    s->fd = fd;
    s->cleaning.ctx = w->ctx;
    s->d = pdf_open_within(w->ctx, fd, p);
    if (!s->d || pdf_guard(w->ctx, p, make_map, s) < 0) {
        pdf_close(s->d);
        return NULL;
    }
    w->source_count++;
    return s;
}

struct adding {
    struct pdf_writer *w;
    struct pdf_source *source; /* NULL: the page is an image */
    struct pdf_draft draft;
    const struct pdf_layer *layer;
    int n, rotation;
};

static void begin(fz_context *ctx, void *arg)
{
    struct adding *a = arg;
    a->draft.page = pdf_new_dict(ctx, a->w->doc, 8);
    pdf_dict_put(ctx, a->draft.page, PDF_NAME(Type), PDF_NAME(Page));
    a->draft.before = fz_new_buffer(ctx, 256);
    a->draft.after = fz_new_buffer(ctx, 256);
    if (!a->source)
        return;
    if (!a->source->map)
        a->source->map = pdf_new_graft_map(ctx, a->w->doc);
    pdf_take_page(a->w, a->source, a->n, &a->draft);
}

/* Adds content as a stream to the page's, at a place. */
static void put_content(struct adding *a, fz_buffer *content, int at)
{
    fz_context *ctx = a->w->ctx;
    unsigned char *data;
    pdf_obj *list = pdf_dict_get(ctx, a->draft.page, PDF_NAME(Contents));
    if (fz_buffer_storage(ctx, content, &data) == 0)
        return;
    pdf_obj *stream = pdf_add_stream(ctx, a->w->doc, content, NULL, 0);
    pdf_array_insert_drop(ctx, list, stream, at < 0 ? pdf_array_len(ctx, list) : at);
}

/* Turns the page, lays the words over it and inserts it. */
static void end(fz_context *ctx, void *arg)
{
    struct adding *a = arg;
    pdf_obj *page = a->draft.page;
    int turn = pdf_dict_get_int(ctx, page, PDF_NAME(Rotate)) + a->rotation;
    turn = (turn % 360 + 360) % 360 / 90 * 90;
    pdf_dict_del(ctx, page, PDF_NAME(Rotate));
    if (turn)
        pdf_dict_put_int(ctx, page, PDF_NAME(Rotate), turn);
    pdf_layer_words(a->w, &a->draft, a->layer);
    put_content(a, a->draft.before, 0);
    put_content(a, a->draft.after, -1);
    pdf_obj *reference = pdf_add_object(ctx, a->w->doc, page);
    pdf_insert_page(ctx, a->w->doc, -1, reference);
    pdf_drop_obj(ctx, reference);
    a->w->page_count++;
}

/* What a failed page left half copied must not be taken for whole by the next: the map goes. */
static void forget(struct adding *a)
{
    if (a->source)
        forget_copies(a->w->ctx, a->source);
}

static void release(struct adding *a)
{
    for (int i = 0; i < a->draft.mark_count; i++) {
        pdf_drop_obj(a->w->ctx, a->draft.marks[i].copy);
        pdf_drop_obj(a->w->ctx, a->draft.marks[i].own);
    }
    fz_free(a->w->ctx, a->draft.marks);
    pdf_drop_obj(a->w->ctx, a->draft.page);
    fz_drop_buffer(a->w->ctx, a->draft.before);
    fz_drop_buffer(a->w->ctx, a->draft.after);
}

int pdf_writer_add_pdf(struct pdf_writer *w, int fd, int n, int rotation,
                       const struct pdf_layer *layer, struct problem *p)
{
    struct adding a = {.w = w, .layer = layer, .n = n, .rotation = rotation};
    a.source = source_of(w, fd, p);
    if (!a.source)
        return -1;
    int status = pdf_guard(w->ctx, p, begin, &a);
    if (status == 0)
        status = pdf_guard(w->ctx, p, end, &a);
    if (status < 0)
        forget(&a);
    release(&a);
    return status;
}

int pdf_writer_add_image(struct pdf_writer *w, int fd, const char *type, int n, int rotation,
                         const struct pdf_layer *layer, struct problem *p)
{
    struct adding a = {.w = w, .layer = layer, .n = n, .rotation = rotation};
    int status = pdf_guard(w->ctx, p, begin, &a);
    if (status == 0)
        status = pdf_draw_image(w, fd, type, n, &a.draft, p);
    if (status == 0)
        status = pdf_guard(w->ctx, p, end, &a);
    release(&a);
    return status;
}
