/* Opening the ledger, its schema, transactions and the statement helpers of ledger_db.h. */
#include "pipeline/ledger.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/audit.h"
#include "pipeline/clock.h"
#include "pipeline/diag.h"
#include "pipeline/ledger_db.h"
#include "pipeline/processing.h"
#include "pipeline/pseudonym.h"

#define LEDGER_VERSION 3
#define BUSY_MILLISECONDS 20000

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS submission(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE "
    "NOT"
    " NULL, name TEXT NOT NULL, records TEXT, run TEXT, head TEXT NOT NULL, expected TEXT NOT "
    "NULL);"
    "CREATE INDEX IF NOT EXISTS submission_name ON submission(name);"
    "CREATE TABLE IF NOT EXISTS piece(id TEXT PRIMARY KEY NOT NULL, submission_id TEXT NOT NULL,"
    " submission TEXT NOT NULL, position INTEGER NOT NULL, decision TEXT NOT NULL, dossier TEXT,"
    " path TEXT, run TEXT, json TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS piece_submission ON piece(submission_id, position);"
    "CREATE INDEX IF NOT EXISTS piece_path ON piece(path);"
    "CREATE INDEX IF NOT EXISTS piece_dossier ON piece(dossier, decision);"
    "CREATE INDEX IF NOT EXISTS piece_decision ON piece(decision, submission_id);"
    "CREATE TABLE IF NOT EXISTS pending(path TEXT PRIMARY KEY NOT NULL, what TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS run(seq INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT UNIQUE NOT "
    "NULL,"
    " json TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS correction(seq INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT "
    "NULL);"
    "CREATE TABLE IF NOT EXISTS setting(name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS audit(seq INTEGER PRIMARY KEY, line TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS processing(seq INTEGER PRIMARY KEY, line TEXT NOT NULL);";

int ledger_failed(struct ledger *l, const char *doing)
{
    const char *reason = l->db ? sqlite3_errmsg(l->db) : "there is no ledger";

    snprintf(l->why, sizeof l->why, "%s: %s", doing, reason);
    return -1;
}

static int bind_json(sqlite3_stmt *stmt, int index, const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

    if (!text)
        return -1;
    return sqlite3_bind_text(stmt, index, text, -1, free) == SQLITE_OK ? 0 : -1;
}

static int bind_all(sqlite3_stmt *stmt, const char *types, va_list values)
{
    for (int i = 0; types[i]; i++) {
        int status = 0;
        if (types[i] == 'i')
            status =
                sqlite3_bind_int64(stmt, i + 1, va_arg(values, long long)) == SQLITE_OK ? 0 : -1;
        else if (types[i] == 'j')
            status = bind_json(stmt, i + 1, va_arg(values, const json_t *));
        else
            status = sqlite3_bind_text(stmt, i + 1, va_arg(values, const char *), -1,
                                       SQLITE_TRANSIENT) == SQLITE_OK
                         ? 0
                         : -1;
        if (status)
            return -1;
    }
    return 0;
}

static sqlite3_stmt *prepare_values(struct ledger *l, const char *sql, const char *types,
                                    va_list values)
{
    sqlite3_stmt *stmt = NULL;

    l->why[0] = '\0';
    if (!l->db || sqlite3_prepare_v2(l->db, sql, -1, &stmt, NULL) != SQLITE_OK) {
        ledger_failed(l, "cannot ask the ledger");
        return NULL;
    }
    if (bind_all(stmt, types, values)) {
        ledger_failed(l, "cannot bind a value");
        sqlite3_finalize(stmt);
        return NULL;
    }
    return stmt;
}

sqlite3_stmt *ledger_prepare(struct ledger *l, const char *sql, const char *types, ...)
{
    va_list values;

    va_start(values, types);
    sqlite3_stmt *stmt = prepare_values(l, sql, types, values);
    va_end(values);
    return stmt;
}

int ledger_exec(struct ledger *l, const char *sql, const char *types, ...)
{
    va_list values;

    va_start(values, types);
    sqlite3_stmt *stmt = prepare_values(l, sql, types, values);
    va_end(values);
    if (!stmt)
        return -1;
    int status =
        sqlite3_step(stmt) == SQLITE_DONE ? 0 : ledger_failed(l, "cannot write the ledger");
    sqlite3_finalize(stmt);
    return status;
}

static json_t *column(sqlite3_stmt *stmt, bool parse)
{
    const char *text = (const char *)sqlite3_column_text(stmt, 0);

    if (!text)
        return json_null();
    return parse ? json_loads(text, JSON_DECODE_ANY, NULL) : json_string(text);
}

json_t *ledger_rows(struct ledger *l, sqlite3_stmt *stmt, bool parse)
{
    json_t *rows = stmt ? json_array() : NULL;
    int status = SQLITE_DONE;

    if (!stmt)
        return NULL;
    while (rows && (status = sqlite3_step(stmt)) == SQLITE_ROW) {
        json_t *value = column(stmt, parse);
        if (!value || json_array_append_new(rows, value)) {
            snprintf(l->why, sizeof l->why, "the ledger holds a row that is no JSON");
            json_decref(rows);
            rows = NULL;
        }
    }
    if (rows && status != SQLITE_DONE) {
        ledger_failed(l, "cannot read the ledger");
        json_decref(rows);
        rows = NULL;
    }
    sqlite3_finalize(stmt);
    return rows;
}

json_t *ledger_row(struct ledger *l, sqlite3_stmt *stmt)
{
    json_t *rows = ledger_rows(l, stmt, true);
    json_t *first = rows ? json_incref(json_array_get(rows, 0)) : NULL;

    json_decref(rows);
    return first;
}

int ledger_any(struct ledger *l, sqlite3_stmt *stmt)
{
    if (!stmt)
        return -1;
    int status = sqlite3_step(stmt);
    int found = status == SQLITE_ROW ? 1 : 0;
    if (status != SQLITE_ROW && status != SQLITE_DONE)
        found = ledger_failed(l, "cannot read the ledger");
    sqlite3_finalize(stmt);
    return found;
}

/* A ledger of a later program is refused: it may hold decisions that this one would not see.
 * Returns the version, 0 for a file that has none yet, or -1. */
static int read_version(struct ledger *l)
{
    sqlite3_stmt *stmt = ledger_prepare(l, "PRAGMA user_version", "");
    if (!stmt)
        return -1;
    int version = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int(stmt, 0) : -1;
    sqlite3_finalize(stmt);
    if (version < 0)
        return ledger_failed(l, "cannot read the ledger");
    if (version <= LEDGER_VERSION)
        return version;
    snprintf(l->why, sizeof l->why, "the ledger is of a newer postkamer (version %d)", version);
    return -1;
}

/* SQLite does not wait for readers when it changes the journal mode, so we do. */
static int set_journal(struct ledger *l)
{
    int status = SQLITE_BUSY;

    for (int tries = 0; tries < 200 && status == SQLITE_BUSY; tries++) {
        if (tries)
            usleep(25000);
        status = sqlite3_exec(l->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
    }
    if (status == SQLITE_OK)
        status = sqlite3_exec(l->db, "PRAGMA synchronous=FULL", NULL, NULL, NULL);
    return status == SQLITE_OK ? 0 : ledger_failed(l, "cannot set up the ledger");
}

/* In one transaction, version last: a reader sees an empty ledger or a whole one. */
static int make_schema(struct ledger *l)
{
    char version[40];

    snprintf(version, sizeof version, "PRAGMA user_version=%d", LEDGER_VERSION);
    if (ledger_begin(l))
        return -1;
    if (sqlite3_exec(l->db, schema, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(l->db, version, NULL, NULL, NULL) != SQLITE_OK) {
        ledger_failed(l, "cannot set up the ledger");
        ledger_rollback(l);
        return -1;
    }
    return ledger_commit(l);
}

static int export_journals(struct ledger *l)
{
    return journal_export(l, &audit_journal, l->out) ||
                   journal_export(l, &processing_journal, l->out)
               ? -1
               : 0;
}

/* Makes an opened file ready. 0, or -1 with l->why. */
static int set_up(struct ledger *l, bool write)
{
    int version = read_version(l);

    if (version < 0)
        return -1;
    if (write)
        return set_journal(l) || (version < LEDGER_VERSION && make_schema(l)) || export_journals(l)
                   ? -1
                   : 0;
    if (version == 0)
        ledger_close(l);
    return 0;
}

static void release(struct ledger *l)
{
    sqlite3_close(l->db);
    free(l->out);
    OPENSSL_clear_free(l->person_key, PSEUDONYM_KEY_SIZE);
    *l = (struct ledger){0};
}

int ledger_open(struct ledger *l, const char *out, bool write)
{
    char path[4096];

    *l = (struct ledger){0};
    if (snprintf(path, sizeof path, "%s/ledger.sqlite", out) >= (int)sizeof path) {
        snprintf(l->why, sizeof l->why, "the name of the output folder is too long");
        return -1;
    }
    bool closed = access(path, R_OK | W_OK) != 0;
    if (closed && errno != ENOENT) {
        snprintf(l->why, sizeof l->why,
                 "no right to write ledger.sqlite, which its readers need: %s", strerror(errno));
        return -1;
    }
    if (closed && !write)
        return 0;
    int flags = write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
    int status = sqlite3_open_v2(path, &l->db, flags, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_busy_timeout(l->db, BUSY_MILLISECONDS);
    if (status == SQLITE_OK && write && !(l->out = strdup(out)))
        status = SQLITE_NOMEM;
    if (status != SQLITE_OK)
        ledger_failed(l, "cannot open ledger.sqlite");
    else if (!set_up(l, write))
        return 0;
    char why[sizeof l->why];
    memcpy(why, l->why, sizeof why);
    release(l);
    memcpy(l->why, why, sizeof why);
    return -1;
}

void ledger_close(struct ledger *l)
{
    /* What fails here is not lost: the next writer tries again, and verify names it. */
    if (l->db && l->out && export_journals(l))
        diag_warn("%s", l->why);
    release(l);
}

void ledger_start(struct ledger *l)
{
    l->started = clock_milliseconds();
}

int ledger_begin(struct ledger *l)
{
    return ledger_exec(l, "BEGIN IMMEDIATE", "");
}

int ledger_commit(struct ledger *l)
{
    return ledger_exec(l, "COMMIT", "");
}

void ledger_rollback(struct ledger *l)
{
    char why[sizeof l->why];

    memcpy(why, l->why, sizeof why);
    if (l->db && !sqlite3_get_autocommit(l->db))
        ledger_exec(l, "ROLLBACK", "");
    memcpy(l->why, why, sizeof why);
}
