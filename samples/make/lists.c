#include "samples/make/lists.h"

#include <stdlib.h>
#include <string.h>

#include "samples/make/text.h"

static void load(struct list *l, const char *templates, const char *name)
{
    char path[1024], *bytes, *save = NULL;

    format_into(path, sizeof path, "%s/lists/%s.txt", templates, name);
    bytes = read_file(path, NULL);
    for (char *line = strtok_r(bytes, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        l->lines = need(realloc(l->lines, (l->count + 1) * sizeof *l->lines));
        l->lines[l->count++] = copy_of(line);
    }
    free(bytes);
    if (l->count == 0)
        die("'%s' is empty", path);
}

void lists_load(struct lists *l, const char *templates)
{
    *l = (struct lists){0};
    load(&l->surnames, templates, "surnames");
    load(&l->women, templates, "first-f");
    load(&l->men, templates, "first-m");
    load(&l->streets, templates, "streets");
    load(&l->cities, templates, "cities");
    load(&l->municipalities, templates, "munis");
    load(&l->trades, templates, "trades");
    load(&l->companies, templates, "companies");
}

const char *list_pick(const struct list *l, struct rng *r)
{
    return l->lines[rng_int(r, 0, (int)l->count - 1)];
}

const char *list_pick_origin(const struct list *l, struct rng *r, const char *origin)
{
    const char *line;

    do
        line = list_pick(l, r);
    while (strncmp(line, origin, 2) != 0);
    return line + 3;
}
