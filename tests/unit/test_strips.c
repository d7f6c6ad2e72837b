#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "stages/formats/net.h"
#include "stages/formats/strips.h"
#include "stages/formats/text_join.h"

#define PAPER 225

static void paint(struct raster *r, int x, int y, int w, int h)
{
    for (int i = y; i < y + h; i++)
        memset(r->data + (size_t)i * (size_t)r->stride + x, 30, (size_t)w);
}

/* Letters: frames of 9 by 14 pixels, 3 apart, each `lean` pixels lower than the one before. */
static void draw_word(struct raster *r, int x, int y, int letters, double lean)
{
    for (int i = 0; i < letters; i++) {
        int left = x + 12 * i, top = y + (int)(lean * i);
        paint(r, left, top, 9, 2);
        paint(r, left, top + 12, 9, 2);
        paint(r, left, top, 2, 14);
        paint(r, left + 7, top, 2, 14);
    }
}

static void new_page(struct raster *r)
{
    assert_int_equal(raster_init(r, 1200, 600, 1), 0);
    memset(r->data, PAPER, (size_t)r->stride * (size_t)r->height);
    r->dpi = 150;
}

static void cells_are_strips_and_rules_go(void **state)
{
    (void)state;
    struct raster r;
    struct strips s;
    new_page(&r);
    paint(&r, 80, 90, 1000, 2);
    paint(&r, 80, 130, 1000, 2);
    paint(&r, 300, 90, 2, 42);
    draw_word(&r, 100, 102, 10, 0);
    draw_word(&r, 320, 102, 8, 0);
    draw_word(&r, 100, 200, 6, 0);
    assert_int_equal(strips_find(&r, &s), 0);
    assert_int_equal(s.count, 3);
    assert_int_equal(s.items[0].count, 10);
    assert_int_equal(s.items[1].box.x0, 320);
    assert_true(s.items[2].base > 213 && s.items[2].base < 215);
    assert_int_equal(r.data[90 * r.stride + 700] > 200, 1);
    strips_release(&s);
    raster_release(&r);
}

/* Blurred letters that ran into one another make no rule, however long: they are not equally thick.
 */
static void an_empty_page_has_none(void **state)
{
    (void)state;
    struct raster r;
    struct strips s;
    new_page(&r);
    assert_int_equal(strips_find(&r, &s), 0);
    assert_int_equal(s.count, 0);
    strips_release(&s);
    raster_release(&r);
}

static void words_that_ran_together_stay(void **state)
{
    (void)state;
    struct raster r;
    struct strips s;
    new_page(&r);
    for (int i = 0; i < 14; i++) {
        paint(&r, 100 + 12 * i, 200, 4, 13);
        paint(&r, 104 + 12 * i, 204, 8, 4 + i % 2 * 4);
    }
    paint(&r, 100, 300, 168, 3);
    assert_int_equal(strips_find(&r, &s), 0);
    assert_int_equal(s.count, 1);
    assert_int_equal(s.items[0].box.x1, 268);
    assert_true(r.data[206 * r.stride + 180] < 100);
    assert_true(r.data[301 * r.stride + 180] > 200);
    strips_release(&s);
    raster_release(&r);
}

/* Each line beside a picture begins with its own first letter. */
static void pictures_take_no_letters(void **state)
{
    (void)state;
    struct raster r;
    struct strips s;
    new_page(&r);
    for (int i = 0; i < 2; i++) {
        paint(&r, 100, 150 + 58 * i, 30, 3);
        paint(&r, 100 + 27 * i, 150, 3, 60);
    }
    draw_word(&r, 190, 160, 8, 0);
    draw_word(&r, 190, 185, 8, 0);
    assert_int_equal(strips_find(&r, &s), 0);
    assert_int_equal(s.count, 3);
    for (size_t i = 1; i < 3; i++)
        assert_int_equal(s.items[i].count, 8);
    strips_release(&s);
    raster_release(&r);
}

static void leaning_lines_are_cut_straight(void **state)
{
    (void)state;
    struct raster r;
    struct strips s;
    int width;
    float scale, left;
    new_page(&r);
    draw_word(&r, 100, 100, 60, 0.5); /* 30 pixels lower at its end */
    assert_int_equal(strips_find(&r, &s), 0);
    assert_int_equal(s.count, 1);
    uint8_t *line = strip_cut(&r, &s.items[0], 36, &width, &scale, &left);
    assert_non_null(line);
    for (int part = 0; part < 2; part++) { /* as high at its beginning as at its end */
        int ink = 0;
        for (int x = part ? width - 60 : 10; x < (part ? width - 10 : 60); x++)
            ink += line[3 * width + x] < 120 || line[34 * width + x] < 120;
        assert_int_equal(ink, 0);
    }
    free(line);
    strips_release(&s);
    raster_release(&r);
}

static void minus_before_a_number_belongs_to_it(void **state)
{
    (void)state;
    struct raster r;
    struct strips s;
    new_page(&r);
    draw_word(&r, 100, 100, 5, 0);
    paint(&r, 90, 106, 6, 2);
    assert_int_equal(strips_find(&r, &s), 0);
    assert_int_equal(s.count, 1);
    assert_int_equal(s.items[0].box.x0, 90);
    strips_release(&s);
    raster_release(&r);
}

/* Two columns: what stands beside one another is read as one line, with a gap as between words;
 * what is much larger is read by itself. */
static void columns_are_read_as_one_row(void **state)
{
    (void)state;
    struct raster r;
    struct strips s;
    struct rows rows;
    int width;
    new_page(&r);
    draw_word(&r, 100, 100, 8, 0);
    draw_word(&r, 600, 102, 5, 0);
    draw_word(&r, 100, 200, 3, 0);
    for (int i = 0; i < 5; i++)
        paint(&r, 160 + i * 30, 180, 15, 40);
    assert_int_equal(strips_find(&r, &s), 0);
    assert_int_equal(rows_find(&s, &rows), 0);
    assert_int_equal(s.count, 4);
    assert_int_equal(rows.count, 3);
    assert_int_equal(rows.items[0].count, 2);
    uint8_t *pixels = row_cut(&r, &rows.items[0], 36, &width);
    const struct piece *first = rows.items[0].pieces, *second = first + 1;
    assert_non_null(pixels);
    assert_int_equal(second->end, width);
    assert_true(second->from - first->end < 10);
    float at = second->left + (float)(second->end - second->from) * second->scale;
    assert_true(fabsf(second->left - 600) < 4 && fabsf(at - 657) < 5);
    free(pixels);
    rows_release(&rows);
    strips_release(&s);
    raster_release(&r);
}

/* What is left of a rule across the paper, as a scanner's scratch leaves it. */
static void pieces_of_a_broken_rule_are_no_text(void **state)
{
    (void)state;
    struct raster r;
    struct strips s;
    new_page(&r);
    for (int i = 0; i < 12; i++)
        paint(&r, 700 + i / 4, 20 + i * 40, 2, 18);
    paint(&r, 300, 300, 2, 18); /* one alone may be a letter */
    assert_int_equal(strips_find(&r, &s), 0);
    assert_int_equal(s.count, 1);
    assert_int_equal(s.items[0].box.x0, 300);
    strips_release(&s);
    raster_release(&r);
}

/* The black of a table under a photographed paper says nothing of how dark its ink is. */
static void dark_table_does_not_thin_pale_letters(void **state)
{
    (void)state;
    struct raster r;
    struct strips s;
    new_page(&r);
    for (int y = 100; y < 114; y++)
        memset(r.data + (size_t)y * (size_t)r.stride + 100, 160, 60);
    paint(&r, 600, 0, 600, 600);
    for (int x = 109; x < 160; x += 12)
        for (int y = 100; y < 114; y++)
            memset(r.data + (size_t)y * (size_t)r.stride + x, PAPER, 3);
    assert_int_equal(strips_find(&r, &s), 0);
    bool found = false;
    for (size_t i = 0; i < s.count; i++)
        found |= s.items[i].box.x0 == 100 && s.items[i].count == 5;
    assert_true(found);
    strips_release(&s);
    raster_release(&r);
}

static void paint_gray(struct raster *r, int x, int y, int w, int h)
{
    for (int i = y; i < y + h; i++)
        for (int j = x; j < x + w; j++)
            if (r->data[i * r->stride + j] > 170)
                r->data[i * r->stride + j] = 170;
}

/* A hairline is gray where print is black: it goes all the same, but no letter that it crosses. */
static void pale_rules_go_and_spare_letters(void **state)
{
    (void)state;
    struct raster r;
    struct strips s;
    new_page(&r);
    for (int i = 0; i < 9; i++)
        draw_word(&r, 100, 110 + 40 * i, 10, 0);
    paint_gray(&r, 96, 90, 1, 400);
    paint_gray(&r, 80, 90, 1000, 1);
    paint_gray(&r, 139, 90, 2, 400);
    assert_int_equal(strips_find(&r, &s), 0);
    assert_int_equal(s.count, 9);
    assert_int_equal(s.items[0].box.x0, 100);
    assert_int_equal(s.items[0].count, 10);
    assert_true(r.data[300 * r.stride + 96] > 200);
    assert_true(r.data[300 * r.stride + 139] > 200);
    assert_true(r.data[90 * r.stride + 700] > 200);
    assert_int_equal(r.data[110 * r.stride + 139], 30);
    strips_release(&s);
    raster_release(&r);
}

static void noise_is_no_text(void **state)
{
    (void)state;
    struct raster r;
    struct strips s;
    new_page(&r);
    for (int i = 0; i < 20000; i++)
        r.data[(uint32_t)(i * 2654435761U) % (1200U * 600U)] = 0;
    assert_int_equal(strips_find(&r, &s), 0);
    assert_true(s.count < 20);
    strips_release(&s);
    raster_release(&r);
}

static void cut_off_models_are_refused(void **state)
{
    (void)state;
    char path[] = "/tmp/postkamer-net-XXXXXX", why[200] = "";
    int fd = mkstemp(path);
    FILE *model = fopen("/usr/share/tesseract-ocr/5/tessdata/nld.traineddata", "rb");
    static char head[200000];
    assert_true(fd >= 0);
    assert_non_null(model);
    size_t size = fread(head, 1, sizeof head, model);
    fclose(model);
    assert_int_equal(write(fd, head, size), size);
    close(fd);
    assert_null(net_load(path, why, sizeof why));
    assert_non_null(strstr(why, "no model"));
    assert_null(net_load("/nowhere", why, sizeof why));
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_strips_and_rules_go),
        cmocka_unit_test(an_empty_page_has_none),
        cmocka_unit_test(words_that_ran_together_stay),
        cmocka_unit_test(pictures_take_no_letters),
        cmocka_unit_test(leaning_lines_are_cut_straight),
        cmocka_unit_test(minus_before_a_number_belongs_to_it),
        cmocka_unit_test(columns_are_read_as_one_row),
        cmocka_unit_test(pieces_of_a_broken_rule_are_no_text),
        cmocka_unit_test(dark_table_does_not_thin_pale_letters),
        cmocka_unit_test(pale_rules_go_and_spare_letters),
        cmocka_unit_test(noise_is_no_text),
        cmocka_unit_test(cut_off_models_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
