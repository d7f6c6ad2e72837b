/* Files in OUT: temporaries, renames, and what a crash left behind. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "pipeline/hash.h"
#include "pipeline/io.h"
#include "stages/publish/publish_private.h"

#define TEMPORARIES ".tmp"
#define BLOCK 65536
#define HEAP 200 /* files from which on they are synced together */

static const char *const rooms[] = {"dossiers", "review", "aside", "rejected"};

/* 0 well, or -1 after a message. */
static int told(int rc, const char *doing, const char *path)
{
    if (rc < 0)
        diag_warn("cannot %s '%s': %s", doing, path, strerror(errno));
    return rc < 0 ? -1 : 0;
}

static int make_folder(struct publisher *p, const char *path)
{
    int rc = mkdirat(p->out, path, 0750);

    return rc < 0 && errno == EEXIST ? 0 : told(rc, "make", path);
}

static int sync_folder(struct publisher *p, const char *path)
{
    int fd = openat(p->out, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (told(fd, "open", path) < 0)
        return -1;
    int rc = told(fsync(fd), "sync", path);
    close(fd);
    return rc;
}

void files_expect(struct publisher *p, size_t count)
{
    p->together = count >= HEAP;
    if (p->together)
        spool_batch(p->spool);
}

int files_settle(struct publisher *p)
{
    if (p->together && told(syncfs(p->out), "sync", "OUT") < 0)
        return -1;
    return p->spool->batch ? told(spool_sync(p->spool), "sync", "spool") : 0;
}

static int drop_temporaries(struct publisher *p)
{
    int fd = openat(p->out, TEMPORARIES, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *e;

    if (!dir) {
        told(-1, "open", TEMPORARIES);
        if (fd >= 0)
            close(fd);
        return -1;
    }
    while ((e = readdir(dir)))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            unlinkat(fd, e->d_name, 0);
    closedir(dir);
    return 0;
}

int files_open(struct publisher *p, const char *out)
{
    p->out = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (told(p->out, "open", out) < 0)
        return -1;
    if (make_folder(p, TEMPORARIES) < 0)
        return -1;
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
        if (make_folder(p, rooms[i]) < 0)
            return -1;
    return sync_folder(p, ".");
}

static void name_temporary(struct publisher *p, char temporary[64])
{
    snprintf(temporary, 64, TEMPORARIES "/%ld-%lu", (long)getpid(), ++p->temporaries);
}

static int new_temporary(struct publisher *p, char temporary[64])
{
    name_temporary(p, temporary);
    int fd = openat(p->out, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (told(fd, "make", temporary) < 0)
        temporary[0] = '\0';
    return fd;
}

/* What ends a temporary: synced and closed, or gone. */
static int finish(struct publisher *p, int fd, int rc, char temporary[64])
{
    if (rc == 0 && !p->together)
        rc = fsync(fd);
    told(rc, "write", temporary);
    close(fd);
    if (rc < 0)
        files_drop(p, temporary);
    return rc < 0 ? -1 : 0;
}

int files_write(struct publisher *p, const char *text, size_t size, char temporary[64])
{
    int fd = new_temporary(p, temporary);

    return fd < 0 ? -1 : finish(p, fd, write_all(fd, text, size), temporary);
}

/* Copies size bytes, hashing them. 0, or -1 with errno; EIO when there are fewer. */
static int copy(int from, uint64_t offset, uint64_t size, int to, struct hash *h, uint64_t *copied)
{
    char block[BLOCK];

    *copied = 0;
    while (*copied < size) {
        size_t want = size - *copied < BLOCK ? (size_t)(size - *copied) : BLOCK;
        ssize_t n = pread(from, block, want, (off_t)(offset + *copied));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 || write_all(to, block, (size_t)n) < 0)
            return -1;
        if (n == 0)
            break;
        hash_add(h, block, (size_t)n);
        *copied += (uint64_t)n;
    }
    errno = EIO;
    return size == UINT64_MAX || *copied == size ? 0 : -1;
}

int files_copy(struct publisher *p, int fd, uint64_t offset, uint64_t size, char temporary[64],
               char sha256[SPOOL_KEY_SIZE], uint64_t *copied)
{
    struct hash h;
    int to = new_temporary(p, temporary);

    if (to < 0)
        return -1;
    int rc = hash_begin(&h);
    if (rc == 0) {
        rc = copy(fd, offset, size, to, &h, copied);
        int saved = errno;
        hash_end(&h, sha256);
        errno = saved;
    }
    return finish(p, to, rc, temporary);
}

int files_link(struct publisher *p, const char *from, char temporary[64])
{
    name_temporary(p, temporary);
    int rc = linkat(p->out, from, p->out, temporary, 0);
    if (rc < 0)
        temporary[0] = '\0';
    return rc;
}

bool files_exist(struct publisher *p, const char *path)
{
    struct stat st;

    return fstatat(p->out, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* "a/b/c" -> "a/b"; "." when there is no slash. */
static void folder_of(const char *path, char folder[PATH_MAX])
{
    const char *slash = strrchr(path, '/');

    snprintf(folder, PATH_MAX, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
}

int files_move(struct publisher *p, const char *from, const char *to, bool replace)
{
    char folder[PATH_MAX];

    folder_of(to, folder);
    if (make_folder(p, folder) < 0)
        return -1;
    int rc = renameat2(p->out, from, p->out, to, replace ? 0 : RENAME_NOREPLACE);
    /* Not every file system knows the flag; that nothing stands there was seen before. */
    if (rc < 0 && errno == EINVAL && !replace)
        rc = renameat(p->out, from, p->out, to);
    return told(rc, "place", to);
}

int files_sync(struct publisher *p, const char *path)
{
    char folder[PATH_MAX], above[PATH_MAX];

    if (p->together)
        return 0;
    folder_of(path, folder);
    folder_of(folder, above);
    return sync_folder(p, folder) < 0 || sync_folder(p, above) < 0 ? -1 : 0;
}

int files_remove(struct publisher *p, const char *path)
{
    char folder[PATH_MAX];

    if (unlinkat(p->out, path, 0) < 0 && errno != ENOENT && errno != ENOTDIR)
        return told(-1, "remove", path);
    folder_of(path, folder);
    if (!strchr(folder, '/')) /* not the rooms themselves */
        return 0;
    if (unlinkat(p->out, folder, AT_REMOVEDIR) < 0 && errno != ENOENT && errno != ENOTEMPTY &&
        errno != EEXIST)
        return told(-1, "remove", folder);
    return 0;
}

void files_drop(struct publisher *p, char temporary[64])
{
    if (temporary[0])
        unlinkat(p->out, temporary, 0);
    temporary[0] = '\0';
}

/* A removed file's folder, when it is still there, before the ledger forgets the path. */
static int sync_if_there(struct publisher *p, const char *path)
{
    char folder[PATH_MAX];

    folder_of(path, folder);
    return !p->together && files_exist(p, folder) ? sync_folder(p, folder) : 0;
}

/* One path that is pending. What a piece holds is never removed. */
static int sweep(struct publisher *p, const char *path)
{
    bool ours = path && *path != '/' && !strstr(path, "/../") && strchr(path, '/');
    json_t *owner = ours ? ledger_path_owner(p->ledger, path) : NULL;
    int rc = 0;

    if (!ours || (!owner && p->ledger->why[0])) {
        diag_warn("cannot sweep '%s': %s", path ? path : "", ours ? p->ledger->why : "no path");
        return -1;
    }
    if (!owner)
        rc = files_remove(p, path) < 0 || sync_if_there(p, path) < 0 ? -1 : 0;
    json_decref(owner);
    if (rc == 0 && ledger_settle(p->ledger, path) < 0) {
        diag_warn("%s", p->ledger->why);
        rc = -1;
    }
    return rc;
}

static int sweep_all(struct publisher *p, const json_t *pending)
{
    size_t i;
    const json_t *path;

    json_array_foreach(pending, i, path)
    {
        if (sweep(p, json_string_value(path)) < 0)
            return -1;
    }
    for (i = 0; i < sizeof rooms / sizeof *rooms; i++)
        if (sync_folder(p, rooms[i]) < 0)
            return -1;
    return files_settle(p);
}

int files_sweep(struct publisher *p)
{
    json_t *pending = ledger_pending(p->ledger);

    if (!pending || (json_array_size(pending) > 0 && ledger_begin(p->ledger) < 0)) {
        diag_warn("%s", p->ledger->why);
        json_decref(pending);
        return -1;
    }
    files_expect(p, json_array_size(pending));
    int rc = drop_temporaries(p);
    if (rc == 0 && json_array_size(pending) > 0) {
        rc = sweep_all(p, pending);
        if (rc == 0 && ledger_commit(p->ledger) < 0) {
            diag_warn("%s", p->ledger->why);
            rc = -1;
        }
        if (rc < 0)
            ledger_rollback(p->ledger);
    }
    json_decref(pending);
    return rc;
}
