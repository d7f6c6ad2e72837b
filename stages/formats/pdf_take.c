/* Cutting a page out: its size, its resources and its content, nothing else. */
#include "stages/formats/pdf_write_private.h"

#include <math.h>

pdf_obj *pdf_draft_resource(fz_context *ctx, struct pdf_draft *draft, pdf_obj *category)
{
    pdf_obj *dict = pdf_dict_get(ctx, draft->resources, category);
    if (!pdf_is_dict(ctx, dict))
        return pdf_dict_put_dict(ctx, draft->resources, category, 4);
    if (!pdf_is_indirect(ctx, dict))
        return dict;
    /* Shared with other pages: what is added is for this one. */
    pdf_dict_put_drop(ctx, draft->resources, category, pdf_copy_dict(ctx, dict));
    return pdf_dict_get(ctx, draft->resources, category);
}

/* A copy of the page's own, for resources are often shared between pages. */
static void take_resources(struct pdf_writer *w, struct pdf_source *s, pdf_obj *from,
                           struct pdf_draft *draft)
{
    fz_context *ctx = w->ctx;
    static const char *const categories[] = {"ExtGState", "ColorSpace", "Pattern", "Shading",
                                             "XObject",   "Font",       "ProcSet", "Properties"};
    pdf_obj *old = pdf_dict_get_inheritable(ctx, from, PDF_NAME(Resources));
    draft->resources = pdf_dict_put_dict(ctx, draft->page, PDF_NAME(Resources), 8);
    if (!pdf_is_dict(ctx, old))
        return;
    pdf_clean(&s->cleaning, old);
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++) {
        pdf_obj *category = pdf_dict_gets(ctx, old, categories[i]);
        if (category)
            pdf_dict_puts_drop(ctx, draft->resources, categories[i],
                               pdf_graft_mapped_object(ctx, s->map, category));
    }
}

static void take_box(fz_context *ctx, pdf_obj *from, pdf_obj *to, pdf_obj *key)
{
    pdf_obj *box = pdf_dict_get_inheritable(ctx, from, key);
    fz_rect rect = pdf_to_rect(ctx, box);
    if (pdf_array_len(ctx, box) == 4 && !fz_is_empty_rect(rect))
        pdf_dict_put_rect(ctx, to, key, rect);
}

static void take_geometry(fz_context *ctx, pdf_obj *from, pdf_obj *to)
{
    float unit = pdf_dict_get_real(ctx, from, PDF_NAME(UserUnit));
    int turn = pdf_to_int(ctx, pdf_dict_get_inheritable(ctx, from, PDF_NAME(Rotate))) % 360;
    pdf_dict_put_rect(ctx, to, PDF_NAME(MediaBox), fz_make_rect(0, 0, 612, 792));
    take_box(ctx, from, to, PDF_NAME(MediaBox));
    take_box(ctx, from, to, PDF_NAME(CropBox));
    if (isfinite(unit) && unit > 0 && unit != 1)
        pdf_dict_put_real(ctx, to, PDF_NAME(UserUnit), unit);
    turn = turn < 0 ? turn + 360 : turn;
    pdf_dict_put_int(ctx, to, PDF_NAME(Rotate), (turn + 45) / 90 % 4 * 90); /* as MuPDF reads it */
}

/* The content streams one by one; the dictionaries of some lead elsewhere. */
static void take_contents(struct pdf_writer *w, struct pdf_source *s, pdf_obj *from,
                          struct pdf_draft *draft)
{
    fz_context *ctx = w->ctx;
    pdf_obj *old = pdf_dict_get(ctx, from, PDF_NAME(Contents));
    pdf_obj *list = pdf_dict_put_array(ctx, draft->page, PDF_NAME(Contents), 3);
    int count = pdf_is_stream(ctx, old) ? 1 : pdf_array_len(ctx, old);
    for (int i = 0; i < count; i++) {
        pdf_obj *stream = pdf_is_stream(ctx, old) ? old : pdf_array_get(ctx, old, i);
        if (!pdf_is_stream(ctx, stream))
            continue;
        pdf_clean(&s->cleaning, stream);
        pdf_array_push_drop(ctx, list, pdf_graft_mapped_object(ctx, s->map, stream));
    }
}

void pdf_take_page(struct pdf_writer *w, struct pdf_source *s, int n, struct pdf_draft *draft)
{
    fz_context *ctx = w->ctx;
    s->d->loaded = 0; /* loaded anew: appearances that were made up before are forgotten */
    pdf_page *page = pdf_page_at(s->d, n);
    pdf_obj *group = pdf_dict_get(ctx, page->obj, PDF_NAME(Group));
    pdf_bake_begin(w, s, page, draft);
    take_geometry(ctx, page->obj, draft->page);
    take_resources(w, s, page->obj, draft);
    take_contents(w, s, page->obj, draft);
    if (pdf_is_dict(ctx, group)) {
        pdf_clean(&s->cleaning, group);
        pdf_dict_put_drop(ctx, draft->page, PDF_NAME(Group),
                          pdf_graft_mapped_object(ctx, s->map, group));
    }
    pdf_bake_end(w, s, draft);
    if (s->cleaning.layers && !s->layers_done)
        pdf_copy_layers(w, s);
}
