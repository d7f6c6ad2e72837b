#include "classifiers/find.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/grow.h"
#include "classifiers/people.h"

void candidates_release(struct candidates *c)
{
    free(c->list);
    *c = (struct candidates){0};
}

/* Whose a value is that stands twice on a page. Where it stands without a label, in a footer say,
 * it is not a third party's when a label elsewhere takes it for nobody's in particular. */
static enum role joint_role(const struct candidate *a, const struct candidate *b)
{
    if (a->labelled != b->labelled && (a->labelled ? b : a)->role == ROLE_THIRD)
        return (a->labelled ? a : b)->role;
    return a->role == ROLE_UNKNOWN ? b->role : a->role;
}

/* How far the recogniser is trusted for the word, 0.6..1. */
float word_trust(const struct sheet *s, size_t word)
{
    float c = s->page->words[word].confidence;
    return c > 0.85F ? 1 : c < 0.3F ? 0.6F : 0.6F + (c - 0.3F) * 0.72F;
}

int candidates_add(struct candidates *c, const struct candidate *one)
{
    size_t on_page = 0;
    for (size_t i = c->count; i > 0 && c->list[i - 1].page == one->page; i--) {
        struct candidate *old = &c->list[i - 1];
        on_page++;
        if (old->kind != one->kind || strcmp(old->value, one->value) != 0)
            continue;
        bool same = old->role == one->role || one->role == ROLE_UNKNOWN;
        if (same || old->role == ROLE_UNKNOWN) {
            old->role = joint_role(old, one);
            old->labelled |= one->labelled;
            old->p = fmaxf(old->p, one->p);
            return 0;
        }
    }
    if (on_page >= CANDIDATES_MAX)
        return 0;
    if (grow(&c->list, c->count, &c->capacity, sizeof *c->list) < 0)
        return -1;
    c->list[c->count++] = *one;
    return 0;
}

/* "VANKLOON", "DEKBOERK": a filler that was read as K. */
static bool filler_as_k(const char *surname)
{
    static const char *const starts[] = {"VANK", "DEK", "DERK", "DENK", "TERK", "TENK", "VANKDER"};
    size_t n = strlen(surname);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(surname, starts[i], strlen(starts[i])) == 0)
            return true;
    return n && (surname[n - 1] == 'K' || strstr(surname, "K ") || strstr(surname, " K"));
}

static int find_mrz(const struct view *v, size_t page, struct candidates *out)
{
    struct candidate one = {.p = 0.97F,
                            .role = ROLE_UNKNOWN,
                            .valid = true,
                            .labelled = true,
                            .page = page,
                            .height = 0.9F};
    char name[NAME_SIZE];
    int bad = 0;
    if (!v->has_mrz)
        return 0;
    if (surname_cased(v->mrz.surname, name)) {
        one.kind = FIELD_NAME;
        strcpy(one.value, name);
        /* Names have no check digit, and fillers are read as K. */
        one.p = strstr(v->mrz.names, "<<") && *v->mrz.given && !filler_as_k(v->mrz.surname) ? 0.72F
                                                                                            : 0.4F;
        bad |= candidates_add(out, &one);
    }
    one.p = fminf(v->mrz.p, 0.97F);
    if (v->mrz.birth.year) {
        one.kind = FIELD_BIRTH;
        day_text(v->mrz.birth, one.value, sizeof one.value);
        bad |= candidates_add(out, &one);
    }
    if (*v->mrz.bsn) {
        one.kind = FIELD_BSN;
        strcpy(one.value, v->mrz.bsn);
        bad |= candidates_add(out, &one);
    }
    return bad;
}

int find_page(const struct catalogue *c, const struct document_type *type, const struct view *v,
              size_t page, struct candidates *out)
{
    return find_mrz(v, page, out) < 0 || find_numbers(type, v, page, out) < 0 ||
                   find_dossiers(c, type, v, page, out) < 0 || find_names(type, v, page, out) < 0 ||
                   find_days(type, v, page, out) < 0 || find_periods(type, v, page, out) < 0
               ? -1
               : 0;
}
