#include "stages/common/catalogue_file.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include "pipeline/data.h"
#include "pipeline/stream.h"

static const struct {
    const char *member;
    enum phrase_role role;
} lists[] = {{"titles", PHRASE_TITLE},  {"phrases", PHRASE_TYPICAL}, {"first", PHRASE_FIRST},
             {"inside", PHRASE_INSIDE}, {"last", PHRASE_LAST},       {"against", PHRASE_AGAINST}};

/* A phrase is a string, or a string and its weight. */
static int add_phrase(struct catalogue *c, int type, enum phrase_role role, const json_t *entry)
{
    const char *text = json_string_value(entry);
    double weight = 1;
    if (json_is_array(entry)) {
        text = json_string_value(json_array_get(entry, 0));
        weight = json_number_value(json_array_get(entry, 1));
    }
    if (!text || !(weight > 0 && weight <= 5))
        return -1;
    return catalogue_add_phrase(c, type, role, text, (float)weight);
}

static int add_phrases(struct catalogue *c, int type, const json_t *entry, char *why, size_t size)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        size_t k;
        json_t *phrase;
        json_array_foreach(json_object_get(entry, lists[i].member), k, phrase)
        {
            if (add_phrase(c, type, lists[i].role, phrase) < 0) {
                snprintf(why, size, "type '%s': bad entry %zu of '%s'",
                         record_string(entry, "code"), k + 1, lists[i].member);
                return -1;
            }
        }
    }
    return 0;
}

static unsigned field_bits(const json_t *names)
{
    unsigned bits = 0;
    size_t i;
    json_t *name;
    json_array_foreach(names, i, name)
    {
        for (unsigned k = 0; k < FIELD_KINDS; k++)
            if (json_is_string(name) && strcmp(json_string_value(name), field_names[k]) == 0)
                bits |= 1U << k;
    }
    return bits;
}

static enum whose whose_of(const char *text)
{
    return strcmp(text, "applicant") == 0 ? WHOSE_APPLICANT
           : strcmp(text, "partner") == 0 ? WHOSE_PARTNER
                                          : WHOSE_EITHER;
}

static void read_type(const json_t *entry, struct document_type *t)
{
    const json_t *pages = json_object_get(entry, "pages");
    double usual = json_number_value(json_array_get(pages, 0));
    double most = json_number_value(json_array_get(pages, 1));
    size_t i;
    json_t *code;
    *t = (struct document_type){
        .code = (char *)record_string(entry, "code"),
        .label = (char *)record_string(entry, "label"),
        .usual = usual >= 1 ? (float)usual : 1,
        .most = most >= 1 ? (float)most : 20,
        .card = json_is_true(json_object_get(entry, "card")),
        .letter = json_is_true(json_object_get(entry, "letter")),
        .urgent = json_is_true(json_object_get(entry, "urgent")),
        .fallback = json_is_true(json_object_get(entry, "fallback")),
        .unreadable = json_is_true(json_object_get(entry, "unreadable")),
        .authority = json_is_true(json_object_get(entry, "authority")),
        .yearly = json_is_true(json_object_get(entry, "yearly")),
        .municipal = json_is_true(json_object_get(entry, "municipal")),
        .whose = whose_of(record_string(entry, "whose")),
        .fields = field_bits(json_object_get(entry, "fields")),
        .deadline_days = (int)json_integer_value(json_object_get(entry, "deadline_days")),
    };
    json_array_foreach(json_object_get(entry, "mrz"), i, code)
    {
        if (i < 8 && json_is_string(code))
            snprintf(t->mrz[i], sizeof t->mrz[i], "%s", json_string_value(code));
    }
}

static int add_types(struct catalogue *c, const json_t *types, char *why, size_t size)
{
    size_t i;
    json_t *entry;
    json_array_foreach(types, i, entry)
    {
        struct document_type t;
        read_type(entry, &t);
        if (!*t.code || !*t.label || catalogue_find(c, t.code) >= 0) {
            snprintf(why, size, "type %zu has no code or label, or one that is taken", i + 1);
            return -1;
        }
        int number = catalogue_add_type(c, &t);
        if (number < 0 || add_phrases(c, number, entry, why, size) < 0) {
            if (number < 0)
                snprintf(why, size, "too many types");
            return -1;
        }
    }
    if (!catalogue_count(c))
        snprintf(why, size, "no types in it");
    return catalogue_count(c) ? 0 : -1;
}

static int fill(struct catalogue *c, const json_t *root, char *why, size_t size)
{
    size_t i;
    json_t *pattern;
    if (json_integer_value(json_object_get(root, "version")) != 1) {
        snprintf(why, size, "not a catalogue of version 1");
        return -1;
    }
    json_array_foreach(json_object_get(root, "dossier_patterns"), i, pattern)
    {
        if (!json_is_string(pattern) || catalogue_add_pattern(c, json_string_value(pattern)) < 0) {
            snprintf(why, size, "bad dossier pattern %zu", i + 1);
            return -1;
        }
    }
    if (add_types(c, json_object_get(root, "types"), why, size) < 0)
        return -1;
    if (catalogue_freeze(c) < 0) {
        snprintf(why, size, "%s", strerror(ENOMEM));
        return -1;
    }
    return 0;
}

struct catalogue *catalogue_load(const char *path, char *why, size_t size)
{
    char shipped[PATH_MAX], reason[200] = "";
    json_error_t error;
    if (!path && data_path("catalogue.json", shipped, sizeof shipped) < 0) {
        snprintf(why, size, "cannot find the catalogue: %s", strerror(errno));
        return NULL;
    }
    path = path ? path : shipped;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    struct catalogue *c = root ? catalogue_new() : NULL;
    if (!root)
        snprintf(reason, sizeof reason, "line %d: %s", error.line, error.text);
    else if (c && fill(c, root, reason, sizeof reason) < 0) {
        catalogue_free(c);
        c = NULL;
    }
    if (!c)
        snprintf(why, size, "%s: %s", path, *reason ? reason : strerror(ENOMEM));
    json_decref(root);
    return c;
}
