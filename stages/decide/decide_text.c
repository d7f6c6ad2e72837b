/* The text of a paper, asked for what the candidates are known to have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "classifiers/fold.h"
#include "classifiers/link_text.h"
#include "stages/decide/decide_private.h"
#include "stages/common/page_records.h"
#include "stages/common/words.h"

#define LOOK_PAGES 4     /* name and address stand on the first pages */
#define LOOK_DOSSIERS 60 /* candidates */
#define FOUND_P 0.9
#define PRINTED_P 0.6    /* a surname in the open can be another's, or a word */
#define SINGLE_P 0.65    /* one letter beside a name may belong to what stands before it */
#define ANNOUNCED_MAX 24 /* letters of initials and prefixes between "t.n.v." and a surname */

/* Appends a page's folded text. */
static int add_page(struct decider *d, const json_t *record, char **text, size_t *used)
{
    struct page page = {0};
    char *raw = page_load_surely(d->spool, record, &page) ? NULL : page_text(&page);

    page_release(&page);
    if (!raw)
        return -1;
    size_t size = strlen(raw) + 2;
    char *more = realloc(*text, *used + size);
    if (more) {
        *text = more;
        link_fold(raw, more + *used, size - 1);
        *used += strlen(more + *used);
        memcpy(more + (*used)++, " ", 2);
    }
    free(raw);
    return more ? 0 : -1;
}

char *paper_text(struct decider *d, const struct paper *p, size_t pages)
{
    char *text = NULL;
    size_t used = 0, i;
    const json_t *place;

    json_array_foreach(json_object_get(p->record, "pages"), i, place)
    {
        const json_t *record = i < pages ? decide_page(d, place, NULL) : NULL;
        if (record)
            add_page(d, record, &text, &used);
    }
    return text;
}

static bool typed(struct decider *d, const struct paper *p)
{
    size_t i;
    const json_t *place;

    json_array_foreach(json_object_get(p->record, "pages"), i, place)
    {
        const char *source = record_text(decide_page(d, place, NULL), "source");
        if (!source ||
            (page_source_of(source) != PAGE_TEXT && page_source_of(source) != PAGE_PLAIN))
            return false;
    }
    return true;
}

static void add_value(struct paper *p, enum link_field field, const char *text, double chance)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->values[i].field == field && strcmp(p->values[i].text, text) == 0)
            return;
    if (p->count < DECIDE_VALUES_MAX)
        p->values[p->count++] = (struct link_value){
            .field = field, .role = LINK_UNKNOWN, .text = text, .p = chance, .valid = true};
}

/* "3011AB" as "3011ab" or "3011 ab". */
static bool has_postcode(const char *text, const char *postcode)
{
    char folded[16], spaced[18];

    link_fold(postcode, folded, sizeof folded);
    if (strlen(folded) != 6)
        return false;
    snprintf(spaced, sizeof spaced, "%.4s %s", folded, folded + 4);
    return fold_find(text, folded) || fold_find(text, spaced);
}

/* "Kerkpad 51-2" as its street and number stand together. */
static bool has_house(const char *text, const struct link_dossier *d)
{
    char both[200], folded[200];

    if (!*d->street || !*d->house_number ||
        snprintf(both, sizeof both, "%s %s", d->street, d->house_number) >= (int)sizeof both)
        return false;
    return fold_find(text, link_fold(both, folded, sizeof folded)) != NULL;
}

/* Does a known number stand in the text without its blanks, but for what a recogniser confuses? Its
 * first sign in `text`, or NULL. */
static const char *find_number(const char *text, const char *number, int slips)
{
    size_t length = strlen(number);

    for (size_t left = strlen(text); left >= length; left--, text++) {
        int wrong = 0;
        for (size_t i = 0; i < length && wrong <= slips; i++)
            if (text[i] != number[i])
                wrong += link_confusable(text[i], number[i]) ? 1 : slips + 1;
        if (wrong <= slips)
            return text;
    }
    return NULL;
}

/* "12 05 1961", "1961 05 12" or "12 mei 1961" of "1961-05-12". */
static bool has_day(const char *text, const char *iso)
{
    static const char *const months[] = {"januari",   "februari", "maart",    "april",
                                         "mei",       "juni",     "juli",     "augustus",
                                         "september", "oktober",  "november", "december"};
    char day[40];

    if (strlen(iso) != 10) /* a registry need not know it */
        return false;
    int month = atoi(iso + 5), of = atoi(iso + 8);
    if (month < 1 || month > 12)
        return false;
    for (int form = 0; form < 3; form++) {
        if (form == 0)
            snprintf(day, sizeof day, "%.2s %.2s %.4s", iso + 8, iso + 5, iso);
        else if (form == 1)
            snprintf(day, sizeof day, "%.4s %.2s %.2s", iso, iso + 5, iso + 8);
        else
            snprintf(day, sizeof day, "%d %s %.4s", of, months[month - 1], iso);
        if (fold_find(text, day))
            return true;
    }
    return false;
}

/* What can only be this person's: the numbers, where nobody's check passes on what was read. */
static void look_for_person(struct paper *p, const struct link_person *who, const char *text,
                            const char *compact)
{
    char iban[40];

    link_fold(who->iban, iban, sizeof iban);
    if (strlen(who->bsn) == 9 && find_number(compact, who->bsn, 0))
        add_value(p, LINK_BSN, who->bsn, FOUND_P);
    if (strlen(iban) >= 15 && find_number(compact, iban, 2))
        add_value(p, LINK_IBAN, who->iban, FOUND_P);
    if (has_day(text, who->birth_date))
        add_value(p, LINK_BIRTH, who->birth_date, FOUND_P);
}

static void look_for(struct paper *p, const struct link_dossier *d, const char *text)
{
    char company[120];

    if (*d->postcode && has_postcode(text, d->postcode)) {
        add_value(p, LINK_POSTCODE, d->postcode, FOUND_P);
        if (has_house(text, d))
            add_value(p, LINK_HOUSE, d->house_number, FOUND_P);
    }
    link_fold(d->company, company, sizeof company);
    if (strlen(company) >= 6 && fold_find(text, company))
        add_value(p, LINK_COMPANY, d->company, FOUND_P);
}

/* Single letters that begin at or, with `back`, end just before `at`; returns how many. */
static size_t letters_at(const char *text, const char *at, bool back, char out[8])
{
    size_t n = 0;

    while (n < 6) {
        const char *c = back ? at - 2 : at;
        if (c < text || c[0] < 'a' || c[0] > 'z' || (c > text && c[-1] != ' ') ||
            (c[1] != ' ' && c[1] != '\0'))
            break;
        if (back)
            memmove(out + 1, out, n);
        out[back ? 0 : n] = c[0];
        n++;
        if (!back && c[1] == '\0')
            break;
        at = back ? at - 2 : at + 2;
    }
    out[n] = '\0';
    return n;
}

/* Back over the prefixes of a name: "j p van der |meer" gives "j p |van der meer". */
static const char *before_prefixes(const char *text, const char *at)
{
    static const char *const prefixes[] = {"van ", "de ",  "der ", "den ", "het ", "ten ",
                                           "ter ", "te ",  "op ",  "el ",  "al ",  "la ",
                                           "t ",   "v d ", "v ",   "d ",   NULL};

    for (int i = 0; prefixes[i]; i++) {
        size_t length = strlen(prefixes[i]);
        if ((size_t)(at - text) > length && strncmp(at - length, prefixes[i], length) == 0 &&
            at[-(long)length - 1] == ' ') {
            at -= length;
            i = -1;
        }
    }
    return at;
}

/* "t.n.v. J. Smit", "m.v.g. J. Smit": what announces a name is no part of it. Returns where that
 * ends when it stands before `at`, else the begin of the text. */
static const char *after_announcement(const char *text, const char *at)
{
    static const char *const words[] = {" t n v ", " t a v ", " m v g "};
    const char *end = text;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        for (size_t back = 0; back <= ANNOUNCED_MAX; back++) {
            const char *from = at - back - length;
            if ((size_t)(at - text) < back + length || from + length <= end)
                break;
            if (strncmp(from, words[i], length) == 0)
                end = from + length;
        }
    }
    return end;
}

/* "Smit h/o De Dorpsbakker", "Bakkerij Smit t.a.v. J. Smit": these letters are nobody's. */
static bool abbreviates(const char *letters)
{
    if (strncmp(letters, "tav", 3) == 0 || strncmp(letters, "tnv", 3) == 0)
        return true;
    static const char *const words[] = {"ho", "eo", "cs", "vof", "bv", "nv", "hodn", "dd", "mv"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], letters) == 0)
            return true;
    return false;
}

/* Letters beside a surname; the same beside another surname are another's. */
static void add_initials(struct paper *p, const char *letters, const char *surname)
{
    if (p->initials_count >= DECIDE_INITIALS_MAX || p->count >= DECIDE_VALUES_MAX)
        return;
    char *own = p->initials[p->initials_count];
    snprintf(own, sizeof p->initials[0], "%s", letters);
    for (char *c = own; *c; c++)
        *c = (char)(*c - 'a' + 'A');
    for (size_t i = 0; i < p->count; i++)
        if (p->values[i].of && strcmp(p->values[i].text, own) == 0 &&
            strcmp(p->values[i].of, surname) == 0)
            return;
    p->initials_count++;
    p->values[p->count++] = (struct link_value){.field = LINK_INITIALS,
                                                .role = LINK_UNKNOWN,
                                                .text = own,
                                                .p = own[1] ? FOUND_P : SINGLE_P,
                                                .valid = true,
                                                .of = surname};
}

/* "Wie bent u? W. Bakker": the u is hardly ever an initial, and never one by itself. An x is what
 * boxes are marked with, several are nobody's initials. */
static void add_letters(struct paper *p, const char *letters, const char *surname)
{
    bool pronoun = letters[0] == 'u';

    if (strspn(letters, "x") == strlen(letters))
        return;
    if (pronoun && letters[1])
        add_initials(p, letters + 1, surname);
    if (!pronoun || letters[1])
        add_initials(p, letters, surname);
}

/* Do the prefixes that the registry knows, "in t " of "in t veld", stand before `at`? */
static bool prefixed(const char *text, const char *at, const char *surname, const char *last)
{
    size_t length = (size_t)(last - surname);

    return length && (size_t)(at - text) >= length && strncmp(at - length, surname, length) == 0;
}

/* Initials that stand beside a surname: "J.P. van der Meer", "Meer, J.P. van der". The d of "D.
 * Evers" may be a prefix too, but not where the surname has that prefix. */
static void look_for_initials(struct paper *p, const char *surname, const char *text)
{
    char folded[LINK_KEY_SIZE], letters[8];
    const char *at = text;

    link_fold(surname, folded, sizeof folded);
    const char *last = strrchr(folded, ' ') ? strrchr(folded, ' ') + 1 : folded;
    if (strlen(last) < 3)
        return;
    while ((at = fold_find(at, last))) {
        const char *after = at + strlen(last), *begin = after_announcement(text, at);
        bool before = letters_at(begin, before_prefixes(begin, at), true, letters);
        if (before)
            add_letters(p, letters, surname);
        if (!prefixed(begin, at, folded, last) && letters_at(begin, at, true, letters)) {
            add_letters(p, letters, surname);
            before = true;
        } else if (!before && *after == ' ' && letters_at(text, after + 1, false, letters) &&
                   !abbreviates(letters)) {
            add_letters(p, letters, surname);
            before = true;
        }
        if (before)
            add_value(p, LINK_NAME, surname, FOUND_P);
        at = after;
    }
}

/* A text without its blanks; the caller frees. */
static char *without_blanks(const char *text)
{
    char *out = text ? malloc(strlen(text) + 1) : NULL, *at = out;

    for (; out && *text; text++)
        if (*text != ' ')
            *at++ = *text;
    if (out)
        *at = '\0';
    return out;
}

/* Whom the paper seems to be of: is that name printed at all? */
static int look_for_name(struct decider *d, struct paper *p)
{
    const struct group *best = p->group_count ? &p->groups[0] : NULL;
    bool there = false;

    if (!best)
        return 0;
    const struct link_dossier *l = &p->found.items[best->dossier];
    const char *surname = best->who == LINK_AS_PARTNER ? l->partner.surname : l->applicant.surname;
    if (*surname && paper_prints(d, p, surname, &there))
        return -1;
    if (there)
        add_value(p, LINK_NAME, surname, PRINTED_P);
    return 0;
}

int paper_look_up(struct decider *d, struct paper *p)
{
    char *text = p->found.count ? paper_text(d, p, LOOK_PAGES) : NULL;
    char *compact = without_blanks(text);

    p->typed = typed(d, p);
    for (size_t i = 0; compact && i < p->found.count && i < LOOK_DOSSIERS; i++) {
        const struct link_dossier *l = &p->found.items[i];
        look_for(p, l, text);
        look_for_person(p, &l->applicant, text, compact);
        look_for_person(p, &l->partner, text, compact);
        look_for_initials(p, l->applicant.surname, text);
        look_for_initials(p, l->partner.surname, text);
    }
    free(compact);
    free(text);
    return look_for_name(d, p);
}
