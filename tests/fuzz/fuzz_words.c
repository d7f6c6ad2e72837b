/* A page's words as they stand in the spool: any JSON, into a page and out again. */
#include <jansson.h>
#include "stages/common/words.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    json_t *object = json_loadb((const char *)data, size, 0, NULL);
    if (!object)
        return 0;
    struct page page = {0};
    if (words_from_json(object, &page) == 0) {
        json_t *again = words_to_json(&page);
        json_decref(again);
    }
    page_release(&page);
    json_decref(object);
    return 0;
}
