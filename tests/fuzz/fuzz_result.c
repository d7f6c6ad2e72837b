/* A worker's result as its parent reads it: the worker may have been taken over. */
#include <stdlib.h>
#include <unistd.h>
#include "pipeline/result.h"
#include "tests/fuzz/support.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    int fd = fuzz_file(data, size);
    struct result_reader reader;
    uint64_t offset, length;
    json_t *head;

    result_reader_init(&reader, fd);
    while (result_next(&reader, &head, &offset, &length) == 1) {
        if (offset > size || length > size - offset)
            abort();
        free(result_load(&reader, offset, length));
        json_decref(head);
    }
    close(fd);
    return 0;
}
