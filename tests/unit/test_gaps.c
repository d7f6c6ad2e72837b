#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "classifiers/judge.h"
#include "tests/unit/paper.h"

/* Features of the gap between two pages of a file; photo: each is a picture of its own. */
static void between(const char *left, const char *right, bool photo, float f[GAP_FEATURES])
{
    struct catalogue *c = paper_catalogue();
    struct model m;
    struct judgement j;
    struct page pages[2];
    struct judge_page judged[2];
    model_init(&m);
    for (int i = 0; i < 2; i++) {
        paper(&pages[i], photo && i ? "b.jpg" : "a.jpg", photo ? 1 : i + 1, i ? right : left);
        judged[i] = (struct judge_page){.page = &pages[i], .file = photo ? i : 0, .photo = photo};
    }
    assert_int_equal(judge_views(&j, c, &m, judged, 2, 2020), 0);
    gap_features(c, j.neighbours, j.chain_count, 1, f);
    judgement_release(&j);
    model_release(&m);
    catalogue_free(c);
    page_release(&pages[0]);
    page_release(&pages[1]);
}

static float feature(const char *left, const char *right, enum gap_feature which)
{
    float f[GAP_FEATURES];
    between(left, right, false, f);
    return f[which];
}

#define STATEMENT                                                                                  \
    "#Rekeningafschrift\nVan 01-04-2020 tot en met 30-04-2020\nDatum Omschrijving Debet Credit "   \
    "Saldo\n02.04.2020 Huur 500,00 1.500,00\n13.04.2020 Bakker 10,25 1.489,75"
#define ROWS "Datum Omschrijving Debet Credit Saldo\n"

static void balances_run_on(void **state)
{
    (void)state;
    assert_true(feature(STATEMENT, ROWS "15.04.2020 Slager 9,75 1.480,00", GAP_BALANCE) > 0);
    assert_true(feature(STATEMENT, ROWS "15.04.2020 Loon 100,00 1.589,75", GAP_BALANCE) > 0);
    assert_true(feature(STATEMENT, ROWS "15.04.2020 Slager 9,75 2.480,00", GAP_BALANCE) == 0);
    /* The next statement also begins with where this one ends, and says so. */
    assert_true(feature(STATEMENT,
                        "#Rekeningafschrift\nVan 01-05-2020 tot en met 31-05-2020\n" ROWS
                        "02.05.2020 Slager 9,75 1.480,00",
                        GAP_BALANCE) == 0);
}

static void rows_run_on(void **state)
{
    (void)state;
    assert_true(feature(STATEMENT, ROWS "15.04.2020 Slager 9,75 2.480,00", GAP_ROWS) > 0);
    assert_true(feature(STATEMENT, ROWS "15.04.2020 Slager 9,75 2.480,00", GAP_COLUMNS) > 0);
    assert_true(feature(STATEMENT, ROWS "01.03.2020 Slager 9,75 2.480,00", GAP_ROWS_NEW) > 0);
    assert_true(feature(STATEMENT, ROWS "15.07.2020 Slager 9,75 2.480,00", GAP_ROWS) == 0);
}

static void contents_announce_pages(void **state)
{
    static const char *const contents = "#Inhoudsopgave\nToelichting op de balans 3\nOverige "
                                        "gegevens 7\nOndertekening van de stukken 9";
    (void)state;
    assert_true(feature(contents, "2. Toelichting op de balans\nBank 10,00", GAP_ANNOUNCED) > 0);
    assert_true(feature(contents, "#Loonspecificatie\nmaart 2020", GAP_ANNOUNCED) == 0);
    assert_true(feature(contents, "Balans\nBank 10,00", GAP_CONTENTS) > 0);
}

static void covers_go_on(void **state)
{
    (void)state;
    assert_true(feature("#Jaarrekening 2019\nBakkerij Bos", "Balans\nBank 10,00", GAP_COVER) > 0);
    assert_true(feature("#Loonspecificatie\nmaart 2020", "Balans\nBank 10,00", GAP_COVER) == 0);
}

static void headings_go_on(void **state)
{
    static const char *const pairs[][2] = {
        {"I. Wie bent u?\nIL. Welk bedrijf?", "III. Wat vraagt u aan?"},
        {"2.1 Omzet van de zaak\n2.2 Kosten", "2.3 Winst van de zaak"},
        {"A. Uw gegevens\nB. Uw bedrijf", "C. Uw partner"},
        {"Onderdeel 2 Uw bedrijf", "Onderdeel 3 Uw partner"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (feature(pairs[i][0], pairs[i][1], GAP_HEADINGS) == 0)
            fail_msg("'%s' does not go on in '%s'", pairs[i][0], pairs[i][1]);
    assert_true(feature("1. Uw gegevens", "9.30 uur begint het", GAP_HEADINGS) == 0);
}

static void annexes_go_with_a_paper(void **state)
{
    static const char *const form = "#Verklaring de-minimissteun\nGeen de-minimissteun is verleend";
    (void)state;
    assert_true(feature(form, "#Toelichting op de de-minimisverklaring\nArtikel 107", GAP_ANNEX) >
                0);
    assert_true(feature(form, "#Algemene voorwaarden\n1. Toepasselijkheid", GAP_ANNEX) > 0);
    assert_true(feature(form, "#Bezwaarschrift\nIk maak bezwaar", GAP_ANNEX) == 0);
    assert_true(feature(form,
                        "#Brief\nIk stuur u\nhierbij mijn stukken\nen ook de\n"
                        "algemene voorwaarden",
                        GAP_ANNEX) == 0);
}

static void papers_can_lie_backwards(void **state)
{
    static const char *const first = "#Leenovereenkomst bedrijfskapitaal\nPartijen: de gemeente en "
                                     "de schuldenaar, bedrijfskapitaal, rente en aflossing";
    static const char *const last = "Aldus overeengekomen en ondertekend, de schuldenaar, de "
                                    "geldlening, rente en aflossing van "
                                    "het bedrijfskapitaal, voor de gemeente, plaats en datum van "
                                    "ondertekening door de partijen";
    (void)state;
    assert_true(feature(last, first, GAP_BACKWARDS) > 0);
    assert_true(feature(first, last, GAP_BACKWARDS) == 0);
    assert_true(feature(first, first, GAP_BACKWARDS) == 0);
    assert_true(feature(STATEMENT, first, GAP_BACKWARDS) == 0);
}

static void years_are_no_postcodes(void **state)
{
    (void)state;
    assert_true(feature("Artikel 1", "Voor de gemeente, 25 augustus 2020 De schuldenaar",
                        GAP_ADDRESS) == 0);
    assert_true(feature("Artikel 1", "A. Bos\n3014 GH Hogezand", GAP_ADDRESS) > 0);
}

static void addressees_begin_papers(void **state)
{
    (void)state;
    assert_true(feature("Artikel 1", "Aan het college van Hogezand\nIk schrijf u", GAP_ADDRESSEE) >
                0);
    assert_true(feature("Artikel 1",
                        "De huurder betaalt aan de verhuurder elke maand een bedrag "
                        "dat hij vooraf bepaalt",
                        GAP_ADDRESSEE) == 0);
}

#define CARD "Bankpas debit\nA. Bos\nNL91 ABNA 0417 1643 00"

static void same_sides_part(void **state)
{
    float f[GAP_FEATURES];
    (void)state;
    between(CARD, CARD, true, f);
    assert_true(f[GAP_SAME_SIDE] > 0);
    between(CARD, "Bankpas handtekening\nniet overdraagbaar", true, f);
    assert_true(f[GAP_SAME_SIDE] == 0);
}

/* A number apart at the end of a running foot may be any; one that the next page goes on from is
 * its page's. */
static void numbers_at_the_foot_count_together(void **state)
{
    static const char *const first = "#Balans\nBank 10,00\n@Jaarcijfers 2018            1",
                             *const next = "Toelichting\nBank 9,00\n@Jaarcijfers 2018            2",
                             *const misread =
                                 "Toelichting\nKas 9,00\n@Jaarcijfers 2018            22";
    (void)state;
    assert_true(feature(first, next, GAP_NEXT) > 0.8F);
    assert_true(feature(first, misread, GAP_BREAK) == 0);
    assert_true(feature("#Balans\nBank 10,00\n@Jaarcijfers 2018 1",
                        "Toelichting\nBank 9,00\n@Jaarcijfers 2018 2", GAP_NEXT) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(balances_run_on),
        cmocka_unit_test(rows_run_on),
        cmocka_unit_test(contents_announce_pages),
        cmocka_unit_test(covers_go_on),
        cmocka_unit_test(headings_go_on),
        cmocka_unit_test(annexes_go_with_a_paper),
        cmocka_unit_test(papers_can_lie_backwards),
        cmocka_unit_test(years_are_no_postcodes),
        cmocka_unit_test(addressees_begin_papers),
        cmocka_unit_test(same_sides_part),
        cmocka_unit_test(numbers_at_the_foot_count_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
