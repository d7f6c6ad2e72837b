/* PDFs are written: what a page shows stays as it is, what acts is gone, words are found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "stages/formats/pdf.h"
#include "stages/formats/pdf_write.h"
#include "tests/unit/pdf_make.h"

#define CATALOG "<< /Type /Catalog /Pages 2 0 R >>"
#define ONE_PAGE "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
#define FONT "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
#define A_PAGE "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 280] /Contents 4 0 R "
#define WITH_FONT "/Resources << /Font << /F 5 0 R >> >> "
#define SAYS(text) "BT /F 10 Tf 20 200 Td (" text ") Tj ET"

static int to_descriptor(void *context, const void *data, size_t size)
{
    return write(*(int *)context, data, size) == (ssize_t)size ? 0 : -1;
}

static int finish(struct pdf_writer *w)
{
    FILE *f = tmpfile();
    assert_non_null(f);
    int fd = dup(fileno(f));
    fclose(f);
    assert_int_equal(pdf_writer_finish(w, to_descriptor, &fd, NULL), 0);
    pdf_writer_free(w);
    return fd;
}

/* Page 1 of a file as a document of its own. */
static int cut_out(int fd, int rotation, const struct pdf_layer *layer)
{
    struct pdf_writer *w = pdf_writer_new("Brief van André", NULL);
    assert_non_null(w);
    assert_int_equal(pdf_writer_add_pdf(w, fd, 1, rotation, layer, NULL), 0);
    return finish(w);
}

static void expect_page(int fd, int n, const char *expected)
{
    struct page page = {0};
    struct pdf *d = pdf_open(fd, NULL);
    assert_non_null(d);
    assert_int_equal(pdf_look(d, n, &page, NULL), 0);
    char *text = page_text(&page);
    assert_string_equal(text, expected);
    free(text);
    page_release(&page);
    pdf_close(d);
}

static void test_what_acts_is_gone(void **state)
{
#define SCRIPT "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    const char *objects[] = {
        "<< /Type /Catalog /Pages 2 0 R /OpenAction " SCRIPT " /AA << /WC " SCRIPT " >> "
        "/Names << /JavaScript << /Names [(a) " SCRIPT "] >> /EmbeddedFiles << /Names [(e) 7 0 R] "
        ">> >> /AcroForm << /Fields [9 0 R] /XFA 8 0 R >> /Metadata 8 0 R /Outlines << /First 10 0 "
        "R "
        ">> >>",
        ONE_PAGE,
        A_PAGE "/AA << /O " SCRIPT " >> /Metadata 8 0 R /PieceInfo << /X 8 0 R >> /Annots ["
               "<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://x.example/) >> >> "
               "<< /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (cmd.exe) >> >> "
               "<< /Subtype /Link /Rect [0 0 9 9] /A << /S /GoToR /F (b.pdf) >> >> "
               "<< /Subtype /RichMedia /Rect [0 0 9 9] /RichMediaContent 8 0 R >> "
               "<< /Subtype /Screen /Rect [0 0 9 9] /A << /S /Rendition /JS (x) >> >> 9 0 R] "
               "/Resources << /Font << /F 5 0 R >> /Properties << /P << /Back 3 0 R /Act " SCRIPT
               " /File 7 0 R >> >> >> >>",
        pdf_text(SAYS("blijft staan")),
        FONT,
        pdf_text("inhoud"),
        "<< /Type /Filespec /F (e.exe) /EF << /F 6 0 R >> >>",
        pdf_text("<xdp/>"),
        "<< /Type /Annot /Subtype /Widget /FT /Btn /Rect [0 0 9 9] /A << /S /SubmitForm /F (x) >> "
        ">>",
        "<< /Title (x) /A " SCRIPT " >>",
        NULL};
    static const char *const gone[] = {"JavaScript", "app.alert", "/AA",      "OpenAction",
                                       "/URI",       "http:",     "Launch",   "GoToR",
                                       "SubmitForm", "RichMedia", "/XFA",     "AcroForm",
                                       "/Annots",    "Filespec",  "Metadata", "e.exe",
                                       "PieceInfo",  "Rendition", "/Names",   "Outlines",
                                       "xdp",        "Embedded",  "inhoud"};
    int fd = cut_out(pdf_make(objects, NULL), 0, NULL);
    (void)state;
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        if (pdf_holds(fd, gone[i], strlen(gone[i])))
            fail_msg("%s is still there", gone[i]);
    assert_true(pdf_holds(fd, "/DisplayDocTitle true", 21));
    assert_true(pdf_holds(fd, "(nl-NL)", 7));
    expect_page(fd, 1, "blijft staan");
}

/* Each kind of action of ISO 32000-1, 12.6.4 (and of 32000-2), in each place that can hold one. */
static void test_no_action_in_any_place(void **state)
{
    static const char *const kinds[] = {
        "GoTo",       "GoToR",       "GoToE",     "GoToDp",     "Launch",
        "Thread",     "URI",         "Sound",     "Movie",      "Hide",
        "Named",      "SubmitForm",  "Trans",     "ResetForm",  "ImportData",
        "JavaScript", "SetOCGState", "Rendition", "GoTo3DView", "RichMediaExecute"};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char catalog[900], page[900], form[400], field[400], action[120];
        snprintf(action, sizeof action,
                 "<< /S /%s /F (merk.exe) /JS (merk) /URI (merk:) /Next 6 0 R >>", kinds[i]);
        snprintf(
            catalog, sizeof catalog,
            "<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R /AA << /WC 6 0 R /DP 6 0 R >> "
            "/Names << /JavaScript << /Names [(merk) 6 0 R] >> /Dests << /Names [(merk) 6 0 R] "
            ">> /Renditions << /Names [(merk) 6 0 R] >> >> /Dests << /merk 6 0 R >> /URI << "
            "/Base (merk:) >> /Outlines << /First << /Title (merk) /A 6 0 R >> >> /Requirements "
            "[<< /S /EnableJavaScripts /RH << /S /JS /Script (merk) >> >>] /AcroForm << /Fields "
            "[8 0 R] /CO [8 0 R] >> /Threads [<< /I << /Title (merk) >> >>] >>");
        snprintf(page, sizeof page,
                 A_PAGE
                 "/AA << /O 6 0 R /C 6 0 R >> /B [6 0 R] /PresSteps << /NA 6 0 R >> "
                 "/Annots [8 0 R << /Subtype /Link /Rect [0 0 9 9] /A 6 0 R /PA 6 0 R >> << "
                 "/Subtype /Screen /Rect [0 0 9 9] /AA << /PO 6 0 R >> >>] /Resources << "
                 "/Font << /F 5 0 R >> /XObject << /X 7 0 R >> /Properties << /P 6 0 R /Q << "
                 "/R [6 0 R] >> >> /ExtGState << /G << /Type /ExtGState /merk 6 0 R >> >> >> "
                 ">>");
        snprintf(
            form, sizeof form,
            "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /AA << /O 6 0 R >> /A 6 0 R /AF [6 0 "
            "R] /Resources << /Properties << /P 6 0 R >> >>");
        snprintf(
            field, sizeof field,
            "<< /Type /Annot /Subtype /Widget /FT /Tx /T (merk) /Rect [0 0 9 9] /A 6 0 R /AA << "
            "/K 6 0 R /F 6 0 R /V 6 0 R /C 6 0 R >> >>");
        const char *objects[] = {catalog,
                                 ONE_PAGE,
                                 page,
                                 pdf_text("/X Do " SAYS("blijft staan")),
                                 FONT,
                                 action,
                                 pdf_stream(form, "n", 1),
                                 field,
                                 NULL};
        int fd = cut_out(pdf_make(objects, NULL), 0, NULL);
        char name[40];
        snprintf(name, sizeof name, "/%s", kinds[i]);
        if (pdf_holds(fd, "merk", 4) || pdf_holds(fd, name, strlen(name)))
            fail_msg("an action %s is still there", kinds[i]);
        expect_page(fd, 1, "blijft staan");
        close(fd);
    }
}

static void test_same_input_same_bytes(void **state)
{
    const char *objects[] = {CATALOG, ONE_PAGE, A_PAGE WITH_FONT ">>", pdf_text(SAYS("tekst")),
                             FONT,    NULL};
    struct word word = {20, 70, 60, 82, 1, 0, 0, (char *)"gelezen"};
    struct page words = {.width = 200, .height = 280, .words = &word, .word_count = 1};
    struct pdf_layer layer = {&words, 1};
    int fd = pdf_make(objects, NULL);
    size_t size[2];
    (void)state;
    char *first = pdf_bytes(cut_out(fd, 90, &layer), &size[0]);
    char *second = pdf_bytes(cut_out(fd, 90, &layer), &size[1]);
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(first, second, size[0]);
    free(first);
    free(second);
}

static void test_data_of_images_are_not_touched(void **state)
{
    static const char data[] =
        "\xff\xd8\xff these are not recompressed, whatever they are \xff\xd9";
    const char *objects[] = {
        CATALOG,
        ONE_PAGE,
        A_PAGE "/Resources << /XObject << /I 5 0 R >> >> >>",
        pdf_text("q 200 0 0 280 0 0 cm /I Do Q"),
        pdf_stream("/Type /XObject /Subtype /Image /Width 8 /Height 8 /Metadata 6 "
                   "0 R /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter "
                   "/DCTDecode",
                   data, sizeof data - 1),
        pdf_text("<meta/>"),
        NULL};
    int fd = pdf_make(objects, NULL);
    (void)state;
    int out = cut_out(fd, 0, NULL);
    assert_true(pdf_holds(out, data, sizeof data - 1));
    assert_false(pdf_holds(out, "meta", 4));
}

static void test_a_page_brings_what_it_inherits_and_no_other_page(void **state)
{
    const char *objects[] = {
        CATALOG,
        "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /MediaBox [0 0 200 280] /Rotate 270 "
        "/Resources << /Font << /F 6 0 R >> >> >>",
        "<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>",
        "<< /Type /Page /Parent 2 0 R /Contents 7 0 R >>",
        pdf_text(SAYS("eerste")),
        FONT,
        pdf_text(SAYS("tweede")),
        NULL};
    int fd = pdf_make(objects, NULL);
    struct pdf_writer *w = pdf_writer_new(NULL, NULL);
    struct problem p;
    (void)state;
    assert_int_equal(pdf_writer_add_pdf(w, fd, 2, 90, NULL, NULL), 0);
    assert_int_equal(pdf_writer_add_pdf(w, fd, 3, 0, NULL, &p), -1); /* and nothing is lost by it */
    assert_int_equal(pdf_writer_add_pdf(w, fd, 2, 0, NULL, NULL), 0);
    int out = finish(w);
    struct pdf *d = pdf_open(out, NULL);
    assert_int_equal(pdf_pages(d), 2);
    pdf_close(d);
    expect_page(out, 1, "tweede");
    assert_false(pdf_holds(out, "eerste", 6));
    assert_true(pdf_holds(out, "/Rotate 270", 11)); /* the second; the first stands upright */
}

static void test_fields_become_part_of_the_page(void **state)
{
    const char *objects[] = {
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 7 0 R 9 0 R] "
        "/DR << /Font << /F 5 0 R >> >> /DA (/F 10 Tf 0 g) >> >>",
        ONE_PAGE, A_PAGE WITH_FONT "/Annots [6 0 R 7 0 R 9 0 R] >>",
        /* Leaves the stack of states, and the page's space, in disorder. */
        pdf_text("q 3 0 0 3 50 50 cm Q Q 0.1 0 0 0.1 0 0 cm q q 2 0 0 2 0 0 cm"), FONT,
        "<< /Type /Annot /Subtype /Widget /FT /Tx /V (gemaakt) /F 4 /Rect [20 200 150 220] "
        "/DA (/F 10 Tf 0 g) >>",
        "<< /Type /Annot /Subtype /Widget /FT /Tx /V (x) /F 4 /Rect [20 100 120 120] "
        "/DA (/F 10 Tf 0 g) /AP << /N 8 0 R >> >>",
        pdf_stream("/BBox [0 0 200 40] /Matrix [0.5 0 0 0.5 0 0]",
                   "BT /F 20 Tf 4 12 Td (getekend) Tj ET", 36),
        "<< /Type /Annot /Subtype /Widget /FT /Tx /V (verborgen) /F 2 /Rect [20 10 120 30] "
        "/DA (/F 10 Tf 0 g) >>",
        NULL};
    int out = cut_out(pdf_make(objects, NULL), 0, NULL);
    struct page page = {0};
    struct pdf *d = pdf_open(out, NULL);
    (void)state;
    assert_int_equal(pdf_look(d, 1, &page, NULL), 0);
    assert_int_equal(page.word_count, 2);
    assert_string_equal(page.words[0].text, "gemaakt");
    assert_float_equal(page.words[0].x0, 22, 3);
    assert_true(page.words[0].y0 > 58 && page.words[0].y1 < 82);
    assert_string_equal(page.words[1].text, "getekend");
    assert_float_equal(page.words[1].x0, 22, 1); /* half of 4, in from the left edge */
    assert_true(page.words[1].y0 > 158 && page.words[1].y1 < 182);
    page_release(&page);
    pdf_close(d);
}

static void test_hidden_layers_stay_hidden(void **state)
{
    const char *objects[] = {
        "<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [6 0 R 7 0 R] /D << /BaseState /OFF "
        "/ON [7 0 R] >> >> >>",
        ONE_PAGE,
        A_PAGE "/Resources << /Font << /F 5 0 R >> /Properties << /H 6 0 R /S 7 0 R >> >> >>",
        pdf_text("/OC /H BDC BT /F 10 Tf 20 100 Td (ongezien) Tj ET EMC "
                 "/OC /S BDC BT /F 10 Tf 20 200 Td (gezien) Tj ET EMC"),
        FONT,
        "<< /Type /OCG /Name (a) >>",
        "<< /Type /OCG /Name (b) >>",
        NULL};
    (void)state;
    expect_page(cut_out(pdf_make(objects, NULL), 0, NULL), 1, "gezien");
}

#define SENTENCE                                                                                     \
    "Geachte mevrouw Çelik-Żuławska hierbij ontvangt u de specificatie van uw uitkering over de " \
    "maand november en het bedrag wordt binnen drie werkdagen overgemaakt op de rekening die bij "   \
    "ons bekend is heeft u vragen neem dan contact op met de afdeling werk en inkomen"

/* The words of a sentence, four a line, over the whole height of a page of 200 x 280. */
static void fill_words(struct page *page)
{
    char text[] = SENTENCE;
    int i = 0;
    for (char *part = strtok(text, " "); part; part = strtok(NULL, " "), i++) {
        float x = 10 + (float)(i % 4) * 45, y = 12 + (float)(i / 4) * 25;
        struct word w = {x, y, x + 4.5F * (float)strlen(part) / 2 + 4, y + 9, 1, i / 4, 0, part};
        assert_int_equal(page_add_word(page, &w), 0);
    }
}

/* 2 x 2 pixels, white and red above green and blue; BMP, rows from below. */
static int a_picture(void)
{
    static const unsigned char bmp[] = {
        'B', 'M', 70, 0, 0,  0, 0, 0,   0, 0,   54, 0, 0, 0, 40,  0,   0,   0, 2, 0,   0, 0, 2, 0,
        0,   0,   1,  0, 24, 0, 0, 0,   0, 0,   16, 0, 0, 0, 0,   0,   0,   0, 0, 0,   0, 0, 0, 0,
        0,   0,   0,  0, 0,  0, 0, 255, 0, 255, 0,  0, 0, 0, 255, 255, 255, 0, 0, 255, 0, 0};
    FILE *f = tmpfile();
    assert_non_null(f);
    fwrite(bmp, 1, sizeof bmp, f);
    fflush(f);
    int fd = dup(fileno(f));
    fclose(f);
    return fd;
}

static void test_words_lie_where_they_were_read(void **state)
{
    (void)state;
    for (int rotation = 0; rotation < 360; rotation += 90) {
        struct page words = {.width = 200, .height = 280}, back = {0};
        struct pdf_layer layer = {&words, 0};
        struct pdf_writer *w = pdf_writer_new(NULL, NULL);
        fill_words(&words);
        assert_int_equal(
            pdf_writer_add_image(w, a_picture(), "image/bmp", 1, rotation, &layer, NULL), 0);
        struct pdf *d = pdf_open(finish(w), NULL);
        assert_int_equal(pdf_look(d, 1, &back, NULL), 0);
        assert_int_equal(back.source, PAGE_TEXT); /* the layer holds up */
        assert_int_equal(back.word_count, words.word_count);
        for (size_t i = 0; i < words.word_count; i++) {
            assert_string_equal(back.words[i].text, words.words[i].text);
            assert_float_equal(back.words[i].x0 / back.width, words.words[i].x0 / 200, 0.002);
            assert_float_equal(back.words[i].x1 / back.width, words.words[i].x1 / 200, 0.002);
            assert_float_equal(back.words[i].y1 / back.height, words.words[i].y1 / 280, 0.01);
        }
        page_release(&words);
        page_release(&back);
        pdf_close(d);
    }
}

/* A page that was turned 3 degrees clockwise to be read: its words are back where they stand. */
static void test_words_of_a_skew_page_are_moved_back(void **state)
{
    struct page words = {.width = 200, .height = 280}, back = {0};
    struct pdf_layer layer = {&words, 3};
    struct pdf_writer *w = pdf_writer_new(NULL, NULL);
    size_t i = 0;
    (void)state;
    fill_words(&words);
    assert_int_equal(pdf_writer_add_image(w, a_picture(), "image/bmp", 1, 0, &layer, NULL), 0);
    struct pdf *d = pdf_open(finish(w), NULL);
    assert_int_equal(pdf_look(d, 1, &back, NULL), 0);
    while (i < back.word_count && strcmp(back.words[i].text, "Geachte") != 0)
        i++;
    assert_true(i < back.word_count);
    /* sin 3 is 0.0523: 123 points above the middle go 6.5 to the left, 80 to its left 4 down. */
    const struct word *at = &back.words[i], *was = &words.words[0];
    assert_float_equal((at->x0 - was->x0 / 200 * back.width) / back.width, -6.5F / 200, 0.005);
    assert_float_equal((at->y1 - was->y1 / 280 * back.height) / back.height, 4.0F / 280, 0.012);
    page_release(&words);
    page_release(&back);
    pdf_close(d);
}

/* Red as it stands on the page after a turn: from the top right corner, clockwise. */
static void test_an_image_page_is_turned(void **state)
{
    static const int red[4][2] = {{1, 0}, {1, 1}, {0, 1}, {0, 0}};
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct pdf_writer *w = pdf_writer_new(NULL, NULL);
        struct raster r;
        assert_int_equal(pdf_writer_add_image(w, a_picture(), "image/bmp", 1, k * 90, NULL, NULL),
                         0);
        struct pdf *d = pdf_open(finish(w), NULL);
        assert_int_equal(pdf_pixels(d, 1, PAGE_IMAGE, 100, &r, NULL), 0);
        assert_int_equal(r.width, 2);
        assert_int_equal(r.channels, 3);
        const uint8_t *pixel = r.data + red[k][1] * r.stride + red[k][0] * 3;
        assert_true(pixel[0] == 255 && pixel[1] == 0 && pixel[2] == 0);
        raster_release(&r);
        pdf_close(d);
    }
}

static void test_a_broken_part_is_not_left_out_in_silence(void **state)
{
    const char *objects[] = {CATALOG,
                             ONE_PAGE,
                             A_PAGE WITH_FONT ">>",
                             pdf_text(SAYS("tekst")),
                             "<< /Type /Font /BaseFont /Arial,Unicode MS >>",
                             NULL};
    struct pdf_writer *w = pdf_writer_new(NULL, NULL);
    struct problem p;
    (void)state;
    assert_int_equal(pdf_writer_add_pdf(w, pdf_make(objects, NULL), 1, 0, NULL, &p), -1);
    assert_string_equal(p.code, "broken");
    pdf_writer_free(w);
}

static void test_a_thumbnail_is_a_png(void **state)
{
    const char *words_page[] = {CATALOG, ONE_PAGE, A_PAGE WITH_FONT ">>", pdf_text(SAYS("tekst")),
                                FONT,    NULL};
    struct pdf_writer *w = pdf_writer_new(NULL, NULL);
    unsigned char *png;
    size_t size;
    (void)state;
    assert_int_equal(pdf_writer_add_image(w, a_picture(), "image/bmp", 1, 0, NULL, NULL), 0);
    assert_int_equal(pdf_writer_thumbnail(w, &png, &size, NULL), 0);
    assert_memory_equal(png, "\x89PNG\r\n", 6);
    assert_true(png[19] <= 180 && png[23] <= 250 && (png[19] == 180 || png[23] == 250));
    assert_int_equal(png[25], 2); /* its colours stay */
    free(png);
    pdf_writer_free(w);
    w = pdf_writer_new(NULL, NULL);
    assert_int_equal(pdf_writer_add_pdf(w, pdf_make(words_page, NULL), 1, 0, NULL, NULL), 0);
    assert_int_equal(pdf_writer_thumbnail(w, &png, &size, NULL), 0);
    assert_int_equal(png[25], 0); /* one channel does for gray */
    free(png);
    pdf_writer_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_acts_is_gone),
        cmocka_unit_test(test_no_action_in_any_place),
        cmocka_unit_test(test_same_input_same_bytes),
        cmocka_unit_test(test_data_of_images_are_not_touched),
        cmocka_unit_test(test_a_page_brings_what_it_inherits_and_no_other_page),
        cmocka_unit_test(test_fields_become_part_of_the_page),
        cmocka_unit_test(test_hidden_layers_stay_hidden),
        cmocka_unit_test(test_words_lie_where_they_were_read),
        cmocka_unit_test(test_words_of_a_skew_page_are_moved_back),
        cmocka_unit_test(test_an_image_page_is_turned),
        cmocka_unit_test(test_a_broken_part_is_not_left_out_in_silence),
        cmocka_unit_test(test_a_thumbnail_is_a_png),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
