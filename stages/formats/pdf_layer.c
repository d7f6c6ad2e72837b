/* Words that were recognised, laid over the page unseen (text rendering mode 3). */
#include "stages/formats/pdf_write_private.h"

#include <math.h>

#define WIDTH 0.5F /* of a glyph of the font, in ems */
#define FONT "PkLayer"

/* Appends a UTF-8 text as UTF-16 units in hexadecimal, and a space. Returns the units before it. */
static int append_units(fz_context *ctx, fz_buffer *out, const char *text)
{
    int units = 0, rune;
    while (*text) {
        text += fz_chartorune(&rune, text);
        if (rune > 0xFFFF) {
            fz_append_printf(ctx, out, "%04x%04x", 0xD800 + ((rune - 0x10000) >> 10),
                             0xDC00 + ((rune - 0x10000) & 0x3FF));
            units++;
        } else {
            fz_append_printf(ctx, out, "%04x", rune);
        }
        units++;
    }
    fz_append_string(ctx, out, "0020");
    return units;
}

/* Units of a text before it is written, for the width comes first. */
static int count_units(const char *text)
{
    int units = 0, rune;
    while (*text) {
        text += fz_chartorune(&rune, text);
        units += rune > 0xFFFF ? 2 : 1;
    }
    return units;
}

/* From the words' points to the page's space, and what moves a word to where it stands on the page
 * that was not straightened. */
struct placement {
    fz_matrix to_page, unturn;
};

/* One word: a glyph is as high as the box, and squeezed or stretched to fill its width. On a skew
 * page the word's middle is moved and the word stays level: viewers search a slanting word worse
 * than one that is off by a hair at its ends. */
static void append_word(fz_context *ctx, fz_buffer *out, const struct word *w,
                        const struct placement *p)
{
    float width = w->x1 - w->x0, height = w->y1 - w->y0;
    int units = count_units(w->text);
    if (!(width > 0.1F) || !(height > 0.1F) || units == 0 || !isfinite(width) || !isfinite(height))
        return;
    fz_point middle = fz_make_point((w->x0 + w->x1) / 2, (w->y0 + w->y1) / 2);
    middle = fz_transform_point(middle, p->unturn);
    fz_matrix m = p->to_page;
    fz_point at = fz_transform_point_xy(middle.x - width / 2, middle.y + height / 2, m);
    float scale = 100 * width / (WIDTH * height * (float)units);
    fz_append_printf(ctx, out, "%g Tz /" FONT " %g Tf %g %g %g %g %g %g Tm <", scale, height, m.a,
                     m.b, -m.c, -m.d, at.x, at.y);
    append_units(ctx, out, w->text);
    fz_append_string(ctx, out, "> Tj\n");
}

/* The way back from the page as it is shown. */
static struct placement placement_of(fz_context *ctx, pdf_obj *page, const struct pdf_layer *layer)
{
    struct placement p = {fz_identity, fz_identity};
    fz_rect box;
    fz_matrix shown;
    pdf_page_obj_transform(ctx, page, &box, &shown);
    box = fz_transform_rect(box, shown);
    float w = box.x1 - box.x0, h = box.y1 - box.y0;
    float own_w = layer->words->width > 0 ? layer->words->width : w;
    float own_h = layer->words->height > 0 ? layer->words->height : h;
    p.to_page = fz_concat(fz_scale(w / own_w, h / own_h), fz_translate(box.x0, box.y0));
    p.to_page = fz_concat(p.to_page, fz_invert_matrix(shown));
    if (isfinite(layer->skew))
        p.unturn =
            fz_concat(fz_concat(fz_translate(-own_w / 2, -own_h / 2), fz_rotate(-layer->skew)),
                      fz_translate(own_w / 2, own_h / 2));
    return p;
}

void pdf_layer_words(struct pdf_writer *w, struct pdf_draft *draft, const struct pdf_layer *layer)
{
    fz_context *ctx = w->ctx;
    if (!layer || layer->words->word_count == 0)
        return;
    if (!w->font)
        w->font = pdf_layer_font(ctx, w->doc);
    pdf_dict_puts(ctx, pdf_draft_resource(ctx, draft, PDF_NAME(Font)), FONT, w->font);
    struct placement p = placement_of(ctx, draft->page, layer);
    fz_append_string(ctx, draft->before, "q BT 3 Tr\n");
    for (size_t i = 0; i < layer->words->word_count; i++)
        append_word(ctx, draft->before, &layer->words->words[i], &p);
    fz_append_string(ctx, draft->before, "ET Q\n");
}
