/* The weights. Bits are log2(m / u). The u of numbers follow from how many of them there are; those
 * of names and addresses from the registry (term frequency); the m are judgement, to be fitted when
 * there is a corpus of linked post. */
#include "classifiers/link_fields.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "classifiers/link_text.h"

#define RARE_SHARE (1.0 / 20000) /* no name or address is taken to be rarer */
#define ALIKE_NUMBERS 909        /* BSNs that begin with the same five digits */
#define LONG_KEY 5               /* letters from which two slips still say something */
#define SCRAP 3                  /* letters up to which a name read may be none */

static struct link_result result(enum link_grade grade, double bits, bool sure)
{
    return (struct link_result){.grade = grade, .bits = bits, .sure = sure};
}

static double share_bits(double m, double share)
{
    return log2(m / (share > RARE_SHARE ? share : RARE_SHARE));
}

/* Numbers: exact, within one confusion, one other digit, or different. */
struct number_weights {
    double exact, confused, slipped, invalid, differs;
};

static struct link_result compare_number(const char *read, bool valid, const char *known,
                                         const struct number_weights *w)
{
    char a[LINK_KEY_SIZE], b[LINK_KEY_SIZE];
    int distance =
        link_distance(link_number_key(read, a, sizeof a), link_number_key(known, b, sizeof b), 4);

    if (*a == '\0' || *b == '\0')
        return result(LINK_ABSENT, 0, false);
    if (distance == 0)
        return result(LINK_AGREES, w->exact, false);
    /* A number that passes its own check is hardly ever another one misread. */
    if (distance == 1)
        return result(LINK_NEAR, valid ? w->confused - 6 : w->confused, false);
    if (distance <= 2)
        return result(LINK_NEAR, valid ? w->differs : w->slipped, valid);
    if (!valid)
        return result(LINK_DIFFERS, w->invalid, false);
    return result(LINK_DIFFERS, w->differs, true);
}

struct link_result link_compare_bsn(const char *read, bool valid, const char *known)
{
    /* 1/u: 9.1e7 numbers pass the eleven test. */
    static const struct number_weights weights = {26, 9, 3, -1.5, -7};

    return compare_number(read, valid, known, &weights);
}

/* A number that is somebody's was read right, however badly it could be read: a wrong one would be
 * nobody's. Not so where numbers lie close together, as a case system's do, and invented BSNs.
 * share: chance that the number of another, read wrongly, gives this one. */
static struct link_result if_read_right(struct link_result r, const struct link_value *v,
                                        double share)
{
    if (r.grade == LINK_AGREES && v->p < LINK_SURE_NUMBER_P)
        r.bits -= log2(1 + (1 - v->p) * share * exp2(r.bits));
    return r;
}

static struct link_result compare_iban(const struct link_value *v, const char *known)
{
    /* On another's statement it can be the other account: without a known role it says less. A
     * person has several accounts: one that differs says little. */
    static const struct number_weights own = {24, 12, 4, 0, -0.7}, any = {12, 5, 1, 0, 0};
    struct link_result r =
        compare_number(v->text, v->valid, known, v->role == LINK_UNKNOWN ? &any : &own);

    r.sure = false;
    return r;
}

static struct link_result compare_kvk(const char *read, const char *known)
{
    static const struct number_weights weights = {17, 7, 1, -1, -2};
    struct link_result r = compare_number(read, true, known, &weights);

    r.sure = false;
    return r;
}

static struct link_result compare_dossier(const char *read, const char *known)
{
    static const struct number_weights weights = {22, 8, 0, -2, -2};
    struct link_result r = compare_number(read, false, known, &weights);

    r.sure = false;
    return r;
}

/* Another's name has little in common with this one. One that is half the same may be a damaged
 * reading: it does not agree, but contradicts nothing. */
static struct link_result name_differs(const char *read, const char *known)
{
    size_t la = strlen(read), lb = strlen(known);
    int most = (int)(la > lb ? la : lb); /* in halves: every other letter */
    bool other = link_distance(read, known, most) > most;

    return result(LINK_DIFFERS, other ? -5 : -2.5, other);
}

struct link_result link_compare_name(const char *read, const char *known, double share)
{
    char a[LINK_KEY_SIZE], b[LINK_KEY_SIZE];

    link_name_key(read, a, sizeof a);
    link_name_key(known, b, sizeof b);
    if (*a == '\0' || *b == '\0')
        return result(LINK_ABSENT, 0, false);
    double agrees = share_bits(0.9, share);
    if (strcmp(a, b) == 0)
        return result(LINK_AGREES, agrees, false);
    int distance = link_distance(a, b, 6);
    bool lengthy = strlen(a) >= LONG_KEY && strlen(b) >= LONG_KEY;
    if (distance == 1 || (distance == 2 && lengthy))
        return result(LINK_NEAR, agrees - 3, false);
    if (link_shares_part(read, known) || link_shares_part(known, read))
        return result(LINK_NEAR, agrees - 3, false);
    if (distance <= 4 && lengthy)
        return result(LINK_NEAR, 0, false);
    return name_differs(a, b);
}

/* Begins a word of these letters like names that are written together: "McKay", "vanDijk"? */
static bool begins_name(const char *word, size_t length)
{
    static const char *const parts[] = {"mc",  "mac", "van", "vander", "vanden", "de",
                                        "der", "den", "ter", "ten",    "le",     "la",
                                        "di",  "da",  "el",  "al",     "o",      NULL};

    for (int i = 0; parts[i]; i++)
        if (strlen(parts[i]) == length && strncasecmp(parts[i], word, length) == 0)
            return true;
    return false;
}

/* Nobody writes a capital behind small letters ("WeZual"), nor small ones behind more capitals than
 * the two of "IJ" ("IJAGe"): that is writing that could not be read. */
static bool misread(const char *name)
{
    size_t small = 0, capitals = 0, length = 0; /* of the word so far; the first two at its end */

    for (const char *c = name; *c; c++) {
        bool upper = isupper((unsigned char)*c), lower = islower((unsigned char)*c);
        if ((upper && small && !begins_name(c - length, length)) || (lower && capitals > 2))
            return true;
        small = lower ? small + 1 : 0;
        capitals = upper ? capitals + 1 : 0;
        length = upper || lower ? length + 1 : 0;
    }
    return false;
}

/* Where no label says whose it is, a scrap of two or three letters is hardly ever a name. */
static struct link_result compare_surname(const struct link_value *v, const char *known,
                                          double share)
{
    struct link_result r = link_compare_name(v->text, known, share);
    char key[LINK_KEY_SIZE];

    if ((!v->borne && misread(v->text)) ||
        (v->role == LINK_UNKNOWN && strlen(link_name_key(v->text, key, sizeof key)) <= SCRAP))
        r.sure = false;
    return r;
}

/* The capitals of "J.P.", "JP" or "Jan Pieter"; returns how many. whole: it is a first name. */
static size_t capitals(const char *text, char *out, size_t size, bool *whole)
{
    char folded[64];
    size_t used = 0;
    bool inside = false;

    *whole = strpbrk(text, "abcdefghijklmnopqrstuvwxyz") != NULL;
    link_fold(text, folded, sizeof folded);
    for (const char *c = folded; *c && used + 1 < size; c++) {
        if (isalpha((unsigned char)*c) && (!inside || !*whole))
            out[used++] = *c;
        inside = *c != ' ';
    }
    out[used] = '\0';
    return used;
}

/* "P.E." of "I.P.E.": a thin first letter is easily lost. */
static bool lacks_first(const char *read, size_t length, const char *known, size_t known_length)
{
    return length > 1 && length + 1 == known_length && strcmp(read, known + 1) == 0;
}

struct link_result link_compare_initials(const char *read, const char *known)
{
    char a[16], b[16];
    bool whole_a, whole_b;
    size_t na = capitals(read, a, sizeof a, &whole_a), nb = capitals(known, b, sizeof b, &whole_b);

    if (na == 0 || nb == 0)
        return result(LINK_ABSENT, 0, false);
    if (strcmp(a, b) == 0)
        return result(LINK_AGREES, na > 2 ? 8.5 : na > 1 ? 6 : 3.5, false);
    if (a[0] == b[0])
        return na == 1 || nb == 1 ? result(LINK_NEAR, 2, false) : result(LINK_DIFFERS, -2, false);
    if (link_confusable(a[0], b[0]) || lacks_first(a, na, b, nb))
        return result(LINK_NEAR, -1, false);
    return result(LINK_DIFFERS, -4, !whole_a && !whole_b);
}

/* Is b the date a with day and month changed about? */
static bool swapped_date(const char *a, const char *b)
{
    return strlen(a) == 10 && strlen(b) == 10 && strncmp(a, b, 5) == 0 &&
           strncmp(a + 5, b + 8, 2) == 0 && strncmp(a + 8, b + 5, 2) == 0;
}

struct link_result link_compare_date(const char *read, const char *known)
{
    /* The first day of 1900 is what programs write for a day that nobody gave. */
    if (!*read || !*known || strcmp(read, "1900-01-01") == 0)
        return result(LINK_ABSENT, 0, false);
    if (strcmp(read, known) == 0)
        return result(LINK_AGREES, 13, false);
    int distance = link_distance(read, known, 4);
    if (distance == 1 || swapped_date(read, known))
        return result(LINK_NEAR, 5, false);
    if (distance == 2)
        return result(LINK_NEAR, 1, false);
    /* Day and month of the one in a hundred with the same ones: the year was read badly. */
    if (strlen(read) == 10 && strlen(known) == 10 && strcmp(read + 4, known + 4) == 0)
        return result(LINK_NEAR, 0, false);
    return result(LINK_DIFFERS, -7, true);
}

static struct link_result compare_plain(const char *read, const char *known, double agrees,
                                        double differs)
{
    char a[LINK_KEY_SIZE], b[LINK_KEY_SIZE];

    link_fold(read, a, sizeof a);
    link_fold(known, b, sizeof b);
    if (*a == '\0' || *b == '\0')
        return result(LINK_ABSENT, 0, false);
    int distance = link_distance(a, b, 3);
    if (distance == 0)
        return result(LINK_AGREES, agrees, false);
    if (distance == 1 || (distance == 2 && strlen(a) >= LONG_KEY))
        return result(LINK_NEAR, agrees / 2, false);
    return result(LINK_DIFFERS, differs, false);
}

/* A company that stands on a paper in no known role can be a customer's. */
static struct link_result compare_company(const struct link_value *v, const char *known)
{
    char a[LINK_KEY_SIZE], b[LINK_KEY_SIZE];
    double agrees = v->role == LINK_UNKNOWN ? 6 : 12;

    link_company_key(v->text, a, sizeof a);
    link_company_key(known, b, sizeof b);
    if (*a == '\0' || *b == '\0')
        return result(LINK_ABSENT, 0, false);
    int distance = link_distance(a, b, 4);
    if (distance == 0)
        return result(LINK_AGREES, agrees, false);
    if (distance <= 2 && strlen(a) >= LONG_KEY)
        return result(LINK_NEAR, agrees - 3, false);
    if (strlen(a) >= 8 && strlen(b) >= 8 && (strstr(a, b) || strstr(b, a)))
        return result(LINK_NEAR, agrees - 4, false);
    return result(LINK_DIFFERS, -1, false);
}

/* The town that a form is signed in, or whose it is, is no name of another. */
static struct link_result compare_name_or_town(const struct link_value *v,
                                               const struct link_dossier *d,
                                               const struct link_person *person, double share)
{
    char name[LINK_KEY_SIZE], town[LINK_KEY_SIZE];
    struct link_result r = compare_surname(v, person->surname, share);

    link_name_key(v->text, name, sizeof name);
    link_name_key(d->city, town, sizeof town);
    bool same = *town && strcmp(name, town) == 0;
    return same && r.grade == LINK_DIFFERS ? result(LINK_ABSENT, 0, false) : r;
}

struct link_result link_field(const struct link_value *v, const struct link_dossier *d,
                              const struct link_person *person, double share)
{
    switch (v->field) {
    case LINK_BSN:
        return if_read_right(link_compare_bsn(v->text, v->valid, person->bsn), v,
                             d->bsn_share / ALIKE_NUMBERS);
    case LINK_IBAN:
        return compare_iban(v, person->iban);
    case LINK_KVK:
        return compare_kvk(v->text, d->kvk);
    case LINK_NUMBER:
        return if_read_right(compare_dossier(v->text, d->dossier), v, RARE_SHARE);
    case LINK_NAME:
        return compare_name_or_town(v, d, person, share);
    case LINK_INITIALS:
        return link_compare_initials(v->text, person->initials);
    case LINK_BIRTH:
        return link_compare_date(v->text, person->birth_date);
    case LINK_POSTCODE:
        return compare_plain(v->text, d->postcode, 8, -1);
    case LINK_HOUSE:
        return compare_plain(v->text, d->house_number, 4, -1.5);
    case LINK_STREET:
        return compare_plain(v->text, d->street, 5, -0.5);
    case LINK_CITY:
        return compare_plain(v->text, d->city, 0.5, -0.5);
    case LINK_COMPANY:
        return compare_company(v, d->company);
    case LINK_FIELDS:
        break;
    }
    return result(LINK_ABSENT, 0, false);
}
