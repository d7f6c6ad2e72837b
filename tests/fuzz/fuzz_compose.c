/* The whole worker that makes the PDF of a piece, of any PDF: taken in by pages, cleaned, written.
 * What it wrote says nothing that acts, and has the pages that were asked for. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/result.h"
#include "stages/formats/pdf.h"
#include "stages/publish/compose.h"
#include "tests/fuzz/support.h"

FUZZ_WORKER

#define PAGE(rotation)                                                                             \
    "{\"input\":0,\"type\":\"application/pdf\",\"page\":1,\"rotation\":" #rotation                 \
    ",\"words\":null}"

static const char request[] = "[{\"piece\":0,\"title\":\"proef\",\"pages\":[" PAGE(90) "," PAGE(
    0) "]},{\"piece\":1,\"title\":\"proef\",\"pages\":[" PAGE(0) "," PAGE(90) "]}]";

/* The file that was written opens, and has both pages. */
static void look_at(const char *pdf, size_t size)
{
    struct problem p = {0};
    int fd = fuzz_file(pdf, size);
    struct pdf *d = pdf_open(fd, &p);

    if (!d ? strcmp(p.code, "memory") != 0 : pdf_pages(d) != 2)
        abort();
    pdf_close(d);
    close(fd);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    int fd = fuzz_file(data, size), made = fuzz_work(&compose_class, NULL, request, fd);
    struct result_reader reader;
    uint64_t offset, length;
    json_t *head;

    result_reader_init(&reader, made);
    while (result_next(&reader, &head, &offset, &length) == 1) {
        const char *item = json_string_value(json_object_get(head, "item"));
        char *bytes =
            item && strcmp(item, "pdf") == 0 ? result_load(&reader, offset, length) : NULL;
        if (bytes)
            look_at(bytes, length);
        free(bytes);
        json_decref(head);
    }
    close(made);
    close(fd);
    return 0;
}
