#include "samples/make/template.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "samples/make/text.h"

static const char *const split_names[] = {"train", "calibrate", "test"};

const char *split_name(enum split split)
{
    return split_names[split];
}

/* Copies the value of `key: value` in the head comment; false when absent. */
static bool property(const char *head, const char *key, char *value, size_t size)
{
    char label[32];
    const char *at;

    format_into(label, sizeof label, "%s: ", key);
    at = strstr(head, label);
    if (at == NULL)
        return false;
    at += strlen(label);
    format_into(value, size, "%.*s", (int)strcspn(at, "; \n"), at);
    return true;
}

static int number(const char *head, const char *key, int standard)
{
    char value[16];

    return property(head, key, value, sizeof value) ? atoi(value) : standard;
}

/* An account, a KvK or tax number of an employer, a landlord, a bank or the municipality. */
static bool prints_others(const char *source)
{
    static const char *const values[] = {"{{org_iban",  "{{org_kvk",  "{{org_vat", "{{org_tax",
                                         "{{muni_iban", "{{muni_kvk", "{{iban 1",  "{{kvk 1"};

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strstr(source, values[i]) != NULL)
            return true;
    return false;
}

static void read_head(struct template *t, const char *path)
{
    char head[512], value[32] = "";
    const char *close = strstr(t->source, "-->");

    if (close == NULL || close - t->source > 500)
        die("template '%s' has no head comment", path);
    format_into(head, sizeof head, "%.*s", (int)(close - t->source), t->source);
    t->pages = number(head, "pages", 1);
    t->hand = number(head, "hand", 0);
    t->weight = number(head, "weight", 10);
    if (property(head, "shape", value, sizeof value))
        t->shape = strcmp(value, "card") == 0    ? SHAPE_CARD
                   : strcmp(value, "stamp") == 0 ? SHAPE_STAMP
                                                 : SHAPE_SHEET;
    if (!property(head, "split", value, sizeof value))
        die("template '%s' names no split", path);
    for (t->split = SPLIT_TRAIN; strcmp(value, split_names[t->split]) != 0; t->split++)
        if (t->split == SPLIT_TEST)
            die("template '%s': no split '%s'", path, value);
    t->third_party = prints_others(t->source);
    memmove(t->source, close + 3, strlen(close + 3) + 1);
}

static void load_one(struct templates *all, const char *folder, const char *type, const char *name,
                     enum split split)
{
    char path[1024];
    struct template t = {0};
    const char *dot = strrchr(name, '.');

    if (dot == NULL || (strcmp(dot, ".html") != 0 && strcmp(dot, ".txt") != 0))
        return;
    format_into(path, sizeof path, "%s/%s/%s", folder, type, name);
    format_into(t.type, sizeof t.type, "%s", type);
    format_into(t.family, sizeof t.family, "%.*s", (int)(dot - name), name);
    t.source = read_file(path, NULL);
    t.shape = strcmp(dot, ".txt") == 0 ? SHAPE_TEXT : SHAPE_SHEET;
    read_head(&t, path);
    if (t.split != split && t.shape != SHAPE_STAMP) {
        free(t.source);
        return;
    }
    all->items = need(realloc(all->items, (all->count + 1) * sizeof *all->items));
    all->items[all->count++] = t;
}

static void load_type(struct templates *all, const char *folder, const char *type, enum split split)
{
    char path[1024];
    DIR *d;
    struct dirent *e;

    format_into(path, sizeof path, "%s/%s", folder, type);
    d = opendir(path);
    while (d != NULL && (e = readdir(d)) != NULL)
        load_one(all, folder, type, e->d_name, split);
    if (d != NULL)
        closedir(d);
}

static int by_name(const void *a, const void *b)
{
    const struct template *x = a, *y = b;
    int order = strcmp(x->type, y->type);

    return order != 0 ? order : strcmp(x->family, y->family);
}

void templates_load(struct templates *t, const char *folder, enum split split)
{
    DIR *d = opendir(folder);
    struct dirent *e;

    *t = (struct templates){0};
    if (d == NULL)
        die("cannot open folder '%s'", folder);
    while ((e = readdir(d)) != NULL)
        if (e->d_name[0] != '.' && strcmp(e->d_name, "lists") != 0)
            load_type(t, folder, e->d_name, split);
    closedir(d);
    if (t->count == 0)
        die("no templates in '%s'", folder);
    qsort(t->items, t->count, sizeof *t->items, by_name);
}

const struct template *templates_pick(const struct templates *t, struct rng *r, const char *type)
{
    int total = 0, at;

    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->items[i].type, type) == 0)
            total += t->items[i].weight;
    if (total == 0)
        return NULL;
    at = rng_int(r, 0, total - 1);
    for (size_t i = 0; i < t->count; i++) {
        if (strcmp(t->items[i].type, type) != 0)
            continue;
        at -= t->items[i].weight;
        if (at < 0)
            return &t->items[i];
    }
    return NULL;
}
