/* Words for people: types, reasons, fields, days. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "pipeline/data.h"
#include "pipeline/stream.h"
#include "stages/report/report_private.h"

/* {code: its entry} of the catalogue, read once and kept; empty when there is no catalogue. */
static const json_t *types(void)
{
    static json_t *table;
    char path[4096];
    size_t i;
    const json_t *type;

    if (table)
        return table;
    table = json_object();
    json_t *catalogue =
        data_path("catalogue.json", path, sizeof path) ? NULL : json_load_file(path, 0, NULL);
    json_array_foreach(json_object_get(catalogue, "types"), i, type)
    {
        if (record_text(type, "code") && record_text(type, "label"))
            json_object_set(table, record_text(type, "code"), (json_t *)(uintptr_t)type);
    }
    json_decref(catalogue);
    return table;
}

const char *report_type_label(const char *type)
{
    const char *label = type ? record_text(json_object_get(types(), type), "label") : NULL;

    return label ? label : type ? type : "Onleesbaar";
}

static const struct heading headings[] = {
    {"Niet bekend van wie", "Zoek de persoon op en leg het stuk in het juiste dossier."},
    {"Persoon niet zeker", "Vergelijk naam, geboortedatum en adres met de kandidaten."},
    {"Persoon bekend, dossier niet zeker", "Kies het dossier van de juiste regeling en periode."},
    {"Gegevens spreken elkaar tegen", "Kijk of het stuk bij de afzender en bij het dossier hoort."},
    {"Soort document niet zeker", "Kijk wat het is en geef de soort op."},
    {"Net niet zeker genoeg", "Controleer het voorstel."},
    {"Eerder ontvangen onder dezelfde naam", "Kijk of dit een aanvulling of een vervanging is."},
    {"Kon niet veilig worden omgezet", "Vraag om een nieuwe scan of verwerk het stuk met de hand."},
    {"Overige vragen", "Lees de reden bij het stuk."},
};

static const struct {
    const char *code;
    size_t heading;
} reason_headings[] = {
    {"geen-persoon", 0},         {"persoon-onzeker", 1}, {"tweede-persoon", 1},
    {"welk-dossier", 2},         {"twee-dossiers", 2},   {"andere-regeling", 2},
    {"dossier-gesloten", 2},     {"afzender-anders", 3}, {"afzender-onbekend", 3},
    {"gegevens-anders", 3},      {"ander-nummer", 3},    {"kenmerk-anders", 3},
    {"soort-onbekend", 4},       {"soort-onzeker", 4},   {"misschien-spoed", 4},
    {"afzender-tweeledig", 3},   {"te-onzeker", 5},      {"geen-pdf", 7},
    {"naam-eerder-gebruikt", 6}, {"dubbelganger", 1},    {"voor-de-periode", 2},
    {"eigen-aanvraag", 2},       {"meegekomen", 1},
};

/* The first reason that has a heading: those before it say what speaks for the piece. */
const struct heading *report_heading(const json_t *piece)
{
    size_t i, k;
    const json_t *reason;

    json_array_foreach(json_object_get(piece, "reasons"), i, reason)
    {
        const char *code = record_text(reason, "code");
        for (k = 0; code && k < sizeof reason_headings / sizeof *reason_headings; k++)
            if (strcmp(code, reason_headings[k].code) == 0)
                return headings + reason_headings[k].heading;
    }
    return headings + sizeof headings / sizeof *headings - 1;
}

size_t report_heading_number(const struct heading *heading)
{
    return (size_t)(heading - headings);
}

const char *report_channel(const char *channel)
{
    static const char *const names[][2] = {{"portal", "het portaal"},
                                           {"mail", "e-mail"},
                                           {"scan", "de scanner"},
                                           {"counter", "de balie"}};

    for (size_t i = 0; channel && i < 4; i++)
        if (strcmp(channel, names[i][0]) == 0)
            return names[i][1];
    return NULL;
}

const char *report_field(const char *member)
{
    static const char *const names[][2] = {
        {"bsn", "BSN"},        {"iban", "IBAN"},
        {"kvk", "KvK-nummer"}, {"dossier", "Dossiernummer"},
        {"name", "Naam"},      {"birth_date", "Geboortedatum"},
        {"period", "Periode"}, {"document_date", "Datum op het stuk"}};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(member, names[i][0]) == 0)
            return names[i][1];
    return member;
}

/* Year, month, day, hour, minute of ISO 8601; how many of them are there. */
static int parse(const char *iso, int at[5])
{
    int n = iso ? sscanf(iso, "%4d-%2d-%2dT%2d:%2d", at, at + 1, at + 2, at + 3, at + 4) : 0;

    if (n >= 3 && (at[0] < 1 || at[1] < 1 || at[1] > 12 || at[2] < 1 || at[2] > 31))
        return 0;
    return n;
}

const char *report_day(const char *iso, char out[16])
{
    int at[5] = {0};

    if (parse(iso, at) < 3)
        snprintf(out, 16, "onbekend");
    else
        snprintf(out, 16, "%02d-%02d-%04d", at[2] % 100, at[1] % 100, at[0] % 10000);
    return out;
}

static bool is_day(const char *text, size_t length)
{
    return length == 10 && strspn(text, "0123456789-") >= 10 && text[4] == '-' && text[7] == '-';
}

const char *report_days(const char *value, char out[48])
{
    char first[16], last[16];
    const char *slash = strchr(value, '/');

    if (is_day(value, strlen(value)))
        snprintf(out, 48, "%s", report_day(value, first));
    else if (slash && is_day(value, (size_t)(slash - value)) &&
             is_day(slash + 1, strlen(slash + 1)))
        snprintf(out, 48, "%s t/m %s", report_day(value, first), report_day(slash + 1, last));
    else
        return value;
    return out;
}

bool report_candidate(const json_t *candidate)
{
    return record_number(candidate, "score", 0) >= 0.01;
}

const char *report_deadline(const json_t *piece, char out[16])
{
    const char *type = record_text(piece, "type");
    int at[5] = {0};
    int days = (int)record_number(type ? json_object_get(types(), type) : NULL, "deadline_days", 0);

    if (days <= 0 || parse(record_text(piece, "received"), at) < 3)
        return NULL;
    struct tm tm = {.tm_year = at[0] - 1900, .tm_mon = at[1] - 1, .tm_mday = at[2] + days};
    tm.tm_hour = 12;
    timegm(&tm);
    strftime(out, 16, "%d-%m-%Y", &tm);
    return out;
}

const char *report_moment(const char *iso, char *out, size_t size)
{
    static const char *const days[] = {"zondag",    "maandag", "dinsdag", "woensdag",
                                       "donderdag", "vrijdag", "zaterdag"};
    static const char *const months[] = {"januari",   "februari", "maart",    "april",
                                         "mei",       "juni",     "juli",     "augustus",
                                         "september", "oktober",  "november", "december"};
    int at[5] = {0}, n = parse(iso, at);

    if (n < 3) {
        snprintf(out, size, "onbekend tijdstip");
        return out;
    }
    struct tm tm = {.tm_year = at[0] - 1900, .tm_mon = at[1] - 1, .tm_mday = at[2], .tm_hour = 12};
    timegm(&tm);
    size_t used = (size_t)snprintf(out, size, "%s %d %s %d", days[tm.tm_wday], at[2],
                                   months[at[1] - 1], at[0]);
    if (n == 5 && used < size)
        snprintf(out + used, size - used, ", %02d.%02d uur", at[3], at[4]);
    return out;
}

void report_pages(const json_t *pages,
                  void (*run)(void *context, const char *file, const char *pages), void *context)
{
    size_t count = json_array_size(pages);

    for (size_t i = 0, next; i < count; i = next) {
        const json_t *place = json_array_get(pages, i);
        const char *file = record_text(place, "file");
        int first = (int)record_number(place, "page", 1), last = first;
        char text[60];
        for (next = i + 1; next < count; next++, last++) {
            const json_t *other = json_array_get(pages, next);
            const char *name = record_text(other, "file");
            if (!file || !name || strcmp(file, name) != 0 ||
                (int)record_number(other, "page", 1) != last + 1)
                break;
        }
        if (first == last)
            snprintf(text, sizeof text, "pagina %d", first);
        else
            snprintf(text, sizeof text, "pagina %d t/m %d", first, last);
        run(context, file ? file : "?", text);
    }
}
