#include "stages/common/page_records.h"

#include <stdio.h>
#include <string.h>

static const char *const sources[] = {"text", "image", "render", "plain"};

const char *page_source_name(enum page_source source)
{
    return sources[source];
}

enum page_source page_source_of(const char *name)
{
    for (int i = 0; name && i < 4; i++)
        if (!strcmp(name, sources[i]))
            return (enum page_source)i;
    return PAGE_RENDER;
}

static void copy_member(json_t *to, const json_t *from, const char *name)
{
    json_t *value = json_object_get(from, name);
    json_object_set(to, name, value ? value : json_null());
}

json_t *page_record_add(struct submission *s, const json_t *file, int n, int of,
                        enum page_source source, double width, double height)
{
    json_t *r = json_pack("{s:s,s:O?,s:i,s:i}", "kind", "page", "file",
                          json_object_get(file, "file"), "page", n, "of", of);
    if (!r)
        return NULL;
    copy_member(r, file, "blob");
    copy_member(r, file, "type");
    copy_member(r, file, "role");
    json_object_set_new(r, "source", json_string(page_source_name(source)));
    json_object_set_new(r, "width", json_real(width));
    json_object_set_new(r, "height", json_real(height));
    if (json_object_set_new(r, "blank", json_false()) < 0 ||
        json_array_append_new(s->records, r) < 0)
        return NULL;
    return r;
}

int problem_record_add(struct submission *s, const char *file, int page, const char *code,
                       const char *detail)
{
    json_t *r = json_pack("{s:s,s:s,s:s,s:s}", "kind", "problem", "file", file, "code", code,
                          "detail", detail);
    if (page > 0)
        json_object_set_new(r, "page", json_integer(page));
    return r ? json_array_append_new(s->records, r) : -1;
}

/* The pages of a file that have a problem stand in an object under the file's path. */
json_t *problem_index(const struct submission *s)
{
    json_t *index = json_object(), *r;
    size_t i;
    json_array_foreach(s->records, i, r)
    {
        const char *file = record_text(r, "file");
        char page[24];
        if (!index || strcmp(record_kind(r), "problem") != 0 || !file)
            continue;
        json_t *pages = json_object_get(index, file);
        if (!pages && json_object_set_new(index, file, pages = json_object()) < 0)
            continue;
        snprintf(page, sizeof page, "%d", (int)record_number(r, "page", 0));
        json_object_set_new(pages, page, json_true());
    }
    return index;
}

bool problem_indexed(const json_t *index, const char *file, int page)
{
    char name[24];
    snprintf(name, sizeof name, "%d", page);
    return json_object_get(json_object_get(index, file), name) != NULL;
}
