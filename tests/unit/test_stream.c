#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "pipeline/stream.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define START "{\"kind\":\"stream\",\"version\":1,\"program\":\"test\"}\n"
#define HEAD "{\"kind\":\"submission\",\"submission\":\"a\",\"id\":\"" ID "\"}\n"
#define LEAVE "{\"kind\":\"submission-end\",\"submission\":\"a\"}\n"
#define PAGE "{\"kind\":\"page\",\"file\":\"x.pdf\",\"page\":1,\"later\":{\"more\":[0.993]}}\n"
#define END(n) "{\"kind\":\"end\",\"counts\":{\"submissions\":" #n "}}\n"

/* Reads a stream to its end: the last status, and how many submissions came. */
static enum stream_status read_all(const char *text, size_t size, unsigned *items, char why[200])
{
    FILE *in = tmpfile();
    assert_non_null(in);
    assert_int_equal(write(fileno(in), text, size), (ssize_t)size);
    lseek(fileno(in), 0, SEEK_SET);
    struct stream_reader r;
    struct submission *s;
    enum stream_status status;
    stream_reader_init(&r, in);
    *items = 0;
    while ((status = stream_read(&r, &s)) == STREAM_ITEM) {
        ++*items;
        submission_free(s);
    }
    if (why)
        memcpy(why, r.why, 200);
    stream_reader_release(&r);
    fclose(in);
    return status;
}

static enum stream_status status_of(const char *text)
{
    unsigned items;
    return read_all(text, strlen(text), &items, NULL);
}

static void every_cut_is_seen(void **state)
{
    (void)state;
    const char *whole = START HEAD PAGE LEAVE HEAD LEAVE END(2);
    const size_t first = strlen(START HEAD PAGE LEAVE),
                 second = strlen(START HEAD PAGE LEAVE HEAD LEAVE);
    unsigned items;
    for (size_t cut = 0; cut < strlen(whole); cut++) {
        assert_int_equal(read_all(whole, cut, &items, NULL), STREAM_TRUNCATED);
        assert_int_equal(items, (cut >= first) + (cut >= second));
    }
    assert_int_equal(read_all(whole, strlen(whole), &items, NULL), STREAM_END);
    assert_int_equal(items, 2);
}

static void bad_streams_are_refused(void **state)
{
    (void)state;
    assert_int_equal(status_of(START END(0)), STREAM_END);
    assert_int_equal(status_of(START HEAD LEAVE END(2)), STREAM_MALFORMED);
    assert_int_equal(status_of(HEAD LEAVE END(1)), STREAM_MALFORMED);
    assert_int_equal(status_of("{\"kind\":\"stream\",\"version\":2}\n" END(0)), STREAM_MALFORMED);
    assert_int_equal(status_of("{\"version\":1}\n" END(0)), STREAM_MALFORMED);
    assert_int_equal(status_of(START END(0) START END(0)), STREAM_MALFORMED);
    assert_int_equal(status_of(START HEAD HEAD LEAVE LEAVE END(2)), STREAM_MALFORMED);
    assert_int_equal(status_of(START HEAD "{\"kind\":\"end\",\"counts\":{\"submissions\":0}}\n"),
                     STREAM_MALFORMED);
    assert_int_equal(status_of(START PAGE END(0)), STREAM_MALFORMED);
    assert_int_equal(status_of(START HEAD "[1]\n" LEAVE END(1)), STREAM_MALFORMED);
    assert_int_equal(status_of(START HEAD "{\"kind\":\"page\",\"kind\":\"end\"}\n" LEAVE END(1)),
                     STREAM_MALFORMED);
    assert_int_equal(
        status_of(START
                  "{\"kind\":\"submission\",\"submission\":\"a\",\"id\":\"../x\"}\n" LEAVE END(1)),
        STREAM_MALFORMED);
}

static void says_which_line_is_bad(void **state)
{
    (void)state;
    unsigned items;
    char why[200];
    const char *text = START HEAD PAGE "{\"kind\":\n" LEAVE END(1);
    assert_int_equal(read_all(text, strlen(text), &items, why), STREAM_MALFORMED);
    assert_ptr_equal(strstr(why, "line 4:"), why);
}

static void unknown_records_and_members_pass(void **state)
{
    (void)state;
    const char *text = START HEAD PAGE "{\"kind\":\"news\",\"from\":2030}\n" LEAVE END(1);
    FILE *in = fmemopen((void *)text, strlen(text), "r");
    char *copy = NULL;
    size_t size;
    FILE *out = open_memstream(&copy, &size);
    struct stream_reader r;
    struct stream_writer w;
    struct submission *s;
    stream_reader_init(&r, in);
    assert_int_equal(stream_begin(&w, out, "test"), 0);
    assert_int_equal(stream_read(&r, &s), STREAM_ITEM);
    assert_string_equal(submission_name(s), "a");
    assert_string_equal(submission_id(s), ID);
    assert_int_equal(stream_write(&w, s), 0);
    submission_free(s);
    assert_int_equal(stream_read(&r, &s), STREAM_END);
    assert_int_equal(stream_end(&w), 0);
    fclose(out);
    assert_non_null(strstr(copy, PAGE));
    assert_non_null(strstr(copy, "\"news\""));
    assert_non_null(strstr(copy, "\"pages\":1"));
    stream_reader_release(&r);
    fclose(in);
    free(copy);
}

static void what_was_read_ahead_is_told(void **state)
{
    (void)state;
    const char *text = START HEAD LEAVE HEAD LEAVE;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    FILE *in = fdopen(ends[0], "r");
    struct stream_reader r;
    struct submission *s;
    stream_reader_init(&r, in);
    assert_false(stream_waiting(&r));
    assert_int_equal(stream_read(&r, &s), STREAM_ITEM);
    submission_free(s);
    assert_true(stream_waiting(&r));
    assert_int_equal(stream_read(&r, &s), STREAM_ITEM);
    submission_free(s);
    assert_false(stream_waiting(&r));
    stream_reader_release(&r);
    fclose(in);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cut_is_seen),
        cmocka_unit_test(bad_streams_are_refused),
        cmocka_unit_test(says_which_line_is_bad),
        cmocka_unit_test(unknown_records_and_members_pass),
        cmocka_unit_test(what_was_read_ahead_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
