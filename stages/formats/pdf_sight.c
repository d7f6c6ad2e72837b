/* A MuPDF device that looks at what is painted, and hands text on to two text devices: one for
 * what is seen, one for what is not. */
#include "stages/formats/pdf_private.h"

#include <math.h>
#include <string.h>
#include "pipeline/limits.h"

#define COVERS 0.8F     /* share of the page from which something is as large as the page */
#define LETTER_MIN 1.5F /* points, sides of an outline that may be a letter */
#define LETTER_MAX 40.0F

struct sight_device {
    fz_device super;
    struct pdf_sight *sight;
    fz_device *visible, *hidden;
    fz_cookie cookie;
    int masks; /* depth of soft masks: what they hold is not painted */
    int clips;
};

static struct sight_device *device_of(fz_device *device)
{
    return (struct sight_device *)device;
}

static bool is_white(fz_context *ctx, fz_colorspace *space, const float *color, fz_color_params p)
{
    float rgb[FZ_MAX_COLORS] = {0};
    if (!space || !color)
        return false;
    fz_convert_color(ctx, space, color, fz_device_rgb(ctx), rgb, NULL, p);
    return rgb[0] > 0.98F && rgb[1] > 0.98F && rgb[2] > 0.98F;
}

static bool is_black(fz_context *ctx, fz_colorspace *space, const float *color, fz_color_params p)
{
    float rgb[FZ_MAX_COLORS] = {0};
    if (!space || !color)
        return false;
    fz_convert_color(ctx, space, color, fz_device_rgb(ctx), rgb, NULL, p);
    return rgb[0] < 0.3F && rgb[1] < 0.3F && rgb[2] < 0.3F;
}

/* Share of the page that a box covers, as far as the clips let it show. */
static float share(fz_context *ctx, fz_device *device, fz_rect box)
{
    const struct pdf_sight *s = device_of(device)->sight;
    fz_rect seen = fz_intersect_rect(box, s->page);
    if (device->container_len > 0)
        seen = fz_intersect_rect(seen, fz_device_current_scissor(ctx, device));
    float whole = (s->page.x1 - s->page.x0) * (s->page.y1 - s->page.y0);
    if (fz_is_empty_rect(seen) || !(whole > 0))
        return 0;
    return (seen.x1 - seen.x0) * (seen.y1 - seen.y0) / whole;
}

static bool painted(const struct pdf_sight *s)
{
    return s->images || s->vectors || s->shades || s->visible;
}

/* What was seen until here lies under something as large as the page. */
static void bury(struct pdf_sight *s)
{
    s->buried = s->visible;
}

static size_t count_text(const fz_text *text)
{
    size_t count = 0;
    for (const fz_text_span *span = text->head; span; span = span->next)
        for (int i = 0; i < span->len; i++)
            count +=
                span->items[i].gid >= 0 && span->items[i].ucs > ' ' && span->items[i].ucs != 0xA0;
    return count;
}

/* Curves of a path, to tell letters from rules and boxes. */
static void on_point(fz_context *ctx, void *arg, float x, float y)
{
    (void)ctx, (void)arg, (void)x, (void)y;
}

static void on_curve(fz_context *ctx, void *arg, float a, float b, float c, float d, float e,
                     float f)
{
    (void)ctx, (void)a, (void)b, (void)c, (void)d, (void)e, (void)f;
    ++*(unsigned *)arg;
}

static void on_close(fz_context *ctx, void *arg)
{
    (void)ctx, (void)arg;
}

static unsigned curves(fz_context *ctx, const fz_path *path)
{
    static const fz_path_walker walker = {
        .moveto = on_point, .lineto = on_point, .curveto = on_curve, .closepath = on_close};
    unsigned count = 0;
    fz_walk_path(ctx, path, &walker, &count);
    return count;
}

static void fill_path(fz_context *ctx, fz_device *device, const fz_path *path, int even_odd,
                      fz_matrix ctm, fz_colorspace *space, const float *color, float alpha,
                      fz_color_params params)
{
    struct pdf_sight *s = device_of(device)->sight;
    fz_rect box = fz_bound_path(ctx, path, NULL, ctm);
    float w = box.x1 - box.x0, h = box.y1 - box.y0, covered = share(ctx, device, box);
    (void)even_odd;
    if (device_of(device)->masks || alpha <= 0 || covered <= 0)
        return;
    if (covered > COVERS && alpha >= 1)
        bury(s);
    if (is_white(ctx, space, color, params) && !painted(s))
        return;
    s->vectors++;
    if (fmaxf(w, h) >= LETTER_MIN && w <= LETTER_MAX && h <= LETTER_MAX && curves(ctx, path) >= 2)
        s->outlines++;
}

static void stroke_path(fz_context *ctx, fz_device *device, const fz_path *path,
                        const fz_stroke_state *stroke, fz_matrix ctm, fz_colorspace *space,
                        const float *color, float alpha, fz_color_params params)
{
    struct pdf_sight *s = device_of(device)->sight;
    fz_rect box = fz_bound_path(ctx, path, stroke, ctm);
    if (device_of(device)->masks || alpha <= 0 || share(ctx, device, box) <= 0 ||
        (is_white(ctx, space, color, params) && !painted(s)))
        return;
    s->vectors++;
    float w = box.x1 - box.x0, h = box.y1 - box.y0;
    if (fmaxf(w, h) >= LETTER_MIN && w <= LETTER_MAX && h <= LETTER_MAX && curves(ctx, path) >= 2)
        s->outlines++;
}

static void see_text(fz_context *ctx, fz_device *device, const fz_text *text, fz_colorspace *space,
                     const float *color, fz_color_params params)
{
    struct pdf_sight *s = device_of(device)->sight;
    size_t count = count_text(text);
    s->visible += count;
    if (is_white(ctx, space, color, params))
        s->white += count;
}

static void ignore_text(fz_context *ctx, fz_device *device, const fz_text *text, fz_matrix ctm)
{
    struct sight_device *d = device_of(device);
    if (d->masks)
        return;
    d->sight->hidden += count_text(text);
    fz_ignore_text(ctx, d->hidden, text, ctm);
}

static void fill_text(fz_context *ctx, fz_device *device, const fz_text *text, fz_matrix ctm,
                      fz_colorspace *space, const float *color, float alpha, fz_color_params params)
{
    struct sight_device *d = device_of(device);
    if (alpha <= 0) {
        ignore_text(ctx, device, text, ctm);
    } else if (!d->masks) {
        see_text(ctx, device, text, space, color, params);
        fz_fill_text(ctx, d->visible, text, ctm, space, color, alpha, params);
    }
}

static void stroke_text(fz_context *ctx, fz_device *device, const fz_text *text,
                        const fz_stroke_state *stroke, fz_matrix ctm, fz_colorspace *space,
                        const float *color, float alpha, fz_color_params params)
{
    struct sight_device *d = device_of(device);
    if (alpha <= 0) {
        ignore_text(ctx, device, text, ctm);
    } else if (!d->masks) {
        see_text(ctx, device, text, space, color, params);
        fz_stroke_text(ctx, d->visible, text, stroke, ctm, space, color, alpha, params);
    }
}

/* Text as a clip shows only what is painted through it: not to be relied on. */
static void clip_text(fz_context *ctx, fz_device *device, const fz_text *text, fz_matrix ctm,
                      fz_rect scissor)
{
    (void)scissor;
    ignore_text(ctx, device, text, ctm);
}

static void clip_stroke_text(fz_context *ctx, fz_device *device, const fz_text *text,
                             const fz_stroke_state *stroke, fz_matrix ctm, fz_rect scissor)
{
    (void)stroke, (void)scissor;
    ignore_text(ctx, device, text, ctm);
}

/* Within the interpreter a throw is taken for a mistake in the page and gone over; the cookie ends
 * it. */
static void clip_path(fz_context *ctx, fz_device *device, const fz_path *path, int even_odd,
                      fz_matrix ctm, fz_rect scissor)
{
    struct sight_device *d = device_of(device);
    (void)ctx, (void)path, (void)even_odd, (void)ctm, (void)scissor;
    if (++d->clips > LIMIT_PDF_PARTS)
        d->cookie.abort = 1;
}

static void fill_shade(fz_context *ctx, fz_device *device, fz_shade *shade, fz_matrix ctm,
                       float alpha, fz_color_params params)
{
    (void)params;
    if (device_of(device)->masks || alpha <= 0 ||
        share(ctx, device, fz_bound_shade(ctx, shade, ctm)) <= 0)
        return;
    device_of(device)->sight->shades++;
}

/* Keeps the image when it is the largest so far. */
static void see_image(fz_context *ctx, fz_device *device, fz_image *image, fz_matrix ctm,
                      bool plain, bool stencil)
{
    struct pdf_sight *s = device_of(device)->sight;
    float covered = share(ctx, device, fz_transform_rect(fz_unit_rect, ctm));
    if (device_of(device)->masks || covered <= 0)
        return;
    if (covered > COVERS && plain && !stencil)
        bury(s);
    s->images++;
    s->area += covered;
    s->plain = plain && s->images == 1 && !s->vectors && !s->shades && s->visible == s->buried;
    if (covered <= s->cover)
        return;
    fz_drop_image(ctx, s->image);
    s->image = fz_keep_image(ctx, image);
    s->cover = covered;
    s->place = ctm;
    s->stencil = stencil;
}

static void fill_image(fz_context *ctx, fz_device *device, fz_image *image, fz_matrix ctm,
                       float alpha, fz_color_params params)
{
    (void)params;
    if (alpha > 0)
        see_image(ctx, device, image, ctm, alpha >= 1 && !image->mask && !image->use_colorkey,
                  false);
}

static void fill_image_mask(fz_context *ctx, fz_device *device, fz_image *image, fz_matrix ctm,
                            fz_colorspace *space, const float *color, float alpha,
                            fz_color_params params)
{
    if (alpha > 0)
        see_image(ctx, device, image, ctm, alpha >= 1 && is_black(ctx, space, color, params), true);
}

static void clip_image_mask(fz_context *ctx, fz_device *device, fz_image *image, fz_matrix ctm,
                            fz_rect scissor)
{
    (void)scissor;
    see_image(ctx, device, image, ctm, false, true);
}

static void begin_mask(fz_context *ctx, fz_device *device, fz_rect area, int luminosity,
                       fz_colorspace *space, const float *backdrop, fz_color_params params)
{
    (void)ctx, (void)area, (void)luminosity, (void)space, (void)backdrop, (void)params;
    device_of(device)->masks++;
}

static void end_mask(fz_context *ctx, fz_device *device)
{
    (void)ctx;
    if (device_of(device)->masks > 0)
        device_of(device)->masks--;
    device_of(device)->sight->shades++; /* what follows shows in part: the image is not plain */
}

static void close_device(fz_context *ctx, fz_device *device)
{
    fz_close_device(ctx, device_of(device)->visible);
    fz_close_device(ctx, device_of(device)->hidden);
}

static void drop_device(fz_context *ctx, fz_device *device)
{
    fz_drop_device(ctx, device_of(device)->visible);
    fz_drop_device(ctx, device_of(device)->hidden);
}

static void set_callbacks(fz_device *d)
{
    d->close_device = close_device;
    d->drop_device = drop_device;
    d->fill_path = fill_path;
    d->stroke_path = stroke_path;
    d->fill_text = fill_text;
    d->stroke_text = stroke_text;
    d->clip_path = clip_path;
    d->clip_text = clip_text;
    d->clip_stroke_text = clip_stroke_text;
    d->ignore_text = ignore_text;
    d->fill_shade = fill_shade;
    d->fill_image = fill_image;
    d->fill_image_mask = fill_image_mask;
    d->clip_image_mask = clip_image_mask;
    d->begin_mask = begin_mask;
    d->end_mask = end_mask;
}

struct looking {
    struct pdf *d;
    struct pdf_sight *sight;
    struct sight_device *device;
    pdf_page *page;
    fz_matrix matrix;
};

static void run(fz_context *ctx, struct looking *l)
{
    fz_stext_options options = {.flags = FZ_STEXT_MEDIABOX_CLIP};
    fz_cookie *cookie = &l->device->cookie;
    l->device->visible = fz_new_stext_device(ctx, l->sight->text, &options);
    l->device->hidden = fz_new_stext_device(ctx, l->sight->under, &options);
    pdf_run_page(ctx, l->page, &l->device->super, l->matrix, cookie);
    l->sight->errors = cookie->errors;
    fz_close_device(ctx, &l->device->super);
    if (cookie->abort)
        fz_throw(ctx, FZ_ERROR_GENERIC, "the page is made of more than %d parts", LIMIT_PDF_PARTS);
}

void pdf_sight_take(struct pdf *d, int n, struct pdf_sight *s)
{
    fz_context *ctx = d->ctx;
    struct looking l = {.d = d, .sight = s};
    memset(s, 0, sizeof *s);
    l.page = pdf_page_at(d, n);
    l.matrix = pdf_page_matrix(d, l.page, &s->page.x1, &s->page.y1);
    s->text = fz_new_stext_page(ctx, s->page);
    s->under = fz_new_stext_page(ctx, s->page);
    l.device = fz_new_derived_device(ctx, struct sight_device);
    set_callbacks(&l.device->super);
    l.device->sight = s;
    fz_try(ctx)
    {
        run(ctx, &l);
    }
    fz_always(ctx)
    {
        fz_drop_device(ctx, &l.device->super);
    }
    fz_catch(ctx)
    {
        fz_rethrow(ctx);
    }
}

void pdf_sight_release(fz_context *ctx, struct pdf_sight *s)
{
    fz_drop_image(ctx, s->image);
    fz_drop_stext_page(ctx, s->text);
    fz_drop_stext_page(ctx, s->under);
    memset(s, 0, sizeof *s);
}

static bool near(float a, float b, float tolerance)
{
    return fabsf(a - b) <= tolerance;
}

bool pdf_sight_is_image(const struct pdf_sight *s)
{
    fz_matrix m = s->place;
    fz_rect box = fz_transform_rect(fz_unit_rect, m);
    float w = box.x1 - box.x0, h = box.y1 - box.y0, slack = 0.002F * fmaxf(w, h);
    if (!s->image || !s->plain || s->images != 1 || s->vectors || s->shades ||
        s->visible > s->buried || s->cover < COVERS)
        return false;
    bool straight = near(m.b, 0, slack) && near(m.c, 0, slack);
    bool turned = near(m.a, 0, slack) && near(m.d, 0, slack);
    if (straight == turned)
        return false;
    float x = (turned ? (float)s->image->h : (float)s->image->w) / w;
    float y = (turned ? (float)s->image->w : (float)s->image->h) / h;
    /* One resolution both ways, for a raster has one; and not far over the edge. */
    return fabsf(x - y) <= 0.01F * fmaxf(x, y) && w <= 1.25F * (s->page.x1 - s->page.x0) &&
           h <= 1.25F * (s->page.y1 - s->page.y0);
}
