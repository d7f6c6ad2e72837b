/* Putting a submission's files in their places: temporaries first, then intents, then renames. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "stages/publish/publish_private.h"
#include "stages/formats/type.h"

#define WHY "why.txt"

static struct placed *add_file(struct item *item)
{
    struct placed *files = realloc(item->files, (item->file_count + 1) * sizeof *files);

    if (!files) {
        diag_warn("out of memory");
        return NULL;
    }
    item->files = files;
    files[item->file_count] = (struct placed){0};
    return files + item->file_count++;
}

static int add_kept(struct item *item)
{
    const json_t *files = json_object_get(item->old, "files"), *file;
    size_t i;

    json_array_foreach(files, i, file)
    {
        struct placed *f = add_file(item);
        if (!f)
            return -1;
        snprintf(f->path, PATH_MAX, "%s", json_string_value(file));
    }
    snprintf(item->sha256, sizeof item->sha256, "%s", record_text(item->old, "sha256"));
    item->size = (uint64_t)json_integer_value(json_object_get(item->old, "size"));
    return json_object_get(item->old, "thumbnail")
               ? json_object_set(item->piece, "thumbnail", json_object_get(item->old, "thumbnail"))
               : 0;
}

/* A copy of a spool object as a temporary. NULL after a message; what was made is plan's. */
static const json_t *first_copy(struct publisher *p, struct plan *plan, const char *blob,
                                char temporary[64])
{
    char sha256[SPOOL_KEY_SIZE];
    uint64_t size;
    int fd = spool_open(p->spool, blob);

    if (fd < 0) {
        diag_warn("cannot open object %.12s of the spool: %s", blob, strerror(errno));
        return NULL;
    }
    int rc = files_copy(p, fd, 0, UINT64_MAX, temporary, sha256, &size);
    close(fd);
    if (rc < 0)
        return NULL;
    json_t *made = json_pack("{s:s,s:s,s:I}", "temporary", temporary, "sha256", sha256, "size",
                             (json_int_t)size);
    if (!made || json_object_set_new(plan->copies, blob, made)) {
        diag_warn("out of memory");
        return NULL;
    }
    return made;
}

/* The bytes of a file, its hash kept for the item's first. A file of which many pages are pieces of
 * their own stands on the disk once, under a name for each: else a small one could fill it. */
static int copy_blob(struct publisher *p, struct plan *plan, struct item *item, const char *blob,
                     char temporary[64])
{
    const json_t *made = json_object_get(plan->copies, blob);

    if (!made || files_link(p, record_text(made, "temporary"), temporary) < 0)
        made = first_copy(p, plan, blob, temporary);
    if (made && item->file_count == 1) {
        snprintf(item->sha256, sizeof item->sha256, "%s", record_text(made, "sha256"));
        item->size = (uint64_t)json_integer_value(json_object_get(made, "size"));
    }
    return made ? 0 : -1;
}

/* The bytes of a piece that moves to another room. */
static int copy_old(struct publisher *p, struct item *item, char temporary[64])
{
    const char *old = record_text(item->old, "path");
    int fd = openat(p->out, old, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0) {
        diag_warn("cannot open '%s': %s", old, strerror(errno));
        return -1;
    }
    int rc = files_copy(p, fd, 0, UINT64_MAX, temporary, item->sha256, &item->size);
    close(fd);
    if (rc == 0 && json_object_get(item->old, "thumbnail"))
        json_object_set(item->piece, "thumbnail", json_object_get(item->old, "thumbnail"));
    return rc;
}

static bool is_filed(const struct item *item)
{
    return strcmp(record_text(item->piece, "decision"), "filed") == 0;
}

static const json_t *first_place(const struct item *item)
{
    return json_array_get(json_object_get(item->piece, "pages"), 0);
}

/* The name of a piece that is one file. */
static void single_name(const struct plan *plan, const struct item *item, char *name, size_t size)
{
    const char *type = NULL;

    if (item->making == MAKE_PDF) {
        name_of_file(item->piece, ".pdf", name, size);
        return;
    }
    plan_blob(plan, first_place(item), &type);
    if (strcmp(piece_disposition(item->piece), "litter") == 0)
        name_of_original(record_text(first_place(item), "file"), name, size);
    else
        name_of_file(item->piece, type_extension(type ? type : ""), name, size);
}

static int add_single(struct publisher *p, struct plan *plan, struct item *item)
{
    char name[PUBLISH_NAME_MAX];
    const char *type;
    struct placed *f = add_file(item);

    single_name(plan, item, name, sizeof name);
    if (!f || path_choose(p, plan, item, name, f->path) < 0)
        return -1;
    if (item->kept)
        return copy_old(p, item, f->temporary);
    if (item->making == MAKE_PDF) {
        memcpy(f->temporary, item->source, sizeof f->temporary);
        item->source[0] = '\0';
        return 0;
    }
    const char *blob = plan_blob(plan, first_place(item), &type);
    if (blob)
        return copy_blob(p, plan, item, blob, f->temporary);
    item->file_count--; /* it vanished: why.txt says so */
    return 0;
}

static bool name_taken(const struct item *item, const char *name, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(strrchr(item->files[i].path, '/') + 1, name) == 0)
            return true;
    return false;
}

/* A place in the piece's folder: the folder is chosen with the first file. In a dossier there is
 * none: there each file has a name of its own. */
static int place_in_folder(struct publisher *p, struct plan *plan, struct item *item,
                           struct placed *f, const char *name)
{
    size_t others = (size_t)(f - item->files);
    char numbered[PUBLISH_NAME_MAX + 16];

    if (others == 0 || is_filed(item))
        return path_choose(p, plan, item, name, f->path);
    const char *first = item->files[0].path, *dot = strrchr(name, '.');
    int stem = dot ? (int)(dot - name) : (int)strlen(name);
    snprintf(numbered, sizeof numbered, "%s", name);
    for (unsigned n = 2; name_taken(item, numbered, others); n++)
        snprintf(numbered, sizeof numbered, "%.*s (%u)%s", stem, name, n, dot ? dot : "");
    snprintf(f->path, PATH_MAX, "%.*s/%s", (int)(strrchr(first, '/') - first), first, numbered);
    return 0;
}

/* Each file that the piece has pages of, once, under the name that it came with. */
static int add_originals(struct publisher *p, struct plan *plan, struct item *item)
{
    json_t *done = json_object();
    size_t i;
    const json_t *place;
    int rc = 0;

    json_array_foreach(json_object_get(item->piece, "pages"), i, place)
    {
        char name[PUBLISH_NAME_MAX];
        const char *type, *blob = plan_blob(plan, place, &type);
        if (!blob || json_object_get(done, blob) || rc < 0)
            continue;
        json_object_set_new(done, blob, json_true());
        if (is_filed(item))
            name_of_file(item->piece, type_extension(type ? type : ""), name, sizeof name);
        else
            name_of_original(record_text(place, "file"), name, sizeof name);
        struct placed *f = add_file(item);
        if (!f || place_in_folder(p, plan, item, f, name) < 0 ||
            copy_blob(p, plan, item, blob, f->temporary) < 0)
            rc = -1;
    }
    json_decref(done);
    return rc;
}

/* Is this text what stands at path? */
static bool says(struct publisher *p, const char *path, const char *text)
{
    int fd = openat(p->out, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    char there[SPOOL_KEY_SIZE], wanted[SPOOL_KEY_SIZE];

    if (fd < 0)
        return false;
    hash_bytes(text, strlen(text), wanted);
    bool same = hash_fd(fd, NULL, there) == 0 && strcmp(there, wanted) == 0;
    close(fd);
    return same;
}

/* why.txt, the last of the files; the only one when there is nothing else to lay there. */
static int add_why(struct publisher *p, struct plan *plan, struct item *item, bool kept)
{
    struct placed *f = kept ? item->files + item->file_count - 1 : add_file(item);
    char *text = report_why(item->piece, submission_name(plan->submission));
    int rc = f && text ? 0 : -1;

    if (rc == 0 && !kept)
        rc = place_in_folder(p, plan, item, f, WHY);
    if (rc == 0 && !(kept && says(p, f->path, text)))
        rc = files_write(p, text, strlen(text), f->temporary);
    if (rc == 0 && item->file_count == 1) {
        hash_bytes(text, strlen(text), item->sha256);
        item->size = strlen(text);
    }
    free(text);
    return rc;
}

/* Paths and temporaries of one piece. */
static int prepare(struct publisher *p, struct plan *plan, struct item *item)
{
    bool kept = path_kept(item) != NULL;
    int rc;

    if (kept)
        rc = add_kept(item);
    else if (item->making == MAKE_ORIGINALS)
        rc = add_originals(p, plan, item);
    else
        rc = add_single(p, plan, item);
    item->kept = kept;
    if (rc == 0 && (!is_filed(item) || item->file_count == 0))
        rc = add_why(p, plan, item, kept);
    return rc;
}

static int intend(struct publisher *p, const struct plan *plan)
{
    int rc = ledger_begin(p->ledger);

    for (size_t i = 0; i < plan->count; i++)
        for (size_t k = 0; k < plan->items[i].file_count && rc == 0; k++)
            if (!plan->items[i].kept)
                rc = ledger_intend(p->ledger, plan->items[i].files[k].path);
    if (rc == 0)
        rc = ledger_commit(p->ledger);
    if (rc < 0) {
        diag_warn("%s", p->ledger->why);
        ledger_rollback(p->ledger);
    }
    return rc;
}

static int move(struct publisher *p, struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        struct item *item = plan->items + i;
        for (size_t k = 0; k < item->file_count; k++) {
            struct placed *f = item->files + k;
            if (f->temporary[0] && files_move(p, f->temporary, f->path, item->kept) < 0)
                return -1;
        }
    }
    return 0;
}

/* Folders are synced after all renames, each once in a row. */
static int sync_folders(struct publisher *p, const struct plan *plan)
{
    const char *last = "";

    for (size_t i = 0; i < plan->count; i++) {
        const struct item *item = plan->items + i;
        for (size_t k = 0; k < item->file_count; k++) {
            const char *path = item->files[k].path;
            size_t folder = (size_t)(strrchr(path, '/') - path);
            bool again = strncmp(path, last, folder + 1) == 0 && !strchr(last + folder + 1, '/');
            if (!item->files[k].temporary[0] || again)
                continue;
            if (files_sync(p, path) < 0)
                return -1;
            last = path;
        }
    }
    return 0;
}

static int record_paths(struct plan *plan)
{
    int rc = 0;

    for (size_t i = 0; i < plan->count; i++) {
        struct item *item = plan->items + i;
        json_t *files = json_array();
        for (size_t k = 0; k < item->file_count; k++)
            rc |= json_array_append_new(files, json_string(item->files[k].path));
        rc |= json_object_set_new(item->piece, "files", files);
        rc |= json_object_set_new(item->piece, "path", json_string(item->files[0].path));
        rc |= json_object_set_new(item->piece, "sha256", json_string(item->sha256));
        rc |= json_object_set_new(item->piece, "size", json_integer((json_int_t)item->size));
        rc |= json_object_set_new(item->piece, "made", json_string(item->made));
    }
    if (rc != 0)
        diag_warn("out of memory");
    return rc != 0 ? -1 : 0;
}

int place_items(struct publisher *p, struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        if (prepare(p, plan, plan->items + i) < 0)
            return -1;
    if (files_settle(p) < 0 || record_paths(plan) < 0 || intend(p, plan) < 0 || move(p, plan) < 0)
        return -1;
    return sync_folders(p, plan) < 0 ? -1 : files_settle(p);
}
