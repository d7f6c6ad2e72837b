/* postkamer-score: compares a report with the truth and prints every figure of the contract. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "pipeline/stage.h"
#include "stages/score/score.h"
#include "stages/score/score_stream.h"

static const char *truth_path, *report_path, *as_json, *member;

static const struct stage_option options[] = {
    {"truth", "FILE", "the truth, a line a submission; or a stream of pages (.tsv)", &truth_path},
    {"report", "FILE", "the report, a line a piece; or a stream of pages (.tsv)", &report_path},
    {"by", "MEMBERS", "all figures also by these members of the truth", &member},
    {"json", NULL, "print JSON", &as_json},
    {0},
};

static struct stage program = {
    .name = "score",
    .summary = "Compares a report with the truth.",
    .options = options,
};

/* All lines of a file as an array; NULL after a message. */
static json_t *read_lines(const char *path)
{
    FILE *in = fopen(path, "re");
    json_t *lines = json_array();
    char *line = NULL;
    size_t room = 0;
    unsigned long number = 0;
    bool bad = !in || !lines;

    if (!in)
        diag_warn("cannot open '%s': %s", path, strerror(errno));
    while (!bad && getline(&line, &room, in) > 0) {
        json_t *object = json_loads(line, 0, NULL);
        number++;
        bad = !json_is_object(object) || json_array_append_new(lines, object);
        if (bad)
            diag_warn("%s:%lu: not a JSON object", path, number);
    }
    if (in && ferror(in)) {
        diag_warn("cannot read '%s': %s", path, strerror(errno));
        bad = true;
    }
    free(line);
    if (in)
        fclose(in);
    if (bad) {
        json_decref(lines);
        return NULL;
    }
    return lines;
}

/* {submission: [its pieces]}. NULL: no memory. */
static json_t *by_submission(const json_t *lines)
{
    json_t *all = json_object(), *line;
    size_t i;

    json_array_foreach(lines, i, line)
    {
        const char *name = record_text(line, "submission");
        if (!name)
            continue;
        json_t *pieces = json_object_get(all, name);
        if (!pieces) {
            pieces = json_array();
            if (json_object_set_new(all, name, pieces)) {
                json_decref(all);
                return NULL;
            }
        }
        json_array_append(pieces, line);
    }
    return all;
}

/* What the report has and the truth does not know is not scored, and said. */
static void warn_unknown(const json_t *truth, const json_t *reports)
{
    json_t *unknown = json_copy((json_t *)(uintptr_t)reports), *line;
    size_t i;

    json_array_foreach(truth, i, line)
    {
        const char *name = record_text(line, "submission");
        if (name)
            json_object_del(unknown, name);
    }
    if (json_object_size(unknown))
        diag_warn("%zu submissions of the report are not in the truth and left out",
                  json_object_size(unknown));
    json_decref(unknown);
}

static int show(const json_t *truth, const json_t *reports)
{
    size_t line;
    json_t *result = score_result(truth, reports, member, &line);

    if (!result && errno == EINVAL) {
        diag_warn("line %zu of the truth, or its report, is not as it should be", line + 1);
        return EXIT_STREAM;
    }
    if (!result) {
        diag_warn("out of memory");
        return EXIT_BUG;
    }
    warn_unknown(truth, reports);
    if (!as_json)
        score_print(result, member);
    bool bad = as_json && (json_dumpf(result, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) ||
                           putchar('\n') == EOF);
    json_decref(result);
    if (bad || fflush(stdout) || ferror(stdout)) {
        diag_warn("cannot write: %s", strerror(errno));
        return EXIT_IO;
    }
    return EXIT_DONE;
}

static json_t *read_file(const char *path, bool truth)
{
    return score_is_stream(path) ? score_read_stream(path, truth) : read_lines(path);
}

static int run(void)
{
    json_t *truth = read_file(truth_path, true), *lines = read_file(report_path, false);
    json_t *reports = lines ? by_submission(lines) : NULL;
    int status = truth && reports ? show(truth, reports) : EXIT_STREAM;

    json_decref(reports);
    json_decref(lines);
    json_decref(truth);
    return status;
}

int main(int argc, char **argv)
{
    char truth[PATH_MAX], report[PATH_MAX];
    int first, status = stage_options(&program, argc, argv, "[CORPUS OUT]", &first);

    if (status >= 0)
        return status;
    spool_release(&program.spool);
    if (argc - first == 2 && !truth_path && !report_path) {
        snprintf(truth, sizeof truth, "%s/truth.ndjson", argv[first]);
        snprintf(report, sizeof report, "%s/report.ndjson", argv[first + 1]);
        truth_path = truth;
        report_path = report;
    } else if (argc != first || !truth_path || !report_path) {
        diag_warn("give CORPUS and OUT, or --truth FILE and --report FILE");
        return EXIT_USAGE;
    }
    return run();
}
