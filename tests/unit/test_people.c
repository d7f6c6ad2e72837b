/* Whose name a paper gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include "classifiers/people.h"
#include "tests/unit/paper.h"

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
                                        "Koopkandel",
                                        "de heer Kamer van"};
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
    says("brief", text, FIELD_NAME, wanted);
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

/* The other side of a booking, the names that a card says nothing of, a heading's next word. */
static void gives_no_name_rather_than_another(void **state)
{
    static const char booking[] = "#Rekeningafschrift\n04-11-2020 SEPA incasso algemeen 67,88\n"
                                  "Naam: Brandsma Omschrijving: abonnement\n";
    (void)state;
    says("bankafschrift", booking, FIELD_NAME, "");
    says("bankafschrift", "#Rekeningafschrift\nNaam: A. Brandsma\n", FIELD_NAME, "Brandsma");
    says("paspoort", "#Paspoort\nD Vemena\n", FIELD_NAME, "");
    says("bankpas", "#Bank\nD. Vermeer\n", FIELD_NAME, "Vermeer");
    says("loonstrook", "#Loonstrook\nWerknemer Voltijds\nNaam A. Brandsma\n", FIELD_NAME,
         "Brandsma");
}

/* Who signs a paper of the partner's: the partner, or both, whose equal paper it then is. */
static void sees_who_signs(void **state)
{
    (void)state;
    struct page p;
    struct sheet s;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_surnames),   cmocka_unit_test(knows_what_is_no_name),
        cmocka_unit_test(reads_signatures), cmocka_unit_test(gives_no_name_rather_than_another),
        cmocka_unit_test(sees_who_signs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
