/* Files embedded in a document: the name tree's, and those of annotations. */
#include "stages/formats/pdf_private.h"

#include <string.h>
#include "pipeline/limits.h"

#define NESTING_MAX 64 /* levels of a name tree */

struct attachments {
    struct pdf *d;
    const struct member_sink *sink;
    int *seen; /* numbers of the streams that were handed out: files are often named twice */
    int seen_count, seen_room, nodes;
    bool stopped; /* the sink wants no more */
    bool broken;  /* a part could not be read */
};

/* Remembers a stream. False: it was handed out before. Throws. */
static bool first_time(fz_context *ctx, struct attachments *a, pdf_obj *stream)
{
    int number = pdf_to_num(ctx, stream);
    for (int i = 0; number && i < a->seen_count; i++)
        if (a->seen[i] == number)
            return false;
    if (a->seen_count == a->seen_room) {
        int room = a->seen_room ? a->seen_room * 2 : 16;
        a->seen = fz_realloc_array(ctx, a->seen, (size_t)room, int);
        a->seen_room = room;
    }
    a->seen[a->seen_count++] = number;
    return true;
}

struct file {
    struct attachments *a;
    pdf_obj *stream; /* borrowed */
    const char *name;
    fz_stream *open;
    unsigned char buffer[65536];
};

static void send_bytes(fz_context *ctx, void *arg)
{
    struct file *f = arg;
    f->open = pdf_open_stream(ctx, f->stream);
    for (size_t got;
         !f->a->stopped && (got = fz_read(ctx, f->open, f->buffer, sizeof f->buffer)) > 0;)
        f->a->stopped = f->a->sink->bytes(f->a->sink->context, f->buffer, got) < 0;
}

static void send(fz_context *ctx, struct file *f)
{
    const struct member_sink *sink = f->a->sink;
    pdf_obj *type = pdf_dict_get(ctx, f->stream, PDF_NAME(Subtype));
    struct member m = {.name = f->name,
                       .charset = "utf-8",
                       .role = "member",
                       .type = pdf_is_name(ctx, type) ? pdf_to_name(ctx, type) : NULL};
    if (sink->begin(sink->context, &m) < 0) {
        f->a->stopped = true;
        return;
    }
    unsigned warned = f->a->d->warnings;
    int status = pdf_guard(ctx, NULL, send_bytes, f);
    fz_drop_stream(ctx, f->open);
    bool cut = status < 0 || (f->a->d->warnings != warned && !f->a->stopped);
    if (sink->end(sink->context, cut ? "broken" : NULL) < 0)
        f->a->stopped = true;
}

/* A file specification; it names its stream for several systems. Throws. */
static void send_specification(fz_context *ctx, struct attachments *a, pdf_obj *specification)
{
    pdf_obj *streams = pdf_dict_get(ctx, specification, PDF_NAME(EF));
    pdf_obj *stream = pdf_dict_get(ctx, streams, PDF_NAME(UF));
    pdf_obj *name = pdf_dict_get(ctx, specification, PDF_NAME(UF));
    static const char *const others[] = {"F", "Unix", "DOS", "Mac"};
    for (int i = 0; !pdf_is_stream(ctx, stream) && i < 4; i++)
        stream = pdf_dict_gets(ctx, streams, others[i]);
    for (int i = 0; !pdf_is_string(ctx, name) && i < 4; i++)
        name = pdf_dict_gets(ctx, specification, others[i]);
    if (!pdf_is_stream(ctx, stream) || !first_time(ctx, a, stream))
        return;
    struct file *f = fz_malloc_struct(ctx, struct file);
    f->a = a;
    f->stream = stream;
    f->name = pdf_is_string(ctx, name) ? pdf_to_text_string(ctx, name) : "";
    send(ctx, f);
    fz_free(ctx, f);
}

/* A node of the name tree. Throws. */
static void walk_names(fz_context *ctx, struct attachments *a, pdf_obj *node, int depth)
{
    pdf_obj *names = pdf_dict_get(ctx, node, PDF_NAME(Names));
    pdf_obj *kids = pdf_dict_get(ctx, node, PDF_NAME(Kids));
    if (depth > NESTING_MAX || ++a->nodes > LIMIT_MEMBERS) {
        a->broken = true;
        return;
    }
    for (int i = 1; i < pdf_array_len(ctx, names) && !a->stopped; i += 2)
        send_specification(ctx, a, pdf_array_get(ctx, names, i));
    for (int i = 0; i < pdf_array_len(ctx, kids) && !a->stopped && !a->broken; i++)
        walk_names(ctx, a, pdf_array_get(ctx, kids, i), depth + 1);
}

static void send_named(fz_context *ctx, void *arg)
{
    struct attachments *a = arg;
    walk_names(ctx, a, pdf_dict_getp(ctx, pdf_trailer(ctx, a->d->doc), "Root/Names/EmbeddedFiles"),
               0);
}

/* Files associated with the document, PDF/A-3; most are in the name tree as well. */
static void send_associated(fz_context *ctx, void *arg)
{
    struct attachments *a = arg;
    pdf_obj *files = pdf_dict_getp(ctx, pdf_trailer(ctx, a->d->doc), "Root/AF");
    for (int i = 0; i < pdf_array_len(ctx, files) && !a->stopped; i++)
        send_specification(ctx, a, pdf_array_get(ctx, files, i));
}

static void send_annotated(fz_context *ctx, void *arg)
{
    struct attachments *a = arg;
    for (int n = 0; n < a->d->count; n++) {
        pdf_obj *annotations = pdf_dict_get(ctx, a->d->pages[n], PDF_NAME(Annots));
        for (int i = 0; i < pdf_array_len(ctx, annotations) && !a->stopped; i++) {
            pdf_obj *annotation = pdf_array_get(ctx, annotations, i);
            if (pdf_name_eq(ctx, pdf_dict_get(ctx, annotation, PDF_NAME(Subtype)),
                            PDF_NAME(FileAttachment)))
                send_specification(ctx, a, pdf_dict_get(ctx, annotation, PDF_NAME(FS)));
        }
    }
}

int pdf_attachments(struct pdf *d, const struct member_sink *sink, struct problem *p)
{
    static pdf_body *const sources[] = {send_named, send_associated, send_annotated};
    struct attachments a = {.d = d, .sink = sink};
    int status = 0;
    for (size_t i = 0; i < 3 && !a.stopped; i++)
        if (pdf_guard(d->ctx, p, sources[i], &a) < 0)
            status = -1;
    fz_free(d->ctx, a.seen);
    if (status == 0 && a.stopped)
        status = problem_set(p, "limit-size", "the embedded files were not all taken");
    if (status == 0 && a.broken)
        status = problem_set(p, "broken", "the list of embedded files has no end");
    return status;
}
