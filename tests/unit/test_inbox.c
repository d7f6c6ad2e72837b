/* The inbox: what is an entry, what sidecars say, and in which order entries come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "stages/unpack/unpack_inbox.h"
#include "stages/unpack/unpack_take.h"

static char folder[64];
static int dir;

static void put(const char *name, const char *text)
{
    int fd = openat(dir, name, O_CREAT | O_WRONLY | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    struct timespec then[2] = {{.tv_sec = 1600000000}, {.tv_sec = 1600000000}};
    assert_int_equal(utimensat(dir, name, then, 0), 0);
}

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/test-inbox-XXXXXX");
    assert_non_null(mkdtemp(folder));
    dir = open(folder, O_RDONLY | O_DIRECTORY);
    return dir < 0;
}

static int tear_down(void **state)
{
    char command[100];
    (void)state;
    close(dir);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static void expect_date(const char *text, const char *iso, int64_t when)
{
    char got[DATE_SIZE];
    int64_t seconds;
    assert_int_equal(date_parse(text, &seconds, got), 0);
    assert_string_equal(got, iso);
    assert_int_equal(seconds, when);
}

static void test_dates(void **state)
{
    static const char *const wrong[] = {
        "gisteren",          "2020-02-31T10:00:00Z",       "2020-13-01",
        "2020-11-14T25:00Z", "2020-11-14T10:00:00+01:00x", ""};
    char iso[DATE_SIZE];
    int64_t when;
    (void)state;
    expect_date("2020-11-14T21:13:05+01:00", "2020-11-14T21:13:05+01:00", 1605384785);
    expect_date("2020-11-14T20:13:05.250Z", "2020-11-14T20:13:05+00:00", 1605384785);
    expect_date("2020-11-14T15:43-0430", "2020-11-14T15:43:00-04:30", 1605384780);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(date_parse(wrong[i], &when, iso), -1);
}

static const char *text(const struct inbox_entry *e, const char *member)
{
    const char *value = json_string_value(json_object_get(e->meta, member));
    return value ? value : "";
}

static void test_entries_and_sidecars(void **state)
{
    struct inbox in;
    (void)state;
    put("b.pdf", "x");
    put("b.pdf.meta.json", "{\"received\":\"2020-01-02T03:04:05+01:00\",\"channel\":\"portal\","
                           "\"bsn\":\"999990019\",\"name\":null}");
    put("a.pdf", "x");
    put("a.pdf.meta.json", "{\"channel\":\"fax\",\"reference\":7,\"name\":\"Vos\"}");
    put("c.pdf", "x");
    put("c.pdf.meta.json", "{\"bsn\":");
    put(".hidden", "x");
    put("half.part", "x");
    put("half.tmp", "x");
    put("alone.pdf.meta.json", "{}");
    assert_int_equal(inbox_open(&in, folder), 0);
    inbox_sort(&in);
    assert_int_equal(in.count, 3);
    assert_string_equal(in.entries[0].shown, "b.pdf"); /* received before the others */
    assert_string_equal(in.entries[0].received, "2020-01-02T03:04:05+01:00");
    assert_string_equal(text(&in.entries[0], "channel"), "portal");
    assert_string_equal(text(&in.entries[0], "bsn"), "999990019");
    assert_null(in.entries[0].trouble);
    assert_string_equal(in.entries[1].shown, "a.pdf");
    assert_string_equal(text(&in.entries[1], "name"), "Vos");
    assert_string_equal(text(&in.entries[1], "channel"), "");
    assert_non_null(in.entries[1].trouble);
    assert_non_null(in.entries[2].trouble);
    inbox_release(&in);
}

/* Takes the only entry and gives its identity. */
static enum take_status identity(char id[SPOOL_KEY_SIZE], struct taken *t)
{
    struct inbox in;
    assert_int_equal(inbox_open(&in, folder), 0);
    assert_int_equal(in.count, 1);
    enum take_status status = take_entry(in.dir, &in.entries[0], NULL, t);
    memcpy(id, t->id, SPOOL_KEY_SIZE);
    inbox_release(&in);
    return status;
}

static void test_identity_is_name_and_content(void **state)
{
    char first[SPOOL_KEY_SIZE], other[SPOOL_KEY_SIZE];
    struct taken t;
    (void)state;
    put("a", "een");
    assert_int_equal(identity(first, &t), TAKE_DONE);
    taken_release(&t);
    assert_int_equal(renameat(dir, "a", dir, "b"), 0);
    identity(other, &t);
    taken_release(&t);
    assert_string_not_equal(first, other);
    assert_int_equal(renameat(dir, "b", dir, "a"), 0);
    put("a", "twee");
    identity(other, &t);
    taken_release(&t);
    assert_string_not_equal(first, other);
    put("a", "een");
    identity(other, &t);
    taken_release(&t);
    assert_string_equal(first, other);
}

static void test_folder(void **state)
{
    char id[SPOOL_KEY_SIZE];
    struct taken t;
    (void)state;
    mkdirat(dir, "map", 0700);
    mkdirat(dir, "map/sub", 0700);
    put("map/z.pdf", "x");
    put("map/sub/a.pdf", "x");
    assert_int_equal(symlinkat("/etc/passwd", dir, "map/link"), 0);
    assert_int_equal(mkfifoat(dir, "map/pijp", 0600), 0);
    assert_int_equal(identity(id, &t), TAKE_DONE);
    assert_int_equal(t.count, 4);
    assert_string_equal(t.files[0].path, "link");
    assert_string_equal(t.files[0].problem, "link");
    assert_string_equal(t.files[1].path, "pijp");
    assert_string_equal(t.files[1].problem, "device");
    assert_string_equal(t.files[2].path, "sub/a.pdf");
    assert_string_equal(t.files[3].path, "z.pdf");
    assert_null(t.files[3].problem);
    taken_release(&t);
}

static void test_what_changed_since_it_was_listed_is_left(void **state)
{
    struct inbox in;
    struct taken t;
    (void)state;
    put("a", "een");
    assert_int_equal(inbox_open(&in, folder), 0);
    put("a", "een en meer");
    assert_int_equal(take_entry(in.dir, &in.entries[0], NULL, &t), TAKE_CHANGED);
    taken_release(&t);
    assert_int_equal(unlinkat(dir, "a", 0), 0);
    assert_int_equal(take_entry(in.dir, &in.entries[0], NULL, &t), TAKE_VANISHED);
    taken_release(&t);
    inbox_release(&in);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),
        IN_FOLDER(test_entries_and_sidecars),
        IN_FOLDER(test_identity_is_name_and_content),
        IN_FOLDER(test_folder),
        IN_FOLDER(test_what_changed_since_it_was_listed_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
