/* What a dossier lacks is said as a clerk says it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/stream.h"
#include "stages/publish/status.h"

static json_t *catalogue;

static int load(void **state)
{
    (void)state;
    catalogue = json_load_file("classifiers/data/catalogue.json", 0, NULL);
    return catalogue ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    json_decref(catalogue);
    return 0;
}

/* A paper filed in R-1, a Tozo 2 for a living with a partner. */
static void add(json_t *pieces, const char *type, const char *received, const char *person,
                const char *date)
{
    json_array_append_new(
        pieces,
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s}, s:{s:s, s:s, s:s, s:b}}", "decision",
                  "filed", "dossier", "R-1", "piece", type, "type", type, "received", received,
                  "person", person, "fields", "document_date", date, "holder", "dossier", "R-1",
                  "scheme", "tozo2", "kind", "levensonderhoud", "partner", 1));
}

/* All that is said to be missing, joined. */
static void missing(json_t *pieces, char *out, size_t size)
{
    json_t *all = status_of(pieces, catalogue), *status = json_array_get(all, 0), *one;
    size_t i, used = 0;

    *out = '\0';
    assert_int_equal(json_array_size(all), 1);
    assert_string_equal(record_text(status, "dossier"), "R-1");
    json_array_foreach(json_object_get(status, "missing"), i, one) used +=
        (size_t)snprintf(out + used, size - used, "%s;", record_text(one, "detail"));
    assert_int_equal(json_is_true(json_object_get(status, "complete")), *out == '\0');
    json_decref(all);
}

static void test_words(void **state)
{
    json_t *pieces = json_array();
    char said[600];

    (void)state;
    add(pieces, "aanvraag-tozo", "2020-07-02T10:00:00+02:00", "applicant", "2020-07-01");
    add(pieces, "rijbewijs", "2020-07-02T10:00:00+02:00", "applicant", "2018-01-01");
    add(pieces, "bankafschrift", "2020-07-02T10:00:00+02:00", "applicant", "2020-03-31");
    missing(pieces, said, sizeof said);
    assert_string_equal(said, "rijbewijs is geen geldig legitimatiebewijs;uittreksel KvK ontbreekt;"
                              "bankafschrift ouder dan 3 maanden;inkomsten ontbreekt;"
                              "inkomsten partner ontbreekt;");
    /* Issued before March 2014 it was good for five years. */
    add(pieces, "paspoort", "2020-07-03T10:00:00+02:00", "applicant", "2013-05-06");
    missing(pieces, said, sizeof said);
    assert_non_null(strstr(said, "legitimatie verlopen;"));
    /* The partner's payslip is not the applicant's. */
    add(pieces, "loonstrook", "2020-07-03T10:00:00+02:00", "partner", "2020-06-30");
    missing(pieces, said, sizeof said);
    assert_null(strstr(said, "inkomsten partner"));
    assert_non_null(strstr(said, "inkomsten ontbreekt;"));
    json_decref(pieces);
}

static void test_complete(void **state)
{
    json_t *pieces = json_array();
    char said[600];

    (void)state;
    add(pieces, "aanvraag-tozo", "2020-07-02T10:00:00+02:00", "applicant", "2020-07-01");
    add(pieces, "identiteitskaart", "2020-07-02T10:00:00+02:00", "applicant", "2015-05-06");
    add(pieces, "bankafschrift", "2020-07-02T10:00:00+02:00", "applicant", "2020-04-02");
    add(pieces, "kvk-uittreksel", "2020-07-02T10:00:00+02:00", "applicant", "2020-06-01");
    add(pieces, "inkomstenopgave", "2020-07-02T10:00:00+02:00", "applicant", "2020-07-01");
    add(pieces, "partnerverklaring", "2020-07-02T10:00:00+02:00", "applicant", "2020-07-01");
    missing(pieces, said, sizeof said);
    assert_string_equal(said, "");
    /* What waits or lies elsewhere is not there. */
    json_object_set_new(json_array_get(pieces, 0), "decision", json_string("review"));
    missing(pieces, said, sizeof said);
    assert_string_equal(said, "aanvraag ontbreekt;");
    json_decref(pieces);
}

static long size_of(const char *path)
{
    struct stat st;

    return stat(path, &st) ? -1 : (long)st.st_size;
}

static void test_files(void **state)
{
    char out[] = "/tmp/test-status-XXXXXX", path[200], text[400] = "";
    json_t *pieces = json_array();

    (void)state;
    assert_non_null(mkdtemp(out));
    add(pieces, "rijbewijs", "2020-07-02T10:00:00+02:00", "applicant", "2018-01-01");
    json_object_set_new(json_array_get(pieces, 0), "dossier", json_string("=1+1"));
    json_object_set_new(json_object_get(json_array_get(pieces, 0), "holder"), "dossier",
                        json_string("=1+1"));
    snprintf(path, sizeof path, "%s/dossiers", out);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/dossiers/=1+1", out);
    mkdir(path, 0700);
    json_t *statuses = status_of(pieces, catalogue);
    assert_int_equal(status_write(out, statuses), 0);
    snprintf(path, sizeof path, "%s/dossiers/=1+1/status.json", out);
    assert_true(size_of(path) > 0);
    snprintf(path, sizeof path, "%s/ontbreekt.csv", out);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    assert_non_null(fgets(text, sizeof text, f));
    assert_non_null(fgets(text, sizeof text, f));
    assert_memory_equal(text, "\"'=1+1\";", 8); /* no formula */
    fclose(f);
    /* Nothing is filed there any more: neither file nor folder is left. */
    json_array_clear(statuses);
    assert_int_equal(status_write(out, statuses), 0);
    snprintf(path, sizeof path, "%s/dossiers/=1+1", out);
    assert_int_equal(size_of(path), -1);
    json_decref(statuses);
    json_decref(pieces);
    snprintf(path, sizeof path, "rm -rf %s", out);
    assert_int_equal(system(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_complete),
        cmocka_unit_test(test_files),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
