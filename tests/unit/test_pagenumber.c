#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include "classifiers/numbering.h"
#include "tests/unit/paper.h"

static struct page_number number_of(const char *text)
{
    struct page p;
    struct sheet s;
    struct page_number n;
    paper(&p, "a.pdf", 1, text);
    assert_int_equal(sheet_init(&s, &p), 0);
    numbering_find(&s, &n);
    sheet_release(&s);
    page_release(&p);
    return n;
}

static void reads_all_forms(void **state)
{
    static const struct {
        const char *text;
        int page, of;
    } cases[] = {
        {"Brief\n@Pagina 2 van 5", 2, 5},
        {"Brief\n@pagina: 2 / 5", 2, 5},
        {"Brief\n@Blad 2/5", 2, 5},
        {"Bladnummer 2\nBrief", 2, 0},
        {"Brief\n@2/5", 2, 5},
        {"Brief\n@- 2 -", 2, 0},
        {"Brief\n@pag. 3 van 4", 3, 4},
        {"Brief\n@Page 1 of 3", 1, 3},
        {"Brief\n@Paglna l van 3", 1, 3},
        {"Brief\n@blz. 12", 12, 0},
        {"Brief\n@Gemeente Hogezand 2 van 2", 2, 2},
        {"Brief\n@p. 2 van 3", 2, 3},
        {"Blad\n2 van 3\nBrief", 2, 3},
        {"Afschrift\n@Volgnummer 34 / blad1", 1, 0},
        {"Aanvraag\n@Tozo2/3", 3, 0},
        {"Aanvraag\n@Wgz 14 / 2", 2, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page_number n = number_of(cases[i].text);
        if (n.page != cases[i].page || n.of != cases[i].of)
            fail_msg("'%s' gives %d of %d", cases[i].text, n.page, n.of);
        assert_true(n.sure >= 0.5F);
    }
}

static void is_not_fooled(void **state)
{
    static const char *const cases[] = {
        "Zie pagina 3 van de toelichting",
        "Betaal op 12/5 of bel 010-1234567",
        "Het bedrag is 2/5 van het totaal\nen nog wat",
        "@pagina 7 van 3",
        "@Zaak T/20/104233",
        "@Ons kenmerk SZ/2",
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (number_of(cases[i]).sure >= 0.5F)
            fail_msg("'%s' has a number", cases[i]);
}

static void sees_sequels(void **state)
{
    (void)state;
    assert_true(number_of("Vervolgblad\nBrief").sequel);
    assert_true(number_of("Saldo vorig blad 12,00\nBrief").sequel);
    assert_false(number_of("Een brief").sequel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_forms),
        cmocka_unit_test(is_not_fooled),
        cmocka_unit_test(sees_sequels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
