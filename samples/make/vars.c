#include "samples/make/vars.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "samples/make/text.h"

const struct var *vars_find(const struct vars *v, const char *name)
{
    for (size_t i = 0; i < v->count; i++)
        if (strcmp(v->items[i].name, name) == 0)
            return &v->items[i];
    return NULL;
}

const char *vars_get(const struct vars *v, const char *name)
{
    const struct var *found = vars_find(v, name);

    return found != NULL ? found->value : "";
}

void vars_set_truth(struct vars *v, const char *name, const char *value, const char *field,
                    const char *truth)
{
    struct var *item = (struct var *)vars_find(v, name);

    if (item == NULL) {
        v->items = need(realloc(v->items, (v->count + 1) * sizeof *v->items));
        item = &v->items[v->count++];
        *item = (struct var){.name = copy_of(name)};
    }
    free(item->value);
    free(item->truth);
    item->value = copy_of(value);
    item->truth = truth != NULL ? copy_of(truth) : NULL;
    format_into(item->field, sizeof item->field, "%s", field != NULL ? field : "");
}

void vars_set(struct vars *v, const char *name, const char *value)
{
    vars_set_truth(v, name, value, NULL, NULL);
}

void vars_setf(struct vars *v, const char *name, const char *format, ...)
{
    char line[1024];
    va_list list;

    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    vars_set(v, name, line);
}

void vars_release(struct vars *v)
{
    for (size_t i = 0; i < v->count; i++) {
        free(v->items[i].name);
        free(v->items[i].value);
        free(v->items[i].truth);
    }
    free(v->items);
    *v = (struct vars){0};
}

const struct table *sheet_find(const struct sheet *s, const char *name)
{
    for (size_t i = 0; i < s->table_count; i++)
        if (strcmp(s->tables[i].name, name) == 0)
            return &s->tables[i];
    return NULL;
}

struct table *sheet_table(struct sheet *s, const char *name)
{
    struct table *t = (struct table *)sheet_find(s, name);

    if (t != NULL)
        return t;
    s->tables = need(realloc(s->tables, (s->table_count + 1) * sizeof *s->tables));
    t = &s->tables[s->table_count++];
    *t = (struct table){0};
    format_into(t->name, sizeof t->name, "%s", name);
    return t;
}

struct vars *table_row(struct table *t)
{
    t->rows = need(realloc(t->rows, (t->count + 1) * sizeof *t->rows));
    t->rows[t->count] = (struct vars){0};
    return &t->rows[t->count++];
}

void sheet_release(struct sheet *s)
{
    for (size_t i = 0; i < s->table_count; i++) {
        for (size_t k = 0; k < s->tables[i].count; k++)
            vars_release(&s->tables[i].rows[k]);
        free(s->tables[i].rows);
    }
    free(s->tables);
    vars_release(&s->vars);
    *s = (struct sheet){0};
}
