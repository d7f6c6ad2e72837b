#include "tests/unit/paper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "stages/common/catalogue_file.h"

static void add_words(struct page *p, const char *line, size_t n, float y, float height,
                      int ordinal)
{
    for (size_t i = 0; i < n;) {
        size_t k = 0;
        while (i + k < n && line[i + k] != ' ')
            k++;
        if (k) {
            char text[200];
            snprintf(text, sizeof text, "%.*s", (int)k, line + i);
            float wide = 0.6F * height;
            struct word w = {.x0 = 50 + wide * (float)i,
                             .x1 = 50 + wide * (float)(i + k),
                             .y0 = y,
                             .y1 = y + height,
                             .confidence = 0.95F,
                             .line = ordinal,
                             .text = text};
            assert_int_equal(page_add_word(p, &w), 0);
        }
        i += k ? k : 1;
    }
}

void paper(struct page *p, const char *file, int number, const char *text)
{
    memset(p, 0, sizeof *p);
    p->file = strdup(file);
    p->number = number;
    p->source = PAGE_IMAGE;
    p->width = 595;
    p->height = 842;
    p->file_page_count = 1;
    float y = 40;
    for (int ordinal = 0; *text; ordinal++) {
        size_t n = strcspn(text, "\n");
        const char *line = text;
        float height = 9;
        text += n + (text[n] == '\n');
        while (n && (*line == '#' || *line == '@')) {
            height = *line == '#' ? 15 : height;
            y = *line == '@' ? 805 : y;
            line++;
            n--;
        }
        add_words(p, line, n, y, height, ordinal);
        y += height * 1.5F;
    }
}

struct catalogue *paper_catalogue(void)
{
    char why[400] = "";
    struct catalogue *c = catalogue_load("classifiers/data/catalogue.json", why, sizeof why);
    if (!c)
        fail_msg("%s", why);
    return c;
}

struct paper_fields read_twice(const char *type, const char *text, const struct reading *again)
{
    struct catalogue *c = paper_catalogue();
    const struct document_type *t = catalogue_type(c, (size_t)catalogue_find(c, type));
    struct page p;
    struct view v;
    struct candidates all = {0};
    struct paper_fields fields;
    const struct view *views[] = {&v};
    paper(&p, "a.pdf", 1, text);
    if (again)
        assert_int_equal(page_add_reading(&p, again), 0);
    assert_int_equal(view_init(&v, c, &p, false, 2020), 0);
    assert_int_equal(fields_gather(c, t, views, 1, &all), 0);
    fields_choose(t, &all, fields.of);
    candidates_release(&all);
    view_release(&v);
    page_release(&p);
    catalogue_free(c);
    return fields;
}

struct paper_fields read_paper(const char *type, const char *text)
{
    return read_twice(type, text, NULL);
}

void says(const char *type, const char *text, enum field_kind kind, const char *value)
{
    struct paper_fields f = read_paper(type, text);
    if (strcmp(f.of[kind].value, value))
        fail_msg("'%s' instead of '%s' in: %s", f.of[kind].value, value, text);
}
