/* The whole worker that takes containers apart. */
#include <unistd.h>
#include "stages/unpack/unpack_worker.h"
#include "tests/fuzz/support.h"

static void *state;

FUZZ_WORKER

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    char why[200];

    (void)argc;
    (void)argv;
    state = unpack_class.load(NULL, why, sizeof why);
    return state ? 0 : 1;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    int fd = fuzz_file(data, size);

    close(fuzz_work(&unpack_class, state, "{\"job\":\"open\",\"detect\":true}", fd));
    close(fuzz_work(&unpack_class, state, "{\"job\":\"date\"}", fd));
    close(fd);
    return 0;
}
