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

/* One word: a glyph is as high as the box, and squeezed or stretched to fill its width. to_page:
 * from upright points to the page's own space. */
static void append_word(fz_context *ctx, fz_buffer *out, const struct word *w, fz_matrix to_page)
{
    float width = w->x1 - w->x0, height = w->y1 - w->y0;
    int units = count_units(w->text);
    if (!(width > 0.1F) || !(height > 0.1F) || units == 0 || !isfinite(width) || !isfinite(height))
        return;
    fz_point at = fz_transform_point(fz_make_point(w->x0, w->y1), to_page);
    float scale = 100 * width / (WIDTH * height * (float)units);
    fz_append_printf(ctx, out, "%g Tz /" FONT " %g Tf %g %g %g %g %g %g Tm <", scale, height,
                     to_page.a, to_page.b, -to_page.c, -to_page.d, at.x, at.y);
    append_units(ctx, out, w->text);
    fz_append_string(ctx, out, "> Tj\n");
}

/* From the words' points to the page's space: the way back from the page as it is shown. */
static fz_matrix words_to_page(fz_context *ctx, pdf_obj *page, const struct page *words)
{
    fz_rect box;
    fz_matrix shown;
    pdf_page_obj_transform(ctx, page, &box, &shown);
    box = fz_transform_rect(box, shown);
    float w = box.x1 - box.x0, h = box.y1 - box.y0;
    float x = words->width > 0 ? w / words->width : 1,
          y = words->height > 0 ? h / words->height : 1;
    fz_matrix back = fz_invert_matrix(shown);
    return fz_concat(fz_concat(fz_scale(x, y), fz_translate(box.x0, box.y0)), back);
}

void pdf_layer_words(struct pdf_writer *w, struct pdf_draft *draft, const struct page *words)
{
    fz_context *ctx = w->ctx;
    if (!words || words->word_count == 0)
        return;
    if (!w->font)
        w->font = pdf_layer_font(ctx, w->doc);
    pdf_dict_puts(ctx, pdf_draft_resource(ctx, draft, PDF_NAME(Font)), FONT, w->font);
    fz_matrix to_page = words_to_page(ctx, draft->page, words);
    fz_append_string(ctx, draft->before, "q BT 3 Tr\n");
    for (size_t i = 0; i < words->word_count; i++)
        append_word(ctx, draft->before, &words->words[i], to_page);
    fz_append_string(ctx, draft->before, "ET Q\n");
}
