/* Results survive their writer, and do not believe it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "pipeline/result.h"

static int written(struct result_writer *w)
{
    int fd = memfd_create("result", 0);

    *w = (struct result_writer){.fd = fd};
    json_t *head = json_pack("{s:s}", "item", "one");
    assert_int_equal(result_item(w, head, "abc", 3), 0);
    json_decref(head);
    assert_int_equal(result_item(w, NULL, NULL, 0), 0);
    return fd;
}

static void test_items(void **state)
{
    struct result_writer w;
    struct result_reader r;
    uint64_t offset, size;
    json_t *head;

    (void)state;
    int fd = written(&w);
    result_reader_init(&r, fd);
    assert_int_equal(result_next(&r, &head, &offset, &size), 1);
    assert_string_equal(json_string_value(json_object_get(head, "item")), "one");
    json_decref(head);
    char *data = result_load(&r, offset, size);
    assert_string_equal(data, "abc");
    free(data);
    assert_int_equal(result_next(&r, &head, &offset, &size), 1);
    assert_int_equal(size, 0);
    json_decref(head);
    assert_int_equal(result_next(&r, &head, &offset, &size), 0);
    assert_int_equal(r.cut, 0);
    close(fd);
}

static size_t count(int fd, int *rc, int *cut)
{
    struct result_reader r;
    uint64_t offset, size;
    json_t *head;
    size_t n = 0;

    result_reader_init(&r, fd);
    while ((*rc = result_next(&r, &head, &offset, &size)) == 1) {
        json_decref(head);
        n++;
    }
    *cut = r.cut;
    return n;
}

static void test_cut_at_every_byte(void **state)
{
    struct result_writer w;
    int rc, cut;

    (void)state;
    int fd = written(&w);
    off_t end = lseek(fd, 0, SEEK_END);
    for (off_t at = end; at >= 0; at--) {
        assert_int_equal(ftruncate(fd, at), 0);
        size_t n = count(fd, &rc, &cut);
        assert_int_equal(rc, 0);
        assert_true(n <= 2);
        if (at != end && at != 0 && n == 0)
            assert_int_equal(cut, 1);
    }
    close(fd);
}

static void test_open_item_is_invisible(void **state)
{
    struct result_writer w;
    int rc, cut;

    (void)state;
    int fd = written(&w);
    assert_int_equal(result_begin(&w, NULL), 0);
    assert_int_equal(result_bytes(&w, "half", 4), 0);
    assert_int_equal(count(fd, &rc, &cut), 2);
    assert_int_equal(cut, 1);
    assert_int_equal(result_close(&w), 0);
    assert_int_equal(count(fd, &rc, &cut), 3);
    assert_int_equal(cut, 0);
    close(fd);
}

static void test_lies(void **state)
{
    struct result_writer w;
    struct result_reader r;
    uint64_t huge = UINT64_MAX - 8;
    uint32_t head = UINT32_MAX;
    int rc, cut;

    (void)state;
    int fd = written(&w);
    result_reader_init(&r, fd);
    assert_null(result_load(&r, 4, huge));
    assert_null(result_load(&r, huge, 16));
    assert_int_equal(pwrite(fd, &huge, 8, 8), 8);
    assert_int_equal(count(fd, &rc, &cut), 0);
    assert_int_equal(cut, 1);
    assert_int_equal(pwrite(fd, &head, 4, 4), 4);
    count(fd, &rc, &cut);
    assert_int_equal(rc, -1);
    assert_int_equal(pwrite(fd, "ELF", 3, 0), 3);
    count(fd, &rc, &cut);
    assert_int_equal(rc, -1);
    assert_int_equal(errno, EPROTO);
    close(fd);
}

static void test_head_must_be_an_object(void **state)
{
    struct result_writer w;
    int rc, cut;

    (void)state;
    int fd = written(&w);
    assert_int_equal(pwrite(fd, "[1,2,3,4,5,6]", 13, 16), 13);
    assert_int_equal(count(fd, &rc, &cut), 0);
    assert_int_equal(rc, -1);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_open_item_is_invisible),
        cmocka_unit_test(test_lies),
        cmocka_unit_test(test_head_must_be_an_object),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
