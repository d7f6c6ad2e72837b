/* postkamer-replay: writes the records of submissions that were taken up before, so that a later
 * part of the pipeline can be run again without reading a page. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "pipeline/ledger.h"
#include "pipeline/progress.h"
#include "pipeline/stage.h"
#include "stages/common/stored.h"

enum replay_from { FROM_SPLIT, FROM_CLASSIFY, FROM_ROUTE };

static const char *from_name, *waiting;

static const struct stage_option options[] = {
    {"from", "STAGE", "what is to be done again: split, classify or route", &from_name},
    {"waiting", NULL, "all submissions with a piece in review", &waiting},
    {0},
};

static struct stage replay = {
    .name = "replay",
    .summary = "Writes the stored records of submissions, for a later stage to do again.",
    .options = options,
};

static int parse_from(enum replay_from *from)
{
    static const char *const names[] = {"split", "classify", "route"};
    *from = FROM_SPLIT;
    for (size_t i = 0; from_name && i < 3; i++) {
        *from = (enum replay_from)i;
        if (strcmp(from_name, names[i]) == 0)
            return EXIT_DONE;
    }
    if (!from_name)
        return EXIT_DONE;
    diag_warn("--from wants split, classify or route, not '%s'", from_name);
    return EXIT_USAGE;
}

/* Takes away what the stages from `from` on will add again. */
static void strip(json_t *records, enum replay_from from)
{
    static const char *const classified[] = {"fields", "evidence", "person", "urgent", "shared"};
    for (size_t i = json_array_size(records); i-- > 0;) {
        json_t *record = json_array_get(records, i);
        if (from == FROM_ROUTE || strcmp(record_kind(record), "piece") != 0)
            continue;
        if (from == FROM_SPLIT) {
            json_array_remove(records, i);
            continue;
        }
        for (size_t k = 0; k < sizeof classified / sizeof *classified; k++)
            json_object_del(record, classified[k]);
    }
}

/* Adds a submission by name or id, once. */
static int resolve(struct ledger *ledger, json_t *rows, const char *name)
{
    json_t *row = ledger_submission(ledger, name);
    if (!row && ledger->why[0]) {
        diag_warn("%s", ledger->why);
        return EXIT_IO;
    }
    if (!row) {
        diag_warn("no such submission: '%s'", name);
        return EXIT_USAGE;
    }
    size_t i;
    json_t *other;
    json_array_foreach(rows, i, other)
    {
        if (json_equal(json_object_get(other, "id"), json_object_get(row, "id"))) {
            json_decref(row);
            return EXIT_DONE;
        }
    }
    return json_array_append_new(rows, row) ? EXIT_BUG : EXIT_DONE;
}

/* All names are looked up before anything is written. */
static int find(struct ledger *ledger, char **names, json_t *rows)
{
    int status = EXIT_DONE;
    json_t *ids = waiting ? ledger_submissions(ledger, true) : NULL;
    if (waiting && !ids) {
        diag_warn("%s", ledger->why);
        return EXIT_IO;
    }
    for (size_t i = 0; i < json_array_size(ids) && !status; i++)
        status = resolve(ledger, rows, json_string_value(json_array_get(ids, i)));
    for (; *names && !status; names++)
        status = resolve(ledger, rows, *names);
    json_decref(ids);
    return status;
}

static int write_one(struct stream_writer *w, const json_t *row, enum replay_from from)
{
    char why[200];
    struct submission *s = stored_submission(&replay.spool, row, why, sizeof why);
    if (!s) {
        diag_warn("cannot read the records of '%s': %s", record_text(row, "submission"), why);
        return EXIT_IO;
    }
    strip(s->records, from);
    int bad = stream_write(w, s);
    submission_free(s);
    if (bad) {
        diag_warn("cannot write records: %s", strerror(errno));
        return EXIT_IO;
    }
    progress_add("submissions", 1);
    return EXIT_DONE;
}

static int write_all(const json_t *rows, enum replay_from from)
{
    struct stream_writer w;
    int status = EXIT_DONE;
    progress_add("expected", json_array_size(rows));
    bool bad = stream_begin(&w, stdout, diag_program());
    for (size_t i = 0; i < json_array_size(rows) && !status && !bad; i++)
        status = write_one(&w, json_array_get(rows, i), from);
    if (!status && !bad)
        bad = stream_end(&w);
    bad |= fclose(stdout) != 0;
    if (bad && !status) {
        diag_warn("cannot write records: %s", strerror(errno));
        status = EXIT_IO;
    }
    return status;
}

static int run(char **names)
{
    struct ledger ledger;
    enum replay_from from;
    int status = parse_from(&from);
    if (status)
        return status;
    if (!replay.out || (!*names && !waiting)) {
        diag_warn(replay.out ? "give a SUBMISSION, or --waiting" : "give --out DIR");
        return EXIT_USAGE;
    }
    if (ledger_open(&ledger, replay.out, false)) {
        diag_warn("cannot open the ledger of '%s': %s", replay.out, ledger.why);
        return EXIT_IO;
    }
    json_t *rows = json_array();
    status = find(&ledger, names, rows);
    ledger_close(&ledger);
    if (!status)
        status = write_all(rows, from);
    json_decref(rows);
    return status;
}

int main(int argc, char **argv)
{
    replay.out = getenv("POSTKAMER_OUT");
    int first, status = stage_options(&replay, argc, argv, "SUBMISSION...", &first);
    if (status >= 0)
        return status;
    status = run(argv + first);
    spool_release(&replay.spool);
    return status;
}
