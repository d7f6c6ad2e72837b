/* Machine readable zones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "classifiers/mrz.h"
#include "tests/unit/paper.h"

static void reads_zones(void **state)
{
    (void)state;
    struct paper_fields r =
        read_paper("paspoort", "KONINKRIJK DER NEDERLANDEN\npaspoort\nvan der Méér\nAnna\n"
                               "01 02 2015 datum van afgifte\n01 02 2025 geldig tot\n"
                               "P<NLDVANKDER<MEERK<ANNA<<<<<<<<<<<<<<<<<<<<<\n"
                               "SPECI20142NLD6503101F2502011999990019<<<<<84");
    assert_string_equal(r.of[FIELD_NAME].value, "van der Méér");
    assert_string_equal(r.of[FIELD_BSN].value, "999990019");
    assert_string_equal(r.of[FIELD_BIRTH].value, "1965-03-10");
    assert_string_equal(r.of[FIELD_DATE].value, "2015-02-01");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_zones),
        cmocka_unit_test(takes_a_zone_as_surely_as_it_was_read),
        cmocka_unit_test(reads_the_number_of_a_zone_whose_issuer_is_misread),
        cmocka_unit_test(rows_are_no_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
