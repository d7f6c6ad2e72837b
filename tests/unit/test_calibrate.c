#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/calibrate.h"
#include "classifiers/noise.h"
#include "classifiers/trace.h"
#include "tests/unit/paper.h"

/* The figures that everybody knows: none wrong of 598 shows 0.5%, of 2,995 shows 0.1%. */
static void bounds_are_exact(void **state)
{
    (void)state;
    assert_true(fabs(upper_bound(0, 598) - 0.005) < 1e-5);
    assert_true(fabs(upper_bound(0, 2995) - 0.001) < 1e-6);
    assert_true(fabs(upper_bound(1, 100) - 0.0466) < 1e-4);
    assert_true(upper_bound(3, 3) >= 1);
}

/* A search that says 0.9 and is right in 7 of 10 learns to say about 0.7. */
static void learns_what_holds(void **state)
{
    struct outcome o[400];
    struct calibration k;
    (void)state;
    for (size_t i = 0; i < 400; i++)
        o[i] = (struct outcome){.raw = 0.9F, .known = 1, .right = i % 10 < 7, .submission = i};
    calibration_init(&k);
    calibration_fit(&k, o, 400);
    assert_true(fabsf(calibration_apply(&k, 0.9F, 1) - 0.7F) < 0.04F);
    assert_true(calibration_apply(&k, 0.99F, 1) > calibration_apply(&k, 0.9F, 1));
    assert_true(calibration_apply(&k, 0.9F, 0.1F) <= 0.5F); /* unlike anything seen */
    calibration_certify(&k, o, 400, 0.005);
    assert_true(k.accept > 0.7F); /* what is wrong so often is not taken */
}

static struct trace trace_of(const char *text)
{
    struct page p;
    struct sheet s;
    struct trace t;
    paper(&p, "a.pdf", 1, text);
    assert_int_equal(sheet_init(&s, &p), 0);
    trace_find(&s, &t);
    sheet_release(&s);
    page_release(&p);
    return t;
}

static void headings_count_on(void **state)
{
    (void)state;
    struct trace a = trace_of("1. Uw gegevens\nnaam\n2. Uw bedrijf\nkvk");
    struct trace b = trace_of("3. Uw inkomsten\nbedrag\n4. Ondertekening\nplaats");
    assert_int_equal(trace_headings(&a, &b), 1);
    assert_true(trace_reversed(&b, &a));
    assert_false(trace_reversed(&a, &b));
    assert_int_equal(trace_headings(&a, &a), -1);
}

static void numbers_of_papers_differ(void **state)
{
    (void)state;
    struct trace a = trace_of("Factuurnummer: 2020-114\nTotaal 12,00");
    struct trace b = trace_of("Factuurnummer: 2020-115\nTotaal 12,00");
    assert_int_equal(trace_numbers(&a, &a), 1);
    assert_int_equal(trace_numbers(&a, &b), -1);
}

static void errors_come_from_a_seed(void **state)
{
    struct page p[3];
    char *text[3];
    (void)state;
    for (int i = 0; i < 3; i++) {
        paper(&p[i], "a.pdf", 1, "Hierbij stuur ik u de gevraagde stukken over mijn bedrijf");
        page_spoil(&p[i], i == 2 ? 8 : 7, 0.2F);
        text[i] = page_text(&p[i]);
    }
    assert_string_equal(text[0], text[1]);
    assert_string_not_equal(text[0], text[2]);
    assert_null(strstr(text[0], "gevraagde stukken over mijn bedrijf"));
    for (int i = 0; i < 3; i++) {
        free(text[i]);
        page_release(&p[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bounds_are_exact),        cmocka_unit_test(learns_what_holds),
        cmocka_unit_test(headings_count_on),       cmocka_unit_test(numbers_of_papers_differ),
        cmocka_unit_test(errors_come_from_a_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
