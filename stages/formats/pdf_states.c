/* Optional content: which layers are hidden. */
#include "stages/formats/pdf_write_private.h"

#define LAYERS_MAX 5000

/* Appends copies of the layers in list to the array. Numbers stay those of the page's content,
 * for the map knows them. */
static void append(struct pdf_writer *w, struct pdf_source *s, pdf_obj *list, pdf_obj *array)
{
    fz_context *ctx = w->ctx;
    for (int i = 0; i < pdf_array_len(ctx, list) && i < LAYERS_MAX; i++) {
        pdf_obj *layer = pdf_array_get(ctx, list, i);
        if (!pdf_is_indirect(ctx, layer) || !pdf_is_dict(ctx, layer))
            continue;
        pdf_clean(&s->cleaning, layer);
        pdf_array_push_drop(ctx, array, pdf_graft_mapped_object(ctx, s->map, layer));
    }
}

static pdf_obj *array_in(fz_context *ctx, pdf_obj *dict, const char *key)
{
    pdf_obj *array = pdf_dict_gets(ctx, dict, key);
    if (!array) {
        array = pdf_new_array(ctx, pdf_get_bound_document(ctx, dict), 4);
        pdf_dict_puts_drop(ctx, dict, key, array);
    }
    return array;
}

/* Layers that are off: those of /OFF, or, where all are off to begin with, those not in /ON. */
static void append_hidden(struct pdf_writer *w, struct pdf_source *s, pdf_obj *from, pdf_obj *off)
{
    fz_context *ctx = w->ctx;
    pdf_obj *state = pdf_dict_get(ctx, from, PDF_NAME(D));
    pdf_obj *all = pdf_dict_get(ctx, from, PDF_NAME(OCGs));
    pdf_obj *on = pdf_dict_get(ctx, state, PDF_NAME(ON));
    append(w, s, pdf_dict_get(ctx, state, PDF_NAME(OFF)), off);
    if (!pdf_name_eq(ctx, pdf_dict_get(ctx, state, PDF_NAME(BaseState)), PDF_NAME(OFF)))
        return;
    for (int i = 0; i < pdf_array_len(ctx, all) && i < LAYERS_MAX; i++) {
        pdf_obj *layer = pdf_array_get(ctx, all, i);
        if (pdf_is_indirect(ctx, layer) && pdf_is_dict(ctx, layer) &&
            !pdf_array_contains(ctx, on, layer))
            pdf_array_push_drop(ctx, off, pdf_graft_mapped_object(ctx, s->map, layer));
    }
}

void pdf_copy_layers(struct pdf_writer *w, struct pdf_source *s)
{
    fz_context *ctx = w->ctx;
    pdf_obj *from = pdf_dict_getp(ctx, pdf_trailer(ctx, s->d->doc), "Root/OCProperties");
    pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, w->doc), PDF_NAME(Root));
    s->layers_done = true;
    if (!pdf_is_dict(ctx, from))
        return;
    pdf_obj *to = pdf_dict_get(ctx, root, PDF_NAME(OCProperties));
    if (!to)
        to = pdf_dict_put_dict(ctx, root, PDF_NAME(OCProperties), 2);
    pdf_obj *state = pdf_dict_get(ctx, to, PDF_NAME(D));
    if (!state)
        state = pdf_dict_put_dict(ctx, to, PDF_NAME(D), 3);
    append(w, s, pdf_dict_get(ctx, from, PDF_NAME(OCGs)), array_in(ctx, to, "OCGs"));
    append_hidden(w, s, from, array_in(ctx, state, "OFF"));
    /* States that depend on whether the page is shown or printed. */
    pdf_obj *usage = pdf_dict_getp(ctx, from, "D/AS");
    if (!pdf_is_array(ctx, usage))
        return;
    pdf_clean(&s->cleaning, usage);
    for (int i = 0; i < pdf_array_len(ctx, usage) && i < LAYERS_MAX; i++)
        pdf_array_push_drop(ctx, array_in(ctx, state, "AS"),
                            pdf_graft_mapped_object(ctx, s->map, pdf_array_get(ctx, usage, i)));
}
