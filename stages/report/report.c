/* report.ndjson, of a run and as all stands. */
#include "stages/report/report.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "pipeline/data.h"
#include "pipeline/diag.h"
#include "pipeline/stream.h"
#include "stages/report/report_private.h"
#include "stages/publish/status.h"

/* Members of a line in the contract's order. */
static const char *const members[] = {"kind",       "submission",   "piece",    "type",
                                      "confidence", "pages",        "decision", "dossier",
                                      "candidates", "reasons",      "fields",   "person",
                                      "urgent",     "duplicate_of", "path"};
static const char *const field_order[] = {"bsn",  "iban",       "kvk",           "dossier",
                                          "name", "birth_date", "document_date", "period"};

#define PRECISION 6 /* digits of a number in a line */

static json_t *or_null(json_t *value)
{
    return value ? json_incref(value) : json_null();
}

/* A number to four decimals, so that no last bit differs between machines. */
static json_t *rounded(const json_t *value)
{
    if (!json_is_number(value))
        return json_null();
    return json_real(round(json_number_value(value) * 10000) / 10000);
}

static json_t *pages_of(const json_t *piece)
{
    json_t *pages = json_array(), *place;
    size_t i;

    json_array_foreach(json_object_get(piece, "pages"), i, place)
    {
        json_array_append_new(pages, json_pack("{s:o,s:o}", "file",
                                               or_null(json_object_get(place, "file")), "page",
                                               or_null(json_object_get(place, "page"))));
    }
    return pages;
}

static json_t *candidates_of(const json_t *piece)
{
    json_t *list = json_array(), *c;
    size_t i;

    json_array_foreach(json_object_get(piece, "candidates"), i, c)
    {
        json_array_append_new(list, json_pack("{s:o,s:o}", "dossier",
                                              or_null(json_object_get(c, "dossier")), "score",
                                              rounded(json_object_get(c, "score"))));
    }
    return list;
}

static json_t *reasons_of(const json_t *piece)
{
    json_t *list = json_array(), *r;
    size_t i;

    json_array_foreach(json_object_get(piece, "reasons"), i, r)
    {
        json_array_append_new(list,
                              json_pack("{s:o,s:o}", "code", or_null(json_object_get(r, "code")),
                                        "detail", or_null(json_object_get(r, "detail"))));
    }
    return list;
}

static json_t *fields_of(const json_t *piece)
{
    json_t *fields = json_object(), *given = json_object_get(piece, "fields");

    for (size_t i = 0; i < sizeof field_order / sizeof *field_order; i++) {
        json_t *value = json_object_get(given, field_order[i]);
        if (json_is_string(value))
            json_object_set(fields, field_order[i], value);
    }
    return fields;
}

static json_t *member_of(const json_t *piece, const char *name)
{
    json_t *value = json_object_get(piece, name);

    if (strcmp(name, "kind") == 0)
        return json_string("piece");
    if (strcmp(name, "confidence") == 0)
        return rounded(value);
    if (strcmp(name, "pages") == 0)
        return pages_of(piece);
    if (strcmp(name, "candidates") == 0)
        return candidates_of(piece);
    if (strcmp(name, "reasons") == 0)
        return reasons_of(piece);
    if (strcmp(name, "fields") == 0)
        return fields_of(piece);
    if (strcmp(name, "urgent") == 0)
        return json_boolean(json_is_true(value));
    return or_null(value);
}

json_t *report_line(const json_t *piece)
{
    json_t *line = json_object();

    for (size_t i = 0; line && i < sizeof members / sizeof *members; i++) {
        if (json_object_set_new(line, members[i], member_of(piece, members[i])) < 0) {
            json_decref(line);
            line = NULL;
        }
    }
    return line;
}

/* Those of a run, in the same order; new reference. */
static json_t *pieces_of(const json_t *all, const char *run)
{
    json_t *pieces = json_array(), *piece;
    size_t i;

    json_array_foreach(all, i, piece)
    {
        const char *of = record_text(piece, "run");
        if (of && strcmp(of, run) == 0)
            json_array_append(pieces, piece);
    }
    return pieces;
}

static int write_lines(FILE *f, const json_t *pieces)
{
    size_t i;
    const json_t *piece;

    json_array_foreach(pieces, i, piece)
    {
        json_t *line = report_line(piece);
        int rc = line ? json_dumpf(line, f, JSON_COMPACT | JSON_REAL_PRECISION(PRECISION)) : -1;
        json_decref(line);
        if (rc < 0 || fputc('\n', f) == EOF)
            return -1;
    }
    return 0;
}

/* A report on its way: a temporary beside its place. */
struct report_file {
    char path[PATH_MAX], temporary[PATH_MAX];
    FILE *f;
};

static int begin(struct report_file *r, const char *folder, const char *name)
{
    int n = snprintf(r->path, PATH_MAX, "%s/%s", folder, name);
    int m = snprintf(r->temporary, PATH_MAX, "%s/.%s.new", folder, name);

    r->f = NULL;
    errno = ENAMETOOLONG;
    if (n < PATH_MAX && m < PATH_MAX) {
        int fd = open(r->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
        r->f = fd < 0 ? NULL : fdopen(fd, "w");
    }
    if (!r->f)
        diag_warn("cannot write '%s': %s", r->path, strerror(errno));
    return r->f ? 0 : -1;
}

static int sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = fd < 0 ? -1 : fsync(fd);

    if (fd >= 0)
        close(fd);
    return rc;
}

/* Puts it in its place; rc: what writing it gave. */
static int end(struct report_file *r, const char *folder, int rc)
{
    if (rc == 0)
        rc = fflush(r->f) == 0 && !ferror(r->f) ? fsync(fileno(r->f)) : -1;
    if (fclose(r->f) != 0)
        rc = -1;
    if (rc == 0)
        rc = rename(r->temporary, r->path) < 0 ? -1 : sync_folder(folder);
    if (rc < 0) {
        diag_warn("cannot write '%s': %s", r->path, strerror(errno));
        unlink(r->temporary);
    }
    return rc;
}

static int write_ndjson(const char *folder, const json_t *pieces)
{
    struct report_file r;

    if (begin(&r, folder, "report.ndjson") < 0)
        return -1;
    return end(&r, folder, write_lines(r.f, pieces));
}

static int write_html(const char *folder, struct spool *spool, struct ledger *ledger,
                      const json_t *pieces, const json_t *statuses, const char *run, size_t earlier)
{
    struct report_file r;
    json_t *record = ledger_run(ledger, run);
    int rc = begin(&r, folder, "report.html");

    if (rc == 0)
        rc = end(&r, folder, report_html(r.f, spool, pieces, statuses, record, run, earlier));
    json_decref(record);
    return rc;
}

/* OUT/runs/<run>, made when it is missing. */
static int run_folder(const char *out, const char *run, char folder[PATH_MAX])
{
    int n = snprintf(folder, PATH_MAX, "%s/runs", out);

    errno = ENAMETOOLONG;
    if (n < PATH_MAX && (mkdir(folder, 0750) == 0 || errno == EEXIST)) {
        n = snprintf(folder, PATH_MAX, "%s/runs/%s", out, run);
        errno = ENAMETOOLONG;
        if (n < PATH_MAX && (mkdir(folder, 0750) == 0 || errno == EEXIST))
            return 0;
    }
    diag_warn("cannot make '%s': %s", folder, strerror(errno));
    return -1;
}

static size_t waiting(const json_t *pieces)
{
    size_t i, n = 0;
    const json_t *piece;

    json_array_foreach(pieces, i, piece)
    {
        const char *decision = record_text(piece, "decision");
        n += decision && strcmp(decision, "review") == 0;
    }
    return n;
}

static int write_run(const char *out, struct spool *spool, struct ledger *ledger, const json_t *all,
                     const json_t *statuses, const char *run)
{
    char folder[PATH_MAX];
    json_t *pieces = pieces_of(all, run);
    int rc = -1;

    if (!pieces)
        diag_warn("out of memory");
    else if (run_folder(out, run, folder) == 0 && write_ndjson(folder, pieces) == 0)
        rc = write_html(folder, spool, ledger, pieces, statuses, run,
                        waiting(all) - waiting(pieces));
    json_decref(pieces);
    return rc;
}

/* By the catalogue; without one nothing is asked for. */
static json_t *statuses_of(const json_t *all)
{
    char path[4096];
    json_t *catalogue =
        data_path("catalogue.json", path, sizeof path) ? NULL : json_load_file(path, 0, NULL);
    json_t *statuses = status_of(all, catalogue);

    json_decref(catalogue);
    return statuses;
}

int report_write(const char *out, struct spool *spool, struct ledger *ledger, const char *run)
{
    json_t *all = ledger_pieces(ledger, NULL), *statuses = all ? statuses_of(all) : NULL;
    int rc = -1;

    if (!statuses)
        diag_warn("%s", all ? "out of memory" : ledger->why);
    else if (status_write(out, statuses) == 0 &&
             (!run || write_run(out, spool, ledger, all, statuses, run) == 0))
        rc = write_ndjson(out, all);
    json_decref(statuses);
    json_decref(all);
    return rc;
}
