/* catalogue.json: the users' own data, but nothing in it may crash a run. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "classifiers/sheet.h"
#include "stages/common/catalogue_file.h"
#include "tests/fuzz/support.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static const char text[] = "Bankafschrift van uw rekening\nPagina 1 van 2";
    int fd = fuzz_file(data, size);
    char path[40], why[200];

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct catalogue *c = catalogue_load(path, why, sizeof why);
    if (c) {
        struct page page;
        struct sheet sheet;
        struct phrase_hit *hits = NULL;
        size_t count;
        fuzz_page((const unsigned char *)text, sizeof text - 1, true, &page);
        if (sheet_init(&sheet, &page) == 0) {
            catalogue_scan(c, &sheet, &hits, &count);
            free(hits);
            sheet_release(&sheet);
        }
        page_release(&page);
        catalogue_mrz(c, "P<");
        catalogue_free(c);
    }
    close(fd);
    return 0;
}
