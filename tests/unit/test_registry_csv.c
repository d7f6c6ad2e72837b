/* The CSV reader against what exports really hold, and against what would swallow a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "stages/registry/registry_csv.h"

static struct csv csv;

static void start(const char *text)
{
    csv_init(&csv, text, strlen(text));
}

static void test_plain_quoted_and_bom(void **state)
{
    (void)state;
    start("\xef\xbb\xbf"
          "a,b,c\r\n\"x, y\",\"say \"\"hi\"\"\",\n\n\"two\nlines\",,z");
    assert_int_equal(csv_next(&csv), 1);
    assert_int_equal(csv.count, 3);
    assert_string_equal(csv.fields[0], "a");
    assert_int_equal(csv_next(&csv), 1);
    assert_string_equal(csv.fields[0], "x, y");
    assert_string_equal(csv.fields[1], "say \"hi\"");
    assert_string_equal(csv.fields[2], "");
    assert_int_equal(csv_next(&csv), 1);
    assert_int_equal(csv.line, 4);
    assert_string_equal(csv.fields[0], "two\nlines");
    assert_int_equal(csv.count, 3);
    assert_int_equal(csv_next(&csv), 0);
}

static void test_an_open_quote_costs_one_line(void **state)
{
    (void)state;
    start("a,\"b\nc,d\n");
    assert_int_equal(csv_next(&csv), 1);
    assert_non_null(csv.broken);
    assert_int_equal(csv.line, 1);
    assert_int_equal(csv_next(&csv), 1);
    assert_null(csv.broken);
    assert_int_equal(csv.line, 2);
    assert_string_equal(csv.fields[1], "d");
    assert_int_equal(csv_next(&csv), 0);
}

static void test_other_delimiter(void **state)
{
    (void)state;
    start("a;b,c\n");
    csv.delimiter = ';';
    assert_int_equal(csv_next(&csv), 1);
    assert_int_equal(csv.count, 2);
    assert_string_equal(csv.fields[1], "b,c");
}

static void test_too_much(void **state)
{
    static char many[2 * CSV_FIELDS_MAX], longer[CSV_RECORD_MAX + 10];

    (void)state;
    memset(many, ',', sizeof many - 1);
    csv_init(&csv, many, sizeof many - 1);
    assert_int_equal(csv_next(&csv), 1);
    assert_non_null(csv.broken);
    memset(longer, 'x', sizeof longer);
    csv_init(&csv, longer, sizeof longer);
    assert_int_equal(csv_next(&csv), 1);
    assert_non_null(csv.broken);
    assert_int_equal(csv_next(&csv), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_quoted_and_bom),
        cmocka_unit_test(test_an_open_quote_costs_one_line),
        cmocka_unit_test(test_other_delimiter),
        cmocka_unit_test(test_too_much),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
