/* Pixels of a page: its one image at the image's own resolution, or a rendering. */
#include "stages/formats/pdf_private.h"

#include <limits.h>
#include <math.h>
#include <string.h>
#include "pipeline/limits.h"

#define DPI_MIN 36.0F
#define DPI_MAX 600.0F
#define EDGE 0.02F /* of a side: margins of the image up to here are taken for its edge */

struct shot {
    struct pdf *d;
    int n;
    float dpi;
    struct raster *out;
    struct pdf_sight sight;
    fz_pixmap *pixmap, *converted;
    fz_device *device;
    bool full; /* the raster could not be had: too large, or no memory */
    bool fits; /* the image could stand for the page */
};

/* Rows of a pixmap without alpha, 1 or 3 components, into a raster. */
static void copy_rows(const fz_pixmap *from, struct raster *to)
{
    for (int y = 0; y < to->height; y++)
        memcpy(to->data + (size_t)y * (size_t)to->stride,
               from->samples + (size_t)y * (size_t)from->stride,
               (size_t)to->width * (size_t)to->channels);
}

static bool is_gray(const fz_pixmap *p)
{
    for (int y = 0; y < p->h; y++) {
        const unsigned char *s = p->samples + (size_t)y * (size_t)p->stride;
        for (int x = 0; x < p->w; x++, s += 3)
            if (s[0] != s[1] || s[1] != s[2])
                return false;
    }
    return true;
}

static bool is_white(const struct raster *r)
{
    size_t size = (size_t)r->stride * (size_t)r->height;
    return r->data[0] == 255 && memcmp(r->data, r->data + 1, size - 1) == 0;
}

/* A raster of a pixmap without alpha; gray when no pixel has a color. Throws. */
static void take_raster(fz_context *ctx, struct shot *s, fz_pixmap *pixmap)
{
    if (pixmap->n == 3 && is_gray(pixmap)) {
        s->converted = fz_convert_pixmap(ctx, pixmap, fz_device_gray(ctx), NULL, NULL,
                                         fz_default_color_params, 0);
        pixmap = s->converted;
    }
    s->full = raster_init(s->out, pixmap->w, pixmap->h, pixmap->n) < 0;
    if (!s->full)
        copy_rows(pixmap, s->out);
}

/* Resolution at which the page has no more pixels than are allowed. */
static float bounded_dpi(float dpi, float width, float height)
{
    float wanted = isfinite(dpi) ? fminf(fmaxf(dpi, DPI_MIN), DPI_MAX) : 200;
    float most = 72 * sqrtf((float)LIMIT_PIXELS * 0.99F / (width * height));
    return fminf(wanted, most);
}

static void render(fz_context *ctx, void *arg)
{
    struct shot *s = arg;
    float width, height;
    fz_cookie cookie = {0};
    unsigned warned = s->d->warnings;
    pdf_page *page = pdf_page_at(s->d, s->n);
    fz_matrix matrix = pdf_page_matrix(s->d, page, &width, &height);
    float dpi = bounded_dpi(s->dpi, width, height);
    int w = (int)fmaxf(1, roundf(width * dpi / 72)), h = (int)fmaxf(1, roundf(height * dpi / 72));
    s->pixmap = fz_new_pixmap(ctx, fz_device_rgb(ctx), w, h, NULL, 0);
    fz_clear_pixmap_with_value(ctx, s->pixmap, 255);
    matrix = fz_concat(matrix, fz_scale(dpi / 72, dpi / 72));
    s->device = fz_new_draw_device(ctx, matrix, s->pixmap);
    pdf_run_page(ctx, page, s->device, fz_identity, &cookie);
    fz_close_device(ctx, s->device);
    take_raster(ctx, s, s->pixmap);
    if (s->full)
        return;
    s->out->dpi = dpi;
    if ((cookie.errors || s->d->warnings != warned) && is_white(s->out))
        fz_throw(ctx, FZ_ERROR_GENERIC, "nothing of the page can be shown");
}

/* The image's own pixels, gray or RGB. Throws. */
static fz_pixmap *own_pixels(fz_context *ctx, struct shot *s)
{
    fz_image *image = s->sight.image;
    s->pixmap = fz_get_unscaled_pixmap_from_image(ctx, image);
    if (s->pixmap->n == 1)
        return s->pixmap; /* gray, or the alpha of a stencil */
    fz_colorspace *to = fz_colorspace_is_gray(ctx, s->pixmap->colorspace) ? fz_device_gray(ctx)
                                                                          : fz_device_rgb(ctx);
    if (s->pixmap->alpha || s->pixmap->colorspace != to)
        s->converted =
            fz_convert_pixmap(ctx, s->pixmap, to, NULL, NULL, fz_default_color_params, 0);
    return s->converted ? s->converted : s->pixmap;
}

/* Pixels between the page's edge and the image's; near enough counts as none. */
static int margin(float points, float side, float scale)
{
    return fabsf(points) <= EDGE * 0.1F * side ? 0 : (int)lroundf(points * scale);
}

struct placing {
    const fz_pixmap *from;
    struct raster *to;
    int left, top;     /* of the image in the raster, may be negative */
    int width, height; /* of the image as it is placed */
    bool turned, flip_x, flip_y;
    unsigned char invert;
};

/* Nearly all images stand upright in their page: their rows are copied whole. */
static bool is_plain(const struct placing *p)
{
    return !p->turned && !p->flip_x && !p->invert && p->from->n == p->to->channels;
}

static void copy_row(const struct placing *p, int y)
{
    const fz_pixmap *f = p->from;
    int row = y - p->top, left = p->left > 0 ? p->left : 0;
    int right = p->left + p->width < p->to->width ? p->left + p->width : p->to->width;
    if (row < 0 || row >= p->height || right <= left)
        return;
    size_t v = (size_t)(p->flip_y ? f->h - 1 - row : row), n = (size_t)f->n;
    memcpy(p->to->data + (size_t)y * (size_t)p->to->stride + (size_t)left * n,
           f->samples + v * (size_t)f->stride + (size_t)(left - p->left) * n,
           (size_t)(right - left) * n);
}

/* One row of the raster. */
static void place_row(const struct placing *p, int y)
{
    const fz_pixmap *f = p->from;
    int row = y - p->top, n = p->to->channels;
    unsigned char *out = p->to->data + (size_t)y * (size_t)p->to->stride;
    for (int x = 0; x < p->to->width; x++, out += n) {
        int column = x - p->left;
        if (row < 0 || row >= p->height || column < 0 || column >= p->width)
            continue;
        int u = p->turned ? row : column, v = p->turned ? column : row;
        u = p->flip_x ? f->w - 1 - u : u;
        v = p->flip_y ? f->h - 1 - v : v;
        const unsigned char *in =
            f->samples + (size_t)v * (size_t)f->stride + (size_t)u * (size_t)f->n;
        for (int i = 0; i < n; i++)
            out[i] = in[i] ^ p->invert;
    }
}

static void place_image(fz_context *ctx, void *arg)
{
    struct shot *s = arg;
    fz_matrix m = s->sight.place;
    fz_rect box = fz_transform_rect(fz_unit_rect, m), page = s->sight.page;
    fz_pixmap *from = own_pixels(ctx, s);
    bool turned = fabsf(m.b) > fabsf(m.a);
    struct placing p = {.from = from, .to = s->out, .turned = turned};
    p.width = turned ? from->h : from->w;
    p.height = turned ? from->w : from->h;
    float scale = (float)p.width / (box.x1 - box.x0);
    p.left = margin(box.x0, page.x1, scale);
    p.top = margin(box.y0, page.y1, scale);
    int right = margin(page.x1 - box.x1, page.x1, scale);
    int bottom = margin(page.y1 - box.y1, page.y1, scale);
    /* u runs along the image's rows, v down its columns: MuPDF's devices get the unit square with
     * the first row of pixels at y = 0. */
    p.flip_x = turned ? m.b < 0 : m.a < 0;
    p.flip_y = turned ? m.c < 0 : m.d < 0;
    p.invert = s->sight.stencil ? 255 : 0;
    s->full = raster_init(s->out, p.left + p.width + right, p.top + p.height + bottom,
                          from->n == 1 ? 1 : 3) < 0;
    if (s->full)
        return;
    memset(s->out->data, 255, (size_t)s->out->stride * (size_t)s->out->height);
    for (int y = 0; y < s->out->height; y++)
        if (is_plain(&p))
            copy_row(&p, y);
        else
            place_row(&p, y);
    s->out->dpi = scale * 72;
}

static void look(fz_context *ctx, void *arg)
{
    struct shot *s = arg;
    (void)ctx;
    pdf_sight_take(s->d, s->n, &s->sight);
    const fz_image *image = s->sight.image;
    s->fits = pdf_sight_is_image(&s->sight) &&
              (unsigned long long)image->w * (unsigned long long)image->h <= LIMIT_PIXELS / 2;
}

static void release(struct shot *s)
{
    fz_context *ctx = s->d->ctx;
    pdf_sight_release(ctx, &s->sight);
    fz_drop_device(ctx, s->device);
    fz_drop_pixmap(ctx, s->pixmap);
    fz_drop_pixmap(ctx, s->converted);
    s->device = NULL;
    s->pixmap = s->converted = NULL;
}

int pdf_pixels(struct pdf *d, int n, enum page_source source, float dpi, struct raster *r,
               struct problem *p)
{
    struct shot s = {.d = d, .n = n, .dpi = dpi, .out = r};
    int status = -1;
    memset(r, 0, sizeof *r);
    if (source == PAGE_IMAGE && pdf_guard(d->ctx, NULL, look, &s) == 0 && s.fits)
        status = pdf_guard(d->ctx, NULL, place_image, &s);
    release(&s);
    if (status < 0 || s.full) {
        raster_release(r);
        s.full = false;
        status = pdf_guard(d->ctx, p, render, &s);
        release(&s);
    }
    if (status == 0 && s.full)
        status = problem_set(p, "limit-pixels", "the page has too many pixels");
    if (status < 0)
        raster_release(r);
    return status;
}
