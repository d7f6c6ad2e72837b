/* The whole score as one JSON object. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/stream.h"
#include "stages/score/score.h"
#include "stages/score/score_private.h"

#define ROUNDS 1000
#define SEED 2020
#define ALWAYS_BY "split,channel,wear,type"

struct corpus {
    struct score_case *cases;
    struct score *each; /* room for a score of each case */
    size_t count;
};

static json_t *real_or_null(double value)
{
    return isnan(value) ? json_null() : json_real(value);
}

/* Adds a figure of the corpus's `each` to `out`. 0, or -1: no memory. */
static int add_figure(json_t *out, const struct corpus *c, const struct score *sum,
                      enum score_figure f)
{
    double numerator, denominator, low, high;
    char name[60];

    score_figure_name(f, name, sizeof name);
    score_figure(sum, f, &numerator, &denominator);
    if (score_interval(c->each, c->count, f, ROUNDS, SEED, &low, &high))
        return -1;
    return json_object_set_new(out, name,
                               json_pack("{s:o, s:o, s:o, s:f, s:f}", "value",
                                         real_or_null(score_value(sum, f)), "low",
                                         real_or_null(low), "high", real_or_null(high), "numerator",
                                         numerator, "denominator", denominator));
}

static struct score pick(const struct corpus *c, const char *member, const char *value)
{
    struct score sum = {{0}};

    for (size_t i = 0; i < c->count; i++) {
        c->each[i] = score_part(&c->cases[i], member, value);
        score_add(&sum, &c->each[i]);
    }
    return sum;
}

/* All figures of what has `value` as `member`, or of all. NULL: no memory. */
static json_t *figures_of(const struct corpus *c, const char *member, const char *value)
{
    struct score sum = pick(c, member, value);
    json_t *figures = json_object();

    for (int f = 0; f < SCORE_FIGURES; f++)
        if (!figures || add_figure(figures, c, &sum, (enum score_figure)f)) {
            json_decref(figures);
            return NULL;
        }
    return figures;
}

/* Figures and sizes of what has `value`. */
static json_t *group_of(const struct corpus *c, const char *member, const char *value)
{
    json_t *figures = figures_of(c, member, value);
    struct score sum = {{0}};
    json_int_t submissions = 0;

    for (size_t i = 0; i < c->count; i++) {
        submissions += c->each[i].counts[COUNT_PAGES] > 0;
        score_add(&sum, &c->each[i]);
    }
    return json_pack("{s:I, s:f, s:f, s:o*}", "submissions", submissions, "pages",
                     sum.counts[COUNT_PAGES], "pieces", sum.counts[COUNT_TRUTH_PIECES], "figures",
                     figures);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The keys of an object in order; borrowed from it, the array is the caller's. NULL: no memory. */
static const char **keys_of(json_t *object)
{
    const char **keys = calloc(json_object_size(object) + 1, sizeof *keys), *key;
    json_t *ignored;
    size_t n = 0;

    json_object_foreach(object, key, ignored)
    {
        if (keys)
            keys[n++] = key;
    }
    if (keys)
        qsort(keys, n, sizeof *keys, by_name);
    return keys;
}

/* {value: group}, values in order; empty when no line has the member. */
static json_t *groups_by(const struct corpus *c, const char *member)
{
    json_t *values = json_object(), *groups = json_object();

    for (size_t i = 0; i < c->count; i++)
        score_values(&c->cases[i], member, values);
    const char **names = keys_of(values);
    int failed = !names || !groups;
    for (size_t i = 0; !failed && i < json_object_size(values); i++)
        failed = json_object_set_new(groups, names[i], group_of(c, member, names[i]));
    free(names);
    json_decref(values);
    if (!failed)
        return groups;
    json_decref(groups);
    return NULL;
}

/* Adds groups for each member of a list with commas. */
static int add_groups(json_t *out, const struct corpus *c, const char *members)
{
    char *list = strdup(members), *rest, *member;
    int failed = !list;

    for (member = list ? strtok_r(list, ",", &rest) : NULL; member && !failed;
         member = strtok_r(NULL, ",", &rest)) {
        json_t *groups = json_object_get(out, member) ? NULL : groups_by(c, member);
        failed = json_object_size(groups) && json_object_set(out, member, groups);
        json_decref(groups);
    }
    free(list);
    return failed ? -1 : 0;
}

static void release(struct corpus *c)
{
    for (size_t i = 0; i < c->count; i++)
        score_case_release(&c->cases[i]);
    free(c->cases);
    free(c->each);
    *c = (struct corpus){0};
}

/* Compares each submission with its report, or with what knows nothing. 0, or -1 with errno. */
static int compare(struct corpus *c, const json_t *truth, const json_t *reports, int floor,
                   size_t *number)
{
    const char *type = score_commonest_type(truth);
    const json_t *line;
    size_t i;

    *c = (struct corpus){.cases = calloc(json_array_size(truth) + 1, sizeof *c->cases),
                         .each = calloc(json_array_size(truth) + 1, sizeof *c->each)};
    if (!c->cases || !c->each)
        return -1;
    json_array_foreach(truth, i, line)
    {
        const char *name = record_text(line, "submission");
        json_t *report = floor < SCORE_FLOORS ? score_floor(line, (enum score_floor)floor, type)
                         : name               ? json_incref(json_object_get(reports, name))
                                              : NULL;
        int failed = score_case_init(&c->cases[c->count++], line, report);
        json_decref(report);
        *number = i;
        if (!name)
            errno = EINVAL;
        if (!name || failed)
            return -1;
    }
    return 0;
}

/* A floor is measured by what it is a floor of. */
static json_t *floor_figures(const struct corpus *c, int floor)
{
    struct score sum = pick(c, NULL, NULL);
    json_t *out = json_object();
    int failed = 0;

    if (floor == FLOOR_COMMONEST_TYPE)
        failed = add_figure(out, c, &sum, FIGURE_TYPE);
    for (int f = FIGURE_BOUNDARY; floor != FLOOR_COMMONEST_TYPE && f <= FIGURE_PQ; f++)
        failed = failed || add_figure(out, c, &sum, (enum score_figure)f);
    if (!failed)
        return out;
    json_decref(out);
    return NULL;
}

static json_t *floors(const json_t *truth)
{
    static const char *const names[SCORE_FLOORS] = {"every page a piece", "never split",
                                                    "most frequent type"};
    json_t *out = json_object();
    struct corpus c;
    size_t line;

    for (int floor = 0; floor < SCORE_FLOORS; floor++) {
        int failed = compare(&c, truth, NULL, floor, &line);
        if (!failed)
            json_object_set_new(out, names[floor], floor_figures(&c, floor));
        release(&c);
    }
    return out;
}

json_t *score_result(const json_t *truth, const json_t *reports, const char *by, size_t *line)
{
    struct corpus c;
    json_t *out = NULL;

    if (!compare(&c, truth, reports, SCORE_FLOORS, line) && (out = group_of(&c, NULL, NULL))) {
        json_t *groups = json_object();
        /* The figures of the whole stand under `report`. */
        json_object_set(out, "report", json_object_get(out, "figures"));
        json_object_del(out, "figures");
        json_object_set_new(out, "floors", floors(truth));
        json_object_set_new(out, "most frequent type", json_string(score_commonest_type(truth)));
        if (add_groups(groups, &c, ALWAYS_BY) || add_groups(groups, &c, by ? by : "")) {
            json_decref(out);
            out = NULL;
        }
        json_object_set_new(out, "by", groups);
        json_object_set_new(out, "weakest", score_weakest(groups));
        json_object_set_new(out, "types", score_type_table(c.cases, c.count));
        json_object_set_new(out, "reliability", score_reliability(c.cases, c.count));
    }
    release(&c);
    return out;
}
