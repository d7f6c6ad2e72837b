/* Decisions on small submissions: what is clear is filed, what is not is asked with its reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "classifiers/checks.h"
#include "stages/common/decide.h"
#include "stages/common/registry.h"

#define REGISTRY                                                                                   \
    "dossier,scheme,kind,period_start,period_end,bsn,surname,initials,birth_date,street,"          \
    "house_number,postcode,city,iban,kvk,company,partner_bsn,partner_surname,partner_initials,"    \
    "partner_birth_date,partner_iban,status\n"                                                     \
    "R-1,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990019,van der Meer,J.,1960-05-17,Dijk,1," \
    "3011AB,Rotterdam,,12345678,Meer Klussen,999990020,Bakker,A.,1962-01-02,,\n"                   \
    "R-2,tozo2,levensonderhoud,2020-06-01,2020-09-30,999990019,van der Meer,J.,1960-05-17,Dijk,1," \
    "3011AB,Rotterdam,,12345678,Meer Klussen,999990020,Bakker,A.,1962-01-02,,\n"                   \
    "R-3,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990032,van der Meer,P.,1990-11-03,Dijk,1," \
    "3011AB,Rotterdam,,,,,,,,,\n"                                                                  \
    "R-4,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990044,Visser,K.,1980-02-03,Kade,9,"       \
    "3012CD,Rotterdam,,,,,,,,,closed\n"                                                            \
    "R-5,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990056,Smit,L.,1985-07-08,Laan,5,3013EF,"  \
    "Rotterdam,,,,,,,,,\n"                                                                         \
    "R-6,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990068,Mulder,M.,1970-01-01,Weg,7,3014GH," \
    "Rotterdam,,,,999990081,Vos,N.,1972-02-02,,\n"                                                 \
    "R-7,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990081,Vos,N.,1972-02-02,Weg,7,3014GH,"    \
    "Rotterdam,,,,999990068,Mulder,M.,1970-01-01,,\n"                                              \
    "R-8,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990093,de Wit,A.,1955-03-04,Pad,3,3015IJ," \
    "Rotterdam,,,,,,,,,\n"                                                                         \
    "R-9,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990100,de Wit,A.,1988-05-06,Pad,3,3015IJ," \
    "Rotterdam,,,,,,,,,\n"                                                                         \
    "R-10,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990111,Prins,B.,1991-05-05,Hof,2,3016KL," \
    "Rotterdam,,,,,,,,,\n"                                                                         \
    "R-11,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990123,Prins,C.,1991-05-05,Hof,2,3016KL," \
    "Rotterdam,,,,,,,,,\n"

static char folder[64];
static struct spool spool;
static struct registry *registry;
static struct ledger ledger;
static struct decider decider;
static json_t *pieces;

static void tell(const char *message)
{
    (void)message; /* the test BSNs of the registry need not pass */
}

static int open_all(void **state)
{
    char csv[96];

    (void)state;
    strcpy(folder, "/tmp/test-decide-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(csv, sizeof csv, "%s/r.csv", folder);
    FILE *out = fopen(csv, "w");
    fputs(REGISTRY, out);
    fclose(out);
    assert_int_equal(spool_init(&spool, folder), 0);
    assert_int_equal(registry_open(&registry, csv, folder, tell), REGISTRY_READY);
    assert_int_equal(registry_size(registry), 11);
    assert_int_equal(ledger_open(&ledger, folder, true), 0);
    setenv("POSTKAMER_DATA", "classifiers/data", 1);
    assert_int_equal(decider_init(&decider, registry, &ledger, &spool), 0);
    return 0;
}

static int close_all(void **state)
{
    char command[100];

    (void)state;
    decider_release(&decider);
    ledger_close(&ledger);
    registry_close(registry);
    spool_release(&spool);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static int forget(void **state)
{
    (void)state;
    json_decref(pieces);
    pieces = NULL;
    json_array_clear(decider.later_copies);
    return sqlite3_exec(ledger.db, "DELETE FROM piece", NULL, NULL, NULL);
}

static struct submission *submission(const char *id, const char *head, const char *records)
{
    json_t *object = json_loads(head, 0, NULL), *list = json_loads(records, 0, NULL), *record;
    size_t i;

    assert_non_null(object);
    assert_non_null(list);
    json_object_set_new(object, "kind", json_string("submission"));
    json_object_set_new(object, "submission", json_string(id));
    json_object_set_new(object, "id", json_string(id));
    struct submission *s = submission_new(object);
    json_array_foreach(list, i, record)
    {
        json_object_set_new(record, "kind", json_string("piece"));
        json_object_set_new(record, "piece", json_sprintf("%s-%zu", id, i));
        if (!json_object_get(record, "disposition"))
            json_object_set_new(record, "disposition", json_string("document"));
        if (!json_object_get(record, "confidence"))
            json_object_set_new(record, "confidence", json_real(0.98));
        json_object_set_new(record, "pages",
                            json_pack("[{s:s, s:i}]", "file", "a.pdf", "page", i + 1));
        json_array_append_new(s->records, json_pack("{s:s, s:s, s:i, s:s}", "kind", "page", "file",
                                                    "a.pdf", "page", (int)i + 1, "blob", id));
    }
    json_array_extend(s->records, list);
    json_decref(list);
    return s;
}

static void decide(const char *id, const char *head, const char *records)
{
    struct submission *s = submission(id, head, records);

    json_decref(pieces);
    pieces = decide_submission(&decider, s);
    assert_non_null(pieces);
    submission_free(s);
}

static void expect(size_t i, const char *decision, const char *dossier, const char *reason)
{
    const json_t *piece = json_array_get(pieces, i);
    char *text = json_dumps(json_object_get(piece, "reasons"), 0);

    assert_non_null(piece);
    if (strcmp(record_text(piece, "decision"), decision))
        print_error("%s\n", text);
    assert_string_equal(record_text(piece, "decision"), decision);
    if (dossier)
        assert_string_equal(record_text(piece, "dossier"), dossier);
    else
        assert_true(json_is_null(json_object_get(piece, "dossier")));
    if (reason && !strstr(text, reason))
        fail_msg("no reason '%s' in %s", reason, text);
    free(text);
}

#define BSN(n)                                                                                     \
    "{\"field\":\"bsn\",\"value\":\"" n "\",\"p\":0.99,\"role\":\"applicant\",\"valid\":true}"
#define NAME(n)                                                                                    \
    "{\"field\":\"name\",\"value\":\"" n "\",\"p\":0.97,\"role\":\"applicant\",\"valid\":true}"
#define BIRTH(d)                                                                                   \
    "{\"field\":\"birth_date\",\"value\":\"" d                                                     \
    "\",\"p\":0.97,\"role\":\"applicant\",\"valid\":true}"
#define FOUND(field, value, p)                                                                     \
    "{\"field\":\"" field "\",\"value\":\"" value "\",\"p\":" p                                    \
    ",\"role\":\"unknown\",\"valid\":true}"
#define PAPER(type, evidence) "{\"type\":\"" type "\",\"evidence\":[" evidence "]}"
#define DATED(type, evidence, period)                                                              \
    "{\"type\":\"" type "\",\"evidence\":[" evidence "],\"fields\":{\"period\":\"" period "\"}}"

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

static void test_rounds(void **state)
{
    (void)state;
    decide("a", "{}", "[" PAPER("loonstrook", BSN("999990019")) "]");
    expect(0, "review", record_text(json_array_get(pieces, 0), "dossier"), "welk-dossier");
    decide("b", "{\"received\":\"2020-07-20T10:00:00+02:00\"}",
           "[" DATED("bankafschrift", BSN("999990019"), "2020-07-01/2020-07-31") "]");
    expect(0, "filed", "R-2", NULL);
    decide("c", "{\"reference\":\"R-1\",\"channel\":\"portal\"}",
           "[" PAPER("loonstrook", BSN("999990019")) "]");
    expect(0, "filed", "R-1", NULL);
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
    decide("a", "{}", "[" PAPER("loonstrook", BSN("999990081") "," NAME("Vos")) "]");
    expect(0, "filed", "R-7", NULL);
    decide("b", "{\"bsn\":\"999990068\",\"channel\":\"portal\"}",
           "[" PAPER("loonstrook", BSN("999990081") "," NAME("Vos")) "]");
    assert_string_equal(record_text(json_array_get(pieces, 0), "decision"), "review");
}

static void test_closed_and_unsure(void **state)
{
    (void)state;
    decide("a", "{}", "[" PAPER("loonstrook", BSN("999990044") "," NAME("Visser")) "]");
    expect(0, "review", "R-4", "dossier-gesloten");
    decide("b", "{}",
           "[{\"type\":\"loonstrook\",\"confidence\":0.4,\"evidence\":[" BSN("999990056") "]}]");
    expect(0, "review", "R-5", "soort-onzeker");
    decide("c", "{}", "[" PAPER("onbekend", BSN("999990056")) "]");
    expect(0, "review", "R-5", "soort-onbekend");
}

static void test_a_number_of_another_dossier_and_of_a_court(void **state)
{
    (void)state;
    decide("a", "{}",
           "[" PAPER("loonstrook",
                     BSN("999990056") "," NAME("Smit") "," FOUND("dossier", "Q-8", "0.97")) "]");
    expect(0, "review", "R-5", "ander-nummer");
    decide("b", "{}",
           "[" PAPER("beschikking-bewind", BSN("999990056") "," NAME("Smit") "," FOUND(
                                               "dossier", "6210304", "0.97")) "]");
    expect(0, "filed", "R-5", "bsn-gelijk");
}

static void test_sidecar_against_paper(void **state)
{
    (void)state;
    decide("a", "{\"bsn\":\"999990032\",\"channel\":\"portal\"}",
           "[" PAPER("loonstrook", BSN("999990056") "," NAME("Smit")) "]");
    expect(0, "review", "R-5", "afzender-anders");
    decide("b", "{\"bsn\":\"999990056\",\"reference\":\"R-3\"}",
           "[" PAPER("loonstrook", BSN("999990056") "," NAME("Smit")) "]");
    expect(0, "review", "R-5", "afzender-tweeledig");
    decide("c", "{\"reference\":\"R-99\"}", "[" PAPER("loonstrook", BSN("999990056")) "]");
    expect(0, "review", "R-5", "afzender-onbekend");
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
                                       FOUND("iban", "NL91ABNA0417164300", "0.9")) "]");
    expect(1, "filed", "R-5", "volgt-inzending");
    expect(2, "review", "R-5", "gegevens-anders"); /* an account that is another's */
}

static void expect_review(size_t i)
{
    assert_string_equal(record_text(json_array_get(pieces, i), "decision"), "review");
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

#define LOGIN(bsn) "{\"channel\":\"portal\",\"bsn\":\"" bsn "\"}"
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

static void test_a_partner_for_herself(void **state)
{
    (void)state;
    /* R-1's partner has no dossier: with her own login, or with what only an applicant has. */
    decide("a", LOGIN("999990020"), "[" PAPER("loonstrook", BSN("999990020")) "]");
    expect(0, "review", "R-2", "eigen-aanvraag");
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
    decide("a", "{\"received\":\"2020-01-15T10:00:00+01:00\"}",
           "[" PAPER("loonstrook", BSN("999990056")) "]");
    expect(0, "review", "R-5", "voor-de-periode");
    decide("b", "{\"received\":\"2020-01-15T10:00:00+01:00\",\"reference\":\"R-5\"}",
           "[" PAPER("loonstrook", BSN("999990056")) "]");
    expect(0, "filed", "R-5", NULL);
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

static void test_the_day_of_receipt_tells_rounds_apart(void **state)
{
    const char *paper = "[" PAPER("bankafschrift", BSN("999990019")) "]";

    (void)state;
    decide("a", "{\"received\":\"2020-05-06T10:00:00+02:00\"}", paper);
    expect(0, "filed", "R-1", NULL); /* nobody has applied for the next round yet */
    decide("b", "{\"received\":\"2020-06-08T10:00:00+02:00\"}", paper);
    expect(0, "review", "R-2", "welk-dossier"); /* the last papers of the one before still come */
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
    decide("a", "{\"received\":\"2020-04-02T10:00:00+02:00\"}", paper);
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
    decide("a", "{}", paper);
    expect(0, "filed", "R-5", NULL);
}

int main(void)
{
#define EACH(name) cmocka_unit_test_teardown(name, forget)
    const struct CMUnitTest tests[] = {
        EACH(test_a_clear_paper_is_filed),
        EACH(test_bsn_of_another_name_is_asked),
        EACH(test_a_stranger_is_not_dragged_along),
        EACH(test_a_nameless_paper_follows_a_login_only),
        EACH(test_nothing_follows_in_other_company),
        EACH(test_father_and_son_by_name_only),
        EACH(test_rounds),
        EACH(test_partner),
        EACH(test_a_couple_with_two_dossiers),
        EACH(test_closed_and_unsure),
        EACH(test_a_number_of_another_dossier_and_of_a_court),
        EACH(test_sidecar_against_paper),
        EACH(test_two_people_in_one_piece),
        EACH(test_a_scrap_for_a_name_stops_nothing),
        EACH(test_a_payees_account_names_nobody),
        EACH(test_anothers_own_bsn_stops),
        EACH(test_look_alikes_are_asked_about),
        EACH(test_a_nameless_paper_in_one_hand),
        EACH(test_both_of_a_household_on_one_form),
        EACH(test_a_partner_for_herself),
        EACH(test_a_paper_before_its_dossier),
        EACH(test_a_badly_written_name_stops_nothing),
        EACH(test_a_batch_lies_in_order),
        EACH(test_a_surname_alone_is_not_enough),
        EACH(test_company_and_address_go_with_the_login),
        EACH(test_the_day_of_receipt_tells_rounds_apart),
        EACH(test_dispositions),
        EACH(test_the_same_bytes_again),
        EACH(test_what_was_decided_stays),
        EACH(test_a_waiting_piece_is_decided_again),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}
