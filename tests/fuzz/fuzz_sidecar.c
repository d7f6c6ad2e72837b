/* NAME.meta.json: any bytes beside an entry of the inbox. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "stages/unpack/unpack_sidecar.h"
#include "tests/fuzz/support.h"

static char folder[] = "/tmp/fuzz-sidecar-XXXXXX";
static int dir = -1;

static void clean(void)
{
    unlinkat(dir, "a.meta.json", 0);
    rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    if (!mkdtemp(folder) || (dir = open(folder, O_DIRECTORY | O_CLOEXEC)) < 0)
        abort();
    atexit(clean);
    return 0;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct inbox_entry e = {.name = strdup("a"), .shown = strdup("a")};
    int fd = openat(dir, "a.meta.json", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    close(fd);
    sidecar_read(dir, "a.meta.json", &e);
    if (e.dated && strlen(e.received) >= DATE_SIZE)
        abort();
    inbox_entry_release(&e);
    return 0;
}
