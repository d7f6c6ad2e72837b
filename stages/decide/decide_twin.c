/* Duplicates within one dossier: which of them stays, and which is set aside. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "stages/decide/decide_private.h"

/* Seconds since 1970 of an ISO 8601 instant; 0 when it is none. */
static long long instant(const char *text)
{
    struct tm tm = {0};
    int hours = 0, minutes = 0;
    char sign = '+';

    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%c%2d:%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
               &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &sign, &hours, &minutes) < 3)
        return 0;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    long long offset = hours * 3600LL + minutes * 60LL;
    return (long long)timegm(&tm) + (sign == '-' ? offset : sign == '+' ? -offset : 0);
}

/* Which of two copies comes later: by received, then name, then path, then page. */
static int compare_copies(const json_t *a, const json_t *b)
{
    long long ra = instant(record_string(a, "received")),
              rb = instant(record_string(b, "received"));
    const json_t *pa = json_array_get(json_object_get(a, "pages"), 0);
    const json_t *pb = json_array_get(json_object_get(b, "pages"), 0);
    int order = strcmp(record_string(a, "submission"), record_string(b, "submission"));

    if (ra != rb)
        return ra < rb ? -1 : 1;
    if (order == 0)
        order = strcmp(record_string(pa, "file"), record_string(pb, "file"));
    if (order == 0)
        order = (int)(record_number(pa, "page", 0) - record_number(pb, "page", 0));
    return order ? order : strcmp(record_string(a, "piece"), record_string(b, "piece"));
}

static void set_aside(json_t *piece, const json_t *first)
{
    json_t *reasons = json_object_get(piece, "reasons");
    json_t *list = json_array();

    reason_add(list, "dubbel", "Dit is hetzelfde stuk als '%s' uit inzending '%s' in dossier %s",
               record_string(first, "piece"), record_string(first, "submission"),
               record_string(first, "dossier"));
    json_array_extend(list, reasons);
    json_object_set_new(piece, "reasons", list);
    json_object_set_new(piece, "decision", json_string("aside"));
    json_object_set_new(piece, "duplicate_of", json_string(record_string(first, "piece")));
}

json_t *decide_later_copy(const json_t *piece, const char *duplicate_of)
{
    json_t *copy = json_deep_copy(piece);
    json_t *first = json_pack("{s:s, s:s, s:s}", "piece", duplicate_of, "submission", "", "dossier",
                              record_string(piece, "dossier"));

    if (copy && first) {
        set_aside(copy, first);
        json_t *reason = json_array_get(json_object_get(copy, "reasons"), 0);
        json_object_set_new(
            reason, "detail",
            json_string("Een eerder ontvangen exemplaar van dit stuk ligt in hetzelfde dossier"));
    }
    json_decref(first);
    return copy;
}

static bool is_filed(const json_t *piece)
{
    return strcmp(record_string(piece, "decision"), "filed") == 0;
}

static bool by_clerk(const json_t *piece)
{
    return strcmp(record_string(piece, "by"), "clerk") == 0;
}

/* A piece against what the ledger has in its dossier from other submissions. */
static int against_ledger(struct decider *d, json_t *piece)
{
    json_t *there = ledger_dossier_pieces(d->ledger, record_string(piece, "dossier")), *other;
    size_t i;

    if (!there)
        return -1;
    json_array_foreach(there, i, other)
    {
        if (strcmp(record_string(other, "submission_id"), record_string(piece, "submission_id")) ==
                0 ||
            !same_paper(d, piece, other))
            continue;
        if (compare_copies(other, piece) < 0 || by_clerk(other)) {
            set_aside(piece, other);
            break;
        }
        json_array_append_new(d->later_copies,
                              json_pack("{s:s, s:s, s:s}", "piece", record_string(other, "piece"),
                                        "submission_id", record_string(other, "submission_id"),
                                        "duplicate_of", record_string(piece, "piece")));
    }
    json_decref(there);
    return 0;
}

static int by_copy_order(const void *a, const void *b)
{
    return compare_copies(*(json_t *const *)a, *(json_t *const *)b);
}

/* Against the earlier ones of its own submission. */
static void against_earlier(struct decider *d, json_t *const *filed, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (is_filed(filed[i]) &&
            strcmp(record_string(filed[i], "dossier"), record_string(filed[at], "dossier")) == 0 &&
            same_paper(d, filed[at], filed[i])) {
            set_aside(filed[at], filed[i]);
            return;
        }
}

int decide_twins(struct decider *d, json_t *pieces)
{
    size_t i, count = 0, size = json_array_size(pieces);
    json_t **filed = calloc(size + 1, sizeof *filed), *piece;
    int status = filed ? 0 : -1;

    json_array_foreach(pieces, i, piece) if (filed && is_filed(piece)) filed[count++] = piece;
    if (count)
        qsort(filed, count, sizeof *filed, by_copy_order);
    for (i = 0; i < count && !status; i++) {
        if (by_clerk(filed[i]) || json_is_true(json_object_get(filed[i], "kept")))
            continue;
        against_earlier(d, filed, i);
        if (is_filed(filed[i]))
            status = against_ledger(d, filed[i]);
    }
    free(filed);
    return status;
}
