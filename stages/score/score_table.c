/* What lies behind the figures: types taken for others, the weakest parts, how far confidence
 * can be believed. */
#include <stdlib.h>
#include <string.h>
#include "pipeline/stream.h"
#include "stages/score/score_private.h"

/* Parts with fewer in a figure's denominator say little, and are not named. */
#define ENOUGH 10
#define WEAKEST 3
#define BINS 10

static int by_pages(const void *a, const void *b)
{
    json_t *const *x = a, *const *y = b;
    json_int_t p = json_integer_value(json_object_get(*x, "pages")),
               q = json_integer_value(json_object_get(*y, "pages"));
    int order = (p < q) - (p > q);

    order = order ? order : strcmp(record_text(*x, "truth"), record_text(*y, "truth"));
    return order ? order : strcmp(record_text(*x, "report"), record_text(*y, "report"));
}

static int by_value(const void *a, const void *b)
{
    json_t *const *x = a, *const *y = b;
    double p = record_number(*x, "value", 0), q = record_number(*y, "value", 0);

    return p < q ? -1 : p > q ? 1 : strcmp(record_text(*x, "name"), record_text(*y, "name"));
}

/* Most confident first; of equals the wrong ones first, so that no threshold falls between. */
static int by_confidence(const void *a, const void *b)
{
    json_t *const *x = a, *const *y = b;
    double p = record_number(*x, "confidence", 0), q = record_number(*y, "confidence", 0);

    return p < q ? 1 : p > q ? -1 : record_true(*x, "right") - record_true(*y, "right");
}

/* Its items in order; steals the list. */
static json_t *sorted(json_t *list, int (*order)(const void *, const void *))
{
    size_t i, n = json_array_size(list);
    json_t **items = calloc(n + 1, sizeof *items), *item, *out = json_array();

    json_array_foreach(list, i, item)
    {
        if (items)
            items[i] = item;
    }
    if (items)
        qsort(items, n, sizeof *items, order);
    for (i = 0; items && i < n; i++)
        json_array_append(out, items[i]);
    free(items);
    json_decref(list);
    return out;
}

json_t *score_type_table(const struct score_case *cases, size_t n)
{
    json_t *counts = json_object(), *rows = json_array(), *pair, *count;
    const char *key;
    size_t k;

    for (size_t i = 0; i < n; i++)
        json_array_foreach(cases[i].types, k, pair)
        {
            char *text = json_dumps(pair, JSON_COMPACT);
            json_int_t pages = json_integer_value(json_object_get(counts, text ? text : ""));
            json_object_set_new(counts, text ? text : "", json_integer(pages + 1));
            free(text);
        }
    json_object_foreach(counts, key, count)
    {
        pair = json_loads(key, 0, NULL);
        json_array_append_new(rows, json_pack("{s:O, s:O, s:O}", "truth", json_array_get(pair, 0),
                                              "report", json_array_get(pair, 1), "pages", count));
        json_decref(pair);
    }
    json_decref(counts);
    return sorted(rows, by_pages);
}

/* The groups that are worst in a figure, worst first. */
static json_t *weakest_in(const json_t *groups, const char *figure)
{
    json_t *all = json_array(), *group;
    const char *name;

    json_object_foreach((json_t *)groups, name, group)
    {
        const json_t *f = json_object_get(json_object_get(group, "figures"), figure);
        if (record_number(f, "denominator", 0) >= ENOUGH && record_number(f, "value", 1) < 1)
            json_array_append_new(
                all, json_pack("{s:s, s:O}", "name", name, "value", json_object_get(f, "value")));
    }
    all = sorted(all, by_value);
    while (json_array_size(all) > WEAKEST)
        json_array_remove(all, WEAKEST);
    return all;
}

json_t *score_weakest(const json_t *by)
{
    static const enum score_figure figures[] = {FIGURE_TYPE, FIGURE_DOCUMENT, FIGURE_COVERAGE};
    json_t *out = json_object(), *groups;
    const char *member;
    char name[60];

    json_object_foreach((json_t *)by, member, groups)
    {
        json_t *weak = json_object();
        for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
            score_figure_name(figures[i], name, sizeof name);
            json_object_set_new(weak, name, weakest_in(groups, name));
        }
        json_object_set_new(out, member, weak);
    }
    return out;
}

/* Of the papers with about the same confidence: how many are right? */
static json_t *bins_of(const json_t *judged)
{
    double papers[BINS] = {0}, right[BINS] = {0}, confidence[BINS] = {0};
    json_t *bins = json_array(), *item;
    size_t i;

    json_array_foreach(judged, i, item)
    {
        double p = record_number(item, "confidence", 0);
        int bin = p >= 1 ? BINS - 1 : p > 0 ? (int)(p * BINS) : 0;
        papers[bin]++;
        right[bin] += record_true(item, "right");
        confidence[bin] += p;
    }
    for (int b = 0; b < BINS; b++)
        if (papers[b] > 0)
            json_array_append_new(bins, json_pack("{s:f, s:f, s:f}", "confidence",
                                                  confidence[b] / papers[b], "right", right[b],
                                                  "papers", papers[b]));
    return bins;
}

/* The most papers that could be filed by confidence alone with at most this share of wrong ones. */
static json_t *share_at(const json_t *judged, double errors)
{
    size_t i, wrong = 0, most = 0;
    double least = 1;
    json_t *item;

    json_array_foreach(judged, i, item)
    {
        const json_t *next = json_array_get(judged, i + 1);
        double p = record_number(item, "confidence", 0);
        wrong += !record_true(item, "right");
        if ((!next || record_number(next, "confidence", 0) < p) &&
            (double)wrong <= errors * (double)(i + 1)) {
            most = i + 1;
            least = p;
        }
    }
    return json_pack("{s:f, s:f, s:I, s:I}", "errors", errors, "confidence", least, "papers",
                     (json_int_t)most, "of", (json_int_t)json_array_size(judged));
}

json_t *score_reliability(const struct score_case *cases, size_t n)
{
    static const double errors[] = {0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1};
    json_t *judged = json_array(), *shares = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_extend(judged, cases[i].judged);
    judged = sorted(judged, by_confidence);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        json_array_append_new(shares, share_at(judged, errors[i]));
    json_t *out = json_pack("{s:o, s:o}", "bins", bins_of(judged), "shares", shares);
    json_decref(judged);
    return out;
}
