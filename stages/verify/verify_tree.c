/* The folders that hold pieces: nothing may lie there that no piece knows. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "stages/publish/status.h"
#include "stages/verify/verify.h"

#define DEPTH_MAX 8

static int walk(struct verify *v, const char *path, int depth);

static int look(struct verify *v, const char *folder, const char *name, int depth)
{
    char path[PATH_MAX];
    struct stat st;
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path) {
        verify_found(v, "'%s' holds a name that is too long", folder);
        return 0;
    }
    if (fstatat(v->out_fd, path, &st, AT_SYMLINK_NOFOLLOW)) {
        if (errno == ENOENT)
            return 0;
        diag_warn("cannot look at '%s': %s", path, strerror(errno));
        return -1;
    }
    if (S_ISDIR(st.st_mode))
        return walk(v, path, depth + 1);
    if (!S_ISREG(st.st_mode))
        verify_found(v, "'%s' is no regular file", path);
    else if (!json_object_get(v->paths, path) &&
             !(depth == 1 && strcmp(name, STATUS_FILE) == 0 && strncmp(path, "dossiers/", 9) == 0))
        verify_found(v, "'%s' belongs to no piece", path);
    return 0;
}

static int walk(struct verify *v, const char *path, int depth)
{
    if (depth > DEPTH_MAX) {
        verify_found(v, "'%s' lies too deep", path);
        return 0;
    }
    int fd = openat(v->out_fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return 0;
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        diag_warn("cannot open '%s': %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    int status = 0;
    struct dirent *entry;
    while (!status && (errno = 0, entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = look(v, path, entry->d_name, depth);
    }
    closedir(dir);
    return status;
}

int verify_tree(struct verify *v)
{
    static const char *const tops[] = {"dossiers", "review", "aside", "rejected"};
    int status = 0;
    for (size_t i = 0; i < sizeof tops / sizeof *tops && !status; i++)
        status = walk(v, tops[i], 0);
    return status;
}
