/* A learned model's file, read and used. */
#include <stdlib.h>
#include "classifiers/judge.h"
#include "tests/fuzz/support.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static const char text[] = "Bankafschrift van uw rekening\nPagina 1 van 2";
    struct model m;
    struct page page;
    struct judgement j;

    model_init(&m);
    if (model_read(&m, fuzz_catalogue(), data, size) == 0) {
        fuzz_page((const unsigned char *)text, sizeof text - 1, true, &page);
        struct judge_page asked = {.page = &page};
        if (judge(&j, fuzz_catalogue(), &m, &asked, 1, 2020) == 0)
            judgement_release(&j);
        page_release(&page);
    }
    model_release(&m);
    return 0;
}
