/* Entries of the audit trail, in the ledger and in their file. */
#include "pipeline/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "pipeline/clock.h"

const struct journal audit_journal = {AUDIT_FILE, "audit"};

int audit_head(struct ledger *l, long long *seq, char hash[SPOOL_KEY_SIZE])
{
    char *line;
    int status = journal_last(l, &audit_journal, seq, &line);

    memset(hash, '0', SPOOL_KEY_SIZE - 1);
    hash[SPOOL_KEY_SIZE - 1] = '\0';
    if (line)
        hash_bytes(line, strlen(line), hash);
    free(line);
    return status;
}

int audit_add(struct ledger *l, json_t *event)
{
    char prev[SPOOL_KEY_SIZE], now[CLOCK_SIZE];
    long long seq;
    int status = audit_head(l, &seq, prev);

    clock_utc(CLOCK_ISO, now);
    if (!status && (!event || json_object_set_new(event, "seq", json_integer(seq + 1)) ||
                    json_object_set_new(event, "prev", json_string(prev)) ||
                    json_object_set_new(event, "time", json_string(now)))) {
        snprintf(l->why, sizeof l->why, "cannot write the audit trail: out of memory");
        status = -1;
    }
    char *line = status ? NULL : json_dumps(event, JSON_COMPACT | JSON_SORT_KEYS);
    if (!status)
        status = journal_add(l, &audit_journal, seq + 1, line);
    free(line);
    json_decref(event);
    return status;
}

/* Codes of an array of {"code", ...}. */
static json_t *codes_of(const json_t *reasons)
{
    json_t *codes = json_array();
    const json_t *reason;
    size_t i;

    json_array_foreach(reasons, i, reason)
        json_array_append(codes, json_object_get(reason, "code"));
    return codes;
}

json_t *audit_piece_event(const json_t *piece)
{
    static const char *const kept[] = {"piece",        "submission_id", "decision", "dossier",
                                       "type",         "confidence",    "person",   "by",
                                       "duplicate_of", "candidates",    "sha256"};
    json_t *event = json_pack("{s:s,s:o}", "event", "piece", "evidence",
                              codes_of(json_object_get(piece, "reasons")));

    for (size_t i = 0; event && i < sizeof kept / sizeof *kept; i++) {
        json_t *value = json_object_get(piece, kept[i]);
        if (value && !json_is_null(value))
            json_object_set(event, kept[i], value);
    }
    return event;
}
