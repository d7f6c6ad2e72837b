/* A font without shapes for words that are found and selected but not seen. Codes are UTF-16
 * units (Identity-H); every one of them is the same empty glyph, half as wide as high. */
#include "stages/formats/pdf_write_private.h"

#include <string.h>

#define UNITS 1000  /* of the em */
#define ADVANCE 500 /* of every glyph */
#define GLYPHS 2    /* .notdef and the one */
#define TABLES 6

static void put16(unsigned char **at, unsigned value)
{
    *(*at)++ = (unsigned char)(value >> 8);
    *(*at)++ = (unsigned char)value;
}

static void put32(unsigned char **at, unsigned value)
{
    put16(at, value >> 16);
    put16(at, value & 0xFFFF);
}

/* The tables of TrueType that a font in a PDF needs (ISO 32000-1, 9.9), in their order; a list
 * of 16-bit words each. */
static const unsigned short glyf[] = {0, 0};
static const unsigned short head[] = {1, 0, 1, 0, 0, 0,       0x5F0F, 0x3CF5, 0, UNITS, 0, 0, 0, 0,
                                      0, 0, 0, 0, 0, ADVANCE, UNITS,  0,      8, 2,     0, 0, 0};
static const unsigned short hhea[] = {1, 0, UNITS, 0, 0, ADVANCE, 0, 0, ADVANCE,
                                      1, 0, 0,     0, 0, 0,       0, 0, GLYPHS};
static const unsigned short hmtx[] = {ADVANCE, 0, ADVANCE, 0};
static const unsigned short loca[] = {0, 0, 0, 0};
static const unsigned short maxp[] = {1, 0, GLYPHS, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};

static const struct table {
    char tag[5];
    const unsigned short *words;
    unsigned count;
} tables[TABLES] = {{"glyf", glyf, 2}, {"head", head, 27}, {"hhea", hhea, 18},
                    {"hmtx", hmtx, 4}, {"loca", loca, 4},  {"maxp", maxp, 16}};

/* Sum of a table's 32-bit words, padded with zeros. */
static unsigned checksum(const struct table *t)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < t->count; i += 2)
        sum += (unsigned)t->words[i] << 16 | (i + 1 < t->count ? t->words[i + 1] : 0);
    return sum;
}

static size_t font_file(unsigned char *out)
{
    unsigned char *at = out;
    unsigned offset = 12 + 16 * TABLES;
    put32(&at, 0x00010000);
    put16(&at, TABLES);
    put16(&at, 64); /* search range: 16 * the largest power of two up to TABLES */
    put16(&at, 2);
    put16(&at, 16 * TABLES - 64);
    for (int i = 0; i < TABLES; i++) {
        memcpy(at, tables[i].tag, 4);
        at += 4;
        put32(&at, checksum(&tables[i]));
        put32(&at, offset);
        put32(&at, tables[i].count * 2);
        offset += (tables[i].count * 2 + 3) & ~3U;
    }
    for (int i = 0; i < TABLES; i++) {
        for (unsigned k = 0; k < tables[i].count; k++)
            put16(&at, tables[i].words[k]);
        while ((at - out) % 4)
            *at++ = 0;
    }
    return (size_t)(at - out);
}

/* Adds a compressed stream. */
static pdf_obj *add_stream(fz_context *ctx, pdf_document *doc, const unsigned char *data,
                           size_t size, int length1)
{
    size_t packed_size;
    unsigned char *packed = fz_new_deflated_data(ctx, &packed_size, data, size, FZ_DEFLATE_BEST);
    fz_buffer *buffer = fz_new_buffer_from_data(ctx, packed, packed_size);
    pdf_obj *dict = pdf_new_dict(ctx, doc, 3);
    pdf_dict_put(ctx, dict, PDF_NAME(Filter), PDF_NAME(FlateDecode));
    if (length1)
        pdf_dict_put_int(ctx, dict, PDF_NAME(Length1), length1);
    pdf_obj *stream = pdf_add_stream(ctx, doc, buffer, dict, 1);
    pdf_drop_obj(ctx, dict);
    fz_drop_buffer(ctx, buffer);
    return stream;
}

static pdf_obj *add_font_file(fz_context *ctx, pdf_document *doc)
{
    unsigned char file[512];
    size_t size = font_file(file);
    return add_stream(ctx, doc, file, size, (int)size);
}

/* All codes to glyph 1. */
static pdf_obj *add_glyph_map(fz_context *ctx, pdf_document *doc)
{
    size_t size = 65536 * 2;
    unsigned char *map = fz_malloc(ctx, size);
    for (size_t i = 0; i < size; i++)
        map[i] = i & 1;
    pdf_obj *stream = add_stream(ctx, doc, map, size, 0);
    fz_free(ctx, map);
    return stream;
}

/* Every code to itself, in ranges that agree in their first byte as the format wants. */
static pdf_obj *add_unicode_map(fz_context *ctx, pdf_document *doc)
{
    fz_buffer *text = fz_new_buffer(ctx, 8192);
    fz_append_string(ctx, text,
                     "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                     "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                     "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                     "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    for (int i = 0; i < 256; i++) {
        if (i % 64 == 0)
            fz_append_printf(ctx, text, "%s64 beginbfrange\n", i ? "endbfrange\n" : "");
        fz_append_printf(ctx, text, "<%02x00> <%02xff> <%02x00>\n", i, i, i);
    }
    fz_append_string(ctx, text,
                     "endbfrange\nendcmap\n"
                     "CMapName currentdict /CMap defineresource pop\nend\nend\n");
    unsigned char *data;
    size_t size = fz_buffer_storage(ctx, text, &data);
    pdf_obj *stream = add_stream(ctx, doc, data, size, 0);
    fz_drop_buffer(ctx, text);
    return stream;
}

static pdf_obj *add_descriptor(fz_context *ctx, pdf_document *doc)
{
    pdf_obj *d = pdf_new_dict(ctx, doc, 12);
    pdf_dict_put(ctx, d, PDF_NAME(Type), PDF_NAME(FontDescriptor));
    pdf_dict_put_name(ctx, d, PDF_NAME(FontName), "GlyphLess");
    pdf_dict_put_int(ctx, d, PDF_NAME(Flags), 5); /* fixed pitch, symbolic */
    pdf_dict_put_rect(ctx, d, PDF_NAME(FontBBox), fz_make_rect(0, 0, ADVANCE, UNITS));
    pdf_dict_put_int(ctx, d, PDF_NAME(ItalicAngle), 0);
    pdf_dict_put_int(ctx, d, PDF_NAME(Ascent), UNITS);
    pdf_dict_put_int(ctx, d, PDF_NAME(Descent), 0);
    pdf_dict_put_int(ctx, d, PDF_NAME(CapHeight), UNITS);
    pdf_dict_put_int(ctx, d, PDF_NAME(StemV), 80);
    pdf_dict_put_drop(ctx, d, PDF_NAME(FontFile2), add_font_file(ctx, doc));
    return pdf_add_object_drop(ctx, doc, d);
}

static pdf_obj *add_descendant(fz_context *ctx, pdf_document *doc)
{
    pdf_obj *d = pdf_new_dict(ctx, doc, 8);
    pdf_dict_put(ctx, d, PDF_NAME(Type), PDF_NAME(Font));
    pdf_dict_put(ctx, d, PDF_NAME(Subtype), PDF_NAME(CIDFontType2));
    pdf_dict_put_name(ctx, d, PDF_NAME(BaseFont), "GlyphLess");
    pdf_obj *system = pdf_dict_put_dict(ctx, d, PDF_NAME(CIDSystemInfo), 3);
    pdf_dict_put_string(ctx, system, PDF_NAME(Registry), "Adobe", 5);
    pdf_dict_put_string(ctx, system, PDF_NAME(Ordering), "Identity", 8);
    pdf_dict_put_int(ctx, system, PDF_NAME(Supplement), 0);
    pdf_dict_put_drop(ctx, d, PDF_NAME(FontDescriptor), add_descriptor(ctx, doc));
    pdf_dict_put_int(ctx, d, PDF_NAME(DW), ADVANCE);
    pdf_dict_put_drop(ctx, d, PDF_NAME(CIDToGIDMap), add_glyph_map(ctx, doc));
    return pdf_add_object_drop(ctx, doc, d);
}

pdf_obj *pdf_layer_font(fz_context *ctx, pdf_document *doc)
{
    pdf_obj *font = pdf_new_dict(ctx, doc, 6);
    pdf_dict_put(ctx, font, PDF_NAME(Type), PDF_NAME(Font));
    pdf_dict_put(ctx, font, PDF_NAME(Subtype), PDF_NAME(Type0));
    pdf_dict_put_name(ctx, font, PDF_NAME(BaseFont), "GlyphLess");
    pdf_dict_put_name(ctx, font, PDF_NAME(Encoding), "Identity-H");
    pdf_obj *descendants = pdf_dict_put_array(ctx, font, PDF_NAME(DescendantFonts), 1);
    pdf_array_push_drop(ctx, descendants, add_descendant(ctx, doc));
    pdf_dict_put_drop(ctx, font, PDF_NAME(ToUnicode), add_unicode_map(ctx, doc));
    return pdf_add_object_drop(ctx, doc, font);
}
