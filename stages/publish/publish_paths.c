/* Where a piece stands: by the ledger and the disk, never over something else. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "pipeline/scarce.h"
#include "stages/publish/publish_private.h"

#define TRIES 10000

int item_stands(struct publisher *p, const struct item *item)
{
    const char *made = record_text(item->old, "made"), *sha256 = record_text(item->old, "sha256");
    const json_t *files = json_object_get(item->old, "files"), *file;
    char found[SPOOL_KEY_SIZE] = "";
    size_t i;

    if (!made || !sha256 || strcmp(made, item->made) != 0 || json_array_size(files) == 0)
        return 0;
    json_array_foreach(files, i, file)
    {
        if (!json_is_string(file) || !files_exist(p, json_string_value(file)))
            return 0;
    }
    int fd = openat(p->out, json_string_value(json_array_get(files, 0)),
                    O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno_scarce(errno)) {
        diag_warn("cannot look at piece %s: %s", record_text(item->piece, "piece"),
                  strerror(errno));
        return -1;
    }
    if (fd < 0)
        return 0;
    bool same = hash_fd(fd, NULL, found) == 0 && strcmp(found, sha256) == 0;
    close(fd);
    return same;
}

static bool filed(const struct item *item)
{
    return strcmp(record_text(item->piece, "decision"), "filed") == 0;
}

/* What is numbered when it repeats: a file in a dossier, the folder in another room.
 * "dossiers/R-1/2020-11-14 Brief" or "review/2020-11-14 scan.pdf Brief 0123abcd". */
static int stem_of(const struct item *item, const char *name, char stem[PATH_MAX])
{
    char folder[PUBLISH_NAME_MAX];
    const char *decision = record_text(item->piece, "decision");
    const char *dossier = record_text(item->piece, "dossier");

    if (filed(item)) {
        const char *dot = strrchr(name, '.');
        if (!dossier) {
            diag_warn("piece %s is filed without a dossier", record_text(item->piece, "piece"));
            return -1;
        }
        publish_folder(dossier, folder, sizeof folder);
        snprintf(stem, PATH_MAX, "dossiers/%s/%.*s", folder,
                 dot ? (int)(dot - name) : (int)strlen(name), name);
        return 0;
    }
    name_of_folder(item->piece, folder, sizeof folder);
    snprintf(stem, PATH_MAX, "%s/%s", decision, folder);
    return 0;
}

/* The number-th place for a stem: the path of the file, and what must be free for it. */
static void numbered(const struct item *item, const char *stem, unsigned number, const char *name,
                     char path[PATH_MAX], char claim[PATH_MAX])
{
    const char *dot = strrchr(name, '.');
    char suffix[16] = "";

    if (number > 1)
        snprintf(suffix, sizeof suffix, " (%u)", number);
    if (filed(item)) {
        snprintf(path, PATH_MAX, "%s%s%s", stem, suffix, dot ? dot : "");
        snprintf(claim, PATH_MAX, "%s", path);
    } else {
        snprintf(path, PATH_MAX, "%s%s/%s", stem, suffix, name);
        snprintf(claim, PATH_MAX, "%s%s", stem, suffix);
    }
}

const char *path_kept(const struct item *item)
{
    const char *old = record_text(item->old, "path"), *name;
    char stem[PATH_MAX], path[PATH_MAX], claim[PATH_MAX], made[PUBLISH_NAME_MAX];

    if (!item->kept || !old)
        return NULL;
    name = strrchr(old, '/') ? strrchr(old, '/') + 1 : old;
    /* A numbered name keeps its number only under the name that it would get now. */
    const char *dot = strrchr(name, '.');
    name_of_file(item->piece, dot ? dot : "", made, sizeof made);
    if (stem_of(item, filed(item) ? made : name, stem) < 0)
        return NULL;
    for (unsigned n = 1; n < TRIES; n++) {
        numbered(item, stem, n, filed(item) ? made : name, path, claim);
        if (strcmp(path, old) == 0)
            return old;
        if (strncmp(old, stem, strlen(stem)) != 0)
            return NULL;
    }
    return NULL;
}

/* 1 free, 0 taken, -1 after a message. Names that differ in case only are one name to the file
 * systems of clerks, so a plan takes them in lower case. */
static int take(struct publisher *p, struct plan *plan, const char *path, const char *claim)
{
    char lower[PATH_MAX];
    size_t i;

    for (i = 0; claim[i]; i++)
        lower[i] = (char)tolower((unsigned char)claim[i]);
    lower[i] = '\0';
    if (json_object_get(plan->taken, lower) || files_exist(p, claim))
        return 0;
    json_t *owner = ledger_path_owner(p->ledger, path);
    if (owner) {
        json_decref(owner);
        return 0;
    }
    if (p->ledger->why[0]) {
        diag_warn("%s", p->ledger->why);
        return -1;
    }
    return json_object_set_new(plan->taken, lower, json_true()) == 0 ? 1 : -1;
}

int path_choose(struct publisher *p, struct plan *plan, const struct item *item, const char *name,
                char path[PATH_MAX])
{
    char stem[PATH_MAX], claim[PATH_MAX];

    if (stem_of(item, name, stem) < 0)
        return -1;
    for (unsigned n = 1; n < TRIES; n++) {
        numbered(item, stem, n, name, path, claim);
        int rc = take(p, plan, path, claim);
        if (rc != 0)
            return rc < 0 ? -1 : 0;
    }
    diag_warn("no free name for piece %s", record_text(item->piece, "piece"));
    return -1;
}
