/* The worker that makes a piece's PDF: all pages or none, and it says which one failed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/result.h"
#include "stages/publish/compose.h"
#include "tests/unit/pdf_make.h"

static int temporary(const char *text)
{
    FILE *f = tmpfile();
    assert_non_null(f);
    fputs(text, f);
    fflush(f);
    int fd = dup(fileno(f));
    fclose(f);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

static int two_pages(void)
{
    const char *objects[] = {
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 280] /Contents 4 0 R >>",
        pdf_text("10 10 50 50 re f"), NULL};
    return pdf_make(objects, NULL);
}

/* Runs a request; the items it gave, as "name(page or pages)" one after the other. */
static void run(const char *request, const int *inputs, size_t count, int status,
                const char *expected)
{
    struct result_writer out = {.fd = temporary("")};
    struct result_reader in;
    char items[400] = "";
    json_t *head;
    uint64_t offset, size;
    assert_int_equal(compose_class.work(NULL, request, inputs, count, &out), status);
    result_reader_init(&in, out.fd);
    while (result_next(&in, &head, &offset, &size) == 1) {
        const char *item = json_string_value(json_object_get(head, "item"));
        const char *start = !strcmp(item, "pdf")         ? "%PDF-"
                            : !strcmp(item, "thumbnail") ? "\x89PNG"
                                                         : "";
        char *bytes = result_load(&in, offset, size);
        assert_int_equal(strncmp(bytes, start, strlen(start)), 0);
        snprintf(items + strlen(items), 100, "%s(%d%d) ", item,
                 (int)json_integer_value(json_object_get(head, "pages")),
                 (int)json_integer_value(json_object_get(head, "page")));
        free(bytes);
        json_decref(head);
    }
    assert_string_equal(items, expected);
    close(out.fd);
}

#define PAGE(input, number)                                                                        \
    "{\"input\":" #input ",\"type\":\"application/pdf\",\"page\":" #number                         \
    ",\"rotation\":90,\"words\":{\"width\":280,\"height\":200,\"readings\":[],"                    \
    "\"words\":[[10,10,50,20,1,0,0,\"woord\"]]}}"

static void test_a_piece_becomes_one_document(void **state)
{
    int inputs[] = {temporary(""), two_pages()};
    (void)state;
    run("{\"title\":\"Brief\",\"pages\":[" PAGE(1, 2) "," PAGE(1, 1) "]}", inputs, 2, 0,
        "pdf(20) thumbnail(00) ");
}

static void test_a_long_request_comes_as_a_file(void **state)
{
    int inputs[] = {temporary("{\"pages\":[" PAGE(1, 1) "]}"), two_pages()};
    (void)state;
    run("{\"from\":0}", inputs, 2, 0, "pdf(10) thumbnail(00) ");
}

static void test_a_page_that_fails_is_named_and_nothing_is_made(void **state)
{
    int inputs[] = {temporary("this is no document"), two_pages()};
    (void)state;
    run("{\"pages\":[" PAGE(1, 1) "," PAGE(1, 3) "," PAGE(0, 1) "," PAGE(7, 1) "]}", inputs, 2, 0,
        "problem(01) problem(02) problem(03) ");
}

static void test_what_is_no_request_is_a_failure(void **state)
{
    int inputs[] = {temporary("[")};
    (void)state;
    run("no json", inputs, 1, -1, "");
    run("{\"from\":0}", inputs, 1, -1, "");
    run("{\"from\":9}", inputs, 1, -1, "");
    run("{\"pages\":[]}", inputs, 1, -1, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_piece_becomes_one_document),
        cmocka_unit_test(test_a_long_request_comes_as_a_file),
        cmocka_unit_test(test_a_page_that_fails_is_named_and_nothing_is_made),
        cmocka_unit_test(test_what_is_no_request_is_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
