#include "classifiers/fields.h"

#include <math.h>
#include <string.h>
#include "classifiers/fold.h"

#define PAGES_READ_MAX 400 /* of one piece; the first of them say whose it is */

/* What a value needs to be given as a field: absent is better than wrong. */
static const float least[FIELD_KINDS] = {
    [FIELD_BSN] = 0.5F,  [FIELD_IBAN] = 0.5F,  [FIELD_KVK] = 0.5F,  [FIELD_DOSSIER] = 0.6F,
    [FIELD_NAME] = 0.5F, [FIELD_BIRTH] = 0.5F, [FIELD_DATE] = 0.5F, [FIELD_PERIOD] = 0.5F,
};

int fields_gather(const struct catalogue *c, const struct document_type *type,
                  const struct view *const *views, size_t count, struct candidates *out)
{
    for (size_t i = 0; i < count && i < PAGES_READ_MAX; i++)
        if (find_page(c, type, views[i], i, out) < 0)
            return -1;
    return 0;
}

/* How much a candidate's role fits the person whose paper it is. */
static float role_weight(const struct document_type *type, const struct candidate *one)
{
    enum role role = one->role;
    if (role == ROLE_THIRD)
        return 0;
    if (one->kind == FIELD_DATE || one->kind == FIELD_PERIOD || one->kind == FIELD_DOSSIER)
        return 1;
    if (type->whose == WHOSE_PARTNER)
        return role == ROLE_PARTNER ? 1.15F : role == ROLE_APPLICANT ? 0.5F : 0.9F;
    return role == ROLE_PARTNER ? 0.25F : role == ROLE_APPLICANT ? 1.12F : 1;
}

/* Earlier pages and higher places say it first; a signature's date stands last. */
static float place_weight(enum field_kind kind, const struct candidate *one)
{
    float weight = one->page == 0 ? 1 : one->page < 3 ? 0.96F : 0.9F;
    if (kind != FIELD_BIRTH && kind != FIELD_NAME)
        weight *= 1.02F - 0.04F * one->height;
    return weight;
}

static bool same_name(const char *a, const char *b)
{
    char x[VALUE_SIZE], y[VALUE_SIZE];
    fold_text(a, x, sizeof x);
    fold_text(b, y, sizeof y);
    for (char *s = x; *s; s++)
        *s = *s == '-' ? ' ' : *s;
    for (char *s = y; *s; s++)
        *s = *s == '-' ? ' ' : *s;
    return strcmp(x, y) == 0;
}

static bool agrees(enum field_kind kind, const char *a, const char *b)
{
    return kind == FIELD_NAME ? same_name(a, b) : strcmp(a, b) == 0;
}

/* The weight of a value: its best place, and a little for each other place that agrees. */
static float weigh(const struct document_type *type, const struct candidates *c, size_t at)
{
    const struct candidate *one = &c->list[at];
    float best = 0;
    int others = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct candidate *o = &c->list[i];
        if (o->kind != one->kind || !agrees(one->kind, o->value, one->value))
            continue;
        float w = o->p * role_weight(type, o) * place_weight(one->kind, o);
        others += i != at && w > 0.2F && o->page != one->page;
        best = fmaxf(best, w);
    }
    return best * (1 + 0.04F * fminf(3, (float)others));
}

/* Does this value stand for a third party somewhere, and for nobody else more surely? */
static bool is_third(const struct candidates *c, const struct candidate *one)
{
    float third = 0, own = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct candidate *o = &c->list[i];
        if (o->kind != one->kind || !agrees(one->kind, o->value, one->value))
            continue;
        if (o->role == ROLE_THIRD)
            third = fmaxf(third, o->p);
        else
            own = fmaxf(own, o->p);
    }
    return third > own;
}

/* On a partner's paper the one value that there is is the partner's, whatever the words beside it
 * say: "ondergetekende" is one of an applicant elsewhere. */
static bool only_one(const struct candidates *c, const struct candidate *one)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->list[i].kind == one->kind && c->list[i].role != ROLE_THIRD && c->list[i].p > 0.3F &&
            !agrees(one->kind, c->list[i].value, one->value))
            return false;
    return true;
}

static void choose(const struct document_type *type, const struct candidates *c,
                   enum field_kind kind, struct field *field)
{
    float best = 0, second = 0;
    const struct candidate *top = NULL;
    for (size_t i = 0; i < c->count; i++) {
        const struct candidate *one = &c->list[i];
        if (one->kind != kind || !one->valid || is_third(c, one))
            continue;
        float w = weigh(type, c, i);
        if (type->whose == WHOSE_PARTNER && one->role == ROLE_APPLICANT && only_one(c, one))
            w = one->p * 0.85F;
        bool same = top && agrees(kind, one->value, top->value);
        if (w > best + 1e-6F) {
            second = same ? second : best;
            best = w;
            top = one;
        } else if (!same) {
            second = fmaxf(second, w);
        } else if (one->p > top->p) { /* the same, better spelt */
            top = one;
        }
    }
    /* Two values that are nearly as good: a number has to be sure, a date may be the first. */
    bool unique = kind == FIELD_BSN || kind == FIELD_DOSSIER;
    if (!top || best < least[kind] || (unique && second > 0.93F * best))
        return;
    strcpy(field->value, top->value);
    field->p = fminf(0.99F, best * (second > 0.8F * best ? 0.8F : 1));
}

void fields_choose(const struct document_type *type, const struct candidates *c,
                   struct field fields[FIELD_KINDS])
{
    memset(fields, 0, FIELD_KINDS * sizeof *fields);
    for (unsigned kind = 0; kind < FIELD_KINDS; kind++)
        if (type->fields & 1U << kind)
            choose(type, c, (enum field_kind)kind, &fields[kind]);
}

enum role fields_person(const struct document_type *type, const struct candidates *c)
{
    float partner = 0, applicant = 0;
    if (type->whose != WHOSE_EITHER)
        return type->whose == WHOSE_PARTNER ? ROLE_PARTNER : ROLE_APPLICANT;
    for (size_t i = 0; i < c->count; i++) {
        if (c->list[i].kind != FIELD_NAME && c->list[i].kind != FIELD_BSN)
            continue;
        if (c->list[i].role == ROLE_PARTNER)
            partner = fmaxf(partner, c->list[i].p);
        else if (c->list[i].role == ROLE_APPLICANT)
            applicant = fmaxf(applicant, c->list[i].p);
    }
    /* Beside an applicant a partner is only mentioned. */
    return partner > 0.6F && applicant < 0.4F ? ROLE_PARTNER : ROLE_UNKNOWN;
}
