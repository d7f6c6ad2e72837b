/* Labelled streams of page texts, as a TSV from anywhere. */
#include <stdio.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "stages/learn/boundaries.h"
#include "tests/fuzz/support.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return freopen("/dev/null", "w", stdout) ? 0 : 1; /* its figures */
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    char path[40];
    int fd = fuzz_file(data, size);

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    boundaries_run(path, 2, fuzz_catalogue(), 1);
    close(fd);
    return 0;
}
