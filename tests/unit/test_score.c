/* The score on cases worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "stages/common/score.h"

static struct score score;

static void compare(const char *truth, const char *report)
{
    json_t *t = json_loads(truth, 0, NULL), *r = json_loads(report, 0, NULL);

    assert_non_null(t);
    assert_non_null(r);
    score = (struct score){{0}};
    assert_int_equal(score_submission(&score, t, r), 0);
    json_decref(r);
    json_decref(t);
}

static void expect(enum score_figure f, double numerator, double denominator)
{
    double n, d;
    char name[60];

    score_figure(&score, f, &n, &d);
    if (fabs(n - numerator) > 1e-9 || fabs(d - denominator) > 1e-9)
        fail_msg("%s: %g of %g, not %g of %g", score_figure_name(f, name, sizeof name), n, d,
                 numerator, denominator);
}

#define PAGE(n) "{\"file\":\"a\",\"page\":" #n "}"
#define TRUE2                                                                                      \
    "{\"type\":\"brief\",\"dossier\":\"D\",\"pages\":[" PAGE(1) "," PAGE(                          \
        2) "],\"fields\":{"                                                                        \
           "\"bsn\":\"1\",\"name\":\"N\"}}"
#define TRUE1 "{\"type\":\"factuur\",\"dossier\":\"D\",\"pages\":[" PAGE(3) "]}"
#define TRUTH "{\"submission\":\"s\",\"pieces\":[" TRUE2 "," TRUE1 "],\"blank\":[" PAGE(4) "]}"
#define FOUND(type, decision, dossier, pages, fields)                                              \
    "{\"type\":\"" type "\",\"decision\":\"" decision "\",\"dossier\":\"" dossier                  \
    "\",\"pages\":[" pages "],\"fields\":{" fields "}}"
#define FOUND_BLANK                                                                                \
    "{\"type\":null,\"decision\":\"aside\",\"dossier\":null,\"pages\":[" PAGE(4) "]}"

static void test_all_right(void **state)
{
    (void)state;
    compare(TRUTH,
            "[" FOUND("brief", "filed", "D", PAGE(1) "," PAGE(2),
                      "\"bsn\":\"1\",\"name\":\"N\"") "," FOUND("factuur", "filed", "D", PAGE(3),
                                                                "") "," FOUND_BLANK "]");
    expect(FIGURE_ACCOUNTED, 4, 4);
    expect(FIGURE_BOUNDARY, 2, 2); /* one inner start */
    expect(FIGURE_DOCUMENT, 4, 4);
    expect(FIGURE_PQ, 2, 2);
    expect(FIGURE_STRAIGHT, 1, 1);
    expect(FIGURE_TYPE, 3, 3);
    expect(FIGURE_MISFILED, 0, 3);
    expect(FIGURE_MISLABELLED, 0, 3);
    expect(FIGURE_WRONGLY_ASIDE, 0, 1);
    expect(FIGURE_COVERAGE, 3, 3);
    expect(FIGURE_FIELD_ACCURACY, 1, 1);
    expect(FIGURE_FIELD_PRECISION, 1, 1);
}

static void test_joined(void **state)
{
    (void)state;
    /* One piece of pages 1 to 3, IoU 2/3 with the first; another dossier; the blank one missing. */
    compare(TRUTH, "[" FOUND("brief", "filed", "E", PAGE(1) "," PAGE(2) "," PAGE(3),
                             "\"bsn\":\"2\",\"name\":\"N\"") "]");
    expect(FIGURE_ACCOUNTED, 3, 4);
    expect(FIGURE_BOUNDARY, 0, 1);
    expect(FIGURE_DOCUMENT, 0, 3);
    expect(FIGURE_PQ, 2.0 / 3, 1.5); /* TP 1, FN 1 */
    expect(FIGURE_STRAIGHT, 0, 1);
    expect(FIGURE_TYPE, 2, 3);
    expect(FIGURE_MISFILED, 3, 3);
    expect(FIGURE_COVERAGE, 0, 3);
    expect(FIGURE_FIELD_ACCURACY, 0, 1);     /* bsn */
    expect(FIGURE_FIELD_ACCURACY + 4, 1, 1); /* name: IoU above one half */
    expect(FIGURE_FIELD_PRECISION, 0, 0);    /* no piece with exactly the pages */
}

static void test_split(void **state)
{
    (void)state;
    /* Pages 1 and 2 apart: IoU is 1/2 of each, which is not above it. Page 3 twice. */
    compare(TRUTH, "[" FOUND("brief", "review", "D", PAGE(1), "") "," FOUND(
                       "brief", "filed", "D", PAGE(2),
                       "") "," FOUND("brief", "filed", "D", PAGE(3),
                                     "") "," FOUND("brief", "aside", "D", PAGE(3),
                                                   "") "," FOUND_BLANK "]");
    expect(FIGURE_ACCOUNTED, 3, 4);
    expect(FIGURE_BOUNDARY, 2, 3); /* right 1, extra 1 */
    expect(FIGURE_PQ, 1, 3);       /* the last piece with page 3; (2 + 4) / 2 */
    expect(FIGURE_COVERAGE, 1, 3);
    expect(FIGURE_MISFILED, 0, 1);
    expect(FIGURE_WRONGLY_ASIDE, 1, 2);
    expect(FIGURE_STRAIGHT, 0, 1);
}

static void test_nowhere_duplicate_rejected(void **state)
{
    (void)state;
    compare("{\"submission\":\"s\",\"pieces\":[{\"type\":\"brief\",\"dossier\":null,\"pages\":"
            "[" PAGE(1) "]},{\"type\":\"brief\",\"dossier\":\"D\",\"duplicate\":true,\"pages\":"
                        "[" PAGE(2) "]},{\"type\":\"brief\",\"dossier\":\"D\",\"pages\":[" PAGE(
                            3) "]}],"
                               "\"rejected\":[\"b\"]}",
            "[" FOUND("brief", "filed", "D", PAGE(1),
                      "") "," FOUND("brief", "aside", "D", PAGE(2),
                                    "") "," FOUND("overig", "filed", "D", PAGE(3),
                                                  "") ","
                                                      "{\"type\":null,\"decision\":\"rejected\","
                                                      "\"pages\":[{\"file\":\"b\",\"page\":1}]}]");
    expect(FIGURE_ACCOUNTED, 4, 4);
    expect(FIGURE_MISFILED, 1, 2); /* of nobody */
    expect(FIGURE_MISLABELLED, 1, 2);
    expect(FIGURE_WRONGLY_ASIDE, 0, 1);
    expect(FIGURE_WRONGLY_REJECTED, 0, 1);
    expect(FIGURE_COVERAGE, 1, 1);
    expect(FIGURE_STRAIGHT, 0, 0); /* it could not be */
    expect(FIGURE_DOCUMENT, 6, 6); /* the rejected file is no piece */
}

static void test_wrongly_rejected_and_order(void **state)
{
    (void)state;
    compare(TRUTH, "[{\"type\":null,\"decision\":\"rejected\",\"pages\":[" PAGE(1) "," PAGE(
                       2) "]}," FOUND("factuur", "filed", "D", PAGE(3), "") "," FOUND_BLANK "]");
    expect(FIGURE_WRONGLY_REJECTED, 2, 2);
    expect(FIGURE_TYPE, 1, 3);
    expect(FIGURE_DOCUMENT, 2, 3);
    /* The report may list the pages of a piece in another order. */
    compare(TRUTH, "[" FOUND("brief", "filed", "D", PAGE(2) "," PAGE(1), "") "," FOUND(
                       "factuur", "filed", "D", PAGE(3), "") "," FOUND_BLANK "]");
    expect(FIGURE_BOUNDARY, 2, 2);
    expect(FIGURE_DOCUMENT, 4, 4);
    expect(FIGURE_STRAIGHT, 1, 1);
}

static void test_a_filed_blank_page_is_misfiled(void **state)
{
    (void)state;
    compare(TRUTH, "[" FOUND("brief", "filed", "D", PAGE(1) "," PAGE(2),
                             "") "," FOUND("factuur", "filed", "D", PAGE(3) "," PAGE(4), "") "]");
    expect(FIGURE_MISFILED, 1, 4);
    expect(FIGURE_DOCUMENT, 2, 4);
}

static void test_interval(void **state)
{
    struct score each[40] = {{{0}}};
    double low, high, again_low, again_high;

    (void)state;
    for (int i = 0; i < 40; i++) {
        each[i].counts[COUNT_PAGES] = 1;
        each[i].counts[COUNT_ACCOUNTED] = i < 20;
    }
    assert_int_equal(score_interval(each, 40, FIGURE_ACCOUNTED, 1000, 1, &low, &high), 0);
    assert_true(low > 0.3 && low < 0.4); /* 0.5 -+ 1.96 * sqrt(0.25 / 40) */
    assert_true(high > 0.6 && high < 0.7);
    score_interval(each, 40, FIGURE_ACCOUNTED, 1000, 1, &again_low, &again_high);
    assert_true(low == again_low && high == again_high);
    score_interval(each, 40, FIGURE_MISFILED, 1000, 1, &low, &high);
    assert_true(isnan(low));
}

static void test_floors(void **state)
{
    json_t *truth = json_loads(TRUTH, 0, NULL);
    json_t *pages = score_floor(truth, false, "brief"), *never = score_floor(truth, true, "brief");

    (void)state;
    assert_int_equal(json_array_size(pages), 3);
    assert_int_equal(json_array_size(never), 1);
    score = (struct score){{0}};
    assert_int_equal(score_submission(&score, truth, pages), 0);
    expect(FIGURE_BOUNDARY, 2, 3);
    expect(FIGURE_TYPE, 2, 3);
    json_decref(pages);
    json_decref(never);
    json_decref(truth);
}

static void test_a_truth_without_pieces_is_refused(void **state)
{
    json_t *truth = json_loads("{\"submission\":\"s\"}", 0, NULL);

    (void)state;
    assert_int_equal(score_submission(&score, truth, NULL), -1);
    json_decref(truth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_right),
        cmocka_unit_test(test_joined),
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_nowhere_duplicate_rejected),
        cmocka_unit_test(test_wrongly_rejected_and_order),
        cmocka_unit_test(test_a_filed_blank_page_is_misfiled),
        cmocka_unit_test(test_interval),
        cmocka_unit_test(test_floors),
        cmocka_unit_test(test_a_truth_without_pieces_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
