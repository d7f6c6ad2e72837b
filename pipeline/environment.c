#include "pipeline/environment.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int environment_prepare(const char *program)
{
    const char *name = strrchr(program, '/') ? strrchr(program, '/') + 1 : program;
    bool reads = strcmp(name, "postkamer-ocr") == 0;
    int status = setenv("OMP_THREAD_LIMIT", "1", 1);
    if (!status && reads)
        status = setenv("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1", 0);
    return status;
}
