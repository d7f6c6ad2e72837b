/* Which dossier of a person, and what becomes of a paper that was there before. */
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

static void test_rounds(void **state)
{
    (void)state;
    decide("a", "{}", "[" PAPER("loonstrook", BSN("999990019")) "]");
    expect(0, "review", record_text(json_array_get(pieces, 0), "dossier"), "welk-dossier");
    goes(RECEIVED("2020-07-20"),
         "[" DATED("bankafschrift", BSN("999990019"), "2020-07-01/2020-07-31") "]", "filed", "R-2",
         NULL);
    goes("{\"reference\":\"R-1\",\"channel\":\"portal\"}",
         "[" PAPER("loonstrook", BSN("999990019")) "]", "filed", "R-1", NULL);
}

static void test_partner(void **state)
{
    (void)state;
    decide("a", "{\"reference\":\"R-1\"}",
           "[" PAPER("loonstrook", BSN("999990020") "," NAME("Bakker")) "]");
    expect(0, "filed", "R-1", NULL);
    assert_string_equal(record_text(json_array_get(pieces, 0), "person"), "partner");
}

static void test_a_couple_with_two_dossiers(void **state)
{
    (void)state;
    goes("{}", "[" PAPER("loonstrook", BSN("999990081") "," NAME("Vos")) "]", "filed", "R-7", NULL);
    decide("b", "{\"bsn\":\"999990068\",\"channel\":\"portal\"}",
           "[" PAPER("loonstrook", BSN("999990081") "," NAME("Vos")) "]");
    assert_string_equal(record_text(json_array_get(pieces, 0), "decision"), "review");
}

static void test_closed_and_unsure(void **state)
{
    (void)state;
    goes("{}", "[" PAPER("loonstrook", BSN("999990044") "," NAME("Visser")) "]", "review", "R-4",
         "dossier-gesloten");
    goes("{}", "[{\"type\":\"loonstrook\",\"confidence\":0.4,\"evidence\":[" BSN("999990056") "]}]",
         "review", "R-5", "soort-onzeker");
    goes("{}", "[" PAPER("onbekend", BSN("999990056")) "]", "review", "R-5", "soort-onbekend");
}

/* An objection that is filed as a letter is one whose term runs out unseen. */
static void test_maybe_urgent(void **state)
{
    static const char *const letter =
        "[{\"type\":\"brief\",\"confidence\":0.95,\"types\":[{\"type\":\"brief\",\"p\":0.95},"
        "{\"type\":\"%s\",\"p\":0.05}],\"evidence\":[" BSN("999990056") "]}]";
    char records[600];

    (void)state;
    snprintf(records, sizeof records, letter, "gemeentebrief");
    goes("{}", records, "filed", "R-5", NULL);
    snprintf(records, sizeof records, letter, "bezwaarschrift");
    goes("{}", records, "review", "R-5", "misschien-spoed");
}

/* However sure it is that it is a letter, who writes of an objection may be making one. */
static void test_alarm_words(void **state)
{
    static const char *const objects = "Hierbij maak ik officieel bezwaar tegen uw brief";

    (void)state;
    decide_text("a", "{}", "[" PAPER("brief", BSN("999990056")) "]", objects);
    expect(0, "review", "R-5", "misschien-spoed");
    decide_text("b", "{}", "[" PAPER("brief", BSN("999990056")) "]", "Hierbij mijn loonstrook");
    expect(0, "filed", "R-5", NULL);
    decide_text("c", "{}", "[" PAPER("gemeentebrief", BSN("999990056")) "]",
                "U kunt bezwaar maken");
    expect(0, "filed", "R-5", NULL);
}

static void test_a_number_of_another_dossier_and_of_a_court(void **state)
{
    (void)state;
    goes("{}",
         "[" PAPER("loonstrook",
                   BSN("999990056") "," NAME("Smit") "," FOUND("dossier", "Q-8", "0.97")) "]",
         "review", "R-5", "ander-nummer");
    /* An electronic form has a number of its own. */
    goes("{}",
         "[" PAPER("loonstrook",
                   BSN("999990056") "," NAME("Smit") "," FOUND("dossier", "Q/8", "0.97")) "]",
         "filed", "R-5", NULL);
    goes("{}",
         "[" PAPER("beschikking-bewind",
                   BSN("999990056") "," NAME("Smit") "," FOUND("dossier", "6210304", "0.97")) "]",
         "filed", "R-5", "bsn-gelijk");
}

static void test_sidecar_against_paper(void **state)
{
    (void)state;
    goes("{\"bsn\":\"999990032\",\"channel\":\"portal\"}",
         "[" PAPER("loonstrook", BSN("999990056") "," NAME("Smit")) "]", "review", "R-5",
         "afzender-anders");
    goes("{\"bsn\":\"999990056\",\"reference\":\"R-3\"}",
         "[" PAPER("loonstrook", BSN("999990056") "," NAME("Smit")) "]", "review", "R-5",
         "afzender-tweeledig");
    goes("{\"reference\":\"R-99\"}", "[" PAPER("loonstrook", BSN("999990056")) "]", "review", "R-5",
         "afzender-onbekend");
}

static void test_a_partner_for_herself(void **state)
{
    (void)state;
    /* R-1's partner has no dossier: with her own login, or with what only an applicant has. */
    goes(LOGIN("999990020"), "[" PAPER("loonstrook", BSN("999990020")) "]", "review", "R-2",
         "eigen-aanvraag");
    decide("b", "{}",
           "[" PAPER("loonstrook",
                     BSN("999990020")) ",{\"type\":\"aanvraag-tozo\",\"person\":"
                                       "\"applicant\",\"evidence\":[" BSN("999990020") "]}]");
    expect_review(0);
    expect_review(1);
}

static void test_a_paper_before_its_dossier(void **state)
{
    (void)state;
    goes(RECEIVED("2020-01-15"), "[" PAPER("loonstrook", BSN("999990056")) "]", "review", "R-5",
         "voor-de-periode");
    goes("{\"received\":\"2020-01-15T10:00:00+01:00\",\"reference\":\"R-5\"}",
         "[" PAPER("loonstrook", BSN("999990056")) "]", "filed", "R-5", NULL);
}

static void test_the_day_of_receipt_tells_rounds_apart(void **state)
{
    const char *paper = "[" PAPER("bankafschrift", BSN("999990019")) "]";

    (void)state;
    decide("a", RECEIVED("2020-05-06"), paper);
    expect(0, "filed", "R-1", NULL); /* nobody has applied for the next round yet */
    decide("b", RECEIVED("2020-06-08"), paper);
    expect(0, "review", "R-2", "welk-dossier"); /* the last papers of the one before still come */
}

/* What comes in the last days of a round is for that round, not for the next; what comes just after
 * it can be for either, and long after it is for the next. */
static void test_the_end_of_a_round(void **state)
{
    (void)state;
    goes(RECEIVED("2020-05-28"), "[" PAPER("loonstrook", BSN("999990019")) "]", "filed", "R-1",
         NULL);
    goes(RECEIVED("2020-06-05"), "[" PAPER("loonstrook", BSN("999990019")) "]", "review", "R-2",
         "welk-dossier");
    goes(RECEIVED("2020-07-25"), "[" PAPER("loonstrook", BSN("999990019")) "]", "filed", "R-2",
         NULL);
}

/* That the paper speaks of a later day is not enough when nothing tells when it came. */
static void test_rounds_without_a_day_of_receipt(void **state)
{
    const char *paper = "[" DATED("loonstrook", BSN("999990019"), "2020-07-01/2020-07-31") "]";

    (void)state;
    goes(RECEIVED("2026-01-01"), paper, "review", "R-2", "welk-dossier");
    goes(RECEIVED("2020-08-03"), paper, "filed", "R-2", NULL);
}

/* What a form's text says of schemes: "Bbz / Tozo" is no other scheme, a question about an earlier
 * round is none, a title is. */
static void test_what_a_form_names(void **state)
{
    const char *paper = "[" PAPER("inkomstenopgave", BSN("999990056")) "]";
    char deep[1200] = "Vragen";

    (void)state;
    decide_text("a", "{}", paper, "Rechtmatigheidsformulier Bbz / Tozo");
    expect(0, "filed", "R-5", NULL);
    decide_text("b", "{}", paper, "Aanvraag Tozo 3");
    expect(0, "review", "R-5", "andere-regeling");
    decide_text("d", "{}", "[" PAPER("aanvraag-bbz", BSN("999990056")) "]", "Aanvraag");
    expect(0, "review", "R-5", "andere-regeling");
    decide_text(
        "n", "{}",
        "[" PAPER("inkomstenopgave", BSN("999990056") "," FOUND("dossier", "R-5", "0.97")) "]",
        "Aanvraag Tozo 3");
    expect(0, "filed", "R-5", NULL);
    while (strlen(deep) < 900)
        strcat(deep, " woord");
    strcat(deep, " Heeft u Tozo 3 gehad?");
    decide_text("c", "{}", paper, deep);
    expect(0, "filed", "R-5", NULL);
}

static void test_dispositions(void **state)
{
    (void)state;
    decide("a", "{}",
           "[{\"disposition\":\"blank\"},{\"disposition\":\"litter\"},{\"disposition\":"
           "\"rejected\"}]");
    expect(0, "aside", NULL, NULL);
    expect(1, "aside", NULL, NULL);
    expect(2, "rejected", NULL, NULL);
    assert_true(json_is_null(json_object_get(json_array_get(pieces, 2), "type")));
}

static void keep_pieces(void)
{
    size_t i;
    json_t *piece;

    json_array_foreach(pieces, i, piece) assert_int_equal(ledger_put_piece(&ledger, piece), 0);
}

static void set_content(const char *decision)
{
    /* Two submissions with the same bytes have the same content; ours have their id as blob. */
    json_t *piece = json_array_get(pieces, 0);

    json_object_set_new(piece, "decision", json_string(decision));
    keep_pieces();
}

static void test_the_same_bytes_again(void **state)
{
    const char *paper = "[" PAPER("loonstrook", BSN("999990056") "," NAME("Smit")) "]";

    (void)state;
    decide("a", RECEIVED("2020-04-02"), paper);
    keep_pieces();
    struct submission *s = submission("b", "{\"received\":\"2020-04-03T09:00:00+02:00\"}", paper);
    json_object_set_new(json_array_get(s->records, 0), "blob", json_string("a"));
    json_decref(pieces);
    pieces = decide_submission(&decider, s);
    expect(0, "aside", "R-5", "dubbel");
    assert_string_equal(record_text(json_array_get(pieces, 0), "duplicate_of"), "a-0");
    /* An earlier one: it is filed, and the one in the ledger is named as the later copy. */
    json_object_set_new(s->head, "received", json_string("2020-04-02T09:30:00+02:00"));
    json_decref(pieces);
    pieces = decide_submission(&decider, s);
    expect(0, "filed", "R-5", NULL);
    assert_int_equal(json_array_size(decider.later_copies), 1);
    submission_free(s);
}

static void test_what_was_decided_stays(void **state)
{
    const char *paper = "[" PAPER("loonstrook", BSN("999990056") "," NAME("Smit")) "]";

    (void)state;
    decide("a", "{}", paper);
    json_object_set_new(json_array_get(pieces, 0), "dossier", json_string("R-3"));
    set_content("filed");
    decide("a", "{}", paper);
    expect(0, "filed", "R-3", NULL);
    decider.redo = true;
    decide("a", "{}", paper);
    expect(0, "filed", "R-5", NULL);
    json_object_set_new(json_array_get(pieces, 0), "dossier", json_string("R-3"));
    json_object_set_new(json_array_get(pieces, 0), "by", json_string("clerk"));
    keep_pieces();
    decide("a", "{}", paper);
    expect(0, "filed", "R-3", NULL); /* a clerk's word stays */
    decider.redo = false;
}

static void test_a_waiting_piece_is_decided_again(void **state)
{
    const char *paper = "[" PAPER("loonstrook", BSN("999990056") "," NAME("Smit")) "]";

    (void)state;
    decide("a", "{}", paper);
    set_content("review");
    goes("{}", paper, "filed", "R-5", NULL);
}

#define SMIT NAME("Smit") "," BIRTH("1985-07-08") "," FOUND("postcode", "3013EF", "0.9")
#define MAIL_OF(letter)                                                                            \
    "[" PAPER("brief", NAME("Smit") "," FOUND("initials", letter, "0.9")) "," PAPER(               \
        "kvk-uittreksel", SMIT) "]"

/* A twin who is in no register shares the name, the day of birth and the address. */
#define SMIT_OF_LAAN                                                                               \
    NAME("Smit")                                                                                   \
    "," FOUND("initials", "L.", "0.9") "," FOUND("postcode", "3013EF",                             \
                                                 "0.9") "," FOUND("house_number", "5", "0.9")

static void test_other_initials_are_a_relatives(void **state)
{
    (void)state;
    decide("a", "{\"channel\":\"mail\"}", MAIL_OF("Y"));
    expect(1, "review", "R-5", "dubbelganger");
    decide("b", "{\"channel\":\"mail\"}", MAIL_OF("L"));
    expect(1, "filed", "R-5", NULL);
}

/* A son has his father's initials and address: what tells them apart stands on another paper. */
static void test_a_namesake_beside(void **state)
{
    static const char *const papers = "[" PAPER("bankafschrift", SMIT_OF_LAAN) "," PAPER(
        "loonstrook", BSN("%s") "," SMIT_OF_LAAN) "]";
    char records[1200];

    (void)state;
    snprintf(records, sizeof records, papers, "999990056");
    goes("{\"channel\":\"scan\"}", records, "filed", "R-5", NULL);
    snprintf(records, sizeof records, papers, "999990111");
    decide("b", "{\"channel\":\"scan\"}", records);
    expect(0, "review", "R-5", "dubbelganger");
    expect(1, "review", "R-5", "gegevens-anders");
}

/* A letter before a name in what a recogniser read may be a speck; in a mail it is her letter. */
static void test_a_speck_is_no_relatives_initial(void **state)
{
    static const char *const sources[] = {"image", "plain"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct submission *s =
            submission(sources[i], LOGIN("999990056"), "[" PAPER("huurcontract", SMIT) "]");
        json_object_set_new(json_array_get(s->records, 0), "source", json_string(sources[i]));
        decide_stored(s, "Huurder Q Smit te Rotterdam");
        expect(0, i ? "review" : "filed", "R-5", i ? "dubbelganger" : NULL);
    }
}

#define SENT(received)                                                                             \
    "{\"channel\":\"portal\",\"bsn\":\"999990019\",\"reference\":\"R-1\",\"received\":\"" received \
    "T10:00:00+02:00\"}"

/* The portal's reference says for which dossier, whatever the day; what the paper itself names is
 * asked about. */
static void test_a_reference_outranks_the_day(void **state)
{
    (void)state;
    goes(SENT("2020-08-10"), "[" PAPER("loonstrook", BSN("999990019")) "]", "filed", "R-1", NULL);
    decide("b", SENT("2020-08-10"),
           "[" PAPER("loonstrook", BSN("999990019") "," FOUND("dossier", "R-2", "0.9")) "]");
    expect_review(0);
    decide("c", SENT("2020-08-10"),
           "[" PAPER("loonstrook", BSN("999990019") "," FOUND("scheme", "tozo2", "0.9")) "]");
    expect_review(0);
}

#define EARLY RECEIVED("2020-01-10")

/* What comes before there can be such a dossier is asked about, but for an application that names
 * the scheme and what comes with it. */
static void test_before_the_period(void **state)
{
    (void)state;
    goes(EARLY, "[" PAPER("loonstrook", BSN("999990056")) "]", "review", "R-5", "voor-de-periode");
    decide(
        "b", EARLY,
        "[" PAPER("aanvraag-tozo", BSN("999990056") "," FOUND("scheme", "tozo1", "0.9")) "," PAPER(
            "loonstrook", BSN("999990056")) "]");
    expect(0, "filed", "R-5", NULL);
    expect(1, "filed", "R-5", NULL);
}

/* A Bbz has no rounds: its papers come while it is decided on. */
static void test_before_a_bbz(void **state)
{
    (void)state;
    goes(RECEIVED("2020-10-26"), "[" PAPER("loonstrook", BSN("999990196")) "]", "filed", "R-17",
         NULL);
    goes(RECEIVED("2020-06-26"), "[" PAPER("loonstrook", BSN("999990196")) "]", "review", "R-17",
         "voor-de-periode");
}

/* A form that is for loans by its nature names them too: that says no more than its type. */
static void test_a_kind_is_counted_once(void **state)
{
    const char *late = RECEIVED("2026-01-01");
    const char *evidence = BSN("999990202") "," FOUND("kind", "bedrijfskapitaal", "0.9");
    char record[600];

    (void)state;
    snprintf(record, sizeof record,
             "[{\"type\":\"de-minimisverklaring\",\"evidence\":[%s],\"fields\":{\"document_date\":"
             "\"2021-06-05\"}}]",
             evidence);
    decide("a", late, record);
    expect_review(0);
    snprintf(record, sizeof record, "[{\"type\":\"leenovereenkomst\",\"evidence\":[%s]}]",
             evidence);
    goes(late, record, "filed", "R-18", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(test_rounds),
        EACH(test_partner),
        EACH(test_a_couple_with_two_dossiers),
        EACH(test_closed_and_unsure),
        EACH(test_maybe_urgent),
        EACH(test_alarm_words),
        EACH(test_a_number_of_another_dossier_and_of_a_court),
        EACH(test_sidecar_against_paper),
        EACH(test_a_partner_for_herself),
        EACH(test_a_paper_before_its_dossier),
        EACH(test_the_day_of_receipt_tells_rounds_apart),
        EACH(test_the_end_of_a_round),
        EACH(test_rounds_without_a_day_of_receipt),
        EACH(test_what_a_form_names),
        EACH(test_dispositions),
        EACH(test_the_same_bytes_again),
        EACH(test_what_was_decided_stays),
        EACH(test_a_waiting_piece_is_decided_again),
        EACH(test_other_initials_are_a_relatives),
        EACH(test_a_speck_is_no_relatives_initial),
        EACH(test_a_namesake_beside),
        EACH(test_a_reference_outranks_the_day),
        EACH(test_before_the_period),
        EACH(test_before_a_bbz),
        EACH(test_a_kind_is_counted_once),
    };

    return cmocka_run_group_tests(tests, deciding_open, deciding_close);
}
