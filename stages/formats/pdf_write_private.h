/* What the files that write PDFs share. All functions here throw. */
#ifndef POSTKAMER_PDF_WRITE_PRIVATE_H
#define POSTKAMER_PDF_WRITE_PRIVATE_H

#include "stages/formats/pdf_private.h"
#include "stages/formats/pdf_write.h"

/* What was cleaned of a document's objects. */
struct pdf_cleaning {
    fz_context *ctx;
    unsigned char *seen; /* by object number */
    int size;
    bool layers; /* optional content is used */
};

struct pdf_source {
    int fd;
    struct pdf *d;
    pdf_graft_map *map; /* what was copied from here stays known: fonts and images go once */
    int map_size;       /* objects that the map can know */
    struct pdf_cleaning cleaning;
    bool layers_done; /* the states of the layers are copied */
};

struct pdf_writer {
    fz_context *ctx;
    pdf_document *doc;
    struct pdf_source *sources;
    int source_count, page_count;
    pdf_obj *font; /* of invisible words; made when first needed */
};

/* Takes out of an object, and all that it leads to, what acts or leads elsewhere: actions,
 * annotations, embedded and outside files, metadata, ways back to pages. */
void pdf_clean(struct pdf_cleaning *c, pdf_obj *object);

/* An annotation or field as part of the page. */
struct pdf_mark {
    pdf_obj *copy; /* in the writer's document, or NULL; owned */
    pdf_obj *own;  /* the appearance that the file has, not copied yet, or NULL; owned */
};

/* A page that is being made in the writer's document. */
struct pdf_draft {
    pdf_obj *page;             /* owned */
    pdf_obj *resources;        /* the page's own, borrowed from it */
    fz_buffer *before, *after; /* content to stand around the page's own; owned */
    struct pdf_mark *marks;    /* owned */
    int mark_count, mark_room;
};

/* Invisible words on the page, whose /Rotate is its final one. */
void pdf_layer_words(struct pdf_writer *w, struct pdf_draft *draft, const struct pdf_layer *layer);
/* The font of invisible words: no glyph has a shape, every code is its UTF-16 unit. */
pdf_obj *pdf_layer_font(fz_context *ctx, pdf_document *doc);

/* Appearances of annotations and fields become part of the page: what is seen of them stays. The
 * first half has to come before anything of the source is cleaned: MuPDF forgets the appearances
 * that it made up as soon as the document changes. The second comes after the page's own
 * resources were taken. */
void pdf_bake_begin(struct pdf_writer *w, struct pdf_source *s, pdf_page *page,
                    struct pdf_draft *draft);
void pdf_bake_end(struct pdf_writer *w, struct pdf_source *s, struct pdf_draft *draft);

/* Copies the states of the source's layers, so that what was hidden stays hidden. */
void pdf_copy_layers(struct pdf_writer *w, struct pdf_source *s);

/* Fills the draft from page n of the source. */
void pdf_take_page(struct pdf_writer *w, struct pdf_source *s, int n, struct pdf_draft *draft);

/* Fills the draft with page n of an image file, upright by its orientation; -1 with p when the
 * file cannot be read. */
int pdf_draw_image(struct pdf_writer *w, int fd, const char *type, int n, struct pdf_draft *draft,
                   struct problem *p);

/* A dictionary of the draft's resources ("Font", "XObject"), made when it has none. */
pdf_obj *pdf_draft_resource(fz_context *ctx, struct pdf_draft *draft, pdf_obj *category);

#endif
