/* Reasons, as sentences that a clerk understands. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "stages/decide/decide_private.h"

void reason_add(json_t *reasons, const char *code, const char *format, ...)
{
    char detail[400];
    va_list values;

    va_start(values, format);
    vsnprintf(detail, sizeof detail, format, values);
    va_end(values);
    /* A cut may have fallen within a character: jansson refuses that, so the tail goes. */
    json_t *text = json_string(detail);
    for (size_t cut = sizeof detail - 1; !text && cut > sizeof detail - 5; cut--) {
        detail[cut - 1] = '\0';
        text = json_string(detail);
    }
    json_array_append_new(reasons, json_pack("{s:s, s:o?}", "code", code, "detail", text));
}

static const struct {
    const char *code, *label;
} field_words[LINK_FIELDS] = {
    [LINK_BSN] = {"bsn", "BSN"},
    [LINK_IBAN] = {"iban", "Rekeningnummer"},
    [LINK_KVK] = {"kvk", "KvK-nummer"},
    [LINK_NUMBER] = {"dossiernummer", "Dossiernummer"},
    [LINK_NAME] = {"naam", "Naam"},
    [LINK_INITIALS] = {"voorletters", "Voorletters"},
    [LINK_BIRTH] = {"geboortedatum", "Geboortedatum"},
    [LINK_POSTCODE] = {"postcode", "Postcode"},
    [LINK_HOUSE] = {"huisnummer", "Huisnummer"},
    [LINK_STREET] = {"straat", "Straat"},
    [LINK_CITY] = {"plaats", "Woonplaats"},
    [LINK_COMPANY] = {"bedrijf", "Bedrijfsnaam"},
};

static const char *where(const struct link_value *v, char *out, size_t size)
{
    *out = '\0';
    if (v->page > 0)
        snprintf(out, size, " op pagina %d", v->page);
    return out;
}

/* A day as a clerk writes it: "1985-07-08" is 08-07-1985. */
static const char *as_written(enum link_field field, const char *text, char out[11])
{
    if (field != LINK_BIRTH || strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return text;
    snprintf(out, 11, "%.2s-%.2s-%.4s", text + 8, text + 5, text);
    return out;
}

static void add_field(json_t *reasons, enum link_field field, const struct link_result *r,
                      const char *whom, const struct link_dossier *d)
{
    char place[40], code[60], day[11];
    const char *label = field_words[field].label;

    snprintf(code, sizeof code, "%s-%s", field_words[field].code,
             r->grade == LINK_AGREES ? "gelijk"
             : r->grade == LINK_NEAR ? "bijna-gelijk"
                                     : "anders");
    where(r->value, place, sizeof place);
    const char *verdict = r->grade == LINK_AGREES ? "staat ook"
                          : r->grade == LINK_NEAR ? "lijkt op wat er staat"
                                                  : "is anders dan wat er staat";
    reason_add(reasons, code, "%s '%s'%s %s bij de %s van dossier %s", label,
               as_written(field, r->value->text, day), place, verdict, whom, d->dossier);
}

void reason_of_other(json_t *reasons, const struct link_value *v, const struct link_dossier *d)
{
    const struct link_result r = {.grade = LINK_DIFFERS, .value = v};
    bool two = (*d->partner.bsn || *d->partner.surname) && v->field != LINK_KVK &&
               v->field != LINK_COMPANY && v->field != LINK_NUMBER;

    add_field(reasons, v->field, &r, two ? "aanvrager en de partner" : "aanvrager", d);
}

void reasons_of_match(json_t *reasons, const struct group *g, const struct link_dossier *d)
{
    const char *whom = g->who == LINK_AS_APPLICANT ? "aanvrager" : "partner";
    const char *other = g->who == LINK_AS_APPLICANT ? "partner" : "aanvrager";

    for (int f = 0; f < LINK_FIELDS; f++) {
        const struct link_result *r = &g->match.fields[f];
        if (r->grade == LINK_ABSENT || f == LINK_CITY || f == LINK_STREET)
            continue;
        if (r->grade != LINK_DIFFERS || r->sure)
            add_field(reasons, (enum link_field)f, r, whom, d);
    }
    for (int f = LINK_BSN; f <= LINK_BIRTH; f++)
        if (g->match.partner[f].grade == LINK_AGREES)
            add_field(reasons, (enum link_field)f, &g->match.partner[f], other, d);
}
