#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <leptonica/allheaders.h>
#include <cmocka.h>
#include "classifiers/checks.h"
#include "stages/formats/image.h"
#include "stages/formats/text.h"
#include "stages/formats/text_fields.h"
#include "stages/formats/text_labels.h"
#include "stages/formats/text_shape.h"
#include "stages/formats/text_library.h"
#include "stages/formats/text_rows.h"

static void checks_hold(void **state)
{
    (void)state;
    assert_true(check_bsn("999990019"));
    assert_false(check_bsn("999990018"));
    assert_false(check_bsn("9999900190"));
    assert_false(check_bsn("000000000"));
    assert_true(check_iban("NL91ABNA0417164300"));
    assert_false(check_iban("NL91ABNA0417164301"));
    assert_false(check_iban("NL95ZZZS0893227776")); /* valid but for its bank */
    assert_true(check_iban("DE89370400440532013000"));
    assert_false(check_iban("NL"));
    assert_false(check_iban("ML22ABNA81996289")); /* holds, but no account is like that */
    assert_true(check_postcode("3511AB"));
    assert_false(check_postcode("0511AB"));
    assert_false(check_postcode("3511SS"));
    assert_true(check_date("2020-02-29"));
    assert_false(check_date("2019-02-29"));
    int digits, holding;
    assert_true(check_mrz("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
                          "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
                          &digits, &holding)); /* the specimen of ICAO 9303 part 4 */
    assert_int_equal(digits, 5);
    assert_int_equal(holding, 5);
    assert_false(check_mrz("P<UTO", &digits, &holding));
}

static void value_is(const char *field, const char *text, const char *expected, bool expected_valid)
{
    char value[FIELD_VALUE_MAX];
    bool valid;
    assert_true(field_value(field, text, value, &valid));
    assert_string_equal(value, expected);
    assert_int_equal(valid, expected_valid);
}

static void values_are_put_right(void **state)
{
    (void)state;
    char value[FIELD_VALUE_MAX];
    bool valid;
    value_is("bsn", "nummer: 9999.90.019", "999990019", true);
    value_is("bsn", "9 9 9 9 9 O O l 9", "999990019", true);
    value_is("bsn", "999990018", "999990018", false);
    assert_false(field_value("bsn", "geen", value, &valid));
    value_is("iban", "IBAN NL91 ABNA O417 1643 00", "NL91ABNA0417164300", true);
    value_is("iban", "NL91 A8NA 0417 1643 00", "NL91ABNA0417164300", true);
    value_is("kvk", "KvK 12 34 56 78", "12345678", true);
    value_is("postcode", "3511 AB Utrecht", "3511AB", true);
    value_is("date", "geboren op 7 maart 1985 te Breda", "1985-03-07", true);
    value_is("date", "12 MRT/MAR 1985", "1985-03-12", true);
    value_is("date", "0 7 0 3 1 9 8 5", "1985-03-07", true);
    value_is("date", "07-03-20", "2020-03-07", true);
    assert_false(field_value("date", "31-02-2020", value, &valid));
    value_is("dossier", "uw kenmerk: R-20-104233", "R-20-104233", true);
}

static void doubled_digits_are_mended(void **state)
{
    (void)state;
    char value[FIELD_VALUE_MAX];
    assert_true(field_repair("bsn", "9999900019", value)); /* a 0 too many */
    assert_string_equal(value, "999990019");
    assert_false(field_repair("bsn", "1234567890", value));
    assert_true(field_repair("iban", "NL91 ABNA 0417 1664 300", value));
    assert_string_equal(value, "NL91ABNA0417164300");
    assert_false(field_repair("iban", "NL91 ABNA 0417 1623 300", value));
    assert_true(field_repair("iban", "NL91 ABNA 0417 1643 000", value));
    assert_string_equal(value, "NL91ABNA0417164300");
}

static void zones_are_put_right(void **state)
{
    (void)state;
    char value[FIELD_VALUE_MAX];
    int digits, holding;
    assert_true(field_mrz("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<KK<<\n"
                          "L8989O2C36UTO74O8122F12O4159ZE184226B<<<<<1O\n",
                          value, &digits, &holding));
    assert_string_equal(value, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
                               "L898902C36UTO7408122F1204159ZE184226B<<<<<10");
    assert_int_equal(holding, digits);
    assert_false(field_mrz("Geachte heer, mevrouw,", value, &digits, &holding));
}

static void add(struct page *p, float x, float y, int line, const char *text)
{
    struct word w = {x, y, x + 40, y + 10, 1, line, line, (char *)text};
    assert_int_equal(page_add_word(p, &w), 0);
}

static void add_line(struct page *p, int block, float height, float confidence, const char *text)
{
    struct word w = {
        50,    20.0F * (float)block, 200, 20.0F * (float)block + height, confidence, block,
        block, (char *)text};
    assert_int_equal(page_add_word(p, &w), 0);
}

static void scraps_are_left_out(void **state)
{
    struct page p = {.width = 595, .height = 842};
    (void)state;
    add_line(&p, 0, 9, 0.95F, "Hierbij bevestigen wij de ontvangst van uw aanvraag");
    add_line(&p, 1, 3, 0.4F, "OREINIEENRO");
    add_line(&p, 2, 9, 0.2F, "eannnnnn");
    add_line(&p, 3, 3, 0.9F, "kleine");                       /* small, and surely read */
    add_line(&p, 4, 9, 0.4F, "handschrift");                  /* not that unsure */
    add_line(&p, 5, 9, 0.2F, "17.03.20ik");                   /* a number */
    add_line(&p, 6, 9, 0.2F, "PSNLDWILLEMSSSPIETERSSEMSSSS"); /* a zone */
    assert_int_equal(reader_drop_scraps(&p), 0);
    char *text = page_text(&p);
    assert_string_equal(text, "Hierbij bevestigen wij de ontvangst van uw aanvraag\nkleine\n"
                              "handschrift\n17.03.20ik\nPSNLDWILLEMSSSPIETERSSEMSSSS");
    free(text);
    page_release(&p);
}

static void a_page_of_scraps_may_be_bad_print(void **state)
{
    struct page p = {.width = 595, .height = 842};
    (void)state;
    assert_int_equal(reader_drop_scraps(&p), 0);
    add_line(&p, 0, 9, 0.95F, "Hierbij bevestigen");
    add_line(&p, 1, 9, 0.2F, "wiln schi emne aarer");
    assert_int_equal(reader_drop_scraps(&p), 0);
    assert_int_equal(p.word_count, 2);
    page_release(&p);
}

static void cells_of_a_row_are_one_line(void **state)
{
    (void)state;
    struct page p = {0};
    add(&p, 300, 101, 0, "waarde");
    add(&p, 20, 140, 1, "onder");
    add(&p, 20, 100, 2, "label");
    assert_int_equal(text_rows(&p), 0);
    char *text = page_text(&p);
    assert_string_equal(text, "label waarde\nonder");
    free(text);
    page_release(&p);
}

/* The look at a number on a page: is a label taken for its? */
static bool labelled_by(const char *label, float x, float y)
{
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    add(&p, x, y, 0, label);
    add(&p, 300, 200, 1, "999990019");
    int count = labels_find(&p, looks), found = 0;
    bool labelled = false;
    for (int i = 0; i < count; i++) {
        bool number = looks[i].x0 > 290 && looks[i].y0 > 190;
        found += number;
        labelled |= number && looks[i].labelled;
    }
    assert_int_equal(found, 1);
    page_release(&p);
    return labelled;
}

static int looks_beside(const char *label, const char *number)
{
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    add(&p, 100, 200, 0, label);
    add(&p, 160, 200, 0, number);
    int count = labels_find(&p, looks);
    page_release(&p);
    return count;
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
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    add(&p, x, y, 0, other);
    add(&p, 100, 200, 1, code);
    add(&p, 145, 200, 1, "999990019");
    assert_int_equal(labels_find(&p, looks), 1);
    page_release(&p);
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
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    add(&p, 100, 200, 0, "I<NLDSPECI20142999990019<<<<<<");
    add(&p, 100, 214, 1, "8503105F2403096NLDEeEéEEEéEk5");
    add(&p, 100, 228, 2, "DE<BRUIJN<<WILLEKE<LISELOTTE<<");
    add(&p, 100, 260, 3, "Ondertekeningsbevoegdheden");
    assert_int_equal(labels_find(&p, looks), 3);
    for (int i = 0; i < 3; i++)
        assert_string_equal(looks[i].field, "mrz");
    page_release(&p);
}

static void references_are_no_number(void **state)
{
    (void)state;
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    add(&p, 60, 200, 0, "BSN");
    add(&p, 160, 200, 0, "999990019");
    add(&p, 60, 216, 1, "Kenmerk");
    add(&p, 160, 216, 1, "TZ2020-08447");
    int count = labels_find(&p, looks);
    for (int i = 0; i < count; i++)
        assert_true(strcmp(looks[i].field, "bsn") != 0 || looks[i].y1 < 216);
    page_release(&p);
}

static void telephones_and_days_are_no_number(void **state)
{
    (void)state;
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    add(&p, 60, 200, 0, "06-91026185,");
    add(&p, 160, 200, 0, "(0201234567)");
    add(&p, 260, 200, 0, "0999990019");
    add(&p, 360, 200, 0, "3.22.12.1954");
    assert_int_equal(labels_find(&p, looks), 0);
    add(&p, 60, 230, 1, "9999900019");
    add(&p, 160, 230, 1, "099990019");
    add(&p, 260, 230, 1, "1999.90.019"); /* as it stood in groups */
    assert_int_equal(labels_find(&p, looks), 3);
    page_release(&p);
}

static void words_are_no_zone(void **state)
{
    (void)state;
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    add(&p, 72, 200, 0, "Burgerservicenummer");
    add(&p, 306, 200, 0, "999");
    add(&p, 350, 200, 0, "990019");
    add(&p, 72, 218, 1, "Onskenmerk");
    add(&p, 306, 218, 1, "192335238");
    add(&p, 350, 218, 1, "461");
    int count = labels_find(&p, looks);
    assert_true(count > 0);
    assert_string_equal(looks[0].field, "bsn");
    assert_true(looks[0].labelled && looks[0].x0 < 306 && looks[0].x1 > 390);
    for (int i = 0; i < count; i++)
        assert_string_not_equal(looks[i].field, "mrz");
    page_release(&p);
}

/* Print in capitals has no fillers, or blanks where a zone has none. */
static void print_in_capitals_is_no_zone(void **state)
{
    (void)state;
    static const char *const words[] = {"IBAN", "NL88", "SNSB", "0691", "2271", "70"};
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    for (int i = 0; i < 6; i++)
        add(&p, 60 + 42.0F * (float)i, 200, 0, words[i]);
    add(&p, 60, 230, 1, "VAKANTIETOESLAG");
    add(&p, 160, 230, 1, "31,50");
    add(&p, 210, 230, 1, "VERLOF");
    add(&p, 60, 260, 2, "ACHTERSTALLIGEBETALINGEN2019");
    int count = labels_find(&p, looks);
    assert_true(count > 0);
    assert_true(looks[0].labelled && looks[0].x0 < 102 && looks[0].x1 > 310);
    for (int i = 0; i < count; i++)
        assert_string_equal(looks[i].field, "iban");
    page_release(&p);
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

/* The number of a company where print says in words what it is. */
static void companies_numbers_are_found_in_print(void **state)
{
    (void)state;
    struct page under = {.width = 595, .height = 842}, chamber = under, inscribed = under,
                boxed = under;
    add(&under, 60, 200, 0, "Naam");
    add(&under, 104, 200, 0, "en");
    add(&under, 150, 200, 0, "KvK-nummer");
    add(&under, 120, 216, 1, "Jonker-Zeilstra,");
    add(&under, 230, 216, 1, "80186828");
    assert_true(looked_at(&under, "kvk", 230, 270));
    add(&chamber, 60, 200, 0, "KOOPHANDEL");
    add(&chamber, 300, 200, 0, "Dossiernummer:");
    add(&chamber, 400, 200, 0, "17743366");
    assert_true(looked_at(&chamber, "kvk", 400, 440));
    add(&inscribed, 60, 200, 0, "ingeschreven");
    add(&inscribed, 104, 200, 0, "onder");
    add(&inscribed, 150, 200, 0, "nummer");
    add(&inscribed, 200, 200, 0, "11363308;");
    assert_true(looked_at(&inscribed, "kvk", 200, 240));
    add(&boxed, 60, 200, 0, "Koophandel");
    add(&boxed, 60, 216, 1, "8i9l7/8l1l1)3|2)");
    assert_true(looked_at(&boxed, "kvk", 60, 100));
    page_release(&boxed);
    page_release(&under);
    page_release(&chamber);
    page_release(&inscribed);
}

/* The country and the check digits of an account may be lost. */
static void accounts_are_found_by_their_bank(void **state)
{
    (void)state;
    static const char *const groups[] = {"TRIO", "0272", "3037", "71"};
    struct page p = {.width = 595, .height = 842};
    for (int i = 0; i < 4; i++)
        add(&p, 150 + 45.0F * (float)i, 200, 0, groups[i]);
    add(&p, 150, 230, 1, "AFAS");
    add(&p, 195, 230, 1, "2020");
    assert_true(looked_at(&p, "iban", 106, 325));
    assert_false(looked_at(&p, "iban", 150, 235));
    add(&p, 106, 260, 2, "IBAN__NL54");
    for (int i = 0; i < 4; i++)
        add(&p, 150 + 45.0F * (float)i, 260, 2, groups[i]);
    struct look looks[LOOKS_MAX];
    assert_int_equal(labels_find(&p, looks), 2);
    page_release(&p);
}

static void accounts_in_groups_are_found(void **state)
{
    (void)state;
    static const char *const groups[] = {"NL91", "ABNA", "0417", "1643", "00"};
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    for (int i = 0; i < 5; i++)
        add(&p, 100 + 43 * (float)i, 200, 0, groups[i]);
    assert_int_equal(labels_find(&p, looks), 1);
    assert_string_equal(looks[0].field, "iban");
    assert_true(looks[0].x0 < 100 && looks[0].x1 > 312);
    page_release(&p);
}

/* Digits are read as letters in the groups of an account too, and words hang on it. */
static void badly_read_accounts_are_found(void **state)
{
    (void)state;
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    add(&p, 60, 100, 0, "Bank:");
    add(&p, 105, 100, 0, "NLO8");
    add(&p, 148, 100, 0, "SNSB");
    add(&p, 191, 100, 0, "0734");
    add(&p, 234, 100, 0, "7217");
    add(&p, 60, 200, 1, "NLIIINGBO468271008.");
    add(&p, 60, 300, 2, "rekening__NL77RABOO0784824214");
    add(&p, 60, 400, 3, "NLEVERTIJDEN0123456");
    assert_int_equal(labels_find(&p, looks), 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(looks[i].field, "iban");
        assert_true(looks[i].y0 > 90 + 100 * (float)i && looks[i].y1 < 120 + 100 * (float)i);
    }
    page_release(&p);
}

/* "Nummer Kamer van Koophandel" over boxes that begin below its first word. */
static void boxes_may_begin_before_their_label(void **state)
{
    (void)state;
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    add(&p, 60, 100, 0, "Nummer");
    add(&p, 104, 100, 0, "Handelsregister");
    for (int i = 0; i < 8; i++)
        add(&p, 60 + 15 * (float)i, 118, 1, "7");
    for (size_t i = 2; i < p.word_count; i++)
        p.words[i].x1 = p.words[i].x0 + 6;
    assert_true(labels_find(&p, looks) > 0);
    assert_string_equal(looks[0].field, "kvk");
    assert_true(looks[0].x0 < 61 && looks[0].x1 > 170);
    page_release(&p);
}

/* "N L 9 1 A B N A 0 4 1 7 1 6 4 3 0 0" below its label, and a number likewise. */
static void single_characters_in_boxes_are_one_value(void **state)
{
    static const char *const bits[] = {"N", "L", "9", "1", "A", "B", "N", "A", "00",
                                       "4", "1", "7", "1", "6", "4", "3", "0"};
    (void)state;
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    add(&p, 60, 100, 0, "IBAN");
    for (int i = 0; i < 17; i++)
        add(&p, 60 + 15 * (float)i, 118, 1, bits[i]);
    p.words[0].x1 = 78; /* no digit stands below it */
    assert_int_equal(labels_find(&p, looks), 1);
    assert_string_equal(looks[0].field, "iban");
    assert_true(looks[0].x0 < 61 && looks[0].x1 > 300 && looks[0].y0 < 120 && looks[0].y1 > 120);
    page_release(&p);
}

/* Walls of boxes that were read with what is in them: the number goes on over wider gaps. */
static void walls_between_digits_are_of_boxes(void **state)
{
    static const char *const firsts[] = {"9loj9/9/9|3", "9loj9.9.913"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct page p = {.width = 595, .height = 842};
        struct look looks[LOOKS_MAX];
        add(&p, 60, 100, 0, "BSN");
        add(&p, 200, 100, 0, firsts[i]);
        add(&p, 260, 100, 0, "1|9");
        add(&p, 320, 100, 0, "7");
        bool whole = false;
        int count = labels_find(&p, looks);
        for (int k = 0; k < count; k++)
            whole |= looks[k].x0 > 190 && looks[k].x0 < 201 && looks[k].x1 > 320;
        assert_int_equal(whole, i == 0);
        page_release(&p);
    }
}

static void a_case_number_is_no_bsn(void **state)
{
    (void)state;
    assert_true(shape_case_number("4125.614877"));
    assert_false(shape_case_number("9999.90.019"));
    assert_false(shape_case_number("9999990019")); /* a digit that was read twice */
    assert_false(shape_case_number("999990019."));
}

static void a_label_may_hang_on_its_value(void **state)
{
    (void)state;
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    add(&p, 100, 200, 0, "BSN:,999990019");
    add(&p, 100, 300, 1, "Tel:,0612345678");
    assert_int_equal(labels_find(&p, looks), 1);
    assert_string_equal(looks[0].field, "bsn");
    assert_true(looks[0].labelled);
    page_release(&p);
}

/* What stands below a label of several words is looked at, where the row has no digits. */
static void boxes_below_a_label_are_looked_at(void **state)
{
    (void)state;
    struct page p = {.width = 595, .height = 842};
    struct look looks[LOOKS_MAX];
    add(&p, 16, 200, 0, "1a");
    add(&p, 60, 200, 0, "Burgerservicenummer");
    add(&p, 104, 200, 0, "partner");
    bool below = false;
    int count = labels_find(&p, looks);
    for (int i = 0; i < count; i++)
        below |= looks[i].y0 > 208 && looks[i].x0 < 18;
    assert_true(below);
    page_release(&p);
}

/* A page in leptonica's own letters, which are built into it. */
static void draw_text(struct raster *r, const char *const *lines)
{
    L_BMF *font = bmfCreate(NULL, 20);
    PIX *pix = pixCreate(1600, 600, 8);
    pixSetAllGray(pix, 255);
    for (int i = 0; lines[i]; i++)
        pixSetTextline(pix, font, lines[i], 0, 40, 60 + i * 150, NULL, NULL);
    assert_int_equal(raster_init(r, 1600, 600, 1), 0);
    for (int y = 0; y < 600; y++)
        for (int x = 0; x < 1600; x++) {
            l_uint32 value;
            pixGetPixel(pix, x, y, &value);
            r->data[y * r->stride + x] = (uint8_t)value;
        }
    r->dpi = 300;
    pixDestroy(&pix);
    bmfDestroy(&font);
}

/* Draws the lines and reads them, twice where that is called for. */
static void read_lines(const char *const *lines, struct page *page)
{
    char why[200] = "";
    struct raster r;
    struct problem p = {0};
    struct reader *reader = reader_load(why, sizeof why);
    assert_non_null(reader);
    draw_text(&r, lines);
    assert_int_equal(reader_page(reader, &r, page, &p), 0);
    assert_int_equal(reader_second_look(reader, &r, page, &p), 0);
    raster_release(&r);
    reader_free(reader);
}

/* The surest reading of a field; NULL: none. */
static const struct reading *reading_of(const struct page *page, const char *field)
{
    const struct reading *best = NULL;
    for (size_t i = 0; i < page->reading_count; i++)
        if (!strcmp(page->readings[i].field, field) &&
            (!best || page->readings[i].probability > best->probability))
            best = &page->readings[i];
    return best;
}

static void reads_a_page_and_looks_twice(void **state)
{
    (void)state;
    static const char *const lines[] = {"Gemeente Utrecht", "Burgerservicenummer: 999990019",
                                        "Wij hebben uw aanvraag ontvangen", NULL};
    struct page page = {0};
    read_lines(lines, &page);
    char *text = page_text(&page);
    assert_non_null(strstr(text, "aanvraag"));
    free(text);
    assert_true(page.words[0].x0 > 8 && page.words[0].x0 < 12); /* 40 pixels at 300 dpi */
    const struct reading *bsn = reading_of(&page, "bsn");
    assert_non_null(bsn);
    assert_true(bsn->valid);
    assert_string_equal(bsn->value, "999990019");
    page_release(&page);
}

/* The number in a zone whose check digits hold is as good as a labelled one. */
static void zones_give_a_number(void **state)
{
    (void)state;
    static const char *const lines[] = {"I<NLDSPECI20142999990019<<<<<<",
                                        "8503105F2403096NLD<<<<<<<<<<<5",
                                        "DE<BRUIJN<<WILLEKE<LISELOTTE<<", NULL};
    struct page page = {0};
    read_lines(lines, &page);
    const struct reading *bsn = reading_of(&page, "bsn");
    assert_non_null(bsn);
    assert_true(bsn->probability > 0.95F);
    assert_string_equal(bsn->value, "999990019");
    page_release(&page);
}

/* A line of capitals and days as long as a driving licence's zone is none. */
static void print_as_long_as_a_zone_is_none(void **state)
{
    (void)state;
    static const char *const lines[] = {"VERBLIJFSTITEL", "08OKT/OCT2019 08OKT/OCT2029",
                                        "GELDIG TOT/CARD EXPIRY", NULL};
    struct page page = {0};
    read_lines(lines, &page);
    assert_null(reading_of(&page, "mrz"));
    page_release(&page);
}

/* What net.h cannot run, the library reads; a model that is not there is named. */
static void other_models_go_to_the_library(void **state)
{
    (void)state;
    static const char *const lines[] = {"Wij hebben uw aanvraag ontvangen", NULL};
    char why[200] = "";
    struct raster r;
    struct page page = {0};
    struct library *library = library_load("nld", why, sizeof why);
    assert_non_null(library);
    draw_text(&r, lines);
    assert_int_equal(library_read(library, &r, &page), 0);
    char *text = page_text(&page);
    assert_non_null(strstr(text, "aanvraag"));
    free(text);
    assert_true(page.words[0].x0 > 8 && page.words[0].x0 < 12);
    page_release(&page);
    raster_release(&r);
    library_free(library);
    assert_null(library_load("no-such-model", why, sizeof why));
    assert_non_null(strstr(why, "no-such-model"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_hold),
        cmocka_unit_test(values_are_put_right),
        cmocka_unit_test(doubled_digits_are_mended),
        cmocka_unit_test(zones_are_put_right),
        cmocka_unit_test(scraps_are_left_out),
        cmocka_unit_test(a_page_of_scraps_may_be_bad_print),
        cmocka_unit_test(cells_of_a_row_are_one_line),
        cmocka_unit_test(numbers_have_the_label_beside_or_over_them),
        cmocka_unit_test(licences_have_codes_for_labels),
        cmocka_unit_test(lines_by_a_zone_belong_to_it),
        cmocka_unit_test(references_are_no_number),
        cmocka_unit_test(telephones_and_days_are_no_number),
        cmocka_unit_test(words_are_no_zone),
        cmocka_unit_test(print_in_capitals_is_no_zone),
        cmocka_unit_test(companies_numbers_are_found_in_print),
        cmocka_unit_test(accounts_are_found_by_their_bank),
        cmocka_unit_test(accounts_in_groups_are_found),
        cmocka_unit_test(badly_read_accounts_are_found),
        cmocka_unit_test(boxes_may_begin_before_their_label),
        cmocka_unit_test(single_characters_in_boxes_are_one_value),
        cmocka_unit_test(a_case_number_is_no_bsn),
        cmocka_unit_test(walls_between_digits_are_of_boxes),
        cmocka_unit_test(a_label_may_hang_on_its_value),
        cmocka_unit_test(boxes_below_a_label_are_looked_at),
        cmocka_unit_test(reads_a_page_and_looks_twice),
        cmocka_unit_test(zones_give_a_number),
        cmocka_unit_test(print_as_long_as_a_zone_is_none),
        cmocka_unit_test(other_models_go_to_the_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
