/* Names from outside become paths as the contract writes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "stages/unpack/unpack_names.h"

static void expect(const char *raw, const char *charset, const char *wanted)
{
    char *path = names_clean(raw, charset, true);
    assert_string_equal(path, wanted);
    free(path);
}

static void test_charsets(void **state)
{
    (void)state;
    expect("Verklaring \x82\x89.pdf", "cp437", "Verklaring éë.pdf");
    expect("caf\xe9.pdf", "latin-1", "café.pdf");
    expect("café.pdf", "cp437", "café.pdf"); /* valid UTF-8 stays */
    expect("\xff\xfex.pdf", "utf-8", "\xef\xbf\xbd\xef\xbf\xbdx.pdf");
    expect("a\xed\xa0\x80.pdf", NULL, "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd.pdf");
}

static void test_components(void **state)
{
    (void)state;
    expect("/etc/x.pdf", NULL, "etc/x.pdf");
    expect("../../a/./b.pdf", NULL, "a/b.pdf");
    expect("C:/Scans//a.pdf", NULL, "Scans/a.pdf");
    expect("C:\\Scans\\a.pdf", NULL, "Scans/a.pdf");
    expect("map/a\\b.pdf", NULL, "map/a\\b.pdf"); /* with a slash, it is a letter */
    expect("..", NULL, "");
    expect("hoi!/a!!.pdf", NULL, "hoi%21/a!!.pdf");
    expect("klaar!", NULL, "klaar%21");
    expect("!", NULL, "%21");
}

static void test_masked(void **state)
{
    (void)state;
    expect("a\nb\x1b.pdf", NULL, "a\xef\xbf\xbd\x62\xef\xbf\xbd.pdf");
    expect("factuur\xe2\x80\xaepdf.exe", NULL, "factuur\xef\xbf\xbdpdf.exe");
}

static void test_long_names_keep_their_extension(void **state)
{
    (void)state;
    char raw[700];
    memset(raw, 'a', sizeof raw);
    strcpy(raw + 600, ".pdf");
    char *path = names_clean(raw, NULL, false);
    assert_int_equal(strlen(path), 255);
    assert_string_equal(path + 251, ".pdf");
    json_t *taken = json_object();
    free(names_unique(taken, strdup(path)));
    char *second = names_unique(taken, path);
    assert_int_equal(strlen(second), 255);
    assert_string_equal(second + 247, " (2).pdf");
    free(second);
    json_decref(taken);
    /* Not cut within a character: 254 bytes of two each, and one too many. */
    for (size_t i = 0; i < 400; i += 2)
        memcpy(raw + i, "é", 2);
    raw[400] = '\0';
    path = names_clean(raw, NULL, false);
    assert_int_equal(strlen(path), 254);
    free(path);
}

static void expect_unique(json_t *taken, const char *path, const char *wanted)
{
    char *got = names_unique(taken, strdup(path));
    assert_string_equal(got, wanted);
    free(got);
}

static void test_unique(void **state)
{
    (void)state;
    json_t *taken = json_object();
    expect_unique(taken, "x.d/a.tar.gz", "x.d/a.tar.gz");
    expect_unique(taken, "x.d/a.tar.gz", "x.d/a.tar (2).gz");
    expect_unique(taken, "x.d/b", "x.d/b");
    expect_unique(taken, "x.d/b", "x.d/b (2)");
    expect_unique(taken, "a (2).pdf", "a (2).pdf");
    expect_unique(taken, "a.pdf", "a.pdf");
    expect_unique(taken, "a.pdf", "a (3).pdf");
    expect_unique(taken, "a.pdf", "a (4).pdf");
    json_decref(taken);
}

static void test_litter(void **state)
{
    (void)state;
    assert_true(names_litter("__MACOSX/._a.pdf"));
    assert_true(names_litter("map/.DS_Store"));
    assert_true(names_litter("map/thumbs.DB"));
    assert_false(names_litter("map/__MACOSX.pdf"));
    assert_false(names_litter("desktop.ini.pdf"));
}

static void test_containers(void **state)
{
    (void)state;
    char *path = names_within("b.zip", "scans/a.pdf");
    assert_string_equal(path, "b.zip!/scans/a.pdf");
    free(path);
    path = names_uncompressed("map/scan.pdf.GZ");
    assert_string_equal(path, "scan.pdf");
    free(path);
    path = names_uncompressed(".gz");
    assert_string_equal(path, ".gz");
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_charsets),   cmocka_unit_test(test_components),
        cmocka_unit_test(test_masked),     cmocka_unit_test(test_long_names_keep_their_extension),
        cmocka_unit_test(test_unique),     cmocka_unit_test(test_litter),
        cmocka_unit_test(test_containers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
