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
    run("[{\"title\":\"Brief\",\"pages\":[" PAGE(1, 2) "," PAGE(1, 1) "]}]", inputs, 2, 0,
        "pdf(20) thumbnail(00) ");
}

static void test_a_long_request_comes_as_a_file(void **state)
{
    int inputs[] = {temporary("[{\"pages\":[" PAGE(1, 1) "]}]"), two_pages()};
    (void)state;
    run("{\"from\":0}", inputs, 2, 0, "pdf(10) thumbnail(00) ");
}

static void test_a_page_that_fails_is_named_and_nothing_is_made(void **state)
{
    int inputs[] = {temporary("this is no document"), two_pages()};
    (void)state;
    run("[{\"pages\":[" PAGE(1, 1) "," PAGE(1, 3) "," PAGE(0, 1) "," PAGE(7, 1) "]}]", inputs, 2, 0,
        "problem(01) problem(02) problem(03) ");
}

/* The first page's layer, its font and its picture are of no concern to the second. */
static int three_kinds(void)
{
    const char *objects[] = {
        "<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [7 0 R] /D << /OFF [7 0 R] >> >> >>",
        "<< /Type /Pages /Kids [3 0 R 4 0 R 3 0 R] /Count 3 /Resources 5 0 R >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 280] /Contents 6 0 R /Resources << /Font "
        "8 0 R /Properties << /L 7 0 R >> >> >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 280 200] /Contents 6 0 R >>",
        "<< /Font 8 0 R >>",
        pdf_text("/OC /L BDC 10 10 50 50 re f EMC BT /F 12 Tf 20 20 Td (dag) Tj ET"),
        "<< /Type /OCG /Name (laag) >>",
        "<< /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>",
        NULL};
    return pdf_make(objects, NULL);
}

/* The document that a request gives for a piece; the caller frees. */
static char *document(const char *request, const int *inputs, size_t count, int piece,
                      uint64_t *size)
{
    struct result_writer out = {.fd = temporary("")};
    struct result_reader in;
    char *bytes = NULL;
    json_t *head;
    uint64_t offset, length;
    assert_int_equal(compose_class.work(NULL, request, inputs, count, &out), 0);
    result_reader_init(&in, out.fd);
    while (result_next(&in, &head, &offset, &length) == 1) {
        if (!strcmp(json_string_value(json_object_get(head, "item")), "pdf") &&
            json_integer_value(json_object_get(head, "piece")) == piece) {
            assert_null(bytes);
            bytes = result_load(&in, offset, length);
            *size = length;
        }
        json_decref(head);
    }
    close(out.fd);
    assert_non_null(bytes);
    return bytes;
}

static void test_pieces_made_together_are_as_when_made_alone(void **state)
{
#define PIECE(piece, pages) "{\"piece\":" #piece ",\"title\":\"Brief\",\"pages\":[" pages "]}"
    static const char *const pieces[] = {PIECE(0, PAGE(1, 1)), PIECE(1, PAGE(1, 2)),
                                         PIECE(2, PAGE(0, 9)), PIECE(3, PAGE(1, 3) "," PAGE(0, 1)),
                                         PIECE(4, PAGE(1, 2))};
    int inputs[] = {two_pages(), three_kinds()};
    char all[4000] = "[";
    (void)state;
    for (int i = 0; i < 5; i++)
        snprintf(all + strlen(all), 800, "%s%s", i ? "," : "", pieces[i]);
    strcat(all, "]");
    run(all, inputs, 2, 0,
        "pdf(10) thumbnail(00) pdf(10) thumbnail(00) problem(00) pdf(20) thumbnail(00) "
        "pdf(10) thumbnail(00) ");
    for (int i = 0; i < 5; i++) {
        char alone[800];
        uint64_t size, other;
        if (i == 2) /* it has no page 9 */
            continue;
        snprintf(alone, sizeof alone, "[%s]", pieces[i]);
        char *a = document(all, inputs, 2, i, &size), *b = document(alone, inputs, 2, i, &other);
        assert_int_equal(size, other);
        assert_memory_equal(a, b, size);
        assert_int_equal(memmem(a, size, "OCProperties", 12) != NULL, i == 0 || i == 3);
        free(a);
        free(b);
    }
}

static void test_what_is_no_request_is_a_failure(void **state)
{
    int inputs[] = {temporary("[")};
    (void)state;
    run("no json", inputs, 1, -1, "");
    run("{\"from\":0}", inputs, 1, -1, "");
    run("{\"from\":9}", inputs, 1, -1, "");
    run("[]", inputs, 1, -1, "");
    run("[{\"pages\":[]}]", inputs, 1, -1, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_piece_becomes_one_document),
        cmocka_unit_test(test_a_long_request_comes_as_a_file),
        cmocka_unit_test(test_a_page_that_fails_is_named_and_nothing_is_made),
        cmocka_unit_test(test_pieces_made_together_are_as_when_made_alone),
        cmocka_unit_test(test_what_is_no_request_is_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
