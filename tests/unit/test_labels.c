/* Where on a page a number is looked for: beside its label, below it, or by its own shape. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "stages/formats/text_labels.h"

/* A word of 40 by 10 points. */
struct spot {
    float x, y;
    int line;
    const char *text;
};

#define SPOTS(...) ((const struct spot[]){__VA_ARGS__, {0, 0, 0, NULL}})

static void add(struct page *p, const struct spot *spots)
{
    for (const struct spot *s = spots; s->text; s++) {
        struct word w = {s->x, s->y, s->x + 40, s->y + 10, 1, s->line, s->line, (char *)s->text};
        assert_int_equal(page_add_word(p, &w), 0);
    }
}

static struct page page_of(const struct spot *spots)
{
    struct page p = {.width = 595, .height = 842};
    add(&p, spots);
    return p;
}

/* Words side by side from (x, y), `step` apart. */
static void add_row(struct page *p, float x, float y, float step, int line,
                    const char *const *words, int count)
{
    for (int i = 0; i < count; i++)
        add(p, SPOTS({x + step * (float)i, y, line, words[i]}));
}

/* The looks at a page, which is released. */
static int find(struct page p, struct look looks[LOOKS_MAX])
{
    int count = labels_find(&p, looks);
    page_release(&p);
    return count;
}

/* The look at a number on a page: is a label taken for its? */
static bool labelled_by(const char *label, float x, float y)
{
    struct look looks[LOOKS_MAX];
    int found = 0;
    bool labelled = false;
    int count = find(page_of(SPOTS({x, y, 0, label}, {300, 200, 1, "999990019"})), looks);
    for (int i = 0; i < count; i++) {
        bool number = looks[i].x0 > 290 && looks[i].y0 > 190;
        found += number;
        labelled |= number && looks[i].labelled;
    }
    assert_int_equal(found, 1);
    return labelled;
}

static int looks_beside(const char *label, const char *number)
{
    struct look looks[LOOKS_MAX];
    return find(page_of(SPOTS({100, 200, 0, label}, {160, 200, 0, number})), looks);
}

static void numbers_have_the_label_beside_or_over_them(void **state)
{
    (void)state;
    assert_true(labelled_by("BSN", 100, 200));
    assert_true(labelled_by("BSN", 200, 207)); /* a photo that is not flat */
    assert_true(labelled_by("BSN", 296, 184));
    assert_true(labelled_by("BSN", 300, 216));
    assert_true(labelled_by("Klantnummer/BSN:", 200, 200));
    assert_true(labelled_by("2.BSN?", 200, 200));
    assert_true(labelled_by("bBSN", 200, 200));
    assert_true(labelled_by("BSM", 296, 184));
    assert_true(labelled_by("BSNe-nummer", 200, 200));
    assert_int_equal(looks_beside("KyK-nummer", "13411556"), 1);
    assert_int_equal(looks_beside("Klantnummer", "13411556"), 0);
    assert_false(labelled_by("Klantnummer", 200, 200));
    assert_false(labelled_by("BSN", 100, 160));
}

/* Is what stands before a number the code of a driving licence's field, another one standing there
 * too? */
static bool coded(const char *code, const char *other, float x, float y)
{
    struct look looks[LOOKS_MAX];
    assert_int_equal(
        find(page_of(SPOTS({x, y, 0, other}, {100, 200, 1, code}, {145, 200, 1, "999990019"})),
             looks),
        1);
    return looks[0].labelled;
}

static void licences_have_codes_for_labels(void **state)
{
    (void)state;
    assert_true(coded("4d.", "4c.", 100, 188));
    assert_true(coded("4d", "5.", 100, 212));
    assert_true(coded("4d", "4b.", 250, 176));
    assert_true(coded("Ad,", "4c", 100, 188));
    assert_false(coded("Ad,", "4c", 250, 188));
    assert_false(coded("4d", "4c", 100, 400));
    assert_false(coded("4d", "12", 100, 188));
}

/* A zone's line is one by its looks, or because it stands by such a one and is as long. */
static void lines_by_a_zone_belong_to_it(void **state)
{
    (void)state;
    struct look looks[LOOKS_MAX];
    assert_int_equal(find(page_of(SPOTS({100, 200, 0, "I<NLDSPECI20142999990019<<<<<<"},
                                        {100, 214, 1, "8503105F2403096NLDEeEéEEEéEk5"},
                                        {100, 228, 2, "DE<BRUIJN<<WILLEKE<LISELOTTE<<"},
                                        {100, 260, 3, "Ondertekeningsbevoegdheden"})),
                          looks),
                     3);
    for (int i = 0; i < 3; i++)
        assert_string_equal(looks[i].field, "mrz");
}

/* What comes after its last sign was not read, or is covered up. */
static void lines_of_a_zone_are_of_one_length(void **state)
{
    (void)state;
    struct look looks[LOOKS_MAX];
    assert_int_equal(find(page_of(SPOTS({100, 200, 0, "P<NLDDE<BRUIJN<<WILLEKE"},
                                        {300, 200, 0, "<LISELOTTE<<<<<<<<<<<"},
                                        {100, 214, 1, "SPECI20142NLD8503105F2403096"})),
                          looks),
                     2);
    assert_true(looks[1].y0 > looks[0].y0 && looks[1].x1 >= 340);
}

static void references_are_no_number(void **state)
{
    (void)state;
    struct look looks[LOOKS_MAX];
    int count = find(page_of(SPOTS({60, 200, 0, "BSN"}, {160, 200, 0, "999990019"},
                                   {60, 216, 1, "Kenmerk"}, {160, 216, 1, "TZ2020-08447"})),
                     looks);
    for (int i = 0; i < count; i++)
        assert_true(strcmp(looks[i].field, "bsn") != 0 || looks[i].y1 < 216);
}

static void telephones_and_days_are_no_number(void **state)
{
    (void)state;
    struct look looks[LOOKS_MAX];
    struct page p = page_of(SPOTS({60, 200, 0, "06-91026185,"}, {160, 200, 0, "(0201234567)"},
                                  {260, 200, 0, "0999990019"}, {360, 200, 0, "3.22.12.1954"}));
    assert_int_equal(labels_find(&p, looks), 0);
    add(&p, SPOTS({60, 230, 1, "9999900019"}, {160, 230, 1, "099990019"},
                  {260, 230, 1, "1999.90.019"})); /* as it stood in groups */
    assert_int_equal(find(p, looks), 3);
}

static void words_are_no_zone(void **state)
{
    (void)state;
    struct look looks[LOOKS_MAX];
    int count = find(page_of(SPOTS({72, 200, 0, "Burgerservicenummer"}, {306, 200, 0, "999"},
                                   {350, 200, 0, "990019"}, {72, 218, 1, "Onskenmerk"},
                                   {306, 218, 1, "192335238"}, {350, 218, 1, "461"})),
                     looks);
    assert_true(count > 0);
    assert_string_equal(looks[0].field, "bsn");
    assert_true(looks[0].labelled && looks[0].x0 < 306 && looks[0].x1 > 390);
    for (int i = 0; i < count; i++)
        assert_string_not_equal(looks[i].field, "mrz");
}

/* Print in capitals has no fillers, or blanks where a zone has none. */
static void print_in_capitals_is_no_zone(void **state)
{
    (void)state;
    static const char *const words[] = {"IBAN", "NL88", "SNSB", "0691", "2271", "70"};
    struct look looks[LOOKS_MAX];
    struct page p = {.width = 595, .height = 842};
    add_row(&p, 60, 200, 42, 0, words, 6);
    add(&p, SPOTS({60, 230, 1, "VAKANTIETOESLAG"}, {160, 230, 1, "31,50"}, {210, 230, 1, "VERLOF"},
                  {60, 260, 2, "ACHTERSTALLIGEBETALINGEN2019"}));
    int count = find(p, looks);
    assert_true(count > 0);
    assert_true(looks[0].labelled && looks[0].x0 < 102 && looks[0].x1 > 310);
    for (int i = 0; i < count; i++)
        assert_string_equal(looks[i].field, "iban");
}

/* Is there a look of this field from x on, and on to the other? */
static bool looked_at(const struct page *p, const char *field, float from, float to)
{
    struct look looks[LOOKS_MAX];
    int count = labels_find(p, looks);
    for (int i = 0; i < count; i++)
        if (!strcmp(looks[i].field, field) && looks[i].x0 <= from && looks[i].x1 >= to &&
            looks[i].x0 > from - 40 && looks[i].x1 < to + 40)
            return true;
    return false;
}

static void company_at(const struct spot *spots, float x)
{
    struct page p = page_of(spots);
    assert_true(looked_at(&p, "kvk", x, x + 40));
    page_release(&p);
}

/* The number of a company where print says in words what it is. */
static void companies_numbers_are_found_in_print(void **state)
{
    (void)state;
    company_at(SPOTS({60, 200, 0, "Naam"}, {104, 200, 0, "en"}, {150, 200, 0, "KvK-nummer"},
                     {120, 216, 1, "Jonker-Zeilstra,"}, {230, 216, 1, "80186828"}),
               230);
    company_at(SPOTS({60, 200, 0, "KOOPHANDEL"}, {300, 200, 0, "Dossiernummer:"},
                     {400, 200, 0, "17743366"}),
               400);
    company_at(SPOTS({60, 200, 0, "ingeschreven"}, {104, 200, 0, "onder"}, {150, 200, 0, "nummer"},
                     {200, 200, 0, "11363308;"}),
               200);
    company_at(SPOTS({60, 200, 0, "Koophandel"}, {60, 216, 1, "8i9l7/8l1l1)3|2)"}), 60);
}

/* A number that stands behind its own label in a sentence is not what a label in the line above it
 * asks for. */
static void a_number_with_a_label_of_its_own_is_no_other(void **state)
{
    (void)state;
    struct page p = page_of(SPOTS({380, 200, 0, "burgerservicenummer"}, {60, 214, 1, "999990019,"},
                                  {220, 228, 2, "handelsregister"}, {310, 228, 2, "onder"},
                                  {345, 228, 2, "nummer"}, {390, 228, 2, "14560442,"}));
    assert_false(looked_at(&p, "bsn", 390, 430));
    assert_true(looked_at(&p, "kvk", 390, 430));
    assert_true(looked_at(&p, "bsn", 60, 100));
    page_release(&p);
}

/* The country and the check digits of an account may be lost. */
static void accounts_are_found_by_their_bank(void **state)
{
    (void)state;
    static const char *const groups[] = {"TRIO", "0272", "3037", "71"};
    struct look looks[LOOKS_MAX];
    struct page p = {.width = 595, .height = 842};
    add_row(&p, 150, 200, 45, 0, groups, 4);
    add(&p, SPOTS({150, 230, 1, "AFAS"}, {195, 230, 1, "2020"}));
    assert_true(looked_at(&p, "iban", 106, 325));
    assert_false(looked_at(&p, "iban", 150, 235));
    add(&p, SPOTS({106, 260, 2, "IBAN__NL54"}));
    add_row(&p, 150, 260, 45, 2, groups, 4);
    assert_int_equal(find(p, looks), 2);
}

static void accounts_in_groups_are_found(void **state)
{
    (void)state;
    static const char *const groups[] = {"NL91", "ABNA", "0417", "1643", "00"};
    struct look looks[LOOKS_MAX];
    struct page p = {.width = 595, .height = 842};
    add_row(&p, 100, 200, 43, 0, groups, 5);
    assert_int_equal(find(p, looks), 1);
    assert_string_equal(looks[0].field, "iban");
    assert_true(looks[0].x0 < 100 && looks[0].x1 > 312);
}

/* Digits are read as letters in the groups of an account too, and words hang on it. */
static void badly_read_accounts_are_found(void **state)
{
    (void)state;
    struct look looks[LOOKS_MAX];
    assert_int_equal(find(page_of(SPOTS({60, 100, 0, "Bank:"}, {105, 100, 0, "NLO8"},
                                        {148, 100, 0, "SNSB"}, {191, 100, 0, "0734"},
                                        {234, 100, 0, "7217"}, {60, 200, 1, "NLIIINGBO468271008."},
                                        {60, 300, 2, "rekening__NL77RABOO0784824214"},
                                        {60, 400, 3, "NLEVERTIJDEN0123456"})),
                          looks),
                     3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(looks[i].field, "iban");
        assert_true(looks[i].y0 > 90 + 100 * (float)i && looks[i].y1 < 120 + 100 * (float)i);
    }
}

/* "Nummer Kamer van Koophandel" over boxes that begin below its first word. */
static void boxes_may_begin_before_their_label(void **state)
{
    static const char *const digits[] = {"7", "7", "7", "7", "7", "7", "7", "7"};
    (void)state;
    struct look looks[LOOKS_MAX];
    struct page p = page_of(SPOTS({60, 100, 0, "Nummer"}, {104, 100, 0, "Handelsregister"}));
    add_row(&p, 60, 118, 15, 1, digits, 8);
    for (size_t i = 2; i < p.word_count; i++)
        p.words[i].x1 = p.words[i].x0 + 6;
    assert_true(find(p, looks) > 0);
    assert_string_equal(looks[0].field, "kvk");
    assert_true(looks[0].x0 < 61 && looks[0].x1 > 170);
}

/* "N L 9 1 A B N A 0 4 1 7 1 6 4 3 0 0" below its label, and a number likewise. */
static void single_characters_in_boxes_are_one_value(void **state)
{
    static const char *const bits[] = {"N", "L", "9", "1", "A", "B", "N", "A", "00",
                                       "4", "1", "7", "1", "6", "4", "3", "0"};
    (void)state;
    struct look looks[LOOKS_MAX];
    struct page p = page_of(SPOTS({60, 100, 0, "IBAN"}));
    add_row(&p, 60, 118, 15, 1, bits, 17);
    p.words[0].x1 = 78; /* no digit stands below it */
    assert_int_equal(find(p, looks), 1);
    assert_string_equal(looks[0].field, "iban");
    assert_true(looks[0].x0 < 61 && looks[0].x1 > 300 && looks[0].y0 < 120 && looks[0].y1 > 120);
}

/* Digits in boxes of which the first pass read one twice and some not at all: on for the boxes that
 * there are. */
static void boxes_are_looked_at_to_their_end(void **state)
{
    static const char *const bits[] = {"9", "99", "9", "9", "66"};
    (void)state;
    struct page p = page_of(SPOTS({60, 100, 0, "BSN"}));
    add_row(&p, 60, 118, 22, 1, bits, 5);
    for (size_t i = 1; i < p.word_count; i++)
        p.words[i].x1 = p.words[i].x0 + 5;
    assert_true(looked_at(&p, "bsn", 60, 60 + 9 * 22));
    page_release(&p);
}

/* The first digits are lost more often than others: as far before a number as they would reach, but
 * not into the word before it. */
static void lost_digits_are_looked_for_before_a_number(void **state)
{
    struct look looks[LOOKS_MAX];
    (void)state;
    assert_int_equal(find(page_of(SPOTS({60, 100, 0, "BSN"}, {200, 100, 0, "9990019"})), looks), 1);
    assert_true(looks[0].x0 < 186 && looks[0].x0 > 160);
    assert_int_equal(
        find(page_of(SPOTS({60, 100, 0, "BSN"}, {150, 100, 0, "van"}, {200, 100, 0, "9990019"})),
             looks),
        1);
    assert_true(looks[0].x0 > 190);
}

/* What a label is called may hang on it, and its last word be misread. */
static void labels_with_more_behind_are_labels(void **state)
{
    (void)state;
    assert_true(labelled_by("BSNaanvrager", 200, 200));
    assert_true(labelled_by("BSN-numrmer", 200, 200));
    assert_false(labelled_by("BSNR", 200, 200));
    assert_false(labelled_by("bsnaanvrager", 200, 200));
}

/* "BSN" whose middle was misread is a label where a number follows, a number that was hardly read
 * one where a label stands before it. */
static void badly_read_labels_and_numbers_find_each_other(void **state)
{
    struct look looks[LOOKS_MAX];
    (void)state;
    assert_true(labelled_by("BIN", 256, 200));
    assert_true(labelled_by("Bin", 300, 186));
    assert_false(labelled_by("BIN", 100, 200));
    assert_int_equal(looks_beside("BSN", "9IPIZENE"), 1);
    assert_int_equal(looks_beside("BEN", "Jansen-de"), 0);
    assert_int_equal(
        find(page_of(SPOTS({60, 100, 0, "Klantnummer/"}, {110, 100, 0, "BSN"}, {60, 114, 1, "999"},
                           {104, 114, 1, "999"}, {148, 114, 1, "990"})),
             looks),
        1);
    assert_true(looks[0].labelled && looks[0].x0 < 60 && looks[0].x1 > 188);
}

/* Walls of boxes that were read with what is in them: the number goes on over wider gaps. */
static void walls_between_digits_are_of_boxes(void **state)
{
    static const char *const firsts[] = {"9loj9/9/9|3", "9loj9.9.913"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct look looks[LOOKS_MAX];
        bool whole = false;
        int count = find(page_of(SPOTS({60, 100, 0, "BSN"}, {200, 100, 0, firsts[i]},
                                       {260, 100, 0, "1|9"}, {320, 100, 0, "7"})),
                         looks);
        for (int k = 0; k < count; k++)
            whole |= looks[k].x0 > 185 && looks[k].x0 < 201 && looks[k].x1 > 320;
        assert_int_equal(whole, i == 0);
    }
}

static void a_label_may_hang_on_its_value(void **state)
{
    (void)state;
    struct look looks[LOOKS_MAX];
    assert_int_equal(
        find(page_of(SPOTS({100, 200, 0, "BSN:,999990019"}, {100, 300, 1, "Tel:,0612345678"})),
             looks),
        1);
    assert_string_equal(looks[0].field, "bsn");
    assert_true(looks[0].labelled);
}

/* What stands below a label of several words is looked at, where the row has no digits. */
static void boxes_below_a_label_are_looked_at(void **state)
{
    (void)state;
    struct look looks[LOOKS_MAX];
    bool below = false;
    int count = find(page_of(SPOTS({16, 200, 0, "1a"}, {60, 200, 0, "Burgerservicenummer"},
                                   {104, 200, 0, "partner"})),
                     looks);
    for (int i = 0; i < count; i++)
        below |= looks[i].y0 > 208 && looks[i].x0 < 18;
    assert_true(below);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_the_label_beside_or_over_them),
        cmocka_unit_test(licences_have_codes_for_labels),
        cmocka_unit_test(lines_by_a_zone_belong_to_it),
        cmocka_unit_test(lines_of_a_zone_are_of_one_length),
        cmocka_unit_test(references_are_no_number),
        cmocka_unit_test(telephones_and_days_are_no_number),
        cmocka_unit_test(words_are_no_zone),
        cmocka_unit_test(print_in_capitals_is_no_zone),
        cmocka_unit_test(companies_numbers_are_found_in_print),
        cmocka_unit_test(a_number_with_a_label_of_its_own_is_no_other),
        cmocka_unit_test(accounts_are_found_by_their_bank),
        cmocka_unit_test(accounts_in_groups_are_found),
        cmocka_unit_test(badly_read_accounts_are_found),
        cmocka_unit_test(boxes_may_begin_before_their_label),
        cmocka_unit_test(single_characters_in_boxes_are_one_value),
        cmocka_unit_test(boxes_are_looked_at_to_their_end),
        cmocka_unit_test(lost_digits_are_looked_for_before_a_number),
        cmocka_unit_test(labels_with_more_behind_are_labels),
        cmocka_unit_test(badly_read_labels_and_numbers_find_each_other),
        cmocka_unit_test(walls_between_digits_are_of_boxes),
        cmocka_unit_test(a_label_may_hang_on_its_value),
        cmocka_unit_test(boxes_below_a_label_are_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
