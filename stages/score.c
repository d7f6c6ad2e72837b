/* postkamer-score: compares a report with the truth and prints every figure of the contract. */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "pipeline/stage.h"
#include "stages/common/score.h"

#define ROUNDS 1000
#define SEED 2020

static const char *truth_path, *report_path, *as_json, *member;

static const struct stage_option options[] = {
    {"truth", "FILE", "the truth, a line a submission", &truth_path},
    {"report", "FILE", "the report, a line a piece", &report_path},
    {"by", "MEMBER", "also by this member of the truth's lines", &member},
    {"json", NULL, "print JSON", &as_json},
    {0},
};

static struct stage program = {
    .name = "score",
    .summary = "Compares a report with the truth.",
    .options = options,
};

/* Scores of submissions, all or those of one group. */
struct group {
    struct score *each;
    size_t count;
};

/* What is known that knows nothing: every page a piece, and never split. */
enum { REPORTED, EVERY_PAGE, NEVER_SPLIT, KINDS };
static const char *const kind_names[KINDS] = {"report", "every page a piece", "never split"};
static const enum score_figure floor_figures[] = {FIGURE_BOUNDARY, FIGURE_DOCUMENT, FIGURE_PQ,
                                                  FIGURE_TYPE};
#define FLOOR_FIGURES (sizeof floor_figures / sizeof *floor_figures)

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

/* The type that most pages of the truth have; borrowed. */
static const char *commonest_type(const json_t *truth)
{
    json_t *counts = json_object(), *line, *piece;
    const char *best = "overig";
    size_t i, k;
    json_int_t most = 0;

    json_array_foreach(truth, i, line)
    {
        json_array_foreach(json_object_get(line, "pieces"), k, piece)
        {
            const char *type = record_text(piece, "type");
            if (!type)
                continue;
            json_int_t pages = (json_int_t)json_array_size(json_object_get(piece, "pages"));
            json_int_t sum = pages + json_integer_value(json_object_get(counts, type));
            json_object_set_new(counts, type, json_integer(sum));
            best = sum > most ? type : best;
            most = sum > most ? sum : most;
        }
    }
    json_decref(counts);
    return best;
}

static bool in_group(const json_t *line, const char *value)
{
    const char *own = record_text(line, member ? member : "");

    return !value || (own && strcmp(own, value) == 0);
}

/* Scores all submissions of a group. 0, or an exit status after a message. */
static int score_all(struct group *g, const json_t *truth, const json_t *reports, int kind,
                     const char *value)
{
    const char *type = commonest_type(truth);
    size_t i;
    json_t *line;

    g->count = 0;
    g->each = calloc(json_array_size(truth) + 1, sizeof *g->each);
    json_array_foreach(truth, i, line)
    {
        const char *name = record_text(line, "submission");
        if (!in_group(line, value))
            continue;
        json_t *report = kind == REPORTED
                             ? json_incref(name ? json_object_get(reports, name) : NULL)
                             : score_floor(line, kind == NEVER_SPLIT, type);
        int status = !g->each || !name ? -1 : score_submission(&g->each[g->count++], line, report);
        json_decref(report);
        if (status) {
            diag_warn("line %zu of the truth is not as it should be", i + 1);
            free(g->each);
            g->each = NULL;
            return EXIT_STREAM;
        }
    }
    return EXIT_DONE;
}

static struct score total(const struct group *g)
{
    struct score sum = {{0}};

    for (size_t i = 0; i < g->count; i++)
        for (int c = 0; c < SCORE_COUNTS; c++)
            sum.counts[c] += g->each[i].counts[c];
    return sum;
}

/* One figure with its interval: a line, or a member of `out`. */
static int print_figure(const struct group *g, const struct score *sum, enum score_figure f,
                        json_t *out)
{
    double numerator, denominator, low, high, value = score_value(sum, f);
    char name[60];

    score_figure_name(f, name, sizeof name);
    score_figure(sum, f, &numerator, &denominator);
    if (score_interval(g->each, g->count, f, ROUNDS, SEED, &low, &high)) {
        diag_warn("out of memory");
        return EXIT_BUG;
    }
    if (out)
        return json_object_set_new(out, name,
                                   json_pack("{s:o, s:f, s:f, s:o, s:o}", "value",
                                             isnan(value) ? json_null() : json_real(value),
                                             "numerator", numerator, "denominator", denominator,
                                             "low", isnan(low) ? json_null() : json_real(low),
                                             "high", isnan(high) ? json_null() : json_real(high)))
                   ? EXIT_BUG
                   : EXIT_DONE;
    if (isnan(value))
        printf("  %-32s       -                    0 of 0\n", name);
    else
        printf("  %-32s %7.4f  [%.4f, %.4f]  %.10g of %.10g\n", name, value, low, high, numerator,
               denominator);
    return EXIT_DONE;
}

static int print_group(const struct group *g, int kind, json_t *out)
{
    struct score sum = total(g);
    int status = EXIT_DONE;

    for (int f = 0; kind == REPORTED && f < SCORE_FIGURES && !status; f++)
        status = print_figure(g, &sum, (enum score_figure)f, out);
    for (size_t i = 0; kind != REPORTED && i < FLOOR_FIGURES && !status; i++)
        status = print_figure(g, &sum, floor_figures[i], out);
    return status;
}

static int show(const json_t *truth, const json_t *reports, int kind, const char *value,
                json_t *out)
{
    struct group g = {0};
    int status = score_all(&g, truth, reports, kind, value);
    const char *name = value ? value : kind_names[kind];
    json_t *figures = as_json ? json_object() : NULL;

    if (!status && !as_json)
        printf("%s%s%s: %zu submissions\n", value ? member : "", value ? " " : "", name, g.count);
    if (!status)
        status = print_group(&g, kind, figures);
    if (!status && as_json)
        json_object_set(out, name, figures);
    json_decref(figures);
    free(g.each);
    return status;
}

/* Every value of the member, in order. */
static int show_groups(const json_t *truth, const json_t *reports, json_t *out)
{
    json_t *values = json_object(), *line, *groups = json_object(), *ignored;
    size_t i;
    int status = EXIT_DONE;
    const char *value;

    json_array_foreach(truth, i, line)
    {
        value = record_text(line, member);
        if (value && !json_object_get(values, value)) {
            json_object_set_new(values, value, json_true());
        }
    }
    json_object_foreach(values, value, ignored)
    {
        if (!status)
            status = show(truth, reports, REPORTED, value, groups);
    }
    if (as_json)
        json_object_set(out, member, groups);
    json_decref(groups);
    json_decref(values);
    return status;
}

static int show_all(const json_t *truth, const json_t *reports)
{
    json_t *out = json_object();
    int status = EXIT_DONE;

    for (int kind = 0; kind < KINDS && !status; kind++)
        status = show(truth, reports, kind, NULL, out);
    if (!status && member)
        status = show_groups(truth, reports, out);
    if (!status && as_json)
        status =
            json_dumpf(out, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) || putchar('\n') == EOF
                ? EXIT_IO
                : EXIT_DONE;
    json_decref(out);
    return status;
}

static int run(void)
{
    json_t *truth = read_lines(truth_path), *lines = read_lines(report_path);
    json_t *reports = lines ? by_submission(lines) : NULL;
    int status = truth && reports ? show_all(truth, reports) : EXIT_STREAM;

    json_decref(reports);
    json_decref(lines);
    json_decref(truth);
    if (fflush(stdout) && !status) {
        diag_warn("cannot write: %s", strerror(errno));
        status = EXIT_IO;
    }
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
