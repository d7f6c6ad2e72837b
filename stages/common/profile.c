#include "stages/common/profile.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/data.h"
#include "stages/common/catalogue_entry.h"

/* Members of a profile and what they have to be. */
static const struct {
    const char *name;
    json_type type;
} members[] = {{"code", JSON_STRING},
               {"name", JSON_STRING},
               {"names", JSON_ARRAY},
               {"serves", JSON_ARRAY},
               {"letterheads", JSON_ARRAY},
               {"ibans", JSON_ARRAY},
               {"dossier_patterns", JSON_ARRAY},
               {"schemes", JSON_ARRAY},
               {"type_urls", JSON_OBJECT},
               {"archive_creator", JSON_OBJECT}};

static int check(const json_t *profile, char *why, size_t size)
{
    const json_t *rsin = json_object_get(profile, "rsin"), *text;
    size_t i;
    if (json_integer_value(json_object_get(profile, "version")) != 1) {
        snprintf(why, size, "not a profile of version 1");
        return -1;
    }
    for (size_t k = 0; k < sizeof members / sizeof *members; k++) {
        const json_t *value = json_object_get(profile, members[k].name);
        if (!value || json_typeof(value) != members[k].type) {
            snprintf(why, size, "'%s' is missing or of the wrong kind", members[k].name);
            return -1;
        }
        json_array_foreach(value, i, text)
        {
            if (!json_is_string(text)) {
                snprintf(why, size, "'%s' is no list of texts", members[k].name);
                return -1;
            }
        }
    }
    if (!json_is_null(rsin) && !json_is_string(rsin)) {
        snprintf(why, size, "'rsin' is missing: a text, or null while it is not known");
        return -1;
    }
    return 0;
}

static json_t *none(void)
{
    return json_pack("{s:i, s:s, s:s, s:[], s:[], s:[], s:[], s:[], s:[], s:{}, s:{}, s:n}",
                     "version", 1, "code", "", "name", "", "names", "serves", "letterheads",
                     "ibans", "dossier_patterns", "schemes", "type_urls", "archive_creator",
                     "rsin");
}

static json_t *load_file(const char *path, char *why, size_t size)
{
    json_error_t error;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        snprintf(why, size, "%s: line %d: %s", path, error.line, error.text);
    return root;
}

static json_t *load_shipped(const char *name, char *why, size_t size)
{
    char path[PATH_MAX];
    if (data_path(name, path, sizeof path) == 0)
        return load_file(path, why, size);
    snprintf(why, size, "cannot find %s: %s", name, strerror(errno));
    return NULL;
}

json_t *profile_load(const char *given, char *why, size_t size)
{
    char name[200], reason[300];
    given = given ? given : getenv("POSTKAMER_PROFILE");
    if (!given || !*given)
        return none();
    snprintf(name, sizeof name, "profiles/%s.json", given);
    json_t *profile =
        strchr(given, '/') ? load_file(given, why, size) : load_shipped(name, why, size);
    if (profile && check(profile, reason, sizeof reason) < 0) {
        snprintf(why, size, "profile '%s': %s", given, reason);
        json_decref(profile);
        profile = NULL;
    }
    return profile;
}

/* Municipalities of the land, ours among them. Without a profile all are ours. */
static int add_municipalities(struct referrals *r, const json_t *profile, const json_t *land)
{
    const char *const own[] = {"names", "serves"};
    size_t i;
    json_t *name;
    if (!*json_string_value(json_object_get(profile, "code")))
        return 0;
    json_array_foreach(json_object_get(land, "names"), i, name)
    {
        if (json_is_string(name) && referrals_add_municipality(r, json_string_value(name), false))
            return -1;
    }
    for (size_t k = 0; k < 2; k++)
        json_array_foreach(json_object_get(profile, own[k]), i, name)
        {
            if (referrals_add_municipality(r, json_string_value(name), true) < 0)
                return -1;
        }
    json_array_foreach(json_object_get(profile, "letterheads"), i, name)
    {
        if (referrals_add_letterhead(r, json_string_value(name)) < 0)
            return -1;
    }
    return 0;
}

/* Is a scheme carried out here? The profile says so; without one, the catalogue's schemes are. */
static bool ours(const json_t *profile, const json_t *catalogue, const char *code)
{
    return *json_string_value(json_object_get(profile, "code"))
               ? entry_lists(profile, "schemes", code)
               : catalogue_entry(catalogue, "schemes", code) != NULL;
}

/* Titles of applications for what is carried out elsewhere. */
static int add_schemes(struct referrals *r, const json_t *profile, const json_t *catalogue)
{
    size_t i, k;
    json_t *scheme, *title;
    json_array_foreach(json_object_get(catalogue, "referrals"), i, scheme)
    {
        const char *code = json_string_value(json_object_get(scheme, "code"));
        const char *label = json_string_value(json_object_get(scheme, "label"));
        if (!code || !label || ours(profile, catalogue, code))
            continue;
        json_array_foreach(json_object_get(scheme, "titles"), k, title)
        {
            if (json_is_string(title) &&
                referrals_add_scheme(r, label, json_string_value(title)) < 0)
                return -1;
        }
    }
    return 0;
}

struct referrals *profile_referrals(const json_t *profile, const char *path, char *why, size_t size)
{
    json_t *land = load_shipped("gemeenten.json", why, size);
    json_t *catalogue = !land  ? NULL
                        : path ? load_file(path, why, size)
                               : load_shipped("catalogue.json", why, size);
    struct referrals *r = catalogue ? referrals_new() : NULL;
    if (catalogue && (!r || add_municipalities(r, profile, land) < 0 ||
                      add_schemes(r, profile, catalogue) < 0)) {
        snprintf(why, size, "%s", strerror(ENOMEM));
        referrals_free(r);
        r = NULL;
    }
    json_decref(land);
    json_decref(catalogue);
    return r;
}
