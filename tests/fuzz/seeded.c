/* Runs a fuzz target over files, once each. usage: fuzz-seeds TARGET FILE...; without operands it
 * lists the targets. Each find of a fuzzer stays among the seeds. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TARGET(name)                                                                               \
    int seeded_##name(const unsigned char *, size_t);                                              \
    int seeded_begin_##name(int *, char ***) __attribute__((weak));
#include "targets.h"
#undef TARGET

static const struct {
    const char *name;
    int (*take)(const unsigned char *, size_t);
    int (*begin)(int *, char ***);
} targets[] = {
#define TARGET(name) {#name, seeded_##name, seeded_begin_##name},
#include "targets.h"
#undef TARGET
};
#define TARGETS (sizeof targets / sizeof *targets)

static int take_file(size_t target, const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    /* Exactly as large as the file, so that a sanitizer sees what is read beyond it. */
    unsigned char *data = fd >= 0 && fstat(fd, &st) == 0 ? malloc((size_t)st.st_size) : NULL;
    if (!data || read(fd, data, (size_t)st.st_size) != (ssize_t)st.st_size) {
        perror(path);
        return 1;
    }
    close(fd);
    targets[target].take(data, (size_t)st.st_size);
    free(data);
    return 0;
}

int main(int argc, char **argv)
{
    size_t target = 0;
    int bad = 0;

    for (size_t i = 0; argc == 1 && i < TARGETS; i++)
        puts(targets[i].name);
    if (argc == 1)
        return 0;
    while (target < TARGETS && strcmp(targets[target].name, argv[1]) != 0)
        target++;
    if (target == TARGETS) {
        fprintf(stderr, "%s: no fuzz target\n", argv[1]);
        return 64;
    }
    if (targets[target].begin && targets[target].begin(&argc, &argv))
        return 1;
    for (int i = 2; i < argc; i++)
        bad |= take_file(target, argv[i]);
    return bad;
}
