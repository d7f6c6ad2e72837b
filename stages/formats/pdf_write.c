/* The document that is written: pages are drafted one by one and inserted when they are whole. */
#include "stages/formats/pdf_write_private.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THUMBNAIL_WIDTH 180
#define THUMBNAIL_HEIGHT 250

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

void pdf_writer_free(struct pdf_writer *w)
{
    if (!w)
        return;
    fz_context *ctx = w->ctx;
    for (int i = 0; i < w->source_count; i++) {
        pdf_drop_graft_map(ctx, w->sources[i].map);
        fz_free(ctx, w->sources[i].cleaning.seen);
        pdf_close(w->sources[i].d);
    }
    free(w->sources);
    if (ctx) {
        pdf_drop_obj(ctx, w->font);
        pdf_drop_document(ctx, w->doc);
        fz_drop_context(ctx);
    }
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
    const struct page *words;
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
    pdf_layer_words(a->w, &a->draft, a->words);
    put_content(a, a->draft.before, 0);
    put_content(a, a->draft.after, -1);
    pdf_obj *reference = pdf_add_object(ctx, a->w->doc, page);
    pdf_insert_page(ctx, a->w->doc, -1, reference);
    pdf_drop_obj(ctx, reference);
    a->w->page_count++;
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

int pdf_writer_add_pdf(struct pdf_writer *w, int fd, int n, int rotation, const struct page *words,
                       struct problem *p)
{
    struct adding a = {.w = w, .words = words, .n = n, .rotation = rotation};
    a.source = source_of(w, fd, p);
    if (!a.source)
        return -1;
    int status = pdf_guard(w->ctx, p, begin, &a);
    if (status == 0)
        status = pdf_guard(w->ctx, p, end, &a);
    release(&a);
    return status;
}

int pdf_writer_add_image(struct pdf_writer *w, int fd, const char *type, int n, int rotation,
                         const struct page *words, struct problem *p)
{
    struct adding a = {.w = w, .words = words, .n = n, .rotation = rotation};
    int status = pdf_guard(w->ctx, p, begin, &a);
    if (status == 0)
        status = pdf_draw_image(w, fd, type, n, &a.draft, p);
    if (status == 0)
        status = pdf_guard(w->ctx, p, end, &a);
    release(&a);
    return status;
}

struct picture {
    struct pdf_writer *w;
    fz_pixmap *pixmap;
    fz_buffer *png;
    unsigned char *data; /* malloc'd copy */
    size_t size;
};

static void draw_first(fz_context *ctx, void *arg)
{
    struct picture *c = arg;
    pdf_page *page = pdf_load_page(ctx, c->w->doc, 0);
    fz_try(ctx)
    {
        fz_rect box = pdf_bound_page(ctx, page);
        float scale =
            fminf(THUMBNAIL_WIDTH / (box.x1 - box.x0), THUMBNAIL_HEIGHT / (box.y1 - box.y0));
        fz_matrix m = fz_scale(scale, scale);
        box = fz_transform_rect(box, m);
        fz_irect size = fz_make_irect(0, 0, (int)fz_clamp(box.x1 - box.x0, 1, THUMBNAIL_WIDTH),
                                      (int)fz_clamp(box.y1 - box.y0, 1, THUMBNAIL_HEIGHT));
        c->pixmap = fz_new_pixmap_with_bbox(ctx, fz_device_rgb(ctx), size, NULL, 0);
        fz_clear_pixmap_with_value(ctx, c->pixmap, 255);
        fz_device *device =
            fz_new_draw_device(ctx, fz_post_scale(fz_translate(0, 0), 1, 1), c->pixmap);
        fz_cookie cookie = {0};
        pdf_run_page(ctx, page, device, fz_concat(m, fz_translate(-box.x0, -box.y0)), &cookie);
        fz_close_device(ctx, device);
        fz_drop_device(ctx, device);
        c->png = fz_new_buffer_from_pixmap_as_png(ctx, c->pixmap, fz_default_color_params);
    }
    fz_always(ctx)
    {
        fz_drop_page(ctx, &page->super);
    }
    fz_catch(ctx)
    {
        fz_rethrow(ctx);
    }
}

int pdf_writer_thumbnail(struct pdf_writer *w, unsigned char **png, size_t *size, struct problem *p)
{
    struct picture c = {.w = w};
    unsigned char *data;
    int status = pdf_guard(w->ctx, p, draw_first, &c);
    *png = NULL;
    *size = status == 0 ? fz_buffer_storage(w->ctx, c.png, &data) : 0;
    if (*size && (*png = malloc(*size)))
        memcpy(*png, data, *size);
    fz_drop_buffer(w->ctx, c.png);
    fz_drop_pixmap(w->ctx, c.pixmap);
    return *png ? 0 : status < 0 ? -1 : problem_set(p, "memory", "out of memory");
}

struct outlet {
    struct pdf_writer *w;
    int (*bytes)(void *context, const void *data, size_t size);
    void *context;
    int64_t written;
    fz_output *out;
};

static void outlet_write(fz_context *ctx, void *state, const void *data, size_t size)
{
    struct outlet *o = state;
    if (o->bytes(o->context, data, size) < 0)
        fz_throw(ctx, FZ_ERROR_GENERIC, "cannot write the document: %s", strerror(errno));
    o->written += (int64_t)size;
}

static int64_t outlet_tell(fz_context *ctx, void *state)
{
    (void)ctx;
    return ((struct outlet *)state)->written;
}

static void save(fz_context *ctx, void *arg)
{
    struct outlet *o = arg;
    /* Unused objects go; what is compressed stays as it is. */
    pdf_write_options options = {.do_garbage = 2, .do_compress = 1, .dont_regenerate_id = 1};
    o->out = fz_new_output(ctx, 1 << 16, o, outlet_write, NULL, NULL);
    o->out->tell = outlet_tell;
    pdf_write_document(ctx, o->w->doc, o->out, &options);
    fz_close_output(ctx, o->out);
}

int pdf_writer_finish_to(struct pdf_writer *w,
                         int (*bytes)(void *context, const void *data, size_t size), void *context,
                         struct problem *p)
{
    struct outlet o = {.w = w, .bytes = bytes, .context = context};
    if (w->page_count == 0)
        return problem_set(p, "empty", "the document has no pages");
    int status = pdf_guard(w->ctx, p, save, &o);
    fz_drop_output(w->ctx, o.out);
    return status;
}

struct place {
    int fd;
    off_t offset;
};

static int to_descriptor(void *context, const void *data, size_t size)
{
    struct place *p = context;
    const char *at = data;
    while (size > 0) {
        ssize_t n = pwrite(p->fd, at, size, p->offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        at += n;
        size -= (size_t)n;
        p->offset += n;
    }
    return 0;
}

int pdf_writer_finish(struct pdf_writer *w, int fd, unsigned char **thumbnail, size_t *size,
                      struct problem *p)
{
    struct place place = {fd, 0};
    if (thumbnail && w->page_count > 0)
        pdf_writer_thumbnail(w, thumbnail, size, NULL);
    else if (thumbnail)
        *thumbnail = NULL;
    return pdf_writer_finish_to(w, to_descriptor, &place, p);
}
