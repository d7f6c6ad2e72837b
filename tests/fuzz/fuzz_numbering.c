/* Page numbers as papers print them and recognisers garble them, in the margin and outside it. */
#include <stdlib.h>
#include "classifiers/numbering.h"
#include "tests/fuzz/support.h"

#define PAGES_MOST 2000

static void look(const unsigned char *data, size_t size, bool placed)
{
    struct page page;
    struct sheet sheet;
    struct page_number n;

    fuzz_page(data, size, placed, &page);
    if (sheet_init(&sheet, &page) == 0) {
        numbering_find(&sheet, &n);
        if (n.page < 0 || n.page > PAGES_MOST || n.of > PAGES_MOST)
            abort(); /* a number that no paper has */
        if (n.of && (!n.page || n.page > n.of))
            abort(); /* page 7 of 3 */
        if (!(n.sure >= 0 && n.sure <= 1) || (n.page == 1 && n.sequel))
            abort();
        sheet_release(&sheet);
    }
    page_release(&page);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    look(data, size, true);
    look(data, size, false);
    return 0;
}
