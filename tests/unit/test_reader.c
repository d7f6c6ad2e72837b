/* Pages that are drawn and read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>
#include "stages/formats/image.h"
#include "stages/formats/text.h"
#include "stages/formats/text_library.h"
#include "stages/formats/text_rows.h"

static void add(struct page *p, float x, float y, int line, const char *text)
{
    struct word w = {x, y, x + 40, y + 10, 1, line, line, (char *)text};
    assert_int_equal(page_add_word(p, &w), 0);
}

static void add_line(struct page *p, int block, float height, float confidence, const char *text)
{
    struct word w = {
        50,    20.0F * (float)block, 200, 20.0F * (float)block + height, confidence, block,
        block, (char *)text};
    assert_int_equal(page_add_word(p, &w), 0);
}

static void scraps_are_left_out(void **state)
{
    struct page p = {.width = 595, .height = 842};
    (void)state;
    add_line(&p, 0, 9, 0.95F, "Hierbij bevestigen wij de ontvangst van uw aanvraag");
    add_line(&p, 1, 3, 0.4F, "OREINIEENRO");
    add_line(&p, 2, 9, 0.2F, "eannnnnn");
    add_line(&p, 3, 3, 0.9F, "kleine");                       /* small, and surely read */
    add_line(&p, 4, 9, 0.4F, "handschrift");                  /* not that unsure */
    add_line(&p, 5, 9, 0.2F, "17.03.20ik");                   /* a number */
    add_line(&p, 6, 9, 0.2F, "PSNLDWILLEMSSSPIETERSSEMSSSS"); /* a zone */
    assert_int_equal(reader_drop_scraps(&p), 0);
    char *text = page_text(&p);
    assert_string_equal(text, "Hierbij bevestigen wij de ontvangst van uw aanvraag\nkleine\n"
                              "handschrift\n17.03.20ik\nPSNLDWILLEMSSSPIETERSSEMSSSS");
    free(text);
    page_release(&p);
}

static void a_page_of_scraps_may_be_bad_print(void **state)
{
    struct page p = {.width = 595, .height = 842};
    (void)state;
    assert_int_equal(reader_drop_scraps(&p), 0);
    add_line(&p, 0, 9, 0.95F, "Hierbij bevestigen");
    add_line(&p, 1, 9, 0.2F, "wiln schi emne aarer");
    assert_int_equal(reader_drop_scraps(&p), 0);
    assert_int_equal(p.word_count, 2);
    page_release(&p);
}

static void cells_of_a_row_are_one_line(void **state)
{
    (void)state;
    struct page p = {0};
    add(&p, 300, 101, 0, "waarde");
    add(&p, 20, 140, 1, "onder");
    add(&p, 20, 100, 2, "label");
    assert_int_equal(text_rows(&p), 0);
    char *text = page_text(&p);
    assert_string_equal(text, "label waarde\nonder");
    free(text);
    page_release(&p);
}

/* The picture as a page of 300 dpi; it is destroyed. */
static void take_picture(PIX *pix, struct raster *r)
{
    int width = pixGetWidth(pix), height = pixGetHeight(pix);
    assert_int_equal(raster_init(r, width, height, 1), 0);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            l_uint32 value;
            pixGetPixel(pix, x, y, &value);
            r->data[y * r->stride + x] = (uint8_t)value;
        }
    r->dpi = 300;
    pixDestroy(&pix);
}

static PIX *blank_picture(void)
{
    PIX *pix = pixCreate(1600, 600, 8);
    pixSetAllGray(pix, 255);
    return pix;
}

/* A page in leptonica's own letters, which are built into it. */
static void draw_text(struct raster *r, const char *const *lines)
{
    L_BMF *font = bmfCreate(NULL, 20);
    PIX *pix = blank_picture();
    for (int i = 0; lines[i]; i++)
        pixSetTextline(pix, font, lines[i], 0, 40, 60 + i * 150, NULL, NULL);
    take_picture(pix, r);
    bmfDestroy(&font);
}

/* Reads the picture, twice where that is called for, and releases it. */
static void read_twice(struct raster *r, struct page *page)
{
    char why[200] = "";
    struct problem p = {0};
    struct reader_lines found;
    struct reader *reader = reader_load(why, sizeof why);
    assert_non_null(reader);
    assert_int_equal(reader_layout(r, &found, &p), 0);
    assert_int_equal(reader_rest(reader, &found, page, &p), 0);
    reader_lines_release(&found);
    assert_int_equal(reader_second_look(reader, r, page, &p), 0);
    raster_release(r);
    reader_free(reader);
}

static void read_lines(const char *const *lines, struct page *page)
{
    struct raster r;
    draw_text(&r, lines);
    read_twice(&r, page);
}

#define PITCH 60 /* pixels from one box to the next */
#define GAP 8    /* between two */

static void draw_bar(PIX *pix, int x, int y, int width, int height)
{
    pixRasterop(pix, x, y, width, height, PIX_CLR, NULL, 0, 0);
}

/* A label, and below it digits, each in a box or, in combs, over a rule between short walls. */
static void draw_boxes(struct raster *r, const char *digits, bool combs)
{
    L_BMF *font = bmfCreate(NULL, 20);
    PIX *pix = blank_picture();
    int top = combs ? 290 : 230;
    pixSetTextline(pix, font, "BSN", 0, 40, 200, NULL, NULL);
    for (int i = 0, x = 40; digits[i]; i++, x += PITCH) {
        const char one[] = {digits[i], 0};
        pixSetTextline(pix, font, one, 0, x + 10, 295, NULL, NULL);
        draw_bar(pix, x, top, 3, 320 - top);
        draw_bar(pix, x + PITCH - GAP, top, 3, 320 - top);
        draw_bar(pix, x, 320, PITCH - GAP, 3);
        if (!combs)
            draw_bar(pix, x, top, PITCH - GAP, 3);
    }
    take_picture(pix, r);
    bmfDestroy(&font);
}

/* The surest reading of a field; NULL: none. */
static const struct reading *reading_of(const struct page *page, const char *field)
{
    const struct reading *best = NULL;
    for (size_t i = 0; i < page->reading_count; i++)
        if (!strcmp(page->readings[i].field, field) &&
            (!best || page->readings[i].probability > best->probability))
            best = &page->readings[i];
    return best;
}

/* Digits in boxes of their own, or over a ruler with short walls. */
static void digits_in_boxes_are_read(void **state)
{
    (void)state;
    for (int combs = 0; combs < 2; combs++) {
        struct raster r;
        struct page page = {0};
        draw_boxes(&r, "999990019", combs);
        read_twice(&r, &page);
        const struct reading *bsn = reading_of(&page, "bsn");
        assert_non_null(bsn);
        assert_string_equal(bsn->value, "999990019");
        assert_true(bsn->probability > 0.9F);
        page_release(&page);
    }
}

/* A row of boxes is found by its walls where the first pass saw some of it only, and no part of a
 * longer one. */
static void rows_of_boxes_are_found(void **state)
{
    (void)state;
    for (int combs = 0; combs < 2; combs++) {
        struct raster r;
        struct image_box box;
        draw_boxes(&r, "999990019", combs);
        assert_true(image_cells(&r, 0, 220, 1000, 330, 9, &box));
        assert_true(box.x0 > 30 && box.x0 < 45);
        assert_true(box.x1 > 40 + 9 * PITCH - GAP && box.x1 < 40 + 9 * PITCH + GAP);
        assert_true(box.y0 < 250 && box.y1 > 318);
        assert_false(image_cells(&r, 0, 220, 1000, 330, 8, &box));
        assert_false(image_cells(&r, 0, 420, 1000, 530, 9, &box));
        raster_release(&r);
    }
}

static void reads_a_page_and_looks_twice(void **state)
{
    (void)state;
    static const char *const lines[] = {"Gemeente Utrecht", "Burgerservicenummer: 999990019",
                                        "Wij hebben uw aanvraag ontvangen", NULL};
    struct page page = {0};
    read_lines(lines, &page);
    char *text = page_text(&page);
    assert_non_null(strstr(text, "aanvraag"));
    free(text);
    assert_true(page.words[0].x0 > 8 && page.words[0].x0 < 12); /* 40 pixels at 300 dpi */
    const struct reading *bsn = reading_of(&page, "bsn");
    assert_non_null(bsn);
    assert_true(bsn->valid);
    assert_string_equal(bsn->value, "999990019");
    page_release(&page);
}

/* The number in a zone whose check digits hold is as good as a labelled one. */
static void zones_give_a_number(void **state)
{
    (void)state;
    static const char *const lines[] = {"I<NLDSPECI20142999990019<<<<<<",
                                        "8503105F2403096NLD<<<<<<<<<<<5",
                                        "DE<BRUIJN<<WILLEKE<LISELOTTE<<", NULL};
    struct page page = {0};
    read_lines(lines, &page);
    const struct reading *bsn = reading_of(&page, "bsn");
    assert_non_null(bsn);
    assert_true(bsn->probability > 0.95F);
    assert_string_equal(bsn->value, "999990019");
    page_release(&page);
}

/* A line of capitals and days as long as a driving licence's zone is none. */
static void print_as_long_as_a_zone_is_none(void **state)
{
    (void)state;
    static const char *const lines[] = {"VERBLIJFSTITEL", "08OKT/OCT2019 08OKT/OCT2029",
                                        "GELDIG TOT/CARD EXPIRY", NULL};
    struct page page = {0};
    read_lines(lines, &page);
    assert_null(reading_of(&page, "mrz"));
    page_release(&page);
}

/* What net.h cannot run, the library reads; a model that is not there is named. */
static void other_models_go_to_the_library(void **state)
{
    (void)state;
    static const char *const lines[] = {"Wij hebben uw aanvraag ontvangen", NULL};
    char why[200] = "";
    struct raster r;
    struct page page = {0};
    struct library *library = library_load("nld", why, sizeof why);
    assert_non_null(library);
    draw_text(&r, lines);
    assert_int_equal(library_read(library, &r, &page), 0);
    char *text = page_text(&page);
    assert_non_null(strstr(text, "aanvraag"));
    free(text);
    assert_true(page.words[0].x0 > 8 && page.words[0].x0 < 12);
    page_release(&page);
    raster_release(&r);
    library_free(library);
    assert_null(library_load("no-such-model", why, sizeof why));
    assert_non_null(strstr(why, "no-such-model"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scraps_are_left_out),
        cmocka_unit_test(a_page_of_scraps_may_be_bad_print),
        cmocka_unit_test(cells_of_a_row_are_one_line),
        cmocka_unit_test(reads_a_page_and_looks_twice),
        cmocka_unit_test(digits_in_boxes_are_read),
        cmocka_unit_test(rows_of_boxes_are_found),
        cmocka_unit_test(zones_give_a_number),
        cmocka_unit_test(print_as_long_as_a_zone_is_none),
        cmocka_unit_test(other_models_go_to_the_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
