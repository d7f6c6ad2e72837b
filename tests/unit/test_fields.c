/* Numbers that a paper gives, and whose they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "tests/unit/paper.h"

static void keeps_roles_apart(void **state)
{
    (void)state;
    struct paper_fields r =
        read_paper("aanvraag-tozo", "#Aanvraag Tozo 1\n1. Uw gegevens\nAchternaam: Bos\n"
                                    "BSN: 999990019\nGeboortedatum: 12-03-1975\n"
                                    "Rekeningnummer: NL91ABNA0417164300\n"
                                    "2. Gegevens partner\nAchternaam: Smit\nBSN: 999990160\n"
                                    "Geboortedatum: 01-02-1980\n"
                                    "3. Uw bedrijf\nKvK-nummer: 12345678\n"
                                    "Vanaf welke datum: 01-03-2020\n"
                                    "Plaats en datum: Hogezand, 12 juni 2020\n"
                                    "@IBAN gemeente NL02ABNA0123456789");
    assert_string_equal(r.of[FIELD_NAME].value, "Bos");
    assert_string_equal(r.of[FIELD_BSN].value, "999990019");
    assert_string_equal(r.of[FIELD_BIRTH].value, "1975-03-12");
    assert_string_equal(r.of[FIELD_IBAN].value, "NL91ABNA0417164300");
    assert_string_equal(r.of[FIELD_KVK].value, "12345678");
    assert_string_equal(r.of[FIELD_DATE].value, "2020-06-12");
}

static void absent_rather_than_wrong(void **state)
{
    (void)state;
    struct paper_fields r = read_paper("brief", "Geachte heer,\nMijn klantnummer is 999990019.\n"
                                                "Bel 0101234567 of kom op 12-03-2020.\n"
                                                "Verhuurder: NL91ABNA0417164300\nGroet");
    assert_string_equal(r.of[FIELD_BSN].value, "");
    assert_string_equal(r.of[FIELD_IBAN].value, "");
    assert_string_equal(r.of[FIELD_NAME].value, "");
    assert_string_equal(r.of[FIELD_DATE].value, "");
    r = read_paper("bankafschrift", "#Rekeningafschrift\nA. Bos e/o C. Smit\n"
                                    "Rekening: NL91ABNA0417164300\n"
                                    "03-03-2020 Huur NL02ABNA0123456789 900,00\n");
    assert_string_equal(r.of[FIELD_IBAN].value, "NL91ABNA0417164300");
    assert_string_equal(r.of[FIELD_NAME].value, "");
}

static void dossier_is(const char *text, const char *number)
{
    says("gemeentebrief", text, FIELD_DOSSIER, number);
}

/* Beside its label one digit of a dossier number may be a letter that was misread. */
static void reads_letters_of_a_dossier_number_as_letters(void **state)
{
    (void)state;
    dossier_is("Zaaknummer: T22020-54333", "TZ2020-54333");
    dossier_is("Zaaknummer: 2/20/782475", "Z/20/782475");
    dossier_is("Wij schreven u op 2/20/782475", "");
    dossier_is("Zaaknummer: 222020-54333", "222020-54333");
}

/* A statement as internet banking prints it: the other side's account below each booking. */
static void reads_the_account_of_a_statement_and_not_of_its_bookings(void **state)
{
    (void)state;
    struct paper_fields r =
        read_paper("bankafschrift", "Afschrift Betaalrekening\n"
                                    "P Oldenburg Rekening NL91 ABNA 0417 1643 00\n"
                                    "Periode 01-08-2020 t/m 31-08-2020\n"
                                    "Datum Naam / Omschrijving Type Bedrag (EUR)\n"
                                    "01-08-2020 Essent Retail Energie Incasso -55,80\n"
                                    "IBAN: NL20INGB0001234567\n"
                                    "termijnbedrag energie\n"
                                    "06-08-2020 Gem. Deventer Overschrijving +777,39\n"
                                    "IBAN: NL02ABNA0123456789\n"
                                    "@NL91 ABNA 0417 1643 00 augustus 2020 Pagina 1 van 2\n");
    assert_string_equal(r.of[FIELD_IBAN].value, "NL91ABNA0417164300");
    assert_string_equal(r.of[FIELD_DATE].value, "");
    says("bankafschrift",
         "Afschrift Betaalrekening\n"
         "01-08-2020 Essent Retail Energie Incasso -55,80\n"
         "IBAN: NL20INGB0001234567\n",
         FIELD_IBAN, "");
}

/* The label names the partner, the section is the applicant's. */
static void reads_whose_number_a_label_above_says(void **state)
{
    (void)state;
    says("aanvraag-tozo",
         "Aanvraag Tozo 1\nUw gegevens\nBSN\n999990019\n"
         "Woont u samen met een partner?\nBSN partner\n999990408\n",
         FIELD_BSN, "999990019");
}

/* An answer at the bottom of a page is no part of the foot; a letter's foot is its writer's. */
static void takes_no_answer_for_the_foot(void **state)
{
    static const char text[] =
        "Goedendag,\n@Bakkerij Aalders - KvK 12345678 - IBAN NL91ABNA0417164300\n";
    (void)state;
    says("aanvraag-tozo",
         "#Aanvraag Tozo\n@Op welke rekening wilt u het ontvangen?\n"
         "NL91 ABNA 0417 1643 00\n",
         FIELD_IBAN, "NL91ABNA0417164300");
    struct paper_fields r = read_paper("aanvraag-tozo", text);
    assert_string_equal(r.of[FIELD_KVK].value, "");
    assert_string_equal(r.of[FIELD_IBAN].value, "");
    says("brief", text, FIELD_KVK, "12345678");
    says("bezwaarschrift", text, FIELD_KVK, "");
}

/* A firm has no BSN, and the answer to a question about a partner is the partner's. */
static void knows_whose_a_bsn_is(void **state)
{
    (void)state;
    says("loonstrook",
         "#Loonstrook\nUitzendbureau\n"
         "Burgerservicenummer 999990019\n",
         FIELD_BSN, "999990019");
    says("loonstrook", "#Loonstrook\nKind\nBurgerservicenummer 999990019\n", FIELD_BSN, "");
    says("aanvraag-tozo",
         "#Aanvraag Tozo\nWat is uw burgerservicenummer?\n999990019\n"
         "Hebt u een partner?\n"
         "Ja: A. de Wit, geboren 31-01-1971, burgerservicenummer 999990408\n",
         FIELD_BSN, "999990019");
}

/* A number at the top is the paper's own though the page's address at the foot repeats it. */
static void reads_a_number_that_the_foot_repeats(void **state)
{
    (void)state;
    says("kvk-uittreksel",
         "#Bedrijfsprofiel\nKvK-nummer 12345678\n"
         "@https://kvk.example/zoeken?kvknummer=12345678 1/1\n",
         FIELD_KVK, "12345678");
    /* A court's number is no dossier's. */
    says("beschikking-bewind", "#Beschikking\nZaaknummer: 9315268\n", FIELD_DOSSIER, "");
    says("wijziging", "#Wijziging\nDossiernummer: ZI21/935040\n", FIELD_DOSSIER, "Z/21/935040");
}

/* A number whose label is a question above, the heading of the page, or another word for it. */
static void reads_numbers_by_what_stands_around_them(void **state)
{
    (void)state;
    says("aanvraag-tozo",
         "#Aanvraag Tozo\nOefent u uw bedrijf nog uit? KvK-nummer?\n"
         "Ja, Schildersbedrijf Aalders, 12345678\n",
         FIELD_KVK, "12345678");
    says("kvk-uittreksel", "Kamer van Koophandel\nDossiernummer: 12345678 Blad 1\n", FIELD_KVK,
         "12345678");
    says("aanvraag-tozo", "Gemeente Meerwijk\nDossiernummer: 12345678 Blad 1\n", FIELD_KVK, "");
    says("leenovereenkomst",
         "de gemeente,\nII. De heer A. Aalders, ingeschreven in het "
         "handelsregister onder nummer 12345678\n",
         FIELD_KVK, "12345678");
    says("jaarrekening",
         "#Jaarrekening 2019\n1000 Kas 120,00\n"
         "1010 Bank NL91ABNA0417164300 7.832,95\n",
         FIELD_IBAN, "NL91ABNA0417164300");
    says("jaarrekening", "#Jaarrekening 2019\n03-04 Bank NL91ABNA0417164300 7.832,95\n", FIELD_IBAN,
         "");
}

/* "... op uw rekening NL91 ABNA" with the rest on the next row. */
static void reads_an_account_that_a_row_breaks(void **state)
{
    (void)state;
    says("aanslag-ib",
         "#Aanslag inkomstenbelasting 2019\nWij betalen op uw rekening NL91 ABNA\n"
         "0417 1643 00. Dit bedrag\n",
         FIELD_IBAN, "NL91ABNA0417164300");
    says("loonstrook",
         "#Loonstrook\nWerkgever\nNetto\n"
         "Naar rekening NL91ABNA0417164300  1.114,14\n",
         FIELD_IBAN, "NL91ABNA0417164300");
    says("loonstrook", "#Loonstrook\nWerkgever\nRekening NL91ABNA0417164300\n", FIELD_IBAN, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_roles_apart),
        cmocka_unit_test(absent_rather_than_wrong),
        cmocka_unit_test(reads_letters_of_a_dossier_number_as_letters),
        cmocka_unit_test(reads_the_account_of_a_statement_and_not_of_its_bookings),
        cmocka_unit_test(reads_whose_number_a_label_above_says),
        cmocka_unit_test(takes_no_answer_for_the_foot),
        cmocka_unit_test(knows_whose_a_bsn_is),
        cmocka_unit_test(reads_a_number_that_the_foot_repeats),
        cmocka_unit_test(reads_numbers_by_what_stands_around_them),
        cmocka_unit_test(reads_an_account_that_a_row_breaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
