#include "stages/common/model_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/data.h"
#include "pipeline/io.h"

static int read_file(const char *path, uint8_t **data, size_t *size)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    size_t have = 0, want = 0;
    if (fstat(fd, &st) == 0 && st.st_size > 0 && (size_t)st.st_size <= MODEL_FILE_MAX)
        want = (size_t)st.st_size;
    *data = malloc(want + 1);
    while (*data && have < want) {
        ssize_t n = read(fd, *data + have, want - have);
        if (n <= 0)
            break;
        have += (size_t)n;
    }
    close(fd);
    *size = have;
    if (*data && have == want)
        return 0;
    free(*data);
    *data = NULL;
    errno = EIO;
    return -1;
}

int model_load(struct model *m, const struct catalogue *c, const char *path, char *why, size_t size)
{
    char shipped[PATH_MAX];
    const char *given = getenv("POSTKAMER_MODEL");
    uint8_t *data = NULL;
    size_t length = 0;
    bool optional = !path;
    model_init(m);
    if (!path && given && *given) {
        path = given;
        optional = false;
    }
    if (!path && data_path("model.bin", shipped, sizeof shipped) < 0)
        return 0;
    path = path ? path : shipped;
    if (read_file(path, &data, &length) < 0) {
        if (optional && errno == ENOENT)
            return 0;
        snprintf(why, size, "cannot read the model %s: %s", path, strerror(errno));
        return -1;
    }
    int bad = model_read(m, c, data, length);
    free(data);
    if (bad)
        snprintf(why, size, "%s is no model of this version", path);
    return bad;
}

int model_save(const struct model *m, const struct catalogue *c, const char *path)
{
    char temporary[PATH_MAX];
    uint8_t *data;
    size_t size;
    int length = snprintf(temporary, sizeof temporary, "%s.new", path);
    if (length < 0 || (size_t)length >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (model_write(m, c, &data, &size) < 0) {
        errno = ENOMEM;
        return -1;
    }
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    int bad = fd < 0 || write_all(fd, data, size) || fsync(fd);
    if (fd >= 0)
        bad |= close(fd) < 0;
    free(data);
    if (!bad && rename(temporary, path) == 0)
        return 0;
    unlink(temporary);
    return -1;
}
