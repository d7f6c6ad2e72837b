#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/spool_sweep.h"

struct sweep {
    struct spool *spool;
    spool_keep *keep; /* NULL: nothing is kept for its key */
    void *context;
    time_t before;
    struct spool_swept *swept;
};

/* One file of a folder; the folder's name is the first two digits of its key. */
static int look(const struct sweep *w, int folder, const char *two, const char *name)
{
    char key[SPOOL_KEY_SIZE];
    struct stat st;
    snprintf(key, sizeof key, "%.2s%.62s", two, name);
    if (strlen(name) != SPOOL_KEY_SIZE - 3 || !spool_key_valid(key))
        return 0; /* not ours */
    if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW))
        return errno == ENOENT ? 0 : -1;
    if (!S_ISREG(st.st_mode) || st.st_mtime >= w->before || (w->keep && w->keep(w->context, key)))
        return 0;
    if (unlinkat(folder, name, 0))
        return -1;
    w->swept->files++;
    w->swept->bytes += (uint64_t)st.st_size;
    return 0;
}

static DIR *open_folder(int at, const char *name)
{
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d && fd >= 0)
        close(fd);
    return d;
}

static int sweep_folder(const struct sweep *w, int room, const char *two)
{
    DIR *d = open_folder(room, two);
    struct dirent *next;
    int bad = 0;
    if (!d)
        return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
    while (!bad && (errno = 0, next = readdir(d)))
        bad = look(w, dirfd(d), two, next->d_name);
    bad = bad || errno ? -1 : 0;
    closedir(d);
    return bad;
}

static int sweep_room(const struct sweep *w, const char *name)
{
    static const char digits[] = "0123456789abcdef";
    int room = openat(w->spool->dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int bad = room < 0;
    for (int i = 0; i < 256 && !bad; i++) {
        char two[3] = {digits[i / 16], digits[i % 16], '\0'};
        bad = sweep_folder(w, room, two);
    }
    int error = errno;
    if (room >= 0)
        close(room);
    errno = error;
    return bad ? -1 : 0;
}

int spool_sweep(struct spool *s, time_t before, spool_keep *keep, void *context,
                struct spool_swept *swept)
{
    struct sweep answers = {.spool = s, .before = before, .swept = swept}, objects = answers;
    objects.keep = keep;
    objects.context = context;
    *swept = (struct spool_swept){0};
    /* Answers first: none may name an object that is gone, though spool_recall would see it. */
    return sweep_room(&answers, "cache") || sweep_room(&objects, "objects") ? -1 : 0;
}
