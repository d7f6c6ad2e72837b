#include "stages/unpack/unpack_take.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "classifiers/grow.h"
#include "pipeline/hash.h"
#include "pipeline/limits.h"
#include "pipeline/scarce.h"

#define FOLDERS_MAX 64 /* folders within folders */

struct take {
    struct spool *spool;
    struct taken *t;
};

static struct taken_file *add_file(struct take *k, const char *path, const char *problem)
{
    struct taken *t = k->t;
    if (grow(&t->files, t->count, &t->room, sizeof *t->files) < 0)
        return NULL;
    struct taken_file *f = &t->files[t->count];
    *f = (struct taken_file){.path = strdup(path), .problem = problem};
    if (!f->path)
        return NULL;
    t->count++;
    return f;
}

static enum take_status keep(struct take *k, struct taken_file *f, const void *data, size_t size)
{
    f->size = size;
    if (k->spool)
        return spool_store(k->spool, data, size, f->key) ? TAKE_FAILED : TAKE_DONE;
    hash_bytes(data, size, f->key);
    return TAKE_DONE;
}

/* What stands in the file's place has no bytes: the little there is to keep is kept. */
static enum take_status add_odd(struct take *k, int dir, const char *name, const char *path,
                                const char *problem)
{
    char target[PATH_MAX] = "";
    ssize_t length = strcmp(problem, "link") == 0 ? readlinkat(dir, name, target, PATH_MAX) : 0;
    struct taken_file *f = add_file(k, *path ? path : name, problem);
    return f ? keep(k, f, target, length > 0 ? (size_t)length : 0) : TAKE_FAILED;
}

static bool same(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec && a->st_ino == b->st_ino &&
           a->st_dev == b->st_dev;
}

/* After a failure to copy: was it the inbox's file that could not be read? */
static bool readable(int fd)
{
    uint64_t size;
    char key[SPOOL_KEY_SIZE];
    return hash_fd(fd, &size, key) == 0;
}

static enum take_status copy_file(struct take *k, int fd, struct taken_file *f)
{
    struct stat before, after;
    if (fstat(fd, &before))
        return TAKE_FAILED;
    int bad =
        k->spool ? spool_store_fd(k->spool, fd, &f->size, f->key) : hash_fd(fd, &f->size, f->key);
    if (bad && k->spool && readable(fd))
        return TAKE_FAILED;
    if (bad) {
        f->problem = "unreadable";
        return keep(k, f, "", 0);
    }
    if (fstat(fd, &after))
        return TAKE_FAILED;
    bool whole = same(&before, &after) && f->size == (uint64_t)after.st_size;
    return whole ? TAKE_DONE : TAKE_CHANGED;
}

static enum take_status take_file(struct take *k, int dir, const char *name, const char *path)
{
    int fd = inbox_open_file(dir, name);
    if (fd < 0 && errno == ENOENT)
        return TAKE_VANISHED;
    if (fd < 0 && errno_scarce(errno))
        return TAKE_FAILED;
    if (fd < 0)
        return add_odd(k, dir, name, path, errno == ELOOP ? "link" : "unreadable");
    struct stat st;
    enum take_status status = TAKE_FAILED;
    if (!fstat(fd, &st) && !S_ISREG(st.st_mode)) {
        status = add_odd(k, dir, name, path, "device");
    } else {
        struct taken_file *f = add_file(k, path, NULL);
        if (f)
            status = copy_file(k, fd, f);
    }
    close(fd);
    return status;
}

static enum take_status take_folder(struct take *k, int dir, const char *name, const char *path,
                                    int depth);

static enum take_status take_any(struct take *k, int dir, const char *name, const char *path,
                                 int depth)
{
    struct stat st;
    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
        return errno == ENOENT ? TAKE_VANISHED : add_odd(k, dir, name, path, "unreadable");
    if (S_ISLNK(st.st_mode))
        return add_odd(k, dir, name, path, "link");
    if (S_ISDIR(st.st_mode))
        return take_folder(k, dir, name, path, depth);
    if (S_ISREG(st.st_mode))
        return take_file(k, dir, name, path);
    return add_odd(k, dir, name, path, "device");
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_names(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

static int add_name(char ***names, size_t *count, size_t *room, const char *name)
{
    if (grow(names, *count, room, sizeof **names) < 0)
        return -1;
    (*names)[*count] = strdup(name);
    return (*names)[*count] ? (++*count, 0) : -1;
}

/* Names in the folder, sorted; *names is the caller's. 0, or -1 with errno. */
static int list_folder(DIR *d, char ***names, size_t *count)
{
    size_t room = 0;
    int bad = 0;
    struct dirent *next;
    while (!bad && (errno = 0, next = readdir(d)))
        if (strcmp(next->d_name, ".") != 0 && strcmp(next->d_name, "..") != 0)
            bad = add_name(names, count, &room, next->d_name);
    if (bad || errno)
        return -1;
    if (*count > 1)
        qsort(*names, *count, sizeof **names, by_text);
    return 0;
}

static enum take_status take_names(struct take *k, int dir, char **names, size_t count,
                                   const char *path, int depth)
{
    enum take_status status = TAKE_DONE;
    for (size_t i = 0; i < count && status == TAKE_DONE; i++) {
        char *inside = NULL;
        if (k->t->count >= LIMIT_MEMBERS)
            return add_odd(k, dir, "", *path ? path : "overig", "limit-members");
        if (asprintf(&inside, "%s%s%s", path, *path ? "/" : "", names[i]) < 0)
            return TAKE_FAILED;
        status = take_any(k, dir, names[i], inside, depth + 1);
        free(inside);
    }
    return status;
}

static enum take_status take_folder(struct take *k, int dir, const char *name, const char *path,
                                    int depth)
{
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno_scarce(errno))
        return TAKE_FAILED;
    if (fd < 0)
        return errno == ENOENT ? TAKE_VANISHED : add_odd(k, dir, name, path, "unreadable");
    if (depth > FOLDERS_MAX) {
        close(fd);
        return add_odd(k, dir, name, path, "limit-depth");
    }
    struct stat before, after;
    size_t count = 0;
    char **names = NULL;
    DIR *d = fdopendir(fd);
    enum take_status status = TAKE_FAILED;
    if (d && !fstat(fd, &before) && !list_folder(d, &names, &count))
        status = take_names(k, fd, names, count, path, depth);
    if (status == TAKE_DONE && (fstat(fd, &after) || !same(&before, &after)))
        status = TAKE_CHANGED;
    int error = errno;
    free_names(names, count);
    if (d)
        closedir(d);
    else
        close(fd);
    errno = error;
    return status;
}

/* A folder's content: what each of its files is and holds, in order. */
static int hash_content(struct taken *t)
{
    struct hash h;
    if (!t->folder && t->count == 1) {
        memcpy(t->content, t->files[0].key, sizeof t->content);
        return 0;
    }
    if (hash_begin(&h))
        return -1;
    for (size_t i = 0; i < t->count; i++) {
        const struct taken_file *f = &t->files[i];
        hash_add(&h, f->path, strlen(f->path) + 1);
        hash_add(&h, f->key, sizeof f->key);
        if (f->problem)
            hash_add(&h, f->problem, strlen(f->problem) + 1);
    }
    hash_end(&h, t->content);
    return 0;
}

static int hash_identity(struct taken *t, const char *name)
{
    static const char what[] = "postkamer submission";
    struct hash h;
    if (hash_content(t) || hash_begin(&h))
        return -1;
    hash_add(&h, what, sizeof what);
    hash_add(&h, name, strlen(name) + 1);
    hash_add(&h, t->content, sizeof t->content);
    hash_end(&h, t->id);
    return 0;
}

enum take_status take_entry(int dir, const struct inbox_entry *e, struct spool *spool,
                            struct taken *t)
{
    *t = (struct taken){.folder = S_ISDIR(e->st.st_mode)};
    struct take k = {.spool = spool, .t = t};
    struct stat now;
    enum take_status status =
        t->folder ? take_folder(&k, dir, e->name, "", 0) : take_any(&k, dir, e->name, e->name, 0);
    if (status == TAKE_DONE && t->count == 0)
        status = add_odd(&k, dir, e->name, e->name, "empty");
    if (status != TAKE_DONE)
        return status;
    /* Since it was listed, too: what grows between two looks is still being written. */
    if (fstatat(dir, e->name, &now, AT_SYMLINK_NOFOLLOW))
        return errno == ENOENT ? TAKE_VANISHED : TAKE_FAILED;
    if (!same(&e->st, &now))
        return TAKE_CHANGED;
    return hash_identity(t, e->name) ? TAKE_FAILED : TAKE_DONE;
}

void taken_release(struct taken *t)
{
    for (size_t i = 0; i < t->count; i++)
        free(t->files[i].path);
    free(t->files);
    *t = (struct taken){0};
}
