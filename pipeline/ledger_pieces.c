/* Submissions and pieces in the ledger. */
#include <stdio.h>
#include <string.h>
#include "pipeline/audit.h"
#include "pipeline/ledger.h"
#include "pipeline/ledger_db.h"
#include "pipeline/processing.h"
#include "pipeline/stream.h"

#define PREFIX_MIN 8

/* A value that must be there: 0, or -1 with l->why. */
static int require(struct ledger *l, const char *value, const char *what)
{
    if (value && *value)
        return 0;
    snprintf(l->why, sizeof l->why, "cannot write the ledger: no %s", what);
    return -1;
}

int ledger_submission_done(struct ledger *l, const char *id)
{
    if (!l->db)
        return 0;
    return ledger_any(l, ledger_prepare(l, "SELECT 1 FROM submission WHERE id=?", "t", id));
}

int ledger_name_known(struct ledger *l, const char *name, const char *id)
{
    if (!l->db)
        return 0;
    return ledger_any(
        l, ledger_prepare(l, "SELECT 1 FROM submission WHERE name=? AND id<>?", "tt", name, id));
}

int ledger_put_submission(struct ledger *l, const json_t *head, const char *records,
                          const json_t *expected, const char *run)
{
    const char *id = record_text(head, "id"), *name = record_text(head, "submission");

    if (require(l, id, "submission id") || require(l, name, "submission name"))
        return -1;
    return ledger_exec(l,
                       "INSERT INTO submission(id, name, records, run, head, expected)"
                       " VALUES(?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET name=excluded.name,"
                       " records=excluded.records, run=excluded.run, head=excluded.head,"
                       " expected=excluded.expected",
                       "ttttjj", id, name, records, run, head, expected);
}

json_t *ledger_submissions(struct ledger *l, bool waiting)
{
    if (!l->db)
        return json_array();
    const char *sql = waiting ? "SELECT id FROM submission s WHERE EXISTS(SELECT 1 FROM piece p"
                                " WHERE p.decision='review' AND p.submission_id=s.id) ORDER BY seq"
                              : "SELECT id FROM submission ORDER BY seq";
    return ledger_rows(l, ledger_prepare(l, sql, ""), false);
}

json_t *ledger_submission(struct ledger *l, const char *name_or_id)
{
    if (!l->db)
        return NULL;
    return ledger_row(
        l, ledger_prepare(l,
                          "SELECT json_object('submission', name, 'id', id, 'records', records,"
                          " 'run', run, 'head', json(head), 'expected', json(expected))"
                          " FROM submission WHERE id=?1 OR name=?1"
                          " ORDER BY id=?1 DESC, seq DESC LIMIT 1",
                          "t", name_or_id));
}

/* A piece without a position of its own keeps the one it had, or comes last. */
static int piece_position(struct ledger *l, const json_t *piece, const char *id,
                          long long *position)
{
    const json_t *given = json_object_get(piece, "position");

    *position = json_integer_value(given);
    if (json_is_integer(given))
        return 0;
    sqlite3_stmt *stmt =
        ledger_prepare(l,
                       "SELECT coalesce((SELECT position FROM piece WHERE id=?1),"
                       " (SELECT max(position)+1 FROM piece WHERE submission_id=?2), 0)",
                       "tt", id, record_text(piece, "submission_id"));
    if (!stmt)
        return -1;
    int status = sqlite3_step(stmt) == SQLITE_ROW ? 0 : ledger_failed(l, "cannot read the ledger");
    if (!status)
        *position = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return status;
}

/* An entry of the audit trail and a line of the processing log, unless the same was decided before.
 */
static int log_piece(struct ledger *l, const json_t *piece, const char *id)
{
    json_t *before = ledger_row(l, ledger_prepare(l, "SELECT json FROM piece WHERE id=?", "t", id));
    json_t *event = audit_piece_event(piece), *last = before ? audit_piece_event(before) : NULL;
    bool same = last && json_equal(last, event);
    int status = !before && l->why[0] ? -1 : 0;

    json_decref(last);
    json_decref(before);
    if (!status && !same && record_text(piece, "run"))
        json_object_set(event, "run", json_object_get(piece, "run"));
    /* By itself, for a run that was broken off has no entry of its own. */
    if (!status && !same && l->model && *l->model &&
        strcmp(record_string(piece, "by"), "machine") == 0)
        json_object_set_new(event, "model", json_string(l->model));
    if (!status && !same)
        return audit_add(l, event) || processing_add(l, piece) ? -1 : 0;
    json_decref(event);
    return status;
}

int ledger_put_piece(struct ledger *l, const json_t *piece)
{
    const char *id = record_text(piece, "piece"), *submission = record_text(piece, "submission");
    const char *submission_id = record_text(piece, "submission_id");
    const char *decision = record_text(piece, "decision");
    long long position;

    if (require(l, id, "piece id") || require(l, submission, "submission name") ||
        require(l, submission_id, "submission id") || require(l, decision, "decision") ||
        piece_position(l, piece, id, &position) || log_piece(l, piece, id))
        return -1;
    return ledger_exec(l,
                       "INSERT OR REPLACE INTO piece(id, submission_id, submission, position,"
                       " decision, dossier, path, run, json) VALUES(?,?,?,?,?,?,?,?,?)",
                       "tttittttj", id, submission_id, submission, position, decision,
                       record_text(piece, "dossier"), record_text(piece, "path"),
                       record_text(piece, "run"), piece);
}

int ledger_drop_piece(struct ledger *l, const char *id)
{
    return audit_add(l, json_pack("{s:s,s:s}", "event", "gone", "piece", id)) ||
                   ledger_exec(l, "DELETE FROM piece WHERE id=?", "t", id)
               ? -1
               : 0;
}

json_t *ledger_piece(struct ledger *l, const char *id)
{
    if (!l->db)
        return NULL;
    json_t *exact = ledger_row(l, ledger_prepare(l, "SELECT json FROM piece WHERE id=?", "t", id));
    if (exact || l->why[0] || strlen(id) < PREFIX_MIN)
        return exact;
    json_t *rows = ledger_rows(
        l,
        ledger_prepare(l, "SELECT json FROM piece WHERE substr(id, 1, length(?1))=?1 LIMIT 2", "t",
                       id),
        true);
    json_t *only = json_array_size(rows) == 1 ? json_incref(json_array_get(rows, 0)) : NULL;
    json_decref(rows);
    return only;
}

#define PIECE_ORDER                                                                                \
    " position, json_extract(json, '$.pages[0].file'), "                                           \
    "json_extract(json, '$.pages[0].page'), id"

json_t *ledger_pieces(struct ledger *l, const char *submission_id)
{
    if (!l->db)
        return json_array();
    if (submission_id)
        return ledger_rows(l,
                           ledger_prepare(l,
                                          "SELECT json FROM piece WHERE submission_id=?"
                                          " ORDER BY" PIECE_ORDER,
                                          "t", submission_id),
                           true);
    return ledger_rows(
        l,
        ledger_prepare(l, "SELECT json FROM piece ORDER BY submission, submission_id," PIECE_ORDER,
                       ""),
        true);
}

json_t *ledger_dossier_pieces(struct ledger *l, const char *dossier)
{
    if (!l->db)
        return json_array();
    return ledger_rows(l,
                       ledger_prepare(l,
                                      "SELECT json FROM piece WHERE dossier=? AND decision='filed'"
                                      " ORDER BY id",
                                      "t", dossier),
                       true);
}

json_t *ledger_dossiers(struct ledger *l)
{
    if (!l->db)
        return json_array();
    return ledger_rows(l,
                       ledger_prepare(l,
                                      "SELECT json_object('dossier', dossier, 'pieces', count(*))"
                                      " FROM piece WHERE decision='filed' GROUP BY dossier"
                                      " ORDER BY dossier",
                                      ""),
                       true);
}

json_t *ledger_path_owner(struct ledger *l, const char *path)
{
    if (!l->db)
        return NULL;
    return ledger_row(l, ledger_prepare(l, "SELECT json FROM piece WHERE path=?", "t", path));
}
