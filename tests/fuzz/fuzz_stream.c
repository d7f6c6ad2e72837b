/* The record stream as it comes from a pipe: any bytes, read to the end. */
#include <stdio.h>
#include "pipeline/stream.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size == 0)
        return 0;
    FILE *in = fmemopen((void *)data, size, "r");
    if (!in)
        return 0;
    struct stream_reader reader;
    stream_reader_init(&reader, in);
    struct submission *s = NULL;
    while (stream_read(&reader, &s) == STREAM_ITEM) {
        submission_free(s);
        s = NULL;
    }
    stream_reader_release(&reader);
    fclose(in);
    return 0;
}
