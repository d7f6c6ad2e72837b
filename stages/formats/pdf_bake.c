/* Annotations and form fields become part of the page: their appearance streams are painted by
 * its content (ISO 32000-1, 12.5.5), and the annotations themselves are not copied. */
#include "stages/formats/pdf_write_private.h"

#include <string.h>

#define ANNOTATIONS_MAX 5000 /* a page */

/* How the content of a page leaves the stack of graphics states. */
struct balance {
    int depth, lowest;
};

/* Skips the bytes of an inline image, up to EI between white space. */
static void skip_image(fz_context *ctx, fz_stream *content)
{
    int before[3] = {0, 0, 0}, c;
    while ((c = fz_read_byte(ctx, content)) != EOF) {
        bool space = c <= ' ';
        if (space && before[2] == 'I' && before[1] == 'E' && before[0] <= ' ')
            return;
        before[0] = before[1];
        before[1] = before[2];
        before[2] = c;
    }
}

static void count_states(fz_context *ctx, fz_stream *content, pdf_lexbuf *word, struct balance *b)
{
    for (;;) {
        pdf_token token = pdf_lex(ctx, content, word);
        if (token == PDF_TOK_EOF)
            return;
        if (token != PDF_TOK_KEYWORD)
            continue;
        if (!strcmp(word->scratch, "q"))
            b->depth++;
        else if (!strcmp(word->scratch, "Q"))
            b->depth--;
        else if (!strcmp(word->scratch, "ID"))
            skip_image(ctx, content);
        b->lowest = b->depth < b->lowest ? b->depth : b->lowest;
    }
}

struct counting {
    pdf_document *doc;
    pdf_obj *contents;
    struct balance *balance;
};

static void count_content(fz_context *ctx, void *arg)
{
    struct counting *c = arg;
    pdf_lexbuf word;
    fz_stream *content = pdf_open_contents_stream(ctx, c->doc, c->contents);
    pdf_lexbuf_init(ctx, &word, PDF_LEXBUF_SMALL);
    fz_try(ctx)
    {
        count_states(ctx, content, &word, c->balance);
    }
    fz_always(ctx)
    {
        pdf_lexbuf_fin(ctx, &word);
        fz_drop_stream(ctx, content);
    }
    fz_catch(ctx)
    {
        fz_rethrow(ctx);
    }
}

/* Puts the page's own content between states, so that what follows starts from the page's own
 * space whatever the content leaves behind. */
static void enclose(struct pdf_source *s, pdf_obj *contents, struct pdf_draft *draft)
{
    fz_context *ctx = s->d->ctx;
    struct balance b = {0, 0};
    struct counting c = {s->d->doc, contents, &b};
    pdf_guard(ctx, NULL, count_content, &c);
    for (int i = 0; i < 1 - b.lowest; i++)
        fz_append_string(ctx, draft->before, "q\n");
    for (int i = 0; i < 1 - b.lowest + b.depth; i++)
        fz_append_string(ctx, draft->after, "\nQ");
    fz_append_string(ctx, draft->after, "\n");
}

static bool is_seen(struct pdf_source *s, pdf_annot *annotation)
{
    fz_context *ctx = s->d->ctx;
    pdf_obj *object = pdf_annot_obj(ctx, annotation);
    int flags = pdf_dict_get_int(ctx, object, PDF_NAME(F));
    enum pdf_annot_type type = pdf_annot_type(ctx, annotation);
    pdf_obj *layer = pdf_dict_get(ctx, object, PDF_NAME(OC));
    if (flags & (PDF_ANNOT_IS_HIDDEN | PDF_ANNOT_IS_NO_VIEW))
        return false;
    if (type == PDF_ANNOT_POPUP || type == PDF_ANNOT_LINK)
        return false;
    return !layer || !pdf_is_ocg_hidden(ctx, s->d->doc, NULL, "View", layer);
}

/* An appearance stream need not say that it is a form, nor have resources of its own. */
static void complete(struct pdf_source *s, pdf_obj *appearance)
{
    fz_context *ctx = s->d->ctx;
    pdf_dict_put(ctx, appearance, PDF_NAME(Type), PDF_NAME(XObject));
    pdf_dict_put(ctx, appearance, PDF_NAME(Subtype), PDF_NAME(Form));
    if (pdf_dict_get(ctx, appearance, PDF_NAME(Resources)))
        return;
    pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, s->d->doc), PDF_NAME(Root));
    pdf_obj *shared = pdf_dict_getp(ctx, root, "AcroForm/DR");
    if (pdf_is_dict(ctx, shared))
        pdf_dict_put(ctx, appearance, PDF_NAME(Resources), shared);
}

/* An appearance that MuPDF made up has a number past those that the map was made for. */
static pdf_obj *copy(struct pdf_writer *w, struct pdf_source *s, pdf_obj *appearance)
{
    if (pdf_to_num(w->ctx, appearance) < s->map_size)
        return pdf_graft_mapped_object(w->ctx, s->map, appearance);
    return pdf_graft_object(w->ctx, w->doc, appearance);
}

static void paint(struct pdf_writer *w, struct pdf_source *s, pdf_annot *annotation, int number,
                  struct pdf_draft *draft)
{
    fz_context *ctx = w->ctx;
    char name[24];
    pdf_obj *appearance = pdf_annot_ap(ctx, annotation);
    if (!pdf_is_stream(ctx, appearance))
        return;
    fz_matrix m = pdf_annot_transform(ctx, annotation);
    complete(s, appearance);
    pdf_clean(s, appearance);
    snprintf(name, sizeof name, "PkMark%d", number);
    pdf_dict_puts_drop(ctx, pdf_draft_resource(ctx, draft, PDF_NAME(XObject)), name,
                       copy(w, s, appearance));
    fz_append_printf(ctx, draft->after, "q %g %g %g %g %g %g cm /%s Do Q\n", m.a, m.b, m.c, m.d,
                     m.e, m.f, name);
}

/* An appearance that MuPDF made up lives in a table of objects of its own. */
static void paint_locally(struct pdf_writer *w, struct pdf_source *s, pdf_annot *annotation,
                          int number, struct pdf_draft *draft)
{
    fz_context *ctx = w->ctx;
    pdf_annot_push_local_xref(ctx, annotation);
    fz_try(ctx)
    {
        paint(w, s, annotation, number, draft);
    }
    fz_always(ctx)
    {
        pdf_annot_pop_local_xref(ctx, annotation);
    }
    fz_catch(ctx)
    {
        fz_rethrow(ctx);
    }
}

void pdf_bake(struct pdf_writer *w, struct pdf_source *s, int n, struct pdf_draft *draft)
{
    fz_context *ctx = w->ctx;
    pdf_page *page = pdf_page_at(s->d, n);
    int number = 0;
    bool any = pdf_first_annot(ctx, page) || pdf_first_widget(ctx, page);
    if (!any)
        return;
    enclose(s, pdf_page_contents(ctx, page), draft);
    for (pdf_annot *a = pdf_first_annot(ctx, page); a; a = pdf_next_annot(ctx, a))
        if (number++ < ANNOTATIONS_MAX && is_seen(s, a))
            paint_locally(w, s, a, number, draft);
    for (pdf_annot *a = pdf_first_widget(ctx, page); a; a = pdf_next_widget(ctx, a))
        if (number++ < ANNOTATIONS_MAX && is_seen(s, a))
            paint_locally(w, s, a, number, draft);
}
