#include "pipeline/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/io.h"

static int sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');

    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int status = fd < 0 ? -1 : fsync(fd);
    if (fd >= 0)
        close(fd);
    return status;
}

int keyfile_write(const char *path, mode_t mode, const void *data, size_t size)
{
    char temporary[PATH_MAX];
    if ((size_t)snprintf(temporary, sizeof temporary, "%s.tmp", path) >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (unlink(temporary) && errno != ENOENT) /* a crash may have left one, of any mode */
        return -1;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0)
        return -1;
    int bad = write_all(fd, data, size) || fsync(fd);
    bad = close(fd) || bad;
    return bad || rename(temporary, path) || sync_folder_of(path) ? -1 : 0;
}
