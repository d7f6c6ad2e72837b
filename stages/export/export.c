#include "stages/export/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "pipeline/processing.h"
#include "pipeline/stream.h"
#include "pipeline/io.h"
#include "stages/export/export_document.h"

static const struct export_format *const formats[] = {&export_mdto, &export_openzaak, &export_zgw};

const struct export_format *export_format(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(name, formats[i]->name) == 0)
            return formats[i];
    return NULL;
}

const char *export_profile(const struct export *e, const char *member)
{
    return record_string(e->profile, member);
}

const char *export_type_url(const struct export *e, const char *code)
{
    const json_t *urls = json_object_get(e->profile, "type_urls");
    const char *url = record_text(urls, code);

    return url ? url : record_string(urls, "default");
}

unsigned long export_lacks(const struct export *e)
{
    unsigned long lacks = 0;

    for (size_t i = 0; e->format->needs[i]; i++) {
        const json_t *value = json_object_get(e->profile, e->format->needs[i]);
        if (json_string_length(value) || json_object_size(value))
            continue;
        diag_warn("the municipality's profile has no '%s'", e->format->needs[i]);
        lacks++;
    }
    return lacks;
}

static int failed(const char *doing, const char *name)
{
    char shown[300];

    diag_warn("cannot %s '%s': %s", doing, diag_printable(name, shown, sizeof shown),
              strerror(errno));
    return -1;
}

/* The folder within TO; -1 with errno. */
static int open_folder(const struct export *e, const char *folder)
{
    if (!*folder)
        return fcntl(e->to_fd, F_DUPFD_CLOEXEC, 0);
    if (mkdirat(e->to_fd, folder, 0750) && errno != EEXIST)
        return -1;
    return openat(e->to_fd, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* A new file under a temporary name. */
static int begin_file(int folder, const char *name, char temporary[EXPORT_NAME_MAX + 8])
{
    snprintf(temporary, EXPORT_NAME_MAX + 8, ".%.*s.new", EXPORT_NAME_MAX, name);
    return openat(folder, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
}

/* Into its place, when all that was written is durable. */
static int end_file(int folder, int fd, const char *temporary, const char *name, int status)
{
    if (!status)
        status = fsync(fd);
    if (close(fd))
        status = -1;
    if (!status)
        status = renameat(folder, temporary, folder, name);
    if (status)
        unlinkat(folder, temporary, 0);
    return status;
}

int export_write(struct export *e, const char *folder, const char *name, const char *text,
                 size_t size)
{
    char temporary[EXPORT_NAME_MAX + 8];
    int dir = open_folder(e, folder);
    int fd = dir < 0 ? -1 : begin_file(dir, name, temporary);
    int status = fd < 0 ? -1 : end_file(dir, fd, temporary, name, write_all(fd, text, size));

    if (status)
        failed("write", name);
    if (dir >= 0)
        close(dir);
    return status;
}

static int copy(int from, int to)
{
    char block[65536];
    ssize_t n;

    while ((n = read(from, block, sizeof block)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 || write_all(to, block, (size_t)n))
            return -1;
    }
    return 0;
}

/* Copies the piece's file to its new name. */
static int hand_over_file(struct export *e, const struct export_document *d, int from)
{
    char temporary[EXPORT_NAME_MAX + 8];
    int dir = open_folder(e, d->folder);
    int fd = dir < 0 ? -1 : begin_file(dir, d->name, temporary);
    int status = fd < 0 ? -1 : end_file(dir, fd, temporary, d->name, copy(from, fd));

    if (status)
        failed("write", d->name);
    if (dir >= 0)
        close(dir);
    return status;
}

/* Into the processing log, once a piece and before it leaves the house. */
static int note_use(struct export *e, const json_t *piece, bool *noted)
{
    const struct processing_use use = {.name = "export", .who = e->who, .to = e->format->name};

    if (*noted)
        return 0;
    *noted = true;
    if (!processing_use(e->ledger, piece, &use))
        return 0;
    diag_warn("it cannot be written down that a piece is handed over: %s", e->ledger->why);
    return -1;
}

/* One file of a piece; what is not what the ledger says is named, and not handed over. */
static int hand_over(struct export *e, const json_t *piece, size_t number, const char *path,
                     bool *noted)
{
    struct export_document d;
    int fd = openat(e->out_fd, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    const char *wanted = record_text(piece, "sha256");

    if (fd < 0)
        return failed("open", path);
    int status = document_read(&d, e, piece, number, path, fd);
    if (!status && number == 0 && (!wanted || strcmp(wanted, d.sha256))) {
        diag_warn("'%s' is not the file that was filed: it is left out", path);
        e->changed++;
    } else if (!status) {
        status =
            note_use(e, piece, noted) || hand_over_file(e, &d, fd) || e->format->document(e, &d)
                ? -1
                : 0;
        e->documents += !status;
    }
    close(fd);
    return status;
}

static bool wanted(const struct export *e, const json_t *piece)
{
    const char *decision = record_text(piece, "decision"), *run = record_text(piece, "run");

    return decision && strcmp(decision, "filed") == 0 &&
           (!e->run || (run && strcmp(run, e->run) == 0));
}

static int hand_over_pieces(struct export *e, const json_t *pieces)
{
    size_t i, k;
    json_t *piece, *file;

    json_array_foreach(pieces, i, piece)
    {
        bool noted = false;
        if (!wanted(e, piece))
            continue;
        json_array_foreach(json_object_get(piece, "files"), k, file)
        {
            if (json_is_string(file) && hand_over(e, piece, k, json_string_value(file), &noted))
                return -1;
        }
    }
    return 0;
}

int export_all(struct export *e)
{
    json_t *pieces = ledger_pieces(e->ledger, NULL);
    int status = -1;

    if (!pieces)
        diag_warn("%s", e->ledger->why);
    else if (!e->format->begin || !e->format->begin(e))
        status = hand_over_pieces(e, pieces);
    if (!status && e->format->end)
        status = e->format->end(e);
    if (e->list)
        fclose(e->list);
    free(e->text);
    json_decref(pieces);
    return status;
}
