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
#include "stages/score/score.h"

static struct score score;

/* Scores what of the truth has `value` as `member`; NULL: all. */
static void compare_part(const char *truth, const char *report, const char *member,
                         const char *value)
{
    json_t *t = json_loads(truth, 0, NULL), *r = json_loads(report, 0, NULL);
    struct score_case c;

    assert_non_null(t);
    assert_non_null(r);
    assert_int_equal(score_case_init(&c, t, r), 0);
    score = score_part(&c, member, value);
    score_case_release(&c);
    json_decref(r);
    json_decref(t);
}

static void compare(const char *truth, const char *report)
{
    compare_part(truth, report, NULL, NULL);
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
    expect(FIGURE_COVERAGE, 2, 3); /* pages 2 and 3 are filed */
    expect(FIGURE_MISFILED, 0, 2);
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

/* Nothing wrong in any submission is not a certainty: 1 - 0.025^(1/n), n what they are worth. */
static void test_interval_of_a_figure_without_errors(void **state)
{
    struct score each[20] = {{{0}}};
    double low, high;

    (void)state;
    for (int i = 0; i < 20; i++)
        each[i].counts[COUNT_FILED] = each[i].counts[COUNT_ASIDE] = 5;
    assert_int_equal(score_interval(each, 20, FIGURE_MISFILED, 1000, 1, &low, &high), 0);
    assert_true(low == 0 && fabs(high - 0.16843) < 1e-5); /* 20 alike are worth 20 */
    for (int i = 0; i < 20; i++)
        each[i].counts[COUNT_WRONGLY_ASIDE] = 5;
    assert_int_equal(score_interval(each, 20, FIGURE_WRONGLY_ASIDE, 1000, 1, &low, &high), 0);
    assert_true(high == 1 && fabs(low - 0.83157) < 1e-5);
    each[0].counts[COUNT_FILED] = 95; /* 190^2 / (95^2 + 19 * 25) = 3.8 */
    assert_int_equal(score_interval(each, 20, FIGURE_MISFILED, 1000, 1, &low, &high), 0);
    assert_true(fabs(high - 0.62122) < 1e-4);
    /* One submission that is half right says nothing of the next. */
    each[0].counts[COUNT_MISFILED] = 40;
    assert_int_equal(score_interval(each, 1, FIGURE_MISFILED, 1000, 1, &low, &high), 0);
    assert_true(isnan(low) && isnan(high));
}

#define FIRST                                                                                      \
    "{\"type\":\"brief\",\"wear\":\"fax-2\",\"dossier\":\"D\",\"pages\":[" PAGE(1) "," PAGE(2) "]" \
                                                                                               "}"
#define SECOND "{\"type\":\"factuur\",\"dossier\":\"D\",\"pages\":[" PAGE(3) "]}"
#define PARTS                                                                                      \
    "{\"submission\":\"s\",\"channel\":\"\",\"wear\":\"mixed\",\"lookalikes\":[\"twins\","         \
    "\"couple\"],"                                                                                 \
    "\"pieces\":[" FIRST "," SECOND "],\"blank\":[" PAGE(4) "]}"

static void test_parts(void **state)
{
    const char *report = "[" FOUND("brief", "filed", "D", PAGE(1), "") "," FOUND(
        "brief", "filed", "E", PAGE(2) "," PAGE(3), "") "," FOUND_BLANK "]";

    (void)state;
    compare_part(PARTS, report, "type", "brief");
    expect(FIGURE_ACCOUNTED, 2, 2);
    expect(FIGURE_BOUNDARY, 0, 1); /* page 2 does not start a piece */
    expect(FIGURE_DOCUMENT, 0, 3); /* one true; of two found it has most */
    expect(FIGURE_TYPE, 2, 2);
    expect(FIGURE_MISFILED, 1, 2);
    expect(FIGURE_COVERAGE, 1, 2);
    expect(FIGURE_STRAIGHT, 0, 0); /* is of submissions */
    compare_part(PARTS, report, "type", "factuur");
    expect(FIGURE_BOUNDARY, 0, 1); /* page 3 starts one */
    expect(FIGURE_DOCUMENT, 0, 1);
    expect(FIGURE_TYPE, 0, 1);
    compare_part(PARTS, report, "wear", "fax-2"); /* a piece's own comes before the submission's */
    expect(FIGURE_ACCOUNTED, 2, 2);
    compare_part(PARTS, report, "wear", "mixed");
    expect(FIGURE_ACCOUNTED, 2, 2);
    expect(FIGURE_WRONGLY_ASIDE, 0, 1);
    compare_part(PARTS, report, "lookalikes", "couple");
    expect(FIGURE_ACCOUNTED, 4, 4);
    expect(FIGURE_STRAIGHT, 0, 1);
    compare_part(PARTS, report, "channel", "unknown");
    expect(FIGURE_ACCOUNTED, 4, 4);
    compare_part(PARTS, report, "lookalikes", "rounds");
    expect(FIGURE_ACCOUNTED, 0, 0);
}

static void test_null_types(void **state)
{
    (void)state;
    /* A page of the truth called blank is wrongly aside, of no type and no paper. */
    compare(TRUTH, "[" FOUND("brief", "filed", "D", PAGE(1) "," PAGE(2),
                             "") ","
                                 "{\"type\":null,\"decision\":\"aside\",\"pages\":[" PAGE(
                                     3) "]}," FOUND_BLANK "]");
    expect(FIGURE_TYPE, 2, 3);
    expect(FIGURE_DOCUMENT, 2, 3);
    expect(FIGURE_PQ, 1, 1.5);
    expect(FIGURE_BOUNDARY, 2, 2);
    expect(FIGURE_WRONGLY_ASIDE, 1, 2);
    expect(FIGURE_COVERAGE, 2, 3);
    /* A file that should be rejected and was filed is misfiled; one put aside is wrongly so. */
    compare("{\"submission\":\"s\",\"pieces\":[],\"rejected\":[\"b\",\"c\"]}",
            "[{\"type\":\"brief\",\"decision\":\"filed\",\"dossier\":\"D\",\"pages\":"
            "[{\"file\":\"b\",\"page\":1}]},{\"type\":null,\"decision\":\"aside\",\"pages\":"
            "[{\"file\":\"c\",\"page\":1}]}]");
    expect(FIGURE_MISFILED, 1, 1);
    expect(FIGURE_WRONGLY_ASIDE, 1, 1);
    expect(FIGURE_DOCUMENT, 0, 1);
}

#define COPIED(decision, dossier)                                                                  \
    "[" FOUND("brief", "filed", "D", PAGE(1), "") "," FOUND("brief", decision, dossier, PAGE(2),   \
                                                            "") "]"

static void test_straight_with_a_duplicate(void **state)
{
    const char *truth =
        "{\"submission\":\"s\",\"pieces\":[{\"type\":\"brief\",\"dossier\":\"D\",\"pages\":"
        "[" PAGE(1) "]},{\"type\":\"brief\",\"dossier\":\"D\",\"duplicate\":true,\"pages\":"
                    "[" PAGE(2) "]}]}";

    (void)state;
    compare(truth, COPIED("aside", "D"));
    expect(FIGURE_STRAIGHT, 1, 1);
    compare(truth, COPIED("filed", "D")); /* once too often, and needs nobody */
    expect(FIGURE_STRAIGHT, 1, 1);
    expect(FIGURE_COVERAGE, 1, 1);
    compare(truth, COPIED("filed", "E"));
    expect(FIGURE_STRAIGHT, 0, 1);
    compare(truth, COPIED("review", "D"));
    expect(FIGURE_STRAIGHT, 0, 1);
}

static void test_handwriting_does_not_count(void **state)
{
    const char *truth = "{\"submission\":\"s\",\"pieces\":[{\"type\":\"brief\",\"dossier\":\"D\","
                        "\"handwritten\":[\"name\"],\"fields\":{\"bsn\":\"1\"},"
                        "\"pages\":[" PAGE(1) "]}]}";

    (void)state;
    compare(truth, "[" FOUND("brief", "filed", "D", PAGE(1),
                             "\"bsn\":\"1\",\"name\":\"N\",\"kvk\":\"3\"") "]");
    expect(FIGURE_FIELD_ACCURACY, 1, 1);
    expect(FIGURE_FIELD_PRECISION, 1, 1);
    expect(FIGURE_FIELD_PRECISION + 2, 0, 1); /* kvk: the paper has none */
    expect(FIGURE_FIELD_PRECISION + 4, 0, 0); /* name */
}

static void floor_of(const char *truth, enum score_floor floor)
{
    json_t *t = json_loads(truth, 0, NULL), *report = score_floor(t, floor, "brief");
    struct score_case c;

    assert_int_equal(score_case_init(&c, t, report), 0);
    score = score_part(&c, NULL, NULL);
    score_case_release(&c);
    json_decref(report);
    json_decref(t);
}

static void test_floors(void **state)
{
    (void)state;
    floor_of(TRUTH, FLOOR_EVERY_PAGE);
    expect(FIGURE_BOUNDARY, 2, 3);
    expect(FIGURE_DOCUMENT, 2, 5);
    expect(FIGURE_PQ, 1, 2.5);
    expect(FIGURE_TYPE, 2, 3);
    floor_of(TRUTH, FLOOR_NEVER_SPLIT);
    expect(FIGURE_BOUNDARY, 0, 1);
    expect(FIGURE_DOCUMENT, 0, 3);
    floor_of(TRUTH, FLOOR_COMMONEST_TYPE);
    expect(FIGURE_DOCUMENT, 4, 4);
    expect(FIGURE_TYPE, 2, 3);
    /* A file is one piece, also where the truth comes back to it. */
    floor_of("{\"submission\":\"s\",\"pieces\":[{\"type\":\"brief\",\"pages\":[" PAGE(
                 1) ",{\"file\":\"b\",\"page\":1}]},{\"type\":\"brief\",\"pages\":[" PAGE(2) "]}]}",
             FLOOR_NEVER_SPLIT);
    expect(FIGURE_BOUNDARY, 0, 2); /* extra at b, missed at a 2 */
    expect(FIGURE_DOCUMENT, 0, 4);
}

static void refused(const char *truth)
{
    json_t *t = json_loads(truth, 0, NULL);
    struct score_case c;

    assert_non_null(t);
    assert_int_equal(score_case_init(&c, t, NULL), -1);
    score_case_release(&c);
    json_decref(t);
}

static void test_bad_truth_is_refused(void **state)
{
    (void)state;
    refused("{\"submission\":\"s\"}");
    refused("{\"submission\":\"s\",\"pieces\":[" TRUE1 "],\"blank\":[" PAGE(3) "]}");
    refused("{\"submission\":\"s\",\"pieces\":[" TRUE1 "," TRUE1 "]}");
    refused("{\"submission\":\"s\",\"pieces\":[{\"type\":\"brief\",\"pages\":[{\"page\":1}]}]}");
}

static const json_t *at(const json_t *value, const char *path)
{
    char *copy = strdup(path), *rest;

    for (char *key = strtok_r(copy, "/", &rest); key; key = strtok_r(NULL, "/", &rest))
        value = json_is_array(value) ? json_array_get(value, strtoul(key, NULL, 10))
                                     : json_object_get(value, key);
    free(copy);
    return value;
}

#define WAITING                                                                                    \
    "{\"type\":\"overig\",\"decision\":\"review\",\"dossier\":\"D\",\"confidence\":0.25,"          \
    "\"pages\":[" PAGE(3) "]}"
#define SURE                                                                                       \
    "{\"type\":\"brief\",\"decision\":\"filed\",\"dossier\":\"D\",\"confidence\":0.9,"             \
    "\"pages\":[" PAGE(1) "," PAGE(2) "]}"

static void test_result(void **state)
{
    json_t *truth = json_loads("[" PARTS "]", 0, NULL);
    json_t *reports = json_loads("{\"s\":[" SURE "," WAITING "," FOUND_BLANK "]}", 0, NULL);
    size_t line;
    json_t *r = score_result(truth, reports, "lookalikes,nothing", &line);

    (void)state;
    assert_non_null(r);
    assert_true(json_real_value(at(r, "report/coverage/numerator")) == 2);
    assert_true(json_is_null(at(r, "report/wrongly rejected/value")));
    assert_true(json_real_value(at(r, "by/type/factuur/figures/type accuracy/value")) == 0);
    assert_true(json_real_value(at(r, "by/wear/fax-2/pages")) == 2);
    assert_true(json_real_value(at(r, "by/lookalikes/twins/pieces")) == 2);
    assert_null(at(r, "by/nothing"));
    assert_string_equal(json_string_value(at(r, "most frequent type")), "brief");
    assert_true(json_real_value(at(r, "floors/most frequent type/type accuracy/numerator")) == 2);
    assert_int_equal(json_integer_value(at(r, "types/0/pages")), 2);
    assert_string_equal(json_string_value(at(r, "types/1/truth")), "factuur");
    assert_string_equal(json_string_value(at(r, "types/1/report")), "overig");
    /* Two papers: that of 0.9 is right, so one of two can be filed without an error. */
    assert_true(json_real_value(at(r, "reliability/bins/1/right")) == 1);
    assert_int_equal(json_integer_value(at(r, "reliability/shares/0/papers")), 1);
    assert_int_equal(json_integer_value(at(r, "reliability/shares/0/of")), 2);
    json_decref(r);
    json_decref(reports);
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
        cmocka_unit_test(test_interval_of_a_figure_without_errors),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_null_types),
        cmocka_unit_test(test_straight_with_a_duplicate),
        cmocka_unit_test(test_handwriting_does_not_count),
        cmocka_unit_test(test_floors),
        cmocka_unit_test(test_bad_truth_is_refused),
        cmocka_unit_test(test_result),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
