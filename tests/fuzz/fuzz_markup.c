/* Texts, HTML and Office files to words. The first byte chooses the type. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "stages/formats/markup.h"
#include "tests/fuzz/support.h"

#define OFFICE "application/vnd.openxmlformats-officedocument."
#define ODF "application/vnd.oasis.opendocument."
static const char *const types[] = {"text/plain",
                                    "text/html",
                                    OFFICE "wordprocessingml.document",
                                    OFFICE "spreadsheetml.sheet",
                                    ODF "text",
                                    ODF "spreadsheet"};

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct page page = {0};
    struct problem p = {0};

    if (size == 0)
        return 0;
    int fd = fuzz_file(data + 1, size - 1);
    if (markup_read(fd, types[*data % (sizeof types / sizeof *types)], &page, &p) == 0)
        for (size_t i = 0; i < page.word_count; i++)
            if (!*page.words[i].text)
                abort();
    page_release(&page);
    close(fd);
    return 0;
}
