#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/hash.h"
#include "pipeline/spool.h"
#include "pipeline/spool_file.h"
#include "pipeline/io.h"

#define BLOCK 65536
#define MOVE ((size_t)4 << 20) /* bytes that stand twice while they are moved */

/* A file on its way into the spool. `name` is empty when it has none (O_TMPFILE). */
struct draft {
    int fd;
    char name[48];
};

int spool_path(struct spool_path *p, const char *room, const char *key)
{
    if (!spool_key_valid(key)) {
        errno = EINVAL;
        return -1;
    }
    snprintf(p->folder, sizeof p->folder, "%.8s/%.2s", room, key);
    snprintf(p->path, sizeof p->path, "%s/%s", p->folder, key + 2);
    return 0;
}

static int named_draft(struct spool *s, struct draft *d)
{
    static unsigned long serial;
    for (int tries = 0; tries < 100; tries++) {
        snprintf(d->name, sizeof d->name, "tmp/%ld-%lu", (long)getpid(), serial++);
        d->fd = openat(s->dir, d->name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
        if (d->fd >= 0 || errno != EEXIST)
            break;
    }
    return d->fd < 0 ? -1 : 0;
}

static int draft_open(struct spool *s, struct draft *d)
{
    d->name[0] = '\0';
    d->fd = openat(s->dir, "tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0640);
    if (d->fd >= 0)
        return 0;
    /* A file system without nameless files. */
    if (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)
        return named_draft(s, d);
    return -1;
}

static void draft_close(struct spool *s, struct draft *d)
{
    int error = errno;
    if (d->name[0])
        unlinkat(s->dir, d->name, 0);
    if (d->fd >= 0)
        close(d->fd);
    errno = error;
}

int spool_temporary(struct spool *s)
{
    struct draft d;
    if (draft_open(s, &d))
        return -1;
    if (d.name[0])
        unlinkat(s->dir, d.name, 0);
    return d.fd;
}

static int sync_folder(struct spool *s, const char *folder)
{
    if (s->batch)
        return 0;
    int fd = openat(s->dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int bad = fsync(fd);
    int error = errno;
    close(fd);
    errno = error;
    return bad ? -1 : 0;
}

void spool_batch(struct spool *s)
{
    s->batch = true;
}

int spool_sync(struct spool *s)
{
    s->batch = false;
    return syncfs(s->dir);
}

/* Makes the folder of p when it is missing, so that its own name is durable too. */
static int make_folder(struct spool *s, const struct spool_path *p)
{
    if (mkdirat(s->dir, p->folder, 0750))
        return errno == EEXIST ? 0 : -1;
    char room[16];
    snprintf(room, sizeof room, "%.*s", (int)strcspn(p->folder, "/"), p->folder);
    return sync_folder(s, room);
}

static int draft_link(struct spool *s, const struct draft *d, const char *path)
{
    if (d->name[0])
        return linkat(s->dir, d->name, s->dir, path, 0);
    char self[40];
    snprintf(self, sizeof self, "/proc/self/fd/%d", d->fd);
    return linkat(AT_FDCWD, self, s->dir, path, AT_SYMLINK_FOLLOW);
}

/* Does a regular file of this size stand there already? */
static bool stands(struct spool *s, const char *path, uint64_t size)
{
    struct stat st;
    return !fstatat(s->dir, path, &st, AT_SYMLINK_NOFOLLOW) && S_ISREG(st.st_mode) &&
           (uint64_t)st.st_size == size;
}

/* Gives the draft its name. A file of another size under that name was damaged: it is replaced. */
static int publish(struct spool *s, struct draft *d, const char *key, uint64_t size)
{
    struct spool_path p;
    if (spool_path(&p, "objects", key))
        return -1;
    if (!stands(s, p.path, size)) {
        if (make_folder(s, &p) || (!s->batch && fsync(d->fd)))
            return -1;
        int bad = draft_link(s, d, p.path);
        if (bad && errno == EEXIST && !stands(s, p.path, size))
            bad = unlinkat(s->dir, p.path, 0) || draft_link(s, d, p.path);
        if (bad && errno != EEXIST)
            return -1;
    }
    /* Also when another process linked it: it may not have come to this yet. */
    return sync_folder(s, p.folder);
}

/* Gives back the room of a part of a file; not all file systems can. */
static void give_back(int fd, uint64_t offset, size_t size)
{
    if (fd >= 0 && size > 0)
        (void)!fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)offset,
                         (off_t)size);
}

/* Writes a draft; from: the file that the bytes stand in at offset, -1: none. */
static int fill(int to, const char *data, size_t size, int from, uint64_t offset)
{
    for (size_t done = 0; done < size;) {
        size_t part = from >= 0 && size - done > MOVE ? MOVE : size - done;
        if (write_all(to, data + done, part))
            return -1;
        give_back(from, offset + done, part);
        done += part;
    }
    return 0;
}

static int store(struct spool *s, const char *data, size_t size, int from, uint64_t offset,
                 char key[SPOOL_KEY_SIZE])
{
    struct spool_path p;
    hash_bytes(data, size, key);
    if (spool_path(&p, "objects", key))
        return -1;
    if (stands(s, p.path, size)) {
        give_back(from, offset, size);
        return sync_folder(s, p.folder);
    }
    struct draft d;
    if (draft_open(s, &d))
        return -1;
    int bad = fill(d.fd, data, size, from, offset) || publish(s, &d, key, size);
    draft_close(s, &d);
    return bad ? -1 : 0;
}

int spool_store(struct spool *s, const void *data, size_t size, char key[SPOOL_KEY_SIZE])
{
    return store(s, data, size, -1, 0, key);
}

int spool_move(struct spool *s, int fd, const char *map, uint64_t offset, size_t size,
               char key[SPOOL_KEY_SIZE])
{
    return store(s, map + offset, size, fd, offset, key);
}

/* Copies and hashes the rest of fd. */
static int take_over(int from, int to, uint64_t *size, char key[SPOOL_KEY_SIZE])
{
    struct hash h;
    if (hash_begin(&h))
        return -1;
    char block[BLOCK];
    ssize_t got;
    *size = 0;
    while ((got = read_all(from, block, sizeof block)) > 0) {
        hash_add(&h, block, (size_t)got);
        *size += (uint64_t)got;
        if (write_all(to, block, (size_t)got)) {
            got = -1;
            break;
        }
    }
    int error = errno;
    hash_end(&h, key);
    errno = error;
    return got < 0 ? -1 : 0;
}

int spool_store_fd(struct spool *s, int fd, uint64_t *size, char key[SPOOL_KEY_SIZE])
{
    struct draft d;
    uint64_t length = 0;
    if (draft_open(s, &d))
        return -1;
    int bad = take_over(fd, d.fd, &length, key) || publish(s, &d, key, length);
    draft_close(s, &d);
    if (!bad && size)
        *size = length;
    return bad ? -1 : 0;
}

int spool_replace(struct spool *s, const struct spool_path *p, const void *data, size_t size)
{
    struct draft d;
    if (mkdirat(s->dir, p->folder, 0750) && errno != EEXIST)
        return -1;
    if (named_draft(s, &d))
        return -1;
    int bad = write_all(d.fd, data, size) || renameat(s->dir, d.name, s->dir, p->path);
    if (!bad)
        d.name[0] = '\0';
    draft_close(s, &d);
    return bad ? -1 : 0;
}
