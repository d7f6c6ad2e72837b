/* From records to values: what stands on a paper, and what the channel says. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/checks.h"
#include "stages/common/catalogue_entry.h"
#include "stages/decide/decide_private.h"

#define NAMESAKES_MAX 60 /* a name of more dossiers says nothing */

const json_t *type_of(struct decider *d, const json_t *record)
{
    return catalogue_entry(d->catalogue, "types", record_text(record, "type"));
}

static const struct {
    const char *name;
    enum link_field field;
} field_names_of[] = {
    {"bsn", LINK_BSN},
    {"iban", LINK_IBAN},
    {"kvk", LINK_KVK},
    {"dossier", LINK_NUMBER},
    {"name", LINK_NAME},
    {"initials", LINK_INITIALS},
    {"first_name", LINK_INITIALS},
    {"birth_date", LINK_BIRTH},
    {"postcode", LINK_POSTCODE},
    {"house_number", LINK_HOUSE},
    {"street", LINK_STREET},
    {"city", LINK_CITY},
    {"company", LINK_COMPANY},
};

static enum link_field field_of(const char *name)
{
    for (size_t i = 0; name && i < sizeof field_names_of / sizeof *field_names_of; i++)
        if (strcmp(name, field_names_of[i].name) == 0)
            return field_names_of[i].field;
    return LINK_FIELDS;
}

static enum link_role role_of(const char *role)
{
    if (role && strcmp(role, "applicant") == 0)
        return LINK_APPLICANT;
    if (role && strcmp(role, "partner") == 0)
        return LINK_PARTNER;
    return role && strcmp(role, "third") == 0 ? LINK_THIRD : LINK_UNKNOWN;
}

static void add_evidence(struct paper *p, const json_t *e)
{
    enum link_field field = field_of(record_text(e, "field"));
    const char *text = record_text(e, "value");

    if (field == LINK_FIELDS || !text || !*text || p->count >= DECIDE_VALUES_MAX)
        return;
    double chance = record_number(e, "p", 0.5);
    p->values[p->count++] = (struct link_value){
        .field = field,
        .role = role_of(record_text(e, "role")),
        .text = text,
        .p = chance > 0 ? chance < 1 ? chance : 1 : 0, /* not a number: 0 */
        .valid = record_true(e, "valid"),
        .file = record_text(e, "file"),
        .page = (int)record_number(e, "page", 0),
    };
}

static bool has_value(const struct paper *p, enum link_field field, const char *text)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->values[i].field == field && strcmp(p->values[i].text, text) == 0)
            return true;
    return false;
}

static bool well_formed(enum link_field field, const char *text)
{
    switch (field) {
    case LINK_BSN:
        return check_bsn(text);
    case LINK_IBAN:
        return check_iban(text);
    case LINK_KVK:
        return check_kvk(text);
    case LINK_BIRTH:
        return check_date(text);
    default:
        return true;
    }
}

/* A field without evidence of its own (a stage in between may give fields only). */
static void add_field(struct paper *p, const char *name, const json_t *value)
{
    enum link_field field = field_of(name);
    const char *text = json_string_value(value);

    if (field == LINK_FIELDS || !text || !*text || p->count >= DECIDE_VALUES_MAX ||
        has_value(p, field, text))
        return;
    p->values[p->count++] = (struct link_value){
        .field = field,
        .role = LINK_UNKNOWN,
        .text = text,
        .p = 0.9,
        .valid = well_formed(field, text),
    };
}

int paper_read(struct paper *p, const json_t *record)
{
    const json_t *evidence = json_object_get(record, "evidence");
    const json_t *fields = json_object_get(record, "fields"), *value;
    const char *name;
    size_t i;

    *p = (struct paper){.record = record};
    p->values = calloc(DECIDE_VALUES_MAX, sizeof *p->values);
    if (!p->values)
        return -1;
    json_array_foreach(evidence, i, value) add_evidence(p, value);
    json_object_foreach((json_t *)(uintptr_t)fields, name, value) add_field(p, name, value);
    return 0;
}

void paper_release(struct paper *p)
{
    free(p->values);
    free(p->groups);
    registry_list_release(&p->found);
    *p = (struct paper){0};
}

/* The applicant whom the sidecar's bsn names; a partner's login stands for her household. */
static int find_bsn(struct sender *s, struct registry *r)
{
    if (!s->bsn)
        return 0;
    int found = registry_find(r, REGISTRY_BSN, s->bsn, NULL, 20, &s->found);
    if (found == 0) {
        found = registry_find(r, REGISTRY_PARTNER_BSN, s->bsn, NULL, 20, &s->found);
        s->partners_own = found > 0 && !s->reference;
    }
    if (found < 0)
        return -1;
    if (found == 0)
        s->unknown = true;
    return 0;
}

static int find_reference(struct sender *s, struct registry *r)
{
    if (!s->reference)
        return 0;
    return registry_find(r, REGISTRY_DOSSIER, s->reference, NULL, NUMBER_LINES, &s->found) < 0 ? -1
                                                                                               : 0;
}

/* All that was found must be one household's; the reference's dossier is the one meant. */
static void settle(struct sender *s)
{
    struct link_value number = {
        .field = LINK_NUMBER, .role = LINK_APPLICANT, .text = s->reference, .p = 1, .valid = true};
    struct link_match m;

    for (size_t i = 0; i < s->found.count; i++) {
        const struct link_dossier *d = &s->found.items[i];
        if (s->reference) {
            link_compare(&number, 1, d, LINK_AS_APPLICANT, &m);
            if (m.fields[LINK_NUMBER].grade == LINK_AGREES)
                s->reference_dossier = d;
        }
        if (!link_same_household(d, &s->found.items[0]))
            s->disputed = true;
    }
    if (s->found.count && !s->disputed)
        s->person = s->reference_dossier ? s->reference_dossier : &s->found.items[0];
    s->by_sidecar = s->person != NULL;
    if (s->reference && !s->reference_dossier)
        s->unknown = true;
}

/* Whom a mail's or a form's sender calls himself, when just one applicant is called so. */
static int find_name(struct sender *s, struct registry *r)
{
    const char *space = s->name ? strchr(s->name, ' ') : NULL;
    char first[40];
    size_t fits = 0;

    if (!space || (size_t)(space - s->name) >= sizeof first)
        return 0;
    snprintf(first, sizeof first, "%.*s", (int)(space - s->name), s->name);
    if (registry_find(r, REGISTRY_SURNAME, space + 1, NULL, NAMESAKES_MAX, &s->called) < 0)
        return -1;
    for (size_t i = 0; i < s->called.count; i++) {
        const struct link_dossier *d = &s->called.items[i];
        struct link_result initials = link_compare_initials(first, d->applicant.initials);
        if (initials.grade != LINK_AGREES || (fits && link_same_applicant(d, s->namesake)))
            continue;
        s->namesake = d;
        s->fully = initials.bits >= link_compare_initials("AB", "AB").bits;
        fits++;
    }
    if (fits != 1)
        s->namesake = NULL;
    return 0;
}

static const char *given(const json_t *head, const char *member)
{
    const char *text = record_text(head, member);

    return text && *text ? text : NULL;
}

int sender_read(struct sender *s, struct registry *r, const json_t *head)
{
    *s = (struct sender){
        .channel = given(head, "channel"),
        .bsn = given(head, "bsn"),
        .reference = given(head, "reference"),
        .name = given(head, "name"),
        .received = given(head, "received"),
    };
    if (!s->name)
        s->name = given(json_object_get(head, "sender"), "name");
    if (!s->channel && json_is_object(json_object_get(head, "sender")))
        s->channel = "mail"; /* it is one, though no sidecar says so */
    s->given = s->bsn || s->reference;
    if (find_bsn(s, r) || find_reference(s, r) || (!s->given && find_name(s, r)))
        return -1;
    settle(s);
    return 0;
}

void sender_release(struct sender *s)
{
    registry_list_release(&s->found);
    registry_list_release(&s->mates);
    registry_list_release(&s->called);
    *s = (struct sender){0};
}
