/* A zip's central directory as we read it ourselves. */
#include <stdlib.h>
#include <unistd.h>
#include "stages/formats/archive_zip.h"
#include "tests/fuzz/support.h"

static int each(void *context, const struct zip_entry *entry)
{
    unsigned long *sum = context;

    for (size_t i = 0; i < entry->name_size; i++)
        *sum += (unsigned char)entry->name[i];
    *sum += entry->offset + entry->packed + entry->flags + entry->method;
    return 0;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    int fd = fuzz_file(data, size);
    unsigned long sum = 0;

    zip_entries(fd, each, &sum);
    zip_overlaps(fd);
    zip_office_type(fd);
    for (size_t i = 0; i < 3; i++)
        free(zip_name(fd, i));
    close(fd);
    return 0;
}
