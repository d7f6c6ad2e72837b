/* Whose paper it is, where names and numbers on it disagree, or where it says little. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/unit/deciding.h"

/* What is found in a name's place and nobody is called is no name beside her own number; what
 * somebody is called, or a label calls a name, is one. */
static void test_a_heading_is_no_name(void **state)
{
    (void)state;
    decide("a", "{}",
           "[" PAPER("loonstrook", BSN("999990056") "," FOUND("name", "Vakantiepark", "0.82")) "]");
    expect(0, "filed", "R-5", NULL);
    decide("b", "{}",
           "[" PAPER("loonstrook", BSN("999990056") "," FOUND("name", "Mulder", "0.82")) "]");
    expect(0, "review", "R-5", "gegevens-anders");
    decide("c", "{}", "[" PAPER("loonstrook", BSN("999990056") "," NAME("Hendriks")) "]");
    expect(0, "review", "R-5", "gegevens-anders");
    decide("d", "{}",
           "[" PAPER("loonstrook", BSN("999990056") "," NAME("Tplaf") "," FOUND(
                                       "birth_date", "1985-07-08", "0.3")) "]");
    expect(0, "filed", "R-5", NULL); /* both her number and her day */
}

#define ACCOUNT FOUND("iban", "NL91ABNA0417164300", "0.95")

/* The only account of a bank's paper is its holder's; on other papers it may be a payee's. */
static void test_whose_account_a_statement_is_of(void **state)
{
    const char *name = FOUND("name", "Logistiek", "0.82");
    char records[600];

    (void)state;
    decide("a", "{}", "[" PAPER("bankafschrift", ACCOUNT) "]");
    expect(0, "filed", "R-16", "iban-gelijk");
    snprintf(records, sizeof records, "[" PAPER("bankafschrift", ACCOUNT ",%s") "]", name);
    decide("b", "{}", records);
    expect(0, "filed", "R-16", NULL);
    decide("c", "{}",
           "[" PAPER("bankafschrift", ACCOUNT "," FOUND("iban", "NL20INGB0001234567", "0.95")) "]");
    expect_review(0);
    decide("d", "{}", "[" PAPER("overig", ACCOUNT) "]");
    expect_review(0);
}

/* Of what a sender sends in: a name like hers, or a day of hers among the readings, makes a paper
 * no less hers than one that names nobody. */
static void test_little_evidence_with_the_login(void **state)
{
    const char *day = FOUND("birth_date", "1985-07-08", "0.3");
    char records[600];

    (void)state;
    decide("a", LOGIN("999990056"),
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER("wijziging",
                                                               FOUND("name", "Smlt", "0.9")) "]");
    expect(1, "filed", "R-5", "naam-bijna-gelijk");
    decide("b", "{\"channel\":\"scan\"}",
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER("wijziging",
                                                               FOUND("name", "Smlt", "0.9")) "]");
    expect_review(1);
    snprintf(records, sizeof records,
             "[" PAPER("loonstrook", BSN("999990056")) "," PAPER("partnerverklaring", "%s") "]",
             day);
    decide("c", LOGIN("999990056"), records);
    expect(1, "filed", "R-5", "geboortedatum-gelijk");
    expect(1, "filed", "R-5", "Geboortedatum '08-07-1985'");
}

/* A mail is one sender's also where no sidecar calls it mail. */
static void test_a_mail_without_a_sidecar(void **state)
{
    const char *papers = "[" PAPER("loonstrook", BSN("999990056")) "," PAPER(
        "bankpas", BSN("999990056")) "," PAPER("urenadministratie", "") "]";

    (void)state;
    decide("a", "{\"sender\":{\"name\":\"Wie dan ook\",\"address\":\"a@b.nl\"}}", papers);
    expect(2, "filed", "R-5", "volgt-inzending");
    decide("b", "{}", papers);
    expect(2, "review", "R-5", "geen-persoon");
}

/* What differs is said, also of a paper that nobody is found for. */
static void test_what_differs_is_said(void **state)
{
    (void)state;
    decide("a", LOGIN("999990056"), "[" PAPER("btw-aangifte", NAME("Wezelaar")) "]");
    expect(0, "review", "R-5", "gegevens-anders");
    expect(0, "review", "R-5", "Naam 'Wezelaar' is anders dan wat er staat bij de aanvrager van");
    decide("b", LOGIN("999990068"), "[" PAPER("btw-aangifte", NAME("Wezelaar")) "]");
    expect(0, "review", "R-6", "bij de aanvrager en de partner van dossier R-6");
}

/* Capitals that stand as nobody writes them are a misreading's. */
static void test_what_cannot_be_a_name(void **state)
{
    static const char *const names[] = {"WeZual", "IJAGe", "vanDijkstra", "IJsselstein"};
    char records[400];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(
            records, sizeof records,
            "[" PAPER("loonstrook", BSN("999990056")) "," PAPER("btw-aangifte", NAME("%s")) "]",
            names[i]);
        decide(names[i], LOGIN("999990056"), records);
        expect(1, i < 2 ? "filed" : "review", "R-5", i < 2 ? "volgt-inzending" : "gegevens-anders");
    }
}

/* What names a firm of somebody else's goes with no login, however much likelier its owner is. */
static void test_anothers_firm_goes_with_nobody(void **state)
{
    (void)state;
    decide("a", LOGIN("999990056"),
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER(
               "btw-aangifte", FOUND("company", "Meer Klussen", "0.8")) "]");
    expect(1, "review", "R-5", "hoort mogelijk bij R-");
}

/* A benefit's specification shows an income whatever scheme pays it; the municipality's own form is
 * of the scheme that it names. */
static void test_income_of_another_scheme(void **state)
{
    (void)state;
    decide("a", "{}",
           "[" PAPER("uitkeringsspecificatie",
                     BSN("999990056") "," NAME("Smit") "," FOUND("scheme", "bbz", "0.9")) "]");
    expect(0, "filed", "R-5", NULL);
    decide("b", "{}",
           "[" PAPER("inkomstenopgave",
                     BSN("999990056") "," NAME("Smit") "," FOUND("scheme", "bbz", "0.9")) "]");
    expect(0, "review", "R-5", "andere-regeling");
    decide("c", "{\"received\":\"2020-05-06T10:00:00+02:00\"}",
           "[" PAPER("uitkeringsspecificatie",
                     BSN("999990019") "," FOUND("scheme", "tozo2", "0.9")) "]");
    expect_review(0); /* there is a dossier of that scheme */
}

/* Letters before a name that are none of its initials. */
static void test_letters_that_are_no_initials(void **state)
{
    static const char *const texts[] = {"groet, m.v.g. L. Smit", "Bakkerij Smit t.a.v. L. Smit",
                                        "gehuwd x x Smit te Rotterdam", "groet, Q.Q. Smit"};
    const char *paper = "[" PAPER(
        "loonstrook", FOUND("name", "Smit", "0.9") "," FOUND("postcode", "3013EF", "0.9")) "]";

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        decide_text(texts[i], LOGIN("999990056"), paper, texts[i]);
        expect(0, i < 3 ? "filed" : "review", "R-5", i < 3 ? NULL : "gegevens-anders");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(test_a_heading_is_no_name),           EACH(test_whose_account_a_statement_is_of),
        EACH(test_little_evidence_with_the_login), EACH(test_a_mail_without_a_sidecar),
        EACH(test_what_differs_is_said),           EACH(test_what_cannot_be_a_name),
        EACH(test_anothers_firm_goes_with_nobody), EACH(test_income_of_another_scheme),
        EACH(test_letters_that_are_no_initials),
    };

    return cmocka_run_group_tests(tests, deciding_open, deciding_close);
}
