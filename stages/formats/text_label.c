#include "stages/formats/text_label.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "stages/formats/text_shape.h"

#define MORE_BEFORE                                                                                \
    8            /* heights that words of a label before its last are wide: "Klantnummer / BSN" */
#define RUN_ON 4 /* letters of a word that hangs on a label */

struct label {
    const char *name; /* lower case, letters and digits only */
    const char *field;
};

static const struct label labels[] = {
    {"bsn", "bsn"},
    {"bsm", "bsn"}, /* too short to be found by likeness */
    {"bsh", "bsn"},
    {"b5n", "bsn"},
    {"burgerservicenummer", "bsn"},
    {"burgerservicenr", "bsn"},
    {"burgerservicenummerbsn", "bsn"},
    {"bsnrsin", "bsn"},
    {"bsnsofi", "bsn"},
    {"bsnsofinummer", "bsn"},
    {"sofinummer", "bsn"},
    {"sofinr", "bsn"},
    {"sofi", "bsn"},
    {"persoonsnummer", "bsn"},
    {"persoonlijknummer", "bsn"},
    {"personalno", "bsn"},
    {"personalnumber", "bsn"},
    {"citizenservicenumber", "bsn"},
    {"socialsecuritynumber", "bsn"},
    {"iban", "iban"},
    {"ibanrekeningnummer", "iban"},
    {"rekeningnummer", "iban"},
    {"rekeningnr", "iban"},
    {"reknr", "iban"},
    {"bankrekeningnummer", "iban"},
    {"bankrekeningnr", "iban"},
    {"bankrekening", "iban"},
    {"rekening", "iban"},
    {"bankrelatie", "iban"},
    {"accountnumber", "iban"},
    {"kontonummer", "iban"},
    {"kvk", "kvk"},
    {"kvknummer", "kvk"},
    {"kvkinschrijvingsnummer", "kvk"},
    {"kvkdossiernummer", "kvk"},
    {"handelsregisternummer", "kvk"},
    {"inschrijfnummer", "kvk"},
    {"inschrijvingsnummer", "kvk"},
    {"kamervankoophandel", "kvk"},
    {"koophandel", "kvk"},
    {"ingeschrevenonder", "kvk"},
    {"handelsregister", "kvk"},
    {"chamberofcommerce", "kvk"},
    {"geboortedatum", "date"},
    {"gebdatum", "date"},
    {"gebdat", "date"},
    {"geboortedat", "date"},
    {"geboren", "date"},
    {"geborenop", "date"},
    {"geboorte", "date"},
    {"dateofbirth", "date"},
    {"geburtsdatum", "date"},
    {"geburtstag", "date"},
    {"datum", "date"},
    {"dagtekening", "date"},
    {"factuurdatum", "date"},
    {"datumaanvraag", "date"},
    {"datumondertekening", "date"},
    {"date", "date"},
    {"dossiernummer", "dossier"},
    {"dossiernr", "dossier"},
    {"dossier", "dossier"},
    {"zaaknummer", "dossier"},
    {"zaaknr", "dossier"},
    {"zaak", "dossier"},
    {"kenmerk", "dossier"},
    {"onskenmerk", "dossier"},
    {"uwkenmerk", "dossier"},
    {"aanvraagnummer", "dossier"},
    {"referentie", "dossier"},
    {"referentienummer", "dossier"},
    {"postcode", "postcode"},
    {"postcodeenwoonplaats", "postcode"},
    {"postcodewoonplaats", "postcode"},
    {"postcodeplaats", "postcode"},
};

/* Lower case letters and digits of a word. */
static size_t plain(const char *text, char *out, size_t size)
{
    size_t used = 0;
    for (; *text && used + 1 < size; text++)
        if (isalnum((unsigned char)*text))
            out[used++] = (char)tolower((unsigned char)*text);
    out[used] = '\0';
    return used;
}

/* Differences (insert, delete, replace) between two short words, at most `most` + 1. */
static int distance(const char *a, const char *b, int most)
{
    int row[32], na = (int)strlen(a), nb = (int)strlen(b);
    if (nb > 31 || na > 31 || abs(na - nb) > most)
        return most + 1;
    for (int j = 0; j <= nb; j++)
        row[j] = j;
    for (int i = 1; i <= na; i++) {
        int corner = row[0];
        row[0] = i;
        for (int j = 1; j <= nb; j++) {
            int keep = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            int step = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = keep < step ? keep : step;
        }
    }
    return row[nb];
}

/* "kvknummer" and the like, a hyphen within it read as letters perhaps. */
static const char *compound_field(const char *name, size_t size)
{
    static const char *const heads[] = {"bsn", "kvk", "iban"};
    for (size_t i = 0; i < 3; i++) {
        size_t head = strlen(heads[i]);
        if (size <= head || strncmp(name, heads[i], head) != 0)
            continue;
        for (size_t at = head; at <= head + 3 && at < size; at++)
            if (!strcmp(name + at, "nr") || distance(name + at, "nummer", 1) <= 1)
                return heads[i];
    }
    return NULL;
}

/* "BIN", "Bin", "BEN": "BSN" whose middle was misread. Before or over a number only it is a label.
 */
static bool is_bsn_alike(const char *text)
{
    size_t size = strcspn(text, ".:");
    char last = size > 0 ? text[size - 1] : 0;
    bool ligature = size == 4 && (unsigned char)text[1] >= 0xc3;
    return strspn(text + size, ".:") == strlen(text + size) && text[0] == 'B' &&
           (size == 3 || ligature) && (ligature || isalnum((unsigned char)text[1])) &&
           (last == 'N' || last == 'n');
}

/* Does a word like a number of nine digits, or its first group, stand right behind the word or
 * under it? */
static bool number_follows(const struct page *p, const struct word *l)
{
    float height = word_height(l);
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        float off = fabsf(w->y0 + w->y1 - l->y0 - l->y1) / 2, under = w->y0 - l->y1;
        bool beside = off < 0.6F * height && w->x0 > l->x1 && w->x0 < l->x1 + 3 * height;
        bool below = under > -0.3F * height && under < 1.5F * height &&
                     w->x0 > l->x0 - MORE_BEFORE * height && w->x0 < l->x0 + 1.5F * height;
        if ((beside || below) && (word_digits(w->text) >= 3 || shape_characters(w->text) >= 8) &&
            shape_part("bsn", w->text, false))
            return true;
    }
    return false;
}

/* The word after a label hangs on it: "BSNaanvrager". Capitals end where it begins. */
static const char *run_on_field(const char *text)
{
    static const char *const heads[] = {"BSN", "KvK", "IBAN"};
    static const char *const fields[] = {"bsn", "kvk", "iban"};
    for (size_t i = 0; i < 3; i++) {
        size_t head = strlen(heads[i]);
        if (strncmp(text, heads[i], head) == 0 && islower((unsigned char)text[head]) &&
            strlen(text) >= head + RUN_ON)
            return fields[i];
    }
    return NULL;
}

/* The number of a question before a label is none of it, nor is its first letter twice. */
static const char *name_field(const char *name)
{
    name += strspn(name, "0123456789");
    name += *name && name[0] == name[1];
    size_t size = strlen(name);
    for (size_t i = 0; size >= 3 && i < sizeof labels / sizeof *labels; i++) {
        size_t length = strlen(labels[i].name);
        int most = length >= 12 ? 2 : length >= 6 ? 1 : 0;
        if (distance(name, labels[i].name, most) <= most)
            return labels[i].field;
    }
    return compound_field(name, size);
}

int word_digits(const char *text)
{
    int digits = 0;
    for (; *text; text++)
        digits += isdigit((unsigned char)*text) != 0;
    return digits;
}

float word_height(const struct word *w)
{
    return fminf(fmaxf(w->y1 - w->y0, 6), 24);
}

/* Is the word the code of another field of a driving licence, near the one whose top is `over`
 * points lower: 4a, 4b or 4c over it or beside it, 5 under it? */
static bool licence_kin(const char *text, float over, float height)
{
    if (text[0] == '5' && !isdigit((unsigned char)text[1]))
        return over < 0 && over > -2.5F * height;
    return text[0] == '4' && text[1] && strchr("abc", text[1]) && over > -height &&
           over < 8 * height;
}

/* A driving licence names its fields by codes, one under the other: is this "4d", the number? Read
 * badly, as "Ad" or "«d.", it has to stand in line with the others. */
static bool licence_code(const struct page *p, size_t at)
{
    const struct word *w = &p->words[at];
    size_t size = strlen(w->text);
    while (size > 0 && ispunct((unsigned char)w->text[size - 1]))
        size--;
    float height = word_height(w);
    if (size < 2 || size > 3 || tolower((unsigned char)w->text[size - 1]) != 'd')
        return false;
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *o = &p->words[i];
        float aside = fabsf(o->x0 - w->x0);
        if (licence_kin(o->text, w->y0 - o->y0, height) &&
            aside < (w->text[0] == '4' ? 40 : 1.5F) * height)
            return true;
    }
    return false;
}

const char *label_field(const struct page *p, size_t at)
{
    char name[64] = "", word[32];
    const char *slash = strrchr(p->words[at].text, '/'), *found = NULL;
    if (slash && plain(slash, word, sizeof word) > 0)
        found = name_field(word);
    if (licence_code(p, at))
        return "bsn";
    if (!found)
        found = run_on_field(p->words[at].text);
    if (!found && is_bsn_alike(p->words[at].text) && number_follows(p, &p->words[at]))
        found = "bsn";
    for (size_t back = 0; back < 4 && back <= at; back++) {
        const struct word *w = &p->words[at - back];
        if (w->line != p->words[at].line)
            break;
        size_t size = plain(w->text, word, sizeof word), used = strlen(name);
        if (used + size >= sizeof name || (back == 0 && size == 0))
            break;
        memmove(name + size, name, used + 1);
        memcpy(name, word, size);
        const char *field = name_field(name);
        found = field ? field : found;
    }
    return found;
}

const char *label_joined(const char *text)
{
    const char *colon = strchr(text, ':');
    char name[32];
    if (!colon || word_digits(colon) < 6 || (size_t)(colon - text) >= sizeof name)
        return NULL;
    snprintf(name, sizeof name, "%.*s", (int)(colon - text), text);
    plain(name, name, sizeof name);
    return name_field(name);
}

bool label_near(const struct page *p, const struct word *w, const char *field)
{
    float height = word_height(w);
    for (size_t i = 0; i < p->word_count; i++) {
        const struct word *l = &p->words[i];
        float off = fabsf((l->y0 + l->y1 - w->y0 - w->y1) / 2), over = w->y0 - l->y1;
        bool before = l->x1 < w->x0 + 1 && l->x1 > w->x0 - 0.45F * p->width && off <= height;
        bool above = over > -0.3F * height && over < 2.5F * height && l->x0 < w->x1 &&
                     l->x1 > w->x0 - 2 * height;
        if (!before && !above)
            continue;
        const char *found = label_field(p, i);
        if (found && !strcmp(found, field))
            return true;
    }
    return false;
}
