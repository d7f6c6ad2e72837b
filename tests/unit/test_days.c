/* Days and periods that a paper gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "tests/unit/paper.h"

static void reads_periods(void **state)
{
    static const struct {
        const char *type, *text, *period;
    } cases[] = {
        {"loonstrook", "#Loonstrook\nPeriode: maart 2020", "2020-03-01/2020-03-31"},
        {"loonstrook", "#Loonstrook\nTijdvak 01-03-2020 t/m 28-03-2020", "2020-03-01/2020-03-28"},
        {"loonstrook", "#Loonstrook\nVerloning per 4 weken\nPeriode 3 2020",
         "2020-02-24/2020-03-22"},
        {"btw-aangifte", "#Aangifte omzetbelasting\nTijdvak: 1e kwartaal 2020",
         "2020-01-01/2020-03-31"},
        {"btw-aangifte", "#Omzetbelasting, tijdvak 4 van 2019", "2019-10-01/2019-12-31"},
        {"bankafschrift", "#Afschrift\nVan 1 januari 2020 t/m 31 maart 2020",
         "2020-01-01/2020-03-31"},
        {"jaaropgaaf", "#Jaaropgaaf 2019\nLoon 12.000", "2019-01-01/2019-12-31"},
        {"inkomstenopgave", "#Opgave inkomsten Tozo 1 — maart 2020\nNaam Bos",
         "2020-03-01/2020-03-31"},
        {"liquiditeitsprognose", "#Liquiditeitsprognose\nvan juni 2020 tot en met mei 2021",
         "2020-06-01/2021-05-31"},
        {"liquiditeitsprognose", "#Liquiditeitsprognose\njun-20 1,00\njul-20 2,00\naug-20 3,00",
         "2020-06-01/2020-08-31"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        says(cases[i].type, cases[i].text, FIELD_PERIOD, cases[i].period);
}

static void reads_days(void **state)
{
    (void)state;
    struct paper_fields r = read_paper(
        "aanvraag-tozo", "#Tozo 3 aanvragen\nOver uzelf\nWanneer bent u geboren?\n  9 juli 1946\n"
                         "Welke dag wilt u starten?\n  1 januari 2021\n"
                         "  Westerlo-Noord, 16-02-2021 de Groot");
    assert_string_equal(r.of[FIELD_BIRTH].value, "1946-07-09");
    assert_string_equal(r.of[FIELD_DATE].value, "2021-02-16");
    r = read_paper("inkomstenopgave", "#Maandverklaring\nGeboortedatum 03081972\n"
                                      "Te Waterveen op 10-9-2020");
    assert_string_equal(r.of[FIELD_BIRTH].value, "1972-08-03");
    assert_string_equal(r.of[FIELD_DATE].value, "2020-09-10");
    /* The head of a column, and a day to pay, date no paper. */
    says("bankafschrift",
         "#Transacties\nDatum      Omschrijving\n01-02-2021 Winkel\n"
         "02-02-2021 Markt\nTe betalen op 12-05-2021",
         FIELD_DATE, "");
}

/* A second look outweighs a first one that says another day, and stays out beside no label. */
static void looks_at_days_twice(void **state)
{
    (void)state;
    struct reading again = {.field = "date",
                            .value = "1979-03-21",
                            .probability = 0.99F,
                            .x0 = 120,
                            .x1 = 190,
                            .y0 = 60,
                            .y1 = 74,
                            .valid = true};
    assert_string_equal(read_twice("aanvraag-tozo", "#Aanvraag\nGeboortedatum 01-03-1979", &again)
                            .of[FIELD_BIRTH]
                            .value,
                        "1979-03-21");
    assert_string_equal(read_twice("aanvraag-tozo", "#Aanvraag\nOpenstaand___ 01-03-1979", &again)
                            .of[FIELD_BIRTH]
                            .value,
                        "");
}

/* Internet banking as a browser prints it: a head a day, and over the page when it was printed. */
static void reads_when_a_web_page_was_printed(void **state)
{
    (void)state;
    says("bankafschrift",
         "08-07-2020 8:39 Mijn bank | Rekeningen | Af- en bijschrijvingen\n"
         "Betaalrekening\nNL91 ABNA 0417 1643 00\n"
         "Getoonde periode: 01-06-2020 - 30-06-2020\n"
         "maandag 29 juni 2020\nPraxis - 13,44\n"
         "zondag 28 juni 2020\nAlbert Heijn - 72,54\n",
         FIELD_DATE, "2020-07-08");
    says("kvk-uittreksel",
         "Handelsregister - inzien\n"
         "Geraadpleegd op 15 september 2020\n"
         "Nummer Kamer van Koophandel 67987424\n"
         "Datum eerste inschrijving 10 februari 2012\n",
         FIELD_DATE, "2020-09-15");
}

/* The day of a grid's cell, of a form's last line, and of a browser that prints no hour. */
static void reads_days_of_cells_and_last_lines(void **state)
{
    static const char grid[] =
        "#Rekeningafschrift\n"
        "Rekeningnummer      Nummer    Datum       Periode\n"
        "NL91ABNA0417164300  8         31-03-2020  01-03-2020 t/m 31-03-2020\n";
    static const char rows[] = "#Rekeningafschrift\n"
                               "Volgnummer  Datum       Omschrijving\n"
                               "1           03-03-2020  Bakker\n"
                               "2           05-03-2020  Slager\n";
    (void)state;
    says("bankafschrift", grid, FIELD_DATE, "2020-03-31");
    says("bankafschrift", rows, FIELD_DATE, "");
    says("inkomstenopgave", "#Opgave inkomsten\nNaar waarheid ingevuld op 05-04-2020\n", FIELD_DATE,
         "2020-04-05");
    says("bankafschrift", "14-4-2020 Mijn Bank - Af- en bijschrijvingen\nBakker 12,00\n",
         FIELD_DATE, "2020-04-14");
    says("bankafschrift", "14-4-2020 Bakker en Zonen 12,00\nSlager 12,00\n", FIELD_DATE, "");
}

/* A statement's cells: its period, and the day on which it was made. */
static void reads_the_day_behind_a_period(void **state)
{
    (void)state;
    says("bankafschrift",
         "#Rekeningafschrift\n"
         "01-01-2020 - 31-01-2020 20-02-2020\n",
         FIELD_DATE, "2020-02-20");
    says("bankafschrift", "#Rekeningafschrift\n01-01-2020 - 31-01-2020 20-05-2020\n", FIELD_DATE,
         "");
}

/* What a system wrote on a paper about the day on which it was made. */
static void reads_the_day_on_which_a_system_made_a_paper(void **state)
{
    static const char *const cases[][3] = {
        {"loonstrook", "#Salarisstrook\nTijdvak mei 2020\nRun 2 van 30-05-2020\n", "2020-05-30"},
        {"kvk-uittreksel", "Inzage: 01-06-2020 16:57\nDatum adreswijziging 10-12-2018\n",
         "2020-06-01"},
        {"bankafschrift", "#Rekening\n30-11-2020\nBakker\n27-11-2020\nSlager\n20-11-2020\nHuur\n",
         ""},
        {"loonstrook", "#Salarisstrook\n8421 LO Meerwijk  Run 3 van 30-05-2020\n", "2020-05-30"},
        {"loonstrook", "#Salarisstrook\nBetaling van 30-05-2020\n", ""},
        {"loonstrook", "#Loonstrook\nmei 2020\nAangemaakt: 28-05-2020\n", "2020-05-28"},
        {"jaaropgaaf", "#Jaaropgaaf 2019\nGemaakt met Salaris. Verwerkt op 20-01-2020.\n",
         "2020-01-20"},
        {"btw-aangifte", "#Aangifte omzetbelasting\nStatus\nOntvangen op 09-04-2020 om 18:15\n",
         "2020-04-09"},
        {"btw-aangifte", "#Aangifte omzetbelasting\nOntvangen op 09-04-2020\n", ""},
        {"kvk-uittreksel",
         "Datum infunctietreding: 28-07-2017\nBeekhuizen, 09-04-2020, 13:45 uur\n", "2020-04-09"},
        {"gemeentebrief", "Aan A. Aalders\n29 november 2020  Dossier Z/20/700464\n", "2020-11-29"},
        {"brief",
         "Goedendag,\nHierbij de stukken.\nGroet,\nA. Aalders\nVan: Team\n"
         "Verzonden: 25-02-2020 9:15\nOnderwerp: stukken\n",
         ""},
        {"brief", "Van: A. Aalders\nVerzonden: 25-02-2020 9:15\nOnderwerp: stukken\n",
         "2020-02-25"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        says(cases[i][0], cases[i][1], FIELD_DATE, cases[i][2]);
}

/* A card's days, with letters for digits and for the stroke between two languages. */
static void reads_the_small_days_of_a_card(void **state)
{
    (void)state;
    says("identiteitskaart",
         "#Identiteitskaart\n"
         "o6 sepisep 2018\n05 sep/sep 2o28\n",
         FIELD_DATE, "2018-09-06");
    says("identiteitskaart", "#Identiteitskaart\no6 sepijan 2018\n05 sep/sep 2028\n", FIELD_DATE,
         "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_periods),
        cmocka_unit_test(reads_days),
        cmocka_unit_test(looks_at_days_twice),
        cmocka_unit_test(reads_when_a_web_page_was_printed),
        cmocka_unit_test(reads_days_of_cells_and_last_lines),
        cmocka_unit_test(reads_the_day_behind_a_period),
        cmocka_unit_test(reads_the_day_on_which_a_system_made_a_paper),
        cmocka_unit_test(reads_the_small_days_of_a_card),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
