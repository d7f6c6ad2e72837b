/* postkamer-export: filed pieces, as archive and case system take them. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/lock.h"
#include "pipeline/stage.h"
#include "stages/export/export.h"
#include "stages/common/profile.h"
#include "stages/registry/registry.h"

static const char *format, *to, *profile, *registry, *run;

static const struct stage_option options[] = {
    {"format", "NAME", "mdto, openzaak or zgw", &format},
    {"to", "DIR", "the folder that is written", &to},
    {"profile", "NAME", "the municipality, or a file (default: $POSTKAMER_PROFILE)", &profile},
    {"registry", "FILE", "the dossiers (default: those of the last run)", &registry},
    {"run", "ID", "only what this run filed (default: all)", &run},
    {0},
};

static struct stage self = {
    .name = "export",
    .summary = "Hands filed pieces over: MDTO sidecars, an Open Zaak import or ZGW documents.",
    .options = options,
};

static void tell(const char *message)
{
    diag_warn("%s", message);
}

static json_t *load_json(const char *path)
{
    json_error_t error;
    json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

    if (!json)
        diag_warn("cannot read '%s': line %d: %s", path, error.line, error.text);
    return json;
}

static json_t *load_catalogue(void)
{
    char path[4096];

    if (!data_path("catalogue.json", path, sizeof path))
        return load_json(path);
    diag_warn("cannot find catalogue.json: %s", strerror(errno));
    return NULL;
}

/* The registry says which case a dossier is; NULL *found when no run has used one. */
static int open_registry(struct ledger *l, struct registry **found)
{
    char folder[4096];
    char *last = registry ? NULL : ledger_get(l, "registry-path");
    const char *path = registry ? registry : last;
    enum registry_status status = REGISTRY_READY;

    *found = NULL;
    if (path && spool_where(&self.spool, folder, sizeof folder)) {
        diag_warn("cannot find the spool's folder: %s", strerror(errno));
        status = REGISTRY_FAILED;
    } else if (path) {
        status = registry_open(found, path, folder, tell);
    }
    free(last);
    return status == REGISTRY_READY ? 0 : status == REGISTRY_REFUSED ? EXIT_STREAM : EXIT_IO;
}

static int open_folders(struct export *e)
{
    e->out_fd = open(e->out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (e->out_fd < 0) {
        diag_warn("cannot open '%s': %s", e->out, strerror(errno));
        return EXIT_IO;
    }
    if (mkdir(to, 0750) && errno != EEXIST)
        e->to_fd = -1;
    else
        e->to_fd = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (e->to_fd < 0)
        diag_warn("cannot open '%s': %s", to, strerror(errno));
    return e->to_fd < 0 ? EXIT_IO : EXIT_DONE;
}

static int hand_over(struct export *e)
{
    int status = open_folders(e);

    if (!status)
        status = open_registry(e->ledger, &e->registry);
    if (!status)
        status = export_all(e) ? EXIT_IO : EXIT_DONE;
    if (!status) {
        printf("documents %lu\n", e->documents);
        status = fflush(stdout) ? EXIT_IO : e->changed ? EXIT_FOUND : EXIT_DONE;
    }
    registry_close(e->registry);
    if (e->out_fd >= 0)
        close(e->out_fd);
    if (e->to_fd >= 0)
        close(e->to_fd);
    return status;
}

/* A writer's, for what is handed over is written down; where there is none, none is made. */
static int open_ledger(struct ledger *l, const char *out)
{
    int status = ledger_open(l, out, false);

    if (status || !l->db)
        return status;
    ledger_close(l);
    return ledger_open(l, out, true);
}

static int with_ledger(struct export *e)
{
    struct ledger ledger;
    struct out_lock lock;
    int status = lock_or_tell(&lock, e->out, "postkamer export");

    if (status)
        return status;
    if (open_ledger(&ledger, e->out)) {
        diag_warn("cannot open the ledger of '%s': %s", e->out, ledger.why);
        status = EXIT_IO;
    } else {
        e->ledger = &ledger;
        status = hand_over(e);
        ledger_close(&ledger);
    }
    lock_release(&lock);
    return status;
}

/* A file, or a municipality that ships by its name, as split takes it. */
static json_t *load_profile(const char *given)
{
    char why[300];
    if (strchr(given, '/') || strchr(given, '.'))
        return load_json(given);
    json_t *shipped = profile_load(given, why, sizeof why);
    if (!shipped)
        diag_warn("%s", why);
    return shipped;
}

static int start(void)
{
    struct export e = {.out = self.out, .run = run, .out_fd = -1, .to_fd = -1};
    const char *path = profile ? profile : getenv("POSTKAMER_PROFILE");
    char name[120];
    int status = EXIT_USAGE;

    e.who = stage_user(NULL, name, sizeof name);

    e.format = format ? export_format(format) : NULL;
    if (!e.format || !to || !e.out || !path) {
        diag_warn("give --format mdto|openzaak|zgw, --out DIR, --to DIR and --profile NAME");
        return status;
    }
    json_t *catalogue = load_catalogue(), *municipality = catalogue ? load_profile(path) : NULL;
    e.catalogue = catalogue;
    e.profile = municipality;
    if (!municipality)
        status = EXIT_IO;
    else if (!export_lacks(&e))
        status = with_ledger(&e);
    json_decref(municipality);
    json_decref(catalogue);
    return status;
}

int main(int argc, char **argv)
{
    int first, status;

    self.out = getenv("POSTKAMER_OUT");
    status = stage_options(&self, argc, argv, "", &first);
    if (status >= 0)
        return status;
    if (first < argc) {
        diag_warn("no operand is wanted: '%s'", argv[first]);
        status = EXIT_USAGE;
    } else {
        status = start();
    }
    if (self.spool.dir >= 0)
        spool_release(&self.spool);
    return status;
}
