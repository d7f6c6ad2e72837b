/* The fields of a paper whose person is known. The registry is a dictionary: of what was read on
 * the paper, that is given which the person is known to have, as the registry writes it. Nothing is
 * given that the paper does not say. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/link_text.h"
#include "stages/common/decide_private.h"
#include "stages/common/words.h"

#define SAID_P 0.3    /* a value that was read with less is none: two people's names side by side */
#define LOOK_PAGES 4  /* a name stands on the first pages */
#define NAME_PARTS 8  /* words of a surname with its prefixes */
#define FUZZY_KEY 6   /* letters from which one slip in a name still is that name */
#define NEAR_BITS 4.0 /* so much like the known one that it was only read badly */

static const struct known {
    const char *field;
    enum link_field as;
} known_fields[] = {
    {"bsn", LINK_BSN},          {"iban", LINK_IBAN}, {"kvk", LINK_KVK},
    {"birth_date", LINK_BIRTH}, {"name", LINK_NAME}, {"dossier", LINK_NUMBER},
};

static const char *known_value(const struct link_dossier *d, const struct link_person *person,
                               enum link_field field)
{
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

/* A page's words as a text of folded ones, and which of them begin with a capital. */
struct printed {
    char (*words)[LINK_KEY_SIZE];
    bool *capital;
    size_t count, room;
};

static void printed_release(struct printed *t)
{
    free(t->words);
    free(t->capital);
}

static int add_printed(struct printed *t, const char *word, size_t length, bool capital)
{
    if (t->count == t->room) {
        size_t room = t->room ? 2 * t->room : 512;
        void *words = realloc(t->words, room * sizeof *t->words);
        t->words = words ? words : t->words;
        bool *capitals = words ? realloc(t->capital, room * sizeof *capitals) : NULL;
        if (!capitals)
            return -1;
        t->capital = capitals;
        t->room = room;
    }
    if (length >= LINK_KEY_SIZE)
        length = LINK_KEY_SIZE - 1;
    memcpy(t->words[t->count], word, length);
    t->words[t->count][length] = '\0';
    t->capital[t->count++] = capital;
    return 0;
}

/* "A.B.de" is three words. */
static int add_word(struct printed *t, const char *text)
{
    char folded[256];
    const unsigned char first = (unsigned char)text[strspn(text, "'\"(-")];
    bool capital = isupper(first) || first >= 0xc3;

    link_fold(text, folded, sizeof folded);
    for (const char *at = folded; *at; at += *at == ' ') {
        size_t n = strcspn(at, " ");
        if (add_printed(t, at, n, capital))
            return -1;
        at += n;
    }
    return 0;
}

static int read_printed(struct decider *d, const struct paper *p, struct printed *t)
{
    size_t i;
    const json_t *place;
    int status = 0;

    json_array_foreach(json_object_get(p->record, "pages"), i, place)
    {
        const json_t *record = i < LOOK_PAGES ? page_record(d, place, NULL) : NULL;
        struct page page = {0};
        if (!record)
            break;
        status = page_load_surely(d->spool, record, &page);
        for (size_t w = 0; !status && w < page.word_count; w++)
            status = add_word(t, page.words[w].text);
        page_release(&page);
        if (status)
            break;
    }
    return status;
}

/* Is it the word, or a long one but for one slip of the recogniser? */
static bool same_word(const char *read, const char *known)
{
    if (strcmp(read, known) == 0)
        return true;
    return strlen(known) >= FUZZY_KEY && link_distance(read, known, 1) <= 1;
}

/* "en", "e/o", "en/of": another has equal rights. */
static bool joins(const struct printed *t, size_t at)
{
    if (at >= t->count)
        return false;
    const char *word = t->words[at];
    return !strcmp(word, "en") || !strcmp(word, "cs") || !strcmp(word, "eo") ||
           (!strcmp(word, "e") && at + 1 < t->count && !strcmp(t->words[at + 1], "o"));
}

/* Does the surname stand in the text, by itself and like a name? */
static bool name_printed(const struct printed *t, const char *surname)
{
    char folded[LINK_KEY_SIZE], *rest = link_fold(surname, folded, sizeof folded), *part;
    const char *parts[NAME_PARTS];
    size_t n = 0;

    while ((part = strsep(&rest, " ")) && n < NAME_PARTS)
        parts[n++] = part;
    for (size_t i = 0; n && *parts[0] && i + n <= t->count; i++) {
        size_t k = 0;
        while (k < n && same_word(t->words[i + k], parts[k]))
            k++;
        if (k == n && t->capital[i + n - 1] && !joins(t, i + n))
            return true;
    }
    return false;
}

/* A name that the text has and classify did not take for one. */
static int look_for_name(struct decider *d, const struct paper *p, const char *surname, bool *there)
{
    struct printed t = {0};
    int status = read_printed(d, p, &t);

    *there = !status && name_printed(&t, surname);
    printed_release(&t);
    return status;
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
    struct link_value v = {field, LINK_UNKNOWN, json_string_value(given), 1, true, NULL, 0};

    *differs = false;
    if (!v.text)
        return false;
    struct link_result r = compare(&v, l, who);
    *differs = r.grade == LINK_DIFFERS;
    return r.grade == LINK_AGREES;
}

/* Fields are of the person whose paper it is. */
static int take_field(struct decider *d, const struct paper *p, const struct verdict *v,
                      json_t *fields, const struct known *known)
{
    const struct link_person *person =
        v->who == LINK_AS_PARTNER ? &v->dossier->partner : &v->dossier->applicant;
    const char *value = known_value(v->dossier, person, known->as);
    json_t *given = json_object_get(fields, known->field);
    bool differs, there = false;

    if (!*value)
        return 0;
    enum link_grade read = read_of(p, v->dossier, v->who, known->as);
    bool agrees = given_agrees(given, v->dossier, v->who, known->as, &differs);
    if (known->as == LINK_NAME && !agrees && read != LINK_AGREES && !shared(p) &&
        look_for_name(d, p, value, &there))
        return -1;
    bool own = agrees || read == LINK_AGREES || there ||
               (read == LINK_NEAR && !differs && known->as != LINK_NAME);
    if (own)
        return json_object_set_new(fields, known->field, json_string(value));
    return 0;
}

int fields_by_registry(struct decider *d, const struct paper *p, const struct verdict *v,
                       json_t *fields)
{
    const json_t *type = type_entry(d, record_text(p->record, "type"));

    if (!v->dossier || !v->person)
        return 0;
    for (size_t i = 0; i < sizeof known_fields / sizeof *known_fields; i++)
        if (type_carries(type, known_fields[i].field) &&
            take_field(d, p, v, fields, &known_fields[i]))
            return -1;
    return 0;
}
