#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "pipeline/diag.h"
#include "pipeline/problem.h"

static void printable(const char *in, const char *expected)
{
    char out[64];
    assert_string_equal(diag_printable(in, out, sizeof out), expected);
}

static void masks_what_a_terminal_obeys(void **state)
{
    (void)state;
    printable("plain", "plain");
    printable("Andr\xc3\xa9 \xe2\x82\xac \xf0\x9f\x93\xac",
              "Andr\xc3\xa9 \xe2\x82\xac \xf0\x9f\x93\xac");
    printable("a\x1b[31mb\nc\x7f", "a?[31mb?c?");
    printable("a\xc2\x9b"
              "b",
              "a?b"); /* C1: CSI */
    printable("exe\xe2\x80\xae"
              "fdp",
              "exe?fdp");                          /* right-to-left override */
    printable("\xe2\x81\xa6x\xe2\x81\xa9", "?x?"); /* isolates */
}

static void masks_what_is_no_utf8(void **state)
{
    (void)state;
    printable("a\xff"
              "b",
              "a?b");
    printable("\xc0\xaf", "??");           /* overlong slash */
    printable("\xed\xa0\x80", "???");      /* surrogate */
    printable("\xf4\x90\x80\x80", "????"); /* past U+10FFFF */
    printable("cut\xe2\x82", "cut??");
}

static void cuts_between_characters(void **state)
{
    (void)state;
    char out[5];
    assert_string_equal(diag_printable("abc\xe2\x82\xac", out, sizeof out), "abc");
    assert_string_equal(diag_printable("a\xe2\x82\xac"
                                       "b",
                                       out, sizeof out),
                        "a\xe2\x82\xac");
}

static void problem_is_masked_and_cut(void **state)
{
    (void)state;
    struct problem p;
    char text[1000];
    memset(text, 'x', sizeof text - 1);
    text[999] = '\0';
    text[0] = '\n';
    assert_int_equal(problem_set(&p, "broken", "%s", text), -1);
    assert_string_equal(p.code, "broken");
    assert_int_equal(strlen(p.detail), PROBLEM_DETAIL_MAX - 1);
    assert_int_equal(p.detail[0], '?');
    assert_int_equal(problem_set(NULL, "broken", "nobody listens"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masks_what_a_terminal_obeys),
        cmocka_unit_test(masks_what_is_no_utf8),
        cmocka_unit_test(cuts_between_characters),
        cmocka_unit_test(problem_is_masked_and_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
