/* Opening a document, its pages, and the seam where exceptions become problems. */
#include "stages/formats/pdf_private.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/limits.h"

struct source {
    int fd; /* borrowed */
    int64_t size;
    unsigned char buffer[16384];
};

static int source_next(fz_context *ctx, fz_stream *stream, size_t max)
{
    struct source *s = stream->state;
    ssize_t got;
    (void)max;
    do
        got = pread(s->fd, s->buffer, sizeof s->buffer, stream->pos);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        fz_throw(ctx, FZ_ERROR_GENERIC, "cannot read: %s", strerror(errno));
    stream->rp = s->buffer;
    stream->wp = s->buffer + got;
    stream->pos += got;
    return got > 0 ? *stream->rp++ : EOF;
}

static void source_seek(fz_context *ctx, fz_stream *stream, int64_t offset, int whence)
{
    struct source *s = stream->state;
    int64_t base = whence == SEEK_END ? s->size : whence == SEEK_CUR ? stream->pos : 0;
    if (offset < -base || offset > INT64_MAX - base)
        fz_throw(ctx, FZ_ERROR_GENERIC, "cannot seek");
    stream->pos = base + offset;
    stream->rp = stream->wp = s->buffer;
}

static void source_drop(fz_context *ctx, void *state)
{
    fz_free(ctx, state);
}

static fz_stream *source_open(fz_context *ctx, int fd)
{
    struct stat status;
    struct source *s = fz_malloc_struct(ctx, struct source);
    s->fd = fd;
    s->size = fstat(fd, &status) == 0 ? status.st_size : 0;
    fz_stream *stream = fz_new_stream(ctx, s, source_next, source_drop); /* frees s on failure */
    stream->seek = source_seek;
    return stream;
}

static const char *code_of(fz_context *ctx)
{
    if (fz_caught(ctx) == FZ_ERROR_MEMORY)
        return "memory";
    const char *said = fz_caught_message(ctx);
    return strstr(said, "crypt") ? "encrypted" : "broken";
}

int pdf_guard(fz_context *ctx, struct problem *p, pdf_body *body, void *arg)
{
    int status = 0;
    fz_var(status);
    fz_try(ctx)
    {
        body(ctx, arg);
    }
    fz_catch(ctx)
    {
        status = problem_set(p, code_of(ctx), "%s", fz_caught_message(ctx));
    }
    return status;
}

static void count_warning(void *user, const char *message)
{
    (void)message;
    if (user)
        ++*(unsigned *)user;
}

fz_context *pdf_context(unsigned *warnings)
{
    fz_context *ctx = fz_new_context(NULL, NULL, PDF_STORE);
    if (!ctx)
        return NULL;
    fz_set_warning_callback(ctx, count_warning, warnings);
    fz_set_error_callback(ctx, count_warning, warnings);
    return ctx;
}

struct opening {
    struct pdf *d;
    fz_stream *stream;
    int fd;
    bool locked, too_long;
};

static void open_document(fz_context *ctx, void *arg)
{
    struct opening *o = arg;
    o->stream = source_open(ctx, o->fd);
    o->d->doc = pdf_open_document_with_stream(ctx, o->stream);
    o->locked = pdf_needs_password(ctx, o->d->doc);
    if (!o->locked)
        o->too_long = pdf_tree_walk(o->d) < 0;
}

struct pdf *pdf_open_within(fz_context *ctx, int fd, struct problem *p)
{
    struct pdf *d = calloc(1, sizeof *d);
    struct opening o = {d, NULL, fd, false, false};
    if (!d) {
        problem_set(p, "memory", "out of memory");
        return NULL;
    }
    d->ctx = ctx;
    int status = pdf_guard(ctx, p, open_document, &o);
    fz_drop_stream(ctx, o.stream);
    if (status == 0 && o.locked)
        status = problem_set(p, "encrypted", "the document wants a password");
    else if (status == 0 && o.too_long)
        status = problem_set(p, "limit-pages", "more than %d pages", LIMIT_PAGES);
    else if (status == 0 && d->count == 0)
        status = problem_set(p, "broken", "the document has no pages");
    if (status == 0)
        return d;
    pdf_close(d);
    return NULL;
}

struct pdf *pdf_open(int fd, struct problem *p)
{
    fz_context *ctx = pdf_context(NULL);
    if (!ctx) {
        problem_set(p, "memory", "out of memory");
        return NULL;
    }
    struct pdf *d = pdf_open_within(ctx, fd, p);
    if (!d) {
        fz_drop_context(ctx);
        return NULL;
    }
    d->own = true;
    fz_set_warning_callback(ctx, count_warning, &d->warnings);
    fz_set_error_callback(ctx, count_warning, &d->warnings);
    return d;
}

static void drop_page(struct pdf *d)
{
    if (d->page)
        fz_drop_page(d->ctx, &d->page->super);
    d->page = NULL;
}

void pdf_close(struct pdf *d)
{
    if (!d)
        return;
    fz_context *ctx = d->ctx;
    for (int i = 0; i < d->count; i++)
        pdf_drop_obj(ctx, d->pages[i]);
    fz_free(ctx, d->pages);
    drop_page(d);
    pdf_drop_document(ctx, d->doc);
    if (d->own)
        fz_drop_context(ctx);
    free(d);
}

int pdf_pages(const struct pdf *d)
{
    return d->count;
}

pdf_page *pdf_page_at(struct pdf *d, int n)
{
    fz_context *ctx = d->ctx;
    if (n < 1 || n > d->count)
        fz_throw(ctx, FZ_ERROR_GENERIC, "there is no page %d", n);
    if (d->page && d->loaded == n)
        return d->page;
    drop_page(d);
    if (!pdf_tree_leaf(ctx, d->pages[n - 1]))
        fz_throw(ctx, FZ_ERROR_GENERIC, "page %d is not in the file", n);
    d->page = pdf_load_page(ctx, d->doc, n - 1);
    d->loaded = n;
    if (pdf_first_annot(ctx, d->page) || pdf_first_widget(ctx, d->page))
        pdf_update_page(ctx, d->page);
    return d->page;
}

fz_matrix pdf_page_matrix(struct pdf *d, pdf_page *page, float *width, float *height)
{
    fz_rect box = pdf_bound_page(d->ctx, page);
    float w = box.x1 - box.x0, h = box.y1 - box.y0;
    if (!isfinite(box.x0) || !isfinite(box.y0) || !isfinite(w) || !isfinite(h))
        fz_throw(d->ctx, FZ_ERROR_GENERIC, "the page has no size");
    float longest = fmaxf(w, h), scale = longest > PDF_POINTS_MAX ? PDF_POINTS_MAX / longest : 1;
    *width = fminf(fmaxf(w * scale, 1), PDF_POINTS_MAX);
    *height = fminf(fmaxf(h * scale, 1), PDF_POINTS_MAX);
    return fz_concat(fz_translate(-box.x0, -box.y0), fz_scale(scale, scale));
}
