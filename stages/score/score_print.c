/* The score as text for people. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/stream.h"
#include "stages/score/score.h"

#define CONFUSED 10 /* so many of the types taken for others are shown */

static void print_figures(const json_t *figures)
{
    const char *name;
    json_t *f;

    json_object_foreach((json_t *)figures, name, f)
    {
        if (!json_is_real(json_object_get(f, "value")))
            printf("  %-32s       -                    0 of 0\n", name);
        else if (!json_is_real(json_object_get(f, "low")))
            printf("  %-32s %7.4f  [     -      -]  ", name, record_number(f, "value", 0));
        else
            printf("  %-32s %7.4f  [%.4f, %.4f]  ", name, record_number(f, "value", 0),
                   record_number(f, "low", 0), record_number(f, "high", 1));
        if (json_is_real(json_object_get(f, "value")))
            printf("%.10g of %.10g\n", record_number(f, "numerator", 0),
                   record_number(f, "denominator", 0));
    }
}

static void print_group(const char *title, const json_t *group, const char *figures)
{
    printf("%s: %.0f submissions, %.0f pieces, %.0f pages\n", title,
           record_number(group, "submissions", 0), record_number(group, "pieces", 0),
           record_number(group, "pages", 0));
    print_figures(json_object_get(group, figures));
}

static void print_cell(const json_t *figures, const char *name)
{
    const json_t *f = json_object_get(figures, name);

    if (json_is_real(json_object_get(f, "value")))
        printf(" %9.4f", record_number(f, "value", 0));
    else
        printf(" %9s", "-");
}

/* The main figures, a line a value. */
static void print_overview(const char *member, const json_t *groups)
{
    static const char *const columns[][2] = {
        {"boundary F1", "bound. F1"}, {"document F1", "doc. F1"},       {"PQ", "PQ"},
        {"type accuracy", "type"},    {"straight-through", "straight"}, {"coverage", "coverage"},
        {"misfiled", "misfiled"},     {"mislabelled", "mislabel."}};
    const size_t n = sizeof columns / sizeof *columns;
    const char *value;
    json_t *group;

    printf("by %-21s %6s", member, "pages");
    for (size_t i = 0; i < n; i++)
        printf(" %9s", columns[i][1]);
    printf("\n");
    json_object_foreach((json_t *)groups, value, group)
    {
        printf("  %-22s %6.0f", value, record_number(group, "pages", 0));
        for (size_t i = 0; i < n; i++)
            print_cell(json_object_get(group, "figures"), columns[i][0]);
        printf("\n");
    }
}

static void print_weakest(const json_t *weakest)
{
    const char *member, *figure;
    json_t *figures, *list, *item;
    size_t i;

    printf("weakest, with at least 10 in the denominator\n");
    json_object_foreach((json_t *)weakest, member, figures)
    {
        json_object_foreach(figures, figure, list)
        {
            char title[80];
            snprintf(title, sizeof title, "%s by %s", figure, member);
            if (json_array_size(list))
                printf("  %-32s", title);
            json_array_foreach(list, i, item)
            {
                printf("%s %s %.3f", i ? "," : "", record_text(item, "name"),
                       record_number(item, "value", 0));
            }
            printf("%s", json_array_size(list) ? "\n" : "");
        }
    }
}

/* The largest cells beside the diagonal. */
static void print_confused(const json_t *types)
{
    int shown = 0;
    size_t i;
    json_t *row;

    printf("types taken for others, in pages\n");
    json_array_foreach(types, i, row)
    {
        const char *truth = record_text(row, "truth"), *report = record_text(row, "report");
        if (strcmp(truth, report) != 0 && shown++ < CONFUSED)
            printf("  %-24s as %-24s %6.0f\n", truth, report, record_number(row, "pages", 0));
    }
}

static void print_reliability(const json_t *reliability)
{
    size_t i;
    json_t *row;

    printf("papers filed or waiting that are wholly right, by their confidence\n");
    json_array_foreach(json_object_get(reliability, "bins"), i, row)
    {
        double papers = record_number(row, "papers", 0), right = record_number(row, "right", 0);
        printf("  about %.3f %29.4f  %.0f of %.0f\n", record_number(row, "confidence", 0),
               right / papers, right, papers);
    }
    printf("papers that confidence alone could file, by the share of wrong ones among them\n");
    json_array_foreach(json_object_get(reliability, "shares"), i, row)
    {
        double papers = record_number(row, "papers", 0), all = record_number(row, "of", 0);
        printf("  at most %4.1f%% %27.4f  %.0f of %.0f, from %.4f\n",
               100 * record_number(row, "errors", 0), all > 0 ? papers / all : 0, papers, all,
               record_number(row, "confidence", 0));
    }
}

static void print_members(const json_t *by, const char *members)
{
    const char *member, *value;
    json_t *groups, *group;
    char title[120];

    json_object_foreach((json_t *)by, member, groups)
    {
        char list[200], name[100];
        snprintf(list, sizeof list, ",%s,", members ? members : "");
        snprintf(name, sizeof name, ",%s,", member);
        json_object_foreach(groups, value, group)
        {
            snprintf(title, sizeof title, "%s %s", member, value);
            if (strstr(list, name))
                print_group(title, group, "figures");
        }
    }
}

void score_print(const json_t *result, const char *by)
{
    const char *name;
    json_t *each;

    print_group("all", result, "report");
    json_object_foreach(json_object_get(result, "floors"), name, each)
    {
        printf("floor: %s%s%s\n", name, strstr(name, "type") ? ", " : "",
               strstr(name, "type") ? record_text(result, "most frequent type") : "");
        print_figures(each);
    }
    json_object_foreach(json_object_get(result, "by"), name, each)
    {
        print_overview(name, each);
    }
    print_weakest(json_object_get(result, "weakest"));
    print_confused(json_object_get(result, "types"));
    print_reliability(json_object_get(result, "reliability"));
    print_members(json_object_get(result, "by"), by);
}
