/* Annotations and form fields become part of the page: their appearance streams are painted by
 * its content (ISO 32000-1, 12.5.5), and the annotations themselves are not copied. */
#include "stages/formats/pdf_write_private.h"

#include <string.h>

#define MARK "PkMark"
#define MARKS_MAX 5000 /* a page */

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

/* Room for a mark that is drawn with this matrix. */
static struct pdf_mark *add_mark(fz_context *ctx, struct pdf_draft *draft, fz_matrix m)
{
    if (draft->mark_count == draft->mark_room) {
        int room = draft->mark_room ? draft->mark_room * 2 : 16;
        draft->marks = fz_realloc_array(ctx, draft->marks, (size_t)room, struct pdf_mark);
        draft->mark_room = room;
    }
    fz_append_printf(ctx, draft->after, "q %g %g %g %g %g %g cm /" MARK "%d Do Q\n", m.a, m.b, m.c,
                     m.d, m.e, m.f, draft->mark_count);
    struct pdf_mark *mark = &draft->marks[draft->mark_count++];
    *mark = (struct pdf_mark){NULL, NULL};
    return mark;
}

/* An appearance that MuPDF made up has a number past those that the map was made for; it is copied
 * at once, and cleaned where it then stands. */
static void note(struct pdf_writer *w, struct pdf_source *s, pdf_annot *annotation,
                 struct pdf_draft *draft)
{
    fz_context *ctx = w->ctx;
    pdf_obj *appearance = pdf_annot_ap(ctx, annotation);
    if (!pdf_is_stream(ctx, appearance))
        return;
    struct pdf_mark *mark = add_mark(ctx, draft, pdf_annot_transform(ctx, annotation));
    if (pdf_to_num(ctx, appearance) < s->map_size)
        mark->own = pdf_keep_obj(ctx, appearance);
    else
        mark->copy = pdf_graft_object(ctx, w->doc, appearance);
}

/* Made-up appearances live in a table of objects of their own, which has to be asked for. */
static void note_seen(struct pdf_writer *w, struct pdf_source *s, pdf_annot *annotation,
                      struct pdf_draft *draft)
{
    fz_context *ctx = w->ctx;
    if (draft->mark_count >= MARKS_MAX || !is_seen(s, annotation))
        return;
    pdf_annot_push_local_xref(ctx, annotation);
    fz_try(ctx)
    {
        note(w, s, annotation, draft);
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

void pdf_bake_begin(struct pdf_writer *w, struct pdf_source *s, pdf_page *page,
                    struct pdf_draft *draft)
{
    fz_context *ctx = w->ctx;
    pdf_annot *annotation = pdf_first_annot(ctx, page), *field = pdf_first_widget(ctx, page);
    if (!annotation && !field)
        return;
    enclose(s, pdf_page_contents(ctx, page), draft);
    for (; annotation; annotation = pdf_next_annot(ctx, annotation))
        note_seen(w, s, annotation, draft);
    for (; field; field = pdf_next_widget(ctx, field))
        note_seen(w, s, field, draft);
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

static void clean_copy(fz_context *ctx, pdf_obj *copy)
{
    struct pdf_cleaning cleaning = {.ctx = ctx};
    fz_try(ctx)
    {
        pdf_clean(&cleaning, copy);
    }
    fz_always(ctx)
    {
        fz_free(ctx, cleaning.seen);
    }
    fz_catch(ctx)
    {
        fz_rethrow(ctx);
    }
}

void pdf_bake_end(struct pdf_writer *w, struct pdf_source *s, struct pdf_draft *draft)
{
    fz_context *ctx = w->ctx;
    char name[24];
    for (int i = 0; i < draft->mark_count; i++) {
        struct pdf_mark *mark = &draft->marks[i];
        if (mark->own) {
            complete(s, mark->own);
            pdf_clean(&s->cleaning, mark->own);
            mark->copy = pdf_graft_mapped_object(ctx, s->map, mark->own);
        } else {
            clean_copy(ctx, mark->copy);
        }
        snprintf(name, sizeof name, MARK "%d", i);
        pdf_dict_puts(ctx, pdf_draft_resource(ctx, draft, PDF_NAME(XObject)), name, mark->copy);
    }
}
