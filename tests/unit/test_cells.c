#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "stages/formats/text_cells.h"

#define LINES 3

/* A line as a network saw it, each character two steps wide; a blank in the text is a gap that the
 * network left out. */
static void see(struct second *line, const char *text)
{
    *line = (struct second){.left = 7, .advance = 4};
    for (; *text; text++) {
        struct step *s = &line->steps[line->count++];
        *s = (struct step){.count = 1};
        snprintf(s->choices[0].text, sizeof s->choices[0].text, "%c", *text);
        s->choices[0].p = 0.9F;
        line->steps[line->count] = (struct step){.count = 1};
        line->steps[line->count++].choices[0].p = 0.97F;
    }
}

static bool read_zone(const char *const numbers[LINES], const char *const words[LINES],
                      struct cells_read *out)
{
    struct second *lines = calloc(2 * LINES, sizeof *lines);
    assert_non_null(lines);
    for (int i = 0; i < LINES; i++) {
        see(&lines[i], numbers[i]);
        see(&lines[LINES + i], words[i]);
    }
    bool found = cells_read(lines, lines + LINES, LINES, out);
    free(lines);
    return found;
}

/* Neither network reads a line of it; together, under the check digits, they do. */
static void two_bad_readings_make_a_zone(void **state)
{
    (void)state;
    static const char *const numbers[] = {"LKNLDSPECIZOI4299999OOI9Kcecce",
                                          "8SO3I05F24O3O96NLDKKKKKKKKKKK5",
                                          "DE<BRUIJN<<WILLEKE<LISELOTTE<<"};
    static const char *const words[] = {"ICNLOSPECI2014299I9900I9eceeee",
                                        "8503105F2403096NLDeEEEEEEEEEE5",
                                        "DE<BRUIJN<<WILLEKE<LISELOTTE<<"};
    struct cells_read read;
    assert_true(read_zone(numbers, words, &read));
    assert_string_equal(read.bsn, "999990019");
    assert_string_equal(read.value, "I<NLDSPECI20142999990019<<<<<<\n"
                                    "8503105F2403096NLD<<<<<<<<<<<5\n"
                                    "DE<BRUIJN<<WILLEKE<LISELOTTE<<");
    assert_true(read.p > 0.9F);
}

/* Where another number would do as well it is not sure. */
static void what_is_hardly_read_is_not_sure(void **state)
{
    (void)state;
    static const char *const numbers[] = {"LKNLDSPECIZOI42IIIIIOOI9Kcecce",
                                          "8SO3I05F24O3O96NLDKKKKKKKKKKK5",
                                          "DE<BRUIJN<<WILLEKE<LISELOTTE<<"};
    static const char *const words[] = {"ICNLOSPECI2014?IIIII?0I9eceeee",
                                        "85?3105F2403096NLDeEEEEEEEEEE?",
                                        "DE<BRUIJN<<WILLEKE<LISELOTTE<<"};
    struct cells_read read;
    assert_true(!read_zone(numbers, words, &read) || read.p < 0.9F);
}

/* Fillers that are read as 0 are no digits of a number. */
static void no_number_begins_with_two_zeros(void **state)
{
    (void)state;
    static const char *const lines[] = {"I<NLDSPECI20142000082223<<<<<<",
                                        "8503105F2403096NLD<<<<<<<<<<<7",
                                        "DE<BRUIJN<<WILLEKE<LISELOTTE<<"};
    struct cells_read read;
    assert_true(!read_zone(lines, lines, &read) || strcmp(read.bsn, "000082223") != 0);
}

static void print_does_not_stand_in_places(void **state)
{
    (void)state;
    static const char *const lines[] = {"Wij hebben uw aanvraag ontvangen en zullen",
                                        "u zo spoedig mogelijk laten weten wat wij",
                                        "besluiten over de bijstand"};
    struct cells_read read;
    assert_true(!read_zone(lines, lines, &read) || read.p < 0.9F);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_bad_readings_make_a_zone),
        cmocka_unit_test(what_is_hardly_read_is_not_sure),
        cmocka_unit_test(no_number_begins_with_two_zeros),
        cmocka_unit_test(print_does_not_stand_in_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
