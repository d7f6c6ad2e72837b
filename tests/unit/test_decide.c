/* Whose paper it is: what is clear is filed, what is not is asked with its reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tests/unit/deciding.h"

static void test_a_clear_paper_is_filed(void **state)
{
    (void)state;
    decide("a", "{\"channel\":\"scan\"}",
           "[" PAPER("loonstrook", BSN("999990056") "," NAME("Smit")) "]");
    expect(0, "filed", "R-5", "bsn-gelijk");
    assert_string_equal(record_text(json_array_get(pieces, 0), "person"), "applicant");
}

static void test_bsn_of_another_name_is_asked(void **state)
{
    (void)state;
    decide("a", "{}", "[" PAPER("loonstrook", BSN("999990056") "," NAME("Hendriks")) "]");
    expect(0, "review", "R-5", "gegevens-anders");
}

static void test_a_stranger_is_not_dragged_along(void **state)
{
    (void)state;
    decide("a", "{\"channel\":\"portal\",\"bsn\":\"999990056\"}",
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER(
               "loonstrook",
               NAME("Hendriks") "," BIRTH("1951-01-01")) "," PAPER("loonstrook",
                                                                   BSN("999990032") "," NAME(
                                                                       "van der Meer")) "]");
    expect(0, "filed", "R-5", NULL);
    expect(1, "review", "R-5", "gegevens-anders");
    expect(2, "review", "R-3", "afzender-anders");
}

static void test_a_nameless_paper_follows_a_login_only(void **state)
{
    const char *records = "[" PAPER("loonstrook", BSN("999990056") "," NAME("Smit")) "," PAPER(
        "urenadministratie", "") "]";

    (void)state;
    decide("a", "{\"channel\":\"portal\",\"bsn\":\"999990056\"}", records);
    expect(1, "filed", "R-5", "volgt-inzending");
    decide("b", "{\"channel\":\"scan\"}", records);
    expect(1, "review", "R-5", "geen-persoon");
    decide("c", "{\"channel\":\"mail\"}", "[" PAPER("urenadministratie", "") "]");
    expect(0, "review", NULL, "geen-persoon");
}

static void test_nothing_follows_in_other_company(void **state)
{
    (void)state;
    decide("a", "{\"channel\":\"portal\",\"bsn\":\"999990056\"}",
           "[" PAPER("loonstrook", FOUND("name", "Hendriks", "0.8")) "," PAPER("urenadministratie",
                                                                               "") "]");
    expect(1, "review", "R-5", "geen-persoon");
}

static void test_father_and_son_by_name_only(void **state)
{
    (void)state;
    decide("a", "{}", "[" PAPER("huurcontract", NAME("van der Meer")) "]");
    assert_string_equal(record_text(json_array_get(pieces, 0), "decision"), "review");
    decide("b", "{}", "[" PAPER("loonstrook", NAME("van der Meer") "," BIRTH("1990-11-03")) "]");
    expect(0, "filed", "R-3", NULL);
}

static void test_two_people_in_one_piece(void **state)
{
    (void)state;
    decide("a", "{}", "[" PAPER("loonstrook", BSN("999990056") "," BSN("999990032")) "]");
    assert_string_equal(record_text(json_array_get(pieces, 0), "decision"), "review");
}

static void test_a_payees_account_names_nobody(void **state)
{
    (void)state;
    decide("a", "{\"channel\":\"portal\",\"bsn\":\"999990056\"}",
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER(
               "btw-aangifte",
               FOUND("iban", "NL91ABNA0417164300",
                     "0.9")) "," PAPER("bankafschrift",
                                       FOUND("iban", "NL91ABNA0417164300", "0.85")) "]");
    expect(1, "filed", "R-5", "volgt-inzending");
    expect(2, "review", "R-5", "gegevens-anders"); /* an account that is another's */
}

static void test_a_scrap_for_a_name_stops_nothing(void **state)
{
    (void)state;
    decide("a", "{}",
           "[" PAPER("loonstrook", BSN("999990056") "," FOUND("name", "Val", "0.82")) "]");
    expect(0, "filed", "R-5", NULL);
    decide("b", "{}",
           "[" PAPER("bankafschrift", NAME("Smit") "," BIRTH("1985-07-08") "," FOUND(
                                          "bsn", "123456782", "0.45")) "]");
    expect(0, "filed", "R-5", NULL);
    decide("c", "{\"channel\":\"portal\",\"bsn\":\"999990056\"}",
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER("btw-aangifte",
                                                               FOUND("name", "MA", "0.52")) "]");
    expect(1, "filed", "R-5", "volgt-inzending");
}

static void test_anothers_own_bsn_stops(void **state)
{
    (void)state;
    decide("a", "{\"channel\":\"portal\",\"bsn\":\"999990056\"}",
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER(
               "loonstrook", BSN("123456782") "," NAME("Smit") "," BIRTH("1985-07-08")) "]");
    expect(0, "filed", "R-5", NULL);
    expect(1, "review", "R-5", "gegevens-anders");
}

#define INITIALS(i) FOUND("initials", i, "0.9")

static void test_look_alikes_are_asked_about(void **state)
{
    (void)state;
    /* Father and son have name, initial and address in common. */
    decide("a", LOGIN("999990100"),
           "[" PAPER("loonstrook", BSN("999990100")) "," PAPER(
               "factuur", NAME("de Wit") "," INITIALS("A")) "," PAPER("loonstrook",
                                                                      NAME("de Wit") "," BIRTH(
                                                                          "1955-03-04")) "]");
    expect(0, "filed", "R-9", NULL);
    expect(1, "review", "R-9", "dubbelganger");
    expect_review(2);
    /* With another initial, or with none. */
    decide("b", LOGIN("999990032"),
           "[" PAPER("loonstrook", BSN("999990032")) "," PAPER(
               "factuur", NAME("van der Meer") "," INITIALS(
                              "J")) "," PAPER("factuur", NAME("van der Meer")) "]");
    expect(0, "filed", "R-3", NULL);
    expect_review(1);
    expect_review(2);
    /* Twins: the birth date tells nothing. */
    decide("c", LOGIN("999990111"),
           "[" PAPER("loonstrook", NAME("Prins") "," BIRTH("1991-05-05")) "," PAPER(
               "loonstrook", NAME("Prins") "," BIRTH("1991-05-05") "," INITIALS("C")) "]");
    expect_review(0);
    expect_review(1);
}

static void test_a_nameless_paper_in_one_hand(void **state)
{
    (void)state;
    /* Between two papers of the one person it is hers; the last may be the next one's first. */
    decide("a", "{\"channel\":\"counter\"}",
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER("btw-aangifte", "") "," PAPER(
               "loonstrook", BSN("999990056")) "," PAPER("btw-aangifte", "") "]");
    expect(1, "filed", "R-5", "volgt-inzending");
    expect(3, "review", "R-5", "geen-persoon");
    /* A mail is one sender's; two papers say whose. */
    decide("b", "{\"channel\":\"mail\"}",
           "[" PAPER("brief", "") "," PAPER("loonstrook", BSN("999990056")) "," PAPER(
               "loonstrook", BSN("999990056")) "]");
    expect(0, "filed", "R-5", "volgt-inzending");
    decide("c", "{\"channel\":\"mail\"}",
           "[" PAPER("brief", "") "," PAPER("loonstrook", BSN("999990056")) "," PAPER(
               "loonstrook", BSN("999990111")) "]");
    expect(0, "review", NULL, "geen-persoon");
}

static void test_both_of_a_household_on_one_form(void **state)
{
    (void)state;
    /* Whose the labels say it is may be turned about; both are R-1's and R-2's. */
    decide("a", "{\"channel\":\"portal\",\"reference\":\"R-1\"}",
           "[" PAPER("partnerverklaring",
                     NAME("Bakker") ",{\"field\":\"bsn\",\"value\":\"999990019\",\"p\":0.9,"
                                    "\"role\":\"partner\",\"valid\":true}," FOUND(
                                        "birth_date", "1960-05-17", "0.95")) "]");
    expect(0, "filed", "R-1", NULL);
}

static void test_a_badly_written_name_stops_nothing(void **state)
{
    (void)state;
    decide("a", LOGIN("999990056"),
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER(
               "aanvraag-tozo", FOUND("name", "Porsmad", "0.7")) "]");
    expect(1, "filed", "R-5", "volgt-inzending");
    /* One that is well read does. */
    decide("b", LOGIN("999990056"),
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER("brief", NAME("Xhafaj")) "]");
    expect(1, "review", "R-5", "gegevens-anders");
    /* And where nothing else is hers: a wrong reference beside a stranger's only paper. */
    decide("c", LOGIN("999990056"), "[" PAPER("aangifte-ib", FOUND("name", "Porsmad", "0.7")) "]");
    expect(0, "review", "R-5", "gegevens-anders");
}

static void test_a_batch_lies_in_order(void **state)
{
    (void)state;
    decide("a", "{\"channel\":\"scan\"}",
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER(
               "factuur", NAME("Smit") "," INITIALS("L")) "," PAPER("loonstrook",
                                                                    BSN("999990111")) "]");
    expect(1, "filed", "R-5", NULL);
    /* Not with another initial, not away from it, and not when a father or son fits as well. */
    decide("b", "{\"channel\":\"scan\"}",
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER(
               "factuur",
               NAME("Smit") "," INITIALS(
                   "K")) "," PAPER("loonstrook",
                                   BSN("999990111")) "," PAPER("factuur",
                                                               NAME("Smit") "," INITIALS("L")) "]");
    expect_review(1);
    expect_review(3);
    decide("c", "{\"channel\":\"scan\"}",
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER(
               "factuur", NAME("de Wit") "," INITIALS("A")) "," PAPER("loonstrook",
                                                                      BSN("999990100")) "]");
    expect_review(1);
}

static void test_a_surname_alone_is_not_enough(void **state)
{
    (void)state;
    decide("a", LOGIN("999990056"),
           "[" PAPER("loonstrook", BSN("999990056")) "," PAPER("factuur", NAME("Smit")) "," PAPER(
               "factuur", NAME("Smit") "," INITIALS("L")) "]");
    expect(1, "review", "R-5", "persoon-onzeker");
    expect(2, "filed", "R-5", NULL);
}

static void test_company_and_address_go_with_the_login(void **state)
{
    (void)state;
    /* Whether it is hers or her partner's makes no difference to where it goes. */
    decide("a", "{\"channel\":\"portal\",\"bsn\":\"999990019\",\"reference\":\"R-1\"}",
           "[" PAPER("factuur",
                     FOUND("company", "Meer Klussen", "0.9") "," FOUND(
                         "postcode", "3011AB", "0.9") "," FOUND("house_number", "1", "0.9")) "]");
    expect(0, "filed", "R-1", NULL);
    /* Without the company it may be the son's who lives there. */
    decide("b", "{\"channel\":\"portal\",\"bsn\":\"999990019\",\"reference\":\"R-1\"}",
           "[" PAPER("factuur",
                     FOUND("postcode", "3011AB", "0.9") "," FOUND("house_number", "1", "0.9")) "]");
    expect(0, "review", "R-1", "dubbelganger");
}

/* The text of a mail goes with its papers, whoever wrote it; another's paper does not. */
static void test_the_text_of_a_mail(void **state)
{
    const char *mail = "{\"channel\":\"mail\"}";
    char records[900];

    (void)state;
    snprintf(records, sizeof records, "[%s,%s]", PAPER("brief", FOUND("name", "Boekema", "0.8")),
             PAPER("loonstrook", BSN("999990056") "," NAME("Smit")));
    struct submission *s = submission("a", mail, records);
    for (size_t i = 0; i < 4; i += 2) /* the page, and the piece on it */
        json_object_set_new(
            i ? json_array_get(json_object_get(json_array_get(s->records, 2), "pages"), 0)
              : json_array_get(s->records, 0),
            "file", json_string("body.txt"));
    decide_stored(s, "Namens mevrouw Smit stuur ik u dit. J. Boekema");
    expect(0, "filed", "R-5", "naam-gelijk");
    s = submission("b", mail, records);
    decide_stored(s, "Hierbij wat u vroeg. J. Boekema");
    expect_review(0); /* an attachment, and it names another */
}

/* A paper without a name in the middle of one person's papers of a batch is hers; between two
 * people's it is anybody's. */
static void test_in_the_middle_of_a_batch(void **state)
{
    const char *smit = PAPER("loonstrook", BSN("999990056") "," NAME("Smit"));
    const char *wit = PAPER("loonstrook", BSN("999990093") "," NAME("de Wit"));
    const char *none = PAPER("urenadministratie", "");
    char records[1500];

    (void)state;
    snprintf(records, sizeof records, "[%s,%s,%s,%s,%s]", smit, none, smit, none, wit);
    decide("a", "{\"channel\":\"scan\"}", records);
    expect(1, "filed", "R-5", "volgt-inzending");
    expect(3, "review", NULL, "geen-persoon");
}

static void test_a_badly_read_number_among_close_ones(void **state)
{
    (void)state;
    decide("a", "{}", "[" PAPER("aanvraag-tozo", FOUND("bsn", "999990056", "0.4")) "]");
    expect(0, "review", "R-5", "persoon-onzeker");
    decide("b", "{}",
           "[" PAPER("aanvraag-tozo",
                     FOUND("bsn", "999990056", "0.4") "," FOUND("name", "Smit", "0.8")) "]");
    expect(0, "filed", "R-5", NULL);
    decide("c", "{}", "[" PAPER("gemeentebrief", FOUND("dossier", "R-5", "0.5")) "]");
    expect(0, "review", "R-5", "persoon-onzeker");
    decide("d", "{}", "[" PAPER("gemeentebrief", FOUND("dossier", "R-5", "0.95")) "]");
    expect(0, "filed", "R-5", NULL);
}

static void test_a_badly_read_number_among_close_ones_is_no_stranger(void **state)
{
    (void)state;
    decide("a", "{\"channel\":\"mail\"}",
           "[" PAPER("loonstrook", BSN("999990056") "," NAME("Smit")) "," PAPER(
               "loonstrook",
               BSN("999990056") "," NAME("Smit")) "," PAPER("aanvraag-tozo",
                                                            FOUND("bsn", "999990032", "0.4")) "]");
    expect(0, "filed", "R-5", NULL);
    assert_string_not_equal(record_text(json_array_get(pieces, 2), "dossier"), "R-3");
}

static void test_a_surname_with_the_login(void **state)
{
    (void)state;
    decide("a", LOGIN("999990056"), "[" PAPER("overig", FOUND("name", "Smit", "0.6")) "]");
    expect(0, "filed", "R-5", "naam-gelijk");
    decide("b", LOGIN("999990111"), "[" PAPER("overig", FOUND("name", "Smit", "0.9")) "]");
    expect_review(0); /* another's login */
    decide("c", "{\"channel\":\"scan\"}", "[" PAPER("overig", FOUND("name", "Smit", "0.6")) "]");
    expect_review(0);
}

static void test_namesakes_who_live_elsewhere(void **state)
{
    const char *papers = "[" PAPER("btw-aangifte", NAME("Kuipers") "," INITIALS("M")) "]";

    (void)state;
    decide("a", LOGIN("999990135"), papers);
    expect(0, "filed", "R-12", NULL);
    decide("b", LOGIN("999990147"), papers);
    expect(0, "filed", "R-13", NULL);
    decide("c", "{}", papers);
    expect_review(0);
    decide("d", "{\"channel\":\"mail\"}",
           "[" PAPER("loonstrook", BSN("999990147")) "," PAPER(
               "loonstrook", BSN("999990147")) "," PAPER("btw-aangifte",
                                                         NAME("Kuipers") "," INITIALS("M")) "]");
    expect(2, "filed", "R-13", NULL);
}

#define HERS PAPER("loonstrook", BSN("999990056") "," NAME("Smit"))

static void test_a_surname_in_a_batch(void **state)
{
    (void)state;
    decide("a", "{\"channel\":\"scan\"}",
           "[" PAPER("overig", FOUND("name", "Smit", "0.6")) "," HERS "," HERS "]");
    expect(0, "filed", "R-5", NULL);
    /* Among several people's it lies beside hers, or is asked about. */
    decide("b", "{\"channel\":\"scan\"}",
           "[" PAPER("overig", FOUND("name", "Smit", "0.6")) "," HERS "," HERS "," PAPER(
               "loonstrook", BSN("999990111")) "]");
    expect(0, "filed", "R-5", NULL);
    decide("c", "{\"channel\":\"scan\"}",
           "[" PAPER("overig", FOUND("name", "Smit", "0.6")) "," PAPER(
               "loonstrook", BSN("999990111")) "," HERS "," HERS "]");
    expect_review(0);
    /* A namesake can be anybody's neighbour. */
    decide("d", "{\"channel\":\"scan\"}",
           "[" PAPER("overig", FOUND("name", "Kuipers", "0.6")) "," PAPER(
               "loonstrook", BSN("999990135")) "," PAPER("loonstrook", BSN("999990111")) "]");
    expect_review(0);
}

static void test_a_mail_from_one_of_her_name(void **state)
{
    const char *paper = "[" PAPER("inkomstenopgave", NAME("Tromp")) "]";

    (void)state;
    decide("a", "{\"channel\":\"mail\",\"sender\":{\"name\":\"P.Q. Tromp\"}}", paper);
    expect(0, "filed", "R-14", NULL);
    decide("b", "{\"channel\":\"mail\",\"sender\":{\"name\":\"Boekhouding\"}}", paper);
    expect_review(0);
}

static void test_a_pronoun_is_no_initial(void **state)
{
    const char *login = "{\"channel\":\"portal\",\"bsn\":\"999990056\"}";
    const char *paper = "[" PAPER("de-minimisverklaring", "") "]";

    (void)state;
    decide_text("a", login, paper, "Wie bent u? H.K. Smit, Smit Klussen");
    expect(0, "review", "R-5", "voorletters-anders");
    decide_text("b", login, paper, "Wie bent u? L. Smit, Smit Klussen");
    expect(0, "filed", "R-5", "voorletters-gelijk");
}

#define CARD                                                                                       \
    "[{\"type\":\"bankpas\",\"confidence\":0.4,\"one_type\":0.45,\"one_paper\":0.99,\"evidence\":" \
    "[" NAME("Bos") "," FOUND("iban", "NL91ABNA0417164300", "0.95") "]}]"

static void test_a_card_carries_its_holders_account(void **state)
{
    char many[700] = "NL91 ABNA 0417 1643 00";

    (void)state;
    decide_text("a", "{}", CARD, "NL91 ABNA 0417 1643 00 Q. BOS");
    expect(0, "filed", "R-16", "iban-gelijk");
    for (int i = 0; i < 70; i++)
        strcat(many, " woord");
    decide_text("b", "{}", CARD, many);
    expect(0, "review", "R-16", "soort-onzeker"); /* a letter about the account */
}

static void test_a_bank_shows_an_account(void **state)
{
    (void)state;
    decide("a", "{}",
           "[{\"type\":\"bankafschrift\",\"one_type\":0.95,\"evidence\":[" BSN("999990056") "]}]");
    expect(0, "review", "R-5", "soort-onzeker");
    decide("b", "{}",
           "[{\"type\":\"bankafschrift\",\"one_type\":0.995,\"evidence\":[" BSN("999990056") "]}]");
    expect(0, "filed", "R-5", NULL);
    decide("c", "{}",
           "[{\"type\":\"bankafschrift\",\"one_type\":0.95,\"evidence\":[" BSN(
               "999990056") "," FOUND("iban", "NL91ABNA0417164300", "0.9") "]}]");
    expect(0, "filed", "R-5", NULL);
}

#define DOUBTED(evidence, type, paper)                                                             \
    "{\"type\":\"loonstrook\",\"confidence\":0.55,\"one_type\":" type ",\"one_paper\":" paper      \
    ",\"evidence\":[" evidence "]}"
#define ON_PAGE(page)                                                                              \
    "{\"field\":\"bsn\",\"value\":\"999990056\",\"p\":0.99,\"role\":\"applicant\",\"valid\":true," \
    "\"file\":\"a.pdf\",\"page\":" page "}"

static void test_borders_in_doubt(void **state)
{
    (void)state;
    decide("a", "{\"channel\":\"scan\"}", "[" DOUBTED(BSN("999990056"), "0.6", "0.99") "]");
    expect(0, "review", "R-5", "soort-onzeker"); /* what it is is in doubt too */
    decide("b", "{\"channel\":\"scan\"}", "[" DOUBTED(BSN("999990056"), "0.97", "0.99") "]");
    expect(0, "filed", "R-5", "grens-onzeker");
    /* Pages of several papers, in a batch of several people. */
    decide("c", "{\"channel\":\"scan\"}",
           "[" DOUBTED(BSN("999990056"), "0.97", "0.6") "," PAPER(
               "loonstrook", BSN("999990032") "," NAME("van der Meer")) "]");
    expect(0, "review", "R-5", "soort-onzeker");
    decide("d", "{\"channel\":\"scan\"}",
           "[" DOUBTED(ON_PAGE("1"), "0.97", "0.6") "," PAPER(
               "loonstrook", BSN("999990032") "," NAME("van der Meer")) "]");
    expect(0, "filed", "R-5", "grens-onzeker"); /* each of its pages says whose it is */
    decide("e", "{\"channel\":\"scan\"}",
           "[" DOUBTED(ON_PAGE("2"), "0.97", "0.6") "," PAPER(
               "loonstrook", BSN("999990032") "," NAME("van der Meer")) "]");
    expect(0, "review", "R-5", "soort-onzeker");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(test_a_clear_paper_is_filed),
        EACH(test_bsn_of_another_name_is_asked),
        EACH(test_a_stranger_is_not_dragged_along),
        EACH(test_a_nameless_paper_follows_a_login_only),
        EACH(test_nothing_follows_in_other_company),
        EACH(test_father_and_son_by_name_only),
        EACH(test_two_people_in_one_piece),
        EACH(test_a_payees_account_names_nobody),
        EACH(test_a_scrap_for_a_name_stops_nothing),
        EACH(test_anothers_own_bsn_stops),
        EACH(test_look_alikes_are_asked_about),
        EACH(test_a_nameless_paper_in_one_hand),
        EACH(test_both_of_a_household_on_one_form),
        EACH(test_a_badly_written_name_stops_nothing),
        EACH(test_a_batch_lies_in_order),
        EACH(test_a_surname_alone_is_not_enough),
        EACH(test_company_and_address_go_with_the_login),
        EACH(test_the_text_of_a_mail),
        EACH(test_in_the_middle_of_a_batch),
        EACH(test_a_surname_with_the_login),
        EACH(test_namesakes_who_live_elsewhere),
        EACH(test_a_surname_in_a_batch),
        EACH(test_a_mail_from_one_of_her_name),
        EACH(test_a_pronoun_is_no_initial),
        EACH(test_a_card_carries_its_holders_account),
        EACH(test_a_bank_shows_an_account),
        EACH(test_borders_in_doubt),
        EACH(test_a_badly_read_number_among_close_ones),
        EACH(test_a_badly_read_number_among_close_ones_is_no_stranger),
    };

    return cmocka_run_group_tests(tests, deciding_open, deciding_close);
}
