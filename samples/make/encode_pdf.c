#include <stdlib.h>
#include <string.h>

#include "samples/make/encode.h"

/* The PDF that a scanner makes (ISO 32000-1, 7.5): a page an image, a table of offsets. */
struct writer {
    struct text *out;
    size_t *offsets;
    int count;
};

static int begin(struct writer *w)
{
    w->offsets = need(realloc(w->offsets, ((size_t)w->count + 1) * sizeof *w->offsets));
    w->offsets[w->count++] = w->out->size;
    text_addf(w->out, "%d 0 obj\n", w->count);
    return w->count;
}

static void add_image(struct writer *w, const struct scan_shape *s, const struct text *data)
{
    begin(w);
    text_addf(w->out, "<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent %d",
              s->width, s->height, s->bitonal ? 1 : 8);
    text_addf(w->out, "/ColorSpace/Device%s", s->channels == 3 ? "RGB" : "Gray");
    if (s->bitonal)
        text_addf(w->out, "/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns %d/Rows %d>>",
                  s->width, s->height);
    else
        text_add(w->out, "/Filter/DCTDecode");
    text_addf(w->out, "/Length %zu>>\nstream\n", data->size);
    text_add_bytes(w->out, data->data, data->size);
    text_add(w->out, "\nendstream\nendobj\n");
}

static void add_page(struct writer *w, const struct scan_shape *s, const struct text *data,
                     const struct text *layer)
{
    double wide = s->width * 72.0 / s->dpi_x, high = s->height * 72.0 / s->dpi_y;
    char content[96];
    int first = w->count + 1;

    format_into(content, sizeof content, "q %.2f 0 0 %.2f 0 0 cm /Im0 Do Q\n", wide, high);
    begin(w);
    text_addf(w->out, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R", wide,
              high, first + 1);
    if (s->turn != 0)
        text_addf(w->out, "/Rotate %d", s->turn * 90);
    text_addf(w->out, "/Resources<</XObject<</Im0 %d 0 R>>", first + 2);
    if (layer->size > 0)
        text_add(w->out, "/Font<</F0<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
                         "/Encoding/WinAnsiEncoding>>>>");
    text_add(w->out, ">>>>\nendobj\n");
    begin(w);
    text_addf(w->out, "<</Length %zu>>\nstream\n", strlen(content) + layer->size);
    text_add(w->out, content);
    text_add_bytes(w->out, layer->size > 0 ? layer->data : "", layer->size);
    text_add(w->out, "\nendstream\nendobj\n");
    add_image(w, s, data);
}

static void add_tail(struct writer *w, struct rng *r)
{
    static const char *const makers[] = {"KM_C308i",     "Canon iR-ADV",     "RICOH MP C3004",
                                         "PFU ScanSnap", "Xerox WorkCentre", "TOSHIBA e-STUDIO",
                                         "HP Scan",      "EPSON Scan",       "CamScanner"};
    size_t start;
    int info = begin(w);

    text_addf(w->out, "<</Producer(%s)>>\nendobj\n", RNG_PICK(r, makers));
    start = w->out->size;
    text_addf(w->out, "xref\n0 %d\n0000000000 65535 f \n", w->count + 1);
    for (int i = 0; i < w->count; i++)
        text_addf(w->out, "%010zu 00000 n \n", w->offsets[i]);
    text_addf(w->out, "trailer\n<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
              w->count + 1, info, start);
}

void scan_to_pdf(const struct scan *s, struct rng *r, struct text *out)
{
    struct writer w = {.out = out};

    text_addf(out, "%%PDF-1.%d\n%%\xe2\xe3\xcf\xd3\n", rng_int(r, 3, 7));
    begin(&w);
    text_add(out, "<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
    begin(&w);
    text_addf(out, "<</Type/Pages/Count %zu/Kids[", s->count);
    for (size_t i = 0; i < s->count; i++)
        text_addf(out, "%zu 0 R ", 3 + 3 * i);
    text_add(out, "]>>\nendobj\n");
    for (size_t i = 0; i < s->count; i++)
        add_page(&w, &s->shapes[i], &s->pages[i], &s->layers[i]);
    add_tail(&w, r);
    free(w.offsets);
}
