#include "pipeline/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/io.h"
#include "pipeline/spool_file.h"

#define ANSWER_BYTES (SPOOL_KEY_SIZE) /* key and newline */

static int make_folder(int at, const char *name)
{
    return mkdirat(at, name, 0750) && errno != EEXIST ? -1 : 0;
}

int spool_init(struct spool *s, const char *path)
{
    *s = (struct spool){.dir = -1};
    if (make_folder(AT_FDCWD, path))
        return -1;
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return -1;
    if (make_folder(dir, "objects") || make_folder(dir, "cache") || make_folder(dir, "tmp") ||
        fsync(dir)) {
        int error = errno;
        close(dir);
        errno = error;
        return -1;
    }
    s->dir = dir;
    return 0;
}

void spool_release(struct spool *s)
{
    if (s->dir >= 0)
        close(s->dir);
    s->dir = -1;
}

int spool_where(const struct spool *s, char *path, size_t size)
{
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", s->dir);
    ssize_t length = readlink(link, path, size);
    if (length < 0)
        return -1;
    if ((size_t)length == size) {
        errno = ENAMETOOLONG;
        return -1;
    }
    path[length] = '\0';
    return 0;
}

bool spool_key_valid(const char *key)
{
    return key && strspn(key, "0123456789abcdef") == SPOOL_KEY_SIZE - 1 &&
           key[SPOOL_KEY_SIZE - 1] == '\0';
}

int spool_open(struct spool *s, const char *key)
{
    struct spool_path p;
    if (spool_path(&p, "objects", key))
        return -1;
    return openat(s->dir, p.path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
}

bool spool_has(struct spool *s, const char *key)
{
    struct spool_path p;
    struct stat st;
    return !spool_path(&p, "objects", key) && !fstatat(s->dir, p.path, &st, AT_SYMLINK_NOFOLLOW) &&
           S_ISREG(st.st_mode);
}

int spool_load(struct spool *s, const char *key, size_t limit, char **data, size_t *size)
{
    int fd = spool_open(s, key);
    if (fd < 0)
        return -1;
    int result = -1;
    char *bytes = NULL;
    struct stat st;
    if (fstat(fd, &st))
        goto out;
    errno = EFBIG;
    if (st.st_size < 0 || (uint64_t)st.st_size > limit)
        goto out;
    bytes = malloc((size_t)st.st_size + 1);
    if (!bytes)
        goto out;
    ssize_t got = read_all(fd, bytes, (size_t)st.st_size);
    if (got < 0)
        goto out;
    bytes[got] = '\0';
    *data = bytes;
    *size = (size_t)got;
    bytes = NULL;
    result = 0;
out:;
    int error = errno;
    free(bytes);
    close(fd);
    errno = error;
    return result;
}

int spool_recall(struct spool *s, const char *question, char key[SPOOL_KEY_SIZE])
{
    char name[SPOOL_KEY_SIZE], answer[ANSWER_BYTES + 1];
    struct spool_path p;
    hash_bytes(question, strlen(question), name);
    if (spool_path(&p, "cache", name))
        return -1;
    int fd = openat(s->dir, p.path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : -1;
    ssize_t got = read_all(fd, answer, sizeof answer);
    close(fd);
    /* A power cut may have emptied or torn the entry: then it is not known. */
    if (got != ANSWER_BYTES || answer[SPOOL_KEY_SIZE - 1] != '\n')
        return 0;
    answer[SPOOL_KEY_SIZE - 1] = '\0';
    if (!spool_key_valid(answer) || !spool_has(s, answer))
        return 0;
    memcpy(key, answer, SPOOL_KEY_SIZE);
    return 1;
}

int spool_remember(struct spool *s, const char *question, const char *key)
{
    char name[SPOOL_KEY_SIZE], answer[ANSWER_BYTES + 1];
    struct spool_path p;
    if (!spool_key_valid(key)) {
        errno = EINVAL;
        return -1;
    }
    hash_bytes(question, strlen(question), name);
    if (spool_path(&p, "cache", name))
        return -1;
    snprintf(answer, sizeof answer, "%s\n", key);
    return spool_replace(s, &p, answer, ANSWER_BYTES);
}
