/* Preparation, on pages that are drawn here: lines of small bars stand for lines of text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "stages/formats/image.h"

#define PAPER 220

static void blank_page(struct raster *r, int width, int height, float dpi)
{
    assert_int_equal(raster_init(r, width, height, 1), 0);
    r->dpi = dpi;
}

/* A4 at 150 dpi. */
static void blank_a4(struct raster *r)
{
    blank_page(r, 1240, 1754, 150);
}

static struct image_prepared prepared(const struct raster *r, float dpi)
{
    struct image_prepared out;
    assert_int_equal(image_prepare(r, dpi, &out, NULL), 0);
    return out;
}

static void draw_page(struct raster *r, int width, int height, double lean)
{
    blank_page(r, width, height, (float)width / 8.27F);
    memset(r->data, PAPER, (size_t)r->stride * (size_t)height);
    for (int line = height / 10; line < height * 8 / 10; line += height / 45)
        for (int x = width / 10; x < width * 9 / 10; x++) {
            int y = line + (int)(x * lean), bar = width / 160;
            for (int i = 0; i < height / 120 && (x / bar) % 3; i++)
                r->data[(y + i) * r->stride + x] = 30;
        }
}

static void fill(struct raster *r, int x, int y, int w, int h, uint8_t value)
{
    for (int row = y; row < y + h; row++)
        memset(r->data + row * r->stride + x, value, (size_t)w);
}

static void disc(struct raster *r, int x, int y, int radius)
{
    for (int down = -radius; down <= radius; down++)
        for (int across = -radius; across <= radius; across++)
            if (down * down + across * across <= radius * radius)
                r->data[(y + down) * r->stride + x + across] = 20;
}

static bool is_blank(const struct raster *r)
{
    struct image_prepared out = prepared(r, r->dpi);
    bool blank = out.blank;
    image_prepared_release(&out);
    return blank;
}

/* A print far out of focus is no empty page; one that the lamp lights unevenly is. */
static void clouds_are_no_blank(void **state)
{
    (void)state;
    for (int printed = 0; printed < 2; printed++) {
        struct raster r;
        blank_a4(&r);
        for (int y = 0; y < r.height; y++)
            for (int x = 0; x < r.width; x++) {
                double cloud = printed ? 9 * sin(x / 90.0) * sin(y / 140.0) : 0;
                r.data[y * r.stride + x] =
                    (uint8_t)(200 - x / 60.0 - y / 90.0 + cloud + (x * 31 + y * 17) % 7);
            }
        struct image_prepared out = prepared(&r, 150);
        assert_int_equal(out.blank, !printed);
        assert_int_equal(out.faint, printed);
        image_prepared_release(&out);
        raster_release(&r);
    }
}

/* Two lines of pale print under the black that a scanner leaves around a page. */
static void pale_print_beside_black_edges_is_written(void **state)
{
    (void)state;
    for (int printed = 0; printed < 2; printed++) {
        struct raster r;
        blank_a4(&r);
        for (int y = 0; y < r.height; y++)
            for (int x = 0; x < r.width; x++) {
                bool bar = printed && (y % 60) / 12 == 2 && y > 150 && y < 270 && x > 150 &&
                           x < 600 && x % 12 < 4;
                bool edge = y < 30 || x < 12 || x > 1230;
                r.data[y * r.stride + x] = edge ? 5 : bar ? 165 : 250;
            }
        assert_int_equal(is_blank(&r), !printed);
        raster_release(&r);
    }
}

static void straightens(void **state)
{
    (void)state;
    struct raster r;
    draw_page(&r, 1240, 1754, tan(2 * 3.14159265 / 180));
    struct image_prepared out = prepared(&r, 150);
    assert_true(fabsf(out.skew) > 1.7F && fabsf(out.skew) < 2.3F);
    assert_false(out.blank);
    assert_true(out.ink > 0.05F && out.ink < 0.4F);
    assert_true(fabsf(out.page.dpi - 150) < 1);
    image_prepared_release(&out);
    raster_release(&r);
}

static void scales_and_turns(void **state)
{
    (void)state;
    struct raster r;
    struct raster turned;
    draw_page(&r, 2480, 3508, 0);
    struct image_prepared out = prepared(&r, 150);
    assert_in_range(out.page.width, 1239, 1242);
    assert_in_range(out.page.height, 1752, 1756);
    assert_int_equal(out.page.channels, 1);
    assert_int_equal(image_rotate(&out.page, 90, &turned), 0);
    assert_int_equal(turned.width, out.page.height);
    assert_int_equal(turned.data[turned.width - 1 - 100], out.page.data[100 * out.page.stride]);
    raster_release(&turned);
    image_prepared_release(&out);
    raster_release(&r);
}

/* PDFs say 96 dots an inch of photos: that would be a sheet of 19 by 25 inches. */
static void photos_have_no_resolution(void **state)
{
    (void)state;
    struct raster r;
    draw_page(&r, 1822, 2427, 0);
    r.dpi = 96;
    struct image_prepared out = prepared(&r, 200);
    assert_in_range(out.page.height, 2330, 2345);
    image_prepared_release(&out);
    r.dpi = 150; /* a large sheet on a scanner */
    out = prepared(&r, 200);
    assert_in_range(out.page.height, 3230, 3240);
    image_prepared_release(&out);
    raster_release(&r);
}

static void tells_blank_from_written(void **state)
{
    (void)state;
    struct raster r;
    blank_a4(&r);
    for (int i = 0; i < r.stride * r.height; i++) /* paper with a grain, darker to one side */
        r.data[i] = (uint8_t)(200 + (i * 2654435761U >> 29) - i % r.stride / 40);
    assert_true(is_blank(&r));
    for (int line = 0; line < 4; line++) /* a few faint words */
        for (int x = 300; x < 700; x++)
            for (int y = 0; y < 14 && (x / 6) % 2; y++)
                r.data[(400 + line * 40 + y) * r.stride + x] = 150;
    assert_false(is_blank(&r));
    raster_release(&r);
}

/* The back of a paper: holes, the lid's shadow, a scratch of the glass and specks are no writing.
 */
static void dirt_is_not_written(void **state)
{
    (void)state;
    struct raster r;
    blank_a4(&r);
    fill(&r, 0, 0, 1240, 1754, 245);
    fill(&r, 0, 0, 1240, 50, 15);
    fill(&r, 1200, 0, 40, 1754, 15);
    fill(&r, 700, 60, 1, 1690, 140);
    for (int i = 0; i < 4; i++)
        disc(&r, 70, 250 + 400 * i, 17);
    for (int i = 0; i < 8; i++)
        fill(&r, 200 + 90 * i, 300 + 130 * i, 5, 5, 60);
    assert_true(is_blank(&r));
    for (int i = 0; i < 4; i++) /* a note of four letters */
        fill(&r, 400 + 30 * i, 900, 3, 28, 60);
    fill(&r, 400, 912, 100, 3, 60);
    for (int i = 0; i < 4; i++)
        fill(&r, 560 + 30 * i, 900, 4, 28, 60);
    assert_false(is_blank(&r));
    raster_release(&r);
}

/* A printer out of toner: every line of it lies within the grain of the paper. */
static void pale_lines_are_written(void **state)
{
    (void)state;
    struct raster r;
    uint32_t grain = 7;
    blank_a4(&r);
    for (int i = 0; i < r.stride * r.height; i++) {
        grain = grain * 1664525U + 1013904223U;
        r.data[i] = (uint8_t)(220 + (grain >> 28));
    }
    assert_true(is_blank(&r));
    for (int line = 0; line < 30; line++)
        for (int y = 0; y < 14; y++)
            for (int x = 150; x < 1000; x++)
                if ((x + line) / 3 % 2)
                    r.data[(200 + line * 26 + y) * r.stride + x] -= y < 7 ? y : 13 - y;
    assert_false(is_blank(&r));
    raster_release(&r);
}

/* A coarse JPEG of an empty page: blocks of 8 by 8 pixels, each of a level of its own. */
static void coarse_blocks_are_no_lines(void **state)
{
    (void)state;
    for (int printed = 0; printed < 2; printed++) {
        struct raster r;
        struct image_prepared out;
        uint32_t grain = 7;
        assert_int_equal(raster_init(&r, 1040, 1472, 1), 0);
        r.dpi = 126;
        for (int y = 0; y < r.height; y += 8)
            for (int x = 0; x < r.width; x += 8) {
                grain = grain * 1664525U + 1013904223U;
                bool line = printed && y / 8 % 5 == 2 && y > 200 && x > 150 && x < 900;
                fill(&r, x, y, 8, 8, (uint8_t)(228 + (grain >> 29) % 6 - (line ? 3 : 0)));
            }
        assert_int_equal(image_prepare(&r, 200, &out, NULL), 0);
        assert_int_equal(out.faint, printed);
        assert_int_equal(out.blank, !printed);
        image_prepared_release(&out);
        raster_release(&r);
    }
}

/* Letters of fat print that ran into each other: open between their tops and their feet. */
static void fat_letters(struct raster *r, int x, int y, int count)
{
    for (int i = 0; i < count; i++, x += 20) {
        fill(r, x, y, 20, 24, 20);
        fill(r, x + 16, y, 4, 8, PAPER);
        fill(r, x + 16, y + 16, 4, 8, PAPER);
        fill(r, x + 6, y + 9, 4, 6, PAPER);
    }
}

static void bars_are_turned_light_and_fat_print_is_not(void **state)
{
    (void)state;
    struct raster r;
    draw_page(&r, 1654, 2339, 0);
    fill(&r, 160, 160, 900, 60, PAPER);
    fat_letters(&r, 200, 168, 30);
    fill(&r, 200, 2000, 600, 48, 30); /* a bar with light letters in it */
    for (int i = 0; i < 20; i++)
        fill(&r, 220 + 20 * i, 2012, 6, 24, PAPER);
    for (int i = 0; i < 9; i++) /* fat digits close under it */
        fill(&r, 400 + 32 * i, 2058, 14, 20, 30);
    struct image_prepared out = prepared(&r, r.dpi);
    assert_true(out.page.data[180 * out.page.stride + 203] < 100);
    assert_true(out.page.data[2020 * out.page.stride + 700] > 150);
    assert_true(out.page.data[2020 * out.page.stride + 223] < 100);
    assert_true(out.page.data[2052 * out.page.stride + 407] > 150);
    assert_true(out.page.data[2068 * out.page.stride + 407] < 100);
    image_prepared_release(&out);
    raster_release(&r);
}

/* A mean over so many pixels to each side, across and down: a camera that was held badly. */
static void blur(struct raster *r, int reach)
{
    for (int pass = 0; pass < 2; pass++)
        for (int y = reach; y < r->height - reach; y++)
            for (int x = reach; x < r->width - reach; x++) {
                int sum = 0, step = pass ? r->stride : 1;
                uint8_t *at = r->data + y * r->stride + x;
                for (int i = 0; i <= reach; i++) /* what lies before is smoothed already */
                    sum += at[i * step];
                *at = (uint8_t)(sum / (reach + 1));
            }
}

/* How much lighter the gaps between a line's bars are than the bars. */
static int depth_of(const struct raster *r, int y)
{
    int darkest = 255, lightest = 0;
    for (int x = r->width / 4; x < r->width / 2; x++) {
        int v = r->data[y * r->stride + x];
        darkest = v < darkest ? v : darkest;
        lightest = v > lightest ? v : lightest;
    }
    return lightest - darkest;
}

static void blur_is_taken_back(void **state)
{
    (void)state;
    struct raster sharp, blurred;
    draw_page(&sharp, 1654, 2339, 0);
    draw_page(&blurred, 1654, 2339, 0);
    blur(&blurred, 9);
    int y = 233 + 51 + 4, before = depth_of(&blurred, y);
    struct image_prepared one = prepared(&sharp, sharp.dpi);
    struct image_prepared other = prepared(&blurred, blurred.dpi);
    assert_true(depth_of(&other.page, y) > before * 5 / 4);
    /* Sharp print stays as it is: nothing is whiter than its paper. */
    for (int x = 0; x < one.page.width; x++)
        assert_true(one.page.data[y * one.page.stride + x] <= IMAGE_PAPER + 1);
    image_prepared_release(&one);
    image_prepared_release(&other);
    raster_release(&sharp);
    raster_release(&blurred);
}

/* Gray print is no shadow: it stays as far from its paper as it was. */
static void gray_print_stays_gray(void **state)
{
    (void)state;
    struct raster r;
    blank_page(&r, 1654, 2339, 200);
    for (int y = 0; y < r.height; y++)
        for (int x = 0; x < r.width; x++)
            r.data[y * r.stride + x] = y % 40 < 20 && x / 4 % 2 ? 120 : 180;
    struct image_prepared out = prepared(&r, r.dpi);
    int depth = depth_of(&out.page, 810);
    assert_in_range(depth, 60 * IMAGE_PAPER / 180 - 3, 60 * IMAGE_PAPER / 180 + 3);
    image_prepared_release(&out);
    raster_release(&r);
}

/* A photo of a leaning paper on a table that does not lean, and is far darker. */
static void tables_are_not_looked_at(void **state)
{
    (void)state;
    struct raster page, r;
    draw_page(&page, 1240, 1754, tan(4 * 3.14159265 / 180));
    blank_page(&r, 1640, 2154, page.dpi);
    for (int y = 0; y < r.height; y++)
        for (int x = 0; x < r.width; x++) {
            bool on = x >= 200 && x < 1440 && y >= 200 && y < 1954;
            r.data[y * r.stride + x] = on           ? page.data[(y - 200) * page.stride + x - 200]
                                       : y / 24 % 2 ? 62
                                                    : 72;
        }
    struct image_prepared out = prepared(&r, 150);
    assert_true(fabsf(out.skew) > 3.5F && fabsf(out.skew) < 4.5F);
    assert_true(out.page.data[1077 * out.page.stride + 60] < 100);
    image_prepared_release(&out);
    raster_release(&r);
    raster_release(&page);
}

/* A table that is bright enough for a bar, with grain in it as light as letters would be. */
static void tables_are_no_bars(void **state)
{
    (void)state;
    struct raster page, r;
    draw_page(&page, 1240, 1754, 0);
    blank_page(&r, 1640, 2154, page.dpi);
    memset(r.data, 100, (size_t)r.stride * (size_t)r.height);
    for (int y = 8; y + 12 < r.height; y += 12)
        for (int x = 8; x + 12 < r.width; x += 24)
            fill(&r, x, y, 6, 2, PAPER);
    for (int y = 0; y < page.height; y++)
        memcpy(r.data + (y + 200) * r.stride + 200, page.data + y * page.stride,
               (size_t)page.width);
    struct image_prepared out = prepared(&r, r.dpi);
    assert_true(out.page.data[300 * out.page.stride + 900] > 150);
    assert_true(out.page.data[(200 + 175) * out.page.stride + 200 + 124] < 100);
    image_prepared_release(&out);
    raster_release(&r);
    raster_release(&page);
}

/* Pages of black and white lose their steps, unless scaling makes them gray; gray ones stay. */
static void steps_are_softened(void **state)
{
    (void)state;
    static const uint8_t paper[] = {255, 255, 254};
    static const int width[] = {1654, 2480, 1654};
    static const bool softened[] = {true, false, false};
    for (int i = 0; i < 3; i++) {
        struct raster r;
        blank_page(&r, width[i], width[i] * 297 / 210, (float)width[i] / 8.27F);
        fill(&r, 0, 0, r.width, r.height, paper[i]);
        for (int line = 300; line < 1500; line += 60)
            for (int x = 120; x < 1200; x += 24)
                fill(&r, x, line, 12, 24, 0);
        struct image_prepared out = prepared(&r, 200);
        int scale = width[i] == 1654 ? 2 : 3, y = 612 * 2 / scale;
        int edge = out.page.data[y * out.page.stride + 120 * 2 / scale];
        assert_int_equal(edge > 40 && edge < 80, softened[i]);
        image_prepared_release(&out);
        raster_release(&r);
    }
}

static void looks_are_those_of_a_rescan(void **state)
{
    (void)state;
    struct raster a, b, c;
    draw_page(&a, 1240, 1754, 0);
    draw_page(&b, 1654, 2339, 0.002);
    draw_page(&c, 1240, 1754, 0);
    for (int y = 0; y < 1400; y++) /* another paper: a picture in a corner */
        memset(c.data + y * c.stride + 620, 40, 300);
    assert_true(__builtin_popcountll(image_looks(&a) ^ image_looks(&b)) <= 10);
    assert_true(__builtin_popcountll(image_looks(&a) ^ image_looks(&c)) >
                __builtin_popcountll(image_looks(&a) ^ image_looks(&b)));
    raster_release(&a);
    raster_release(&b);
    raster_release(&c);
}

static void crop_lifts_cell_walls(void **state)
{
    (void)state;
    struct raster page, out;
    assert_int_equal(raster_init(&page, 600, 200, 1), 0);
    fill(&page, 0, 0, 600, 200, 255);
    for (int x = 50; x < 550; x++) /* a box around three marks */
        page.data[60 * page.stride + x] = page.data[100 * page.stride + x] = 0;
    for (int y = 60; y < 100; y++)
        for (int x = 50; x < 550; x += 60)
            page.data[y * page.stride + x] = 0;
    for (int y = 70; y < 90; y++)
        for (int i = 0; i < 3; i++)
            memset(page.data + y * page.stride + 70 + i * 60, 0, 12);
    assert_int_equal(image_crop(&page, 40, 55, 560, 105, 24, &out, NULL), 0);
    assert_true(out.width < 150); /* gaps are squeezed */
    assert_in_range(out.height, 40, 48);
    int dark = 0;
    for (int x = 0; x < out.width; x++)
        dark += out.data[out.height / 2 * out.stride + x] < 128;
    assert_in_range(dark, 30, 46); /* three marks and no walls */
    raster_release(&out);
    assert_int_equal(image_crop(&page, 0, 0, 600, 40, 24, &out, NULL), -1);
    raster_release(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clouds_are_no_blank),
        cmocka_unit_test(pale_print_beside_black_edges_is_written),
        cmocka_unit_test(straightens),
        cmocka_unit_test(scales_and_turns),
        cmocka_unit_test(photos_have_no_resolution),
        cmocka_unit_test(tells_blank_from_written),
        cmocka_unit_test(pale_lines_are_written),
        cmocka_unit_test(dirt_is_not_written),
        cmocka_unit_test(coarse_blocks_are_no_lines),
        cmocka_unit_test(bars_are_turned_light_and_fat_print_is_not),
        cmocka_unit_test(blur_is_taken_back),
        cmocka_unit_test(gray_print_stays_gray),
        cmocka_unit_test(tables_are_not_looked_at),
        cmocka_unit_test(tables_are_no_bars),
        cmocka_unit_test(steps_are_softened),
        cmocka_unit_test(looks_are_those_of_a_rescan),
        cmocka_unit_test(crop_lifts_cell_walls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
