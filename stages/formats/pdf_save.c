/* Out of the writer: the picture of its first page, and the file. */
#include "stages/formats/image.h"
#include "stages/formats/pdf_write_private.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THUMBNAIL_WIDTH 180
#define THUMBNAIL_HEIGHT 250

struct picture {
    struct pdf_writer *w;
    pdf_page *page;
    fz_pixmap *pixmap;
    fz_device *device;
};

/* What is taken is dropped by release_picture, also after an exception. */
static void draw_first(fz_context *ctx, void *arg)
{
    struct picture *c = arg;
    fz_cookie cookie = {0};
    c->page = pdf_load_page(ctx, c->w->doc, 0);
    fz_rect box = pdf_bound_page(ctx, c->page);
    float w = fmaxf(box.x1 - box.x0, 1), h = fmaxf(box.y1 - box.y0, 1);
    float scale = fminf(THUMBNAIL_WIDTH / w, THUMBNAIL_HEIGHT / h);
    c->pixmap = fz_new_pixmap(ctx, fz_device_rgb(ctx), (int)fz_clamp(w * scale, 1, THUMBNAIL_WIDTH),
                              (int)fz_clamp(h * scale, 1, THUMBNAIL_HEIGHT), NULL, 0);
    fz_clear_pixmap_with_value(ctx, c->pixmap, 255);
    fz_matrix m = fz_concat(fz_translate(-box.x0, -box.y0), fz_scale(scale, scale));
    c->device = fz_new_draw_device(ctx, m, c->pixmap);
    pdf_run_page(ctx, c->page, c->device, fz_identity, &cookie);
    fz_close_device(ctx, c->device);
}

static void release_picture(fz_context *ctx, struct picture *c)
{
    fz_drop_device(ctx, c->device);
    fz_drop_pixmap(ctx, c->pixmap);
    if (c->page)
        fz_drop_page(ctx, &c->page->super);
}

static int to_png(fz_context *ctx, fz_pixmap *pixmap, unsigned char **png, size_t *size)
{
    struct raster drawn = {.data = fz_pixmap_samples(ctx, pixmap),
                           .width = fz_pixmap_width(ctx, pixmap),
                           .height = fz_pixmap_height(ctx, pixmap),
                           .stride = fz_pixmap_stride(ctx, pixmap),
                           .channels = 3};
    return image_to_png(&drawn, png, size);
}

int pdf_writer_thumbnail(struct pdf_writer *w, unsigned char **png, size_t *size, struct problem *p)
{
    struct picture c = {.w = w};
    int status = w->page_count > 0 ? pdf_guard(w->ctx, p, draw_first, &c)
                                   : problem_set(p, "empty", "the document has no pages");
    *png = NULL;
    *size = 0;
    if (status == 0 && to_png(w->ctx, c.pixmap, png, size) < 0)
        status = problem_set(p, "memory", "out of memory");
    release_picture(w->ctx, &c);
    return status;
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

int pdf_writer_finish(struct pdf_writer *w,
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
