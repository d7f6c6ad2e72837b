#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include "classifiers/fields.h"
#include "classifiers/mrz.h"
#include "classifiers/people.h"
#include "paper.h"

struct paper_fields {
    struct field of[FIELD_KINDS];
};

/* again: a second look at a part of it; NULL: none. */
static struct paper_fields read_twice(const char *type, const char *text,
                                      const struct reading *again)
{
    struct catalogue *c = paper_catalogue();
    const struct document_type *t = catalogue_type(c, (size_t)catalogue_find(c, type));
    struct page p;
    struct view v;
    struct candidates all = {0};
    struct paper_fields fields;
    const struct view *views[] = {&v};
    paper(&p, "a.pdf", 1, text);
    if (again)
        assert_int_equal(page_add_reading(&p, again), 0);
    assert_int_equal(view_init(&v, c, &p, false, 2020), 0);
    assert_int_equal(fields_gather(c, t, views, 1, &all), 0);
    fields_choose(t, &all, fields.of);
    candidates_release(&all);
    view_release(&v);
    page_release(&p);
    catalogue_free(c);
    return fields;
}

static struct paper_fields read_paper(const char *type, const char *text)
{
    return read_twice(type, text, NULL);
}

static void reads_surnames(void **state)
{
    static const char *const cases[][2] = {
        {"A.B. van der Meer", "van der Meer"},
        {"Anna van der Meer", "van der Meer"},
        {"DHR. A.B. VAN DER MEER", "van der Meer"},
        {"Meer, A.B. van der", "van der Meer"},
        {"van der Meer, A.B.", "van der Meer"},
        {"Mevrouw C. Jansen-de Boer", "Jansen-de Boer"},
        {"J. El Amrani", "el Amrani"},
        {"de heer K. 't Hart", "'t Hart"},
        {"M.R. KRAMER", "Kramer"},
        {"G. Dąbrowski", "Dąbrowski"},
        {"P. IJsbrands", "IJsbrands"},
        {"A.B. DE BOER", "de Boer"},
        {"|A. Timmermans", "Timmermans"},
        {"Jansen. Johanna Femke", "Jansen"},
        {"W. Tjon A Kie", "Tjon A Kie"},
        {"Fietsenmaker Gracht, A. de Boer", "de Boer"},
        {"R. van Loon", "van Loon"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[NAME_SIZE];
        bool couple = false;
        if (!person_surname(cases[i][0], false, false, name, &couple))
            fail_msg("'%s' is no name", cases[i][0]);
        assert_string_equal(name, cases[i][1]);
        assert_false(couple);
    }
}

static void knows_what_is_no_name(void **state)
{
    static const char *const cases[] = {"Bakkerij Aalders B.V.",
                                        "Gemeente Rotterdam",
                                        "Burg. van Hogezand",
                                        "12 maart",
                                        "De Wetering",
                                        "Personeelsnr. BSN",
                                        "Voeg een kopie toe",
                                        "1a. Hoog tarief",
                                        "Naderlandse",
                                        "Vakantiepark",
                                        "Basissalaris",
                                        "Handteknning",
                                        "Koophandel",
                                        "Koopkandel"};
    char name[NAME_SIZE];
    bool couple = false;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (person_surname(cases[i], false, true, name, &couple))
            fail_msg("'%s' gives '%s'", cases[i], name);
    assert_true(person_surname("A. Bos e/o C. Smit", false, true, name, &couple));
    assert_true(couple);
}

/* The name under a letter, "" when it gives none. */
static void signed_by(const char *lines, const char *wanted)
{
    char text[600];
    snprintf(text, sizeof text,
             "Geachte heer, mevrouw,\nHierbij stuur ik u de stukken van mijn aanvraag.\n%s", lines);
    struct paper_fields f = read_paper("brief", text);
    assert_string_equal(f.of[FIELD_NAME].value, wanted);
}

static void reads_signatures(void **state)
{
    (void)state;
    signed_by("Met vriendelijke groet,\nJ. de Boer", "de Boer");
    signed_by("Met vriendelijke groet,\nHierbij de bijlagen", "");
    signed_by("Met vriendelijke groet,\nHavikshorst 12\nJ. de Boer", "de Boer");
    /* An accountant's name is not the applicant's. */
    signed_by("Namens onze relatie stuur ik dit.\nMet vriendelijke groet,\nJ. de Boer", "");
}

static void keeps_roles_apart(void **state)
{
    struct paper_fields f =
        read_paper("aanvraag-tozo", "#Aanvraag Tozo 1\n1. Uw gegevens\nAchternaam: Bos\n"
                                    "BSN: 999990019\nGeboortedatum: 12-03-1975\n"
                                    "Rekeningnummer: NL91ABNA0417164300\n"
                                    "2. Gegevens partner\nAchternaam: Smit\nBSN: 999990160\n"
                                    "Geboortedatum: 01-02-1980\n"
                                    "3. Uw bedrijf\nKvK-nummer: 12345678\n"
                                    "Vanaf welke datum: 01-03-2020\n"
                                    "Plaats en datum: Hogezand, 12 juni 2020\n"
                                    "@IBAN gemeente NL02ABNA0123456789");
    (void)state;
    assert_string_equal(f.of[FIELD_NAME].value, "Bos");
    assert_string_equal(f.of[FIELD_BSN].value, "999990019");
    assert_string_equal(f.of[FIELD_BIRTH].value, "1975-03-12");
    assert_string_equal(f.of[FIELD_IBAN].value, "NL91ABNA0417164300");
    assert_string_equal(f.of[FIELD_KVK].value, "12345678");
    assert_string_equal(f.of[FIELD_DATE].value, "2020-06-12");
}

static void absent_rather_than_wrong(void **state)
{
    struct paper_fields f = read_paper("brief", "Geachte heer,\nMijn klantnummer is 999990019.\n"
                                                "Bel 0101234567 of kom op 12-03-2020.\n"
                                                "Verhuurder: NL91ABNA0417164300\nGroet");
    (void)state;
    assert_string_equal(f.of[FIELD_BSN].value, "");
    assert_string_equal(f.of[FIELD_IBAN].value, "");
    assert_string_equal(f.of[FIELD_NAME].value, "");
    assert_string_equal(f.of[FIELD_DATE].value, "");
    f = read_paper("bankafschrift", "#Rekeningafschrift\nA. Bos e/o C. Smit\n"
                                    "Rekening: NL91ABNA0417164300\n"
                                    "03-03-2020 Huur NL02ABNA0123456789 900,00\n");
    assert_string_equal(f.of[FIELD_IBAN].value, "NL91ABNA0417164300");
    assert_string_equal(f.of[FIELD_NAME].value, "");
}

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
        assert_string_equal(read_paper(cases[i].type, cases[i].text).of[FIELD_PERIOD].value,
                            cases[i].period);
}

static void reads_zones(void **state)
{
    struct paper_fields f =
        read_paper("paspoort", "KONINKRIJK DER NEDERLANDEN\npaspoort\nvan der Méér\nAnna\n"
                               "01 02 2015 datum van afgifte\n01 02 2025 geldig tot\n"
                               "P<NLDVANKDER<MEERK<ANNA<<<<<<<<<<<<<<<<<<<<<\n"
                               "SPECI20142NLD6503101F2502011999990019<<<<<84");
    (void)state;
    assert_string_equal(f.of[FIELD_NAME].value, "van der Méér");
    assert_string_equal(f.of[FIELD_BSN].value, "999990019");
    assert_string_equal(f.of[FIELD_BIRTH].value, "1965-03-10");
    assert_string_equal(f.of[FIELD_DATE].value, "2015-02-01");
}

static void reads_days(void **state)
{
    struct paper_fields f = read_paper(
        "aanvraag-tozo", "#Tozo 3 aanvragen\nOver uzelf\nWanneer bent u geboren?\n  9 juli 1946\n"
                         "Welke dag wilt u starten?\n  1 januari 2021\n"
                         "  Westerlo-Noord, 16-02-2021 de Groot");
    (void)state;
    assert_string_equal(f.of[FIELD_BIRTH].value, "1946-07-09");
    assert_string_equal(f.of[FIELD_DATE].value, "2021-02-16");
    f = read_paper("inkomstenopgave", "#Maandverklaring\nGeboortedatum 03081972\n"
                                      "Te Waterveen op 10-9-2020");
    assert_string_equal(f.of[FIELD_BIRTH].value, "1972-08-03");
    assert_string_equal(f.of[FIELD_DATE].value, "2020-09-10");
    /* The head of a column, and a day to pay, date no paper. */
    f = read_paper("bankafschrift", "#Transacties\nDatum      Omschrijving\n01-02-2021 Winkel\n"
                                    "02-02-2021 Markt\nTe betalen op 12-05-2021");
    assert_string_equal(f.of[FIELD_DATE].value, "");
}

/* A second look outweighs a first one that says another day, and stays out beside no label. */
static void looks_at_days_twice(void **state)
{
    struct reading again = {.field = "date",
                            .value = "1979-03-21",
                            .probability = 0.99F,
                            .x0 = 120,
                            .x1 = 190,
                            .y0 = 60,
                            .y1 = 74,
                            .valid = true};
    (void)state;
    assert_string_equal(read_twice("aanvraag-tozo", "#Aanvraag\nGeboortedatum 01-03-1979", &again)
                            .of[FIELD_BIRTH]
                            .value,
                        "1979-03-21");
    assert_string_equal(read_twice("aanvraag-tozo", "#Aanvraag\nOpenstaand___ 01-03-1979", &again)
                            .of[FIELD_BIRTH]
                            .value,
                        "");
}

static void dossier_is(const char *text, const char *number)
{
    assert_string_equal(read_paper("gemeentebrief", text).of[FIELD_DOSSIER].value, number);
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

/* The chance of the day of birth in a zone that was read twice so surely. */
static float born_surely(char *zone, float p)
{
    struct reading again = {.field = "mrz", .value = zone, .probability = p, .valid = true};
    struct field f = read_twice("identiteitskaart", "Identiteitskaart", &again).of[FIELD_BIRTH];
    return strcmp(f.value, "1985-03-10") == 0 ? f.p : 0;
}

/* What a zone says is no surer than the zone, whatever its own check digit. */
static void takes_a_zone_as_surely_as_it_was_read(void **state)
{
    (void)state;
    char zone[] = "I<NLDSPECI20142999990019<<<<<<\n8503105F2403096NLD<<<<<<<<<<<5\n"
                  "DE<BRUIJN<<WILLEKE<LISELOTTE<<";
    assert_true(born_surely(zone, 0.98F) > 0.95F);
    assert_true(born_surely(zone, 0.5F) <= 0.5F);
}

/* A number is a Dutch one's by the issuer of its zone, or by the nationality of its holder. */
static void reads_the_number_of_a_zone_whose_issuer_is_misread(void **state)
{
    (void)state;
    struct mrz m;
    assert_true(mrz_parse("I<NLOSPECI20142999990019<<<<<<\n8503105F2403096NLD<<<<<<<<<<<5\n"
                          "DE<BRUIJN<<WILLEKE<LISELOTTE<<",
                          2021, &m));
    assert_string_equal(m.bsn, "999990019");
    assert_true(mrz_parse("I<UTOSPECI20142999990019<<<<<<\n8503105F2403096UTO<<<<<<<<<<<5\n"
                          "DE<BRUIJN<<WILLEKE<LISELOTTE<<",
                          2021, &m));
    assert_string_equal(m.bsn, "");
}

/* How many of the ten last digits make a zone of a line. */
static int zones(const char *line)
{
    int count = 0;
    for (char digit = '0'; digit <= '9'; digit++) {
        char row[40];
        struct mrz m;
        snprintf(row, sizeof row, "%s%c", line, digit);
        count += mrz_parse(row, 2021, &m);
    }
    return count;
}

/* A row of a table whose check digit holds by chance is no licence. */
static void rows_are_no_zone(void **state)
{
    (void)state;
    assert_in_range(zones("D1NLD15094962111659VW87F41JVW"), 1, 9);
    assert_in_range(zones("DINLD15094962111659VW87F41JVW"), 1, 9);
    assert_int_equal(zones("D4815094962111659VW87F41JVW48"), 0);
    assert_int_equal(zones("D1481NL94962111659VW87F41JVW4"), 0);
}

/* A statement as internet banking prints it: the other side's account below each booking. */
static void reads_the_account_of_a_statement_and_not_of_its_bookings(void **state)
{
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
    (void)state;
    assert_string_equal(r.of[FIELD_IBAN].value, "NL91ABNA0417164300");
    assert_string_equal(r.of[FIELD_DATE].value, "");

    r = read_paper("bankafschrift", "Afschrift Betaalrekening\n"
                                    "01-08-2020 Essent Retail Energie Incasso -55,80\n"
                                    "IBAN: NL20INGB0001234567\n");
    assert_string_equal(r.of[FIELD_IBAN].value, "");
}

/* The label names the partner, the section is the applicant's. */
static void reads_whose_number_a_label_above_says(void **state)
{
    struct paper_fields r =
        read_paper("aanvraag-tozo", "Aanvraag Tozo 1\nUw gegevens\nBSN\n999990019\n"
                                    "Woont u samen met een partner?\nBSN partner\n999990408\n");
    (void)state;
    assert_string_equal(r.of[FIELD_BSN].value, "999990019");
}

/* Internet banking as a browser prints it: a head a day, and over the page when it was printed. */
static void reads_when_a_web_page_was_printed(void **state)
{
    struct paper_fields r = read_paper(
        "bankafschrift", "08-07-2020 8:39 Mijn bank | Rekeningen | Af- en bijschrijvingen\n"
                         "Betaalrekening\nNL91 ABNA 0417 1643 00\n"
                         "Getoonde periode: 01-06-2020 - 30-06-2020\n"
                         "maandag 29 juni 2020\nPraxis - 13,44\n"
                         "zondag 28 juni 2020\nAlbert Heijn - 72,54\n");
    (void)state;
    assert_string_equal(r.of[FIELD_DATE].value, "2020-07-08");

    r = read_paper("kvk-uittreksel", "Handelsregister - inzien\n"
                                     "Geraadpleegd op 15 september 2020\n"
                                     "Nummer Kamer van Koophandel 67987424\n"
                                     "Datum eerste inschrijving 10 februari 2012\n");
    assert_string_equal(r.of[FIELD_DATE].value, "2020-09-15");
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
    struct paper_fields r = read_paper("bankafschrift", grid);

    (void)state;
    assert_string_equal(r.of[FIELD_DATE].value, "2020-03-31");
    r = read_paper("bankafschrift", rows);
    assert_string_equal(r.of[FIELD_DATE].value, "");
    r = read_paper("inkomstenopgave", "#Opgave inkomsten\nNaar waarheid ingevuld op 05-04-2020\n");
    assert_string_equal(r.of[FIELD_DATE].value, "2020-04-05");
    r = read_paper("bankafschrift", "14-4-2020 Mijn Bank - Af- en bijschrijvingen\nBakker 12,00\n");
    assert_string_equal(r.of[FIELD_DATE].value, "2020-04-14");
    r = read_paper("bankafschrift", "14-4-2020 Bakker en Zonen 12,00\nSlager 12,00\n");
    assert_string_equal(r.of[FIELD_DATE].value, "");
}

/* The other side of a booking, the names that a card says nothing of, a heading's next word. */
static void gives_no_name_rather_than_another(void **state)
{
    static const char booking[] = "#Rekeningafschrift\n04-11-2020 SEPA incasso algemeen 67,88\n"
                                  "Naam: Brandsma Omschrijving: abonnement\n";
    struct paper_fields r = read_paper("bankafschrift", booking);

    (void)state;
    assert_string_equal(r.of[FIELD_NAME].value, "");
    r = read_paper("bankafschrift", "#Rekeningafschrift\nNaam: A. Brandsma\n");
    assert_string_equal(r.of[FIELD_NAME].value, "Brandsma");
    r = read_paper("paspoort", "#Paspoort\nD Vemena\n");
    assert_string_equal(r.of[FIELD_NAME].value, "");
    r = read_paper("bankpas", "#Bank\nD. Vermeer\n");
    assert_string_equal(r.of[FIELD_NAME].value, "Vermeer");
    r = read_paper("loonstrook", "#Loonstrook\nWerknemer Voltijds\nNaam A. Brandsma\n");
    assert_string_equal(r.of[FIELD_NAME].value, "Brandsma");
}

/* Who signs a paper of the partner's: the partner, or both, whose equal paper it then is. */
static void sees_who_signs(void **state)
{
    struct page p;
    struct sheet s;

    (void)state;
    paper(&p, "a.pdf", 1, "Handtekening ondernemer    Handtekenlng partner\n");
    assert_int_equal(sheet_init(&s, &p), 0);
    assert_true(signed_by_two(&s));
    sheet_release(&s);
    page_release(&p);
    paper(&p, "a.pdf", 1, "Naam aanvrager\nHandtekening partner\n");
    assert_int_equal(sheet_init(&s, &p), 0);
    assert_false(signed_by_two(&s));
    sheet_release(&s);
    page_release(&p);
}

/* An answer at the bottom of a page is no part of the foot; a letter's foot is its writer's. */
static void takes_no_answer_for_the_foot(void **state)
{
    static const char text[] =
        "Goedendag,\n@Bakkerij Aalders - KvK 12345678 - IBAN NL91ABNA0417164300\n";
    struct paper_fields r =
        read_paper("aanvraag-tozo", "#Aanvraag Tozo\n@Op welke rekening wilt u het ontvangen?\n"
                                    "NL91 ABNA 0417 1643 00\n");

    (void)state;
    assert_string_equal(r.of[FIELD_IBAN].value, "NL91ABNA0417164300");
    r = read_paper("aanvraag-tozo", text);
    assert_string_equal(r.of[FIELD_KVK].value, "");
    assert_string_equal(r.of[FIELD_IBAN].value, "");
    r = read_paper("brief", text);
    assert_string_equal(r.of[FIELD_KVK].value, "12345678");
    r = read_paper("bezwaarschrift", text);
    assert_string_equal(r.of[FIELD_KVK].value, "");
}

/* A number whose label is a question above, the heading of the page, or another word for it. */
static void reads_numbers_by_what_stands_around_them(void **state)
{
    struct paper_fields r =
        read_paper("aanvraag-tozo", "#Aanvraag Tozo\nOefent u uw bedrijf nog uit? KvK-nummer?\n"
                                    "Ja, Schildersbedrijf Aalders, 12345678\n");

    (void)state;
    assert_string_equal(r.of[FIELD_KVK].value, "12345678");
    r = read_paper("kvk-uittreksel", "Kamer van Koophandel\nDossiernummer: 12345678 Blad 1\n");
    assert_string_equal(r.of[FIELD_KVK].value, "12345678");
    r = read_paper("aanvraag-tozo", "Gemeente Meerwijk\nDossiernummer: 12345678 Blad 1\n");
    assert_string_equal(r.of[FIELD_KVK].value, "");
    r = read_paper("leenovereenkomst", "de gemeente,\nII. De heer A. Aalders, ingeschreven in het "
                                       "handelsregister onder nummer 12345678\n");
    assert_string_equal(r.of[FIELD_KVK].value, "12345678");
    r = read_paper("jaarrekening", "#Jaarrekening 2019\n1000 Kas 120,00\n"
                                   "1010 Bank NL91ABNA0417164300 7.832,95\n");
    assert_string_equal(r.of[FIELD_IBAN].value, "NL91ABNA0417164300");
    r = read_paper("jaarrekening", "#Jaarrekening 2019\n03-04 Bank NL91ABNA0417164300 7.832,95\n");
    assert_string_equal(r.of[FIELD_IBAN].value, "");
}

/* A number at the top is the paper's own though the page's address at the foot repeats it. */
static void reads_a_number_that_the_foot_repeats(void **state)
{
    struct paper_fields r =
        read_paper("kvk-uittreksel", "#Bedrijfsprofiel\nKvK-nummer 12345678\n"
                                     "@https://kvk.example/zoeken?kvknummer=12345678 1/1\n");

    (void)state;
    assert_string_equal(r.of[FIELD_KVK].value, "12345678");
    /* A court's number is no dossier's. */
    r = read_paper("beschikking-bewind", "#Beschikking\nZaaknummer: 9315268\n");
    assert_string_equal(r.of[FIELD_DOSSIER].value, "");
    r = read_paper("wijziging", "#Wijziging\nDossiernummer: ZI21/935040\n");
    assert_string_equal(r.of[FIELD_DOSSIER].value, "Z/21/935040");
}

/* A statement's cells: its period, and the day on which it was made. */
static void reads_the_day_behind_a_period(void **state)
{
    struct paper_fields r = read_paper("bankafschrift", "#Rekeningafschrift\n"
                                                        "01-01-2020 - 31-01-2020 20-02-2020\n");

    (void)state;
    assert_string_equal(r.of[FIELD_DATE].value, "2020-02-20");
    r = read_paper("bankafschrift", "#Rekeningafschrift\n01-01-2020 - 31-01-2020 20-05-2020\n");
    assert_string_equal(r.of[FIELD_DATE].value, "");
}

/* A firm has no BSN, and the answer to a question about a partner is the partner's. */
static void knows_whose_a_bsn_is(void **state)
{
    struct paper_fields r = read_paper("loonstrook", "#Loonstrook\nUitzendbureau\n"
                                                     "Burgerservicenummer 999990019\n");

    (void)state;
    assert_string_equal(r.of[FIELD_BSN].value, "999990019");
    r = read_paper("loonstrook", "#Loonstrook\nKind\nBurgerservicenummer 999990019\n");
    assert_string_equal(r.of[FIELD_BSN].value, "");
    r = read_paper("aanvraag-tozo",
                   "#Aanvraag Tozo\nWat is uw burgerservicenummer?\n999990019\n"
                   "Hebt u een partner?\n"
                   "Ja: A. de Wit, geboren 31-01-1971, burgerservicenummer 999990408\n");
    assert_string_equal(r.of[FIELD_BSN].value, "999990019");
}

/* "... op uw rekening NL91 ABNA" with the rest on the next row. */
static void reads_an_account_that_a_row_breaks(void **state)
{
    struct paper_fields r = read_paper(
        "aanslag-ib", "#Aanslag inkomstenbelasting 2019\nWij betalen op uw rekening NL91 ABNA\n"
                      "0417 1643 00. Dit bedrag\n");

    (void)state;
    assert_string_equal(r.of[FIELD_IBAN].value, "NL91ABNA0417164300");
    r = read_paper("loonstrook", "#Loonstrook\nWerkgever\nNetto\n"
                                 "Naar rekening NL91ABNA0417164300  1.114,14\n");
    assert_string_equal(r.of[FIELD_IBAN].value, "NL91ABNA0417164300");
    r = read_paper("loonstrook", "#Loonstrook\nWerkgever\nRekening NL91ABNA0417164300\n");
    assert_string_equal(r.of[FIELD_IBAN].value, "");
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
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct paper_fields r = read_paper(cases[i][0], cases[i][1]);
        if (strcmp(r.of[FIELD_DATE].value, cases[i][2]))
            fail_msg("%zu: '%s'", i, r.of[FIELD_DATE].value);
    }
}

/* A card's days, with letters for digits and for the stroke between two languages. */
static void reads_the_small_days_of_a_card(void **state)
{
    struct paper_fields r = read_paper("identiteitskaart", "#Identiteitskaart\n"
                                                           "o6 sepisep 2018\n05 sep/sep 2o28\n");

    (void)state;
    assert_string_equal(r.of[FIELD_DATE].value, "2018-09-06");
    r = read_paper("identiteitskaart", "#Identiteitskaart\no6 sepijan 2018\n05 sep/sep 2028\n");
    assert_string_equal(r.of[FIELD_DATE].value, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_surnames),
        cmocka_unit_test(knows_what_is_no_name),
        cmocka_unit_test(reads_signatures),
        cmocka_unit_test(keeps_roles_apart),
        cmocka_unit_test(absent_rather_than_wrong),
        cmocka_unit_test(reads_periods),
        cmocka_unit_test(reads_zones),
        cmocka_unit_test(reads_days),
        cmocka_unit_test(looks_at_days_twice),
        cmocka_unit_test(reads_letters_of_a_dossier_number_as_letters),
        cmocka_unit_test(takes_a_zone_as_surely_as_it_was_read),
        cmocka_unit_test(reads_the_number_of_a_zone_whose_issuer_is_misread),
        cmocka_unit_test(rows_are_no_zone),
        cmocka_unit_test(reads_the_account_of_a_statement_and_not_of_its_bookings),
        cmocka_unit_test(reads_when_a_web_page_was_printed),
        cmocka_unit_test(reads_days_of_cells_and_last_lines),
        cmocka_unit_test(reads_whose_number_a_label_above_says),
        cmocka_unit_test(takes_no_answer_for_the_foot),
        cmocka_unit_test(knows_whose_a_bsn_is),
        cmocka_unit_test(reads_a_number_that_the_foot_repeats),
        cmocka_unit_test(reads_the_day_behind_a_period),
        cmocka_unit_test(gives_no_name_rather_than_another),
        cmocka_unit_test(sees_who_signs),
        cmocka_unit_test(reads_numbers_by_what_stands_around_them),
        cmocka_unit_test(reads_an_account_that_a_row_breaks),
        cmocka_unit_test(reads_the_day_on_which_a_system_made_a_paper),
        cmocka_unit_test(reads_the_small_days_of_a_card),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
