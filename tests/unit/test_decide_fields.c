/* Fields by the registry: what the paper says of its person, as the registry writes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/unit/deciding.h"

/* The field of a paper of this evidence and text, once decided; "" when it has none. */
static const char *field_of(const char *field, const char *records, const char *text)
{
    decide_text("a", "{}", records, text);
    const char *value = record_text(json_object_get(json_array_get(pieces, 0), "fields"), field);
    return value ? value : "";
}

#define WITH(evidence, fields)                                                                     \
    "[{\"type\":\"loonstrook\",\"evidence\":[" evidence "],\"fields\":{" fields "}}]"

static void test_a_name_is_written_as_the_registry_does(void **state)
{
    (void)state;
    assert_string_equal(
        field_of("name", WITH(BSN("999990019") "," NAME("Meer"), "\"name\":\"Meer\""), "x"),
        "van der Meer");
}

static void test_a_misread_name_is_the_known_one(void **state)
{
    (void)state;
    assert_string_equal(
        field_of("name", WITH(BSN("999990068") "," NAME("Mulcer"), "\"name\":\"Mulcer\""), "x"),
        "Mulder");
    /* By a name alone nobody is known. */
    assert_string_equal(field_of("name", WITH(NAME("Mulcer"), "\"name\":\"Mulcer\""), "x"),
                        "Mulcer");
}

static void test_a_paper_of_two_has_neithers_name_and_numbers(void **state)
{
#define TWO(more)                                                                                  \
    "[{\"type\":\"partnerverklaring\",\"evidence\":[" BSN("999990019") "," NAME(                   \
        "Meer") "],\"fields\":{\"bsn\":\"999990019\",\"name\":\"Meer\",\"document_date\":\"2020-"  \
                "04-01\"}" more "}]"
    (void)state;
    assert_string_equal(field_of("bsn", TWO(""), "x"), "999990019");
    assert_string_equal(field_of("bsn", TWO(",\"shared\":true"), "x"), "");
    assert_string_equal(field_of("name", TWO(",\"shared\":true"), "x"), "");
    assert_string_equal(field_of("document_date", TWO(",\"shared\":true"), "x"), "2020-04-01");
}

static void test_a_name_is_found_in_the_text(void **state)
{
    const char *smit = WITH(BSN("999990093"), ""),
               *bad = WITH(BSN("999990093"), "\"name\":\"Vastgoed\"");

    (void)state;
    assert_string_equal(field_of("name", smit, "Loonstrook A. de Wit Pad 3"), "de Wit");
    assert_string_equal(field_of("name", bad, "Woonstad Vastgoed A. DE WIT"), "de Wit");
    assert_string_equal(field_of("name", smit, "de Witte de wit"), ""); /* no name, a colour */
    assert_string_equal(field_of("name", smit, "A. de Wit e/o B. Bos"), "");
    assert_string_equal(field_of("name", smit, "Loonstrook"), "");
}

static void test_two_people_side_by_side_are_nobody(void **state)
{
    (void)state;
    assert_string_equal(field_of("name",
                                 WITH(BSN("999990093") "," FOUND("name", "de Wit", "0.2"), ""),
                                 "A. de Wit B. de Wit"),
                        "");
}

static void test_a_misread_number_is_the_known_one(void **state)
{
    const char *misread =
        "{\"field\":\"birth_date\",\"value\":\"1985-07-03\",\"p\":0.8,\"valid\":true}";
    char records[600];

    (void)state;
    snprintf(records, sizeof records, WITH(BSN("999990056") "," NAME("Smit") ",%s", ""), misread);
    assert_string_equal(field_of("birth_date", records, "x"), "1985-07-08");
    /* Another day is another's: it stays, and stops the paper. */
    assert_string_equal(
        field_of("birth_date",
                 WITH(BSN("999990056") "," BIRTH("1952-01-31"), "\"birth_date\":\"1952-01-31\""),
                 "x"),
        "1952-01-31");
}

static void test_a_strangers_fields_stay(void **state)
{
    (void)state;
    assert_string_equal(
        field_of("name", WITH(NAME("Hendriks"), "\"name\":\"Hendriks\""), "Hendriks"), "Hendriks");
}

/* An invoice is hers by her company's number; then the account beside it is hers too. */
static void test_an_invoice_is_hers_by_its_number(void **state)
{
#define INVOICE(kvk)                                                                               \
    "[{\"type\":\"factuur\",\"evidence\":[" NAME("van der Meer") "," BIRTH(                        \
        "1960-05-17") "," FOUND("kvk", kvk, "0.95") "," FOUND("iban", "NL91ABNA0417164300",        \
                                                              "0.95") "],\"fields\":{}}]"
    const char *hers = INVOICE("12345678"), *suppliers = INVOICE("87654321");

    (void)state;
    assert_string_equal(field_of("kvk", hers, "x"), "12345678");
    deciding_forget(state);
    assert_string_equal(field_of("iban", hers, "x"), "NL91ABNA0417164300");
    deciding_forget(state);
    assert_string_equal(field_of("kvk", suppliers, "x"), "");
    deciding_forget(state);
    assert_string_equal(field_of("iban", suppliers, "x"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(test_a_name_is_written_as_the_registry_does),
        EACH(test_a_misread_name_is_the_known_one),
        EACH(test_a_paper_of_two_has_neithers_name_and_numbers),
        EACH(test_a_name_is_found_in_the_text),
        EACH(test_two_people_side_by_side_are_nobody),
        EACH(test_an_invoice_is_hers_by_its_number),
        EACH(test_a_misread_number_is_the_known_one),
        EACH(test_a_strangers_fields_stay),
    };

    return cmocka_run_group_tests(tests, deciding_open, deciding_close);
}
