/* One submission: its records say which pages there are, its pieces say where they went. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/diag.h"
#include "pipeline/stream.h"
#include "stages/common/stored.h"
#include "stages/verify/verify.h"

#define WORDS_LIMIT 120 /* bytes of a name in a message */

/* What is known of one submission while it is looked at. */
struct account {
    struct verify *v;
    const char *name;
    json_t *pages; /* object: "file\npage" -> how many pieces have it */
    json_t *files; /* object: path -> {"pages": n, "problem": bool} */
};

static char *page_key(const char *file, long page)
{
    char *key = NULL;
    return asprintf(&key, "%s\n%ld", file, page) < 0 ? NULL : key;
}

/* A page that must stand in a piece. */
static int expect(struct account *a, const char *file, long page)
{
    char *key = page_key(file, page);
    int bad = !key;
    if (key && !json_object_get(a->pages, key))
        bad = json_object_set_new(a->pages, key, json_integer(0));
    free(key);
    return bad;
}

/* The entry of a file; borrowed, NULL without memory. */
static json_t *file_entry(struct account *a, const char *path)
{
    json_t *entry = json_object_get(a->files, path);
    if (entry)
        return entry;
    entry = json_pack("{s:i,s:b}", "pages", 0, "problem", 0);
    return json_object_set_new(a->files, path, entry) ? NULL : entry;
}

static int take_page(struct account *a, const json_t *record)
{
    const char *file = record_text(record, "file"), *words = record_text(record, "words");
    json_t *entry = file ? file_entry(a, file) : NULL;
    if (!entry)
        return -1;
    json_t *pages = json_object_get(entry, "pages");
    json_integer_set(pages, json_integer_value(pages) + 1);
    if (words && verify_add_object(a->v, words, a->name))
        return -1;
    return expect(a, file, (long)record_number(record, "page", 1));
}

static int take_problem(struct account *a, const json_t *record)
{
    const char *file = record_text(record, "file");
    if (!file || json_object_get(record, "page"))
        return 0; /* of a page: that has a record of its own */
    json_t *entry = file_entry(a, file);
    return entry ? json_object_set_new(entry, "problem", json_true()) : -1;
}

/* Files without a page that cannot be read, or are no container, count as page 1. */
static int expect_pageless(struct account *a, const json_t *records)
{
    size_t i;
    json_t *record, *entry;
    const char *path;
    json_object_foreach(a->files, path, entry)
    {
        bool pageless = json_integer_value(json_object_get(entry, "pages")) == 0;
        if (pageless && record_true(entry, "problem") && expect(a, path, 1))
            return -1;
    }
    json_array_foreach(records, i, record)
    {
        const char *file = record_text(record, "file"), *role = record_text(record, "role");
        if (strcmp(record_kind(record), "file") != 0 || !file)
            continue;
        a->v->files++;
        bool container = role && strcmp(role, "container") == 0;
        if (!container && !json_object_get(a->files, file) && expect(a, file, 1))
            return -1;
    }
    return 0;
}

/* Has the file's bytes looked at again: their hash, and how many pages they have. */
static int look_again(struct account *a, const json_t *record, unsigned long number)
{
    const char *file = record_text(record, "file"), *blob = record_text(record, "blob");
    const char *type = record_text(record, "type"), *role = record_text(record, "role");
    char whose[WORDS_LIMIT + 60];
    snprintf(whose, sizeof whose, "submission '%.*s', file %lu", WORDS_LIMIT, a->name, number);
    if (!file || !blob)
        return 0; /* a member that had no bytes: it has a problem, which is accounted for */
    if (verify_add_object(a->v, blob, whose))
        return -1;
    if (!type || !role || (strcmp(role, "document") != 0 && strcmp(role, "body") != 0))
        return 0;
    const json_t *entry = json_object_get(a->files, file);
    struct verify_document d = {.type = (char *)type, .whose = whose};
    d.pages = (long)record_number(entry, "pages", 0);
    d.excused = record_true(entry, "problem");
    if (!spool_key_valid(blob))
        return 0; /* told by verify_add_object */
    memcpy(d.key, blob, sizeof d.key);
    return verify_add_document(a->v, &d);
}

static int take_records(struct account *a, const json_t *records)
{
    size_t i;
    json_t *record;
    unsigned long number = 0;
    int bad = 0;
    json_array_foreach(records, i, record)
    {
        const char *kind = record_kind(record);
        if (!bad && strcmp(kind, "page") == 0)
            bad = take_page(a, record);
        else if (!bad && strcmp(kind, "problem") == 0)
            bad = take_problem(a, record);
    }
    json_array_foreach(records, i, record)
    {
        if (!bad && strcmp(record_kind(record), "file") == 0)
            bad = look_again(a, record, ++number);
    }
    return bad ? -1 : expect_pageless(a, records);
}

/* The ledger's own list must be what the records say. */
static int compare_expected(struct account *a, const json_t *expected)
{
    size_t i, before = json_object_size(a->pages);
    json_t *page;
    json_array_foreach(expected, i, page)
    {
        const char *file = record_text(page, "file");
        if (!file || expect(a, file, (long)record_number(page, "page", 1)))
            return -1;
    }
    size_t both = json_object_size(a->pages);
    if (json_array_size(expected) != both || before != both)
        verify_found(a->v, "submission '%s': the ledger expects %zu pages, its records have %zu",
                     a->name, json_array_size(expected), before);
    return 0;
}

static int count_pieces(struct account *a, const json_t *pieces)
{
    size_t i, k;
    json_t *piece, *page;
    json_array_foreach(pieces, i, piece)
    {
        json_array_foreach(json_object_get(piece, "pages"), k, page)
        {
            char *key = page_key(record_string(page, "file"), (long)record_number(page, "page", 0));
            json_t *times = key ? json_object_get(a->pages, key) : NULL;
            free(key);
            if (times)
                json_integer_set(times, json_integer_value(times) + 1);
            else
                verify_found(a->v, "piece %s has a page that its submission does not have",
                             record_text(piece, "piece"));
        }
    }
    return 0;
}

static void settle(struct account *a)
{
    const char *key;
    json_t *times;
    unsigned long none = 0, many = 0;
    json_object_foreach(a->pages, key, times)
    {
        json_int_t n = json_integer_value(times);
        none += n == 0;
        many += n > 1;
        a->v->accounted += n == 1;
        a->v->expected++;
    }
    if (none)
        verify_found(a->v, "submission '%s': %lu pages are in no piece", a->name, none);
    if (many)
        verify_found(a->v, "submission '%s': %lu pages are in more than one piece", a->name, many);
}

int verify_submission(struct verify *v, const json_t *row, const json_t *pieces)
{
    struct account a = {.v = v, .name = record_text(row, "submission")};
    const char *key = record_text(row, "records");
    a.name = a.name ? a.name : "";
    a.pages = json_object();
    a.files = json_object();
    char why[200];
    json_t *records = stored_records(v->spool, row, why, sizeof why);
    if (!records)
        verify_found(v, "submission '%s': its records cannot be read: %s", a.name, why);
    int bad = key ? verify_add_object(v, key, a.name) : 0;
    if (!bad && records)
        bad = take_records(&a, records);
    if (!bad)
        bad = compare_expected(&a, json_object_get(row, "expected"));
    if (!bad)
        bad = count_pieces(&a, pieces);
    if (!bad)
        settle(&a);
    else
        diag_warn("cannot account for submission '%s': its records lack a file, or no memory",
                  a.name);
    v->submissions++;
    json_decref(records);
    json_decref(a.pages);
    json_decref(a.files);
    return bad ? -1 : 0;
}
