#include "pipeline/data.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The folder of the running program, without the slash at its end. */
static int own_folder(char folder[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX - 1);
    if (length < 0)
        return -1;
    folder[length] = '\0';
    char *slash = strrchr(folder, '/');
    if (!slash) {
        errno = ENOENT;
        return -1;
    }
    *slash = '\0';
    return 0;
}

static int join(char *path, size_t size, const char *folder, const char *middle, const char *name)
{
    int length = snprintf(path, size, "%s/%s%s", folder, middle, name);
    if (length >= 0 && (size_t)length < size)
        return 0;
    errno = ENAMETOOLONG;
    return -1;
}

int data_path(const char *name, char *path, size_t size)
{
    const char *given = getenv("POSTKAMER_DATA");
    if (given && *given)
        return join(path, size, given, "", name);
    char folder[PATH_MAX];
    if (own_folder(folder))
        return -1;
    return join(path, size, folder, "../share/postkamer/", name);
}

int data_program(const char *name, char *path, size_t size)
{
    char folder[PATH_MAX];
    if (own_folder(folder))
        return -1;
    return join(path, size, folder, "postkamer-", name);
}
