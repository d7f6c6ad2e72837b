/* postkamer-route: decides where every piece goes and publishes it. The only writer of dossiers
 * and ledger. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/hash.h"
#include "pipeline/ledger.h"
#include "pipeline/stage.h"
#include "stages/decide/decide.h"
#include "stages/decide/decide_compare.h"
#include "stages/publish/publish.h"
#include "stages/registry/registry.h"
#include "stages/report/report.h"
#include "stages/decide/route_copies.h"

static const char *registry_path, *run_name, *dry_run, *check_path, *redo;

static const struct stage_option options[] = {
    {"registry", "FILE", "the registry of dossiers, a CSV file", &registry_path},
    {"run", "ID", "name of the run in ledger and reports", &run_name},
    {"redo", NULL, "what was filed by the machine may change too", &redo},
    {"dry-run", NULL, "print what would change, and write nothing", &dry_run},
    {"check-registry", "FILE", "look at the registry's header only: exit 0, or 65", &check_path},
    {0},
};

static int route_open(struct stage *self);
static int route_finish(struct stage *self, struct submission *s);
static int route_close(struct stage *self, int complete);

static struct stage route = {
    .name = "route",
    .summary = "Decides where every piece goes and publishes it.",
    .options = options,
    .open = route_open,
    .finish = route_finish,
    .close = route_close,
};

static struct {
    struct ledger ledger;
    struct registry *registry;
    struct publisher *publisher;
    struct decider decider;
    struct decide_changes changes;
    char run[64], started[40], model[SPOOL_KEY_SIZE];
    struct timespec began;
    unsigned long submissions, pages;
} r;

static void tell(const char *message)
{
    diag_warn("%s", message);
}

static int exit_of(enum registry_status status)
{
    return status == REGISTRY_READY     ? EXIT_DONE
           : status == REGISTRY_REFUSED ? EXIT_STREAM
                                        : EXIT_IO;
}

/* Local time with its offset: "2020-11-15T02:00:00+01:00". */
static void timestamp(char *out, size_t size)
{
    time_t now = time(NULL);
    struct tm tm;
    char raw[40];

    localtime_r(&now, &tm);
    strftime(raw, sizeof raw, "%Y-%m-%dT%H:%M:%S%z", &tm);
    size_t length = strlen(raw);
    if (length > 2)
        snprintf(out, size, "%.*s:%s", (int)length - 2, raw, raw + length - 2);
    else
        snprintf(out, size, "%s", raw);
}

/* The folder of the spool, where the loaded registry lies. */
static int spool_folder(const struct stage *self, char *path, size_t size)
{
    char link[40];

    snprintf(link, sizeof link, "/proc/self/fd/%d", self->spool.dir);
    ssize_t length = readlink(link, path, size - 1);
    if (length < 0)
        return -1;
    path[length] = '\0';
    return 0;
}

static int open_registry(const struct stage *self)
{
    char folder[PATH_MAX];

    if (spool_folder(self, folder, sizeof folder)) {
        diag_warn("cannot find the spool's folder: %s", strerror(errno));
        return EXIT_IO;
    }
    return exit_of(registry_open(&r.registry, registry_path, folder, tell));
}

static void release(void)
{
    publisher_close(r.publisher);
    decider_release(&r.decider);
    registry_close(r.registry);
    ledger_close(&r.ledger);
}

/* The hash of the model that pieces were typed with; "" when there is none. */
static void hash_model(void)
{
    char path[PATH_MAX];
    FILE *in = data_path("model.bin", path, sizeof path) ? NULL : fopen(path, "re");

    if (in && hash_fd(fileno(in), NULL, r.model))
        r.model[0] = '\0';
    if (in)
        fclose(in);
}

static int open_ledger(struct stage *self)
{
    if (ledger_open(&r.ledger, self->out, !dry_run)) {
        diag_warn("cannot open the ledger of '%s': %s", self->out, r.ledger.why);
        return EXIT_IO;
    }
    if (dry_run)
        return EXIT_DONE;
    hash_model();
    r.ledger.model = r.model;
    r.publisher = publisher_open(self->out, &self->spool, &r.ledger, self->workers);
    return r.publisher ? EXIT_DONE : EXIT_IO;
}

/* Dossiers that hold papers and are in the registry no more: named, and left as they are. */
static int tell_vanished(void)
{
    json_t *dossiers = ledger_dossiers(&r.ledger), *one;
    char shown[120];
    size_t i;
    int status = dossiers ? EXIT_DONE : EXIT_IO;

    json_array_foreach(dossiers, i, one)
    {
        struct registry_list list = {0};
        const char *number = record_text(one, "dossier");
        int found =
            number ? registry_find(r.registry, REGISTRY_DOSSIER, number, NULL, 1, &list) : 1;
        registry_list_release(&list);
        if (found == 0)
            diag_warn(
                "dossier '%s' is not in the registry any more: what is filed there (%.0f) stays",
                diag_printable(number, shown, sizeof shown), record_number(one, "pieces", 0));
        status = found < 0 ? EXIT_IO : status;
    }
    json_decref(dossiers);
    if (status)
        diag_warn("cannot look for vanished dossiers");
    return status;
}

static int open_all(struct stage *self)
{
    int status = exit_of(registry_check(registry_path, tell));

    if (!status)
        status = open_ledger(self);
    if (!status)
        status = open_registry(self);
    if (!status && decider_init(&r.decider, r.registry, &r.ledger, &self->spool)) {
        diag_warn("cannot read catalogue.json: %s", strerror(errno));
        status = EXIT_IO;
    }
    if (!status)
        status = tell_vanished();
    r.decider.redo = redo != NULL;
    if (!status && !dry_run && copies_resume(&r.decider, r.publisher, r.run))
        status = EXIT_IO;
    return status;
}

static int route_open(struct stage *self)
{
    if (!registry_path || !self->out) {
        diag_warn("give --registry FILE and --out DIR");
        return EXIT_USAGE;
    }
    clock_gettime(CLOCK_MONOTONIC, &r.began);
    timestamp(r.started, sizeof r.started);
    snprintf(r.run, sizeof r.run, "%s", run_name ? run_name : r.started);
    if (strchr(r.run, '/') || r.run[0] == '.' || r.run[0] == '\0') {
        diag_warn("not a name for a run: '%s'", r.run);
        return EXIT_USAGE;
    }
    for (char *c = r.run; !run_name && *c; c++)
        if (*c == ':' || *c == '+')
            *c = '-';
    int status = open_all(self);
    if (status)
        release();
    return status;
}

static void count(const struct submission *s)
{
    size_t i;
    json_t *record;

    r.submissions++;
    json_array_foreach(s->records, i, record) r.pages += strcmp(record_kind(record), "page") == 0;
}

static int compare(const struct submission *s, const json_t *pieces)
{
    json_t *before = ledger_pieces(&r.ledger, submission_id(s));

    if (!before) {
        diag_warn("%s", r.ledger.why);
        return EXIT_IO;
    }
    decide_compare(before, pieces, &r.changes, stderr);
    json_decref(before);
    return EXIT_DONE;
}

static int route_finish(struct stage *self, struct submission *s)
{
    int status = EXIT_DONE;
    json_t *pieces = decide_submission(&r.decider, s);

    (void)self;
    if (!pieces) {
        diag_warn("cannot decide on a submission: %s", strerror(errno));
        return EXIT_IO;
    }
    count(s);
    if (dry_run)
        status = compare(s, pieces);
    else if (copies_announce(&r.decider) || publish_submission(r.publisher, s, pieces, r.run) ||
             copies_resume(&r.decider, r.publisher, r.run))
        status = EXIT_IO;
    json_decref(pieces);
    return status;
}

/* How many pieces of this run stand where. */
static json_t *run_counts(void)
{
    static const char *const decisions[] = {"filed", "review", "aside", "rejected"};
    json_t *counts = json_object(), *pieces = ledger_pieces(&r.ledger, NULL), *piece;
    size_t i;
    unsigned long n[4] = {0};

    json_array_foreach(pieces, i, piece)
    {
        const char *run = record_text(piece, "run"), *decision = record_text(piece, "decision");
        for (size_t k = 0; run && decision && strcmp(run, r.run) == 0 && k < 4; k++)
            n[k] += strcmp(decision, decisions[k]) == 0;
    }
    for (size_t k = 0; k < 4; k++)
        json_object_set_new(counts, decisions[k], json_integer((json_int_t)n[k]));
    json_decref(pieces);
    return counts;
}

static json_t *run_record(void)
{
    struct timespec now;
    char finished[40];
    json_t *before = ledger_run(&r.ledger, r.run);
    double pages = (double)r.pages + record_number(before, "pages", 0);
    double submissions = (double)r.submissions + record_number(before, "submissions", 0);
    const char *started = record_text(before, "started");

    clock_gettime(CLOCK_MONOTONIC, &now);
    timestamp(finished, sizeof finished);
    double seconds = (double)(now.tv_sec - r.began.tv_sec) +
                     1e-9 * (double)(now.tv_nsec - r.began.tv_nsec) +
                     record_number(before, "seconds", 0);
    json_t *run = json_pack(
        "{s:s, s:s, s:s, s:I, s:I, s:f, s:f, s:o, s:s, s:s, s:s}", "run", r.run, "started",
        started ? started : r.started, "finished", finished, "submissions", (json_int_t)submissions,
        "pages", (json_int_t)pages, "seconds", seconds, "pages_per_second",
        seconds > 0 ? pages / seconds : 0, "counts", run_counts(), "registry",
        registry_hash(r.registry), "version", POSTKAMER_VERSION, "model", r.model);
    json_decref(before);
    return run;
}

/* Settings by which the next run sees that what waits may be decided anew. A rerun of some
 * submissions leaves them alone: the others still wait for the new registry. */
static int put_settings(void)
{
    char path[PATH_MAX];

    if (!realpath(registry_path, path))
        snprintf(path, sizeof path, "%s", registry_path);
    return ledger_set(&r.ledger, "registry", registry_hash(r.registry)) ||
                   ledger_set(&r.ledger, "registry-path", path) ||
                   (*r.model && ledger_set(&r.ledger, "model", r.model))
               ? -1
               : 0;
}

static int put_run(int complete)
{
    json_t *run = run_record();
    int status = run ? ledger_begin(&r.ledger) : -1;

    if (!status) {
        status = ledger_put_run(&r.ledger, run) || (complete && !redo && put_settings()) ||
                 ledger_commit(&r.ledger);
        if (status)
            ledger_rollback(&r.ledger);
    }
    if (status)
        diag_warn("cannot write the run: %s", r.ledger.why);
    json_decref(run);
    return status ? EXIT_IO : EXIT_DONE;
}

static int route_close(struct stage *self, int complete)
{
    int status = EXIT_DONE;

    if (dry_run) {
        fprintf(stderr, "%lu pieces change dossier, %lu change type, %lu change decision\n",
                r.changes.dossier, r.changes.type, r.changes.decision);
        if (r.changes.fresh || r.changes.gone)
            fprintf(stderr, "%lu pieces are new, %lu are no pieces any more\n", r.changes.fresh,
                    r.changes.gone);
    } else {
        status = put_run(complete);
        if (!status && report_write(self->out, &self->spool, &r.ledger, r.run))
            status = EXIT_IO;
    }
    release();
    return status;
}

int main(int argc, char **argv)
{
    int first, status = stage_options(&route, argc, argv, "<records >records", &first);

    if (status >= 0)
        return status;
    if (check_path) {
        spool_release(&route.spool);
        return exit_of(registry_check(check_path, tell));
    }
    spool_release(&route.spool);
    return stage_run(&route, argc, argv);
}
