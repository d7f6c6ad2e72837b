/* Which pieces of a dossier are one paper: what was read twice is set aside, another month is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "tests/unit/deciding.h"

#define TYPED(type, fields)                                                                        \
    "[{\"type\":\"" type                                                                           \
    "\",\"evidence\":[" BSN("999990056") "," NAME("Smit") "],\"fields\":{" fields "}}]"
#define MARCH "\"period\":\"2020-03-01/2020-03-31\""
#define ISSUED(day) "\"bsn\":\"999990056\",\"document_date\":\"" day "\""

#define WORDS "rekeningafschrift naam adres woonplaats overboeking incasso betaling winkel "
#define ROWS                                                                                       \
    "1203,11 450,00 12,50 318,77 29,95 87,10 640,61 1013,40 5,75 2211,08 96,60 71,13 404,04 "      \
    "18,32 777,25 63,90 150,15 9,99 230,45 "

static void first_and_again(const char *records, const char *text, const char *again)
{
    size_t i;
    json_t *piece;

    decide_text("a", "{\"received\":\"2020-04-02T10:00:00+02:00\"}", records, text);
    expect(0, "filed", "R-5", NULL);
    json_array_foreach(pieces, i, piece) assert_int_equal(ledger_put_piece(&ledger, piece), 0);
    decide_text("b", "{\"received\":\"2020-04-03T09:00:00+02:00\"}", records, again);
}

static void test_a_page_read_again(void **state)
{
    (void)state;
    /* O for 0, an l for 1, and the D of debit close before an amount. */
    first_and_again(TYPED("bankafschrift", MARCH), WORDS ROWS "NL91ABNA0417164300 2020",
                    WORDS "12O3,l1 450,00 D12,50 318,77 29,95 87,10 640,61 1013,40 5,75 2211,08 "
                          "96,60 71,13 404,04 18,32 777,25 63,90 150,15 9,99 230,45 "
                          "NL91ABNAO417164300 2020");
    expect(0, "aside", "R-5", "dubbel");
}

static void test_a_form_filled_in_further_is_another(void **state)
{
    (void)state;
    first_and_again(TYPED("inkomstenopgave", MARCH), WORDS ROWS "2020",
                    WORDS ROWS "2020 88,10 512,00");
    expect(0, "filed", "R-5", NULL);
}

static void test_another_amount_is_another_paper(void **state)
{
    (void)state;
    first_and_again(TYPED("bankafschrift", MARCH), WORDS ROWS "12,60 2020",
                    WORDS ROWS "12,80 2020");
    expect(0, "filed", "R-5", NULL);
}

static void test_another_month_is_another_paper(void **state)
{
    (void)state;
    first_and_again(TYPED("loonstrook", ""), WORDS ROWS "maart 2020", WORDS ROWS "april 2020");
    expect(0, "filed", "R-5", NULL);
    deciding_forget(state);
    /* Neither says of which month it is: what is equal may be so every month. */
    first_and_again(TYPED("loonstrook", ""), WORDS ROWS "2020", WORDS ROWS "2020");
    expect(0, "filed", "R-5", NULL);
    deciding_forget(state);
    first_and_again(TYPED("loonstrook", MARCH), WORDS ROWS "2020", WORDS ROWS "2020");
    expect(0, "aside", "R-5", "dubbel");
}

static void test_a_card_is_known_by_holder_and_day(void **state)
{
    (void)state;
    first_and_again(TYPED("identiteitskaart", ISSUED("2019-06-22")), "NEDERLAND IDENTITEITSKAART",
                    "NEDERL4ND lDENTlTE");
    expect(0, "aside", "R-5", "dubbel");
    deciding_forget(state);
    first_and_again(TYPED("loonstrook", ISSUED("2019-06-22")), "NEDERLAND", "ANDERS");
    expect(0, "filed", "R-5", NULL);
}

static void test_a_renewed_card_is_another(void **state)
{
    (void)state;
    decide("a", "{\"received\":\"2020-04-02T10:00:00+02:00\"}",
           TYPED("identiteitskaart", ISSUED("2009-06-22")));
    assert_int_equal(ledger_put_piece(&ledger, json_array_get(pieces, 0)), 0);
    decide("b", "{\"received\":\"2020-04-03T10:00:00+02:00\"}",
           TYPED("identiteitskaart", ISSUED("2019-06-22")));
    expect(0, "filed", "R-5", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(test_a_page_read_again),
        EACH(test_a_form_filled_in_further_is_another),
        EACH(test_another_amount_is_another_paper),
        EACH(test_another_month_is_another_paper),
        EACH(test_a_card_is_known_by_holder_and_day),
        EACH(test_a_renewed_card_is_another),
    };
    return cmocka_run_group_tests(tests, deciding_open, deciding_close);
}
