#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "stages/formats/text_beam.h"
#include "stages/formats/text_choices.h"
#include "stages/formats/text_mrz.h"

#define STEPS 200

/* Steps in which each character is clear and parted from the next by a blank. */
static int clear_steps(const char *text, struct step *steps)
{
    int count = 0;
    for (; *text; text++) {
        struct step *s = &steps[count++];
        *s = (struct step){.count = 1};
        snprintf(s->choices[0].text, sizeof s->choices[0].text, "%c", *text);
        s->choices[0].p = 0.97F;
        steps[count] = (struct step){.count = 1};
        steps[count++].choices[0].p = 0.97F;
    }
    return count;
}

/* Gives the step of character `at` a second choice. */
static void doubt(struct step *steps, int at, const char *other, float p)
{
    struct step *s = &steps[2 * at];
    s->count = 2;
    s->choices[0].p = 1 - p;
    strcpy(s->choices[1].text, other);
    s->choices[1].p = p;
}

static void digits_are_read_as_they_stand(void **state)
{
    struct step steps[STEPS];
    struct alternative found[BEAM_WIDTH];
    (void)state;
    int count = clear_steps("BSN: 999 99.0019", steps);
    assert_true(beam_read(steps, count, "999999999", 9, found) > 0);
    assert_string_equal(found[0].value, "999990019");
    assert_true(found[0].p > 0.3);
}

static void a_number_of_another_length_is_none(void **state)
{
    struct step steps[STEPS];
    struct alternative found[BEAM_WIDTH];
    (void)state;
    int count = clear_steps("9999900199", steps);
    int n = beam_read(steps, count, "999999999", 9, found);
    assert_true(n == 0 || found[0].p < 0.02);
    count = clear_steps("99999001", steps);
    n = beam_read(steps, count, "999999999", 9, found);
    assert_true(n == 0 || found[0].p < 0.02);
}

/* How likely the text holds the number 431193290. */
static double number_in(const char *text)
{
    struct step steps[STEPS];
    struct alternative found[BEAM_WIDTH];
    int count = clear_steps(text, steps);
    int n = beam_read(steps, count, "999999999", 9, found);
    for (int i = 0; i < n; i++)
        if (strcmp(found[i].value, "431193290") == 0)
            return found[i].p;
    return 0;
}

/* What stands before a number without a gap may be its first digit, misread; but walls of boxes and
 * brackets stand there too. */
static void what_stands_close_before_a_number_may_belong_to_it(void **state)
{
    (void)state;
    assert_true(number_in("BSN 431193290") > 0.3);
    assert_true(number_in("(431193290)") > 0.3);
    assert_true(number_in("|431193290") > 0.3);
    assert_true(number_in("$431193290") < 0.15);
    assert_true(number_in("8431193290") < 1e-3);
    assert_true(number_in("8 431193290") > 1e-3);
}

static void alternatives_are_kept_with_their_weight(void **state)
{
    struct step steps[STEPS];
    struct alternative found[BEAM_WIDTH];
    (void)state;
    int count = clear_steps("999990019", steps);
    doubt(steps, 5, "8", 0.3F);
    assert_true(beam_read(steps, count, "999999999", 9, found) >= 2);
    assert_string_equal(found[0].value, "999990019");
    assert_string_equal(found[1].value, "999998019");
    assert_true(found[0].p > 2 * found[1].p && found[1].p > 0.1);
}

static void letters_stand_for_digits_where_digits_must_be(void **state)
{
    struct step steps[STEPS];
    struct alternative found[BEAM_WIDTH];
    (void)state;
    int count = clear_steps("NL91 ABNA O417 1643 OO", steps);
    assert_true(beam_read(steps, count, "NL99AAAA9999999999", 18, found) > 0);
    assert_string_equal(found[0].value, "NL91ABNA0417164300");
}

static void a_shape_holds_its_lines(void **state)
{
    static const char *const passport[] = {"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                                           "L898902C36UTO7408122F1204159ZE184226B<<<<<10"};
    char value[FIELD_VALUE_MAX];
    int digits = 0;
    (void)state;
    assert_int_equal(mrz_fit(&mrz_shapes[2], passport, value, &digits), 5);
    assert_int_equal(digits, 5);
    for (int i = 0; i < MRZ_SHAPES; i++)
        for (int k = 0; k < mrz_shapes[i].lines; k++)
            assert_int_equal(strlen(mrz_shapes[i].types[k]), mrz_shapes[i].width);
}

/* A Dutch card's second line: how many fillers there are, and as what they are read, is no matter.
 */
static void fillers_before_a_digit_are_passed_over(void **state)
{
    struct step steps[STEPS];
    struct alternative found[BEAM_WIDTH];
    (void)state;
    int count = clear_steps("8503105F2403096NLD<KceeC<K5", steps);
    assert_true(beam_read(steps, count, "nnnnnnncnnnnnnnNLDd", 19, found) > 0);
    assert_string_equal(found[0].value, "8503105F2403096NLD5");
    assert_true(found[0].p > 0.1);
    count = clear_steps("8503105F2403096NLO<<<<<<<<<<<5", steps);
    assert_true(beam_read(steps, count, "nnnnnnncnnnnnnnNLDd", 19, found) > 0);
    assert_string_equal(found[0].value, "8503105F2403096NLD5");
    assert_true(found[0].p < 0.1);
}

/* The form of Dutch cards is for no other, and makes no letters of the number's digits. */
static void dutch_zones_have_a_form_of_their_own(void **state)
{
    static const char *const card[] = {"I<NLDSPECI20142999990O19<<<<<<",
                                       "8503105F2403096NLD<<<<<<<<<<<5",
                                       "DE<BRUIJN<<WILLEKE<LISELOTTE<<"};
    static const char *const other[] = {"I<BELSPECI20142999990019<<<<<<",
                                        "8503105F2403096BEL<<<<<<<<<<<5",
                                        "DE<BRUIJN<<WILLEKE<LISELOTTE<<"};
    char value[FIELD_VALUE_MAX];
    int digits = 0;
    (void)state;
    assert_true(mrz_shapes[1].dutch);
    assert_int_equal(mrz_fit(&mrz_shapes[1], card, value, &digits), 4);
    assert_int_equal(digits, 4);
    assert_non_null(strstr(value, "999990019"));
    assert_int_equal(mrz_fit(&mrz_shapes[1], other, value, &digits), -1);
}

/* What both readers read outweighs what one is surer of, unless one of them hardly reads it. */
static void readers_that_agree_count_for_more(void **state)
{
    struct choices c = {.count = 0};
    double sum;
    (void)state;
    choices_add(&c, "999990019", 0.3, 1, BY_NUMBERS);
    choices_add(&c, "999990020", 0.4, 1, BY_NUMBERS);
    choices_add(&c, "999990020", 0.1, 1, BY_NUMBERS);
    assert_true(choices_sort(&c, 0.01, &sum) < 0.7);
    assert_string_equal(c.list[0].value, "999990020");
    choices_add(&c, "999990019", 0.004, 1, BY_WORDS);
    choices_sort(&c, 0.01, &sum);
    assert_string_equal(c.list[0].value, "999990020");
    choices_add(&c, "999990019", 0.3, 0.15, BY_WORDS);
    choices_add(&c, "999990019", 0.3, 0.15, BY_WORDS); /* no third reader */
    assert_true(choices_sort(&c, 0.01, &sum) < 0.7);
    assert_string_equal(c.list[0].value, "999990019");
    assert_true(c.list[0].weight > 0.79 && c.list[0].weight < 0.81);
}

/* What speaks for a number of another length makes all unsure. */
static void another_length_speaks_against_a_number(void **state)
{
    struct choices c = {.count = 0};
    double sum;
    (void)state;
    choices_add(&c, "999990019", 0.4, 1, BY_NUMBERS);
    assert_true(choices_sort(&c, 0.01, &sum) > 0.95);
    c.against = 0.1;
    assert_true(choices_sort(&c, 0.01, &sum) < 0.8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_are_read_as_they_stand),
        cmocka_unit_test(a_number_of_another_length_is_none),
        cmocka_unit_test(what_stands_close_before_a_number_may_belong_to_it),
        cmocka_unit_test(alternatives_are_kept_with_their_weight),
        cmocka_unit_test(letters_stand_for_digits_where_digits_must_be),
        cmocka_unit_test(readers_that_agree_count_for_more),
        cmocka_unit_test(another_length_speaks_against_a_number),
        cmocka_unit_test(a_shape_holds_its_lines),
        cmocka_unit_test(fillers_before_a_digit_are_passed_over),
        cmocka_unit_test(dutch_zones_have_a_form_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
