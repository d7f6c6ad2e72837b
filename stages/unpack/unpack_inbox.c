#include "stages/unpack/unpack_inbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "classifiers/grow.h"
#include "pipeline/diag.h"
#include "stages/unpack/unpack_names.h"
#include "stages/unpack/unpack_sidecar.h"
#include "stages/formats/type_text.h"

#define SUFFIX ".meta.json"

static bool ends(const char *name, const char *suffix)
{
    size_t n = strlen(name), s = strlen(suffix);
    return n > s && strcmp(name + n - s, suffix) == 0;
}

static bool is_entry(const char *name)
{
    return name[0] != '.' && !ends(name, ".part") && !ends(name, ".tmp");
}

int inbox_open_file(int dir, const char *name)
{
    return openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

static int by_name(const void *a, const void *b)
{
    const struct inbox_entry *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static int by_received(const void *a, const void *b)
{
    const struct inbox_entry *x = a, *y = b;
    return x->when != y->when ? (x->when > y->when) - (x->when < y->when) : by_name(a, b);
}

static int add_entry(struct inbox *in, size_t *room, const char *name)
{
    if (grow(&in->entries, in->count, room, sizeof *in->entries) < 0)
        return -1;
    struct inbox_entry *e = &in->entries[in->count];
    *e = (struct inbox_entry){.name = strdup(name)};
    if (!e->name)
        return -1;
    if (fstatat(in->dir, name, &e->st, AT_SYMLINK_NOFOLLOW)) {
        free(e->name);
        return errno == ENOENT ? 0 : -1; /* gone already */
    }
    in->count++;
    return 0;
}

/* All that is no unfinished file, sidecars too. */
static int list_names(struct inbox *in)
{
    int copy = openat(in->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = copy < 0 ? NULL : fdopendir(copy);
    if (!d) {
        if (copy >= 0)
            close(copy);
        return -1;
    }
    size_t room = 0;
    int bad = 0;
    struct dirent *next;
    while (!bad && (errno = 0, next = readdir(d)))
        if (is_entry(next->d_name))
            bad = add_entry(in, &room, next->d_name);
    bad = bad || errno;
    int error = errno;
    closedir(d);
    errno = error;
    return bad ? -1 : 0;
}

void inbox_entry_release(struct inbox_entry *e)
{
    free(e->name);
    free(e->shown);
    free(e->trouble);
    json_decref(e->meta);
}

static bool is_sidecar(const struct inbox_entry *e)
{
    return ends(e->name, SUFFIX) && !S_ISDIR(e->st.st_mode);
}

/* Takes the sidecars out of the list, which is sorted by name. */
static void drop_sidecars(struct inbox *in)
{
    size_t kept = 0;
    for (size_t i = 0; i < in->count; i++) {
        struct inbox_entry *e = &in->entries[i];
        if (!is_sidecar(e)) {
            in->entries[kept++] = *e;
            continue;
        }
        struct inbox_entry owner = {.name = strndup(e->name, strlen(e->name) - strlen(SUFFIX))};
        if (owner.name && !bsearch(&owner, in->entries, kept, sizeof owner, by_name) &&
            faccessat(in->dir, owner.name, F_OK, AT_SYMLINK_NOFOLLOW))
            diag_warn("'%s' stands beside no entry and waits for it", e->name);
        free(owner.name);
        inbox_entry_release(e);
    }
    in->count = kept;
}

/* Name and time of an entry, and what its sidecar says. */
static int describe(struct inbox *in, struct inbox_entry *e, json_t *taken)
{
    char sidecar[sizeof((struct dirent *)0)->d_name + sizeof SUFFIX];
    e->shown = names_unique(taken, names_shown(e->name));
    e->when = e->st.st_mtim.tv_sec;
    date_format(e->when, e->received);
    e->meta = json_object();
    if (!e->shown || !e->meta) {
        errno = ENOMEM;
        return -1;
    }
    strcpy(sidecar, e->name);
    strcat(sidecar, SUFFIX);
    if (sidecar_read(in->dir, sidecar, e) < 0)
        return -1;
    if (e->trouble)
        diag_warn("'%s': %s", sidecar, e->trouble);
    return 0;
}

int inbox_open(struct inbox *in, const char *path)
{
    *in = (struct inbox){.dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (in->dir < 0 || list_names(in))
        return -1;
    qsort(in->entries, in->count, sizeof *in->entries, by_name);
    drop_sidecars(in);
    json_t *taken = json_object();
    int bad = taken ? 0 : -1;
    for (size_t i = 0; i < in->count && !bad; i++)
        bad = describe(in, &in->entries[i], taken);
    json_decref(taken);
    return bad;
}

void inbox_release(struct inbox *in)
{
    for (size_t i = 0; i < in->count; i++)
        inbox_entry_release(&in->entries[i]);
    free(in->entries);
    if (in->dir >= 0)
        close(in->dir);
    *in = (struct inbox){.dir = -1};
}

bool inbox_maybe_mail(int fd)
{
    char head[4096];
    ssize_t got = pread(fd, head, sizeof head, 0);
    return got > 0 && text_mail(head, (size_t)got) != NULL;
}

void inbox_set_date(struct inbox_entry *e, const char *date)
{
    int64_t when;
    char iso[DATE_SIZE];
    if (date_parse(date, &when, iso))
        return;
    e->when = when;
    memcpy(e->received, iso, sizeof iso);
    e->dated = true;
}

void inbox_sort(struct inbox *in)
{
    qsort(in->entries, in->count, sizeof *in->entries, by_received);
}
