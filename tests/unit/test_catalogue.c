#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "classifiers/view.h"
#include "tests/unit/paper.h"
#include "stages/common/catalogue_file.h"

static const char *best_of(struct catalogue *c, const char *text)
{
    struct page p;
    struct view v;
    size_t best = 0;
    paper(&p, "a.pdf", 1, text);
    assert_int_equal(view_init(&v, c, &p, false, 2020), 0);
    for (size_t i = 1; i < catalogue_count(c); i++)
        best = v.score[i] > v.score[best] ? i : best;
    view_release(&v);
    page_release(&p);
    return catalogue_type(c, best)->code;
}

static void has_all_types(void **state)
{
    static const char *const codes[] = {"aanvraag-tozo",
                                        "aanvraag-bbz",
                                        "wijziging",
                                        "inkomstenopgave",
                                        "partnerverklaring",
                                        "paspoort",
                                        "identiteitskaart",
                                        "verblijfsdocument",
                                        "rijbewijs",
                                        "bankpas",
                                        "bankafschrift",
                                        "kvk-uittreksel",
                                        "loonstrook",
                                        "jaaropgaaf",
                                        "uitkeringsspecificatie",
                                        "aangifte-ib",
                                        "aanslag-ib",
                                        "btw-aangifte",
                                        "urenadministratie",
                                        "jaarrekening",
                                        "liquiditeitsprognose",
                                        "de-minimisverklaring",
                                        "leenovereenkomst",
                                        "huurcontract",
                                        "bezwaarschrift",
                                        "machtiging",
                                        "beschikking-bewind",
                                        "gemeentebrief",
                                        "factuur",
                                        "brp-uittreksel",
                                        "brief",
                                        "overig",
                                        "onbekend"};
    struct catalogue *c = paper_catalogue();
    (void)state;
    assert_int_equal(catalogue_count(c), sizeof codes / sizeof *codes);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        assert_true(catalogue_find(c, codes[i]) >= 0);
    assert_int_equal(catalogue_find(c, "kattenbelletje"), -1);
    catalogue_free(c);
}

static void titles_decide(void **state)
{
    static const char *const cases[][2] = {
        {"#Loonspecificatie\nWerkgever Bakkerij Aalders\nBruto loon 1.000,00\nLoonheffing 100,00",
         "loonstrook"},
        {"#Jaaropgaaf 2019\nLoon loonbelasting 20.000\nIngehouden loonheffing 4.000", "jaaropgaaf"},
        {"#Huurovereenkomst woonruimte\nDe ondergetekenden\nverhuurder en huurder\nhet gehuurde",
         "huurcontract"},
        {"#Bij- en afschrijvingen\nTen name van A. Bos\nVorig saldo 10,00 Nieuw saldo 20,00\n"
         "Boekdatum Omschrijving Bedrag",
         "bankafschrift"},
        {"Gemeente Hogezand\nOns kenmerk 12\nBehandeld door J. Smit\n"
         "Onderwerp: besluit op uw aanvraag Tozo\nGeachte heer Bos\nU hebt een aanvraag ingediend. "
         "Wij hebben besloten\nBent u het niet eens met dit besluit? U kunt bezwaar maken.",
         "gemeentebrief"},
        {"A. Bos, Kerkpad 1, 3011 AB Rotterdam\nBetreft: bezwaar\nGeacht college,\n"
         "Tegen uw besluit teken ik bezwaar aan.\nHoogachtend,\nA. Bos",
         "bezwaarschrift"},
        {"Een recept voor appeltaart met kaneel en rozijnen uit de oven van mijn grootmoeder en\n"
         "nog veel meer heerlijke gerechten voor het hele gezin op zondag",
         "overig"},
        {"xq\nvv", "onbekend"},
    };
    struct catalogue *c = paper_catalogue();
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(best_of(c, cases[i][0]), cases[i][1]);
    catalogue_free(c);
}

static void reads_through_errors(void **state)
{
    struct catalogue *c = paper_catalogue();
    (void)state;
    assert_string_equal(best_of(c, "#Jaar opgaaf 2O19\nlngehouden Ioonheffing 400\nfiscaaI loon"),
                        "jaaropgaaf");
    assert_string_equal(best_of(c, "#Rekeningafschrlft\nVorig saIdo 1,00\nBoekdaturn"),
                        "bankafschrift");
    catalogue_free(c);
}

/* A type that is only data is recognised like the others. */
static void learns_a_new_type(void **state)
{
    char path[] = "/tmp/catalogue-XXXXXX", why[400];
    (void)state;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    dprintf(fd, "{\"version\":1,\"types\":["
                "{\"code\":\"vlootlijst\",\"label\":\"Vlootlijst\",\"titles\":[\"vlootlijst\"],"
                "\"phrases\":[\"aantal schepen\"]},"
                "{\"code\":\"overig\",\"label\":\"Overig\",\"fallback\":true}]}");
    close(fd);
    struct catalogue *c = catalogue_load(path, why, sizeof why);
    unlink(path);
    assert_non_null(c);
    assert_string_equal(best_of(c, "#Vlootlijst\naantal schepen 12"), "vlootlijst");
    assert_string_equal(best_of(c, "iets heel anders dat er niet op lijkt"), "overig");
    catalogue_free(c);
}

static void refuses_what_is_no_catalogue(void **state)
{
    static const char *const bad[] = {"",
                                      "[]",
                                      "{\"version\":2,\"types\":[]}",
                                      "{\"version\":1,\"types\":[]}",
                                      "{\"version\":1,\"types\":[{\"label\":\"x\"}]}",
                                      ("{\"version\":1,\"types\":[{\"code\":\"a\",\"label\":\"a\","
                                       "\"titles\":[7]}]}")};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char path[] = "/tmp/catalogue-XXXXXX", why[400] = "";
        int fd = mkstemp(path);
        assert_true(fd >= 0);
        assert_int_equal(write(fd, bad[i], strlen(bad[i])), strlen(bad[i]));
        close(fd);
        assert_null(catalogue_load(path, why, sizeof why));
        assert_true(*why);
        unlink(path);
    }
}

static void hears_who_writes(void **state)
{
    struct catalogue *c = paper_catalogue();
    (void)state;
    /* The second page of a decision tells how to object, and is no objection. */
    assert_string_equal(
        best_of(c, "Bezwaar? Schrijf binnen zes weken. Leg uit waarom u het er niet mee eens "
                   "bent, zet uw handtekening en stuur uw brief naar ons.\n"
                   "Burgemeester en wethouders van Hogezand"),
        "gemeentebrief");
    assert_string_equal(
        best_of(c, "A. Bos\nAan de gemeente Hogezand\nIk heb uw brief gekregen. Ik ben het niet "
                   "eens met uw besluit en maak bezwaar.\nA. Bos"),
        "bezwaarschrift");
    assert_string_equal(
        best_of(c, "A. Bos\nOnderwerp: gegevens voor Tozo 2\nBeste mensen van de gemeente,\n"
                   "Dank voor uw hulp. Hier zijn de papieren.\nAlvast bedankt."),
        "brief");
    catalogue_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hears_who_writes),  cmocka_unit_test(has_all_types),
        cmocka_unit_test(titles_decide),     cmocka_unit_test(reads_through_errors),
        cmocka_unit_test(learns_a_new_type), cmocka_unit_test(refuses_what_is_no_catalogue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
