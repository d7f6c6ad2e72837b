#include "stages/decide/evidence.h"

#include <math.h>
#include <stdlib.h>

#define EVIDENCE_MAX 120
#define LEAST 0.05F

static double rounded(float p)
{
    return round((double)fminf(1, fmaxf(0, p)) * 1000) / 1000;
}

static json_t *candidate_json(const struct candidate *one, const struct view *const *views)
{
    const struct page *page = views[one->page]->sheet.page;
    return json_pack("{s:s,s:s,s:f,s:s,s:b,s:s,s:i}", "field", field_names[one->kind], "value",
                     one->value, "p", rounded(one->p), "role", role_names[one->role], "valid",
                     one->valid, "file", page->file, "page", page->number);
}

static json_t *fields_json(const struct field fields[FIELD_KINDS])
{
    json_t *object = json_object();
    for (size_t k = 0; object && k < FIELD_KINDS; k++)
        if (*fields[k].value)
            json_object_set_new(object, field_names[k], json_string(fields[k].value));
    return object;
}

/* A partner's paper that the applicant signs too is of two equal persons. */
static bool of_two(const struct document_type *type, const struct view *const *views, size_t count)
{
    for (size_t i = 0; type->whose == WHOSE_PARTNER && i < count; i++)
        if (signed_by_two(&views[i]->sheet))
            return true;
    return false;
}

int evidence_add(json_t *piece, const struct catalogue *c, const struct document_type *type,
                 const struct view *const *views, size_t count)
{
    struct candidates all = {0};
    struct field fields[FIELD_KINDS];
    json_t *evidence = json_array();
    if (!evidence || fields_gather(c, type, views, count, &all) < 0) {
        json_decref(evidence);
        candidates_release(&all);
        return -1;
    }
    fields_choose(type, &all, fields);
    for (size_t i = 0; i < all.count && json_array_size(evidence) < EVIDENCE_MAX; i++)
        if (all.list[i].p >= LEAST)
            json_array_append_new(evidence, candidate_json(&all.list[i], views));
    enum role person = fields_person(type, &all);
    candidates_release(&all);
    json_t *who = person == ROLE_UNKNOWN ? json_null() : json_string(role_names[person]);
    int bad = json_object_set_new(piece, "fields", fields_json(fields));
    bad |= json_object_set_new(piece, "evidence", evidence);
    bad |= json_object_set_new(piece, "person", who);
    bad |= json_object_set_new(piece, "urgent", json_boolean(type->urgent));
    if (of_two(type, views, count))
        bad |= json_object_set_new(piece, "shared", json_true());
    return bad ? -1 : 0;
}
