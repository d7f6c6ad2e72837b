/* What people and programs read of a piece. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "stages/report/report_private.h"

static json_t *piece(const char *decision)
{
    return json_pack(
        "{s:s,s:s,s:s,s:s,s:s,s:f,s:[{s:s,s:i},{s:s,s:i},{s:s,s:i},{s:s,s:i}],s:[{s:s,s:f}],"
        "s:[{s:s,s:s}],s:b,s:s}",
        "path", "review/a/b.pdf", "piece", "0123456789abcdef", "submission", "a.zip", "decision",
        decision, "type", "bezwaarschrift", "confidence", 0.87654321, "pages", "file",
        "a\nWat kunt u doen?.pdf", "page", 3, "file", "a\nWat kunt u doen?.pdf", "page", 4, "file",
        "b.pdf", "page", 6, "file", "b.pdf", "page", 5, "candidates", "dossier", "R 1'; rm -rf",
        "score", 0.5, "reasons", "code", "geen-persoon", "detail", "Niemand gevonden", "urgent", 1,
        "sha256", "aa");
}

static void test_line_has_the_contract_s_members_in_order(void **state)
{
    json_t *p = piece("review"), *line = report_line(p);
    char *text = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(6));

    (void)state;
    assert_memory_equal(text, "{\"kind\":\"piece\",\"submission\":\"a.zip\",\"piece\":", 44);
    assert_non_null(strstr(text, "\"type\":\"bezwaarschrift\",\"confidence\":0.8765,\"pages\":[{"));
    assert_non_null(strstr(text, "\"decision\":\"review\",\"dossier\":null,\"candidates\":[{"));
    assert_non_null(strstr(text, "\"fields\":{},\"person\":null,\"urgent\":true,"
                                 "\"duplicate_of\":null,\"path\":\"review/a/b.pdf\"}"));
    assert_null(strstr(text, "sha256"));
    free(text);
    json_decref(line);
    json_decref(p);
}

static void test_why_waits(void **state)
{
    json_t *p = piece("review");
    char *why = report_why(p, "a.zip");

    (void)state;
    assert_non_null(strstr(why, "DIT STUK WACHT OP EEN MEDEWERKER"));
    assert_non_null(strstr(why, "SPOED"));
    assert_non_null(strstr(why, "pagina 3 t/m 4\n"));
    assert_non_null(strstr(why, "b.pdf, pagina 6\n  b.pdf, pagina 5\n"));
    assert_null(strstr(why, "\nWat kunt u doen?.pdf")); /* no heading from a file's name */
    assert_non_null(strstr(why, "- Niemand gevonden.\n"));
    assert_non_null(strstr(why, "--dossier 'R 1'\\''; rm -rf' --type bezwaarschrift"));
    free(why);
    json_decref(p);
}

static void test_why_tells_days_and_likely_candidates(void **state)
{
    json_t *p = piece("review");
    json_object_set_new(p, "fields",
                        json_pack("{s:s,s:s,s:s}", "period", "2020-04-01/2020-06-30", "birth_date",
                                  "1980-02-01", "iban", "NL00BANK0123456789"));
    json_object_set_new(p, "candidates",
                        json_pack("[{s:s,s:f},{s:s,s:f}]", "dossier", "R-1", "score", 0.5,
                                  "dossier", "R-2", "score", 0.004));
    char *why = report_why(p, "a.zip");

    (void)state;
    assert_non_null(strstr(why, "Periode: 01-04-2020 t/m 30-06-2020\n"));
    assert_non_null(strstr(why, "Geboortedatum: 01-02-1980\n"));
    assert_non_null(strstr(why, "IBAN: NL00BANK0123456789\n"));
    assert_non_null(strstr(why, "dossier R-1 (50%)"));
    assert_null(strstr(why, "R-2"));
    free(why);
    json_decref(p);
}

static void test_why_rejected_and_aside(void **state)
{
    json_t *p = piece("rejected");
    char *why = report_why(p, "a.zip");

    (void)state;
    assert_non_null(strstr(why, "KON NIET WORDEN GELEZEN"));
    assert_non_null(strstr(why, "--original"));
    free(why);
    json_object_set_new(p, "decision", json_string("aside"));
    why = report_why(p, "a.zip");
    assert_non_null(strstr(why, "NIEMAND NODIG"));
    assert_null(strstr(why, "postkamer"));
    free(why);
    json_decref(p);
}

static void test_headings(void **state)
{
    json_t *p = piece("review");
    const struct heading *first = report_heading(p);

    (void)state;
    assert_string_equal(first->title, "Niet bekend van wie");
    json_object_set_new(p, "reasons", json_pack("[{s:s}]", "code", "iets-nieuws"));
    assert_string_equal(report_heading(p)->title, "Overige vragen");
    assert_true(report_heading_number(report_heading(p)) < REPORT_HEADINGS);
    json_object_del(p, "reasons");
    assert_string_equal(report_heading(p)->title, "Overige vragen");
    json_decref(p);
}

static void test_days(void **state)
{
    char text[80], day[16];

    (void)state;
    assert_string_equal(report_day("2020-11-14T21:13:05+01:00", day), "14-11-2020");
    assert_string_equal(report_day("2020-13-14", day), "onbekend");
    assert_string_equal(report_day(NULL, day), "onbekend");
    assert_string_equal(report_moment("2020-02-29T08:05:00", text, sizeof text),
                        "zaterdag 29 februari 2020, 08.05 uur");
    assert_string_equal(report_moment("nu", text, sizeof text), "onbekend tijdstip");
}

static void test_labels(void **state)
{
    (void)state;
    assert_string_equal(report_type_label("no-such-type"), "no-such-type");
    assert_string_equal(report_type_label(NULL), "Onleesbaar");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_has_the_contract_s_members_in_order),
        cmocka_unit_test(test_why_waits),
        cmocka_unit_test(test_why_tells_days_and_likely_candidates),
        cmocka_unit_test(test_why_rejected_and_aside),
        cmocka_unit_test(test_headings),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
