/* status.json in each dossier's folder, and the list to work through. */
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
#include "pipeline/stream.h"
#include "stages/publish/publish.h"
#include "stages/report/report.h"
#include "stages/publish/status.h"

#define LIST "ontbreekt.csv"
#define TEMPORARY "." STATUS_FILE ".new"
#define STATUS_MAX ((size_t)1 << 20)

static int failed(const char *name)
{
    diag_warn("cannot write '%s': %s", name, strerror(errno));
    return -1;
}

/* Does the file hold this text already? */
static bool holds(int folder, const char *name, const char *text, size_t size)
{
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;
    bool same = fd >= 0 && fstat(fd, &st) == 0 && (size_t)st.st_size == size && size < STATUS_MAX;
    char *there = same ? malloc(size + 1) : NULL;

    same = there && pread(fd, there, size, 0) == (ssize_t)size && memcmp(there, text, size) == 0;
    free(there);
    if (fd >= 0)
        close(fd);
    return same;
}

static int put_file(int folder, const char *name, const char *temporary, const char *text,
                    size_t size)
{
    int fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

    if (!f) {
        if (fd >= 0)
            close(fd);
        return failed(name);
    }
    int status = fwrite(text, 1, size, f) != size || fflush(f) || fsync(fd) ? -1 : 0;
    if (fclose(f))
        status = -1;
    if (!status)
        status = renameat(folder, temporary, folder, name) || fsync(folder) ? -1 : 0;
    if (!status)
        return 0;
    unlinkat(folder, temporary, 0);
    return failed(name);
}

static int put_status(int dossiers, const json_t *status)
{
    char name[160];

    publish_folder(record_text(status, "dossier"), name, sizeof name);
    int folder = openat(dossiers, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    char *text = json_dumps(status, JSON_INDENT(2));
    int rc = 0;

    if (folder < 0 && errno != ENOENT) /* its papers are on their way: the next time */
        rc = failed(name);
    else if (folder >= 0 && !text)
        rc = -1;
    else if (folder >= 0 && !holds(folder, STATUS_FILE, text, strlen(text)))
        rc = put_file(folder, STATUS_FILE, TEMPORARY, text, strlen(text));
    free(text);
    if (folder >= 0)
        close(folder);
    return rc;
}

/* A folder of which nothing is left but our own file. rmdir takes empty ones only. */
static void drop_status(int dossiers, const char *name)
{
    int folder = openat(dossiers, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (folder < 0)
        return;
    unlinkat(folder, STATUS_FILE, 0);
    unlinkat(folder, TEMPORARY, 0);
    close(folder);
    unlinkat(dossiers, name, AT_REMOVEDIR);
}

static int sweep(int dossiers, const json_t *statuses)
{
    json_t *known = json_object(), *status;
    int fd = fcntl(dossiers, F_DUPFD_CLOEXEC, 0);
    DIR *dir = known && fd >= 0 ? fdopendir(fd) : NULL;
    struct dirent *entry;
    char name[160];
    size_t i;

    json_array_foreach(statuses, i, status)
    {
        publish_folder(record_text(status, "dossier"), name, sizeof name);
        json_object_set_new(known, name, json_true());
    }
    if (dir)
        rewinddir(dir);
    while (dir && (entry = readdir(dir)))
        if (entry->d_name[0] != '.' && !json_object_get(known, entry->d_name))
            drop_status(dossiers, entry->d_name);
    json_decref(known);
    if (dir)
        closedir(dir);
    return dir ? 0 : failed("dossiers");
}

/* A cell for a spreadsheet: text from outside is never a formula. */
static void cell(FILE *f, const char *text, const char *end)
{
    char clean[400];

    diag_printable(text ? text : "", clean, sizeof clean);
    fputc('"', f);
    if (*clean && strchr("=+-@\t\r", *clean))
        fputc('\'', f);
    for (const char *c = clean; *c; c++) {
        if (*c == '"')
            fputc('"', f);
        fputc(*c, f);
    }
    fprintf(f, "\"%s", end);
}

static void list_dossier(FILE *f, const json_t *status)
{
    size_t i;
    const json_t *missing;

    json_array_foreach(json_object_get(status, "missing"), i, missing)
    {
        cell(f, record_text(status, "dossier"), ";");
        cell(f, record_text(status, "scheme"), ";");
        cell(f, record_text(status, "kind"), ";");
        cell(f, record_text(missing, "label"), ";");
        cell(f, record_text(missing, "detail"), ";\"\"\r\n");
    }
}

/* With a byte order mark and semicolons: what a Dutch spreadsheet opens as it is. */
static int put_list(const char *out, const json_t *statuses)
{
    char *text = NULL;
    size_t size = 0, i;
    const json_t *status;
    FILE *f = open_memstream(&text, &size);
    int folder = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = -1;

    if (f) {
        fputs("\xef\xbb\xbf\"dossier\";\"regeling\";\"soort\";\"stuk\";\"wat er "
              "is\";\"afgehandeld\"\r\n",
              f);
        json_array_foreach(statuses, i, status) list_dossier(f, status);
        rc = fclose(f);
    }
    if (rc || folder < 0)
        rc = failed(LIST);
    else if (!holds(folder, LIST, text, size))
        rc = put_file(folder, LIST, "." LIST ".new", text, size);
    free(text);
    if (folder >= 0)
        close(folder);
    return rc;
}

int status_write(const char *out, const json_t *statuses)
{
    char path[PATH_MAX];
    size_t i;
    const json_t *status;
    int rc = 0;

    if (snprintf(path, sizeof path, "%s/dossiers", out) >= PATH_MAX)
        return failed("dossiers");
    int dossiers = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dossiers < 0 && errno != ENOENT)
        return failed(path);
    json_array_foreach(statuses, i, status)
    {
        if (dossiers >= 0 && !rc)
            rc = put_status(dossiers, status);
    }
    if (dossiers >= 0 && !rc)
        rc = sweep(dossiers, statuses);
    if (dossiers >= 0)
        close(dossiers);
    return rc ? rc : put_list(out, statuses);
}
