/* The registry of dossiers: a CSV of any bytes, read, checked and loaded. */
#include "stages/common/registry_db.h"
#include "tests/fuzz/support.h"

static void tell(const char *message)
{
    (void)message;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    registry_load(":memory:", "fuzz.csv", (const char *)data, size, tell);
    return 0;
}
