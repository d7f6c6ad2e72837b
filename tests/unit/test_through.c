/* What shines through a sheet, on pages that are made here: words are rows of strokes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "stages/formats/image.h"

#define WIDTH 1240 /* A4 at 150 dpi */
#define HEIGHT 1754

/* Ink of a page, 0 to 1. */
static float *new_ink(void)
{
    float *ink = calloc((size_t)WIDTH * HEIGHT, sizeof *ink);
    assert_non_null(ink);
    return ink;
}

static void stroke(float *ink, double x, double y, double dx, double dy, double dark)
{
    for (double t = 0; t <= 1; t += 0.02)
        for (int k = 0; k < 9; k++) {
            int px = (int)(x + t * dx) + k % 3, py = (int)(y + t * dy) + k / 3;
            if (px >= 0 && py >= 0 && px < WIDTH && py < HEIGHT)
                ink[py * WIDTH + px] = (float)dark;
        }
}

/* A line of words: strokes as `seed` has them. */
static void line_of(float *ink, int x, int y, int letters, int high, double dark, unsigned seed)
{
    for (int i = 0; i < letters; i++) {
        seed = seed * 1664525U + 1013904223U;
        int kind = (int)(seed >> 28);
        if (kind < 3)
            continue; /* between words */
        double left = x + i * high * 0.7, lean = (kind % 5 - 2) * high * 0.15;
        stroke(ink, left, y, lean, high, dark);
        if (kind % 2)
            stroke(ink, left, y + high * (kind % 3) * 0.5, high * 0.5, 0, dark);
    }
}

/* A letter of some paragraphs. */
static float *letter(unsigned seed)
{
    float *ink = new_ink();
    for (int i = 0; i < 34; i++)
        if (i % 9 != 2)
            line_of(ink, 140, 200 + 38 * i, 30 + (int)((seed + (unsigned)i * 7) % 50), 15, 1,
                    seed + (unsigned)i);
    return ink;
}

static float ink_at(const float *ink, double x, double y)
{
    int left = (int)floor(x), top = (int)floor(y);
    if (left < 0 || top < 0 || left >= WIDTH - 1 || top >= HEIGHT - 1)
        return 0;
    double u = x - left, v = y - top;
    const float *a = ink + top * WIDTH + left, *b = a + WIDTH;
    return (float)((1 - v) * ((1 - u) * a[0] + u * a[1]) + v * ((1 - u) * b[0] + u * b[1]));
}

/* Adds what shines through of another page: blurred, shifted, askew, a part of its ink that is not
 * the same everywhere. `sides`: -1 where it is turned over its long side, 1 over its short one. */
static void shine(float *ink, const float *other, int sides, double askew, double part)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            double u = x - WIDTH / 2.0, v = y - HEIGHT / 2.0, sum = 0;
            double at_x = WIDTH / 2.0 + sides * (u - askew * v * 1.004 + 7);
            double at_y = HEIGHT / 2.0 - sides * (v * 1.004 + askew * u - 9);
            for (int k = 0; k < 9; k++)
                sum += (double)ink_at(other, at_x + (k % 3 - 1) * 1.3, at_y + (k / 3 - 1) * 1.3);
            ink[y * WIDTH + x] += (float)(sum / 9 * part * (1 + 0.3 * sin(x / 260.0 + y / 400.0)));
        }
}

/* The page as a scanner has it: tinted paper, a lamp that is brighter in the middle, grain. */
static struct raster scan(const float *ink, int paper)
{
    struct raster r;
    uint32_t grain = 77;
    assert_int_equal(raster_init(&r, WIDTH, HEIGHT, 1), 0);
    r.dpi = 150;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            grain = grain * 1664525U + 1013904223U;
            double light = paper - fabs(x - WIDTH / 2.0) / 120 + (grain >> 29);
            double v = light * (1 - fmin((double)ink[y * WIDTH + x], 1) * 0.9);
            r.data[y * r.stride + x] = (uint8_t)fmax(0, fmin(255, v));
        }
    return r;
}

/* Does only the other page shine through? Takes over the first. */
static bool only_shines(float *back, const float *front)
{
    struct raster page = scan(back, 226), other = scan(front, 235);
    int through = image_shines_through(&page, &other, NULL);
    assert_true(through >= 0);
    raster_release(&page);
    raster_release(&other);
    free(back);
    return through;
}

static float *back_of(const float *front, int sides, double part)
{
    float *ink = new_ink();
    shine(ink, front, sides, 0.012, part);
    return ink;
}

static void other_side_is_recognised(void **state)
{
    float *front = letter(3), *another = letter(400);
    (void)state;
    assert_true(only_shines(back_of(front, -1, 0.10), front));
    assert_true(only_shines(back_of(front, -1, 0.05), front));
    assert_true(only_shines(back_of(front, 1, 0.10), front)); /* upside down */
    assert_false(only_shines(back_of(another, -1, 0.10), front));
    free(front);
    free(another);
}

/* A line in pencil, hardly darker than what shines through, wherever it stands. */
static void pale_writing_is_found(void **state)
{
    float *front = letter(3);
    (void)state;
    for (int place = 0; place < 4; place++) {
        float *back = back_of(front, -1, 0.10);
        line_of(back, 200 + 90 * place, 210 + 290 * place, 26, 24, 0.12, 11);
        assert_false(only_shines(back, front));
    }
    free(front);
}

/* So is a scribble that never leaves the paper, and a hole near the edge is none. */
static void scribble_is_found_and_holes_are_not(void **state)
{
    float *front = letter(3);
    (void)state;
    for (int scribbled = 0; scribbled < 2; scribbled++) {
        float *back = back_of(front, -1, 0.10);
        for (int i = 0; i < 2; i++)
            for (int y = -15; y <= 15; y++)
                for (int x = -15; x <= 15; x++)
                    if (x * x + y * y < 225)
                        back[(640 + 470 * i + y) * WIDTH + 70 + x] = 0.9F;
        for (int i = 0; scribbled && i < 12; i++) {
            stroke(back, 500 + 20 * i, 1500, 20, -60, 0.7);
            stroke(back, 520 + 20 * i, 1440, 0, 60, 0.7);
        }
        assert_int_equal(only_shines(back, front), !scribbled);
    }
    free(front);
}

/* A second page that is printed much as the first, pale; and the first once more. */
static void pale_pages_are_written(void **state)
{
    float *front = letter(3), *second = new_ink(), *again = new_ink();
    (void)state;
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        second[i] = again[i] = front[i] * 0.15F;
    line_of(second, 140, 1500, 60, 15, 0.15, 5);
    assert_false(only_shines(second, front));
    assert_false(only_shines(again, front));
    free(front);
}

static void dark_mirror_image_is_written(void **state)
{
    float *front = letter(3), *back = new_ink();
    (void)state;
    shine(back, front, -1, 0, 0.8);
    assert_false(only_shines(back, front));
    free(front);
}

static void empty_neighbour_proves_nothing(void **state)
{
    float *front = new_ink(), *written = new_ink();
    (void)state;
    line_of(written, 300, 700, 26, 24, 0.12, 11);
    assert_false(only_shines(written, front));
    free(front);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_side_is_recognised),
        cmocka_unit_test(pale_writing_is_found),
        cmocka_unit_test(scribble_is_found_and_holes_are_not),
        cmocka_unit_test(pale_pages_are_written),
        cmocka_unit_test(dark_mirror_image_is_written),
        cmocka_unit_test(empty_neighbour_proves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
