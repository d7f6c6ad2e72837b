#include "samples/make/fill.h"

#include <stdlib.h>
#include <string.h>

#include "samples/make/fill_value.h"

/* A stretch of the template; row is the innermost table row, or NULL. */
struct range {
    const char *at, *end;
    const struct vars *row;
};

static void fill_range(struct fill *f, struct range r, struct text *out);

_Noreturn static void wrong(const struct fill *f, const char *what, const char *where)
{
    die("template %s: %s near '%.40s'", f->template_name, what, where);
}

static const char *find_in(const char *at, const char *end, const char *what)
{
    size_t n = strlen(what);

    for (; at + n <= end; at++)
        if (memcmp(at, what, n) == 0)
            return at;
    return NULL;
}

static const struct var *look_up(const struct fill *f, const struct vars *row, const char *name)
{
    const struct var *found = row != NULL ? vars_find(row, name) : NULL;

    return found != NULL ? found : vars_find(&f->sheet->vars, name);
}

static void note_truth(struct fill *f, const struct var *v, char mark)
{
    char by_hand[sizeof v->field + 1];

    format_into(by_hand, sizeof by_hand, "%s?", v->field);
    if (v->field[0] != '\0')
        vars_set(&f->truth, mark == '?' && f->hand ? by_hand : v->field,
                 v->truth != NULL ? v->truth : v->value);
}

/* Splits 'name?|a|b' into name, mark ('!', '?' or 0) and filters. */
static char cut_tag(char *tag, const char **filters)
{
    char *bar = strchr(tag, '|');
    size_t n;
    char mark = 0;

    *filters = "";
    if (bar != NULL) {
        *bar = '\0';
        *filters = bar + 1;
    }
    n = strlen(tag);
    if (n > 0 && (tag[n - 1] == '!' || tag[n - 1] == '?')) {
        mark = tag[n - 1];
        tag[n - 1] = '\0';
    }
    return mark;
}

static void fill_set(struct fill *f, const char *tag)
{
    char name[32] = "";
    int used = 0;
    struct text value = {0};

    if (sscanf(tag, "set %31s %n", name, &used) < 1 || used == 0)
        wrong(f, "set wants a name and an expression", tag);
    text_add(&value, "");
    if (!fill_function(f, tag + used, &value))
        text_add(&value, vars_get(&f->sheet->vars, tag + used));
    vars_set(&f->sheet->vars, name, value.data);
    text_release(&value);
}

static void fill_tag(struct fill *f, char *tag, const struct vars *row, struct text *out)
{
    bool silent = tag[0] == '=';
    const char *filters;
    const struct var *v;
    struct text value = {0};
    char mark;

    if (strncmp(tag, "set ", 4) == 0) {
        fill_set(f, tag);
        return;
    }
    mark = cut_tag(tag, &filters);
    v = look_up(f, row, tag + silent);
    text_add(&value, "");
    if (v != NULL && (mark != 0 || silent))
        note_truth(f, v, mark);
    if (!silent) {
        if (v != NULL)
            text_add(&value, v->value);
        else if (!fill_function(f, tag, &value))
            wrong(f, "unknown name", tag);
        fill_filtered(f, value.data, filters, out);
    } else if (v == NULL) {
        wrong(f, "unknown name", tag);
    }
    text_release(&value);
}

static bool condition(const struct fill *f, const char *s, const struct vars *row)
{
    char name[32];
    bool no = *s == '!';
    const char *is;
    const struct var *v;

    s += no;
    is = strchr(s, '=');
    format_into(name, sizeof name, "%.*s", (int)(is != NULL ? is - s : (long)strlen(s)), s);
    v = look_up(f, row, name);
    if (is != NULL)
        return (v != NULL && strcmp(v->value, is + 1) == 0) != no;
    return (v != NULL && v->value[0] != '\0') != no;
}

static void fill_each(struct fill *f, const char *name, struct range body, struct text *out)
{
    const struct table *t = sheet_find(f->sheet, name);

    if (t == NULL)
        wrong(f, "unknown table", name);
    for (size_t i = 0; i < t->count; i++) {
        vars_setf(&t->rows[i], "nr", "%zu", i + 1);
        body.row = &t->rows[i];
        fill_range(f, body, out);
    }
}

static void fill_repeat(struct fill *f, const char *bounds, struct range body, struct text *out)
{
    int low = 0, high = 0, count;

    sscanf(bounds, "%d %d", &low, &high);
    count = rng_int(f->rng, low, high);
    for (int i = 0; i < count; i++) {
        vars_setf(&f->sheet->vars, "nr", "%d", i + 1);
        fill_range(f, body, out);
    }
}

/* Runs the block that `tag` opens; body and otherwise are its two halves. */
static void fill_block(struct fill *f, const char *tag, struct range body, struct range otherwise,
                       struct text *out)
{
    if (strncmp(tag, "if ", 3) == 0)
        fill_range(f, condition(f, tag + 3, body.row) ? body : otherwise, out);
    else if (strncmp(tag, "chance ", 7) == 0)
        fill_range(f, rng_chance(f->rng, atoi(tag + 7)) ? body : otherwise, out);
    else if (strncmp(tag, "each ", 5) == 0)
        fill_each(f, tag + 5, body, out);
    else if (strncmp(tag, "repeat ", 7) == 0)
        fill_repeat(f, tag + 7, body, out);
    else
        wrong(f, "unknown block", tag);
}

/* From behind an opening tag: finds {{else}} (or NULL) and the closing {{/}}, past inner blocks. */
static const char *find_close(const struct fill *f, struct range r, const char **otherwise)
{
    int depth = 0;

    *otherwise = NULL;
    for (const char *p = r.at; (p = find_in(p, r.end, "{{")) != NULL; p += 2) {
        if (p[2] == '#')
            depth++;
        else if (p[2] == '/' && depth-- == 0)
            return p;
        else if (depth == 0 && strncmp(p, "{{else}}", 8) == 0)
            *otherwise = p;
    }
    wrong(f, "block without an end", r.at);
}

static const char *open_block(struct fill *f, const char *tag, struct range r, struct text *out)
{
    const char *otherwise, *close = find_close(f, r, &otherwise);
    const char *after = find_in(close, r.end, "}}");
    struct range body = {r.at, otherwise != NULL ? otherwise : close, r.row};
    struct range rest = {otherwise != NULL ? otherwise + 8 : close, close, r.row};

    if (after == NULL)
        wrong(f, "tag without an end", close);
    fill_block(f, tag, body, rest, out);
    return after + 2;
}

/* [[a|b|c]]: one of the stretches between bars, not counting bars inside {{ }} or inner [[ ]]. */
static const char *fill_choice(struct fill *f, struct range r, struct text *out)
{
    const char *bars[66], *close = NULL;
    int count = 0, depth = 0, inner = 0;
    struct range part = {0};

    bars[0] = r.at;
    for (const char *p = r.at; p + 1 < r.end && close == NULL; p++) {
        depth += strncmp(p, "{{", 2) == 0 ? 1 : strncmp(p, "}}", 2) == 0 ? -1 : 0;
        if (depth > 0)
            continue;
        if (strncmp(p, "[[", 2) == 0)
            inner++, p++;
        else if (inner == 0 && *p == '|' && count < 63)
            bars[++count] = p + 1;
        else if (strncmp(p, "]]", 2) == 0 && inner-- == 0)
            close = p;
        else if (strncmp(p, "]]", 2) == 0)
            p++;
    }
    if (close == NULL)
        wrong(f, "choice without an end", r.at);
    bars[count + 1] = close + 1;
    depth = rng_int(f->rng, 0, count);
    part = (struct range){bars[depth], bars[depth + 1] - 1, r.row};
    fill_range(f, part, out);
    return close + 2;
}

static void fill_range(struct fill *f, struct range r, struct text *out)
{
    while (r.at < r.end) {
        char tag[256];
        const char *p = r.at, *close;

        while (p + 1 < r.end && !(p[0] == '{' && p[1] == '{') && !(p[0] == '[' && p[1] == '['))
            p++;
        if (p + 1 >= r.end) {
            text_add_bytes(out, r.at, (size_t)(r.end - r.at));
            return;
        }
        text_add_bytes(out, r.at, (size_t)(p - r.at));
        r.at = p + 2;
        if (p[0] == '[') {
            r.at = fill_choice(f, r, out);
            continue;
        }
        close = find_in(r.at, r.end, "}}");
        if (close == NULL || (size_t)(close - r.at) >= sizeof tag)
            wrong(f, "tag without an end", p);
        format_into(tag, sizeof tag, "%.*s", (int)(close - r.at), r.at);
        r.at = close + 2;
        if (tag[0] == '#')
            r.at = open_block(f, tag + 1, r, out);
        else
            fill_tag(f, tag, r.row, out);
    }
}

void fill_template(struct fill *f, const char *source, struct text *out)
{
    struct range all = {source, source + strlen(source), NULL};

    fill_range(f, all, out);
}
