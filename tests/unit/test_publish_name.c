/* Names from outside, made to stand on every file system. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <string.h>
#include "stages/publish/publish_private.h"

static void expect(const char *text, size_t size, const char *name)
{
    char out[300];

    publish_name(text, out, size);
    assert_string_equal(out, name);
}

static void test_names(void **state)
{
    (void)state;
    expect("van der Meer", 80, "van der Meer");
    expect("../../etc/passwd", 80, "_._.._etc_passwd");
    expect("a:b*c?d\"e<f>g|h\\i", 80, "a_b_c_d_e_f_g_h_i");
    expect(".verborgen", 80, "_verborgen");
    expect("  eind. . ", 80, "eind");
    expect("", 80, "_");
    expect("...", 80, "_");
    expect("nul.pdf", 80, "_ul.pdf");
    expect("Lpt1", 80, "_pt1");
    expect("lpt10", 80, "lpt10");
    expect("a\nb\tc\x7f", 80, "a_b_c_");
    expect("fdp.\xe2\x80\xaegpj", 80, "fdp._gpj"); /* right-to-left override */
    expect("a\xff\xc0\xaf.pdf", 80, "a___.pdf");   /* no UTF-8, and an overlong slash */
    expect("\xed\xa0\x80", 80, "___");             /* half a surrogate pair */
    expect("Z\xc3\xbc\xc3\xbc", 4, "Z\xc3\xbc");   /* cut at a character */
    expect("Ana\xc3\xafs", 80, "Ana\xc3\xafs");
}

static void test_folders_do_not_collide(void **state)
{
    char one[128], other[128];

    (void)state;
    publish_folder("R-20-104233", one, sizeof one);
    assert_string_equal(one, "R-20-104233");
    publish_folder("R/20", one, sizeof one);
    publish_folder("R_20", other, sizeof other);
    assert_string_equal(other, "R_20");
    assert_string_not_equal(one, other);
    publish_folder("R\\20", other, sizeof other);
    assert_string_not_equal(one, other);
}

static json_t *piece(void)
{
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:{s:s},s:{s:s,s:s}}", "piece", "0123456789abcdef",
                     "submission", "bij/lagen.zip", "type", "no-such-type", "decision", "filed",
                     "received", "2020-11-14T21:13:05+01:00", "dossier", "R-1", "fields", "name",
                     "Visser", "holder", "dossier", "R-1", "surname", "de Boer");
}

static void test_files_and_folders(void **state)
{
    char name[PUBLISH_NAME_MAX];
    json_t *p = piece();

    (void)state;
    name_of_file(p, ".pdf", name, sizeof name);
    assert_string_equal(name, "2020-11-14 no-such-type de Boer.pdf");
    json_object_set_new(p, "dossier", json_string("R-2")); /* the holder is another dossier's */
    name_of_file(p, ".pdf", name, sizeof name);
    assert_string_equal(name, "2020-11-14 no-such-type Visser.pdf");
    json_object_set_new(p, "received", json_string("gisteren"));
    json_object_set_new(p, "type", json_null());
    name_of_folder(p, name, sizeof name);
    assert_string_equal(name, "zonder datum bij_lagen.zip Onleesbaar 01234567");
    json_decref(p);
}

static void test_originals(void **state)
{
    char name[PUBLISH_NAME_MAX], longest[400];

    (void)state;
    name_of_original("a.zip!/scans/b.pdf", name, sizeof name);
    assert_string_equal(name, "b.pdf");
    name_of_original("WHY.txt", name, sizeof name); /* ours is why.txt */
    assert_string_equal(name, "WHY_.txt");
    name_of_original("map/.DS_Store", name, sizeof name);
    assert_string_equal(name, "_DS_Store");
    memset(longest, 'x', sizeof longest);
    strcpy(longest + 380, ".jpeg");
    name_of_original(longest, name, sizeof name);
    assert_true(strlen(name) < 160);
    assert_string_equal(name + strlen(name) - 5, ".jpeg");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_folders_do_not_collide),
        cmocka_unit_test(test_files_and_folders),
        cmocka_unit_test(test_originals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
