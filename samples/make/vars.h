/* What a template can print: named values, some of which are truth when printed, and tables. */
#ifndef SAMPLES_VARS_H
#define SAMPLES_VARS_H

#include <stdbool.h>
#include <stddef.h>

struct var {
    char *name, *value;
    char field[16]; /* the truth's field ("bsn"), "" when printing it tells nothing */
    char *truth;    /* the truth's value; NULL: value itself */
};

struct vars {
    struct var *items;
    size_t count;
};

struct table {
    char name[16];
    struct vars *rows;
    size_t count;
};

struct sheet {
    struct vars vars;
    struct table *tables;
    size_t table_count;
    char date[11]; /* ISO; what {{date a b}} counts from */
};

/* Sets or replaces; copies all. field may be NULL; truth NULL: the value. */
void vars_set(struct vars *v, const char *name, const char *value);
void vars_setf(struct vars *v, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void vars_set_truth(struct vars *v, const char *name, const char *value, const char *field,
                    const char *truth);
const struct var *vars_find(const struct vars *v, const char *name); /* NULL: unknown */
const char *vars_get(const struct vars *v, const char *name);        /* "" when unknown */
void vars_release(struct vars *v);

struct table *sheet_table(struct sheet *s, const char *name); /* makes it; valid until the next */
const struct table *sheet_find(const struct sheet *s, const char *name);
struct vars *table_row(struct table *t); /* a new empty row; valid until the next */
void sheet_release(struct sheet *s);

#endif
