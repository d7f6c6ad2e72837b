/* The fields of a paper whose person is known. The registry is a dictionary: of what was read on
 * the paper, that is given which the person is known to have, as the registry writes it. Nothing is
 * given that the paper does not say. */
#include <string.h>
#include "classifiers/link_text.h"
#include "stages/common/catalogue_entry.h"
#include "stages/decide/decide_private.h"

#define SAID_P 0.3    /* a value that was read with less is none: two people's names side by side */
#define LONG_NAME 5   /* letters from which a name with a slip still is that name */
#define NEAR_BITS 4.0 /* so much like the known one that it was only read badly */

static const struct known {
    const char *field;
    enum link_field as;
} known_fields[] = {
    {"bsn", LINK_BSN},          {"iban", LINK_IBAN}, {"kvk", LINK_KVK},
    {"birth_date", LINK_BIRTH}, {"name", LINK_NAME}, {"dossier", LINK_NUMBER},
};

static const char *known_value(const struct verdict *v, enum link_field field)
{
    const struct link_dossier *d = v->dossier;
    const struct link_person *person = v->who == LINK_AS_PARTNER ? &d->partner : &d->applicant;

    switch (field) {
    case LINK_BSN:
        return person->bsn;
    case LINK_IBAN:
        return person->iban;
    case LINK_KVK:
        return d->kvk;
    case LINK_BIRTH:
        return person->birth_date;
    case LINK_NAME:
        return person->surname;
    default:
        return d->dossier;
    }
}

/* Is this value of the person's own, as far as its place says? */
static bool of_person(const struct link_value *v, enum link_who who)
{
    return v->role == LINK_UNKNOWN ||
           v->role == (who == LINK_AS_PARTNER ? LINK_PARTNER : LINK_APPLICANT);
}

/* How well this value is the person's. */
static struct link_result compare(const struct link_value *v, const struct link_dossier *d,
                                  enum link_who who)
{
    struct link_match m;
    struct link_value own = *v;

    own.role = who == LINK_AS_PARTNER ? LINK_PARTNER : LINK_APPLICANT;
    own.p = 1;
    link_compare(&own, 1, d, who, &m);
    return m.fields[v->field];
}

/* The best of what was read in this field. */
static enum link_grade read_of(const struct paper *p, const struct link_dossier *d,
                               enum link_who who, enum link_field field)
{
    enum link_grade best = LINK_ABSENT;

    for (size_t i = 0; i < p->count; i++) {
        const struct link_value *v = &p->values[i];
        if (v->field != field || v->p < SAID_P || !of_person(v, who))
            continue;
        struct link_result r = compare(v, d, who);
        if (r.grade == LINK_AGREES)
            return LINK_AGREES;
        if (r.grade == LINK_NEAR && r.bits >= NEAR_BITS)
            best = LINK_NEAR;
    }
    return best;
}

/* Were two people named side by side, and nobody otherwise? */
static bool shared(const struct paper *p)
{
    bool couple = false;

    for (size_t i = 0; i < p->count; i++) {
        if (p->values[i].field != LINK_NAME || p->values[i].role == LINK_THIRD)
            continue;
        if (p->values[i].p >= SAID_P)
            return false;
        couple = true;
    }
    return couple;
}

static bool given_agrees(const json_t *given, const struct link_dossier *l, enum link_who who,
                         enum link_field field, bool *differs)
{
    struct link_value v = {.field = field,
                           .role = LINK_UNKNOWN,
                           .text = json_string_value(given),
                           .p = 1,
                           .valid = true};

    *differs = false;
    if (!v.text)
        return false;
    struct link_result r = compare(&v, l, who);
    *differs = r.grade == LINK_DIFFERS;
    return r.grade == LINK_AGREES;
}

/* Is it the name of the other of the household? */
static bool names_other(const json_t *given, const struct verdict *v)
{
    const struct link_person *other =
        v->who == LINK_AS_PARTNER ? &v->dossier->applicant : &v->dossier->partner;

    return link_compare_name(json_string_value(given), other->surname, 0).grade == LINK_AGREES;
}

/* Is it the person's name but for a letter or two? Names are not as far apart as numbers: only
 * where something else says whose paper it is. */
static bool misread_name(const json_t *given, const struct verdict *v, const struct paper *p,
                         const char *known)
{
    char a[LINK_KEY_SIZE], b[LINK_KEY_SIZE];
    const char *text = json_string_value(given);

    if (!text || !p->groups[0].match.keyed || names_other(given, v))
        return false;
    link_name_key(text, a, sizeof a);
    link_name_key(known, b, sizeof b);
    return strlen(b) >= LONG_NAME && link_distance(a, b, 2) <= 2;
}

/* Fields are of the person whose paper it is: one that surely is hers has no other's name. */
static int take_field(struct decider *d, const struct paper *p, const struct verdict *v,
                      json_t *fields, const struct known *known)
{
    const char *value = known_value(v, known->as);
    json_t *given = json_object_get(fields, known->field);
    bool differs, there = false;

    if (!*value)
        return 0;
    enum link_grade read = read_of(p, v->dossier, v->who, known->as);
    bool agrees = given_agrees(given, v->dossier, v->who, known->as, &differs);
    if (known->as == LINK_NAME && !agrees && read != LINK_AGREES && !shared(p) &&
        paper_prints(d, p, value, &there))
        return -1;
    bool own = agrees || read == LINK_AGREES || there ||
               (read == LINK_NEAR && !differs && known->as != LINK_NAME);
    if (own || (known->as == LINK_NAME && misread_name(given, v, p, value)))
        return json_object_set_new(fields, known->field, json_string(value));
    if (known->as == LINK_NAME && differs && p->groups[0].match.keyed && !names_other(given, v))
        json_object_del(fields, known->field);
    return 0;
}

/* An invoice can be hers or one that she has to pay: what it says is hers where she is known to
 * have it, and as a name only what stands in a name's place, not within her company's. */
static int take_known(const struct paper *p, const struct verdict *v, json_t *fields,
                      const struct known *known)
{
    const char *value = known_value(v, known->as);

    for (size_t i = 0; *value && i < p->count; i++) {
        const struct link_value *read = &p->values[i];
        if (read->field == known->as && read->p >= NAMED_P && of_person(read, v->who) &&
            compare(read, v->dossier, v->who).grade == LINK_AGREES)
            return json_object_set_new(fields, known->field, json_string(value));
    }
    return 0;
}

/* The account beside her company's number, where the paper has but one, is her company's, though
 * the registry has another. */
static int take_account(const struct paper *p, json_t *fields)
{
    const char *only = NULL;

    if (!json_object_get(fields, "kvk") || json_object_get(fields, "iban"))
        return 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct link_value *read = &p->values[i];
        if (read->field != LINK_IBAN || !read->valid)
            continue;
        if (read->p < NAMED_P || (only && strcmp(only, read->text)))
            return 0;
        only = read->text;
    }
    return only ? json_object_set_new(fields, "iban", json_string(only)) : 0;
}

/* Whose a paper of two equal persons is, it does not say: it has neither's name nor numbers. */
static bool of_one(const struct known *known)
{
    return known->as == LINK_BSN || known->as == LINK_BIRTH || known->as == LINK_NAME;
}

static bool is_shared(const struct paper *p, json_t *fields)
{
    bool is = record_true(p->record, "shared");

    for (size_t i = 0; is && i < sizeof known_fields / sizeof *known_fields; i++)
        if (of_one(&known_fields[i]))
            json_object_del(fields, known_fields[i].field);
    return is;
}

int fields_by_registry(struct decider *d, const struct paper *p, const struct verdict *v,
                       json_t *fields)
{
    const json_t *type = type_of(d, p->record);

    bool two = is_shared(p, fields);
    if (!v->dossier || !v->person)
        return 0;
    for (size_t i = 0; i < sizeof known_fields / sizeof *known_fields; i++)
        if (two && of_one(&known_fields[i]))
            continue;
        else if (entry_lists(type, "fields", known_fields[i].field) &&
                 take_field(d, p, v, fields, &known_fields[i]))
            return -1;
        else if (entry_lists(type, "fields_if_known", known_fields[i].field) &&
                 take_known(p, v, fields, &known_fields[i]))
            return -1;
    return entry_lists(type, "fields_if_known", "iban") ? take_account(p, fields) : 0;
}
