#include "stages/publish/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/stream.h"
#include "stages/common/catalogue_entry.h"

/* The papers of one dossier, and what is known of it. */
struct file {
    const char *dossier;
    json_t *const *pieces;
    size_t count;
    const json_t *facts; /* what the registry said when the newest was filed; NULL: nothing */
    char day[11];        /* of the application, else of the newest paper */
};

/* Is the requirement one of this scheme ("tozo1"), or of this kind of it ("tozo1/..."), and of this
 * household? */
static bool applies(const json_t *requirement, const json_t *facts)
{
    char both[120];
    bool partner = record_true(requirement, "partner");

    snprintf(both, sizeof both, "%s/%s", record_string(facts, "scheme"),
             record_string(facts, "kind"));
    return (entry_lists(requirement, "for", record_string(facts, "scheme")) ||
            entry_lists(requirement, "for", both)) &&
           (!partner || record_true(facts, "partner"));
}

/* The same day `months` later; a day too many for a month sorts before the next month's. */
static void add_months(const char *day, int months, char out[11])
{
    int year = 0, month = 1, date = 1;

    snprintf(out, 11, "9999-99-99");
    if (sscanf(day, "%4d-%2d-%2d", &year, &month, &date) != 3)
        return;
    month += months - 1;
    year += month / 12;
    if (year >= 0 && year <= 9999 && date >= 0 && date <= 31)
        snprintf(out, 11, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)month % 12 + 1,
                 (unsigned)date % 100);
}

/* The last day that a paper speaks of; "" when that was not read. */
static void last_day(const json_t *piece, char day[11])
{
    const json_t *fields = json_object_get(piece, "fields");
    const char *period = record_string(fields, "period");

    snprintf(day, 11, "%.10s",
             strlen(period) == 21 ? period + 11 : record_string(fields, "document_date"));
}

/* Why this paper does not do, in Dutch; NULL: it does. A day that was not read is no reason. */
static const char *fault(const json_t *requirement, const json_t *piece, const struct file *f,
                         char *text, size_t size)
{
    const json_t *valid = json_object_get(requirement, "valid");
    int months = (int)record_number(requirement, "max_months", 0);
    char day[11], end[11];

    if (valid) {
        const char *issued = record_string(json_object_get(piece, "fields"), "document_date");
        bool old = strcmp(issued, record_string(valid, "since")) < 0;
        add_months(issued, 12 * (int)record_number(valid, old ? "years_before" : "years", 10), end);
        if (*issued && strcmp(end, f->day) < 0) {
            snprintf(text, size, "%s verlopen", record_string(requirement, "label"));
            return text;
        }
    }
    last_day(piece, day);
    add_months(day, months, end);
    if (!months || !*day || strcmp(end, f->day) >= 0)
        return NULL;
    snprintf(text, size, "%s ouder dan %d maanden", record_string(requirement, "label"), months);
    return text;
}

/* Is it of the one whose paper is asked for? What is nobody's in particular is the applicant's. */
static bool right_person(const json_t *requirement, const json_t *piece)
{
    bool partners = strcmp(record_string(piece, "person"), "partner") == 0;
    return partners == record_true(requirement, "partner") ||
           entry_lists(requirement, "own_types", record_string(piece, "type"));
}

/* The paper that meets a requirement; else NULL, and what is said of it: of one that was asked for
 * rather than of another in its stead. */
static const json_t *meet(const json_t *requirement, const struct file *f, char *said, size_t size)
{
    char text[200];
    const json_t *refused = json_object_get(requirement, "refused");
    const char *instead = NULL, *why = NULL;

    for (size_t i = 0; i < f->count; i++) {
        const json_t *piece = f->pieces[i],
                     *refusal = json_object_get(refused, record_string(piece, "type"));
        if (!right_person(requirement, piece))
            continue;
        if (refusal)
            instead = json_string_value(refusal);
        if (!entry_lists(requirement, "types", record_string(piece, "type")))
            continue;
        why = fault(requirement, piece, f, text, sizeof text);
        if (!why)
            return piece;
    }
    if (why || instead)
        snprintf(said, size, "%s", why ? why : instead);
    else
        snprintf(said, size, "%s ontbreekt", record_string(requirement, "label"));
    return NULL;
}

static int add_requirement(json_t *status, const json_t *requirement, const struct file *f)
{
    char said[200], day[11];
    const json_t *piece = meet(requirement, f, said, sizeof said);
    const char *code = record_string(requirement, "code");

    if (!piece)
        return json_array_append_new(json_object_get(status, "missing"),
                                     json_pack("{s:s, s:s, s:s}", "requirement", code, "label",
                                               record_string(requirement, "label"), "detail",
                                               said));
    snprintf(day, sizeof day, "%.10s", record_string(piece, "received"));
    return json_array_append_new(json_object_get(status, "present"),
                                 json_pack("{s:s, s:s, s:s, s:s}", "requirement", code, "type",
                                           record_string(piece, "type"), "piece",
                                           record_string(piece, "piece"), "received", day));
}

static json_t *status_of_file(const struct file *f, const json_t *catalogue)
{
    json_t *status = json_pack("{s:s, s:s, s:s, s:[], s:[]}", "dossier", f->dossier, "scheme",
                               record_string(f->facts, "scheme"), "kind",
                               record_string(f->facts, "kind"), "present", "missing");
    const json_t *requirement;
    size_t i;
    int bad = !status;

    json_array_foreach(json_object_get(catalogue, "requirements"), i, requirement)
    {
        if (!bad && applies(requirement, f->facts))
            bad = add_requirement(status, requirement, f);
    }
    bool known = json_array_size(json_object_get(status, "present")) +
                     json_array_size(json_object_get(status, "missing")) >
                 0;
    bool complete = known && json_array_size(json_object_get(status, "missing")) == 0;
    if (!bad && !json_object_set_new(status, "complete", json_boolean(complete)))
        return status;
    json_decref(status);
    return NULL;
}

static bool is_application(const json_t *catalogue, const json_t *piece)
{
    return entry_lists(catalogue_entry(catalogue, "types", record_text(piece, "type")), "proves",
                       "aanvraag");
}

static void know(struct file *f, const json_t *catalogue)
{
    char first[11] = "", newest[11] = "", day[11];

    for (size_t i = 0; i < f->count; i++) {
        const json_t *holder = json_object_get(f->pieces[i], "holder");
        snprintf(day, sizeof day, "%.10s", record_string(f->pieces[i], "received"));
        if (record_text(holder, "scheme") &&
            strcmp(record_string(holder, "dossier"), f->dossier) == 0)
            f->facts = holder;
        if (strcmp(day, newest) > 0)
            strcpy(newest, day);
        if (*day && is_application(catalogue, f->pieces[i]) && (!*first || strcmp(day, first) < 0))
            strcpy(first, day);
    }
    strcpy(f->day, *first ? first : newest);
}

/* By dossier, then by id: the same pieces give the same status. */
static int by_dossier(const void *a, const void *b)
{
    const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
    int order = strcmp(record_string(x, "dossier"), record_string(y, "dossier"));

    return order ? order : strcmp(record_string(x, "piece"), record_string(y, "piece"));
}

json_t *status_of(const json_t *pieces, const json_t *catalogue)
{
    size_t i, count = 0;
    json_t *piece, **filed = calloc(json_array_size(pieces) + 1, sizeof(json_t *));
    json_t *all = filed ? json_array() : NULL;

    json_array_foreach(pieces, i, piece)
    {
        if (filed && strcmp(record_string(piece, "decision"), "filed") == 0)
            filed[count++] = piece;
    }
    if (count)
        qsort(filed, count, sizeof(json_t *), by_dossier);
    for (size_t from = 0, to; from < count && all; from = to) {
        struct file f = {.dossier = record_string(filed[from], "dossier"), .pieces = filed + from};
        for (to = from + 1;
             to < count && strcmp(record_string(filed[to], "dossier"), f.dossier) == 0;)
            to++;
        f.count = to - from;
        know(&f, catalogue);
        json_t *status = status_of_file(&f, catalogue);
        if (!status || json_array_append_new(all, status)) {
            json_decref(all);
            all = NULL;
        }
    }
    free(filed);
    return all;
}
