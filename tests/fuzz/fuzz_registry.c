/* The registry of dossiers: a CSV of any bytes, read, checked and loaded. */
#include <unistd.h>
#include "stages/registry/registry_db.h"
#include "tests/fuzz/support.h"

static void tell(const char *message)
{
    (void)message;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    int fd = fuzz_file(data, size);

    registry_load(":memory:", "fuzz.csv", fd, tell);
    close(fd);
    return 0;
}
