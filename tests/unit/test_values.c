/* Values that were read: which hold, and what is put right in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "classifiers/checks.h"
#include "stages/formats/text_fields.h"
#include "stages/formats/text_shape.h"

static void checks_hold(void **state)
{
    (void)state;
    assert_true(check_bsn("999990019"));
    assert_false(check_bsn("999990018"));
    assert_false(check_bsn("9999900190"));
    assert_false(check_bsn("000000000"));
    assert_true(check_iban("NL91ABNA0417164300"));
    assert_false(check_iban("NL91ABNA0417164301"));
    assert_false(check_iban("NL95ZZZS0893227776")); /* valid but for its bank */
    assert_true(check_iban("DE89370400440532013000"));
    assert_false(check_iban("NL"));
    assert_false(check_iban("ML22ABNA81996289")); /* holds, but no account is like that */
    assert_true(check_postcode("3511AB"));
    assert_false(check_postcode("0511AB"));
    assert_false(check_postcode("3511SS"));
    assert_true(check_date("2020-02-29"));
    assert_false(check_date("2019-02-29"));
    int digits, holding;
    assert_true(check_mrz("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
                          "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
                          &digits, &holding)); /* the specimen of ICAO 9303 part 4 */
    assert_int_equal(digits, 5);
    assert_int_equal(holding, 5);
    assert_false(check_mrz("P<UTO", &digits, &holding));
}

static void value_is(const char *field, const char *text, const char *expected, bool expected_valid)
{
    char value[FIELD_VALUE_MAX];
    bool valid;
    assert_true(field_value(field, text, value, &valid));
    assert_string_equal(value, expected);
    assert_int_equal(valid, expected_valid);
}

static void values_are_put_right(void **state)
{
    (void)state;
    char value[FIELD_VALUE_MAX];
    bool valid;
    value_is("bsn", "nummer: 9999.90.019", "999990019", true);
    value_is("bsn", "9 9 9 9 9 O O l 9", "999990019", true);
    value_is("bsn", "999990018", "999990018", false);
    assert_false(field_value("bsn", "geen", value, &valid));
    value_is("iban", "IBAN NL91 ABNA O417 1643 00", "NL91ABNA0417164300", true);
    value_is("iban", "NL91 A8NA 0417 1643 00", "NL91ABNA0417164300", true);
    value_is("kvk", "KvK 12 34 56 78", "12345678", true);
    value_is("postcode", "3511 AB Utrecht", "3511AB", true);
    value_is("date", "geboren op 7 maart 1985 te Breda", "1985-03-07", true);
    value_is("date", "12 MRT/MAR 1985", "1985-03-12", true);
    value_is("date", "0 7 0 3 1 9 8 5", "1985-03-07", true);
    value_is("date", "07-03-20", "2020-03-07", true);
    assert_false(field_value("date", "31-02-2020", value, &valid));
    value_is("dossier", "uw kenmerk: R-20-104233", "R-20-104233", true);
}

static void doubled_digits_are_mended(void **state)
{
    (void)state;
    char value[FIELD_VALUE_MAX];
    assert_true(field_repair("bsn", "9999900019", value)); /* a 0 too many */
    assert_string_equal(value, "999990019");
    assert_false(field_repair("bsn", "1234567890", value));
    assert_true(field_repair("iban", "NL91 ABNA 0417 1664 300", value));
    assert_string_equal(value, "NL91ABNA0417164300");
    assert_false(field_repair("iban", "NL91 ABNA 0417 1623 300", value));
    assert_true(field_repair("iban", "NL91 ABNA 0417 1643 000", value));
    assert_string_equal(value, "NL91ABNA0417164300");
}

static void zones_are_put_right(void **state)
{
    (void)state;
    char value[FIELD_VALUE_MAX];
    int digits, holding;
    assert_true(field_mrz("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<KK<<\n"
                          "L8989O2C36UTO74O8122F12O4159ZE184226B<<<<<1O\n",
                          value, &digits, &holding));
    assert_string_equal(value, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
                               "L898902C36UTO7408122F1204159ZE184226B<<<<<10");
    assert_int_equal(holding, digits);
    assert_false(field_mrz("Geachte heer, mevrouw,", value, &digits, &holding));
}

static void a_passport_may_have_its_number_covered(void **state)
{
    (void)state;
    char value[FIELD_VALUE_MAX];
    int digits, holding;
    assert_true(field_mrz("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
                          "L898902C36UTO7408122F1204159\n",
                          value, &digits, &holding));
    assert_string_equal(value, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
                               "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<<<");
    assert_true(holding >= 3 && holding < digits);
    assert_false(field_mrz("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
                           "L898902C36UTO7408122F120415\n",
                           value, &digits, &holding));
}

static void a_case_number_is_no_bsn(void **state)
{
    (void)state;
    assert_true(shape_case_number("4125.614877"));
    assert_false(shape_case_number("9999.90.019"));
    assert_false(shape_case_number("9999990019")); /* a digit that was read twice */
    assert_false(shape_case_number("999990019."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_hold),
        cmocka_unit_test(values_are_put_right),
        cmocka_unit_test(doubled_digits_are_mended),
        cmocka_unit_test(zones_are_put_right),
        cmocka_unit_test(a_passport_may_have_its_number_covered),
        cmocka_unit_test(a_case_number_is_no_bsn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
