/* What is about to be written, runs, corrections and settings in the ledger. */
#include <stdio.h>
#include <string.h>
#include "pipeline/audit.h"
#include "pipeline/ledger.h"
#include "pipeline/ledger_db.h"

int ledger_intend(struct ledger *l, const char *path)
{
    return ledger_exec(l, "INSERT OR REPLACE INTO pending(path, what) VALUES(?, 'intent')", "t",
                       path);
}

int ledger_trash(struct ledger *l, const char *path)
{
    return ledger_exec(l, "INSERT OR REPLACE INTO pending(path, what) VALUES(?, 'trash')", "t",
                       path);
}

json_t *ledger_pending(struct ledger *l)
{
    if (!l->db)
        return json_array();
    return ledger_rows(l, ledger_prepare(l, "SELECT path FROM pending ORDER BY path", ""), false);
}

int ledger_settle(struct ledger *l, const char *path)
{
    return ledger_exec(l, "DELETE FROM pending WHERE path=?", "t", path);
}

int ledger_put_run(struct ledger *l, const json_t *run)
{
    const char *id = json_string_value(json_object_get(run, "run"));

    if (!id || !*id) {
        snprintf(l->why, sizeof l->why, "cannot write the ledger: no run id");
        return -1;
    }
    json_t *event = json_copy((json_t *)run);
    if (event)
        json_object_set_new(event, "event", json_string("run"));
    return audit_add(l, event) || ledger_exec(l,
                                              "INSERT INTO run(run, json) VALUES(?,?)"
                                              " ON CONFLICT(run) DO UPDATE SET json=excluded.json",
                                              "tj", id, run)
               ? -1
               : 0;
}

json_t *ledger_run(struct ledger *l, const char *run)
{
    if (!l->db)
        return NULL;
    if (run)
        return ledger_row(l, ledger_prepare(l, "SELECT json FROM run WHERE run=?", "t", run));
    return ledger_row(l, ledger_prepare(l, "SELECT json FROM run ORDER BY seq DESC LIMIT 1", ""));
}

/* Of each piece what a decision changes: its id, where it is and what it is. */
static json_t *outcomes(const json_t *pieces)
{
    static const char *const kept[] = {"piece", "decision", "dossier", "type"};
    json_t *all = json_array();
    const json_t *piece;
    size_t i;

    json_array_foreach(pieces, i, piece)
    {
        json_t *one = json_object();
        for (size_t k = 0; k < sizeof kept / sizeof *kept; k++)
            json_object_set(one, kept[k], json_object_get(piece, kept[k]));
        json_array_append_new(all, one);
    }
    return all;
}

int ledger_correct(struct ledger *l, const json_t *correction)
{
    static const char *const kept[] = {"who", "action", "piece"};
    json_t *event = json_pack("{s:s,s:o,s:o}", "event", "correction", "before",
                              outcomes(json_object_get(correction, "before")), "after",
                              outcomes(json_object_get(correction, "after")));

    for (size_t i = 0; event && i < sizeof kept / sizeof *kept; i++)
        json_object_set(event, kept[i], json_object_get(correction, kept[i]));
    if (ledger_begin(l)) {
        json_decref(event);
        return -1;
    }
    if (!audit_add(l, event) &&
        !ledger_exec(l, "INSERT INTO correction(json) VALUES(?)", "j", correction) &&
        !ledger_commit(l))
        return 0;
    ledger_rollback(l);
    return -1;
}

json_t *ledger_corrections(struct ledger *l)
{
    if (!l->db)
        return json_array();
    return ledger_rows(l, ledger_prepare(l, "SELECT json FROM correction ORDER BY seq", ""), true);
}

char *ledger_get(struct ledger *l, const char *name)
{
    if (!l->db)
        return NULL;
    sqlite3_stmt *stmt = ledger_prepare(l, "SELECT value FROM setting WHERE name=?", "t", name);
    char *value = NULL;
    if (stmt && sqlite3_step(stmt) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0);
        value = text ? strdup(text) : NULL;
    }
    sqlite3_finalize(stmt);
    return value;
}

int ledger_set(struct ledger *l, const char *name, const char *value)
{
    return ledger_exec(l, "INSERT OR REPLACE INTO setting(name, value) VALUES(?,?)", "tt", name,
                       value);
}
