/* PDFs are read: no page is lost, text is believed when it holds up, images come as they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "stages/formats/pdf.h"
#include "tests/unit/pdf_make.h"

#define CATALOG "<< /Type /Catalog /Pages 2 0 R >>"
#define ONE_PAGE "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
#define FONT "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
#define A_PAGE "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 280] /Contents 4 0 R "
#define DUTCH                                                                                      \
    "(Geachte heer of mevrouw, hierbij ontvangt u) Tj T* (de specificatie van uw uitkering over) " \
    "Tj T* (de maand november. Het bedrag wordt) Tj T* (binnen drie werkdagen overgemaakt op) Tj " \
    "T* (de rekening die bij ons bekend is. Heeft) Tj T* (u vragen, neem dan contact op met de) "  \
    "Tj T* (afdeling Werk en Inkomen.) Tj "

static struct pdf *open_made(const char *const *objects, const char *trailer)
{
    struct problem p;
    struct pdf *d = pdf_open(pdf_make(objects, trailer), &p);
    assert_non_null(d);
    return d;
}

/* Looks at a page of 200 x 280 points with these resources, extra keys and content. */
static struct pdf *look_at(const char *extra, const char *content, const char *fifth,
                           const char *sixth, struct page *page)
{
    char head[1024];
    snprintf(head, sizeof head, A_PAGE "%s >>", extra);
    const char *objects[] = {CATALOG, ONE_PAGE, head, pdf_text(content), fifth, sixth, NULL};
    struct pdf *d = open_made(objects, NULL);
    memset(page, 0, sizeof *page);
    assert_int_equal(pdf_look(d, 1, page, NULL), 0);
    return d;
}

static void expect_text(const struct page *page, const char *expected)
{
    char *text = page_text(page);
    assert_string_equal(text, expected);
    free(text);
}

#define WITH_FONT "/Resources << /Font << /F 5 0 R >> >>"

static void test_words_stand_where_they_are_read(void **state)
{
    struct page page;
    (void)state;
    struct pdf *d =
        look_at(WITH_FONT " /Rotate 90", "BT /F 10 Tf 0 1 -1 0 100 20 Tm (Jansen\\240  Tozo) Tj ET",
                FONT, NULL, &page);
    assert_int_equal(page.source, PAGE_TEXT);
    assert_false(page.blank);
    assert_float_equal(page.width, 280, 0.1);
    expect_text(&page, "Jansen Tozo");
    assert_float_equal(page.words[0].x0, 20, 1); /* upright: from the left, at half the height */
    assert_true(page.words[0].y0 < 100 && page.words[0].y1 > 96);
    page_release(&page);
    pdf_close(d);
}

static void test_rows_columns_and_combs(void **state)
{
    struct page page;
    (void)state;
    struct pdf *d =
        look_at(WITH_FONT,
                "BT /F 6 Tf 1 0 0 1 110 200 Tm 7 TL (rechts staat nog meer) Tj T* (lopende tekst "
                "bij een) Tj"
                " T* (kolom die apart gelezen) Tj T* (hoort te worden.) Tj T* (Dat is deze kolom "
                "hier) Tj ET "
                "BT /F 6 Tf 1 0 0 1 10 200 Tm 7 TL (links staat een kolom) Tj T* (met lopende "
                "tekst en) Tj T*"
                " (die loopt door tot hier) Tj T* (beneden aan de bladzij) Tj T* (en dan houdt hij "
                "op.) Tj ET"
                " BT /F 6 Tf 1 0 0 1 90 250 Tm (EUR 1.000,00) Tj 1 0 0 1 10 250 Tm (Bedrag) Tj ET"
                " BT /F 8 Tf 12 Tc 1 0 0 1 10 230 Tm (999990147) Tj ET",
                FONT, NULL, &page);
    expect_text(&page, "Bedrag EUR 1.000,00\n999990147\n"
                       "links staat een kolom\nmet lopende tekst en\ndie loopt door tot hier\n"
                       "beneden aan de bladzij\nen dan houdt hij op.\n"
                       "rechts staat nog meer\nlopende tekst bij een\nkolom die apart gelezen\n"
                       "hoort te worden.\nDat is deze kolom hier");
    page_release(&page);
    pdf_close(d);
}

static void test_pages_are_counted_by_walking(void **state)
{
    static const char *objects[] = {
        CATALOG,
        "<< /Type /Pages /Kids [3 0 R 2 0 R 6 0 R 99 0 R] /Count 7000 >>",
        "<< /Type /Pages /Parent 2 0 R /Kids [4 0 R 5 0 R] /Count -3 /MediaBox [0 0 50 60] >>",
        "<< /Type /Page /Parent 3 0 R >>",
        "<< /Type /Page /Parent 3 0 R /MediaBox [0 0 70 80] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 90 100] >>",
        NULL};
    static const float widths[] = {50, 70, 90};
    struct pdf *d = open_made(objects, NULL);
    struct page page = {0};
    struct problem p;
    (void)state;
    assert_int_equal(pdf_pages(d), 4);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(pdf_look(d, i + 1, &page, NULL), 0);
        assert_float_equal(page.width, widths[i], 0.1);
        assert_true(page.blank);
    }
    /* A page that is named and not there is not lost: somebody hears of it. */
    assert_int_equal(pdf_look(d, 4, &page, &p), -1);
    assert_string_equal(p.code, "broken");
    assert_int_equal(pdf_look(d, 5, &page, &p), -1);
    page_release(&page);
    pdf_close(d);
}

static void test_what_cannot_be_opened_says_why(void **state)
{
    static const char *locked[] = {
        CATALOG, ONE_PAGE, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        "<< /Filter /Standard /V 1 /R 2 /P -4 /O (01234567890123456789012345678901) "
        "/U (01234567890123456789012345678901) >>",
        NULL};
    static const char *endless[] = {CATALOG, "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>",
                                    NULL};
    struct problem p;
    (void)state;
    assert_null(pdf_open(pdf_make(locked, "/Encrypt 4 0 R /ID [(a) (a)]"), &p));
    assert_string_equal(p.code, "encrypted");
    assert_null(pdf_open(pdf_make(endless, NULL), &p));
    assert_string_equal(p.code, "broken");
}

#define WITH_IMAGE "/Resources << /Font << /F 5 0 R >> /XObject << /I 6 0 R >> >>"
#define PLACED "q 200 0 0 280 0 0 cm /I Do Q "

/* 20 x 28 pixels; black but for a white row on top and a gray column at the left. */
static const char *an_image(void)
{
    static unsigned char pixels[20 * 28];
    memset(pixels, 0, sizeof pixels);
    for (int i = 0; i < 28; i++)
        pixels[i * 20] = 128;
    memset(pixels, 255, 20);
    return pdf_stream("/Type /XObject /Subtype /Image /Width 20 /Height 28 /BitsPerComponent 8 "
                      "/ColorSpace /DeviceGray",
                      pixels, sizeof pixels);
}

static void test_an_image_page_gives_the_image(void **state)
{
    static const char *rotations[] = {"", " /Rotate 90", " /Rotate 180", " /Rotate 270"};
    /* The white row and the gray column, as x or y of a pixel and its value, by rotation. */
    static const int spots[4][3][3] = {{{10, 0, 255}, {0, 14, 128}, {19, 27, 0}},
                                       {{27, 10, 255}, {14, 0, 128}, {0, 19, 0}},
                                       {{10, 27, 255}, {19, 14, 128}, {0, 0, 0}},
                                       {{0, 10, 255}, {14, 19, 128}, {27, 0, 0}}};
    (void)state;
    for (int k = 0; k < 4; k++) {
        char extra[200];
        struct page page;
        struct raster r;
        snprintf(extra, sizeof extra, WITH_IMAGE "%s", rotations[k]);
        struct pdf *d = look_at(extra, PLACED, FONT, an_image(), &page);
        assert_int_equal(page.source, PAGE_IMAGE);
        assert_int_equal(pdf_pixels(d, 1, page.source, 150, &r, NULL), 0);
        assert_int_equal(r.width, k % 2 ? 28 : 20);
        assert_int_equal(r.height, k % 2 ? 20 : 28);
        assert_float_equal(r.dpi, 7.2, 0.01);
        for (int i = 0; i < 3; i++)
            assert_int_equal(r.data[spots[k][i][1] * r.stride + spots[k][i][0]], spots[k][i][2]);
        raster_release(&r);
        page_release(&page);
        pdf_close(d);
    }
}

static void test_an_inset_image_keeps_its_place(void **state)
{
    struct page page;
    struct raster r;
    (void)state;
    struct pdf *d = look_at(WITH_IMAGE, "q 180 0 0 252 10 8 cm /I Do Q", FONT, an_image(), &page);
    assert_int_equal(page.source, PAGE_IMAGE);
    assert_int_equal(pdf_pixels(d, 1, page.source, 150, &r, NULL), 0);
    assert_float_equal(r.width * 72 / r.dpi, 200, 5);
    assert_int_equal(r.data[5 * r.stride], 255);     /* margin */
    assert_int_equal(r.data[5 * r.stride + 1], 128); /* the image's first column */
    raster_release(&r);
    page_release(&page);
    pdf_close(d);
}

static enum page_source source_with(const char *content, size_t *words)
{
    struct page page;
    struct pdf *d = look_at(WITH_IMAGE, content, FONT, an_image(), &page);
    enum page_source source = page.source;
    *words = page.word_count;
    page_release(&page);
    pdf_close(d);
    return source;
}

static void test_layers_over_scans_are_judged(void **state)
{
    size_t words;
    (void)state;
#define LAYER "BT /F 9 Tf 3 Tr 1 0 0 1 5 250 Tm 30 TL "
    assert_int_equal(source_with(PLACED LAYER DUTCH "ET", &words), PAGE_TEXT);
    assert_true(words > 40);
    /* Letters in pairs that no language has; too little text; a line stamped on the scan. */
    assert_int_equal(
        source_with(PLACED LAYER
                    "(Jhdfkwh khhu ri phyurxz, klhuelm rqwydqjw x) Tj T* (gh vshflilfdwlh "
                    "ydq xz xlwnhulqj ryhu gh pddqg) Tj T* (qryhpehu. Khw ehgudj zrugw "
                    "elqqhq gulh zhungdjhq) Tj T* (ryhujhpddnw rs gh uhnhqlqj glh elm rqv "
                    "ehnhqg lv hq) Tj T* (khhiw x yudjhq qhhp gdq frqwdfw rs phw gh "
                    "dighilqj) Tj T* (zhun hq lqnrphq ydq gh jhphhqwh zddu x zrrqw) Tj ET",
                    &words),
        PAGE_IMAGE);
    assert_int_equal(words, 0);
    assert_int_equal(source_with(PLACED LAYER "(Geachte heer) Tj ET", &words), PAGE_IMAGE);
    assert_int_equal(source_with(PLACED "BT /F 9 Tf 9 270 Td (Gescand door ScanApp) Tj ET", &words),
                     PAGE_RENDER);
    assert_int_equal(words, 0);
    /* Visible text that the scan was laid over. */
    assert_int_equal(source_with("BT /F 9 Tf 5 250 Td 30 TL " DUTCH "ET " PLACED, &words),
                     PAGE_IMAGE);
    /* Something white laid over a part of the scan stays. */
    assert_int_equal(source_with(PLACED "1 g 20 20 50 50 re f", &words), PAGE_RENDER);
}

static void test_text_of_symbols_is_not_text(void **state)
{
    struct page page;
    (void)state;
    struct pdf *d =
        look_at(WITH_FONT,
                "BT /F 9 Tf 5 250 Td 30 TL (*HDFKWH KHHU PHYURXZ KLHUELM RQWYDQJW) Tj T*"
                " (\\000J\\000K) Tj T* (8LWNHULQJ RYHU GH PDDQG QRYHPEHU) Tj ET",
                FONT, NULL, &page);
    assert_int_equal(page.source, PAGE_RENDER);
    assert_int_equal(page.word_count, 0);
    page_release(&page);
    pdf_close(d);
}

static void test_nothing_painted_is_blank_and_nothing_readable_is_not(void **state)
{
    const char *broken[] = {CATALOG, ONE_PAGE, A_PAGE ">>",
                            pdf_stream("/Filter /FlateDecode", "no zlib data at all", 19), NULL};
    struct page page;
    struct problem p;
    (void)state;
    struct pdf *d = look_at("", "1 g 0 0 200 280 re f", NULL, NULL, &page);
    assert_true(page.blank);
    page_release(&page);
    pdf_close(d);
    d = open_made(broken, NULL);
    assert_int_equal(pdf_look(d, 1, &page, &p), -1);
    assert_string_equal(p.code, "broken");
    page_release(&page);
    pdf_close(d);
}

static void test_fields_without_appearance_are_read(void **state)
{
    static const char *objects[] = {
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /NeedAppearances true "
        "/DR << /Font << /F 5 0 R >> >> /DA (/F 10 Tf 0 g) >> >>",
        ONE_PAGE,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 280] /Annots [4 0 R] >>",
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (bsn) /V (999990147) /F 4 "
        "/Rect [20 200 150 220] /DA (/F 10 Tf 0 g) >>",
        FONT,
        NULL};
    struct pdf *d = open_made(objects, NULL);
    struct page page = {0};
    (void)state;
    assert_int_equal(pdf_look(d, 1, &page, NULL), 0);
    assert_int_equal(page.source, PAGE_TEXT);
    expect_text(&page, "999990147");
    assert_true(page.words[0].y0 >= 58 && page.words[0].y1 <= 82);
    page_release(&page);
    pdf_close(d);
}

static void test_a_dynamic_form_is_a_placeholder(void **state)
{
    char root[200];
    const char *objects[] = {
        root,
        ONE_PAGE,
        A_PAGE WITH_FONT ">>",
        pdf_text("BT /F 9 Tf 5 250 Td (Een ogenblik geduld alstublieft) Tj ET"),
        FONT,
        pdf_text("<xdp/>"),
        NULL};
    (void)state;
    for (int with = 0; with < 2; with++) {
        snprintf(root, sizeof root, "<< /Type /Catalog /Pages 2 0 R %s >>",
                 with ? "/AcroForm << /Fields [] /XFA 6 0 R >>" : "");
        struct pdf *d = open_made(objects, NULL);
        assert_int_equal(pdf_xfa_placeholder(d), with);
        pdf_close(d);
    }
}

struct taken {
    char text[200];
};

static int take_begin(void *context, const struct member *m)
{
    struct taken *t = context;
    snprintf(t->text + strlen(t->text), 100, "%s:", m->name);
    return 0;
}

static int take_bytes(void *context, const void *data, size_t size)
{
    struct taken *t = context;
    snprintf(t->text + strlen(t->text), 100, "%.*s", (int)size, (const char *)data);
    return 0;
}

static int take_end(void *context, const char *problem)
{
    struct taken *t = context;
    strcat(t->text, problem ? "!;" : ";");
    return 0;
}

static void test_embedded_files_are_members_once(void **state)
{
    const char *objects[] = {
        "<< /Type /Catalog /Pages 2 0 R /AF [5 0 R] /Names << /EmbeddedFiles << /Kids [4 0 R] >> "
        ">> >>",
        ONE_PAGE,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [<< /Subtype /FileAttachment "
        "/Rect [0 0 1 1] /FS << /Type /Filespec /F (b.txt) /EF << /F 7 0 R >> >> >>] >>",
        "<< /Names [(x) 5 0 R] >>",
        "<< /Type /Filespec /F (a.txt) /UF <FEFF00E9002E0074> /EF << /F 6 0 R >> >>",
        pdf_text("een"),
        pdf_text("twee"),
        NULL};
    struct taken taken = {""};
    struct member_sink sink = {take_begin, take_bytes, take_end, &taken};
    (void)state;
    struct pdf *d = open_made(objects, NULL);
    assert_int_equal(pdf_attachments(d, &sink, NULL), 0);
    assert_string_equal(taken.text, "\xc3\xa9.t:een;b.txt:twee;");
    pdf_close(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_stand_where_they_are_read),
        cmocka_unit_test(test_rows_columns_and_combs),
        cmocka_unit_test(test_pages_are_counted_by_walking),
        cmocka_unit_test(test_what_cannot_be_opened_says_why),
        cmocka_unit_test(test_an_image_page_gives_the_image),
        cmocka_unit_test(test_an_inset_image_keeps_its_place),
        cmocka_unit_test(test_layers_over_scans_are_judged),
        cmocka_unit_test(test_text_of_symbols_is_not_text),
        cmocka_unit_test(test_nothing_painted_is_blank_and_nothing_readable_is_not),
        cmocka_unit_test(test_fields_without_appearance_are_read),
        cmocka_unit_test(test_a_dynamic_form_is_a_placeholder),
        cmocka_unit_test(test_embedded_files_are_members_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
