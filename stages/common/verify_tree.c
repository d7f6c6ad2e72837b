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
#include "stages/common/verify.h"

#define DEPTH_MAX 8

static int walk(struct verify *v, json_t *folders, const char *path, int depth);

/* The folder of every piece: what explains a piece may lie beside it. */
static json_t *piece_folders(const struct verify *v)
{
    json_t *folders = json_object();
    const char *path;
    json_t *value;
    json_object_foreach(v->paths, path, value)
    {
        char folder[PATH_MAX];
        const char *slash = strrchr(path, '/');
        if (!slash || (size_t)(slash - path) >= sizeof folder)
            continue;
        memcpy(folder, path, (size_t)(slash - path));
        folder[slash - path] = '\0';
        json_object_set_new(folders, folder, json_true());
    }
    return folders;
}

static bool explains(json_t *folders, const char *folder, const char *name)
{
    return strcmp(name, "why.txt") == 0 && strncmp(folder, "dossiers/", 9) != 0 &&
           json_object_get(folders, folder);
}

static int look(struct verify *v, json_t *folders, const char *folder, const char *name, int depth)
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
        return walk(v, folders, path, depth + 1);
    if (!S_ISREG(st.st_mode))
        verify_found(v, "'%s' is no regular file", path);
    else if (!json_object_get(v->paths, path) && !explains(folders, folder, name))
        verify_found(v, "'%s' belongs to no piece", path);
    return 0;
}

static int walk(struct verify *v, json_t *folders, const char *path, int depth)
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
            status = look(v, folders, path, entry->d_name, depth);
    }
    closedir(dir);
    return status;
}

int verify_tree(struct verify *v)
{
    static const char *const tops[] = {"dossiers", "review", "aside", "rejected"};
    json_t *folders = piece_folders(v);
    int status = folders ? 0 : -1;
    for (size_t i = 0; i < sizeof tops / sizeof *tops && !status; i++)
        status = walk(v, folders, tops[i], 0);
    json_decref(folders);
    return status;
}
