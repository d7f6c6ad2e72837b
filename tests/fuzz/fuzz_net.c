/* A recogniser's model file, loaded, and run over a line of pixels where it can be. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "stages/formats/net.h"
#include "tests/fuzz/support.h"

#define WIDTH 64

FUZZ_WORKER

static void run(const struct net *n)
{
    int height = net_height(n), step = net_step(n);
    if (height < 1 || height > 200 || step < 1 || step > WIDTH)
        return;
    uint8_t *pixels = calloc((size_t)height, WIDTH);
    struct net_line line = {.width = WIDTH, .pixels = pixels};
    if (pixels && net_read(n, &line, 1) == 0)
        free(line.chances);
    for (int code = 0; code < net_codes(n); code++)
        if (!net_symbol(n, code))
            abort();
    free(pixels);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    char path[40], why[200];
    int fd = fuzz_file(data, size);

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct net *n = net_load(path, why, sizeof why);
    if (n)
        run(n);
    net_free(n);
    close(fd);
    return 0;
}
